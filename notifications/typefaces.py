"""Which font draws what: the bureau's own files first, then the vendored ones; each file is read once a process.

A role has a chain of faces; the first face that has a character draws it. `fonts/README.md` names the files.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from claims.errors import BadInput
from notifications.embedding import LetterFont

VENDORED = Path(str(files("notifications"))) / "fonts"
# What a letter nearly always needs stands in a file cut to that, which is faster to embed; then comes the whole one.
_REGULAR = ("cut/LetterSongRegular.ttf", "NotoSerifSC_400Regular.ttf")
_BOLD = ("cut/LetterSongBold.ttf", "NotoSerifSC_700Bold.ttf")
_KAI = ("cut/LetterKaiRegular.ttf", "LXGWWenKai-Regular.ttf")
_RARE = _KAI[1]


class FontRole(StrEnum):
    """What a text is set in; the value is the name of the bureau's own file for it."""

    BODY = "fangsong"  # 仿宋
    TITLE = "xiaobiaosong"  # 小标宋
    HEADING = "heiti"  # 黑体
    NOTE = "kaiti"  # 楷体
    FOLIO = "songti"  # 宋体


_CHAINS = {
    FontRole.BODY: (*_REGULAR, _RARE),
    FontRole.TITLE: (*_BOLD, *_REGULAR, _RARE),
    FontRole.HEADING: (*_BOLD, *_REGULAR, _RARE),
    FontRole.NOTE: (*_KAI, *_REGULAR),
    FontRole.FOLIO: (*_REGULAR, _RARE),
}


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A font file that ReportLab knows under `name`."""

    name: str
    path: Path
    glyphs: dict[int, int]
    widths: dict[int, float]
    font: LetterFont

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for `character`."""
        return bool(self.glyphs.get(ord(character)))


@cache
def font_dir() -> str:
    """The folder of the bureau's own fonts, "" when there is none; read once a process."""
    return os.environ.get("CLAIMS_FONT_DIR", "")


@cache
def font_paths(role: FontRole, directory: str) -> tuple[Path, ...]:
    """The files of a role in the order in which they are asked for a character; `directory` is `font_dir()`.

    The bureau's files for other roles come last: a character that one role can draw, every role can.
    """
    others = (path for other in FontRole if other is not role for path in _own_files(other, directory))
    return (*_own_files(role, directory), *(VENDORED / name for name in _CHAINS[role]), *others)


def _own_files(role: FontRole, directory: str) -> tuple[Path, ...]:
    folder = Path(directory)
    if not directory:
        return ()
    if not folder.is_dir():
        raise BadInput("letter_font_dir_missing", directory=directory)
    return tuple(path for ending in (".ttf", ".ttc") if (path := folder / f"{role.value}{ending}").is_file())[:1]


@cache
def face_at(path: Path) -> Face:
    """The face of a file, read and registered once a process. Raises BadInput (letter_font_unusable)."""
    name = path.stem if path.is_relative_to(VENDORED) else f"{path.stem}-{file_sha256(path)[:8]}"
    try:
        font = LetterFont(name, str(path))
    except ttfonts.TTFError as fault:
        raise BadInput("letter_font_unusable", file=str(path), reason=str(fault)) from fault
    pdfmetrics.registerFont(font)
    return Face(name=name, path=path, glyphs=font.face.charToGlyph, widths=font.face.charWidths, font=font)


def read_typefaces() -> None:
    """Read every face now: a process that is forked afterwards has them. Raises as `face_at`."""
    for path in _every_path():
        face_at(path)


@cache
def file_sha256(path: Path) -> str:
    """SHA-256 of a font file, kept with an issued letter."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def font_sha256() -> dict[str, str]:
    """File name and SHA-256 of every font a letter may be drawn with, under the present setting."""
    return {path.name: file_sha256(path) for path in _every_path()}


def _every_path() -> list[Path]:
    return sorted({path for role in FontRole for path in font_paths(role, font_dir())})
