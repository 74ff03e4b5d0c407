"""The password of a demonstration's people: one, made by chance when the database is, in a file that only its owner reads.

Production has none: there every account gets its own by a named administrator.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from claims.errors import ClaimsError
from claims.files import PRIVATE, os_reason, write_once
from claims.store.rows import select_one
from workflows.credentials import write_password
from workflows.demo_people import DemoPerson
from workflows.passwords import hashed, made_password


def password_file(var_dir: Path) -> Path:
    """Where the password lies."""
    return var_dir / "keys" / "demo_password"


def demo_password(var_dir: Path) -> str | None:
    """The password; None where this is no demonstration, or its file is gone."""
    try:
        return password_file(var_dir).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise ClaimsError("key_file_unreadable", file=password_file(var_dir), reason=os_reason(fault)) from fault


def make_demo_password(var_dir: Path) -> str:
    """The password, made where there is none yet. Raises ClaimsError where the file cannot be written."""
    try:
        write_once(password_file(var_dir), f"{made_password()}\n".encode("ascii"), PRIVATE)
    except OSError as fault:
        raise ClaimsError("key_file_unwritable", file=password_file(var_dir), reason=os_reason(fault)) from fault
    return demo_password(var_dir) or ""


def give_demo_password(
    connection: Connection, password: str, people: Iterable[DemoPerson], instant: datetime, *, cheap: bool
) -> int:
    """Give it to those who have none; returns how many they were. All have one hash: it is one password."""
    without = [one for one in people if select_one(connection, "credential", username=one.username) is None]
    kept = hashed(password, cheap=cheap) if without else ""
    for person in without:
        write_password(connection, person.username, kept, instant, must_change=False)
    return len(without)
