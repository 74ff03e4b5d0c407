"""Taking reported cases from a file: each line is one report, taken whole through the one transaction or refused with
all its faults. A line that was taken before is not taken again, whoever imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from claims.canonical import canonical_json, sha256_hex
from claims.errors import ClaimsError, Refused
from claims.faults import Fault
from claims.store.tables import table
from workflows.advance import advance
from workflows.command import Command
from workflows.identity import read_id_number, read_index_key
from workflows.import_columns import COLUMNS
from workflows.import_files import Line, read_lines
from workflows.locking import open_actor
from workflows.people import PersonFacts
from workflows.roles import ROLE_NAMES, Actor, Role
from workflows.table import NEW
from workflows.told_of_order import AS_TOLD, order_as_listed
from workflows.told_persons import BY_PLATFORM, persons_under, register_reported
from workflows.transaction import Desk, in_one_transaction, reading

IMPORTERS = (Role.INTAKE, Role.PLATFORM)
OF_PERSON = ("person_name", "id_number", "phone", "reported_on")


class Status(StrEnum):
    """What became of a line."""

    TAKEN = "taken"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one line: the case it is now, or the one it has been before, or everything that is wrong with it."""

    line: int
    status: Status
    claim_no: str = ""
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {"line": self.line, "status": self.status, "claim_no": self.claim_no, "faults": list(self.faults)}


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports, the key of the index of persons, and whether he is an officer."""

    username: str
    key: bytes
    officer: bool


def import_file(desk: Desk, username: str, path: Path) -> Iterator[Result]:
    """Take every line of a file as `username`, one after the other; each result comes when its line is settled.

    Raises BadInput for a file that cannot be read as a whole, Refused for an account that may not report for others.
    """
    yield from import_lines(desk, username, read_lines(path))


def import_lines(desk: Desk, username: str, lines: Iterable[Line]) -> Iterator[Result]:
    """The same of lines that were read already."""
    importer = Importer(username, read_index_key(desk.var_dir), is_officer(require_importer(desk, username)))
    for line in lines:
        yield _take(desk, importer, line)


def read_report(line: Line, today: date) -> tuple[dict[str, Any], list[Fault]]:
    """The data of one line by name, and everything that is wrong with it."""
    faults = list(line.faults)
    data = {column.name: column.value(line.cells.get(column.name), today, faults) for column in COLUMNS}
    faults.extend(_contradictions(data, today))
    return {name: value for name, value in data.items() if value is not None}, faults


def _contradictions(data: Mapping[str, Any], today: date) -> Iterator[Fault]:
    hurt, reported = data["accident_on"], data["reported_on"]
    accepted, completed = data["order_accepted_at"], data["order_completed_at"]
    if reported and reported > today:
        yield Fault("报案日期", "import_in_future", {"day": reported, "today": today})
    if hurt and reported and hurt > reported:
        yield Fault("受伤日期", "import_hurt_after_report", {"hurt": hurt, "reported": reported})
    if accepted and completed and completed < accepted:
        yield Fault("完成时间", "import_completed_before_accepted")


def require_importer(desk: Desk, username: str) -> Actor:
    """Who imports, asked before any line: a refusal inside a report would stick to its key. Raises Refused."""
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, desk.today())
    if actor is None:
        raise Refused("no_such_actor", actor=username)
    if not actor.roles & set(IMPORTERS):
        raise Refused("import_not_allowed", roles="、".join(ROLE_NAMES[role] for role in IMPORTERS))
    return actor


def is_officer(actor: Actor) -> bool:
    """Whether the importer may have seen ID cards; what a platform's own account imports is told by the platform."""
    return Role.INTAKE in actor.roles


def told_by(data: Mapping[str, Any], *, officer: bool) -> str:
    """The channel by which a line came to the bureau, as far as it says who has seen the ID card."""
    return str(data["channel"]) if officer else BY_PLATFORM


def _take(desk: Desk, importer: Importer, line: Line) -> Result:
    data, faults = read_report(line, desk.today())
    if faults:
        return Result(line.number, Status.REFUSED, faults=tuple(fault.message() for fault in faults))
    try:
        return _report(desk, importer, line.number, data)
    except ClaimsError as reason:
        return Result(line.number, Status.REFUSED, faults=(reason.message(),))


def _report(desk: Desk, importer: Importer, number: int, data: Mapping[str, Any]) -> Result:
    facts = PersonFacts(data["person_name"], data["id_number"], data.get("phone", ""))
    channel = told_by(data, officer=importer.officer)

    def register(connection: Connection) -> str:
        return register_reported(connection, importer.key, facts, channel, desk.instant())

    person = in_one_transaction(desk, register)
    with reading(desk) as connection:
        known = case_of(connection, importer.key, data, desk.today())
    if known is not None:
        return Result(number, Status.REPEATED, known)
    outcome = advance(desk, _command(desk, importer.username, person, data))
    if not outcome.done:
        return Result(number, Status.REFUSED, faults=tuple(refusal.message() for refusal in outcome.refusals))
    return Result(number, Status.REPEATED if outcome.repeated else Status.TAKEN, outcome.claim_no)


def case_of(connection: Connection, key: bytes, data: Mapping[str, Any], today: date) -> str | None:
    """The case of this accident, if it is there: same ID number, seen or told, same day, and no other order."""
    claim, persons = table("claim"), persons_under(connection, key, read_id_number(data["id_number"], today))
    found = select(claim.c.no, claim.c.order_no).where(
        claim.c.person_id.in_(persons), claim.c.accident_on == data["accident_on"]
    )
    order = data.get("order_no")
    same = [
        row.no for row in connection.execute(found.order_by(claim.c.no)) if not order or row.order_no in (None, order)
    ]
    return same[0] if same else None


def _command(desk: Desk, username: str, person: str, data: Mapping[str, Any]) -> Command:
    """The report; its key is the accident itself, so that two imports at once take it once."""
    accident = [person, data["accident_on"], data.get("order_no", "")]
    key = f"import:{sha256_hex(canonical_json(accident))}"
    return Command(NEW, "report", username, data["reported_on"], key, 0, report_data(desk, person, data))


def report_data(desk: Desk, person: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the move `report` is given: of the person the id only, platform and industry as they are listed."""
    report = {name: value for name, value in data.items() if name not in (*OF_PERSON, *AS_TOLD)}
    return {**report, "person_id": person, **order_as_listed(desk, data)}
