"""Reads a JSON object key by key and notes whatever is unknown, missing or of the wrong kind; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from claims.clock import instant_text
from claims.day_text import read_day, within_reach
from claims.faults import Fault

Choice = TypeVar("Choice", bound=str)

_SHOWN_CHARACTERS = 40


class Reader:
    """One JSON object, read key by key; every fault goes to `faults` under the path of its field.

    A value that cannot be read comes back as None, so that reading goes on and all faults are told at once.
    """

    def __init__(self, raw: object, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self._read: set[str] = set()
        self._is_object = isinstance(raw, Mapping)
        self._raw: Mapping[object, object] = raw if isinstance(raw, Mapping) else {}
        if not self._is_object:
            self._fault("", "fault_not_an_object")

    def where(self, key: str) -> str:
        """The path of `key` from the outermost object: death.survivors[0].id."""
        return f"{self.path}.{key}" if self.path and key else self.path + key

    def _fault(self, key: str, code: str, **facts: object) -> None:
        self.faults.append(Fault(self.where(key), code, facts))

    def _take(self, key: str, *, required: bool = False) -> object:
        self._read.add(key)
        value = self._raw.get(key)
        if value is None and required and self._is_object:
            self._fault(key, "fault_missing")
        return value

    def whole(
        self, key: str, *, required: bool = False, least: int | None = None, most: int | None = None
    ) -> int | None:
        """A whole number, within bounds where they are given; true and 8.0 are none."""
        value = self._take(key, required=required)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            if value is not None and ((least is not None and value < least) or (most is not None and value > most)):
                self._fault(key, "fault_out_of_bounds", least=least, most=most)
                return None
            return value
        self._fault(key, "fault_not_whole", value=_shown(value))
        return None

    def text(self, key: str, *, required: bool = True) -> str | None:
        """Text that is not blank."""
        value = self._take(key, required=required)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._fault(key, "fault_not_text", value=_shown(value))
        return None

    def flag(self, key: str) -> bool:
        """True or false; false when not given."""
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._fault(key, "fault_not_a_flag", value=_shown(value))
        return False

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, none of them blank; none when not given."""
        items = self._list(key, required=required)
        for place, value in enumerate(items):
            if not isinstance(value, str) or not value.strip():
                self._fault(f"{key}[{place}]", "fault_not_text", value=_shown(value))
        return tuple(value for value in items if isinstance(value, str))

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A day."""
        value = self._take(key, required=required)
        day = as_day(value)
        if value is not None and day is None:
            self._fault(key, "fault_not_a_day", value=_shown(value))
        return day

    def instant(self, key: str, *, required: bool = True) -> str | None:
        """A moment with its zone, as UTC text."""
        value = self._take(key, required=required)
        moment = as_instant(value)
        if value is not None and moment is None:
            self._fault(key, "fault_not_a_moment", value=_shown(value))
        return moment

    def choice(self, key: str, choices: Sequence[Choice], *, required: bool = False) -> Choice | None:
        """One of `choices`, given as its text."""
        value = self._take(key, required=required)
        return None if value is None else self._choose(key, value, choices)

    def choices(self, key: str, choices: Sequence[Choice]) -> tuple[Choice, ...]:
        """A list of `choices`; none when not given."""
        chosen = [self._choose(f"{key}[{place}]", value, choices) for place, value in enumerate(self._list(key))]
        return tuple(choice for choice in chosen if choice is not None)

    def _choose(self, key: str, value: object, choices: Sequence[Choice]) -> Choice | None:
        for choice in choices:
            if choice == value:
                return choice
        self._fault(key, "fault_not_a_choice", value=_shown(value), choices="、".join(choices))
        return None

    def part(self, key: str) -> Reader | None:
        """An object inside this one."""
        value = self._take(key)
        return None if value is None else Reader(value, self.where(key), self.faults)

    def parts(self, key: str, *, required: bool = False) -> list[Reader]:
        """A list of objects; none when not given."""
        items = self._list(key, required=required)
        return [Reader(value, f"{self.where(key)}[{place}]", self.faults) for place, value in enumerate(items)]

    def _list(self, key: str, *, required: bool = False) -> Sequence[object]:
        value = self._take(key, required=required)
        if value is None or (isinstance(value, Sequence) and not isinstance(value, str | bytes)):
            return value or ()
        self._fault(key, "fault_not_a_list")
        return ()

    def close(self) -> None:
        """Notes every key that was not asked for."""
        for key in self._raw:
            if key not in self._read:
                self._fault(str(key), "fault_unknown_key", known="、".join(sorted(self._read)))


def as_day(value: object) -> date | None:
    """The day that `value` names: a date, or text like 2025-06-30 in just that form; None for anything else."""
    try:
        if type(value) is date:
            return within_reach(value)
        return read_day(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_instant(value: object) -> str | None:
    """The moment that text like 2025-06-30T12:30:00+08:00 names, as UTC text; None for anything else.

    Its day is one that the program can count with, so that whoever reads it is shown it in any zone.
    """
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None or moment.tzinfo is None:
            return None
        within_reach(moment.date())
        return instant_text(moment)
    except ValueError:
        return None


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
