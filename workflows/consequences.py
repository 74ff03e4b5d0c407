"""What a permitted move brings about on its case: clocks stop and start, effects change rows, a letter is ordered."""

from __future__ import annotations

from workflows import clockwork
from workflows.effects import EFFECTS
from workflows.situation import Situation


def carry_out(s: Situation) -> None:
    """Apply the row of `s` to the case in memory: stops, pauses, resumptions, effects, starts, letter, in this order.

    A move of the case stops every clock of the code; a move of one of its subjects stops that subject's own only.
    """
    move = s.move
    own = None if s.machine == "claim" else s.subject_id
    for code in move.stops:
        clockwork.stop(s, code, subject=own)
    for code in move.pauses:
        clockwork.pause(s, code, clockwork.told_reason(s), str(s.data.get("document", "")), subject=own)
    for code in move.resumes:
        clockwork.resume(s, code, subject=own)
    for name in move.effects:
        EFFECTS[name](s)
    for code in move.starts:
        clockwork.start(s, code)
    if move.letter:
        s.letter(move.letter)
