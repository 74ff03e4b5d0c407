"""What was backed up when, and what a look at a backup found, as it is written down in the database itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.store.rows import Row, insert_rows
from claims.store.tables import table
from workflows.heartbeat import this_process
from workflows.transaction import Desk, in_one_transaction

RUN = table("backup_run")
BACKUP, CHECK = "backup", "check"


@dataclass(frozen=True, slots=True)
class Run:
    """A backup or a look at one; `findings` are what was wrong, none for a good one."""

    kind: str
    at: str
    by_process: str
    manifest_sha256: str
    files: int
    size_bytes: int
    findings: tuple[str, ...]


def note_run(desk: Desk, kind: str, manifest: str, files: int, size_bytes: int, findings: Sequence[str]) -> None:
    """Write a run down."""
    row: Row = {
        "kind": kind,
        "at": instant_text(desk.instant()),
        "by_process": this_process(),
        "manifest_sha256": manifest,
        "files": files,
        "size_bytes": size_bytes,
        "findings": canonical_json(list(findings)),
    }
    in_one_transaction(desk, lambda connection: insert_rows(connection, "backup_run", [row]))


def runs(connection: Connection, most: int) -> list[Run]:
    """The latest runs, the last one first."""
    found = connection.execute(select(RUN).order_by(RUN.c.id.desc()).limit(most)).mappings()
    return [_run(dict(row)) for row in found]


def last_run(connection: Connection, kind: str) -> Run | None:
    """The last run of a kind."""
    found = select(RUN).where(RUN.c.kind == kind).order_by(RUN.c.id.desc()).limit(1)
    row = connection.execute(found).mappings().first()
    return _run(dict(row)) if row else None


def _run(row: Row) -> Run:
    own = {name: row[name] for name in ("kind", "at", "by_process", "manifest_sha256", "files", "size_bytes")}
    return Run(**own, findings=tuple(json.loads(row["findings"])))
