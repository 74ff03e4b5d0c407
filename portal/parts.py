"""What components are filled with: questions of a form, acts, happenings, sums. Their macros stand in `templates/c`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    `kind`: text, long, date, time, number, yuan, password, file, files, camera, select, radio, checks, tick, hidden. `choices`
    are pairs of value and text. `error` is the sentence that says what is wrong with the answer that was given, which is kept
    in `value`.
    """

    name: str
    label: str
    kind: str = "text"
    value: Any = None
    hint: str = ""
    error: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    maxlength: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done, or may not be for these reasons; `verb` says it with its object."""

    href: str
    verb: str
    primary: bool = False
    reasons: tuple[str, ...] = ()
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A line that may lead somewhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history. `kind`: decision, letter, clock, money, refused, other."""

    what: str
    who: str
    instant: str
    when: str
    kind: str = "other"
    legal_day: str = ""
    lines: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a case for the injured person. `state`: done, now, later, skipped."""

    name: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is applied, and the address without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An award item as it is shown: its sums in fen at the four stages, how it was computed, line by line, and its state.

    Of what is paid monthly the first three are those of a month, and what is paid is all that the months were paid.
    """

    label: str
    lines: tuple[str, ...]
    claimed_fen: int | None
    allowed_fen: int | None
    awarded_fen: int | None
    paid_fen: int | None
    state: str
    tag: str
    href: str = ""
    period: str = ""
    unconfirmed: bool = False
    provisional: bool = False
    monthly: bool = False
