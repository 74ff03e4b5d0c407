"""What waits because of its state: letters to be served and payments to be made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy import text as sql

from claims.money import yuan
from claims.store import cases, letters
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.inbox_clocks import onward
from workflows.inbox_tasks import CLOCK, Source, running, waiting_part
from workflows.machines import MACHINES
from workflows.recipients import RECIPIENT_NAMES
from workflows.roles import Actor
from workflows.table import Table

SERVICE_CLOCKS = ("T13", "T16", "service_sending", "service_chase")
WAITING: dict[str, tuple[str, ...]] = {
    "service": ("pending", "sent", "undelivered"),
    "payment": ("pending", "batched", "unknown", "mismatch", "corrected"),
}
ASIDE = frozenset({"void", "cancel", "hold"})  # who may only stop a thing is not waited for
SERVICE, LETTER, PAYMENT = table("service"), table("letter"), table("payment")
# What the indexes of what waits are about, written as there: a state among many that are over is no help to find it by.
UNSERVED, TO_BE_PAID = sql(f"service.{letters.UNSERVED}"), sql(f"payment.{cases.TO_BE_PAID}")
FIRST, OWN = CLOCK.alias("first"), CLOCK.alias("own")


def waiting_parts(actor: Actor) -> Iterator[Select[Any]]:
    """What this actor can carry on: records of service with the period that falls due first, and payments."""
    services = _carried_on("service", actor)
    if services:
        yield _services().where(UNSERVED, SERVICE.c.state.in_(services))
    payments = _carried_on("payment", actor)
    if payments:
        found = waiting_part(Source.PAYMENT, PAYMENT.c.id, PAYMENT.c.claim_no)
        yield found.where(TO_BE_PAID, PAYMENT.c.state.in_(payments))


def moves_on(machine: Table, state: str, actor: Actor) -> tuple[str, ...]:
    """The moves by which this actor would carry on what waits in this state."""
    return tuple(one for one in onward(machine, state, actor) if one not in ASIDE)


def service_words(kind: str, recipient: str) -> str:
    """What is to be done about a record of service."""
    return f"向{RECIPIENT_NAMES[recipient]}送达《{letter_kind(kind).name}》"


def payment_words(amount_fen: str) -> str:
    """What is to be done about a payment."""
    return f"支付{yuan(int(amount_fen))}"


def _carried_on(name: str, actor: Actor) -> list[str]:
    return [state for state in WAITING[name] if moves_on(MACHINES[name], state, actor)]


def _services() -> Select[Any]:
    """Records of service, each with its own period, its letter's, or that of what the letter is about, the first to fall due."""
    subjects = (SERVICE.c.id, SERVICE.c.letter_id, LETTER.c.subject)
    own = select(OWN.c.id).where(running(OWN), OWN.c.code.in_(SERVICE_CLOCKS), OWN.c.subject.in_(subjects))
    first = own.order_by(OWN.c.due_on, OWN.c.code, OWN.c.id).limit(1).correlate(SERVICE, LETTER)
    joined = SERVICE.join(LETTER, LETTER.c.id == SERVICE.c.letter_id).outerjoin(
        FIRST, FIRST.c.id == first.scalar_subquery()
    )
    return waiting_part(Source.SERVICE, SERVICE.c.id, SERVICE.c.claim_no, FIRST).select_from(joined)
