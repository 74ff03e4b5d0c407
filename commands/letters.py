"""Letters on the terminal: the register, a file made anew, whether a file is the one that was issued, service, and a look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claims.errors import BadInput, words
from claims.files import os_reason
from commands.cases import read_data
from commands.desks import desk
from commands.terminal import a_day, a_day_to_act, say, say_error, say_json, say_table, write_output

if TYPE_CHECKING:
    from claims.store.rows import Row
    from workflows.letter_standing import Standing
    from workflows.transaction import Desk

COPIES = {"full": "正本", "party": "单位副本"}

letter = typer.Typer(help="文书：列表、重新制作、核验、送达、预览；送达回证、公告；文号登记。", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="文号", help="如 铜人社职认〔2025〕12号；括号随意。")]
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出。")]
Output = Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到文件。")]


class Copy(StrEnum):
    """Which variant of a letter."""

    FULL = "full"
    PARTY = "party"


class To(StrEnum):
    """On whom a letter is served."""

    PERSON = "person"
    KIN = "kin"
    PLATFORM = "platform"
    THIRD_PARTY = "third_party"
    ORGAN = "organ"


class Method(StrEnum):
    """How a letter is served."""

    DIRECT = "direct"
    POST = "post"
    ELECTRONIC = "electronic"


@letter.command("list")
def list_(
    no: Annotated[str, typer.Argument(metavar="案号", help="只列一个案件的。")] = "",
    series: Annotated[str, typer.Option("--series", metavar="系列", help="如 confirmation；按顺序号列出。")] = "",
    year: Annotated[int, typer.Option("--year", metavar="年份", help="与 --series 同用。")] = 0,
    as_json: Json = False,
) -> None:
    """登记簿：文号、日期、状态；作废的也在。"""
    from notifications.kinds import letter_kind
    from workflows.issued_letters import issued_letters
    from workflows.letter_register import STATE_NAMES

    with desk() as opened:
        rows = [
            {
                "number": row["number"],
                "name": letter_kind(row["kind"]).name,
                "dated_on": row["dated_on"].isoformat(),
                "claim_no": row["claim_no"],
                "state": row["state"],
            }
            for row in issued_letters(opened, no, series, year)
        ]
    if as_json:
        say_json(rows)
        return
    shown = [(row["number"], row["name"], row["dated_on"], row["claim_no"], STATE_NAMES[row["state"]]) for row in rows]
    if not rows:
        say("没有这样的文书。")
    say_table(f"文书 {len(rows)} 份", ("文号", "文书", "日期", "案号", "状态"), shown)


@letter.command()
def render(number: Number, output: Output, variant: Copy = Copy.FULL) -> None:
    """按快照重新制作（未签名的内容）；与当时记下的摘要不同的，不写文件。"""
    from workflows.issued_letters import rendered_again

    with desk() as opened:
        content = rendered_again(opened, number, variant.value)
    if write_output(output, content):
        say(f"{output}：{COPIES[variant.value]}，与当时制作的逐字节相同。")


@letter.command()
def verify(
    what: Annotated[str, typer.Argument(metavar="文件或文号", help="PDF 文件，或者文号。")],
    as_json: Json = False,
) -> None:
    """给文件：是不是发出的那一份。给文号：存着的文件、签名、快照有没有变。不符，或者文书不再有效，就以 1 退出。"""
    path = Path(what)
    with desk() as opened:
        if path.is_file() or path.suffix.lower() == ".pdf":
            good, told = _file_told(opened, path)
        else:
            good, told = _number_told(opened, what)
    if as_json:
        say_json({"good": good, **told})
    else:
        for line in told["messages"]:
            (say if good else say_error)(line)
    if not good:
        raise typer.Exit(1)


def _file_told(opened: Desk, path: Path) -> tuple[bool, dict[str, Any]]:
    from workflows.letter_checks import FileIs, identify_file

    try:
        content = path.read_bytes()
    except OSError as fault:
        raise BadInput("letter_upload_unreadable", file=path, reason=os_reason(fault)) from fault
    found = identify_file(opened, content)
    number = found.letter["number"] if found.letter else None
    variant = COPIES.get(str(found.variant), "")
    lines = [words(f"letter_file_{found.what}", number=number, variant=variant, at=found.differs_at)]
    worth, worth_lines = _worth(opened, found.letter)
    lines.extend(worth_lines)
    told = {"found": found.what.value, "number": number, "variant": found.variant, "differs_at": found.differs_at}
    good = found.what is FileIs.ISSUED and worth is not None and worth.good
    return good, {**told, "worth": worth and worth.worth.value, "messages": lines}


def _number_told(opened: Desk, number: str) -> tuple[bool, dict[str, Any]]:
    from workflows.letter_checks import check_files
    from workflows.letter_lookup import letter_numbered

    row = letter_numbered(opened, number)
    findings = check_files(opened, row)
    lines = [one.message() for one in findings] or [words("letter_check_sound", number=row["number"])]
    worth, worth_lines = _worth(opened, row)
    lines.extend(worth_lines)
    told = {"number": row["number"], "findings": [{"code": one.code, "fault": one.fault} for one in findings]}
    good = not any(one.fault for one in findings) and worth is not None and worth.good
    return good, {**told, "worth": worth and worth.worth.value, "messages": lines}


def _worth(opened: Desk, row: Row | None) -> tuple[Standing | None, list[str]]:
    from workflows.letter_standing import standing
    from workflows.transaction import reading

    if row is None:
        return None, []
    with reading(opened) as connection:
        found = standing(connection, row)
    return found, [f"{row['number']}：" + found.sentence]


@letter.command()
def serve(
    number: Number,
    username: Annotated[str, typer.Option("--as", metavar="账号", help="以谁的身份。")],
    method: Annotated[Method, typer.Option("--method", help="送达方式。")],
    evidence: Annotated[str, typer.Option("--evidence", metavar="文字", help="送达凭证，如送达回证编号。")],
    to: Annotated[To | None, typer.Option("--to", help="受送达人；只有一个时可以不写。")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="送达日，默认今天。")] = None,
    data: Annotated[
        list[str] | None, typer.Option("--data", metavar="名称=值", help="其他须填写的，如 signed_by=…。")
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="日期", help="如同在这一天办理（仅演示库）。")] = None,
    as_json: Json = False,
) -> None:
    """登记送达：救济期限从这一天起算。"""
    from workflows.acting import act
    from workflows.letter_lookup import letter_numbered
    from workflows.recipients import RECIPIENT_NAMES
    from workflows.service_choice import require_account, service_to_register

    served, acting_on = a_day(on, "--on"), a_day_to_act(at)
    if not evidence.strip():
        raise BadInput("letter_evidence_empty")
    given: Mapping[str, object] = {"method": method.value, "evidence": evidence, **read_data(data or [])}
    with desk(acting_on) as opened:
        require_account(opened, username)
        row = letter_numbered(opened, number)
        record = service_to_register(opened, row, None if to is None else to.value)
        served_on: date = served or opened.today()
        outcome = act(opened, username, record["id"], "serve", served_on, given)
    if as_json:
        reasons = [{"code": one.code, "message": one.message()} for one in outcome.refusals]
        say_json({"done": outcome.done, "service": record["id"], "refusals": reasons})
    elif outcome.done:
        say(f"已登记：{row['number']}于{served_on}送达{RECIPIENT_NAMES[record['recipient_kind']]}。")
    for refusal in outcome.refusals:
        say_error(refusal.message())
    if not outcome.done:
        raise typer.Exit(1)


@letter.command()
def preview(
    kind: Annotated[str, typer.Argument(metavar="种类", help="如 confirmation、award。")],
    output: Output,
    variant: Copy = Copy.FULL,
) -> None:
    """用合成的内容看一种文书的样子（PDF，带“草稿”水印，不取文号）。"""
    from notifications.compose import compose
    from notifications.render import render_pdf
    from notifications.samples import sample

    if write_output(output, render_pdf(compose(kind, sample(kind), variant.value))):
        say(f"{output}：草稿，不具效力。")
