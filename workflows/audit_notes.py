"""Notes 疑点 that auditors take: what they say and on which page; each auditor reads the own ones, and a note stays."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from claims.clock import instant_text
from claims.errors import BadInput
from claims.store.rows import insert_rows, select_among
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

NOTE = table("audit_note")
NOTE_MAX = 2_000
PAGE_MAX = 1_500
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Note:
    """A note: when it was taken, the address of the page that shows the finding again (empty: none), and its words."""

    id: str
    noted_at: str
    page: str
    body: str


def take_note(desk: Desk, username: str, page: str, body: str, key: str) -> None:
    """Keep a note, once for a `key`. Raises BadInput note_empty, note_long."""
    said = body.strip()
    if not said:
        raise BadInput("note_empty")
    if len(said) > NOTE_MAX:
        raise BadInput("note_long", most=NOTE_MAX)

    def keep(connection: Connection) -> None:
        if connection.execute(select(NOTE.c.id).where(NOTE.c.id == key)).first() is not None:
            return
        row = {"id": key, "username": username, "noted_at": instant_text(desk.instant())}
        insert_rows(connection, "audit_note", [row])
        insert_rows(connection, "audit_note_private", [{"note_id": key, "page": page[:PAGE_MAX], "body": said}])

    in_one_transaction(desk, keep)


def notes(desk: Desk, username: str, offset: int = 0, limit: int = PAGE_ROWS) -> tuple[int, tuple[Note, ...]]:
    """How many notes an auditor has, and some of them, the newest first."""
    own = NOTE.c.username == username
    with reading(desk) as connection:
        total = int(connection.execute(select(func.count()).select_from(NOTE).where(own)).scalar_one())
        chosen = select(NOTE.c.id, NOTE.c.noted_at).where(own).order_by(NOTE.c.noted_at.desc(), NOTE.c.id)
        rows = connection.execute(chosen.offset(offset).limit(limit)).all()
        private = select_among(connection, "audit_note_private", "note_id", [row.id for row in rows])
    said = {row["note_id"]: row for row in private}
    return total, tuple(
        Note(row.id, row.noted_at, said[row.id]["page"], said[row.id]["body"]) for row in rows if row.id in said
    )
