"""What a bureau has confirmed or published itself, laid over the rules that come with the program.

A value of the bureau's own takes the place of the one that begins on the same day, and ends an earlier one of the same
jurisdiction on the day before its own first. A confirmation changes the mark only, and only of the very value confirmed:
where a newer program has another number under that name, the number has to be compared anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from claims.canonical import canonical_json
from claims.rules.book import Rules
from claims.rules.value import BUREAU_MARK, UNNAMED, Value

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The value of `key` that began on `effective_from` in `jurisdiction` has been compared with `document`."""

    key: str
    jurisdiction: str
    effective_from: date
    value: object
    document: str

    def is_of(self, value: Value) -> bool:
        """Whether this confirms `value` as it is now."""
        same = (self.key, self.jurisdiction, self.effective_from) == (
            value.key,
            value.jurisdiction,
            value.effective_from,
        )
        return same and canonical_json(self.value) == canonical_json(value.value)


def overlaid(rules: Rules, changes: Iterable[Value | Confirmed]) -> Rules:
    """The rules after these changes, in their order."""
    values = list(rules.values())
    for change in changes:
        if isinstance(change, Confirmed):
            values = [_marked(value, change) for value in values]
        else:
            values = [*_beside(values, change), change]
    return Rules(rules.province, tuple(values))


def overlapping(values: Sequence[Value], new: Value) -> Value | None:
    """The value of the same name that begins later, within the days of `new`, and would be hidden; None where there is none."""
    later = (value for value in values if value.key == new.key and value.effective_from > new.effective_from)
    return next((value for value in later if new.covers(value.effective_from)), None)


def _marked(value: Value, change: Confirmed) -> Value:
    if not change.is_of(value):
        return value
    source = change.document if value.source == UNNAMED else value.source
    return replace(value, confidence=BUREAU_MARK, document=change.document, source=source)


def _beside(values: Iterable[Value], new: Value) -> list[Value]:
    kept = []
    for value in values:
        if not _is_same(value, new) or value.effective_from > new.effective_from:
            kept.append(value)
        elif value.effective_from < new.effective_from:
            ends = value.covers(new.effective_from)
            kept.append(replace(value, effective_to=new.effective_from - ONE_DAY) if ends else value)
    return kept


def _is_same(value: Value, other: Value) -> bool:
    return (value.key, value.jurisdiction) == (other.key, other.jurisdiction)
