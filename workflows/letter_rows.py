"""What the rows of letters and of their service say, against the events and the rules they came from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from claims.rules import Rules
from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.letter_numbers import letter_number
from workflows.letters_on_file import OnFile
from workflows.machines import MACHINES

MADE = ("rendered", "signed")
PREPARED = ("letter", "recipient", "recipient_kind", "variant")
SERVED_BY = {"note_service", "note_announced_service"}


def letter_row_flaws(
    rules: Rules, on_file: OnFile, services: Sequence[Row], events: list[Row]
) -> Iterator[tuple[str, str]]:
    """What does not fit in the case's letters and their service: where it is, and the code of its words."""
    of_service = _by_subject(events)
    by_id = {event["id"]: event for event in events}
    void = {row["letter_id"] for row in services if _brought_about(of_service.get(row["id"], ()), {"void_letter"})}
    for letter in on_file.letters:
        caused = by_id.get(letter["event_id"])
        if caused is not None and letter["subject"] != caused["subject"]:
            yield letter["number"], "flaw_of_letter"
        if letter["year"] != letter["dated_on"].year or letter["number"] != letter_number(rules, letter):
            yield letter["number"], "flaw_of_number"
        if (letter["state"] == "voided") != (letter["id"] in void) or not _files_fit(
            letter, on_file.files.get(letter["id"], ())
        ):
            yield letter["number"], "flaw_of_letter_state"
        if not _code_fits(letter, on_file.private.get(letter["id"])):
            yield letter["number"], "flaw_of_code"
    for row in services:
        if not _service_fits(row, of_service.get(row["id"], [])):
            yield row["id"], "flaw_of_service"


def _files_fit(letter: Row, rows: Sequence[Row]) -> bool:
    """A letter that is made has a row for each of its variants, and a signed one where it is signed."""
    if letter["state"] not in MADE:
        return True
    there = {row["variant"] for row in rows if (row["signed_sha256"] is not None) == (letter["state"] == "signed")}
    return there >= {variant.value for variant in letter_kind(letter["kind"]).variants}


def _code_fits(letter: Row, private: Row | None) -> bool:
    """The code is the one that is printed on the letter; what has been erased tells nothing."""
    if private is None:
        return True
    try:
        return bool(json.loads(private["snapshot"])["verify_code"] == letter["verify_code"])
    except (ValueError, KeyError, TypeError):
        return False


def _service_fits(row: Row, events: list[Row]) -> bool:
    """Who is served with which copy is as it was prepared, and the day of service is that of the event."""
    if not events:
        return False
    told = json.loads(events[0]["data"])
    prepared = [row["letter_id"], *(row[name] for name in PREPARED[1:])] == [told.get(name) for name in PREPARED]
    served = _brought_about(events, SERVED_BY)
    return prepared and row["served_on"] == (served[-1]["occurred_on"] if served else None)


def _brought_about(events: Sequence[Row], effects: set[str]) -> list[Row]:
    """The events of a service record whose row of the table has one of these effects."""
    moves = MACHINES["service"].moves
    rows = {(move.trigger, source) for move in moves if effects & set(move.effects) for source in move.sources}
    return [event for event in events if (event["trigger"], event["source"]) in rows]


def _by_subject(events: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for event in events:
        if event["machine"] == "service":
            found.setdefault(event["subject"], []).append(event)
    return found
