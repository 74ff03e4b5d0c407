"""What the bytes of an unsigned letter hang on beside its snapshot and its text: the page engine, its fonts and seals."""

from __future__ import annotations

import hashlib
import zlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from notifications.seals import seal_sha256
from notifications.typefaces import font_sha256

LIBRARIES = ("reportlab", "segno", "pillow")  # the page, the QR code, the picture of a seal


@cache
def engine_sha256() -> str:
    """SHA-256 over the source of this package, fonts, seals and the libraries: with another one the bytes may differ."""
    digest = hashlib.sha256(f"zlib {zlib.ZLIB_RUNTIME_VERSION}\n".encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for path in sorted(files("notifications").iterdir(), key=lambda one: one.name):
        if path.name.endswith(".py"):
            digest.update(f"{path.name}\n".encode() + path.read_bytes())
    for name, sha256 in sorted({**font_sha256(), **seal_sha256()}.items()):
        digest.update(f"{name} {sha256}\n".encode())
    return digest.hexdigest()
