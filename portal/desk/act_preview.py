"""The letter that a move would issue, for the page on which it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from claims.errors import Conflict
from claims.store.rows import Row
from portal.desk.looking import Look
from workflows.acting import SIGNING
from workflows.approval_view import letters_of
from workflows.command import Command
from workflows.foreseeing import Foreseen, foresee, foresee_act
from workflows.health_sight import copy_read
from workflows.moves import Choice

DECIDING = frozenset({"approve", "panel_approve"})
LOOKING = "preview"


def issues_letter(choice: Choice) -> bool:
    """Whether the row of a move names a letter, or it lets an act happen that may."""
    return choice.move.letter is not None or (choice.machine, choice.move.trigger) in {
        ("approval", trigger) for trigger in DECIDING
    }


def letters_of_move(look: Look, choice: Choice, row: Row | None, day: date, data: Mapping[str, Any]) -> Foreseen:
    """What the move would issue with this data; for a signature or a draft what the act itself would."""
    trigger, target = choice.move.trigger, choice.target
    mine = partial(copy_read, look.who.actor)
    if choice.move.approval:
        return foresee_act(look.desk, trigger, [target], data, day, copy_of=mine)
    if choice.machine == "approval" and row is not None and trigger in SIGNING:
        return letters_of(look.desk, row, mine)
    version = row["version"] if row else 0
    command = Command(target, trigger, look.who.username, day, LOOKING, version, dict(data))
    try:
        return foresee(look.desk, command, mine)
    except Conflict:
        return Foreseen()  # somebody was quicker; the act itself will say so
