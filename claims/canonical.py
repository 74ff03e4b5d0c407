"""One byte form for one content, so that hashes can be checked by anyone.

Canonical JSON: UTF-8, keys sorted, no spaces, NFC text, integers and strings only (floats are refused).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical_json(value: object) -> str:
    """`value` as canonical JSON text. Raises TypeError for floats and unknown types."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_hex(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of `text`, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def commitment(salt: str, private: Mapping[str, object]) -> str:
    """Salted hash that stands for personal data in the append-only chain; losing the salt leaves no trace of it."""
    return sha256_hex(salt + canonical_json(private))
