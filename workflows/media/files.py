"""Looking at one file on the disk. It is read through a map of the disk, never taken into memory whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path

from claims.errors import BadInput
from workflows.media import Looked, Media
from workflows.media.pdfs import look_at_pdf
from workflows.media.pictures import look_at_picture

BEGINS = {Media.JPEG: b"\xff\xd8\xff", Media.PNG: b"\x89PNG\r\n\x1a\n", Media.PDF: b"%PDF-"}
MARKUP = re.compile(
    rb"<(?:[sS][cC][rR][iI][pP][tT]|[hH][tT][mM][lL]|![dD][oO][cC]|[sS][vV][gG][\s>]|[iI][fF][rR][aA][mM])"
)
PDF_HEADER = b"%PDF-"
ZIP_END, ZIP_END_BYTES = b"PK\x05\x06", 65_557  # the end of an archive, which must lie in so many last bytes
HEAD_BYTES = 1024  # as much as a browser reads to guess what a file is


def look(path: Path, pixels_max: int) -> Looked:
    """What the file at `path` is; a picture has at most `pixels_max` pixels.

    Raises BadInput: evidence_empty, evidence_file_type for what is no photograph and no PDF, evidence_two_kinds, and what
    `look_at_pdf` and `look_at_picture` raise.
    """
    if path.stat().st_size == 0:
        raise BadInput("evidence_empty")
    with _mapped(path) as content:
        media = next((kind for kind, begin in BEGINS.items() if content[: len(begin)] == begin), None)
        if media is None:
            raise BadInput("evidence_file_type")
        if _is_something_else_too(content, media):
            raise BadInput("evidence_two_kinds")
        if media is Media.PDF:
            return look_at_pdf(content)
        return look_at_picture(path, content, media, pixels_max)


def _is_something_else_too(content: mmap, media: Media) -> bool:
    """Whether another program would take the file for a web page, a PDF or an archive.

    What telephones put after a picture (a second picture, a short film) is none of these and stays.
    """
    if content.find(ZIP_END, max(0, len(content) - ZIP_END_BYTES)) >= 0:
        return True
    if media is Media.PDF:
        return MARKUP.search(content, 0, min(HEAD_BYTES, len(content))) is not None
    return content.find(PDF_HEADER) >= 0 or MARKUP.search(content) is not None


@contextmanager
def _mapped(path: Path) -> Iterator[mmap]:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        yield content
