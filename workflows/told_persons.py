"""Persons of whom it was only told: no officer has seen an ID card, so what was said of them is kept as said.

A platform tells the name, the ID number and the telephone of its rider; who rings tells his own. That a number was told
registers nobody by it: the person has no `id_number`, is nobody else's, and is identified later (`identify`). The telephone
that a platform tells is one to ring; it opens nothing and nothing is sent to it. Who reports by himself is reached by the
number that he gives, for that case alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from claims.clock import legal_day
from claims.store.rows import select_one
from workflows.identity import IdNumber, read_id_number
from workflows.locking import read_person
from workflows.people import PersonFacts, clean_name, find_or_write, person_of_number, register_person
from workflows.person_index import NUMBER_TOLD, PHONE_TOLD, IndexKind, persons_by

CARD_SEEN = frozenset({"counter", "transfer"})  # by the officer, or by the authority that hands the case over
BY_PLATFORM = "platform"
SAME_NUMBER_MAX = 50


def register_reported(
    connection: Connection, key: bytes, facts: PersonFacts, channel: str, instant: datetime
) -> str:  # fmt: skip
    """The id of the person whom a report by this channel names, registered where he was not; of whom no ID number was told,
    by name and phone.

    Raises BadInput for an ID number that cannot be; where the card was seen, for one that is known under another name.
    """
    if channel in CARD_SEEN or not facts.id_number:
        return register_person(connection, key, facts, instant)
    return _register_told(connection, key, facts, channel, instant)


def _register_told(connection: Connection, key: bytes, facts: PersonFacts, channel: str, instant: datetime) -> str:
    """Who is known by this ID number and name; else a person of whom it was told, one for all that was told alike."""
    number = read_id_number(facts.id_number, legal_day(instant))
    name = clean_name(facts.name)
    known = person_of_number(connection, key, number)
    if known is not None and (read_person(connection, known) or {}).get("name") == name:
        return known
    phone = {PHONE_TOLD if channel == BY_PLATFORM else "phone": facts.phone} if facts.phone else {}
    body = {"name": name, NUMBER_TOLD: number.text, **phone}
    return find_or_write(connection, key, body, instant, lambda: _told_alike(connection, number, body))


def _told_alike(connection: Connection, number: IdNumber, body: Mapping[str, str]) -> str | None:
    for person_id in _of_number(connection, number):
        private = select_one(connection, "person_private", person_id=person_id)
        if private is not None and json.loads(private["body"]) == body:
            return person_id
    return None


def _of_number(connection: Connection, number: IdNumber) -> list[str]:
    return persons_by(connection, IndexKind.ID_NUMBER, number.text, SAME_NUMBER_MAX)


def persons_under(connection: Connection, key: bytes, number: IdNumber) -> frozenset[str]:
    """Everybody known or told under an ID number."""
    registered = person_of_number(connection, key, number)
    return frozenset([*_of_number(connection, number), *([registered] if registered else ())])


def number_said(person: Mapping[str, Any]) -> str:
    """The ID number of a person, whether it was seen or told; empty where there is none."""
    return str(person.get("id_number") or person.get(NUMBER_TOLD, ""))
