"""Where the bytes of evidence lie: each original once, under its hash, written once and never touched again.

What is on its way lies in a folder beside them, on the same disk, so that an original is there whole or not at all. A file
without a row is what a process left that was killed between the two; the same file sent again finds it and uses it.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path

from claims.errors import BadInput, ClaimsError
from claims.files import PRIVATE, make_private_folder, os_reason, place_once

FOLDER, INCOMING = "evidence", "incoming"
CHUNK_BYTES = 256 * 1024
ABANDONED_SECONDS = 3600  # nobody needs an hour to send one file; what is older was left by a process that is gone
MEGABYTE = 1024 * 1024
ID_DIGITS = 24
FILE_ID = re.compile(r"F[0-9a-f]{24}")


def file_id_of(claim_no: str, digest: str, of_kin: str = "", kind: str = "") -> str:
    """The id of a file on a case, or on a survivor's part of it: the same for the same bytes, useless without them.

    `kind` is named where the same bytes are there as another kind of paper already.
    """
    place = "\n".join(one for one in (claim_no, of_kin, kind) if one)
    return "F" + sha256(f"{place}\n{digest}".encode()).hexdigest()[:ID_DIGITS]


def is_file_id(text: str) -> bool:
    """Whether a paper's document is a file of evidence."""
    return FILE_ID.fullmatch(text) is not None


def evidence_path(var_dir: Path, digest: str) -> Path:
    """Where the original with this SHA-256 lies."""
    return var_dir / FOLDER / digest[:2] / digest[2:4] / digest


class Incoming:
    """A file on its way in: written piece by piece, hashed and counted as it comes, never longer than `most_bytes`."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.path = path
        self.size_bytes = 0
        self._most_bytes = most_bytes
        self._hash = sha256()
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb")

    @property
    def sha256(self) -> str:
        """SHA-256 of what has come so far."""
        return self._hash.hexdigest()

    @property
    def is_too_large(self) -> bool:
        """Whether more came than a file may have; what came beyond was counted and not kept."""
        return self.size_bytes > self._most_bytes

    def write(self, piece: bytes) -> None:
        """Take the next piece. Raises ClaimsError evidence_not_kept where the disk does not."""
        self.size_bytes += len(piece)
        if not self.is_too_large:
            self._hash.update(piece)
            with on_disk():
                self._file.write(piece)

    def finish(self) -> None:
        """All has come: it is on the disk now. Raises BadInput evidence_too_large, ClaimsError evidence_not_kept."""
        if self.is_too_large:
            size = -(-self.size_bytes // MEGABYTE)  # rounded up: nothing that is too large reads like the limit
            raise BadInput("evidence_too_large", size=size, limit=self._most_bytes // MEGABYTE)
        with on_disk():
            self._file.flush()
            os.fsync(self._file.fileno())

    def discard(self) -> None:
        """Remove it from the folder of what is on its way; the original, if it became one, stays."""
        with suppress(OSError):  # what a full disk did not take is thrown away here
            self._file.close()
        self.path.unlink(missing_ok=True)


@contextmanager
def incoming(var_dir: Path, most_bytes: int) -> Iterator[Incoming]:
    """A place for a file on its way, which is empty again at the end. Raises ClaimsError evidence_not_kept."""
    folder = var_dir / FOLDER / INCOMING
    with on_disk():
        make_private_folder(folder)
        arriving = Incoming(folder / secrets.token_hex(16), most_bytes)
    try:
        _clear_up(folder, arriving.path)
        yield arriving
    finally:
        arriving.discard()


def keep_original(var_dir: Path, arriving: Incoming) -> Path:
    """Make a finished file an original. One that is there already is kept, after a look at its bytes.

    Raises ClaimsError evidence_damaged where other bytes lie under this hash, evidence_not_kept.
    """
    path = evidence_path(var_dir, arriving.sha256)
    with on_disk():
        is_new = place_once(arriving.path, path)
    if not is_new and not is_sound(path, arriving.sha256):
        raise ClaimsError("evidence_damaged", sha=arriving.sha256[:8])
    return path


def is_sound(path: Path, digest: str) -> bool:
    """Whether a file is there and has the bytes that its hash says."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False


def kept_files(var_dir: Path) -> Iterator[Path]:
    """Every file under the folder of originals, in order; what is on its way is none of them."""
    folder = var_dir / FOLDER
    for path in sorted(folder.glob("*/**/*")):
        if path.is_file() and path.relative_to(folder).parts[0] != INCOMING:
            yield path


def _clear_up(folder: Path, own: Path) -> None:
    before = own.stat().st_mtime - ABANDONED_SECONDS
    for left in folder.iterdir():
        try:
            if left.stat().st_mtime < before:
                left.unlink()
        except FileNotFoundError:
            continue


@contextmanager
def on_disk() -> Iterator[None]:
    """Around what writes. Raises ClaimsError evidence_not_kept where the disk does not take it."""
    try:
        yield
    except OSError as fault:
        raise ClaimsError("evidence_not_kept", reason=os_reason(fault)) from fault
