"""Creating a database or bringing it up to date, and knowing what it was made for.

An installation is made once, for a demonstration or for production, and stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from claims.clock import instant_text
from claims.errors import BadInput, ClaimsError, Refused
from claims.files import os_reason
from claims.store.migrations import HEAD, REVISIONS, running
from claims.store.rows import Row, insert_rows, select_rows
from claims.store.tables import METADATA

MODES: dict[str, str] = {"demo": "演示库", "production": "正式库"}
PRIVATE_FILE = 0o600
BESIDE_THE_FILE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Installed:
    """What `install` did: the installation row, whether it was made now, and the schema before (None: empty) and now."""

    row: Row
    is_new: bool
    schema_before: str | None
    schema: str


def install(engine: Engine, mode: str, jurisdiction: str, instant: datetime) -> Installed:
    """Create the database of `engine` or bring it up to date; a second run changes nothing but an old schema.

    `mode` is "demo" or "production", `jurisdiction` a province. Raises Refused where the database was made as another
    mode or for another province, ClaimsError where it cannot be reached or holds tables that are not ours.
    """
    if mode not in MODES:
        raise BadInput("installation_mode_unknown", mode=mode, known="、".join(MODES))
    _keep_private(engine)
    with _reached(engine), running.schema_change(engine) as connection:
        before = running.present_revision(connection)
        _check_ours(connection, before)
        running.upgrade(connection)
        known = _row(connection)
        if known is None:
            fresh = {"mode": mode, "jurisdiction": jurisdiction, "created_at": instant_text(instant)}
            insert_rows(connection, "installation", [{**fresh, "replay_seed": None, "demo_day": None}])
        row = known or _row(connection) or {}
        _check_same(row, mode, jurisdiction)
    _keep_private(engine)
    return Installed(row, known is None, before, HEAD)


def installation(engine: Engine) -> Row | None:
    """The installation row; None where the tables are there but `install` never ran.

    Raises ClaimsError, which says what to do, where there is no database yet or its schema is not that of this program.
    """
    path = _file(engine)
    if path is not None and not path.exists():
        raise ClaimsError("not_installed", database=_shown(engine))
    with _reached(engine), engine.connect().execution_options(reading=True) as connection:
        revision = running.present_revision(connection)
        if revision is None and not inspect(connection).has_table("installation"):
            raise ClaimsError("not_installed", database=_shown(engine))
        _check_ours(connection, revision)
        if revision != HEAD:
            raise ClaimsError("schema_old", found=revision, wanted=HEAD)
        return _row(connection)


def is_installed(engine: Engine) -> bool:
    """Whether `install` has made this database, whatever the age of its schema."""
    path = _file(engine)
    if path is not None and not path.exists():
        return False
    with _reached(engine), engine.connect().execution_options(reading=True) as connection:
        return inspect(connection).has_table("installation") and _row(connection) is not None


def _row(connection: Connection) -> Row | None:
    found = select_rows(connection, "installation")
    return found[0] if found else None


def _check_same(row: Row, mode: str, jurisdiction: str) -> None:
    if row["mode"] != mode:
        raise Refused("installation_mode_fixed", installed=MODES[row["mode"]], wanted=MODES[mode])
    if row["jurisdiction"] != jurisdiction:
        raise Refused("installation_jurisdiction_fixed", installed=row["jurisdiction"], wanted=jurisdiction)


def _check_ours(connection: Connection, revision: str | None) -> None:
    """A newer program's database is left alone, and so is one whose tables came from elsewhere."""
    if revision is None:
        foreign = sorted(set(inspect(connection).get_table_names()) & set(METADATA.tables))
        if foreign:
            raise ClaimsError("tables_not_ours", database=_shown(connection.engine), table=foreign[0])
    elif revision not in REVISIONS:
        raise ClaimsError("schema_unknown", found=revision, wanted=HEAD)


@contextmanager
def _reached(engine: Engine) -> Iterator[None]:
    try:
        engine.connect().execution_options(reading=True).close()
    except DBAPIError as fault:
        raise ClaimsError("database_unreachable", database=_shown(engine), reason=_first_line(fault)) from fault
    yield


def _first_line(fault: DBAPIError) -> str:
    return (str(fault.orig).strip() or type(fault.orig).__name__).splitlines()[0]


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _file(engine: Engine) -> Path | None:
    """The file of a SQLite database; None for one in memory and for PostgreSQL."""
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        return None
    return Path(str(engine.url.database))


def _keep_private(engine: Engine) -> None:
    """Nobody but its owner reads a SQLite file; it is made so before a byte is in it."""
    path = _file(engine)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=PRIVATE_FILE)
        for ending in BESIDE_THE_FILE:
            part = path.with_name(path.name + ending)
            if part.exists():
                part.chmod(PRIVATE_FILE)
    except OSError as fault:
        raise ClaimsError("database_unreachable", database=_shown(engine), reason=os_reason(fault)) from fault
