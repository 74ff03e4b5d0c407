"""Where an export goes: bytes are written, counted and hashed in one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

PIECE_BYTES = 1 << 20


class Sink:
    """A stream of bytes with the size and the SHA-256 of what went into it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    def write(self, content: bytes | bytearray) -> None:
        """Write on. Raises OSError."""
        self._out.write(content)
        self._hash.update(content)
        self.size_bytes += len(content)

    def write_file(self, path: Path) -> None:
        """Write all that is in a file."""
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                self.write(piece)

    @property
    def sha256(self) -> str:
        """The SHA-256 of everything written so far, 64 hex digits."""
        return self._hash.hexdigest()
