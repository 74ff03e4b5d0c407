"""One-time codes (TOTP, RFC 6238): six digits of thirty seconds, each taken once; and recovery codes for a lost telephone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp

from claims.canonical import sha256_hex

STEP_SECONDS = 30
STEPS_AROUND = (0, -1, 1)  # telephones and servers differ by half a minute
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 16  # 79 bits: a plain hash of it is enough
ISSUER = "职业伤害保障"


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret that is to be set up: as text to be typed, and as the address that a QR code holds."""

    text: str
    address: str


def new_secret(username: str) -> NewSecret:
    """A fresh secret for an account."""
    text = pyotp.random_base32()
    return NewSecret(text, secret_address(text, username))


def secret_address(secret: str, username: str) -> str:
    """The `otpauth:` address of a secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, instant: datetime) -> int | None:
    """The step whose code this is, at `instant` or half a minute around it; None for a wrong code."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    made = pyotp.TOTP(secret)
    now = int(instant.timestamp()) // STEP_SECONDS
    for around in STEPS_AROUND:
        if compare_digest(made.generate_otp(now + around), digits):
            return now + around
    return None


def code_at(secret: str, instant: datetime) -> str:
    """The code of an instant, as a telephone shows it."""
    return pyotp.TOTP(secret).generate_otp(int(instant.timestamp()) // STEP_SECONDS)


def recovery_codes() -> list[str]:
    """Ten fresh recovery codes, each good for one sign-in."""
    made = ("".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))
    return ["-".join(code[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4)) for code in made]


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code; spaces, dashes and capitals do not matter."""
    return sha256_hex("".join(code.split()).replace("-", "").lower())
