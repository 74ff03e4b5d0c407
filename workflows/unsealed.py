"""Entries that no seal holds yet: whatever is committed and has no leaf, however early it took its number.

Nothing is concluded from ids or instants. A transaction that commits late was invisible to the seals before it and is
found by the next one; numbers that nobody took are no gap.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, Text, cast, exists, func, literal, select, union_all

from claims.sealing import KINDS
from claims.store.tables import table
from workflows.sealed_entries import Key

LEAF = table("seal_leaf")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many entries no seal holds, and when the oldest of them was recorded (empty where there is none)."""

    count: int
    oldest: str


def unsealed(connection: Connection, limit: int) -> list[Key]:
    """The entries without a leaf, by kind and id, the first recorded first; at most `limit`."""
    found = union_all(*(_without_leaf(kind) for kind in KINDS)).subquery()
    order = (found.c.recorded_at, found.c.kind, found.c.place, found.c.row_id)
    chosen = select(found.c.kind, found.c.row_id).order_by(*order).limit(limit)
    return [(str(kind), str(row_id)) for kind, row_id in connection.execute(chosen)]


def waiting(connection: Connection, recorded_before: str = "") -> Waiting:
    """How much waits for a seal; with `recorded_before` only what was recorded before that instant."""
    found = union_all(*(_without_leaf(kind) for kind in KINDS)).subquery()
    chosen = select(func.count(), func.min(found.c.recorded_at))
    if recorded_before:
        chosen = chosen.where(found.c.recorded_at < recorded_before)
    count, oldest = connection.execute(chosen).one()
    return Waiting(int(count), str(oldest or ""))


def _without_leaf(kind: str) -> Select[tuple[object, ...]]:
    stored = table(kind)
    row_id = cast(stored.c.id, Text)
    place = stored.c.id if kind == "transfer" else stored.c.seq
    has_leaf = exists().where(LEAF.c.kind == kind, LEAF.c.row_id == row_id)
    return select(
        literal(kind).label("kind"), row_id.label("row_id"), place.label("place"), stored.c.recorded_at
    ).where(~has_leaf)
