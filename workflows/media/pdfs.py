"""Looking at a PDF: whether it is whole, how many pages it has, and whether it acts when it is opened.

Names are looked for in the bytes, and in the object streams, which are unpacked up to a bound; no reader of PDF has to
understand the file for that. It is no proof against a file made with great art, and need not be one: a PDF leaves the
house as a download only, and is never opened inside a page.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from mmap import mmap

from claims.errors import BadInput
from workflows.media import Looked, Media

END = b"%%EOF"
TAIL_BYTES = 2048
OBJECTS_MAX_BYTES = 32 * 1024 * 1024  # of all object streams together: a scan of a hundred pages has a hundredth of it
ACTING = frozenset({
    b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"GoToR", b"GoToE", b"RichMedia", b"XFA",
})  # fmt: skip
HOLDING_FILES = frozenset({b"EmbeddedFile", b"EmbeddedFiles"})
LOCKED, OBJECT_STREAM = b"Encrypt", b"ObjStm"
KNOWN = re.compile(b"/(" + b"|".join(sorted({*ACTING, *HOLDING_FILES, LOCKED, OBJECT_STREAM})) + b")(?![A-Za-z0-9])")
ESCAPED = re.compile(rb"/[^\s/<>\[\](){}%]{0,60}#[0-9A-Fa-f]{2}[^\s/<>\[\](){}%]{0,60}")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECT_LIST = re.compile(rb"\s*\d+\s+\d+\s")  # how the content of an object stream begins
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
PEEK_BYTES = 256
DICTIONARY_BYTES = 4096
SPELT_MAX = 20_000  # names written in numbers; streams: no program writes as many, and to look at all takes minutes
STREAMS_MAX = 50_000


def look_at_pdf(content: mmap) -> Looked:
    """What there is to say of a PDF. Raises BadInput evidence_pdf_broken, evidence_pdf_locked, evidence_pdf_acts."""
    end = content.rfind(END, max(0, len(content) - TAIL_BYTES))
    if end < 0 or content[end + len(END) :].strip(b"\0\t\n\f\r "):
        raise BadInput("evidence_pdf_broken")
    names = _names(content)
    if names[LOCKED]:
        raise BadInput("evidence_pdf_locked")
    hidden = [*_object_streams(content)]
    if sum(declared for declared, _ in hidden) < names[OBJECT_STREAM]:
        raise BadInput("evidence_pdf_acts")  # objects packed so that we cannot read them
    for _, part in hidden:
        names.update(_names(part))
    if ACTING & names.keys():
        raise BadInput("evidence_pdf_acts")
    pages = len(PAGE.findall(content)) + sum(len(PAGE.findall(part)) for _, part in hidden)
    if not pages:
        raise BadInput("evidence_pdf_broken")
    return Looked(Media.PDF, pages=pages, caution="attachments" if HOLDING_FILES & names.keys() else None)


def _names(part: mmap | bytes) -> Counter[bytes]:
    """How often each known name stands in a part, also where its letters are written as numbers (#4A for J).

    Raises BadInput evidence_pdf_acts where more names are written so than anybody has a use for.
    """
    found = Counter(name[1] for name in KNOWN.finditer(part))
    for count, spelt in enumerate(ESCAPED.finditer(part)):
        if count == SPELT_MAX:
            raise BadInput("evidence_pdf_acts")
        name = KNOWN.match(ESCAPE.sub(_letter, spelt[0]))
        if name is not None:
            found[name[1]] += 1
    return found


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode())


def _object_streams(content: mmap) -> Iterator[tuple[bool, bytes]]:
    """Whatever unpacks to what an object stream may be, and whether its dictionary says that it is one.

    Raises BadInput evidence_pdf_acts where they are too many or too large.
    """
    left = OBJECTS_MAX_BYTES
    for count, found in enumerate(STREAM.finditer(content)):
        if count == STREAMS_MAX:
            raise BadInput("evidence_pdf_acts")
        if OBJECT_LIST.match(_unpacked(content, found.end(), PEEK_BYTES)):
            objects = _unpacked(content, found.end(), left + 1)
            left -= len(objects)
            if left < 0:
                raise BadInput("evidence_pdf_acts")
            dictionary = content[max(0, found.start() - DICTIONARY_BYTES) : found.start()].rpartition(b"obj")[2]
            yield bool(_names(dictionary)[OBJECT_STREAM]), objects


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
