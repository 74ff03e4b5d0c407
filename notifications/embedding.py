"""How a font is put into a letter: what every letter of a kind needs is cut and packed once a process, the rest a letter.

Nearly all the time of a letter goes into cutting fonts to the characters it uses. The characters of its text file are
the same in every letter of the kind, so they form subsets of their own, made from the text file alone; the bytes of a
letter never depend on what the process has drawn before.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfdoc, ttfonts

from notifications.pdf_writing import COMPRESSION, to_unicode_cmap

SUBSET = 256  # codes of one byte
HARDEST = 9  # what is packed once may take its time


@dataclass(frozen=True, slots=True)
class Packed:
    """A subset of a font as it stands in the file: the font, its ToUnicode map, its widths."""

    font: bytes
    to_unicode: bytes
    widths: bytes


class Written(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab carries no types
    """An object of a PDF that is bytes already."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, _document: Any) -> bytes:
        """The bytes."""
        return self.content


class LetterFace(ttfonts.TTFontFace):  # type: ignore[misc]  # ReportLab carries no types
    """A face that reads each table of its file once."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        self.get_table = cache(super().get_table)

    def pack(self, name: str, subset: tuple[int, ...], level: int) -> Packed:
        """`subset` of the face, called `name` in the file, packed as hard as zlib's `level` says."""
        font = self.makeSubset(list(subset))
        widths = " ".join(f"{self.getCharWidth(code):g}" for code in subset)
        return Packed(
            font=_stream(font, level, f" /Length1 {len(font)}"),
            to_unicode=_stream(to_unicode_cmap(name, subset).encode("ascii"), level),
            widths=f"[ {widths} ]".encode("ascii"),
        )


class LetterFont(ttfonts.TTFont):  # type: ignore[misc]  # ReportLab carries no types
    """A font whose first subsets can be fixed beforehand, for one document at a time."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, asciiReadable=0)
        self.face = LetterFace(filename)
        self._packed = cache(self.face.pack)
        self._fixed = 0

    def fix(self, document: Any, characters: str) -> None:
        """Let `characters` have the first subsets of `document`, whether it uses them or not."""
        self.splitString("".join(sorted(set(characters))), document)
        state = self.state[document]
        self._fixed = -(-state.nextCode // SUBSET)
        state.nextCode = self._fixed * SUBSET

    def addObjects(self, doc: Any) -> None:  # noqa: N802 # ReportLab's name
        """Add the subsets that `doc` uses."""
        state = self.state[doc]
        for number, codes in enumerate(state.subsets):
            self._add(doc, number, tuple(codes))
        self._fixed = 0
        del self.state[doc]

    def _add(self, doc: Any, number: int, codes: tuple[int, ...]) -> None:
        internal = self.getSubsetInternalName(number, doc)[1:]
        name = (ttfonts.SUBSETN(number) + b"+" + self.face.name).decode("ascii")
        fixed = number < self._fixed
        packed = self._packed(name, codes, HARDEST) if fixed else self.face.pack(name, codes, COMPRESSION)
        font = pdfdoc.PDFTrueTypeFont()
        font.Name, font.BaseFont = internal, name
        font.FirstChar, font.LastChar = 0, len(codes) - 1
        font.Widths = Written(packed.widths)
        font.ToUnicode = doc.Reference(Written(packed.to_unicode), f"toUnicode:{name}")
        font.FontDescriptor = doc.Reference(self._descriptor(doc, name, packed), f"descriptor:{name}")
        doc.Reference(font, internal)
        doc.idToObject["BasicFonts"].dict[internal] = font

    def _descriptor(self, doc: Any, name: str, packed: Packed) -> Any:
        face = self.face
        return pdfdoc.PDFDictionary({
            "Type": "/FontDescriptor", "FontName": pdfdoc.PDFName(name), "FontBBox": pdfdoc.PDFArray(face.bbox),
            "Flags": face.flags & ~ttfonts.FF_NONSYMBOLIC | ttfonts.FF_SYMBOLIC,
            "Ascent": face.ascent, "Descent": face.descent, "CapHeight": face.capHeight,
            "ItalicAngle": face.italicAngle, "StemV": face.stemV, "MissingWidth": face.defaultWidth,
            "FontFile2": doc.Reference(Written(packed.font), f"fontFile:{name}"),
        })  # fmt: skip


def _stream(content: bytes, level: int, more: str = "") -> bytes:
    packed = zlib.compress(content, level)
    head = f"<< /Filter /FlateDecode /Length {len(packed)}{more} >>\nstream\n"
    return head.encode("ascii") + packed + b"\nendstream"
