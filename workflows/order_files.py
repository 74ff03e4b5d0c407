"""A file of orders and track points of many cases, answered case by case: each line is told what became of it.

A line is an order, a point of a track, or both. The lines of one case are one answer, made as a program makes it
(`platform_acts`), under a key that is made of what it says and of which request it answers: the same file once more is the
same answer until the bureau asks again, and what was refused may be sent again. A case with a wrong line is not answered, so
that nothing half is on file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from claims.canonical import canonical_json, sha256_hex
from claims.errors import ClaimsError, Refused
from claims.faults import Fault
from claims.store.rows import select_rows
from workflows.import_columns import ORDER_STATES, Column, read_choice, read_instant, read_text
from workflows.import_files import Line, bounded_lines
from workflows.platform_acts import DATA, make_act_anew, was_late
from workflows.platform_bodies import RECORDS, read_body, track_faults
from workflows.platform_cases import DATA_REQUEST, seen_claim
from workflows.transaction import Desk, reading

LINES_MAX = 2000
COLUMNS: tuple[Column, ...] = (
    Column("claim_no", "案号", read_text, "数据请求写的案号", "TL-2025-000041"),
    Column("order_no", "订单号", read_text, "平台的订单编号", "MT20250302001", required=False),
    Column("state", "受伤时订单状态", read_choice, "受伤那一刻订单到哪一步", "配送或运送中", False, ORDER_STATES),
    Column("accepted_at", "接单时间", read_instant, "日期和时间", "2025-03-02 12:20", required=False),
    Column("picked_up_at", "取货或接到乘客的时间", read_instant, "没有就不填", "2025-03-02 12:31", required=False),
    Column("completed_at", "完成时间", read_instant, "没有完成的不填", "", required=False),
    Column("at", "轨迹时刻", read_instant, "事故前后各两小时", "2025-03-02 12:33", required=False),
    Column("lat", "纬度", read_text, "WGS 84，十进制度数", "29.84512", required=False),
    Column("lng", "经度", read_text, "WGS 84，十进制度数", "106.05634", required=False),
)
HEADINGS: Mapping[str, str] = {**{column.name: column.heading for column in COLUMNS}, "orders": "订单"}
PARTS: Mapping[str, tuple[str, ...]] = {name: tuple(one.name for one in fields) for name, fields in RECORDS.items()}


class Outcome(StrEnum):
    """What became of a line."""

    TAKEN = "taken"
    LATE = "late"
    REPEATED = "repeated"
    WRONG = "wrong"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class LineDone:
    """One line: its number, the case that it names, what became of it, and why it was not taken."""

    number: int
    claim_no: str
    outcome: Outcome
    faults: tuple[str, ...] = ()


@dataclass(slots=True)
class _Answer:
    """What the file says of one case: the records by their list, and the line that each came from."""

    records: dict[str, list[dict[str, str]]] = field(default_factory=lambda: {name: [] for name in PARTS})
    came_from: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in PARTS})

    def add(self, cells: Mapping[str, str], number: int) -> bool:
        """Take what a line holds; whether it holds anything."""
        found = {
            list_name: {name: cells[name] for name in names if name in cells} for list_name, names in PARTS.items()
        }
        for list_name, record in found.items():
            if record:
                self.records[list_name].append(record)
                self.came_from[list_name].append(number)
        return any(found.values())

    def line_of(self, where: str) -> int | None:
        """The line that a fault of the document is about (`orders[2].state`); None for the whole."""
        list_name, _, rest = where.partition("[")
        place = rest.partition("]")[0]
        return self.came_from[list_name][int(place)] if place else None


@dataclass(slots=True)
class _Reading:
    """The lines of a file, and what is wrong with each."""

    desk: Desk
    username: str
    faults: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[int, dict[str, str]] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def answer_by_file(desk: Desk, username: str, name: str, content: bytes) -> list[LineDone]:
    """Answer every case of the file that is right in all its lines; what became of each line, in their order.

    Raises BadInput for a file that cannot be read, and one with no lines or with more than LINES_MAX.
    """
    lines = bounded_lines(name, content, LINES_MAX, COLUMNS)
    read = _Reading(desk, username)
    answers: dict[str, _Answer] = defaultdict(_Answer)
    for line in lines:
        cells = _read(line, read, desk.today())
        if not answers[cells.get("claim_no", "")].add(cells, line.number) and not read.faults[line.number]:
            read.faults[line.number].append(Fault("", "order_line_empty").message())
    for no, answer in answers.items():
        _answer(read, no, answer)
    return [_done(read, line.number) for line in lines]


def _read(line: Line, read: _Reading, today: date) -> dict[str, str]:
    faults = list(line.faults)
    values = {column.name: column.value(line.cells.get(column.name), today, faults) for column in COLUMNS}
    read.faults[line.number].extend(fault.message() for fault in faults)
    read.cells[line.number] = {name: str(value) for name, value in values.items() if value is not None}
    return read.cells[line.number]


def _answer(read: _Reading, no: str, answer: _Answer) -> None:
    """Make the answer of one case, unless anything of it is wrong."""
    numbers = [number for number, cells in read.cells.items() if cells.get("claim_no", "") == no]
    try:
        with reading(read.desk) as connection:
            accident_on = seen_claim(read.desk, connection, read.username, no)["accident_on"]
    except Refused as unseen:
        for number in numbers:
            read.faults[number] = read.faults[number] or [unseen.message()]
        return
    sound = [number for number in numbers if not read.faults[number]]  # the others have been told what is wrong
    data, faults = read_body(DATA.fields, {name: records for name, records in answer.records.items() if records})
    for fault in (*faults, *track_faults(data, accident_on)):
        line = answer.line_of(fault.where)
        for number in sound if line is None else {line} & set(sound):
            read.faults[number].append(_said(fault))
    if not any(read.faults[number] for number in numbers):
        _make(read, no, numbers, data)


def _make(read: _Reading, no: str, numbers: Sequence[int], data: Mapping[str, Any]) -> None:
    key = f"orders:{sha256_hex(canonical_json([no, _times_asked(read.desk, no), dict(data)]))}"
    try:
        outcome = make_act_anew(read.desk, read.username, DATA, no, data, key)
        refusals = [one.message() for one in outcome.refusals]
    except ClaimsError as fault:
        refusals = [fault.message()]
    if refusals:
        for number in numbers:
            read.faults[number].extend(refusals)
    elif outcome.repeated:
        read.outcomes[no] = Outcome.REPEATED
    else:
        read.outcomes[no] = Outcome.LATE if was_late(read.desk, outcome) else Outcome.TAKEN


def _times_asked(desk: Desk, no: str) -> int:
    """How often the case has asked for data: which of its requests is answered, open or not."""
    with reading(desk) as connection:
        return len(select_rows(connection, "clock", claim_no=no, code=DATA_REQUEST))


def _said(fault: Fault) -> str:
    """A fault of the document in the words of the file: the column by its heading."""
    name = fault.where.rpartition(".")[2]
    return Fault(HEADINGS.get(name, ""), fault.code, fault.facts).message()


def _done(read: _Reading, number: int) -> LineDone:
    cells, faults = read.cells[number], read.faults[number]
    no = cells.get("claim_no", "")
    outcome = Outcome.WRONG if faults else read.outcomes.get(no, Outcome.HELD)
    return LineDone(number, no, outcome, tuple(faults))
