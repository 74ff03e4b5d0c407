"""The sweep: what the system does by itself when a day has come. It takes the day as an argument, so years replay in seconds.

Three things, each of them harmless when it is done twice or by two at once: due days that hang on a new holiday notice
are counted again, the rungs of clocks tell whom they concern, and the moves that the law makes by itself are made. What
fails on one case is set aside there, and everything else goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from claims.errors import Conflict, Refused, Retryable
from workflows.advance import advance
from workflows.command import Command
from workflows.due import Due, Find
from workflows.due_moves import finders, found_by
from workflows.present_law import with_present_law
from workflows.recount import Moved, recount
from workflows.roles import SYSTEM
from workflows.rungs import Told, tell
from workflows.stuck import kept_going, resting
from workflows.transaction import Desk


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: how many moves it made, which were refused (target, trigger, code), whom the rungs told, which due
    days moved, and what work was set aside (its ids).
    """

    made: int
    refused: tuple[tuple[str, str, str], ...] = ()
    told: tuple[Told, ...] = ()
    moved: tuple[Moved, ...] = ()
    set_aside: tuple[str, ...] = field(default=())


def sweep(desk: Desk, day: date) -> Swept:
    """Do all that is due on `day`."""
    desk = with_present_law(desk)
    faults: list[str] = []
    moved = recount(desk, day, faults)
    told = tell(desk, day, faults)
    made, refused = make_moves(desk, finders(desk.rules, day, desk.instant()), faults)
    return Swept(made, tuple(refused), tuple(told), tuple(moved), tuple(faults))


def make_moves(
    desk: Desk, asked: Sequence[tuple[str, Find]], faults: list[str]
) -> tuple[int, list[tuple[str, str, str]]]:
    """Make what each finder of `asked` finds due, in their order: how many were made, and which were refused.

    Whose case is held by somebody at the moment is left for the next sweep.
    """
    impatient = replace(desk, attempts=1)
    made, refused = 0, []
    failed_before, waiting = resting(desk)
    for name, find in asked:
        found: list[Due] = []
        with kept_going(desk, f"find:{name}", "", faults, failed_before):
            found = found_by(desk, find)
        for due in found:
            work = f"move:{due.target}:{due.trigger}"
            if work in waiting:
                continue
            with kept_going(desk, work, due.target.partition("/")[0], faults, failed_before):
                try:
                    outcome = advance(impatient, _command(due))
                except (Refused, Conflict, Retryable) as reason:
                    refused.append((due.target, due.trigger, reason.code))
                    continue
                made += outcome.done and not outcome.repeated
                refused.extend((due.target, due.trigger, refusal.code) for refusal in outcome.refusals)
    return made, refused


def _command(due: Due) -> Command:
    """Keyed by its subject and version, so that it is made once."""
    key = f"sweep:{due.target}:{due.trigger}:{due.version}:{due.day}:{due.data}"
    return Command(due.target, due.trigger, SYSTEM.username, due.day, key, due.version, dict(due.data))
