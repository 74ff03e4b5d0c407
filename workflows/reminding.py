"""The rungs of a clock that concern a party are told to that party as messages, in the transaction that claims them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, update

from claims.clock import instant_text
from claims.store.private import open_rows
from claims.store.rows import Row, insert_rows
from claims.store.tables import table
from notifications.kinds import letter_kind
from notifications.messages.kinds import MESSAGE_KINDS, MessageKind
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.message_facts import bureau_name, bureau_phone
from workflows.message_moves import TOLD_OF_RUNGS
from workflows.message_rows import Cause, Recipient, effect_row, goes_outside, message_rows
from workflows.messaging import route_to
from workflows.recipients import PERSON, PLATFORM, party_on
from workflows.remedies import SERVICE_CLOCKS
from workflows.remedy_reminders import Contest, contests_of, worth_reminding
from workflows.transaction import Desk
from workflows.unsubscribing import Unwanted, unsubscribed
from workflows.waking import CLAIM, Woken

PRIVATE = table("person_private")
OF_SERVICE = frozenset(SERVICE_CLOCKS.values())


@dataclass(frozen=True, slots=True)
class Reminder:
    """A rung that was claimed, what its period runs against, and whose period it is."""

    woken: Woken
    rung: str
    contest: Contest
    to: Recipient

    @property
    def kind(self) -> MessageKind:
        """The message that tells of it."""
        return MESSAGE_KINDS[TOLD_OF_RUNGS[self.woken.clock["code"]].kind]


def remind(desk: Desk, connection: Connection, claimed: Iterable[tuple[Woken, str]], day: date) -> None:
    """Write the messages of the rungs that were claimed on `day`, just now; the cases are locked."""
    telling = [(woken, rung) for woken, rung in claimed if _tells(woken, rung)]
    contests = contests_of(connection, [woken.clock for woken, _ in telling])
    reminders = [
        Reminder(woken, rung, contests[woken.clock["id"]], _whose(woken, contests[woken.clock["id"]]))
        for woken, rung in telling
        if _helps(woken, contests[woken.clock["id"]], day)
    ]
    if not reminders:
        return
    contacts = _contacts(connection, reminders)
    rows = [_rows(desk, connection, one, known, day) for one, known in zip(reminders, contacts, strict=True)]
    insert_rows(connection, "message", [public for public, _ in rows])
    insert_rows(connection, "message_private", [private for _, private in rows])
    _promise(connection, reminders, [public for public, _ in rows])


def _tells(woken: Woken, rung: str) -> bool:
    reminder = TOLD_OF_RUNGS.get(woken.clock["code"])
    known = woken.clock["code"] in OF_SERVICE or woken.clock["party"] in (None, PERSON, PLATFORM)
    return reminder is not None and rung in reminder.rungs and known


def _helps(woken: Woken, contest: Contest, day: date) -> bool:
    """A duty is always told; a right only to who may still want it."""
    return not CLOCK_RULES[woken.clock["code"]].is_right or worth_reminding(woken.clock, contest, day)


def _whose(woken: Woken, contest: Contest) -> Recipient:
    """The party whose period it is: on the side that was served, where it stands on a service, else the one it is set for."""
    record, letter = contest.record, contest.letter
    if record is not None and letter is not None:
        side, kind = str(record["recipient_kind"]), letter_kind(letter["kind"])
        return Recipient(*party_on(side, woken.claim, str(record["recipient"]), kind))
    of_platform = CLOCK_RULES[woken.clock["code"]].duty is Duty.PLATFORM or woken.clock["party"] == PLATFORM
    return Recipient(*party_on(PLATFORM if of_platform else PERSON, woken.claim))


def _contacts(connection: Connection, reminders: Sequence[Reminder]) -> list[Row]:
    """What is known of each one's person; nothing where he has unsubscribed, so that the message stays on his own page."""
    persons = {one.to.id for one in reminders if one.to.kind != PLATFORM}
    found = connection.execute(select(PRIVATE).where(PRIVATE.c.person_id.in_(persons))).mappings() if persons else ()
    rows = open_rows(connection, PRIVATE.name, [dict(row) for row in found])
    known: dict[str, Row] = {row["person_id"]: json.loads(row["body"]) for row in rows}
    unwanted = unsubscribed(connection, persons)
    return [{} if Unwanted(one.to.id, one.kind.topic) in unwanted else known.get(one.to.id, {}) for one in reminders]


def _rows(desk: Desk, connection: Connection, one: Reminder, known: Row, day: date) -> tuple[Row, Row]:
    clock, letter = one.woken.clock, one.contest.letter
    pool = {
        "claim_no": clock["claim_no"],
        "due_on": clock["due_on"].isoformat(),
        "period": CLOCK_RULES[clock["code"]].label.removesuffix("提醒"),
        "letter_number": letter["number"] if letter else None,
        "bureau": bureau_name(desk.rules, day),
        "phone": bureau_phone(desk.rules, day),
    }
    facts = {name: pool[name] for name in one.kind.facts}
    cause = Cause(f"{clock['id']}/{clock['generation']}/{one.rung}", clock_id=clock["id"])
    route = route_to(desk, connection, one.to, lambda _person_id: known)
    return message_rows(clock["claim_no"], cause, one.kind.code, one.to, route, facts, instant_text(desk.instant()))


def _promise(connection: Connection, reminders: Sequence[Reminder], messages: Sequence[Row]) -> None:
    """The effects of those that go outside; each takes the next place on its case."""
    effects = []
    for one, message in zip(reminders, messages, strict=True):
        if goes_outside(message):
            one.woken.claim["subject_seq"] += 1
            effects.append(effect_row(message, one.woken.claim["subject_seq"]))
    if not effects:
        return
    insert_rows(connection, "outbox", effects)
    last = {effect["claim_no"]: effect["seq"] for effect in effects}
    for no, seq in last.items():
        connection.execute(update(CLAIM).where(CLAIM.c.no == no).values(subject_seq=seq))
