"""How ReportLab writes a letter: what is set otherwise than it comes. Imported for its effect, before the first font is read."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, ttfonts

# The strongest compression takes four times as long and saves a twentieth of a letter.
COMPRESSION = 1
ENTRIES_MAX = 100  # in one bfchar section (PDF 32000-1:2008, 9.10.3)


def to_unicode_cmap(fontname: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of a subset, in UTF-16BE as the PDF specification asks.

    ReportLab writes a code point above U+FFFF as five hex digits, so that 𬭎 is copied and searched as another character.
    """
    pairs = [f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)]
    sections = [pairs[start : start + ENTRIES_MAX] for start in range(0, len(pairs), ENTRIES_MAX)]
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
        *(line for section in sections for line in (f"{len(section)} beginbfchar", *section, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)


def _deflate(_filter: Any, text: str | bytes) -> bytes:
    return zlib.compress(text.encode() if isinstance(text, str) else text, COMPRESSION)


ttfonts.makeToUnicodeCMap = to_unicode_cmap
type(pdfdoc.PDFZCompress).encode = _deflate
rl_config.useA85 = 0  # ASCII85 makes every stream a quarter longer
