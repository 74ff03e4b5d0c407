"""Files as people hand them in: photographs with what a telephone writes into them, scans, PDFs, and what is made to do harm."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

PLACE = "合成地点29.8453"
GPS, ORIENTATION, MAKE, MAKER_NOTE = 0x8825, 0x0112, 0x010F, 0x927C
TURNED_RIGHT = 6


def picture(form: str = "JPEG", size: tuple[int, int] = (320, 240), mode: str = "RGB", **saved: Any) -> bytes:
    """A picture with a line across it."""
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).line((0, 0, *size), fill="black", width=4)
    out = BytesIO()
    image.save(out, form, **saved)
    return out.getvalue()


def photograph(size: tuple[int, int] = (320, 240)) -> bytes:
    """A JPEG of a telephone: where, by which telephone, and held upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif[MAKE] = "Synthetic Telephone 7"
    exif[GPS] = {1: "N", 2: (29.0, 50.0, 43.0), 3: "E", 4: (106.0, 3.0, 14.0), 29: PLACE}
    return picture(size=size, exif=exif, comment=PLACE.encode())


def pdf(*objects: bytes, pages: int = 1) -> bytes:
    """A small PDF with `pages` empty pages and the objects given."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + pages))
    every = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>" for _ in range(pages)],
        *objects,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(every, start=1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def packed(objects: bytes, extra: bytes = b"") -> bytes:
    """An object stream that holds `objects`."""
    content = zlib.compress(b"7 0 " + objects)
    return (
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode %s/Length %d >>\nstream\n" % (extra, len(content))
        + content
        + b"\nendstream"
    )


def empty_png(width: int, height: int) -> bytes:
    """A PNG that says it is so large and holds one packed row of nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress(bytes(1 + 3 * min(width, 1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40)
GIF = b"GIF89a" + bytes(40)
DOCX = b"PK\x03\x04" + bytes(60) + b"PK\x05\x06" + bytes(18)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"\x7fELF" + bytes(60)
