"""The rungs of a clock that concern a party are told to that party as messages, in the transaction that claims them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, select, update

from claims.clock import instant_text
from claims.store.rows import Row, insert_rows
from claims.store.tables import table
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import person_route, platform_route
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.dispute_parties import PERSON, PLATFORM
from workflows.message_facts import bureau_name, bureau_phone
from workflows.message_moves import TOLD_OF_RUNGS
from workflows.message_rows import Cause, Recipient, effect_row, goes_outside, message_rows
from workflows.messaging import contact_of
from workflows.remedy_reminders import contested_letter, worth_reminding
from workflows.transaction import Desk
from workflows.waking import CLAIM, Woken

PRIVATE = table("person_private")


def remind(desk: Desk, connection: Connection, claimed: Iterable[tuple[Woken, str]], day: date) -> None:
    """Write the messages of the rungs that were claimed on `day`, just now; the cases are locked."""
    concerned = [(woken, rung) for woken, rung in claimed if _tells(woken, rung) and _helps(connection, woken, day)]
    if not concerned:
        return
    persons = _private(connection, [woken for woken, _ in concerned])
    rows = [_rows(desk, connection, woken, rung, persons) for woken, rung in concerned]
    insert_rows(connection, "message", [public for public, _ in rows])
    insert_rows(connection, "message_private", [private for _, private in rows])
    _promise(connection, concerned, [public for public, _ in rows])


def _tells(woken: Woken, rung: str) -> bool:
    reminder = TOLD_OF_RUNGS.get(woken.clock["code"])
    return reminder is not None and rung in reminder.rungs and woken.clock["party"] in (None, PERSON, PLATFORM)


def _helps(connection: Connection, woken: Woken, day: date) -> bool:
    """A duty is always told; a right only to who may still want it."""
    return not CLOCK_RULES[woken.clock["code"]].is_right or worth_reminding(connection, woken.clock, day)


def recipient_of_clock(woken: Woken) -> Recipient:
    """The party whose period it is: the platform of the case, or the claimant."""
    rule, party = CLOCK_RULES[woken.clock["code"]], woken.clock["party"]
    if rule.duty is Duty.PLATFORM or party == PLATFORM:
        return Recipient(str(woken.claim["platform"]), PLATFORM)
    return Recipient(str(woken.claim["claimant_id"]), PERSON)


def _private(connection: Connection, woken: Sequence[Woken]) -> dict[str, Row]:
    wanted = {to.id for to in map(recipient_of_clock, woken) if to.kind == PERSON}
    found = connection.execute(select(PRIVATE).where(PRIVATE.c.person_id.in_(wanted))) if wanted else ()
    return {row.person_id: json.loads(row.body) for row in found}


def _rows(desk: Desk, connection: Connection, woken: Woken, rung: str, persons: dict[str, Row]) -> tuple[Row, Row]:
    clock, to = woken.clock, recipient_of_clock(woken)
    kind = TOLD_OF_RUNGS[clock["code"]].kind
    letter = contested_letter(connection, clock)
    contact = contact_of(persons.get(to.id, {}))
    if to.kind == PERSON:
        route = person_route(contact, desk.channels, demo=not desk.production)
    else:
        route = platform_route(to.id, desk.channels)
    pool = {
        "claim_no": clock["claim_no"],
        "due_on": clock["due_on"].isoformat(),
        "period": CLOCK_RULES[clock["code"]].label.removesuffix("提醒"),
        "letter_number": letter["number"] if letter else None,
        "bureau": bureau_name(desk.rules, desk.today()),
        "phone": bureau_phone(desk.rules, desk.today()),
    }
    facts = {name: pool[name] for name in MESSAGE_KINDS[kind].facts}
    cause = Cause(f"{clock['id']}/{clock['generation']}/{rung}", clock_id=clock["id"])
    return message_rows(clock["claim_no"], cause, kind, to, route, facts, instant_text(desk.instant()))


def _promise(connection: Connection, concerned: Sequence[tuple[Woken, str]], messages: Sequence[Row]) -> None:
    """The effects of those that go outside; each takes the next place on its case."""
    effects = []
    for (woken, _), message in zip(concerned, messages, strict=True):
        if goes_outside(message):
            woken.claim["subject_seq"] += 1
            effects.append(effect_row(message, woken.claim["subject_seq"]))
    if not effects:
        return
    insert_rows(connection, "outbox", effects)
    last = {effect["claim_no"]: effect["seq"] for effect in effects}
    for no, seq in last.items():
        connection.execute(update(CLAIM).where(CLAIM.c.no == no).values(subject_seq=seq))
