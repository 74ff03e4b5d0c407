"""A form that came after its session had run out: kept for its owner, and given back once when he has signed in again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.store.rows import insert_rows, select_one
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

KEPT_FOR = timedelta(hours=12)
KEPT_MAX = 10
FORM, PRIVATE = table("kept_form"), table("kept_form_private")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was posted to `path`."""

    path: str
    fields: Fields


def keep_form(desk: Desk, username: str, path: str, fields: Fields, instant: datetime) -> str | None:
    """Keep a form; returns its id, or None where the account has left as many as are kept."""
    form_id = desk.salt()

    def keep(connection: Connection) -> str | None:
        _forget(connection, FORM.c.kept_at < instant_text(instant - KEPT_FOR))
        if len(connection.execute(select(FORM.c.id).where(FORM.c.username == username)).all()) >= KEPT_MAX:
            return None
        row = {"id": form_id, "username": username, "path": path, "kept_at": instant_text(instant)}
        insert_rows(connection, "kept_form", [row])
        body = canonical_json({name: list(values) for name, values in fields.items()})
        insert_rows(connection, "kept_form_private", [{"form_id": form_id, "body": body}])
        return form_id

    return in_one_transaction(desk, keep)


def take_form(desk: Desk, username: str, form_id: str, instant: datetime) -> KeptForm | None:
    """Give a form back to whose it is, once; None for a strange, a taken or an old one."""

    def take(connection: Connection) -> KeptForm | None:
        connection.execute(select(FORM.c.id).where(FORM.c.id == form_id).with_for_update())
        form = _found(connection, username, form_id, instant)
        if form is not None:
            _forget(connection, FORM.c.id == form_id)
        return form

    return in_one_transaction(desk, take)


def see_form(desk: Desk, username: str, form_id: str, instant: datetime) -> KeptForm | None:
    """The same, and it stays where it is."""
    with reading(desk) as connection:
        return _found(connection, username, form_id, instant)


def forget_forms(desk: Desk, username: str, path: str) -> None:
    """Throw away what waits for this account under `path`."""
    mine = (FORM.c.username == username) & (FORM.c.path == path)
    in_one_transaction(desk, lambda connection: _forget(connection, mine))


def _found(connection: Connection, username: str, form_id: str, instant: datetime) -> KeptForm | None:
    row = select_one(connection, "kept_form", id=form_id, username=username)
    private = select_one(connection, "kept_form_private", form_id=form_id)
    if row is None or private is None or row["kept_at"] < instant_text(instant - KEPT_FOR):
        return None
    return KeptForm(row["path"], json.loads(private["body"]))


def _forget(connection: Connection, which: ColumnElement[bool]) -> None:
    ids = select(FORM.c.id).where(which)
    connection.execute(delete(PRIVATE).where(PRIVATE.c.form_id.in_(ids)))
    connection.execute(delete(FORM).where(which))
