"""Letters on paper and in the register: the proof of service, the public notice, the numbers of a series."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from commands.desks import desk
from commands.terminal import say, say_error, say_json, say_table, write_output

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from notifications.blocks import Letter
    from workflows.letter_register import Register
    from workflows.transaction import Desk

HEADINGS = ("顺序号", "文号", "文书", "日期", "案件", "状态")


def print_receipt(service: str, output: Path | None, *, at: date | None) -> None:
    """The proof of service of a record, as text or as a PDF file."""
    from workflows.service_papers import service_receipt

    _print(service_receipt, service, output, at)


def print_notice(service: str, output: Path | None, *, at: date | None) -> None:
    """The public notice of a record, as text or as a PDF file."""
    from workflows.service_papers import public_notice

    _print(public_notice, service, output, at)


def _print(compose: Callable[[Desk, str], Letter], service: str, output: Path | None, at: date | None) -> None:
    from notifications.blocks import letter_text
    from notifications.render import render_pdf

    with desk(at) as opened:
        paper = compose(opened, service)
    if output is None:
        say(letter_text(paper).rstrip())
        return
    if write_output(output, render_pdf(paper)):
        say(f"{paper.title}：{output}")


def register(series: str | None, year: int | None, *, as_json: bool) -> int:
    """The numbers of every series and year, or of those asked for; returns how many series have something wrong."""
    from workflows.issued_letters import require_series
    from workflows.letter_register import every_register

    if series is not None:
        require_series(series)
    with desk() as opened:
        found = [one for one in every_register(opened) if series in (None, one.series) and year in (None, one.year)]
    if as_json:
        say_json([_json(one) for one in found])
    for one in found if not as_json else ():
        rows = ((row.serial, row.number, row.name, row.dated_on, row.claim_no, row.state) for row in one.entries)
        void = sum(row.is_void for row in one.entries)
        say_table(f"{one.series} {one.year} 年：{len(one.entries)} 号，作废 {void} 号", HEADINGS, rows)
    if not found and not as_json:
        say("还没有文号。" if series is None and year is None else "没有这样的文号。")
    wrong = [one for one in found if not one.is_whole]
    for one in wrong:
        say_error(f"{one.series} {one.year} 年：{'；'.join(_faults(one))}。")
    return len(wrong)


def _faults(one: Register) -> list[str]:
    told = {
        "缺号": [str(serial) for serial in one.gaps],
        "重号": [str(serial) for serial in one.twins],
        "日期早于前一号": [row.number for row in one.out_of_order],
    }
    return [f"{name} {'、'.join(numbers)}" for name, numbers in told.items() if numbers]


def _json(one: Register) -> dict[str, object]:
    return {
        "series": one.series,
        "year": one.year,
        "entries": [
            {
                "serial": row.serial,
                "number": row.number,
                "name": row.name,
                "dated_on": row.dated_on.isoformat(),
                "claim_no": row.claim_no,
                "letter": row.letter_id,
                "state": row.state,
                "void": row.is_void,
            }
            for row in one.entries
        ],
        "gaps": list(one.gaps),
        "twins": list(one.twins),
        "out_of_order": [row.serial for row in one.out_of_order],
    }
