"""A file of reports before it is taken in: which lines are new, which are there already, and everything that is wrong.

Nothing is written but the file itself, sealed, for whoever brought it. A case that is there is never changed by a file: what
differs is shown, and put right on the case by its own moves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from claims.errors import ClaimsError, words
from claims.faults import Fault
from claims.masking import masked_id_number, masked_name, masked_phone
from claims.store.rows import select_one
from workflows.files_put_by import WaitingFile, put_by, seen
from workflows.identity import read_id_number, read_index_key
from workflows.import_columns import COLUMNS, as_text
from workflows.import_files import Line, bounded_lines
from workflows.importing import Result, Status, case_of, import_lines, read_report, report_data, require_importer
from workflows.people import check_name, person_of_number
from workflows.sight import closed_cases
from workflows.told_persons import CARD_SEEN
from workflows.transaction import Desk, reading

PLACE = "import"
LINES_MAX = 500  # as many as are taken in while somebody waits for the page
COMPARED = ("platform", "industry", "channel", "reported_on", "order_state", "order_no")
MASKS = {"person_name": masked_name, "id_number": masked_id_number, "phone": masked_phone}
VALUE_SHOWN = 40


class Outcome(StrEnum):
    """What would become of a line."""

    NEW = "new"
    DIFFERENT = "different"
    REPEATED = "repeated"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class WrongCell:
    """What is wrong in a line: the column (empty: the whole line), what stands there, and how it is put right."""

    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A line and what would become of it: `claim_no` is the case it is already, `differs` the columns that say another thing."""

    line: Line
    outcome: Outcome
    claim_no: str = ""
    faults: tuple[WrongCell, ...] = ()
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A file that was looked at, and its lines."""

    kept: str
    name: str
    lines: tuple[Foreseen, ...]

    def count(self, outcome: Outcome) -> int:
        """How many lines would come to this."""
        return sum(1 for one in self.lines if one.outcome is outcome)

    @property
    def wrong(self) -> tuple[Foreseen, ...]:
        """The lines that would be refused."""
        return tuple(one for one in self.lines if one.outcome is Outcome.WRONG)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines became cases, and how many were passed over because they are there already or are wrong."""

    taken: int
    skipped: int


def look_at_file(desk: Desk, username: str, name: str, content: bytes) -> str:
    """Put the file by, if its lines can be read; returns the name under which it waits.

    Raises Refused for an account that may not report for others, BadInput for a file that cannot be read as a whole or
    has more lines than are taken in at once.
    """
    require_importer(desk, username)
    bounded_lines(name, content, LINES_MAX)
    return put_by(desk, username, PLACE, name, content)


def preview(desk: Desk, username: str, kept: str) -> Preview | None:
    """What the file would come to now; None where it is gone or another person's."""
    actor, file = require_importer(desk, username), _waiting(desk, username, kept)
    if file is None:
        return None
    with reading(desk) as connection:
        closed = closed_cases(connection, actor, desk.today())
        lines = tuple(
            _as_seen(one, closed)
            for one in _foreseen(desk, connection, bounded_lines(file.name, file.content, LINES_MAX))
        )
    return Preview(kept, file.name, lines)


def take_in(desk: Desk, username: str, kept: str) -> Imported | None:
    """Take in the very lines that were looked at; those that are wrong are passed over. Twice adds nothing.

    Returns None where the file is gone. Raises Refused as `look_at_file`.
    """
    require_importer(desk, username)
    file = _waiting(desk, username, kept)
    if file is None:
        return None
    results: list[Result] = list(import_lines(desk, username, bounded_lines(file.name, file.content, LINES_MAX)))
    taken = sum(1 for one in results if one.status is Status.TAKEN)
    return Imported(taken, len(results) - taken)


def _waiting(desk: Desk, username: str, kept: str) -> WaitingFile | None:
    file = seen(desk, username, kept)
    return file if file is not None and file.place == PLACE else None


def _as_seen(one: Foreseen, closed: Collection[str]) -> Foreseen:
    """Of a case that is closed to who looks, only that it is there."""
    return Foreseen(one.line, Outcome.REPEATED, differs=(words("case_unnamed"),)) if one.claim_no in closed else one


def _foreseen(desk: Desk, connection: Connection, lines: Iterable[Line]) -> Iterator[Foreseen]:
    key, met = read_index_key(desk.var_dir), dict[tuple[object, ...], int]()
    for line in lines:
        data, faults = read_report(line, desk.today())
        if faults:
            yield Foreseen(line, Outcome.WRONG, faults=tuple(_cell(line, fault) for fault in faults))
            continue
        accident = (data["id_number"], data["accident_on"], data.get("order_no", ""))
        if accident in met:
            yield Foreseen(line, Outcome.REPEATED, differs=(f"与第 {met[accident]} 行相同",))
            continue
        met[accident] = line.number
        yield _judged(desk, connection, key, line, data)


def _judged(desk: Desk, connection: Connection, key: bytes, line: Line, data: Mapping[str, Any]) -> Foreseen:
    person = person_of_number(connection, key, read_id_number(data["id_number"], desk.today()))
    try:
        if person is not None and data["channel"] in CARD_SEEN:
            check_name(connection, person, data["person_name"])
    except ClaimsError as reason:
        return Foreseen(
            line, Outcome.WRONG, faults=(WrongCell("姓名", masked_name(data["person_name"]), reason.message()),)
        )
    no = case_of(connection, key, data, desk.today())
    if no is None:
        return Foreseen(line, Outcome.NEW)
    differs = _differences(connection, no, report_data(desk, person or "", data))
    return Foreseen(line, Outcome.DIFFERENT if differs else Outcome.REPEATED, no, differs=differs)


def _differences(connection: Connection, no: str, told: Mapping[str, Any]) -> tuple[str, ...]:
    """The headings of what the line says otherwise than the case; what the line leaves out is no difference."""
    claim = select_one(connection, "claim", no=no) or {}
    headings = {column.name: column.heading for column in COLUMNS}
    return tuple(headings[name] for name in COMPARED if name in told and told[name] != claim.get(name))


def _cell(line: Line, fault: Fault) -> WrongCell:
    """What is wrong, with the cell as it stands; what is personal in it is masked."""
    column = next((one for one in COLUMNS if fault.where in (one.heading, one.name)), None)
    cell = line.cells.get(column.name) if column else None
    text = "" if cell is None else as_text(cell)
    mask = MASKS.get(column.name) if column else None
    return WrongCell(fault.where, (mask(text) if mask else text)[:VALUE_SHOWN], fault.message())
