"""One thing that waits for somebody, and how things that wait are put in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.periods import Unit
from workflows.clock_days import FAST
from workflows.inbox_tasks import Task


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits. `due_on` is the law's day (None where no period runs), `target_on` the bureau's own earlier one.

    `provisional` marks a day past the loaded calendar. `urgent` comes first: the green channel's target is about to be
    missed, or nobody has acted and it has come up the ladder; `rung` is what was told of it last. `what` says it in
    Chinese, `state` is the state of `target`, `moves` are the moves that would carry it on. `unit` is what the period is
    counted in, `warned` whether a warning has been given.
    """

    due_on: date | None
    provisional: bool
    claim_no: str
    target: str
    code: str
    what: str
    state: str
    moves: tuple[str, ...]
    target_on: date | None = None
    fast: bool = False
    urgent: bool = False
    rung: str = ""
    unit: Unit = Unit.CALENDAR
    warned: bool = False

    @property
    def governing_on(self) -> date | None:
        """The day that counts here: on the green channel the target, else the law's."""
        return self.target_on if self.fast and self.target_on else self.due_on

    def days_left(self, today: date) -> int | None:
        """Calendar days until the governing day; negative once it is past."""
        return None if self.governing_on is None else (self.governing_on - today).days


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be done about a thing, in Chinese, the state that it is in, and the moves that would carry it on."""

    what: str
    state: str
    moves: tuple[str, ...]


def entry_of(task: Task, words: Words, *, rung: str, warned: bool) -> Entry:
    """The entry of a task, with the days of the clock that governs it, if any."""
    clock = task.clock
    return Entry(
        due_on=clock["due_on"] if clock else task.due_on,
        provisional=bool(clock and clock["provisional"]),
        claim_no=task.claim_no,
        target=task.place.target,
        code=clock["code"] if clock else "",
        what=words.what,
        state=words.state,
        moves=words.moves,
        target_on=clock["target_on"] if clock else None,
        fast=bool(clock and clock["lane"] == FAST),
        urgent=task.urgent,
        rung=rung,
        unit=Unit(clock["unit"]) if clock else Unit.CALENDAR,
        warned=warned,
    )


def order(entry: Entry) -> tuple[bool, bool, date, str]:
    """Urgent ones first, then by the governing day; what has no day comes last."""
    day = entry.governing_on
    return not entry.urgent, day is None, day or date.max, entry.target
