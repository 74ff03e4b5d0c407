"""核实身份: who reported by name and phone alone has shown an ID card, and the case becomes that person's.

The person may be known already, by an earlier case: then it is his. A phone that is only known from the report goes along,
so that he can sign in by it. Where another one is known already, the officer asks which is the present one: that which was
reported is registered in place of the other with the reason, as at the counter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.errors import BadInput
from claims.masking import masked_phone
from claims.store.rows import select_one
from workflows.advance import advance_all
from workflows.command import Command, Outcome
from workflows.identity import read_index_key
from workflows.people import PersonFacts, register_person
from workflows.person_index import normal_phone
from workflows.phone_changes import is_money_by_phone, phone_of, replace_phone, reported_person
from workflows.told_of_order import AS_TOLD, NUMBER_TOLD
from workflows.transaction import Desk, in_one_transaction, reading

MOVE = "identify"


class PhonesDiffer(Exception):
    """The person is known by another number than the one that reported; which is the present one has to be said."""

    def __init__(self, known: str, reported: str) -> None:
        super().__init__("phones_differ")
        self.known, self.reported = masked_phone(known), masked_phone(reported)


@dataclass(frozen=True, slots=True)
class Present:
    """Which number the person has now: the one that reported, with the `reason`, or the one that was known before."""

    is_reported: bool
    reason: str = ""


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
    if present is None or not present.is_reported:
        return advance_all(desk, [command])[0]
    change = {"holder": person_id, "new_phone": reported, "id_shown": True, "reason": present.reason}
    outcomes = advance_all(desk, [command, _changing(desk, command, change)])
    return next((one for one in outcomes if one.refusals), outcomes[0])


def _registered(desk: Desk, claim_no: str, facts: PersonFacts, present: Present | None) -> tuple[str, str]:
    """The person of the card, registered where he was not, and the number that reported."""
    index_key = read_index_key(desk.var_dir)

    def register(connection: Connection) -> tuple[str, str]:
        reported = phone_of(connection, reported_person(connection, claim_no))
        named = PersonFacts(facts.name, facts.id_number, reported)
        person_id = register_person(connection, index_key, named, desk.instant())
        known = phone_of(connection, person_id)
        if reported and not known:
            replace_phone(connection, person_id, reported, desk.today())
        elif reported and not _is_said(present) and normal_phone(known) != normal_phone(reported):
            raise PhonesDiffer(known, reported)
        return person_id, reported

    return in_one_transaction(desk, register)


def _is_said(present: Present | None) -> bool:
    return present is not None and (not present.is_reported or bool(present.reason.strip()))


def told_on(desk: Desk, no: str) -> dict[str, str]:
    """What was told of the order of a case and stands on no list, by the names of `AS_TOLD`, and an ID number that is
    known under another name (`NUMBER_TOLD`).
    """
    with reading(desk) as connection:
        private = select_one(connection, "claim_private", claim_no=no)
    body = json.loads(private["body"]) if private else {}
    return {name: str(body[name]) for name in (*AS_TOLD.values(), NUMBER_TOLD) if name in body}


def _changing(desk: Desk, after: Command, change: Mapping[str, Any]) -> Command:
    """The change of the number right after the case has become his; where money hangs on it, its draft for a second officer."""
    with reading(desk) as connection:
        persons = [change["holder"], reported_person(connection, after.target)]
        drafted = is_money_by_phone(connection, after.target, persons)
    key = f"{after.key}:phone"
    if not drafted:
        version = after.expected_version + 1
        return Command(after.target, "change_phone", after.actor, after.occurred_on, key, version, dict(change))
    data = {"act": "change_phone_checked", "targets": [after.target], "proposal": [dict(change)]}
    return Command(f"{after.target}/approval", "draft", after.actor, after.occurred_on, key, 0, data)
