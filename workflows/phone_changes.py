"""The telephone of a person becomes another one: from then on the old one finds him no more and opens nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, or_, select, union_all

from claims.calendar import Period, Unit, WorkingCalendar, due
from claims.canonical import canonical_json
from claims.rules import Rules
from claims.store.rows import select_one, update_row
from claims.store.tables import table
from workflows.account_requests import CHECK
from workflows.clock_rules import OPEN
from workflows.locking import read_person
from workflows.person_index import PHONE_OF, REPORTER, index_person, normal_phone

PRIVATE, ITEM, ACCOUNT, CLOCK = (table(name) for name in ("person_private", "award_item", "payee_account", "clock"))
CHANGED_ON = "phone_changed_on"


def replace_phone(connection: Connection, person_id: str, phone: str, on: date) -> str:
    """Write the number with the day, and return the one before, or an empty text.

    The row is locked first: what is written is the whole of it.
    """
    connection.execute(select(PRIVATE.c.person_id).where(PRIVATE.c.person_id == person_id).with_for_update())
    private = select_one(connection, "person_private", person_id=person_id)
    body: dict[str, str] = json.loads(private["body"]) if private else {}
    earlier = body.get("phone", "")
    body["phone"] = normal_phone(phone)
    body.pop(PHONE_OF, None)
    body[CHANGED_ON] = on.isoformat()
    update_row(connection, "person_private", {"person_id": person_id}, {"body": canonical_json(body)})
    index_person(connection, person_id, body)
    return earlier


def is_money_by_phone(connection: Connection, claim_no: str, persons: Collection[str]) -> bool:
    """Whether one of these persons has an account or an award on any case, or waits for an account that he asked for, or
    something on this case is owed to somebody who is not named yet: then a second officer looks. What others of the case
    have does not count.
    """
    unnamed = and_(ITEM.c.claim_no == claim_no, ITEM.c.beneficiary == "")
    waits = (CLOCK.c.code == CHECK, CLOCK.c.state.in_(OPEN), CLOCK.c.party.in_(persons))
    found = (
        select(ITEM.c.claim_no).where(or_(unnamed, ITEM.c.beneficiary.in_(persons))),
        select(ACCOUNT.c.claim_no).where(ACCOUNT.c.beneficiary.in_(persons)),
        select(CLOCK.c.claim_no).where(*waits),
    )
    return connection.execute(union_all(*found).limit(1)).first() is not None


def is_reporters_phone(connection: Connection, person_id: str) -> bool:
    """Whether the telephone by which a person is known is that of who reported for him: it opens nothing that is his."""
    return bool((read_person(connection, person_id) or {}).get(PHONE_OF) == REPORTER)


def own_phone_of(connection: Connection, person_id: str) -> str:
    """His own telephone; empty where none is known, or only that of who reported for him."""
    return "" if is_reporters_phone(connection, person_id) else phone_of(connection, person_id)


def phone_of(connection: Connection, person_id: str) -> str:
    """The telephone by which a person is known; empty where none is."""
    return str((read_person(connection, person_id) or {}).get("phone", ""))


def rests_until(person: Mapping[str, Any], rules: Rules, calendar: WorkingCalendar, today: date) -> date | None:
    """Until when a telephone that has just changed opens nothing of value, so that whoever had it before can object; None where
    it has rested. `person` is what is known of who has it.
    """
    changed = person.get(CHANGED_ON)
    if not changed:
        return None
    limit = rules.at("limits.account_cooling", today)
    until = due(date.fromisoformat(changed), Period(limit.as_int(), Unit(limit.unit)), calendar).on
    return None if today >= until else until


def reported_person(connection: Connection, claim_no: str) -> str:
    """The person whom the report named, also once the case is another's; empty where no report lies there."""
    event = select_one(connection, "event", claim_no=claim_no, trigger="report")
    return str(json.loads(event["data"]).get("person_id", "")) if event else ""
