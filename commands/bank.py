"""What the bank tells, on the screen: return files and their buckets, queries, statements, what does not match."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from claims.errors import ClaimsError
from claims.files import os_reason
from claims.money import yuan
from commands.desks import desk
from commands.terminal import is_stdout, progress, remark, say, say_error, say_json, say_table, write_output

if TYPE_CHECKING:
    from workflows.bank_matching import CashMove, Matching
    from workflows.bank_report import Report, SortedLine
    from workflows.bank_sorting import LeftOpen

SORTING = "归类回盘行"
DIRECTIONS = {"in": "收入", "out": "支出"}


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises ClaimsError bank_file_unopened."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ClaimsError("bank_file_unopened", file=path.name, reason=os_reason(fault)) from fault


def take_answers(path: Path, username: str, named_format: str | None, at: date | None, *, as_json: bool) -> None:
    """Take in a return file and sort its lines. Exit code 1 where a line waits for a person."""
    from workflows.bank_files import take_answers as take
    from workflows.bank_report import report_of
    from workflows.bank_sorting import sort_lines

    content = read_file(path)
    with desk(at) as there, progress() as tell:
        taken = take(there, username, path.name, content, there.today(), named_format)
        left = sort_lines(there, taken.file_no, there.today(), lambda done, whole: tell(SORTING, done, whole))
        report = report_of(there, taken.file_no)
    if as_json:
        say_json({"new": taken.is_new, **report.as_json()})
    else:
        if not taken.is_new:
            say(f"这个文件已经导入过（{taken.file_no}），什么也没有改变。")
        _say_report(report)
    _end(report.for_a_person(), left)


def resume(at: date | None, *, as_json: bool) -> None:
    """Go on with the lines in no bucket. Exit code 1 where some are left."""
    from workflows.bank_sorting import open_lines, sort_lines
    from workflows.transaction import reading

    with desk(at) as there, progress() as tell:
        with reading(there) as connection:
            waiting = len(open_lines(connection))
        left = sort_lines(there, None, there.today(), lambda done, whole: tell(SORTING, done, whole))
    if as_json:
        say_json({"waiting": waiting, "left": [{"line": one.line_id, "why": one.reason} for one in left]})
    else:
        say(f"有 {waiting} 行等待归类，办了 {waiting - len(left)} 行。")
    _end([], left)


def _end(lines: Sequence[SortedLine], left: Sequence[LeftOpen]) -> None:
    for one in left:
        say_error(f"{one.line_id} 没有归类：{one.reason}")
    if lines or left:
        remark("需要人处理的行怎么办，见 docs/bank.md。")
        raise typer.Exit(1)


def listed(*, as_json: bool) -> None:
    """The bank files as a table."""
    from workflows.bank_report import list_files

    shown = ("no", "kind", "line_count", "sum_fen", "imported_by", "sha256")
    with desk() as there:
        files = list_files(there)
    if as_json:
        say_json([{**{n: row[n] for n in shown}, "imported_on": row["imported_on"].isoformat()} for row in files])
        return
    rows = [
        (
            row["no"],
            row["kind_name"],
            row["line_count"],
            yuan(row["sum_fen"]),
            row["imported_on"],
            row["imported_by"],
            row["sha256"][:16],
        )
        for row in files
    ]
    say_table("银行文件", ("登记号", "种类", "行数", "金额", "导入日", "导入人", "摘要"), rows, right=("行数", "金额"))
    if not rows:
        remark("没有导入过银行文件。")


def shown(file_no: str, *, as_json: bool) -> None:
    """The report of a return file."""
    from workflows.bank_report import report_of

    with desk() as there:
        report = report_of(there, file_no)
    if as_json:
        say_json(report.as_json())
    else:
        _say_report(report)


def _say_report(report: Report) -> None:
    from workflows.bank_report import NAMES

    rows: list[tuple[object, ...]] = [
        (NAMES[name], count, yuan(fen)) for name, (count, fen) in report.counted().items()
    ]
    rows.append(("文件合计", report.line_count, yuan(report.sum_fen)))
    say_table(
        f"回盘 {report.file_no}（{report.imported_on} 导入）", ("类别", "行数", "金额"), rows, right=("行数", "金额")
    )
    say("各类别相加与文件合计相符。" if report.adds_up else "各类别相加与文件合计不符，请报告管理员。")
    _say_lines("需要人处理的行", report.for_a_person())
    for payment_id in report.unanswered:
        remark(f"{payment_id} 在同一批次，银行没有答复：仍为已送银行，到期后向银行查询。")


def _say_lines(title: str, lines: Sequence[SortedLine]) -> None:
    from workflows.bank_report import NAMES

    rows = [
        (
            one.line_id,
            NAMES[one.bucket],
            one.since,
            one.payment_id,
            yuan(one.amount_fen),
            one.bank_ref,
            one.reason,
            one.do,
        )
        for one in lines
    ]
    say_table(title, ("行", "类别", "自", "支付", "金额", "流水号", "原因", "怎么办"), rows, right=("金额",))


def for_a_person(*, as_json: bool) -> None:
    """The lines of all files that somebody has to look at."""
    from workflows.bank_report import lines_for_a_person

    with desk() as there:
        lines = lines_for_a_person(there)
    if as_json:
        say_json([one.as_json() for one in lines])
        return
    _say_lines("需要人处理的回盘行", lines)
    if not lines:
        say("没有需要人处理的回盘行。")


def query(name: str, output: Path, named_format: str | None, *, as_json: bool) -> None:
    """Write the list with which the bank is asked."""
    from claims.bank.formats import format_named
    from workflows.bank_files import usual_format
    from workflows.bank_queries import query_file

    with desk() as there:
        format_ = format_named(named_format or usual_format(there, there.today()))
        payments, content = query_file(there, name, format_)
    target = output / f"查询-{name.replace('/', '-')}{format_.suffix}" if output.is_dir() else output
    if is_stdout(target):
        sys.stdout.flush()
    to_file = write_output(target, content)
    if as_json and to_file:
        say_json({"file": str(target), "payments": payments})
    else:
        remark(f"{len(payments)} 笔。银行填好后用 claims bank import 导入；不得重发。")


def take_statement(path: Path, username: str, named_format: str | None, at: date | None, *, as_json: bool) -> None:
    """Take in a statement."""
    from workflows.bank_statements import take_statement as take

    content = read_file(path)
    with desk(at) as there:
        taken = take(there, username, path.name, content, there.today(), named_format)
    if as_json:
        told = {"file": taken.file_no, "new": taken.is_new}
        say_json({**told, "new_lines": taken.new_lines, "known_lines": taken.known_lines})
    elif taken.is_new:
        say(f"{taken.file_no}　新的收支 {taken.new_lines} 笔，以前导入过的 {taken.known_lines} 笔。")
    else:
        say(f"这个文件已经导入过（{taken.file_no}），什么也没有改变。")


def unmatched(at: date | None, *, as_json: bool) -> None:
    """Books and bank side by side, with the age of what only one of them has."""
    from workflows.bank_matching import match
    from workflows.bank_statements import opening_balance_fen

    with desk() as there:
        day = at or there.today()
        found, opening_fen = match(there, day), opening_balance_fen(there)
    if as_json:
        say_json(
            {
                "day": day.isoformat(),
                "ledger_fen": found.ledger_fen,
                "statement_fen": found.statement_fen,
                "opening_fen": opening_fen,
                "matched": found.matched,
                "holds": found.holds,
                "in_books_only": [one.as_json(day) for one in found.in_books_only],
                "at_bank_only": [one.as_json(day) for one in found.at_bank_only],
            }
        )
    else:
        _say_matching(found, opening_fen, day)


def _say_matching(found: Matching, opening_fen: int, day: date) -> None:
    rows = (
        ("账上 1001 的收支", yuan(found.ledger_fen)),
        ("对账单的收支", yuan(found.statement_fen)),
        ("对账单期初余额", yuan(opening_fen)),
        ("相符的收支", f"{found.matched} 笔"),
    )
    say_table(f"截至 {day}", ("项目", "数"), rows, right=("数",))
    _say_moves("账上有、银行没有", found.in_books_only, day)
    _say_moves("银行有、账上没有", found.at_bank_only, day)
    if not found.in_books_only and not found.at_bank_only:
        say("账与银行逐笔相符。")


def _say_moves(title: str, moves: Sequence[CashMove], day: date) -> None:
    from workflows.bank_matching import by_age

    if not moves:
        return
    ages = by_age(moves, day)
    say_table(
        f"{title}：账龄",
        ("账龄", "笔数", "金额"),
        [(n, c, yuan(s)) for n, (c, s) in ages.items()],
        right=("笔数", "金额"),
    )
    rows = [
        (one.day, DIRECTIONS[one.direction], yuan(one.amount_fen), one.ref, one.age(day), "、".join(one.places))
        for one in moves
    ]
    say_table(title, ("日期", "收支", "金额", "流水号", "账龄", "所在"), rows, right=("金额",))
