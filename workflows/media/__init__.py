"""Looking at a file that somebody hands in: what it is by its content, and whether it may come in.

The name it bears and what the browser says of it count for nothing. A file that is two things at once, that acts when it
is opened, or that grows without end when it is unpacked, stays outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Media(StrEnum):
    """What evidence may be: photographs, scans and PDF."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


ENDINGS = {Media.JPEG: "jpg", Media.PNG: "png", Media.PDF: "pdf"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file turned out to be: the size of a picture in pixels, the pages of a PDF, and what to beware of."""

    media: Media
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    caution: str | None = None
