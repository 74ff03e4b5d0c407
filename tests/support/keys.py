"""The data key of tests, and engines that have a key."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from claims.keyring import Keyring, key_file, parse_keyring, read_keyring
from claims.store.ciphers import Cipher
from claims.store.engine import open_engine
from claims.store.private import attach, cipher_of, key_column, place_of
from claims.store.rows import stored_rows, update_row


def key_line(key_id: str, byte: int) -> str:
    """A key of 32 equal bytes."""
    return f"{key_id}:{base64.b64encode(bytes([byte]) * 32).decode('ascii')}"


TEST_KEYS = key_line("t1", 7)


def ring(*lines: str) -> Keyring:
    """A keyring of these lines."""
    return parse_keyring(lines or (TEST_KEYS,), "test")


def keyed_engine(url: str, folder: Path | None = None) -> Engine:
    """An engine with the keys that lie in `folder`, or that of the tests."""
    own = folder is not None and key_file(folder).exists()
    return _armed(url, Cipher(read_keyring("", folder) if own and folder else ring()))


def keyed_like(engine: Engine, url: str) -> Engine:
    """An engine on `url` with the keys of another one."""
    return _armed(url, cipher_of(engine))


def _armed(url: str, cipher: Cipher) -> Engine:
    engine = attach(open_engine(url), cipher)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda driver, _record: sql_functions(driver, cipher))
    return engine


def sql_functions(driver: Any, cipher: Cipher) -> None:
    """Let SQL on a SQLite connection seal and open as somebody could who has the database and its key."""

    def seal(name: str, row_key: object, column: str, plain: str) -> str:
        return cipher.seal_text(place_of(name, row_key, column), plain)

    def opened(name: str, row_key: object, column: str, sealed: str) -> str:
        return cipher.open_text(place_of(name, row_key, column), sealed)

    driver.create_function("seal", 4, seal)
    driver.create_function("opened", 4, opened)


def rewrite(name: str, column: str, expression: str) -> str:
    """SQL that gives `column` of private rows what `expression` makes of it, where `{}` is what was there, opened."""
    place = f"'{name}', {key_column(name)}, '{column}'"
    return f"UPDATE {name} SET {column} = seal({place}, {expression.format(f'opened({place}, {column})')})"


def write_private(engine: Engine, name: str, row_key: object | None = None, **values: str) -> None:
    """Let the private row of this key, or all of them, hold these values."""
    key = key_column(name)
    with engine.begin() as connection:
        rows = stored_rows(connection, name, **({} if row_key is None else {key: row_key}))
        assert rows
        for row in rows:
            update_row(connection, name, {key: row[key]}, values)


def engine_with(url: str, *lines: str) -> Engine:
    """An engine on `url` with these keys, the first of which seals."""
    return _armed(url, Cipher(ring(*lines)))
