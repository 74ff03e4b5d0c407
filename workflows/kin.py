"""近亲属 who are registered on a case, and whether the injured person has died: from then on they have a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_

from claims.store.rows import Row
from claims.store.tables import table

RELATIVE = table("relative").alias("registered_relative")
REGISTERED: ColumnElement[bool] = RELATIVE.c.struck_on.is_(None)
OF_DEATH = "death"


def has_died(claim: Mapping[str, Any]) -> bool:
    """Whether the injured person is dead as far as the case says: a death was noted, or benefits on death are applied for."""
    return claim["death_on"] is not None or claim["application_kind"] == OF_DEATH


def died(claim: FromClause) -> ColumnElement[bool]:
    """The same as a condition on rows of `claim`."""
    return or_(claim.c.death_on.is_not(None), claim.c.application_kind == OF_DEATH)


def registered(rows: Iterable[Row]) -> dict[str, Row]:
    """Of the rows of `relative` on a case those that stand, by person, in the order of their registration."""
    return {row["person_id"]: row for row in sorted(rows, key=_order) if row["struck_on"] is None}


def _order(row: Row) -> int:
    return int(str(row["id"]).rpartition("-")[2])
