"""A synthetic snapshot of any kind of letter, to look at its page: each fact says its own name."""

from __future__ import annotations

from notifications.facts import Fact, Shape
from notifications.kinds import letter_kind

DAY, COUNT, FEN = "2025-06-26", 9, 123_456
FIXED: dict[str, object] = {"care_level": "none", "synthetic": True}


def sample(kind: str) -> dict[str, object]:
    """A snapshot of `kind` with every fact it must and may have. Raises BadInput (letter_kind_unknown)."""
    known = letter_kind(kind)
    return {fact.name: FIXED.get(fact.name, _value(fact)) for fact in (*known.facts, *known.optional)}


def _value(fact: Fact) -> object:
    text = f"（{fact.label}）"
    match fact.shape:
        case Shape.DAY:
            return DAY
        case Shape.COUNT:
            return COUNT
        case Shape.FEN:
            return FEN
        case Shape.FLAG:
            return True
        case Shape.LINES:
            return [text]
        case Shape.ROWS:
            return [{field.name: _value(field) for field in fact.fields}]
        case Shape.TEXT:
            return text
