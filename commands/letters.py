"""Letters on the terminal: the list, a file made anew, whether a file is the one that was issued, service, and a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import BadInput, words
from claims.files import os_reason
from commands.cases import read_data
from commands.desks import desk
from commands.terminal import say, say_error, say_json, say_table, write_output

if TYPE_CHECKING:
    from claims.store.rows import Row
    from workflows.letter_standing import Standing
    from workflows.transaction import Desk

COPIES = {"full": "正本", "party": "单位副本"}


def listed(no: str, series: str | None, year: int | None, *, as_json: bool) -> None:
    """The letters of a case, a series, a year, or all, in the order of their numbers; void ones too."""
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
            for row in issued_letters(opened, no, series or "", year or 0)
        ]
    if as_json:
        say_json(rows)
        return
    shown = [(row["number"], row["name"], row["dated_on"], row["claim_no"], STATE_NAMES[row["state"]]) for row in rows]
    if not rows:
        say("没有这样的文书。")
    say_table(f"文书 {len(rows)} 份", ("文号", "文书", "日期", "案号", "状态"), shown)


def render(number: str, output: Path, variant: str) -> None:
    """A letter made from its snapshot once more; no file where it is not the one on record."""
    from workflows.issued_letters import rendered_again

    with desk() as opened:
        content = rendered_again(opened, number, variant)
    if write_output(output, content):
        say(f"{output}：{COPIES[variant]}，与当时制作的逐字节相同。")


def verify(what: str, *, as_json: bool) -> bool:
    """Whether a file is one that was issued, or what is kept of a number has not changed; and the letter still holds."""
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
    return good


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


def serve(
    number: str,
    username: str,
    to: str | None,
    served_on: date | None,
    given: Mapping[str, str],
    typed: Sequence[str],
    *,
    at: date | None,
    as_json: bool,
) -> bool:
    """Register the service of a letter on one recipient, today where no day is given; returns whether it was done.

    `typed` are the further `name=value` of the move.
    """
    from workflows.acting import act
    from workflows.letter_lookup import letter_numbered
    from workflows.recipients import RECIPIENT_NAMES
    from workflows.service_choice import require_account, service_to_register

    if not given["evidence"].strip():
        raise BadInput("letter_evidence_empty")
    data = {**given, **read_data(typed)}
    with desk(at) as opened:
        require_account(opened, username)
        row = letter_numbered(opened, number)
        record = service_to_register(opened, row, to)
        on = served_on or opened.today()
        outcome = act(opened, username, record["id"], "serve", on, data)
    if as_json:
        reasons = [{"code": one.code, "message": one.message()} for one in outcome.refusals]
        say_json({"done": outcome.done, "service": record["id"], "refusals": reasons})
    elif outcome.done:
        say(f"已登记：{row['number']}于{on}送达{RECIPIENT_NAMES[record['recipient_kind']]}。")
    for refusal in outcome.refusals:
        say_error(refusal.message())
    return outcome.done


def preview(kind: str, output: Path, variant: str) -> None:
    """A kind of letter with made-up content, as a draft."""
    from notifications.compose import compose
    from notifications.render import render_pdf
    from notifications.samples import sample

    if write_output(output, render_pdf(compose(kind, sample(kind), variant))):
        say(f"{output}：草稿，不具效力。")
