"""Cuts the vendored fonts to the characters that letters nearly always use: `make fonts` writes `notifications/fonts/cut/`.

What it costs to embed a font grows with the file it is taken from. A character that a cut file lacks is drawn from the
whole one, so nothing is lost. The cut files bear names of their own, as the licence of a reserved name asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent.parent / "notifications" / "fonts"
CUT = FONTS / "cut"
# The cut file and the name it bears, by the file it is cut from.
CUTS: Mapping[str, tuple[str, str]] = {
    "NotoSerifSC_400Regular.ttf": ("LetterSongRegular.ttf", "Letter Song Regular"),
    "NotoSerifSC_700Bold.ttf": ("LetterSongBold.ttf", "Letter Song Bold"),
    "LXGWWenKai-Regular.ttf": ("LetterKaiRegular.ttf", "Letter Kai Regular"),
}
FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT = 1, 2, 3, 4, 6
ALSO = "¥—·〇−"  # GB/T 2312 has them under other code points, or not at all
KEPT_NAMES = frozenset({0, 13, 14})  # copyright and licence


def repertoire() -> set[int]:
    """Printable ASCII and GB/T 2312, whose 6,763 ideographs nearly every name is written with."""
    two_bytes = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    decoded = (pair.decode("gb2312", errors="ignore") for pair in two_bytes)
    return {*range(0x20, 0x7F), *map(ord, ALSO), *(ord(character) for character in decoded if character)}


def cut(source: Path, name: str) -> TTFont:
    """The font of `source` with the repertoire only, unhinted, under `name`."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=[], name_IDs=sorted(KEPT_NAMES), notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "DSIG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=repertoire())
    subsetter.subset(font)
    family, _, style = name.rpartition(" ")
    named = {FAMILY: family, STYLE: style, UNIQUE: name, FULL: name, POSTSCRIPT: name.replace(" ", "")}
    for number, text in named.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    return font


def write_all() -> None:
    """Write every cut file."""
    CUT.mkdir(exist_ok=True)
    for source, (file, name) in CUTS.items():
        cut(FONTS / source, name).save(CUT / file)


if __name__ == "__main__":
    write_all()
