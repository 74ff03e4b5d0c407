"""The master keys of an installation, read from a file or a setting, and the subkeys that are derived from them.

A line is `id:base64` of 32 bytes. The first key seals; the others only open what was sealed under them. No key is used
itself: each use has a subkey of its own (HKDF-SHA-256), so that no use can stand in for another.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from claims.errors import BadInput, ClaimsError
from claims.files import PRIVATE, os_reason, write_once

KEY_BYTES = 32
ID_FORM = re.compile(r"[a-z0-9-]{1,32}")
REMARK = "#"
INFO = "claims/v1/"


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key and the id by which what is sealed under it names it."""

    id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master keys that are at hand, the sealing one first."""

    keys: tuple[MasterKey, ...]

    @property
    def sealing(self) -> MasterKey:
        """The key under which everything new is sealed."""
        return self.keys[0]

    def find(self, key_id: str) -> MasterKey:
        """The key with this id. Raises ClaimsError `data_key_unknown`, which names the id that is needed."""
        for one in self.keys:
            if one.id == key_id:
                return one
        raise ClaimsError("data_key_unknown", key=key_id, known="、".join(one.id for one in self.keys))

    def subkey(self, use: str, key_id: str | None = None) -> bytes:
        """32 bytes for one use, derived from the sealing key or the one named."""
        master = self.sealing if key_id is None else self.find(key_id)
        return _derived(master.key, use)


@lru_cache(maxsize=64)
def _derived(key: bytes, use: str) -> bytes:
    """Derived once a process: every search and every code asks for the same few."""
    return HKDF(SHA256(), KEY_BYTES, None, f"{INFO}{use}".encode()).derive(key)


def key_file(var_dir: Path) -> Path:
    """Where an installation's keys lie when no setting says otherwise."""
    return var_dir / "keys" / "data.keys"


def read_keyring(given: str, var_dir: Path) -> Keyring:
    """The keys that `given` (CLAIMS_DATA_KEYS) lists or whose file it names; those in `var_dir` where it is empty.

    Raises ClaimsError where there are none, BadInput for what is no list of keys.
    """
    if ":" in given and not given.startswith(("/", ".")):
        return parse_keyring(given.split(","), "CLAIMS_DATA_KEYS")
    path = Path(given) if given else key_file(var_dir)
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as fault:
        raise ClaimsError("data_keys_missing", file=path) from fault
    except OSError as fault:
        raise ClaimsError("key_file_unreadable", file=path, reason=os_reason(fault)) from fault
    except UnicodeDecodeError as fault:
        raise BadInput("data_keys_form", source=path, line=1) from fault
    return parse_keyring(text.splitlines(), str(path))


def parse_keyring(lines: Iterable[str], source: str) -> Keyring:
    """The keys of these lines; empty ones and remarks are passed over. Raises BadInput, which never shows a key."""
    found: dict[str, MasterKey] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith(REMARK):
            continue
        key_id, _, encoded = (part.strip() for part in text.partition(":"))
        key = _decoded(encoded)
        if not ID_FORM.fullmatch(key_id) or key is None or key_id in found:
            raise BadInput("data_keys_form", source=source, line=number)
        found[key_id] = MasterKey(key_id, key)
    if not found:
        raise BadInput("data_keys_form", source=source, line=1)
    return Keyring(tuple(found.values()))


def new_key_line(key_id: str) -> str:
    """A line with a fresh key from the machine's own randomness."""
    if not ID_FORM.fullmatch(key_id):
        raise BadInput("data_key_id_form", key=key_id)
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode('ascii')}\n"


def write_key(path: Path, key_id: str) -> bool:
    """A new key alone in a new file that only its owner reads; whether it was written, since a file that is there is left.

    Raises ClaimsError where it cannot be written.
    """
    try:
        return write_once(path, new_key_line(key_id).encode("ascii"), PRIVATE)
    except OSError as fault:
        raise ClaimsError("key_file_unwritable", file=path, reason=os_reason(fault)) from fault


def _decoded(encoded: str) -> bytes | None:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None
