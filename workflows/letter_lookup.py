"""Finding a letter by what stands on it: its number, and the code or the beginning of the code that is printed for typing."""

from __future__ import annotations

import hmac
import unicodedata

from sqlalchemy import Connection

from claims.errors import Refused
from claims.store.rows import Row, select_one
from notifications.codes import ALPHABET, LENGTH, SHORT, read_code
from workflows.transaction import Desk, reading

NO_LETTER = ALPHABET[0] * LENGTH  # compared with where there is no letter, so that the answer takes as long
_BRACKETS = str.maketrans({**dict.fromkeys("[([{【〈《", "〔"), **dict.fromkeys("])]}】〉》", "〕")})


def read_number(given: str) -> str:
    """A number as somebody typed it (any brackets, spaces, "第", leading zeros) in the form in which numbers are kept."""
    plain = "".join(unicodedata.normalize("NFKC", given).split()).translate(_BRACKETS)
    mark, opened, rest = plain.partition("〔")
    year, closed, serial = rest.partition("〕")
    if not (opened and closed):
        return plain
    digits = serial.removeprefix("第").removesuffix("号").lstrip("0")
    return f"{mark}〔{year}〕{digits}号"


def by_code(connection: Connection, code: str) -> Row | None:
    """The letter with this whole code."""
    read = read_code(code)
    return select_one(connection, "letter", verify_code=read if len(read) == LENGTH else NO_LETTER)


def by_number_and_code(connection: Connection, number: str, code: str) -> Row | None:
    """The letter with this number, if the code is its own or the printed beginning of it."""
    read = read_code(code)
    letter = select_one(connection, "letter", number=read_number(number))
    own = str(letter["verify_code"]) if letter is not None else NO_LETTER
    same = hmac.compare_digest((own[:SHORT] if len(read) == SHORT else own).encode(), read.encode())
    return letter if same and letter is not None else None


def letter_numbered(desk: Desk, number: str) -> Row:
    """The letter with this number, for who may see every letter. Raises Refused letter_number_unknown."""
    with reading(desk) as connection:
        letter = select_one(connection, "letter", number=read_number(number))
    if letter is None:
        raise Refused("letter_number_unknown", number=read_number(number))
    return letter
