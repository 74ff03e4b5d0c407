"""What others are sent says nothing of somebody's health: no diagnosis, no grade in what is not private in a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from claims.errors import Refused
from notifications.kinds import LetterKind, Variant
from workflows.missing import MISSING
from workflows.situation import Situation

SEPARATORS = re.compile(r"[，、；。,;（）()\s]+")
LEAST_DIAGNOSIS = 3  # characters: shorter parts (骨折) are words of any account of an accident
GRADE = re.compile(r"[一二三四五六七八九十]级伤残|(?:伤残等级|评定为|鉴定为)[^，。；]{0,4}?[一二三四五六七八九十]级")


def diagnosis_in(text: str, diagnosis: str) -> bool:
    """Whether `text` repeats a part of `diagnosis`."""
    return any(part in text for part in SEPARATORS.split(diagnosis) if len(part) >= LEAST_DIAGNOSIS)


def require_private(s: Situation, kind: LetterKind, facts: Mapping[str, object]) -> None:
    """Raises Refused (party_copy_tells_health) where a letter that a party gets would tell a diagnosis or a grade."""
    if all(copy.variant is not Variant.PARTY for copy in kind.copies):
        return
    private = {fact.name for fact in (*kind.facts, *kind.optional) if fact.private}
    shown = "\n".join(text for name, value in facts.items() if name not in private for text in strings_of(value))
    if GRADE.search(shown) or diagnosis_in(shown, diagnosis_of(s)):
        raise Refused("party_copy_tells_health", letter=kind.name)


def diagnosis_of(s: Situation) -> str:
    """The diagnosis on file; that a rider is missing is none, and has to be said to everybody."""
    return "" if s.claim["application_kind"] == MISSING else str(s.private().get("diagnosis", ""))


def strings_of(value: object) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_of(part)
