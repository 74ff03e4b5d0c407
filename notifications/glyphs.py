"""No character of a letter may be lost: every one is looked up in the fonts before the letter's number is spent."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

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
    faces = _faces(role, font_dir())
    return [Run(face, "".join(characters)) for face, characters in groupby(text, key=faces.__getitem__)]


def width(text: str, role: FontRole, size: float) -> float:
    """The width of `text` in points when it is set in `role` at `size` points."""
    return sum(map(advances(role).__getitem__, text)) * size / 1000


def advances(role: FontRole) -> Mapping[str, float]:
    """The advance of every character in `role`, in thousandths of the size. Asking for one that no font has raises as `runs`."""
    return _advances(role, font_dir())


class _Faces(dict[str, Face]):
    """The face that draws a character, looked for once."""

    def __init__(self, role: FontRole, directory: str) -> None:
        super().__init__()
        self._asked = (role, directory)

    def __missing__(self, character: str) -> Face:
        face = _face_for(character, *self._asked)
        if face is None:
            raise BadInput("letter_glyph_missing", characters=_named(character))
        self[character] = face
        return face


class _Advances(dict[str, float]):
    """The advance of a character, looked for once."""

    def __init__(self, faces: _Faces) -> None:
        super().__init__()
        self._faces = faces

    def __missing__(self, character: str) -> float:
        found = self[character] = self._faces[character].widths[ord(character)]
        return found


@cache
def _faces(role: FontRole, directory: str) -> _Faces:
    return _Faces(role, directory)


@cache
def _advances(role: FontRole, directory: str) -> _Advances:
    return _Advances(_faces(role, directory))


@lru_cache(maxsize=100_000)
def _face_for(character: str, role: FontRole, directory: str) -> Face | None:
    if unicodedata.category(character) in _UNREADABLE:
        return None
    return next((face for path in font_paths(role, directory) if (face := face_at(path)).has(character)), None)


def _named(character: str) -> str:
    shown = "" if unicodedata.category(character) in _UNREADABLE else f"“{character}”"
    return f"{shown}U+{ord(character):04X}"
