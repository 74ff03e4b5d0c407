"""Passwords: what makes a good one, and the Argon2id hash that is kept of it.

A password is checked at the same cost whether the account exists or not: for nobody's it is compared with a decoy.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from claims.errors import BadInput

LENGTH_MIN, LENGTH_MAX = 12, 200
DIFFERENT_MIN = 5  # characters that differ from each other
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is taken for something else
GROUPS, GROUP_LENGTH = 5, 4
# What people choose when twelve characters are asked for; compared without case, spaces and marks.
COMMON = frozenset(
    (
        "password", "passw0rd", "123456", "12345678", "1234567890", "0123456789", "987654321", "qwerty", "qwertyuiop",
        "1qaz2wsx3edc", "qazwsxedc", "abc123", "abcdefgh", "admin", "administrator", "letmein", "welcome", "iloveyou",
        "woaini", "wodemima", "mima", "tongliang", "chongqing", "renshe", "rsj", "zhiyeshanghai", "changeme", "888888",
        "666666", "111111", "000000", "5201314", "1314520", "a123456", "qq123456", "1q2w3e4r5t6y", "q1w2e3r4t5y6",
    )
)  # fmt: skip


def read_password(given: str) -> str:
    """A typed password in one form: the same character is the same on every keyboard."""
    return unicodedata.normalize("NFC", given)


def check_rule(password: str, username: str) -> None:
    """Raises BadInput for a password that is short, long, the sign-in name, or one that many people have."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise BadInput("password_length", least=LENGTH_MIN, most=LENGTH_MAX)
    plain = "".join(character for character in password.casefold() if character.isalnum())
    name = "".join(character for character in username.casefold() if character.isalnum())
    if name in plain and not plain.replace(name, "").strip("0123456789"):
        raise BadInput("password_is_username")
    if len(set(plain)) < DIFFERENT_MIN or _is_common(plain):
        raise BadInput("password_common")


def _is_common(plain: str) -> bool:
    """Whether it is one of the common ones, alone, twice, or with figures around it."""
    half = plain[: len(plain) // 2]
    return bool({plain, plain.strip("0123456789"), half if half * 2 == plain else plain} & COMMON)


def made_password() -> str:
    """A random password that can be read out and typed: 98 bits in five groups."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def hashed(password: str, *, cheap: bool = False) -> str:
    """The Argon2id hash to be kept; `cheap` is for tests."""
    return _hasher(cheap).hash(password)


def is_right(password: str, kept: str | None, *, cheap: bool = False) -> bool:
    """Whether the password is the one whose hash is kept; with None the answer takes as long and is no."""
    compared = _decoy(cheap)
    right = _hasher(cheap).verify(password, compared if kept is None else kept)
    return right and kept is not None


@cache
def _hasher(cheap: bool) -> PasswordHash:
    if cheap:
        return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    return PasswordHash((Argon2Hasher(),))


@cache
def _decoy(cheap: bool) -> str:
    return _hasher(cheap).hash(made_password())
