"""Pulling the ledger: who may, the file with its manifest, and a record of every pull, also of those that fail.

That a pull has begun is on record before its first byte leaves; how it ended is recorded after the last. What has a
beginning and no end was cut off, and may have left bytes on somebody's screen.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import BadInput, ClaimsError, Refused
from claims.store.tables import table
from workflows.exporting.changes import Changes, changes_of, listed_changes
from workflows.exporting.cut import Cut, checked
from workflows.exporting.extract import Progress, Totals, extract
from workflows.exporting.formats import Format, can_hold_names, write
from workflows.exporting.heading import heading_of
from workflows.exporting.manifest import BESIDE, content_facts
from workflows.exporting.names import Names
from workflows.exporting.placing import partial_file, put_in_place
from workflows.exporting.sink import Sink
from workflows.locking import open_actor
from workflows.roles import OFFICERS, ROLE_NAMES, Actor, Role
from workflows.transaction import Desk, in_one_transaction, reading, snapshot

BUREAU = "bureau"
PULLERS = (OFFICERS - {Role.ARBITRATOR}) | {Role.AUDITOR}
SEES_NAMES = frozenset({Role.AUDITOR, Role.APPROVER})


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks to pull. `changes` lists what was recorded since; `marked` writes the mark of spreadsheets."""

    username: str
    cut: Cut
    format: Format
    with_names: bool = False
    changes: bool = False
    marked: bool = True


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was pulled: the number of the pull, its totals, the hash of its bytes, and what was recorded since if asked."""

    no: int
    totals: Totals
    sha256: str
    changes: Changes | None
    manifest: Mapping[str, Any]


def pull(desk: Desk, request: Request, output: Path | BinaryIO, progress: Progress | None = None) -> Pulled:
    """Write the ledger to a file, with a manifest beside it, or to a stream. Raises Refused, BadInput, OSError.

    A file is there whole or as it was before; what went to a stream cannot be taken back.
    """
    no = _begin(desk, request)
    try:
        if isinstance(output, Path):
            return _pull_file(desk, request, output, no, progress)
        pulled = _write(desk, request, Sink(output), None, no, progress)
        output.flush()
        _end(desk, request, pulled)
        return pulled
    except BaseException as fault:
        with suppress(DBAPIError, ClaimsError):
            _record(desk, request, {"begun_by": no, "step": "failed", "fault": _fault_code(fault)})
        raise


def _pull_file(desk: Desk, request: Request, output: Path, no: int, progress: Progress | None) -> Pulled:
    with partial_file(output) as (file, path):
        pulled = _write(desk, request, Sink(file), output, no, progress)
        file.flush()
        manifest = {"file": output.name, **pulled.manifest}
        document = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        _end(desk, request, pulled)
        put_in_place(path, output, document.encode(), output.with_name(output.name + BESIDE))
    return pulled


def _write(desk: Desk, request: Request, sink: Sink, output: Path | None, no: int, progress: Progress | None) -> Pulled:
    pulled_at = instant_text(desk.instant())
    with snapshot(desk) as connection:
        _check_right(open_actor(connection, request.username, desk.today())[0], request)
        source = extract(connection, checked(connection, request.cut), progress)
        since = changes_of(connection, source.cut) if request.changes else None
        changes = listed_changes(since) if since else None
        facts = content_facts(source, request.format, with_names=request.with_names, changes=changes)
        heading = heading_of(desk.rules, source, facts, since, desk.today())
        names = Names(connection) if request.with_names else None
        write(heading, request.format, sink, names, output and output.parent, marked=request.marked)
    manifest = {
        "sha256": sink.sha256,
        "size_bytes": sink.size_bytes,
        **facts,
        "pull_no": no,
        "pulled_by": request.username,
        "pulled_at": pulled_at,
    }
    return Pulled(no, source.totals, sink.sha256, changes, manifest)


def _check_right(actor: Actor | None, request: Request) -> None:
    if actor is None or actor.org != BUREAU or not actor.roles & PULLERS:
        raise Refused("pull_not_allowed", actor=request.username, roles=_role_names(PULLERS))
    if request.with_names and not actor.roles & SEES_NAMES:
        raise Refused("names_not_allowed", actor=request.username, roles=_role_names(SEES_NAMES))
    if request.with_names and not can_hold_names(request.format):
        raise BadInput("names_not_in_format", format=request.format)


def _role_names(roles: frozenset[Role]) -> str:
    return "、".join(name for role, name in ROLE_NAMES.items() if role in roles)


def _begin(desk: Desk, request: Request) -> int:
    """Put the pull on record; nobody without an account pulls, and what cannot be recorded is not pulled."""
    with reading(desk) as connection:
        actor, _ = open_actor(connection, request.username, desk.today())
    if actor is None or Role.SYSTEM in actor.roles:
        raise Refused("pull_by_nobody", username=request.username)
    return _record(desk, request, {"step": "begun"})


def _end(desk: Desk, request: Request, pulled: Pulled) -> None:
    counted = {"rows": pulled.totals.rows, "sum_fen": pulled.totals.sum_fen, "sha256": pulled.sha256}
    _record(desk, request, {"begun_by": pulled.no, "step": "done", **counted})


def _record(desk: Desk, request: Request, step: Mapping[str, Any]) -> int:
    asked = {**request.cut.as_json(), **({"changes": "yes"} if request.changes else {})}
    row = {
        "username": request.username,
        "format": str(request.format),
        "filters": canonical_json(asked),
        "with_names": request.with_names,
        "recorded_at": instant_text(desk.instant()),
        **step,
    }

    def keep(connection: Connection) -> int:
        pulls = table("ledger_pull")
        return int(connection.execute(insert(pulls).values(row).returning(pulls.c.id)).scalar_one())

    return in_one_transaction(desk, keep)


def _fault_code(fault: BaseException) -> str:
    """What went wrong, in a word that holds nothing of what was pulled."""
    if isinstance(fault, ClaimsError):
        return fault.code
    if isinstance(fault, OSError):
        return errno.errorcode.get(fault.errno or 0, type(fault).__name__)
    return type(fault).__name__
