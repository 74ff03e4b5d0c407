"""The code by which a letter is verified: 128 bits nobody can guess, written so that a person can type the beginning.

Crockford's base32 has no I, L, O and U; what is read as one of them is taken for the digit or letter it looks like.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 128
LENGTH = 26  # characters of five bits
SHORT = 10  # characters that are printed to be typed; they are good only together with the number of the letter
_MISREAD = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-—–]+")


def verify_code(salt: str) -> str:
    """The code of a letter: 26 characters, made of `salt`, which must be random and used for nothing else."""
    number = int.from_bytes(hashlib.sha256(salt.encode()).digest()[: BITS // 8])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def short_code(code: str) -> str:
    """The beginning of a code as it is printed for typing: two groups of five, "7K3QM-0T9XD"."""
    return f"{code[: SHORT // 2]}-{code[SHORT // 2 : SHORT]}"


def read_code(given: str) -> str:
    """A code as somebody typed it, in the form in which codes are kept; empty where it cannot be (the beginning of) one."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", given)).upper().translate(_MISREAD)
    return plain if len(plain) in (SHORT, LENGTH) and set(plain) <= set(ALPHABET) else ""
