"""What an officer has begun to write on a case 草稿: kept on the server, so that no crash and no closed window loses it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete

from claims.canonical import canonical_json, sha256_hex
from claims.clock import instant_text
from claims.store.rows import insert_rows, select_one, update_row
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

FORM, PRIVATE = table("draft_form"), table("draft_form_private")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class DraftForm:
    """The fields of a page as they were last saved, and when that was (UTC text)."""

    fields: Fields
    saved_at: str


def save_draft(desk: Desk, username: str, claim_no: str, page: str, fields: Fields) -> str:
    """Save what has been written so far on a page of a case, over what was saved before; returns when (UTC text)."""
    form_id = _id(username, claim_no, page)
    at, body = instant_text(desk.instant()), canonical_json({name: list(values) for name, values in fields.items()})

    def save(connection: Connection) -> None:
        if select_one(connection, "draft_form", id=form_id) is None:
            row = {"id": form_id, "username": username, "claim_no": claim_no, "page": page, "saved_at": at}
            insert_rows(connection, "draft_form", [row])
            insert_rows(connection, "draft_form_private", [{"form_id": form_id, "body": body}])
        else:
            update_row(connection, "draft_form", {"id": form_id}, {"saved_at": at})
            update_row(connection, "draft_form_private", {"form_id": form_id}, {"body": body})

    in_one_transaction(desk, save)
    return at


def draft_on(desk: Desk, username: str, claim_no: str, page: str) -> DraftForm | None:
    """What this account has saved on a page of a case; None where there is nothing."""
    form_id = _id(username, claim_no, page)
    with reading(desk) as connection:
        row = select_one(connection, "draft_form", id=form_id)
        private = select_one(connection, "draft_form_private", form_id=form_id)
    return None if row is None or private is None else DraftForm(json.loads(private["body"]), row["saved_at"])


def drop_draft(desk: Desk, username: str, claim_no: str, page: str) -> None:
    """Forget a draft that has been handed in or thrown away."""
    form_id = _id(username, claim_no, page)

    def drop(connection: Connection) -> None:
        connection.execute(delete(PRIVATE).where(PRIVATE.c.form_id == form_id))
        connection.execute(delete(FORM).where(FORM.c.id == form_id))

    in_one_transaction(desk, drop)


def _id(username: str, claim_no: str, page: str) -> str:
    """One draft an account, case and page; the id says nothing of the case."""
    return sha256_hex(canonical_json([username, claim_no, page]))
