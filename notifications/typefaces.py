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
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

from claims.errors import BadInput

VENDORED = Path(str(files("notifications"))) / "fonts"
_REGULAR, _BOLD, _KAI = "NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf", "LXGWWenKai-Regular.ttf"


class FontRole(StrEnum):
    """What a text is set in; the value is the name of the bureau's own file for it."""

    BODY = "fangsong"  # 仿宋
    TITLE = "xiaobiaosong"  # 小标宋
    HEADING = "heiti"  # 黑体
    NOTE = "kaiti"  # 楷体
    FOLIO = "songti"  # 宋体


_CHAINS = {
    FontRole.BODY: (_REGULAR, _KAI),
    FontRole.TITLE: (_BOLD, _REGULAR, _KAI),
    FontRole.HEADING: (_BOLD, _REGULAR, _KAI),
    FontRole.NOTE: (_KAI, _REGULAR),
    FontRole.FOLIO: (_REGULAR, _KAI),
}


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A font file that ReportLab knows under `name`."""

    name: str
    path: Path
    glyphs: dict[int, int]
    widths: dict[int, float]

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for `character`."""
        return bool(self.glyphs.get(ord(character)))


@cache
def font_dir() -> str:
    """The folder of the bureau's own fonts, "" when there is none; read once a process."""
    return os.environ.get("CLAIMS_FONT_DIR", "")


@cache
def font_paths(role: FontRole, directory: str) -> tuple[Path, ...]:
    """The files of a role in the order in which they are asked for a character; `directory` is `font_dir()`."""
    return (*_own_files(role, directory), *(VENDORED / name for name in _CHAINS[role]))


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
    name = path.stem if path.parent == VENDORED else f"{path.stem}-{file_sha256(path)[:8]}"
    try:
        font: Any = ttfonts.TTFont(name, str(path), asciiReadable=0)
    except ttfonts.TTFError as fault:
        raise BadInput("letter_font_unusable", file=str(path), reason=str(fault)) from fault
    pdfmetrics.registerFont(font)
    return Face(name=name, path=path, glyphs=font.face.charToGlyph, widths=font.face.charWidths)


def read_typefaces() -> None:
    """Read every face now: a process that is forked afterwards has them. Raises as `face_at`."""
    for role in FontRole:
        for path in font_paths(role, font_dir()):
            face_at(path)


@cache
def file_sha256(path: Path) -> str:
    """SHA-256 of a font file, kept with an issued letter."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def font_sha256() -> dict[str, str]:
    """File name and SHA-256 of every font a letter may be drawn with, under the present setting."""
    paths = {path for role in FontRole for path in font_paths(role, font_dir())}
    return {path.name: file_sha256(path) for path in sorted(paths)}


def to_unicode_cmap(fontname: str, subset: list[int]) -> str:
    """The ToUnicode map of a subset, in UTF-16BE as the PDF specification asks.

    ReportLab writes a code point above U+FFFF as five hex digits, so that 𬭎 is copied and searched as another character.
    """
    pairs = [f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
        # One bfchar section may hold at most 100 entries.
        *(
            line
            for start in range(0, len(pairs), 100)
            for line in (f"{len(pairs[start : start + 100])} beginbfchar", *pairs[start : start + 100], "endbfchar")
        ),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)


ttfonts.makeToUnicodeCMap = to_unicode_cmap
