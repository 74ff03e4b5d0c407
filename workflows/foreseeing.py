"""What a move would write if it were made now: the real moves, in memory, and the letters they would issue.

It is the engine itself that runs, up to the snapshots and the check of their characters; there it is stopped, before
anything is written, chained or numbered, and its transaction is rolled back: no number, no event, no attempt, no effect.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.errors import ClaimsError, Conflict
from notifications.blocks import Letter, Role
from notifications.compose import compose
from notifications.kinds import LetterKind, Variant, letter_kind
from workflows.command import Command, Refusal
from workflows.roles import SYSTEM
from workflows.run import FORESEEN, MoveRefused, Run
from workflows.situation import FollowOn
from workflows.transaction import Desk, reading

CopyOf = Callable[[LetterKind], Variant]
NO_CODE = "0"  # instead of chance: the code of a letter that is only looked at opens nothing


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The letters that a move would issue, with no number yet; or why it could not be made."""

    letters: tuple[Letter, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def in_full(_kind: LetterKind) -> Variant:
    """The copy for whoever may read all of a letter."""
    return Variant.FULL


def foresee(desk: Desk, command: Command, copy_of: CopyOf = in_full) -> Foreseen:
    """What comes of a move that somebody makes himself. Raises Conflict where the page is stale.

    `copy_of` says in which copy the letters of a kind are shown to who looks.
    """
    return _foreseen(desk, command, lambda run: _fire(run, command), copy_of)


def foresee_act(
    desk: Desk,
    act: str,
    targets: Sequence[str],
    proposal: Mapping[str, Any],
    occurred_on: date,
    via: str = FORESEEN,
    copy_of: CopyOf = in_full,
) -> Foreseen:
    """What comes of an act on its targets when it is approved; `via` is the approval, where it has been drafted."""
    command = Command(targets[0], act, SYSTEM.username, occurred_on, FORESEEN, 0, proposal)
    follow_ons = [FollowOn(target, act, dict(proposal), occurred_on, via) for target in targets]
    return _foreseen(desk, command, lambda run: run.rehearse(command, follow_ons), copy_of)


def _fire(run: Run, command: Command) -> None:
    outcome = run.fire(command)
    if not outcome.done:
        raise MoveRefused(command, outcome.refusals, None)


def _foreseen(desk: Desk, command: Command, make: Callable[[Run], None], copy_of: CopyOf) -> Foreseen:
    looking = replace(desk, salt=lambda: NO_CODE)
    with _rolled_back(desk) as connection:
        run = Run(looking, connection, [command.target])
        try:
            make(run)
            run.letters.take_snapshots()
        except MoveRefused as refused:
            return Foreseen(refusals=refused.refusals)
        except Conflict:
            raise
        except ClaimsError as refused:
            return Foreseen(refusals=(Refusal(refused.code, refused.facts),))
        return Foreseen(tuple(_letters(run, copy_of)))


def _letters(run: Run, copy_of: CopyOf) -> Iterator[Letter]:
    """The letters of a run, in the order in which they were ordered."""
    for no in sorted(run.files):
        snapshots = {row["letter_id"]: row["snapshot"] for row in run.files[no].added("letter_private")}
        for row in run.files[no].added("letter"):
            kind = letter_kind(row["kind"])
            yield without_code(compose(kind.code, _facts(snapshots[row["id"]]), copy_of(kind)))


def without_code(letter: Letter) -> Letter:
    """A letter that nobody can verify yet says nothing of how it is verified."""
    return replace(letter, blocks=tuple(block for block in letter.blocks if block.role is not Role.VERIFY))


def _facts(snapshot: str) -> Mapping[str, object]:
    facts: Mapping[str, object] = json.loads(snapshot)
    return facts


@contextmanager
def _rolled_back(desk: Desk) -> Iterator[Connection]:
    """A transaction of which nothing stays, whatever is done in it."""
    with reading(desk) as connection:
        begun = connection.begin()
        try:
            yield connection
        finally:
            begun.rollback()
