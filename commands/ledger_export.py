"""`claims ledger export` and `claims ledger pulls`: the ledger as a file, and who took it out before."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from claims.errors import BadInput, ClaimsError
from claims.files import os_reason
from claims.money import yuan
from commands.desks import desk
from commands.terminal import a_day, is_stdout, progress, read_day, remark, say_json, say_table, writing

if TYPE_CHECKING:
    from workflows.exporting import Cut, Totals
    from workflows.exporting.changes import Changes
    from workflows.pulling import Pulled

UNCLEAR = "没有完成"
STEPS = {"done": "完成", "failed": "失败"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of an export as they were typed."""

    as_of: str | None = None
    value_from: str | None = None
    value_to: str | None = None
    to: str | None = None
    known_on: str | None = None
    platform: str | None = None
    item: str | None = None
    case: str | None = None


def export(
    asked: Asked,
    file_format: str,
    username: str,
    output: Path | None,
    *,
    with_names: bool,
    changes: bool,
    as_json: bool,
) -> None:
    """The ledger to a file with a manifest beside it, or to stdout; totals and balances go to stderr."""
    from workflows.exporting.formats import Format
    from workflows.pulling import Request, pull

    cut, chosen, to_stdout = cut_of(asked), Format(file_format), is_stdout(output)
    marked = not (to_stdout and sys.stdout.isatty())
    request = Request(username, cut, chosen, with_names, changes, marked)
    with _written(output, chosen) as where, desk() as opened, progress() as tell:
        pulled = pull(opened, request, where, lambda done, total: tell("导出分类账", done, total))
        today = opened.today()
    if as_json and not to_stdout:
        say_json({"file": str(output), **pulled.totals.as_json(), "sha256": pulled.sha256, "pull_no": pulled.no})
    else:
        _remark_pulled(pulled)
    if cut.is_narrowed:
        remark("凭证号是全账统一的编号，截取之后不连续，不表示缺号。")
    if cut.value_to is not None and cut.value_to >= today:
        remark(f"{cut.value_to.isoformat()} 还没有过完，同样的条件明天再导出，可能多出分录。")


def cut_of(asked: Asked) -> Cut:
    """The cut that the options ask for. Raises BadInput for options that do not go together."""
    from workflows.exporting import cut as cutting

    if asked.to is not None and asked.value_to is not None:
        raise BadInput("day_given_twice")
    last = asked.to or asked.value_to
    if asked.as_of is not None and (last or asked.known_on):
        raise BadInput("as_of_and_parts")
    if asked.as_of is not None:
        cut = cutting.as_of(read_day(asked.as_of, "--as-of"))
    else:
        to = a_day(last, "--value-to" if asked.value_to else "--to")
        known = a_day(asked.known_on, "--known-on")
        cut = cutting.Cut(to, None if known is None else cutting.end_of(known))
    since = a_day(asked.value_from, "--from")
    return replace(cut, value_from=since, platform=asked.platform, item_code=asked.item, claim_no=asked.case)


@contextmanager
def _written(output: Path | None, file_format: Any) -> Iterator[Path | BinaryIO]:
    """Where the export goes; a system that refuses is told as it is for every file."""
    from workflows.exporting.formats import BINARY

    if output is not None and not is_stdout(output):
        with writing(output):
            yield output
        return
    if file_format in BINARY and sys.stdout.isatty():
        raise BadInput("binary_to_terminal", format=file_format)
    try:
        yield sys.stdout.buffer
    except BrokenPipeError:
        raise
    except OSError as fault:
        _forget_stdout()
        raise ClaimsError("stdout_unwritable", reason=os_reason(fault)) from fault


def _forget_stdout() -> None:
    """What could not be written is not tried again when the program ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _remark_pulled(pulled: Pulled) -> None:
    _remark_totals(pulled.totals)
    remark(f"调取第 {pulled.no} 号，SHA-256 {pulled.sha256}")
    if pulled.changes is not None:
        _remark_changes(pulled.changes)


def _remark_totals(totals: Totals) -> None:
    from workflows.exporting.columns import label_of

    summed = yuan(totals.sum_fen)
    remark(f"{totals.rows} 笔，借方合计 {summed}，贷方合计 {summed}；各科目余额（借减贷）：")
    for account, fen in totals.balances_fen.items():
        remark(f"  {account} {label_of('debit', account)}　{yuan(fen)}")


def _remark_changes(changes: Changes) -> None:
    from workflows.exporting.columns import PLACE, label_of

    totals = changes.totals
    remark(f"截止日终了之后补记 {totals.rows} 笔，合计 {yuan(totals.sum_fen)}" + ("：" if totals.rows else "。"))
    for row in changes.first:
        number, day, recorded = (row[PLACE[name]] for name in ("id", "value_on", "recorded_at"))
        whose, reverses = row[PLACE["claim_no"]] or "", row[PLACE["reverses"]]
        label, amount = label_of("entry", row[PLACE["entry"]]), yuan(row[PLACE["amount_fen"]])
        undone = "" if reverses is None else f"　冲销凭证 {reverses}"
        remark(f"  凭证 {number}　{day}　{label}　{amount}　{whose}　记录于 {recorded}{undone}")
    if totals.rows > len(changes.first):
        remark(f"  另有 {totals.rows - len(changes.first)} 笔；全部列在 xlsx 的“截止日后补记”一页。")


def pulls(*, as_json: bool) -> None:
    """Every pull of the ledger, the last first."""
    from workflows.pull_log import pulls as listed

    with desk() as opened:
        found = listed(opened)
    if as_json:
        say_json([one.as_json() for one in found])
        return
    headings = ("号", "账号", "开始（北京时间）", "格式", "条件", "姓名", "结果", "笔数", "合计", "SHA-256")
    rows = (
        (
            one.no,
            one.username,
            one.begun,
            one.format,
            "，".join(f"{name}={value}" for name, value in one.filters.items()) or "全部",
            "有" if one.with_names else "",
            UNCLEAR if one.step is None else STEPS[one.step] + (f"（{one.fault}）" if one.fault else ""),
            "" if one.rows is None else one.rows,
            "" if one.sum_fen is None else yuan(one.sum_fen),
            (one.sha256 or "")[:16],
        )
        for one in found
    )
    say_table("调取分类账的记录", headings, rows, right=("号", "笔数", "合计"))
    if not found:
        remark("还没有人调取过分类账。")
