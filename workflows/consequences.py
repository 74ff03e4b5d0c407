"""What a permitted move brings about on its case: clocks stop and start, effects change rows, a letter is ordered."""

from __future__ import annotations

from workflows import clockwork
from workflows.clock_rules import CLOCK_RULES
from workflows.effects import EFFECTS
from workflows.situation import Situation


def carry_out(s: Situation) -> None:
    """Apply the row of `s` to the case in memory: stops, pauses, resumptions, effects, starts, letter, in this order.

    A move of the case stops every clock of the code, or the one of the person whom it names where each has one; a move of
    one of its subjects stops that subject's own only.
    """
    move = s.move
    own = None if s.machine == "claim" else s.subject_id
    for code in move.stops:
        clockwork.stop(s, code, subject=own, party=_whose(s, code))
    for code in move.pauses:
        clockwork.pause(s, code, clockwork.told_reason(s), str(s.data.get("document", "")), subject=own)
    for code in move.resumes:
        clockwork.resume(s, code, subject=own)
    for name in move.effects:
        EFFECTS[name](s)
    for code in move.starts:
        clockwork.start(s, code, party=_whose(s, code))
    if move.letter:
        s.letter(move.letter)


def _whose(s: Situation, code: str) -> str | None:
    """The person whose clock it is, where each has one."""
    datum = CLOCK_RULES[code].of_each
    return None if datum is None else str(s.data[datum])
