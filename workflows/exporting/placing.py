"""A file and the manifest beside it: both of one pull, or neither, however many write to one name at once."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def partial_file(output: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file of a name of its own in the folder of `output`, gone at the end where it has not been put in its place.

    Raises OSError: a folder that is not there is not made.
    """
    path = output.with_name(f".{output.name}.{secrets.token_hex(4)}")
    try:
        with path.open("xb") as file:
            yield file, path
    finally:
        path.unlink(missing_ok=True)


def put_in_place(partial: Path, output: Path, manifest: bytes, beside: Path) -> None:
    """Give the partial file its name and write the manifest beside it; who comes second waits, and wins whole.

    A file without a manifest is left where the power fails in between, never one with the manifest of another. Raises
    OSError.
    """
    written = beside.with_name(f".{beside.name}.{secrets.token_hex(4)}")
    folder = os.open(output.parent, os.O_RDONLY)
    try:
        with written.open("xb") as file:
            file.write(manifest)
            file.flush()
            os.fsync(file.fileno())
        fcntl.flock(folder, fcntl.LOCK_EX)
        beside.unlink(missing_ok=True)
        partial.replace(output)
        written.replace(beside)
        os.fsync(folder)
    finally:
        written.unlink(missing_ok=True)
        os.close(folder)
