"""What a change of the loaded law says: a value confirmed by a document, a value of the bureau's own, or a year's holidays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from claims.canonical import canonical_json
from claims.rules import Rules, Value
from claims.rules.overlay import Confirmed
from claims.rules.value import BUREAU_MARK

CONFIRM, VALUE, CALENDAR = "confirm", "value", "calendar"
KIND_NAMES = {CONFIRM: "由局确认", VALUE: "公布或者改值", CALENDAR: "放假调休安排"}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of `key` in a jurisdiction from a day on. `value` is the loaded form (fen, a list, off and worked days).

    `source` is the number and title of the paper, `published_on` the day on which the value came out.
    """

    kind: str
    key: str
    jurisdiction: str
    effective_from: date
    effective_to: date | None
    value: Any
    source: str
    published_on: date | None = None

    def as_text(self) -> str:
        """The change as it is stored and hashed."""
        days = {"from": self.effective_from, "to": self.effective_to, "published_on": self.published_on}
        told = {"key": self.key, "jurisdiction": self.jurisdiction, "value": self.value, "source": self.source}
        return canonical_json({**told, **days})


def read_change(kind: str, content: str) -> Change:
    """A change from what is stored."""
    told: Mapping[str, Any] = json.loads(content)
    return Change(
        kind=kind,
        key=told["key"],
        jurisdiction=told["jurisdiction"],
        effective_from=date.fromisoformat(told["from"]),
        effective_to=_day(told["to"]),
        value=told["value"],
        source=told["source"],
        published_on=_day(told["published_on"]),
    )


def latest(rules: Rules, key: str) -> Value | None:
    """The value of `key` that begins last, whose label, unit and publisher a new one bears; None for an unknown key."""
    return max(rules.history(key), key=lambda value: value.effective_from, default=None)


def laid_over(rules: Rules, change: Change, applied_on: date) -> Value | Confirmed | None:
    """The change as the rules take it; None for a calendar, and for a key that a newer program does not have.

    Nobody could know the value before it was applied, so it counts as published then at the earliest.
    """
    like = latest(rules, change.key)
    if change.kind == CALENDAR or like is None:
        return None
    if change.kind == CONFIRM:
        return Confirmed(change.key, change.jurisdiction, change.effective_from, change.value, change.source)
    return replace(
        like,
        value=change.value,
        source=change.source,
        document=change.source,
        confidence=BUREAU_MARK,
        jurisdiction=change.jurisdiction,
        effective_from=change.effective_from,
        effective_to=change.effective_to,
        published_on=max(change.published_on or applied_on, applied_on),
        year=change.effective_from.year - 1 if like.figure_of else None,
        note="",
        origin="",
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
