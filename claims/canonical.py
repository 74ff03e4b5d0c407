"""One byte form for one content, so that hashes can be checked by anyone.

Canonical JSON: UTF-8, keys sorted, no spaces, NFC text, integers and strings only (floats are refused).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import date

from claims.errors import BadInput

_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_json(value: object) -> str:
    """`value` as canonical JSON text. Raises TypeError for floats and unknown types."""
    _refuse_floats(value)
    text = _encode(value)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    # Normalising may change the order of keys, so the normalised content is encoded anew.
    return _encode(json.loads(unicodedata.normalize("NFC", text)))


def sha256_hex(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of `text`, as 64 hex digits. Raises BadInput (text_not_unicode) for half a character."""
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as fault:
        raise BadInput("text_not_unicode", character=f"U+{ord(text[fault.start]):04X}") from None


def commitment(salt: str, private: Mapping[str, object]) -> str:
    """Salted hash that stands for personal data in the append-only chain; losing the salt leaves no trace of it."""
    return sha256_hex(salt + canonical_json(private))


def _other(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_other
).encode


def _refuse_floats(value: object) -> None:
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind is float:
        raise TypeError("no canonical form for float")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
