"""Looking for what was altered past the engine: every case's chain, its head, its states, its private parts, its journal.

Cases are read one by one. What has been erased lawfully (a private row) is no flaw; what differs from what was
committed to is, and it is named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from claims.book_chain import BOOK, book_event_id, first_fault
from claims.canonical import commitment
from claims.chain import check, fold
from claims.errors import words
from claims.store.rows import Row, readable_rows, select_rows
from claims.store.tables import table
from workflows.bank_checks import bank_flaws
from workflows.chaining import PRIVATE, committed
from workflows.letter_checks import flawed_files
from workflows.letter_rows import letter_row_flaws
from workflows.letters_on_file import OnFile, letters_on_file
from workflows.machines import MACHINES
from workflows.sealed_rows import INDEX, RETIRED, index_faults, sealed_faults
from workflows.transaction import Desk, reading

TRANSFER_COLUMNS = ("line", "entry", "debit", "credit", "amount_fen", "item_id")
OF_CASES = ("event", "transfer", "letter")
SEALED_FLAWS = {
    "sealed_form": "flaw_sealed_form",
    "sealed_altered": "flaw_sealed_altered",
    "data_key_unknown": "flaw_sealed_key",
    RETIRED: "flaw_sealed_retired",
    INDEX: "flaw_person_index",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that does not hold: on which case, where, and the code of its words."""

    claim_no: str
    where: str
    code: str

    def message(self) -> str:
        """The flaw in Chinese."""
        return words(self.code, claim=self.claim_no, where=self.where)


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and what did not hold."""

    cases: int
    events: int
    flaws: tuple[Flaw, ...]


def verify(desk: Desk, progress: Callable[[int, int], None] | None = None, *, letters: bool = False) -> Verified:
    """Check every case, with `letters` the files of its letters too. `progress` is told how many cases are done, of how many."""
    flaws: list[Flaw] = []
    events = 0
    with reading(desk) as connection:
        claims = select_rows(connection, "claim")
        for place, claim in enumerate(claims, start=1):
            chain = _events(connection, claim["no"])
            events += len(chain)
            on_file = letters_on_file(connection, claim["no"])
            flaws.extend(_case_flaws(connection, claim, chain, on_file))
            services = select_rows(connection, "service", claim_no=claim["no"])
            rows = letter_row_flaws(desk.rules, on_file, services, chain)
            flaws.extend(Flaw(claim["no"], where, code) for where, code in rows)
            if letters:
                gone = flawed_files(desk, on_file)
                flaws.extend(Flaw(claim["no"], number, "flaw_of_letter_file") for number in gone)
            if progress is not None:
                progress(place, len(claims))
        flaws.extend(_without_case(connection))
        flaws.extend(_book_flaws(connection))
        flaws.extend(Flaw(BOOK, where, code) for where, code in bank_flaws(connection))
        flaws.extend(_sealed_flaws(connection))
    return Verified(len(claims), events, tuple(flaws))


def _events(connection: Connection, no: str) -> list[Row]:
    return sorted(select_rows(connection, "event", claim_no=no), key=lambda row: int(row["seq"]))


def _case_flaws(connection: Connection, claim: Row, events: list[Row], on_file: OnFile) -> Iterator[Flaw]:
    no = str(claim["no"])
    fault = check(no, events)
    if fault is not None:
        yield Flaw(no, f"{no}#{fault.seq}", "flaw_in_chain")
    last = (events[-1]["hash"], events[-1]["seq"]) if events else ("", 0)
    if last != (claim["head_hash"], claim["event_seq"]):
        yield Flaw(no, no, "flaw_of_head")
    yield from _state_flaws(connection, no, claim, events)
    yield from _private_flaws(connection, no, events, on_file)
    yield from _journal_flaws(connection, no, events)
    yield from _letter_flaws(no, events, on_file)


def _state_flaws(connection: Connection, no: str, claim: Row, events: list[Row]) -> Iterator[Flaw]:
    """The states that the events tell against those that are stored."""
    try:
        told = fold(events)
    except ValueError:
        yield Flaw(no, no, "flaw_in_arrows")
        return
    stored = {no: str(claim["state"])}
    for machine in MACHINES.values():
        if machine.name != "claim":
            rows = select_rows(connection, machine.stored_in, claim_no=no)
            stored.update((str(row["id"]), str(row["state"])) for row in rows)
    for subject in sorted({*told, *stored}):
        if told.get(subject) != stored.get(subject):
            yield Flaw(no, subject, "flaw_of_state")


def _private_flaws(connection: Connection, no: str, events: list[Row], on_file: OnFile) -> Iterator[Flaw]:
    """What was committed to, against the private rows that are still there."""
    for event in events:
        for row in readable_rows(connection, "event_private", event_id=event["id"]):
            if not _matches(row["salt"], row["body"], event["private_commitment"]):
                yield Flaw(no, event["id"], "flaw_of_private_part")
    for letter in on_file.letters:
        private = on_file.private.get(letter["id"])
        if private and not _matches(private["salt"], private["snapshot"], letter["snapshot_commitment"]):
            yield Flaw(no, letter["number"], "flaw_of_snapshot")
    told = {(name, key): digest for event in events for name, key, digest in _told(event, "private")}
    for name, key in PRIVATE.items():
        for row in readable_rows(connection, name, claim_no=no):
            if not _matches(row["salt"], row["body"], told.get((name, row[key]))):
                yield Flaw(no, f"{name}:{row[key]}", "flaw_of_private_row")


def _matches(salt: str, body: str, committed: str | None) -> bool:
    try:
        return commitment(salt, json.loads(body)) == committed
    except (ValueError, TypeError):
        return False


def _journal_flaws(connection: Connection, no: str, events: list[Row]) -> Iterator[Flaw]:
    """The transfers that the events say they posted, against the journal."""
    yield from _posted_flaws(no, events, select_rows(connection, "transfer", claim_no=no))


def _posted_flaws(no: str, events: list[Row], transfers: list[Row]) -> Iterator[Flaw]:
    posted: dict[str, list[list[object]]] = {}
    for row in sorted(transfers, key=lambda row: int(row["id"])):
        posted.setdefault(row["event_id"], []).append([row[name] for name in TRANSFER_COLUMNS])
    for event in events:
        told = _told(event, "transfers")
        if told != posted.pop(event["id"], []):
            yield Flaw(no, event["id"], "flaw_of_journal")
    yield from (Flaw(no, event_id, "flaw_of_journal") for event_id in posted)


def _book_flaws(connection: Connection) -> Iterator[Flaw]:
    """The fund's book events: their chain, and the transfers that they say they posted."""
    events = sorted(select_rows(connection, "book_event"), key=lambda row: int(row["seq"]))
    fault = first_fault(events)
    if fault is not None:
        yield Flaw(BOOK, book_event_id(fault), "flaw_in_chain")
    transfer = table("transfer")
    journal = connection.execute(select(transfer).where(transfer.c.claim_no.is_(None))).mappings()
    yield from _posted_flaws(BOOK, events, [dict(row) for row in journal])


def _told(event: Row, what: str) -> list[list[Any]]:
    """One part of an event's consequences; nothing where they cannot be read, which the chain tells."""
    try:
        told = json.loads(event["consequences"]).get(what, [])
    except ValueError:
        return []
    return list(told)


def _letter_flaws(no: str, events: list[Row], on_file: OnFile) -> Iterator[Flaw]:
    """The letters that the events say they caused, against those that are there."""
    told = {line[0]: (event["id"], line) for event in events for line in _told(event, "issued")}
    for letter in on_file.letters:
        event_id, line = told.pop(letter["id"], (None, None))
        if event_id != letter["event_id"] or line != committed(letter):
            yield Flaw(no, letter["number"], "flaw_of_letter")
    yield from (Flaw(no, str(letter_id), "flaw_letter_gone") for letter_id in told)


def _sealed_flaws(connection: Connection) -> Iterator[Flaw]:
    """Private rows that do not open or were put back, and persons who are not found by what is known of them."""
    for place, code in (*sealed_faults(connection), *index_faults(connection)):
        yield Flaw(place.split(":")[1].partition("/")[0].partition("#")[0], place, SEALED_FLAWS[code])


def _without_case(connection: Connection) -> Iterator[Flaw]:
    """Rows of cases that are not there any more."""
    claims = select(table("claim").c.no)
    for name in OF_CASES:
        rows = table(name)
        lost = select(rows.c.claim_no).distinct().where(rows.c.claim_no.is_not(None), rows.c.claim_no.not_in(claims))
        for no in connection.execute(lost).scalars():
            yield Flaw(str(no), name, "flaw_without_case")
