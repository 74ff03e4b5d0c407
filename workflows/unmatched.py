"""What bank and books do not find in each other: lines that belong to no payment yet, and payments without an answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from claims.store.tables import table
from workflows.bank_buckets import Bucket
from workflows.bank_report import NAMES, OPEN
from workflows.transaction import Desk, reading

LINE, SORTED, PAYMENT = table("bank_line"), table("bank_sorted"), table("payment")
NEVER_MATCHED = (Bucket.UNMATCHED.value, Bucket.LATE.value)
UNANSWERED = ("sent", "unknown")
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Unmatched:
    """One side without the other: the line or payment, the payment it speaks of, its sum in fen, and why."""

    id: str
    payment_id: str
    amount_fen: int
    why: str


def unmatched_lines(desk: Desk) -> tuple[Unmatched, ...]:
    """Lines of the bank in no bucket, in one that matches nothing, or with a sum that two persons have not found yet."""
    joined = LINE.outerjoin(SORTED, SORTED.c.line_id == LINE.c.id).outerjoin(PAYMENT, PAYMENT.c.id == LINE.c.payment_id)
    differs = and_(SORTED.c.bucket == Bucket.PARTIAL.value, PAYMENT.c.state == "mismatch")
    chosen = (
        select(LINE.c.id, LINE.c.payment_id, LINE.c.amount_fen, SORTED.c.bucket)
        .select_from(joined)
        .where(or_(SORTED.c.bucket.is_(None), SORTED.c.bucket.in_(NEVER_MATCHED), differs))
        .order_by(LINE.c.id)
        .limit(SHOWN)
    )
    with reading(desk) as connection:
        return tuple(
            Unmatched(line_id, payment_id, int(fen), NAMES[bucket or OPEN])
            for line_id, payment_id, fen, bucket in connection.execute(chosen)
        )


def unanswered_payments(desk: Desk) -> tuple[Unmatched, ...]:
    """Payments that the bank was sent and has not answered."""
    chosen = select(PAYMENT.c.id, PAYMENT.c.batch_no, PAYMENT.c.amount_fen).where(PAYMENT.c.state.in_(UNANSWERED))
    with reading(desk) as connection:
        found = connection.execute(chosen.order_by(PAYMENT.c.id).limit(SHOWN)).all()
    return tuple(Unmatched(row.id, row.id, int(row.amount_fen), f"批次 {row.batch_no} 银行还没有回答") for row in found)
