"""核实身份: who reported by name and phone alone has shown an ID card, and the case becomes that person's.

The person may be known already, by an earlier case: then it is his. A phone that is only known from the report goes along,
so that he can sign in by it. Where another one is known already, the officer asks which is the present one: that which was
reported is registered in place of the other with the reason, as at the counter.
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
from workflows.identity import read_index_key
from workflows.people import PersonFacts, register_person
from workflows.phone_changes import own_phone_of, reported_person
from workflows.present_phone import Present, advance_with_phone, keep_phone
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
    present: Present | None = None,
) -> Outcome:
    """Name the injured person of a case as his ID card does; `mended` is what of the order was reported wrong.

    `claim` is the row that the officer saw. Raises BadInput for an ID number that cannot be or that is known under another
    name; PhonesDiffer where which number is the present one has to be said, and why; Conflict where the case has moved on.
    """
    if not facts.id_number:
        raise BadInput("id_number_form", length=0)
    person_id, reported = _registered(desk, str(claim["no"]), facts, present)
    command = Command(claim["no"], MOVE, username, on, key, claim["version"], {"person_id": person_id, **mended})
    with reading(desk) as connection:
        reporter = reported_person(connection, str(claim["no"]))
    return advance_with_phone(desk, command, person_id, reported, present, reporter)


def _registered(desk: Desk, claim_no: str, facts: PersonFacts, present: Present | None) -> tuple[str, str]:
    """The person of the card, registered where he was not, and the number that reported."""
    index_key = read_index_key(desk.var_dir)

    def register(connection: Connection) -> tuple[str, str]:
        reported = own_phone_of(connection, reported_person(connection, claim_no))
        named = PersonFacts(facts.name, facts.id_number, reported)
        person_id = register_person(connection, index_key, named, desk.instant())
        keep_phone(connection, person_id, reported, present, desk.today())
        return person_id, reported

    return in_one_transaction(desk, register)


def told_on(desk: Desk, no: str) -> dict[str, str]:
    """What was told of the order of a case and stands on no list, by the names of `AS_TOLD`, and an ID number that is
    known under another name (`NUMBER_TOLD`).
    """
    with reading(desk) as connection:
        private = select_one(connection, "claim_private", claim_no=no)
    body = json.loads(private["body"]) if private else {}
    return {name: str(body[name]) for name in (*AS_TOLD.values(), NUMBER_TOLD) if name in body}
