"""What an auditor looks at first: how often unusual things happened, counted by the database, each with where to look."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from claims.store.tables import table
from workflows.entry_chain import unserved_awards
from workflows.transaction import Desk, reading

TRANSFER, LOG, ATTEMPT, ITEM, EVENT, APPROVAL = (
    table(name) for name in ("transfer", "access_log", "attempt", "award_item", "event", "approval")
)
PERSONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Unusual:
    """Something unusual: what it is called, how often it happened, and the page that shows it."""

    name: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many moves of a person were refused."""

    username: str
    count: int


def unusual(desk: Desk) -> tuple[Unusual, ...]:
    """The unusual things of the whole ledger, in the order in which they are looked at."""
    with reading(desk) as connection:
        again = select(EVENT.c.claim_no).where(EVENT.c.trigger == "ask_supplement").group_by(EVENT.c.claim_no)
        twice = again.having(func.count() > 1).subquery()
        return (
            Unusual("冲销的分录", _count(connection, TRANSFER.c.id, TRANSFER.c.reverses.is_not(None)), "/audit/ledger"),
            Unusual("退汇的付款", _count(connection, TRANSFER.c.id, TRANSFER.c.entry.in_(("rejected", "refunded"))),
                    "/audit/ledger?account=2002"),
            Unusual("显示过的个人信息", _count(connection, LOG.c.id, LOG.c.what == "unmask"), "/audit/access?what=unmask"),
            Unusual("两次以上补正的案件", int(connection.execute(select(func.count()).select_from(twice)).scalar_one()),
                    "/audit/exceptions"),
            Unusual("按暂定数核定的待遇", _count(connection, ITEM.c.id, ITEM.c.provisional.is_(True)), "/audit/recon#c"),
            Unusual("凭证链缺送达证明", unserved_awards(connection), "/audit/ledger?account=2001"),
            Unusual("被拒绝的操作", _count(connection, ATTEMPT.c.id), "#refused"),
        )  # fmt: skip


def refused_by_person(desk: Desk) -> tuple[Refusals, ...]:
    """Whose moves were refused, the most often refused first."""
    count = func.count()
    chosen = select(ATTEMPT.c.actor, count).group_by(ATTEMPT.c.actor).order_by(count.desc(), ATTEMPT.c.actor)
    with reading(desk) as connection:
        return tuple(Refusals(str(who), int(n)) for who, n in connection.execute(chosen.limit(PERSONS_SHOWN)))


def _count(connection: Connection, counted: ColumnElement[object], *conditions: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count(counted)).where(*conditions)).scalar_one())
