"""核实身份: who reported by name and phone alone has shown an ID card, and the case becomes that person's.

The person may be known already, by an earlier case: then it is his. A phone that is only known from the report goes along,
so that he can sign in by it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.canonical import canonical_json
from claims.errors import BadInput
from claims.store.rows import select_one, update_row
from workflows.advance import advance
from workflows.command import Command, Outcome
from workflows.identity import read_index_key
from workflows.people import PersonFacts, register_person
from workflows.person_index import index_person
from workflows.told_of_order import AS_TOLD, NUMBER_TOLD
from workflows.transaction import Desk, in_one_transaction, reading

MOVE = "identify"


def identify(
    desk: Desk,
    username: str,
    claim: Mapping[str, Any],
    facts: PersonFacts,
    mended: Mapping[str, Any],
    on: date,
    key: str,
) -> Outcome:
    """Name the injured person of a case as his ID card does; `mended` is what of the order was reported wrong.

    `claim` is the row that the officer saw. Raises BadInput for an ID number that cannot be or that is known under another
    name, Conflict where the case has moved on.
    """
    if not facts.id_number:
        raise BadInput("id_number_form", length=0)
    index_key = read_index_key(desk.var_dir)

    def register(connection: Connection) -> str:
        phone = _body(connection, str(claim["person_id"])).get("phone", "")
        named = PersonFacts(facts.name, facts.id_number, phone)
        person_id = register_person(connection, index_key, named, desk.instant())
        _give_phone(connection, person_id, phone)
        return person_id

    person_id = in_one_transaction(desk, register)
    data = {"person_id": person_id, **mended}
    return advance(desk, Command(claim["no"], MOVE, username, on, key, claim["version"], data))


def told_on(desk: Desk, no: str) -> dict[str, str]:
    """What was told of the order of a case and stands on no list, by the names of `AS_TOLD`, and an ID number that is
    known under another name (`NUMBER_TOLD`).
    """
    with reading(desk) as connection:
        private = select_one(connection, "claim_private", claim_no=no)
    body = json.loads(private["body"]) if private else {}
    return {name: str(body[name]) for name in (*AS_TOLD.values(), NUMBER_TOLD) if name in body}


def _give_phone(connection: Connection, person_id: str, phone: str) -> None:
    """Let a person of whom no phone is known have this one; another one that is known stands."""
    body = _body(connection, person_id)
    if phone and not body.get("phone"):
        body["phone"] = phone
        update_row(connection, "person_private", {"person_id": person_id}, {"body": canonical_json(body)})
        index_person(connection, person_id, body)


def _body(connection: Connection, person_id: str) -> dict[str, str]:
    private = select_one(connection, "person_private", person_id=person_id)
    return dict(json.loads(private["body"])) if private else {}
