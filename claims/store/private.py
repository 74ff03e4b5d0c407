"""Which columns are sealed, and how rows of private tables are sealed and opened.

Every text column of a table called `*_private` is sealed, but for its key and what refers to other tables: the rule is
read from the tables themselves. The salts are sealed too: beside a commitment in the clear a salt would let anybody
guess what was committed to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Text

from claims.errors import ClaimsError
from claims.store.ciphers import Cipher, Unreadable
from claims.store.tables import METADATA, table

PRIVATE_ENDING = "_private"
CIPHER = "claims_cipher"
ILLEGIBLE = ""  # what stands for a text that does not open, where the caller looks for exactly that


def attach(engine: Engine, cipher: Cipher) -> Engine:
    """Give the engine the cipher with which private rows are read and written."""
    engine.update_execution_options(**{CIPHER: cipher})
    return engine


def cipher_of(connection: Connection | Engine) -> Cipher:
    """The cipher of a connection or engine. Raises ClaimsError where the database was opened without its keys."""
    found = connection.get_execution_options().get(CIPHER)
    if found is None:
        raise ClaimsError("opened_without_keys")
    assert isinstance(found, Cipher)
    return found


def is_private(name: str) -> bool:
    """Whether a table is one whose texts are sealed."""
    return name.endswith(PRIVATE_ENDING)


def private_tables() -> tuple[str, ...]:
    """All private tables."""
    return tuple(sorted(name for name in METADATA.tables if is_private(name)))


@cache
def sealed_columns(name: str) -> tuple[str, ...]:
    """The columns of table `name` that are sealed; none for a table that is not private."""
    if not is_private(name):
        return ()
    columns = table(name).columns
    return tuple(
        one.name for one in columns if isinstance(one.type, Text) and not one.primary_key and not one.foreign_keys
    )


@cache
def key_column(name: str) -> str:
    """The key of a private table, which is one column. Raises ValueError for another one."""
    (column,) = table(name).primary_key.columns
    return str(column.name)


def place_of(name: str, row_key: object, column: str) -> str:
    """What a sealed text is bound to."""
    return f"{name}:{row_key}:{column}"


def seal_values(connection: Connection, name: str, row_key: object, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of one private row as they are stored."""
    cipher, sealed = cipher_of(connection), sealed_columns(name)
    return {
        column: cipher.seal_text(f"{name}:{row_key}:{column}", value)
        if column in sealed and value is not None
        else value
        for column, value in values.items()
    }


def seal_rows(connection: Connection, name: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Private rows as they are stored; each has its key."""
    key = key_column(name)
    return [seal_values(connection, name, row[key], row) for row in rows]


def open_rows(connection: Connection, name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of table `name` with their sealed texts opened, in place; others are left alone. Raises Unreadable."""
    columns = sealed_columns(name)
    if rows and columns:
        cipher, key = cipher_of(connection), key_column(name)
        for row in rows:
            for column in columns:
                if row.get(column) is not None:
                    row[column] = cipher.open_text(f"{name}:{row[key]}:{column}", row[column])
    return rows


def open_one(connection: Connection, name: str, row_key: object, column: str, sealed: str) -> str:
    """One text of a private row that a statement of its own has read. Raises Unreadable."""
    return cipher_of(connection).open_text(place_of(name, row_key, column), sealed)


def open_what_opens(connection: Connection, name: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with `ILLEGIBLE` for what does not open, for those who look for what was altered and name it themselves."""
    cipher, key = cipher_of(connection), key_column(name)
    return [
        {
            **row,
            **{
                column: _or_illegible(cipher, place_of(name, row[key], column), row[column])
                for column in sealed_columns(name)
                if row[column] is not None
            },
        }
        for row in rows
    ]


def _or_illegible(cipher: Cipher, place: str, sealed: str) -> str:
    try:
        return cipher.open_text(place, sealed)
    except Unreadable:
        return ILLEGIBLE
