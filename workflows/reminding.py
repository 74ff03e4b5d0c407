"""The rungs of a clock that concern a party are told to that party as messages, in the transaction that claims them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, select, update

from claims.clock import instant_text
from claims.store.rows import Row, insert_rows
from claims.store.tables import table
from notifications.kinds import letter_kind
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import person_route, platform_route
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.dispute_parties import PERSON, PLATFORM
from workflows.message_facts import bureau_name, bureau_phone
from workflows.message_moves import TOLD_OF_RUNGS
from workflows.message_rows import Cause, Recipient, effect_row, goes_outside, message_rows
from workflows.messaging import contact_of
from workflows.recipients import tells_of_money
from workflows.remedies import SERVICE_CLOCKS
from workflows.remedy_reminders import contested_letter, worth_reminding
from workflows.transaction import Desk
from workflows.waking import CLAIM, Woken

PRIVATE, SERVICE, LETTER = table("person_private"), table("service"), table("letter")
OF_SERVICE = frozenset(SERVICE_CLOCKS.values())
RECORDS = select(SERVICE.c.id, SERVICE.c.recipient, SERVICE.c.recipient_kind, LETTER.c.kind).join(
    LETTER, LETTER.c.id == SERVICE.c.letter_id
)


def remind(desk: Desk, connection: Connection, claimed: Iterable[tuple[Woken, str]], day: date) -> None:
    """Write the messages of the rungs that were claimed on `day`, just now; the cases are locked."""
    concerned = [(woken, rung) for woken, rung in claimed if _tells(woken, rung) and _helps(connection, woken, day)]
    if not concerned:
        return
    recipients = _recipients(connection, [woken for woken, _ in concerned])
    persons = _private(connection, recipients)
    rows = [
        _rows(desk, connection, woken, rung, to, persons)
        for (woken, rung), to in zip(concerned, recipients, strict=True)
    ]
    insert_rows(connection, "message", [public for public, _ in rows])
    insert_rows(connection, "message_private", [private for _, private in rows])
    _promise(connection, concerned, [public for public, _ in rows])


def _tells(woken: Woken, rung: str) -> bool:
    reminder = TOLD_OF_RUNGS.get(woken.clock["code"])
    known = woken.clock["code"] in OF_SERVICE or woken.clock["party"] in (None, PERSON, PLATFORM)
    return reminder is not None and rung in reminder.rungs and known


def _helps(connection: Connection, woken: Woken, day: date) -> bool:
    """A duty is always told; a right only to who may still want it."""
    return not CLOCK_RULES[woken.clock["code"]].is_right or worth_reminding(connection, woken.clock, day)


def _recipients(connection: Connection, woken: Sequence[Woken]) -> list[Recipient]:
    """Whose periods they are, in their order."""
    wanted = {one.clock["subject"] for one in woken if one.clock["code"] in OF_SERVICE}
    rows = connection.execute(RECORDS.where(SERVICE.c.id.in_(wanted))).mappings() if wanted else ()
    records = {row["id"]: dict(row) for row in rows}
    return [recipient_of_clock(one, records.get(one.clock["subject"])) for one in woken]


def recipient_of_clock(woken: Woken, record: Row | None) -> Recipient:
    """The party whose period it is: whom the service `record` names on which it stands, else the platform of the case, or
    the claimant. What was served on an earlier claimant is the new one's to contest; what a beneficiary is paid, his own.
    """
    if record is not None and (record["recipient_kind"] != PERSON or tells_of_money(letter_kind(record["kind"]))):
        return Recipient(str(record["recipient"]), str(record["recipient_kind"]))
    rule, party = CLOCK_RULES[woken.clock["code"]], woken.clock["party"]
    if rule.duty is Duty.PLATFORM or party == PLATFORM:
        return Recipient(str(woken.claim["platform"]), PLATFORM)
    return Recipient(str(woken.claim["claimant_id"]), PERSON)


def _private(connection: Connection, recipients: Sequence[Recipient]) -> dict[str, Row]:
    wanted = {to.id for to in recipients if to.kind != PLATFORM}
    found = connection.execute(select(PRIVATE).where(PRIVATE.c.person_id.in_(wanted))) if wanted else ()
    return {row.person_id: json.loads(row.body) for row in found}


def _rows(
    desk: Desk, connection: Connection, woken: Woken, rung: str, to: Recipient, persons: dict[str, Row]
) -> tuple[Row, Row]:
    clock = woken.clock
    kind = TOLD_OF_RUNGS[clock["code"]].kind
    letter = contested_letter(connection, clock)
    contact = contact_of(persons.get(to.id, {}))
    if to.kind == PLATFORM:
        route = platform_route(to.id, desk.channels)
    else:
        route = person_route(contact, desk.channels, demo=not desk.production)
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
