"""The statements of a search, each compiled once for a person and a day: what is typed is bound to them.

To build one takes longer than the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Select, and_, bindparam, or_, select, union_all

from claims.store.rows import Prepared, Row, fetch, prepare, with_dates
from claims.store.tables import table
from workflows.case_heads import heads_selected
from workflows.roles import Actor
from workflows.sight import sees, visible_claims

SHOWN = 20
CLAIM, LETTER, PAYMENT = table("claim"), table("letter"), table("payment")
Build = Callable[..., Select[Any]]
Limit = Callable[[Select[Any], Actor, date], Select[Any]]
NAMED, INSIDE = CLAIM.alias("named"), PAYMENT.alias("inside")
KIN, RELATED = (table("relative").alias(name) for name in ("kin", "related"))


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who searches, and on which day: what he finds are cases that are his to see."""

    connection: Connection
    actor: Actor
    today: date

    def cases_numbered(self, numbers: Sequence[str], orders: Sequence[str]) -> list[Row]:
        """The cases of these numbers or orders."""
        return self._seen(_by_number, numbers, orders)

    def cases_of(self, persons: Sequence[str]) -> list[Row]:
        """The cases of these persons, as injured person, claimant or registered kin."""
        return self._seen(_by_person, persons, persons, persons)

    def persons_of_closed_cases(self, persons: Sequence[str]) -> set[str]:
        """The injured persons, claimants and kin of those of these persons' cases that are closed to who searches."""
        rows = self._rows(_closed, _persons_of, persons, persons, persons, persons)
        return {row[name] for row in rows for name in ("person_id", "claimant_id", "kin_id")} - {None}

    def letters(self, number: str) -> list[Row]:
        """The letter of this number."""
        return self._seen(_by_letter, (number,))

    def payments(self, batch_no: str, payment_id: str) -> list[Row]:
        """The payments of this batch, or the payment of this id."""
        return self._seen(_by_payment, (batch_no,), (payment_id,))

    def _seen(self, build: Build, *asked: Sequence[str]) -> list[Row]:
        """The first rows of a statement that this person may see, one more than is shown."""
        return with_dates(self.connection, "claim", self._rows(_visible, build, *asked))

    def _rows(self, limited: Limit, build: Build, *asked: Sequence[str]) -> list[Row]:
        sizes = tuple(map(len, asked))
        found = _prepared(self.connection.dialect, limited, build, sizes, self.actor, self.today)
        bound = {
            name: one
            for names, given in zip(_names(sizes), asked, strict=True)
            for name, one in zip(names, given, strict=True)
        }
        return fetch(self.connection, found.compiled, {**found.values, **bound})


@lru_cache(maxsize=256)
def _prepared(
    dialect: Dialect, limited: Limit, build: Build, sizes: tuple[int, ...], actor: Actor, today: date
) -> Prepared:
    binds: list[list[Any]] = [[bindparam(name) for name in names] for names in _names(sizes)]
    return prepare(dialect, limited(build(*binds), actor, today))


def _visible(found: Select[Any], actor: Actor, today: date) -> Select[Any]:
    """As many as are shown of the cases that he may see, and one more."""
    return visible_claims(found, actor, today).limit(SHOWN + 1)


def _closed(found: Select[Any], actor: Actor, today: date) -> Select[Any]:
    """Those of cases that he may not see."""
    return found.where(~sees(actor, today))


def _names(sizes: Sequence[int]) -> list[list[str]]:
    """A name for each thing that is asked."""
    return [[f"asked_{place}_{one}" for one in range(size)] for place, size in enumerate(sizes)]


def _by_number(numbers: Sequence[Any], orders: Sequence[Any]) -> Select[Any]:
    return _latest(NAMED.c.no.in_(numbers), NAMED.c.order_no.in_(orders))


def _by_person(persons: Sequence[Any], claimants: Sequence[Any], kin: Sequence[Any]) -> Select[Any]:
    return _latest(NAMED.c.person_id.in_(persons), NAMED.c.claimant_id.in_(claimants), NAMED.c.no.in_(_related(kin)))


def _persons_of(
    persons: Sequence[Any], claimants: Sequence[Any], kin: Sequence[Any], named: Sequence[Any]
) -> Select[Any]:
    """The parties of the cases that these persons are on, and those of them who are its kin."""
    here = and_(KIN.c.claim_no == CLAIM.c.no, KIN.c.person_id.in_(named), KIN.c.struck_on.is_(None))
    wanted = or_(CLAIM.c.person_id.in_(persons), CLAIM.c.claimant_id.in_(claimants), CLAIM.c.no.in_(_related(kin)))
    shown = select(CLAIM.c.person_id, CLAIM.c.claimant_id, KIN.c.person_id.label("kin_id"))
    return shown.select_from(CLAIM.outerjoin(KIN, here)).where(wanted)


def _related(persons: Sequence[Any]) -> Select[Any]:
    """The cases on which these persons are registered as kin."""
    return select(RELATED.c.claim_no).where(RELATED.c.person_id.in_(persons), RELATED.c.struck_on.is_(None))


def _latest(*ways: ColumnElement[bool]) -> Select[Any]:
    """The cases found in any of these ways, the latest first; each way by itself, so that each goes by its own index."""
    named = union_all(*(select(NAMED.c.no).where(way) for way in ways))
    return heads_selected().where(CLAIM.c.no.in_(named)).order_by(CLAIM.c.no.desc())


def _by_letter(numbers: Sequence[Any]) -> Select[Any]:
    found = select(LETTER.c.kind, LETTER.c.number, LETTER.c.claim_no).join(CLAIM, CLAIM.c.no == LETTER.c.claim_no)
    return found.where(LETTER.c.number.in_(numbers))


def _by_payment(batches: Sequence[Any], payments: Sequence[Any]) -> Select[Any]:
    ways = (INSIDE.c.batch_no.in_(batches), INSIDE.c.id.in_(payments))
    named = union_all(*(select(INSIDE.c.id).where(way) for way in ways))
    found = select(PAYMENT.c.id, PAYMENT.c.state, PAYMENT.c.batch_no, PAYMENT.c.claim_no)
    return found.join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no).where(PAYMENT.c.id.in_(named)).order_by(PAYMENT.c.id)
