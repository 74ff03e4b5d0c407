"""Looking at a backup as if it were restored: every byte against the manifest, then the database itself, in a place of its own.

Nothing of the installation is touched; what was found is written down in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from claims.errors import ClaimsError
from claims.store.engine import open_engine
from claims.store.migrations import HEAD, running
from claims.store.private import attach, cipher_of
from workflows.backup_log import CHECK, note_run
from workflows.backups import FILES, backed_up, read_manifest
from workflows.checks.evidence import EVIDENCE
from workflows.checks.sealed import SEALED
from workflows.checks.stored import Stored
from workflows.database_copies import put_back
from workflows.transaction import Desk
from workflows.verifying import verify

FINDINGS_MAX = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a backup found: when it was made, its cases and events, and everything that is wrong."""

    manifest_sha256: str
    made_at: str
    files: int
    cases: int
    events: int
    findings: tuple[str, ...]


def check_backup(desk: Desk, folder: Path, into: str | None = None) -> Looked:
    """Look at the backup in `folder`; a copy of PostgreSQL is put into the empty database `into`.

    Raises BadInput backup_no_manifest, and as `put_back`.
    """
    manifest, digest = read_manifest(folder)
    findings = list(_files_that_differ(folder, manifest))
    cases = events = 0
    if not findings:
        with tempfile.TemporaryDirectory(prefix="claims-restore-") as scratch:
            url = put_back(folder / manifest["database"], Path(scratch), into)
            cases, events, found = _database(desk, url, folder, manifest)
            findings += found
    kept = tuple(findings[:FINDINGS_MAX])
    entries: Sequence[Mapping[str, Any]] = manifest["files"]
    note_run(desk, CHECK, digest, len(entries), sum(int(one["size"]) for one in entries), kept)
    return Looked(digest, manifest["made_at"], len(entries), cases, events, kept)


def _files_that_differ(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    told = {str(one["path"]): one for one in manifest["files"]}
    there = {path.relative_to(folder).as_posix(): path for path in backed_up(folder)}
    for name in sorted(told.keys() | there.keys()):
        if name not in there:
            yield f"gone: {name}"
        elif name not in told:
            yield f"not in the manifest: {name}"
        elif not _is_same(there[name], told[name]):
            yield f"other bytes: {name}"


def _is_same(path: Path, entry: Mapping[str, Any]) -> bool:
    with path.open("rb") as file:
        return bool(path.stat().st_size == entry["size"] and file_digest(file, "sha256").hexdigest() == entry["sha256"])


def _database(desk: Desk, url: str, folder: Path, manifest: Mapping[str, Any]) -> tuple[int, int, list[str]]:
    """The database of the backup, with the keys of the installation and the files of the backup."""
    engine = attach(open_engine(url), cipher_of(desk.engine))
    try:
        with engine.connect() as connection:
            present = running.present_revision(connection)
        if present != HEAD:
            return 0, 0, [f"schema {present}, the program has {HEAD}"]
        findings = list(_rows_that_differ(engine, manifest["rows"]))
        restored = replace(desk, engine=engine, var_dir=folder / FILES)
        verified = verify(restored, letters=True)
        findings += [f"{one.claim_no} {one.where}: {one.code}" for one in verified.flaws]
        stored = Stored(restored)
        for name, check in {**EVIDENCE, **SEALED}.items():
            findings += [f"{name}: {told}" for told in check(stored)]
        return verified.cases, verified.events, findings
    except ClaimsError as fault:
        return 0, 0, [fault.code]
    finally:
        engine.dispose()


def _rows_that_differ(engine: Engine, told: Mapping[str, int]) -> Iterator[str]:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            answers = connection.execute(text("PRAGMA integrity_check")).scalars()
            yield from (f"integrity_check: {answer}" for answer in answers if answer != "ok")
        for name, count in told.items():
            found = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            if found != count:
                yield f"{name}: {found} rows, {count} were copied"
