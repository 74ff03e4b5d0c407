"""Sealing everything anew under the first key of the ring, a little at a time, beside those who are at work.

Each batch is a transaction of its own, and a row is only written where it still is what was read: who changed it meanwhile
has sealed it under the new key himself. A rotation that was killed goes on where it stood, since what is done is told by
the rows; of two at once each does what the other has not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from claims.errors import ClaimsError, Conflict
from claims.store.ciphers import Cipher, Unreadable, key_of
from claims.store.key_changes import BEGUN, DONE, last_change, note_change, under_way
from claims.store.private import cipher_of, key_column, place_of, private_tables, sealed_columns
from claims.store.tables import table
from workflows.locking import lock_person
from workflows.person_index import index_again
from workflows.transaction import Desk, in_one_transaction, reading

BATCH_ROWS = 200
PASSES = 10
HEAD_CHARACTERS = 40  # version and key id of a sealed text lie within
PERSON, PERSON_INDEX = table("person"), table("person_index")
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """Under which key everything is now, and how many rows and persons were brought there."""

    key_id: str
    rows: int
    persons: int


def rotate(desk: Desk, tell: Told = lambda _table, _done, _total: None) -> Rotated:
    """Bring every private row and every blind index under the sealing key; `tell` hears table, rows done and rows there were.

    Raises Conflict where another rotation, to another key, has begun since; ClaimsError where rows do not open or are
    still written under an old key: nothing is lost, the rotation is only not done.
    """
    cipher = cipher_of(desk.engine)
    in_one_transaction(desk, lambda connection: _begin(desk, connection, cipher))
    rows = persons = 0
    for _ in range(PASSES):
        moved = sum(_rotate_table(desk, cipher, name, tell) for name in private_tables())
        indexed = _rotate_indexes(desk, cipher, tell)
        rows, persons = rows + moved, persons + indexed
        if not _left(desk, cipher) or not (moved or indexed):
            break
    left = _left(desk, cipher)
    if left:
        raise ClaimsError("rotation_not_done", key=cipher.keyring.sealing.id, left=left)
    in_one_transaction(desk, lambda connection: _finish(desk, connection, cipher))
    return Rotated(cipher.keyring.sealing.id, rows, persons)


def counts_by_key(desk: Desk) -> dict[str, dict[str, int]]:
    """How many sealed texts of each table, and blind indexes, are under which key; "" stands for what is not sealed."""
    counts: dict[str, dict[str, int]] = {}
    with reading(desk) as connection:
        for name in private_tables():
            for column in sealed_columns(name):
                stored = table(name).c[column]
                heads = select(func.substr(stored, 1, HEAD_CHARACTERS)).where(stored.is_not(None))
                for head in connection.execute(heads).scalars():
                    _count(counts, name, key_of(head) or "")
        for key_id in connection.execute(select(PERSON_INDEX.c.key_id)).scalars():
            _count(counts, "person_index", key_id)
    return counts


def _count(counts: dict[str, dict[str, int]], name: str, key_id: str) -> None:
    of_table = counts.setdefault(name, {})
    of_table[key_id] = of_table.get(key_id, 0) + 1


def _begin(desk: Desk, connection: Connection, cipher: Cipher) -> None:
    begun = under_way(connection)
    if begun is None or begun["key_id"] != cipher.keyring.sealing.id:
        note_change(connection, cipher.keyring, BEGUN, desk.instant())


def _finish(desk: Desk, connection: Connection, cipher: Cipher) -> None:
    _check_ours(connection, cipher)
    if under_way(connection) is not None:
        note_change(connection, cipher.keyring, DONE, desk.instant())


def _check_ours(connection: Connection, cipher: Cipher) -> None:
    begun = last_change(connection, BEGUN)
    if begun is not None and begun["key_id"] != cipher.keyring.sealing.id:
        raise Conflict("rotation_overtaken", key=cipher.keyring.sealing.id, other=begun["key_id"])


def _old(name: str, cipher: Cipher) -> ColumnElement[bool]:
    """Rows of which a text is not under the sealing key."""
    prefix = f"v1.{cipher.keyring.sealing.id}."
    columns = [table(name).c[column] for column in sealed_columns(name)]
    return or_(*(and_(one.is_not(None), func.substr(one, 1, len(prefix)) != prefix) for one in columns))


def _rotate_table(desk: Desk, cipher: Cipher, name: str, tell: Told) -> int:
    total = _count_old(desk, cipher, name)
    done, after = 0, ""
    while True:
        last, moved = in_one_transaction(desk, partial(_reseal, cipher=cipher, name=name, after=after))
        done += moved
        if total:
            tell(name, done, max(total, done))
        if last is None:
            return done
        after = last


def _reseal(connection: Connection, cipher: Cipher, name: str, after: str) -> tuple[str | None, int]:
    """The next rows after a key, sealed anew; returns the last key that was looked at, and how many rows were written."""
    _check_ours(connection, cipher)
    stored, key = table(name), table(name).c[key_column(name)]
    found = select(stored).where(key > after, _old(name, cipher)).order_by(key).limit(BATCH_ROWS)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    moved = sum(_reseal_row(connection, cipher, name, row) for row in rows)
    return (str(rows[-1][key.name]) if rows else None), moved


def _reseal_row(connection: Connection, cipher: Cipher, name: str, row: dict[str, Any]) -> bool:
    """Whether the row was brought under the sealing key; one that does not open, or was changed meanwhile, is left."""
    stored, key = table(name), key_column(name)
    texts = {column: row[column] for column in sealed_columns(name) if row[column] is not None}
    try:
        plain = {column: cipher.open_text(place_of(name, row[key], column), text) for column, text in texts.items()}
    except Unreadable as fault:
        if fault.code == "data_key_unknown":
            raise
        return False
    sealed = {column: cipher.seal_text(place_of(name, row[key], column), text) for column, text in plain.items()}
    unchanged = and_(stored.c[key] == row[key], *(stored.c[column] == text for column, text in texts.items()))
    return bool(connection.execute(update(stored).where(unchanged).values(sealed)).rowcount)


def _rotate_indexes(desk: Desk, cipher: Cipher, tell: Told) -> int:
    """The blind indexes of every person anew; a person is locked meanwhile, so that nobody changes his details."""
    done, after = 0, ""
    with reading(desk) as connection:
        total = connection.execute(select(func.count()).select_from(PERSON)).scalar_one()
    while True:
        ids = in_one_transaction(desk, partial(_index_batch, cipher=cipher, after=after))
        if not ids:
            return done
        done, after = done + len(ids), ids[-1]
        tell("person_index", done, max(total, done))


def _index_batch(connection: Connection, cipher: Cipher, after: str) -> list[str]:
    _check_ours(connection, cipher)
    old = select(PERSON_INDEX.c.person_id).where(PERSON_INDEX.c.key_id != cipher.keyring.sealing.id)
    none = PERSON.c.id.not_in(select(PERSON_INDEX.c.person_id))
    found = select(PERSON.c.id).where(PERSON.c.id > after, or_(PERSON.c.id.in_(old), none)).order_by(PERSON.c.id)
    ids = list(connection.execute(found.limit(BATCH_ROWS)).scalars())
    for person_id in ids:
        lock_person(connection, person_id)
        index_again(connection, person_id)
    return ids


def _count_old(desk: Desk, cipher: Cipher, name: str) -> int:
    with reading(desk) as connection:
        counting = select(func.count()).select_from(table(name)).where(_old(name, cipher))
        return int(connection.execute(counting).scalar_one())


def _left(desk: Desk, cipher: Cipher) -> int:
    """How many rows and indexes are not under the sealing key."""
    with reading(desk) as connection:
        old = select(func.count()).select_from(PERSON_INDEX).where(PERSON_INDEX.c.key_id != cipher.keyring.sealing.id)
        indexes = int(connection.execute(old).scalar_one())
    return indexes + sum(_count_old(desk, cipher, name) for name in private_tables())
