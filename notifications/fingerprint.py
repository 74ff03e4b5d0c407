"""What the bytes of an unsigned letter hang on beside its snapshot and its text: the page engine, its fonts and seals."""

from __future__ import annotations

import hashlib
import zlib
from functools import cache
from importlib.resources import files

import reportlab

from notifications.seals import seal_sha256
from notifications.typefaces import font_sha256


@cache
def engine_sha256() -> str:
    """SHA-256 over the source of this package, fonts, seals, ReportLab and zlib: with another one the bytes may differ."""
    digest = hashlib.sha256(f"reportlab {reportlab.Version} zlib {zlib.ZLIB_RUNTIME_VERSION}\n".encode())
    for path in sorted(files("notifications").iterdir(), key=lambda one: one.name):
        if path.name.endswith(".py"):
            digest.update(f"{path.name}\n".encode() + path.read_bytes())
    for name, sha256 in sorted({**font_sha256(), **seal_sha256()}.items()):
        digest.update(f"{name} {sha256}\n".encode())
    return digest.hexdigest()
