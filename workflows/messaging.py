"""The messages of a transaction: ordered while moves are made, written at its end with the letters they speak of.

Only moves that tell somebody pay for it. What a move tells one recipient in one transaction is told once, however many
items it was about; some kinds once a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from claims.store.rows import Row
from notifications.messages.kinds import MESSAGE_KINDS, MessageKind
from notifications.messages.routes import Contact, Route, person_route, platform_route
from workflows import letterfacts
from workflows.dispute_facts import disputant_of
from workflows.earlier_phones import earlier_phones
from workflows.effects.phone import EARLIER_PHONE
from workflows.kin import registered
from workflows.message_facts import facts_of_move
from workflows.message_joining import joined
from workflows.message_moves import CONDITIONS, TOLD_OF_MOVES, Side, Telling
from workflows.message_rows import EARLIER, Cause, Recipient, effect_row, goes_outside, message_rows
from workflows.platform_endpoints import channels_for
from workflows.recipients import PERSON, PLATFORM
from workflows.situation import Situation
from workflows.transaction import Desk
from workflows.unsubscribing import Unwanted, unsubscribed


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that a move has ordered, and the letter of that move, if it has one."""

    s: Situation
    telling: Telling
    letter_id: str | None


class Messagebox:
    """The messages that one transaction produces."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._desk = desk
        self._connection = connection
        self._waiting: list[Waiting] = []

    def order(self, s: Situation, letter_id: str | None) -> None:
        """Take what the move of `s` tells; its conditions are asked now, its text is written at the end."""
        for telling in TOLD_OF_MOVES.get((s.machine, s.move.trigger), ()):
            if telling.when is None or CONDITIONS[telling.when](s):
                self._waiting.append(Waiting(s, telling, letter_id))

    def produce(self) -> None:
        """Put every message on its case, once a recipient; nothing has been written yet."""
        told: set[tuple[str, str, Recipient]] = set()
        for one in self._waiting:
            for recipient in recipients_of(one.s, one.telling):
                key = (one.s.file.no, one.telling.kind, recipient)
                if key not in told:
                    told.add(key)
                    self._produce(one, recipient)

    def _produce(self, one: Waiting, recipient: Recipient) -> None:
        s, kind = one.s, MESSAGE_KINDS[one.telling.kind]
        facts = facts_of_move(s, kind)
        if joined(self._connection, s, kind, recipient, facts):
            return
        route = route_to(self._desk, self._connection, recipient, partial(self._contact, s, kind))
        routes = self._with_earlier(s, recipient, route) if kind.old_contact else [route]
        several = f"/{recipient.id}" if one.telling.side is Side.KIN else ""
        for place, way in enumerate(routes):
            earlier = f"{EARLIER}{place}" if place else ""
            cause = Cause(f"{s.event_id}{several}{earlier}", event_id=s.event_id, letter_id=one.letter_id)
            self._write(s, message_rows(s.file.no, cause, kind.code, recipient, way, facts, s.recorded_at))

    def _write(self, s: Situation, rows: tuple[Row, Row]) -> None:
        public, private = rows
        s.file.add("message", public)
        s.file.add("message_private", private)
        if goes_outside(public):
            s.file.next_id("effect")
            s.file.add("outbox", effect_row(public, s.file.claim["subject_seq"]))

    def _contact(self, s: Situation, kind: MessageKind, person_id: str) -> Row:
        """What is known of a person; nothing where he has unsubscribed, so that the message stays on his own page."""
        if kind.topic and Unwanted(person_id, kind.topic) in unsubscribed(self._connection, [person_id]):
            return {}
        return letterfacts.person(s, person_id)

    def _with_earlier(self, s: Situation, recipient: Recipient, route: Route) -> list[Route]:
        """The ways of a warning: to the telephone that this move has changed, else to the present one and to those which the
        person had until lately, so that who takes over a telephone cannot hush it up.
        """
        if EARLIER_PHONE in s.scratch:
            return [self._to_address(s.scratch[EARLIER_PHONE], route)]
        earlier = earlier_phones(self._connection, self._desk.rules, recipient.id, s.recorded_on)
        return [route, *(self._to_address(phone, route) for phone in earlier if phone != route.address)]

    def _to_address(self, address: str, route: Route) -> Route:
        if address == route.address:
            return route
        return _route_by(self._desk, Contact(mail=address) if "@" in address else Contact(phone=address))


def recipients_of(s: Situation, telling: Telling) -> tuple[Recipient, ...]:
    """Whom a move tells: the kin who have not been told the same, else one of the others."""
    if telling.side is not Side.KIN:
        return (_recipient_of(s, telling),)
    told = {row["recipient"] for row in s.file.rows("message") if row["kind"] == telling.kind}
    kin = registered(s.file.rows("relative"))
    return tuple(Recipient(one, PERSON) for one in kin if one not in (*told, s.claim["claimant_id"]))


def _recipient_of(s: Situation, telling: Telling) -> Recipient:
    """The platform of the case, whom the service record names, whose telephone changes, who lodged the dispute, or the
    beneficiary or claimant.
    """
    if telling.side is Side.SERVED:
        return Recipient(str(s.subject["recipient"]), str(s.subject["recipient_kind"]))
    if telling.side is Side.HOLDER:
        return Recipient(str(s.data["holder"]), PERSON)
    if telling.side is Side.PLATFORM:
        return Recipient(str(s.claim["platform"]), PLATFORM)
    if telling.side is Side.LODGER:
        return Recipient(*disputant_of(s))
    beneficiary = s.subject.get("beneficiary") or s.data.get("beneficiary") or s.claim["claimant_id"]
    return Recipient(str(beneficiary), PLATFORM if beneficiary == s.claim["platform"] else PERSON)


def route_to(desk: Desk, connection: Connection, recipient: Recipient, private: Callable[[str], Row]) -> Route:
    """A platform by its interface, everybody else as a person, by what `private` knows of him; of an organisation beside it
    no contact is known.
    """
    if recipient.kind == PLATFORM:
        return platform_route(recipient.id, channels_for(desk, connection, recipient.id))
    known = private(recipient.id)
    return _route_by(desk, Contact(str(known.get("phone", "")), str(known.get("mail", ""))))


def _route_by(desk: Desk, contact: Contact) -> Route:
    return person_route(contact, desk.channels, demo=not desk.production)
