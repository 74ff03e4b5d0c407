"""What a monthly benefit comes to month by month."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from claims.store.base import Stored, fen, key, refers, text, whole

LIVE_INSTALMENT = "state IN ('due','paid','lapsed')"


class Instalment(Stored, table=True):
    """One month 月份 of a monthly award item; what of it is due, paid and set off 抵扣, in fen.

    `benefit` is the first version of the item: whatever versions follow each other, a month counts once.
    """

    __table_args__ = (
        CheckConstraint("paid_fen >= 0 AND set_off_fen >= 0 AND paid_fen + set_off_fen <= amount_fen", name="sums"),
        CheckConstraint(whole("amount_fen", "paid_fen"), name="whole"),
        CheckConstraint(whole("set_off_fen"), name="set_off_whole"),
        CheckConstraint("length(month) = 7", name="month"),
        Index(
            "uq_instalment_live",
            "benefit",
            "month",
            unique=True,
            sqlite_where=sql(LIVE_INSTALMENT),
            postgresql_where=sql(LIVE_INSTALMENT),
        ),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text(index=True)
    version: int
    item_id: str = refers("award_item.id")
    benefit: str = text()
    month: str = text()
    amount_fen: int = fen()
    paid_fen: int = fen(0)
    set_off_fen: int = fen(0)
