"""The journal: every posting is a transfer from one account to another, so debits equal credits by construction."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, fen, maybe_text, text, whole

OVERPAID = "debit = '1104' OR credit = '1104'"
FREE_TEXTS = (
    "claim_no", "event_id", "item_id", "payment_id", "beneficiary", "to_beneficiary", "document", "fund_tag",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet would run
_NOT_AS_IT_IS = ", ".join(f"'{start}'" for start in ("", *FORMULA_STARTS))
GUARDED = " OR ".join(f"substr({name}, 1, 1) IN ({_NOT_AS_IT_IS})" for name in FREE_TEXTS)


class Transfer(Stored, table=True):
    """`amount_fen` goes from `credit` to `debit`. Append only in the database itself; a correction is a new transfer.

    `value_on` is the day on which it counts. Where the month of its legal day was closed, that is the first open day,
    and `occurred_on` keeps the legal day.
    """

    __table_args__ = (
        CheckConstraint(f"amount_fen > 0 AND {whole('amount_fen')}", name="amount"),
        CheckConstraint("debit <> credit OR entry = 'succession'", name="accounts"),
        Index("ix_transfer_in_order", "value_on", "id"),
        Index("ix_transfer_overpaid", "claim_no", sqlite_where=sql(OVERPAID), postgresql_where=sql(OVERPAID)),
        # Of hardly any line: who writes the ledger out asks here whether every text can be written as it is.
        Index("ix_transfer_guarded", "id", sqlite_where=sql(GUARDED), postgresql_where=sql(GUARDED)),
        Index("ix_transfer_reverses", "reverses"),
    )
    id: int | None = counter()
    claim_no: str | None = maybe_text(index=True)
    event_id: str = text(index=True)
    line: int
    entry: str = text()
    debit: str = text()
    credit: str = text()
    amount_fen: int = fen()
    item_id: str | None = maybe_text(index=True)
    payment_id: str | None = maybe_text()
    beneficiary: str | None = maybe_text()
    to_beneficiary: str | None = maybe_text()
    fund_tag: str = text()
    cash: bool = False
    document: str | None = maybe_text()
    parameters: str = text()
    reverses: int | None = None
    value_on: date
    occurred_on: date | None = None
    recorded_at: str = text()
