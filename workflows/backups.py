"""A backup: the database and then every file beside it, with a manifest of hashes, whole or not at all.

Files are written before the rows that name them, so a copy of the database taken first names no file that is not copied.
Keys are never part of it: whoever finds the folder reads no person's data. Nor are the heads of the sealed ledger.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import BadInput, ClaimsError
from claims.files import PRIVATE, make_private_folder, os_reason
from claims.store.migrations import HEAD
from claims.store.tables import METADATA
from claims.version import program_version
from workflows.backup_log import BACKUP, note_run
from workflows.database_copies import copy_database
from workflows.evidence_store import FOLDER as EVIDENCE
from workflows.evidence_store import INCOMING
from workflows.transaction import Desk

MANIFEST, FILES = "manifest.json", "files"
NEVER = ("keys", "cache", "heads")  # heads that came back with the database could not tell that it is an old one
DATABASE_FILES = (".sqlite", ".sqlite-wal", ".sqlite-shm")
FORM = 1


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: its folder, the hash of its manifest, how many files it has and how many bytes."""

    folder: Path
    manifest_sha256: str
    files: int
    size_bytes: int


def make_backup(desk: Desk, folder: Path) -> Backup:
    """Make a backup in `folder`, which must not be there yet; it is written down in the database.

    Raises BadInput backup_folder_there, backup_inside, ClaimsError backup_unwritable where the disk refuses, and as
    `copy_database`.
    """
    if folder.exists():
        raise BadInput("backup_folder_there", folder=folder.name)
    if folder.resolve().is_relative_to(desk.var_dir.resolve()):
        raise BadInput("backup_inside", folder=folder.name)
    partial = folder.with_name(f".{folder.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        make_private_folder(partial / FILES)
        made = _made(desk, partial)
        partial.rename(folder)
    except OSError as fault:
        raise ClaimsError("backup_unwritable", folder=folder.name, reason=os_reason(fault)) from fault
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    backup = Backup(folder, made.manifest_sha256, made.files, made.size_bytes)
    note_run(desk, BACKUP, backup.manifest_sha256, backup.files, backup.size_bytes, ())
    return backup


def _made(desk: Desk, folder: Path) -> Backup:
    database = copy_database(desk.engine, folder)
    entries = [_entry(folder, database), *(_copied(path, desk.var_dir, folder) for path in _to_copy(desk.var_dir))]
    manifest = {
        "form": FORM,
        "made_at": instant_text(desk.instant()),
        "program": program_version(),
        "schema": HEAD,
        "database": database.name,
        "rows": _rows(desk, database),
        "files": entries,
    }
    text = canonical_json(manifest)
    _write(folder / MANIFEST, text.encode())
    return Backup(folder, sha256(text.encode()).hexdigest(), len(entries), sum(one["size"] for one in entries))


def read_manifest(folder: Path) -> tuple[Mapping[str, Any], str]:
    """The manifest of a backup and its hash. Raises BadInput backup_no_manifest."""
    try:
        content = (folder / MANIFEST).read_bytes()
        manifest = json.loads(content)
        if manifest["form"] != FORM or not isinstance(manifest["files"], list):
            raise BadInput("backup_no_manifest", folder=folder.name)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BadInput("backup_no_manifest", folder=folder.name) from fault
    return manifest, sha256(content).hexdigest()


def backed_up(folder: Path) -> Iterator[Path]:
    """Every file of a backup but its manifest, in order."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)


def _to_copy(var_dir: Path) -> Iterator[Path]:
    """The files beside the database: no key, no copy that can be made anew, nothing that is still on its way in."""
    for path in sorted(var_dir.rglob("*")):
        parts = path.relative_to(var_dir).parts
        is_ours = path.is_file() and path.suffix not in DATABASE_FILES
        if is_ours and parts[0] not in NEVER and parts[:2] != (EVIDENCE, INCOMING) and not path.name.startswith("."):
            yield path


def _copied(path: Path, var_dir: Path, folder: Path) -> dict[str, Any]:
    target = folder / FILES / path.relative_to(var_dir)
    make_private_folder(target.parent)
    with (
        path.open("rb") as source,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as out,
    ):
        shutil.copyfileobj(source, out)
    return _entry(folder, target)


def _entry(folder: Path, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"path": path.relative_to(folder).as_posix(), "size": path.stat().st_size, "sha256": digest}


def _rows(desk: Desk, database: Path) -> dict[str, int]:
    """How many rows every table of the copy has; a dump of PostgreSQL cannot be asked, and holds the count itself."""
    if desk.engine.dialect.name == "sqlite":
        with sqlite3.connect(database) as copy:
            return {name: int(copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in METADATA.tables}
    return {}


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
