"""What is to come back to the fund, by recovery 追回 and by recourse 追偿, and what platforms owe riders."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, fen, key, maybe_text, refers, text, whole

OPEN_RECOVERY = "state IN ('opened','heard','decided')"


class Recovery(Stored, table=True):
    """A recovery 追回 of one sum from one person; what came in, was set off and was written off are kept apart, in fen.

    `account` is where the sum stands before the decision takes effect: 1104, or 5104 where a missing person returned.
    `plan` is the version of the instalment plan in force (0: none), `plan_from_fen` what was settled when it was agreed.
    `monthly_*` are the terms on which a monthly benefit bears it 按月抵扣: `monthly_fen` at most of each month (0: none).
    """

    __table_args__ = (
        CheckConstraint("amount_fen > 0 AND received_fen >= 0 AND set_off_fen >= 0", name="amounts"),
        CheckConstraint("written_off_fen >= 0 AND plan_from_fen >= 0 AND plan >= 0", name="more_amounts"),
        CheckConstraint("received_fen + set_off_fen + written_off_fen <= amount_fen", name="settled"),
        CheckConstraint(whole("amount_fen", "received_fen"), name="asked_whole"),
        CheckConstraint(whole("set_off_fen", "written_off_fen"), name="settled_whole"),
        CheckConstraint(f"monthly_fen >= 0 AND {whole('monthly_fen')}", name="monthly"),
        Index(
            "uq_recovery_open",
            "item_id",
            "beneficiary",
            unique=True,
            sqlite_where=sql(OPEN_RECOVERY),
            postgresql_where=sql(OPEN_RECOVERY),
        ),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text(index=True)
    version: int
    item_id: str = refers("award_item.id")
    beneficiary: str = text()
    account: str = text()
    ground: str = text()
    amount_fen: int = fen()
    received_fen: int = fen(0)
    set_off_fen: int = fen(0)
    written_off_fen: int = fen(0)
    plan: int = 0
    plan_from_fen: int = fen(0)
    opened_on: date
    heard_on: date | None = None
    hearing: str | None = maybe_text()
    decided_on: date | None = None
    effective_on: date | None = None
    due_on: date | None = None
    closed_on: date | None = None
    letter_id: str | None = maybe_text()
    monthly_item: str | None = maybe_text()
    monthly_fen: int = fen(0)
    monthly_from: str | None = maybe_text()
    monthly_ground: str | None = maybe_text()
    monthly_document: str | None = maybe_text()
    monthly_letter: str | None = maybe_text()


class PlanPart(Stored, table=True):
    """One part of an instalment plan 分期退还计划. Append only: a new agreement is a new version of the plan."""

    __table_args__ = (
        UniqueConstraint("recovery_id", "plan", "place"),
        CheckConstraint(f"amount_fen > 0 AND {whole('amount_fen')}", name="amount"),
    )
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    recovery_id: str = refers("recovery.id")
    plan: int
    place: int
    due_on: date
    amount_fen: int = fen()
    agreed_on: date


class RecoveryReceipt(Stored, table=True):
    """What settled a part of a recovery: `kind` is received, set_off or written_off; lessened is what fell away of its sum
    before it was owed. Append only in the database itself.
    """

    __table_args__ = (CheckConstraint(f"amount_fen > 0 AND {whole('amount_fen')}", name="amount"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    recovery_id: str = refers("recovery.id")
    kind: str = text()
    amount_fen: int = fen()
    bank_ref: str | None = maybe_text(unique=True)
    item_id: str | None = maybe_text()
    month: str | None = maybe_text()
    document: str | None = maybe_text()
    received_on: date
    event_id: str = text()


class Recourse(Stored, table=True):
    """A right of recourse 追偿 against a third party for a medical item that the fund paid first (社会保险法第四十二条)."""

    __table_args__ = (
        CheckConstraint("amount_fen > 0 AND received_fen >= 0 AND received_fen <= amount_fen", name="amounts"),
        CheckConstraint(whole("amount_fen", "received_fen"), name="whole"),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text(index=True)
    version: int
    item_id: str = refers("award_item.id", unique=True)
    amount_fen: int = fen()
    received_fen: int = fen(0)
    document: str = text()
    arose_on: date
    closed_on: date | None = None


class RecourseReceipt(Stored, table=True):
    """What a third party paid. Append only in the database itself."""

    __table_args__ = (CheckConstraint(f"amount_fen > 0 AND {whole('amount_fen')}", name="amount"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    recourse_id: str = refers("recourse.id")
    amount_fen: int = fen()
    bank_ref: str = text(unique=True)
    received_on: date
    event_id: str = text()


class PlatformSupport(Stored, table=True):
    """The 生活保障费 that a platform owes a rider for one award item; never the fund's money.

    `reported_*` and `document` are what the platform says it paid, `confirmed_on` the day on which an officer agreed.
    """

    __table_args__ = (
        CheckConstraint("amount_fen > 0 AND reported_fen >= 0", name="amounts"),
        CheckConstraint(whole("amount_fen", "reported_fen"), name="whole"),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text(index=True)
    version: int
    item_id: str = refers("award_item.id", unique=True)
    platform: str = text()
    amount_fen: int = fen()
    assessed_on: date
    due_on: date | None = None
    reported_fen: int = fen(0)
    reported_paid_on: date | None = None
    document: str | None = maybe_text()
    confirmed_on: date | None = None
