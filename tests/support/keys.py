"""The data key of tests, and engines that have a key."""

from __future__ import annotations

import base64
from pathlib import Path

from sqlalchemy import Engine

from claims.keyring import Keyring, key_file, parse_keyring, read_keyring
from claims.store.ciphers import Cipher
from claims.store.engine import open_engine
from claims.store.private import attach, cipher_of


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
    return attach(open_engine(url), Cipher(read_keyring("", folder) if own and folder else ring()))


def keyed_like(engine: Engine, url: str) -> Engine:
    """An engine on `url` with the keys of another one."""
    return attach(open_engine(url), cipher_of(engine))
