"""核实身份: an officer has seen the ID card of who reported by name and phone alone, or of whom a platform reported, and the
case becomes that person's.

The person may be known already, by an earlier case: then it is his. Whoever reported by himself and is new keeps the phone
by which he did; else the officer says whether the number is his (`present_phone`). Nothing is registered unless the move is
made: a card that does not carry the case on leaves no person and no number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.errors import BadInput
from claims.store.rows import select_one
from workflows.command import Command, Outcome
from workflows.identity import read_id_number, read_index_key
from workflows.locking import read_person
from workflows.people import PersonFacts, person_of_number, register_person
from workflows.person_index import NUMBER_TOLD, PHONE_TOLD
from workflows.phone_changes import own_phone_of, reported_person
from workflows.present_phone import Present, Shown, advance_with_phone
from workflows.told_of_order import AS_TOLD
from workflows.transaction import Desk, reading

MOVE = "identify"


def identify(
    desk: Desk,
    username: str,
    claim: Mapping[str, Any],
    facts: PersonFacts,
    mended: Mapping[str, Any],
    on: date,
    key: str,
    present: Present | None = None,
) -> Outcome:
    """Name the injured person of a case as his ID card does; `mended` is what of the order was reported wrong.

    `claim` is the row that the officer saw. Raises BadInput for an ID number that cannot be or that is known by its card under
    another name; PhonesDiffer where which number is the present one has to be said, and why; Conflict where the case has
    moved on.
    """
    if not facts.id_number:
        raise BadInput("id_number_form", length=0)
    no, index_key = str(claim["no"]), read_index_key(desk.var_dir)

    def move(shown: Shown) -> Command:
        return Command(no, MOVE, username, on, key, claim["version"], {"person_id": shown.person_id, **mended})

    def find(connection: Connection) -> Shown:
        return _registered(connection, desk, index_key, no, facts)

    return advance_with_phone(desk, find, move, present)


def _registered(connection: Connection, desk: Desk, index_key: bytes, claim_no: str, facts: PersonFacts) -> Shown:
    """The person of the card, registered where he was not, and the number that was told with the report."""
    reporter = reported_person(connection, claim_no)
    own, told = own_phone_of(connection, reporter), (read_person(connection, reporter) or {}).get(PHONE_TOLD, "")
    is_new = person_of_number(connection, index_key, read_id_number(facts.id_number, desk.today())) is None
    named = PersonFacts(facts.name, facts.id_number, own if is_new else "")
    return Shown(register_person(connection, index_key, named, desk.instant()), own or str(told), reporter)


def told_on(desk: Desk, no: str) -> dict[str, str]:
    """What was told of the order of a case and stands on no list, by the names of `AS_TOLD`, and of the person the name, the
    ID number and by a platform the phone.
    """
    with reading(desk) as connection:
        private = select_one(connection, "claim_private", claim_no=no)
        person = read_person(connection, reported_person(connection, no)) or {}
    body = json.loads(private["body"]) if private else {}
    of_person = {name: str(person[name]) for name in ("name", NUMBER_TOLD, PHONE_TOLD) if name in person}
    return {**{name: str(body[name]) for name in AS_TOLD.values() if name in body}, **of_person}
