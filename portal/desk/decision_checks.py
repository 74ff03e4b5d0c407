"""What is looked after before a conclusion is handed in: is it complete, can it be printed, does it say how to object."""

from __future__ import annotations

from claims.errors import words
from notifications.blocks import Letter
from notifications.glyphs import missing_glyphs
from portal.desk.decision_form import Written, evidence_lines
from workflows.deciding import Ground
from workflows.foreseeing import Foreseen

GOOD, LOOK, BAD = "✓", "▲", "✕"
REMEDY = "行政复议"
MISSING = frozenset({"missing_glyph", "letter_glyph_missing"})


def checks_of(ground: Ground, written: Written, would: Foreseen) -> list[tuple[str, str]]:
    """Pairs of mark and sentence. `written` has been read with its faults."""
    text = "\n".join(_text(letter) for letter in would.letters)
    return [
        *_complete(written),
        *_glyphs(written, would),
        *([(GOOD, words("check_remedy")) if REMEDY in text else (BAD, words("check_no_remedy"))] if text else []),
        (LOOK, words("check_persons")),
        _silence(ground),
    ]


def _text(letter: Letter) -> str:
    return "".join(text for block in letter.blocks for text in block.strings())


def _complete(written: Written) -> list[tuple[str, str]]:
    if not written.faults:
        return [(GOOD, words("check_complete"))]
    return [(BAD, words("check_incomplete", what=sentence)) for sentence in written.faults.values()]


def _glyphs(written: Written, would: Foreseen) -> list[tuple[str, str]]:
    """Every character that no font holds, of what was written and, where the engine has named them, of the case itself."""
    typed = "".join(
        (
            written.facts,
            written.failing,
            written.platform_answer,
            *evidence_lines(written),
            *(p.name + p.reason for p in written.parts),
        )
    )
    named = [str(one.facts.get("characters", "")) for one in would.refusals if one.code in MISSING]
    lacking = dict.fromkeys([*missing_glyphs(typed.replace("\r", "")), *"".join(named).replace("、", "")])
    found = [(BAD, words("no_typeface_for", character=character)) for character in lacking]
    return found or [(GOOD, words("check_glyphs"))]


def _silence(ground: Ground) -> tuple[str, str]:
    if not ground.platform_late:
        return GOOD, words("check_asked")
    return (GOOD, words("check_silent")) if ground.platform_answer else (LOOK, words("check_silent_unsaid"))
