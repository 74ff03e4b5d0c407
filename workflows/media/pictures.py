"""Looking at a photograph or scan: how large it is, before a pixel is unpacked, and whether it is all there."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path
from threading import BoundedSemaphore

from PIL import Image

from claims.errors import BadInput
from workflows.media import Looked, Media

FORMATS = {Media.JPEG: "JPEG", Media.PNG: "PNG"}
DRAFT_PIXELS = (1600, 1600)
SCANS_MAX = 200  # a picture that is built up in thousands of passes keeps a machine busy for hours
SCAN = re.compile(b"\xff\xda")
PNG_END = b"IEND\xaeB`\x82"
AT_ONCE = BoundedSemaphore(2)  # a picture of the largest size takes some hundred megabytes while it is unpacked
# What Pillow raises on a picture that is not one.
UNREADABLE = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error,
    Image.DecompressionBombError,
)  # fmt: skip
Image.MAX_IMAGE_PIXELS = None  # we count them ourselves, by the rule, as soon as the head of the file has been read


def look_at_picture(path: Path, content: mmap, media: Media, pixels_max: int) -> Looked:
    """The size of a picture that is whole; `content` maps the file at `path`.

    Raises BadInput evidence_picture_large, evidence_picture_broken.
    """
    _require_end(content, media)
    try:
        with opened_picture(path, media) as image:
            width, height = image.size
            if width * height > pixels_max:
                raise BadInput("evidence_picture_large", limit=pixels_max // 1_000_000)
            image.draft("RGB", DRAFT_PIXELS)  # a JPEG is then unpacked at a fraction of its size
            image.load()
    except UNREADABLE as fault:
        raise BadInput("evidence_picture_broken") from fault
    return Looked(media, width=width, height=height)


@contextmanager
def opened_picture(path: Path, media: Media) -> Iterator[Image.Image]:
    """A picture of that kind and of no other, by the few that may be unpacked at once. Raises one of UNREADABLE."""
    with AT_ONCE, Image.open(path, formats=(FORMATS[media],)) as image:
        yield image


def _require_end(content: mmap, media: Media) -> None:
    """A PNG has its last chunk, a JPEG a number of passes that somebody could have meant."""
    passes = 0 if media is Media.PNG else sum(1 for _ in SCAN.finditer(content))
    if passes > SCANS_MAX or (media is Media.PNG and content.rfind(PNG_END) < 0):
        raise BadInput("evidence_picture_broken")
