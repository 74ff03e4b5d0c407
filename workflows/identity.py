"""Who somebody is: the 18-digit ID number (GB 11643), checked, and the index by which a person is found again.

The index is an HMAC under a key that lies outside the database: with a copy of the database alone, nobody can find out
whether a given ID number is in it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from claims.errors import BadInput, ClaimsError
from claims.files import PRIVATE, os_reason, write_once
from claims.masking import masked_id_number

LENGTH = 18
UNNUMBERED = "u"  # no digit of an HMAC begins so
EARLIEST_BIRTH = date(1890, 1, 1)
NEVER_ISSUED = "000"  # an order code that no office gives out: the person is synthetic
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked ID number: 18 characters, the last one a digit or X."""

    text: str
    born_on: date

    @property
    def synthetic(self) -> bool:
        """Whether the number can belong to nobody."""
        return self.text[14:17] == NEVER_ISSUED


def read_id_number(given: str, today: date) -> IdNumber:
    """The ID number that `given` holds; spaces, full-width digits and a small x do no harm.

    Abolished area codes are taken: people keep the number they were given. Raises BadInput.
    """
    text = "".join(unicodedata.normalize("NFKC", given).split()).upper()
    if len(text) != LENGTH or not (text.isascii() and text[:-1].isdigit() and (text[-1].isdigit() or text[-1] == "X")):
        raise BadInput("id_number_form", length=len(text))
    if ric.calc_check_digit(text) != text[-1]:
        raise BadInput("id_number_check_digit", number=masked_id_number(text))
    try:
        born_on = ric.get_birth_date(text)
    except ValidationError as fault:
        raise BadInput("id_number_birth", number=masked_id_number(text)) from fault
    if not EARLIEST_BIRTH <= born_on <= today:
        raise BadInput("id_number_birth", number=masked_id_number(text))
    return IdNumber(text, born_on)


def id_index(key: bytes, number: IdNumber) -> str:
    """The index of a person: HMAC-SHA256 of the ID number, 64 hex digits."""
    return hmac.new(key, number.text.encode("ascii"), hashlib.sha256).hexdigest()


def unnumbered_index(key: bytes, person_id: str) -> str:
    """What stands for the index of a person who has shown no ID number yet: that of nobody else, and of no ID number, as its
    first letter tells.
    """
    return UNNUMBERED + hmac.new(key, f"person:{person_id}".encode("ascii"), hashlib.sha256).hexdigest()[1:]


def key_file(var_dir: Path) -> Path:
    """Where the key of the index lies."""
    return var_dir / "keys" / "id_index.key"


def make_index_key(var_dir: Path) -> bytes:
    """The key of the index; made here (readable by its owner only) where there is none yet."""
    path = key_file(var_dir)
    try:
        if not path.exists():
            write_once(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode("ascii"), PRIVATE)
    except OSError as fault:
        raise ClaimsError("key_file_unwritable", file=path, reason=os_reason(fault)) from fault
    return read_index_key(var_dir)


def index_key_of_nobody() -> bytes:
    """A key of this moment: under it every ID number is new, as of a person who is not known yet."""
    return secrets.token_bytes(KEY_BYTES)


def read_index_key(var_dir: Path) -> bytes:
    """The key of the index. Raises ClaimsError where it is missing or damaged: a new one would find nobody again."""
    path = key_file(var_dir)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError as fault:
        raise ClaimsError("key_file_missing", file=path) from fault
    except OSError as fault:
        raise ClaimsError("key_file_unreadable", file=path, reason=os_reason(fault)) from fault
    except ValueError as fault:
        raise ClaimsError("key_file_unreadable", file=path, reason="不是十六进制文本") from fault
    if len(key) != KEY_BYTES:
        raise ClaimsError("key_file_unreadable", file=path, reason=f"应为{KEY_BYTES}字节")
    return key
