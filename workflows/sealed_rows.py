"""Whether every private row opens, under a key that is still in use, and every person is found by what is known of him."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection

from claims.store.ciphers import Cipher, Unreadable, key_of
from claims.store.key_changes import keys_in_use
from claims.store.private import cipher_of, key_column, place_of, private_tables, sealed_columns
from claims.store.rows import Row, readable_rows, select_rows, stored_rows
from workflows.person_index import index_differs

RETIRED = "sealed_retired"
INDEX = "sealed_index"


def sealed_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """The place of each private text that does not open or is under a key that was changed, and the code of its words."""
    cipher = cipher_of(connection)
    in_use = keys_in_use(connection, cipher.keyring)
    for name in private_tables():
        for row in stored_rows(connection, name):
            yield from _row_faults(cipher, in_use, name, row)


def _row_faults(cipher: Cipher, in_use: frozenset[str], name: str, row: Row) -> Iterator[tuple[str, str]]:
    for column in sealed_columns(name):
        if row[column] is None:
            continue
        place = place_of(name, row[key_column(name)], column)
        try:
            cipher.open_text(place, row[column])
        except Unreadable as fault:
            yield place, fault.code
        else:
            if key_of(row[column]) not in in_use:
                yield place, RETIRED


def index_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """The persons who are indexed by something else than what is known of them: a body put back, or an index changed."""
    keyring = cipher_of(connection).keyring
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in select_rows(connection, "person_index"):
        rows[row["person_id"]].append(row)
    bodies = {row["person_id"]: row["body"] for row in readable_rows(connection, "person_private")}
    at_hand = {one.id for one in keyring.keys}
    for person_id in sorted({*rows, *bodies}):
        own = rows.get(person_id, [])
        if not {row["key_id"] for row in own} <= at_hand or index_differs(
            keyring, _details(bodies.get(person_id)), own
        ):
            yield f"person_index:{person_id}", INDEX


def _details(body: str | None) -> dict[str, str]:
    try:
        return dict(json.loads(body or "{}"))
    except ValueError:
        return {}
