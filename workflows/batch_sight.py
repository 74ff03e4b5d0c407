"""Which batches and files of the bank are closed to somebody: those with a payment of a case that he may not see, for their
sums and bytes tell of it. Others handle them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from claims.store.tables import table
from workflows.roles import Actor
from workflows.sight import sees

PAYMENT, CLAIM, LINE = table("payment"), table("claim"), table("bank_line")
OF_CASES = PAYMENT.join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no)


def closed_batches(connection: Connection, actor: Actor, today: date) -> frozenset[str]:
    """The numbers of the batches that this actor may not open today."""
    found = select(PAYMENT.c.batch_no).select_from(OF_CASES)
    found = found.where(PAYMENT.c.batch_no.is_not(None), ~sees(actor, today)).distinct()
    return frozenset(connection.execute(found).scalars())


def open_among(connection: Connection, actor: Actor, today: date, numbers: Collection[str]) -> frozenset[str]:
    """Those of these batches that this actor may open today."""
    wanted = sorted(numbers)
    if not wanted:
        return frozenset()
    closed = select(PAYMENT.c.batch_no).select_from(OF_CASES).where(PAYMENT.c.batch_no.in_(wanted), ~sees(actor, today))
    return frozenset(wanted) - frozenset(connection.execute(closed.distinct()).scalars())


def closed_files(connection: Connection, actor: Actor, today: date) -> frozenset[str]:
    """The numbers of the bank's files that this actor may not open today."""
    found = select(LINE.c.file_no).select_from(LINE.join(OF_CASES, PAYMENT.c.id == LINE.c.payment_id))
    return frozenset(connection.execute(found.where(~sees(actor, today)).distinct()).scalars())
