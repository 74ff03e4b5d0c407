"""Service 送达 of a letter in two closed lists: on whom, and by which method where the recipient takes it."""

from __future__ import annotations

from enum import StrEnum


class RecipientKind(StrEnum):
    """On whom a letter is served; kin and third parties only where an officer has added them."""

    PERSON = "person"
    KIN = "kin"
    PLATFORM = "platform"
    THIRD_PARTY = "third_party"
    ORGAN = "organ"


class Method(StrEnum):
    """How a letter is handed over; left 留置 and announced 公告 letters have moves of their own."""

    DIRECT = "direct"
    POST = "post"
    ELECTRONIC = "electronic"
