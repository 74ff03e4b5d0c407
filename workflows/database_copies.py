"""A whole copy of the database while others work: SQLite by its own backup, PostgreSQL by pg_dump; and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, make_url

from claims.errors import BadInput, ClaimsError
from claims.files import PRIVATE

SQLITE_FILE, POSTGRES_FILE = "database.sqlite", "database.dump"


def copy_database(engine: Engine, folder: Path) -> Path:
    """Write one consistent state of the database into `folder`; returns the file.

    Raises ClaimsError backup_no_program where PostgreSQL's own programs are not at hand, backup_database where they fail.
    """
    if engine.dialect.name == "sqlite":
        return _copy_sqlite(engine, folder / SQLITE_FILE)
    path = folder / POSTGRES_FILE
    _run(engine.url, ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(path)])
    path.chmod(PRIVATE)
    return path


def put_back(copy: Path, scratch: Path, into: str | None) -> str:
    """The address of a database that holds the copy: a SQLite file beside, in `scratch`, or `into`, an empty PostgreSQL one.

    Raises BadInput backup_needs_scratch where a PostgreSQL copy is to go nowhere, and as `copy_database`.
    """
    if copy.name == SQLITE_FILE:
        restored = scratch / SQLITE_FILE
        shutil.copyfile(copy, restored)
        return f"sqlite:///{restored}"
    if into is None:
        raise BadInput("backup_needs_scratch")
    url = make_url(into)
    _run(url, ["pg_restore", "--exit-on-error", "--no-owner", "--dbname", str(url.database), str(copy)])
    return into


def _copy_sqlite(engine: Engine, path: Path) -> Path:
    path.touch(PRIVATE)
    target = sqlite3.connect(path)
    try:
        with engine.connect().execution_options(reading=True) as connection:
            source: Any = connection.connection.driver_connection
            source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE").close()
    finally:
        target.close()
    return path


def _run(url: URL, command: Sequence[str]) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise ClaimsError("backup_no_program", program=command[0])
    done = subprocess.run(
        [program, *command[1:]], env={**os.environ, **_whence(url)}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ClaimsError("backup_database", program=command[0], code=done.returncode)


def _whence(url: URL) -> Mapping[str, str]:
    """Where the database is, as PostgreSQL's programs read it: a password is in no list of processes."""
    host = url.host or str(url.query.get("host", ""))
    told = {
        "PGHOST": host,
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
    }
    return {name: value for name, value in told.items() if value}
