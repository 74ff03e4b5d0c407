"""The entries of the ledger as they are stored, by kind and id: what a seal is made over, and checked against.

Rows come as the driver gives them, without a detour over dates and flags: what is hashed is what is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, bindparam, select

from claims.digits import whole_number
from claims.sealing import KINDS, TRANSFER
from claims.store.rows import Compiled, Row, compile_once, fetch
from claims.store.tables import table

AT_A_TIME = 500
LEAF = table("seal_leaf")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Leaf:
    """The place of an entry: its number among all, counted from 1, the batch that sealed it, and its hash as stored."""

    leaf_no: int
    batch_no: int
    kind: str
    row_id: str
    leaf_hash: str


def stored_entries(connection: Connection, keys: Sequence[Key]) -> Mapping[Key, Row]:
    """The rows of these entries that are there, by kind and id."""
    found: dict[Key, Row] = {}
    for kind in KINDS:
        ids = [row_id for one, row_id in keys if one == kind]
        for first in range(0, len(ids), AT_A_TIME):
            rows = fetch(connection, _by_ids(connection, kind), _bound(kind, ids[first : first + AT_A_TIME]))
            found.update(((kind, str(row["id"])), row) for row in rows)
    return found


def leaves(connection: Connection, first: int, last: int) -> Iterator[list[Leaf]]:
    """The leaves from number `first` to `last`, in order, some at a time."""
    chosen = select(LEAF.c.leaf_no, LEAF.c.batch_no, LEAF.c.kind, LEAF.c.row_id, LEAF.c.leaf_hash)
    while first <= last:
        part = chosen.where(LEAF.c.leaf_no.between(first, min(last, first + AT_A_TIME - 1))).order_by(LEAF.c.leaf_no)
        yield [Leaf(*row) for row in connection.execute(part)]
        first += AT_A_TIME


_compiled: dict[tuple[str, str], Compiled] = {}


def _by_ids(connection: Connection, kind: str) -> Compiled:
    name = (connection.dialect.name, kind)
    if name not in _compiled:
        stored = table(kind)
        _compiled[name] = compile_once(connection, select(stored).where(stored.c.id.in_(_places())))
    return _compiled[name]


@cache
def _places() -> list[object]:
    return [bindparam(f"k_{place}") for place in range(AT_A_TIME)]


def _bound(kind: str, ids: Sequence[str]) -> Row:
    """The ids for the places of the statement; the last one again where there are fewer. An id that is no number of a
    transfer is none's.
    """
    values: list[object] = [_number(one) for one in ids] if kind == TRANSFER else list(ids)
    return {f"k_{place}": values[min(place, len(values) - 1)] for place in range(AT_A_TIME)}


def _number(text: str) -> int:
    number = whole_number(text)
    return -1 if number is None else number
