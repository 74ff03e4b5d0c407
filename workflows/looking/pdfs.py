"""Looking at a PDF: whether it is whole, how many pages it has, and whether it acts when it is opened.

Names are looked for in the bytes, and in the object streams, which are unpacked up to a bound; no reader of PDF has to
understand the file for that. It is no proof against a file made with great art, and need not be one: a PDF leaves the
house as a download only, and is never opened inside a page.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from mmap import mmap

from claims.errors import BadInput
from workflows.looking import Looked, Media

END = b"%%EOF"
TAIL_BYTES = 2048
OBJECTS_MAX_BYTES = 32 * 1024 * 1024  # of all object streams together: a scan of a hundred pages has a hundredth of it
ACTING = ("JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "RichMedia", "XFA")
HOLDING_FILES = ("EmbeddedFile", "EmbeddedFiles")
LOCKED, OBJECT_STREAM = ("Encrypt",), ("ObjStm",)
ESCAPED = re.compile(rb"/[^\s/<>\[\](){}%]{0,60}#[0-9A-Fa-f]{2}[^\s/<>\[\](){}%]{0,60}")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECT_LIST = re.compile(rb"\s*\d+\s+\d+\s")  # how the content of an object stream begins
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
PEEK_BYTES = 256


def look_at_pdf(content: mmap) -> Looked:
    """What there is to say of a PDF. Raises BadInput evidence_pdf_broken, evidence_pdf_locked, evidence_pdf_acts."""
    end = content.rfind(END, max(0, len(content) - TAIL_BYTES))
    if end < 0 or content[end + len(END) :].strip(b"\0\t\n\f\r "):
        raise BadInput("evidence_pdf_broken")
    if _has(content, LOCKED):
        raise BadInput("evidence_pdf_locked")
    hidden = list(_object_streams(content))
    if len(hidden) < _count(content, OBJECT_STREAM):
        raise BadInput("evidence_pdf_acts")  # objects packed so that we cannot read them
    parts: tuple[mmap | bytes, ...] = (content, *hidden)
    if any(_has(part, ACTING) for part in parts):
        raise BadInput("evidence_pdf_acts")
    pages = sum(len(PAGE.findall(part)) for part in parts)
    if not pages:
        raise BadInput("evidence_pdf_broken")
    holds_files = any(_has(part, HOLDING_FILES) for part in parts)
    return Looked(Media.PDF, pages=pages, caution="attachments" if holds_files else None)


def _has(part: mmap | bytes, names: tuple[str, ...]) -> bool:
    return _count(part, names) > 0


def _count(part: mmap | bytes, names: tuple[str, ...]) -> int:
    """How often one of the names stands in a part, also where its letters are written as numbers (#4A for J)."""
    wanted = b"/(?:" + b"|".join(name.encode() for name in names) + b")(?![A-Za-z0-9])"
    plain = re.compile(wanted)
    spelt = (ESCAPE.sub(_letter, found[0]) for found in ESCAPED.finditer(part))
    return len(plain.findall(part)) + sum(plain.match(name) is not None for name in spelt)


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode())


def _object_streams(content: mmap) -> Iterator[bytes]:
    """The content of every object stream. Raises BadInput evidence_pdf_acts where they are too large to be read."""
    left = OBJECTS_MAX_BYTES
    for found in STREAM.finditer(content):
        if OBJECT_LIST.match(_unpacked(content, found.end(), PEEK_BYTES)):
            objects = _unpacked(content, found.end(), left + 1)
            left -= len(objects)
            if left < 0:
                raise BadInput("evidence_pdf_acts")
            yield objects


def _unpacked(content: mmap, begin: int, most_bytes: int) -> bytes:
    """So much of a packed stream; nothing where it is not packed as object streams are."""
    unpacker = zlib.decompressobj()
    out = b""
    for at in range(begin, len(content), 65_536):
        try:
            out += unpacker.decompress(content[at : at + 65_536], most_bytes - len(out))
        except zlib.error:
            return out
        if unpacker.eof or len(out) >= most_bytes:
            break
    return out
