"""No character of a letter may be lost: every one is looked up in the fonts before the letter's number is spent."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from claims.errors import BadInput
from notifications.blocks import Letter
from notifications.typefaces import Face, FontRole, face_at, font_dir, font_paths

# Controls, format characters, private use and unassigned: a font may "have" them, but nobody can read them.
_UNREADABLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one face draws."""

    face: Face
    text: str


def missing_glyphs(text: str) -> list[str]:
    """The characters of `text` that no font of the body can draw, in order, each once. Line breaks are not drawn."""
    directory = font_dir()
    return [c for c in dict.fromkeys(text) if c != "\n" and _face_for(c, FontRole.BODY, directory) is None]


def require_glyphs(letter: Letter) -> None:
    """Raises BadInput (letter_glyph_missing) naming every character of `letter` that no font can draw."""
    missing = missing_glyphs("".join(text for block in letter.blocks for text in block.strings()))
    if missing:
        raise BadInput("letter_glyph_missing", characters="、".join(_named(c) for c in missing))


def runs(text: str, role: FontRole) -> list[Run]:
    """`text` cut into runs by the first face of the role's chain that has each character.

    Raises BadInput (letter_glyph_missing) for a character that none has.
    """
    cut: list[Run] = []
    directory = font_dir()
    for character in text:
        face = _face_for(character, role, directory)
        if face is None:
            raise BadInput("letter_glyph_missing", characters=_named(character))
        if cut and cut[-1].face is face:
            cut[-1] = Run(face, cut[-1].text + character)
        else:
            cut.append(Run(face, character))
    return cut


def width(text: str, role: FontRole, size: float) -> float:
    """The width of `text` in points when it is set in `role` at `size` points."""
    directory = font_dir()
    return sum(_thousandths(character, role, directory) for character in text) * size / 1000


@lru_cache(maxsize=100_000)
def _thousandths(character: str, role: FontRole, directory: str) -> float:
    face = _face_for(character, role, directory)
    if face is None:
        raise BadInput("letter_glyph_missing", characters=_named(character))
    return face.widths[ord(character)]


@lru_cache(maxsize=100_000)
def _face_for(character: str, role: FontRole, directory: str) -> Face | None:
    if unicodedata.category(character) in _UNREADABLE:
        return None
    for path in font_paths(role, directory):
        face = face_at(path)
        if face.has(character):
            return face
    return None


def _named(character: str) -> str:
    shown = "" if unicodedata.category(character) in _UNREADABLE else f"“{character}”"
    return f"{shown}U+{ord(character):04X}"
