"""Reports that are being filled in by somebody without a sign-in: kept under what his browser shows, until they are sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from claims.canonical import canonical_json, sha256_hex
from claims.clock import instant_text
from claims.store.rows import Row, insert_rows, select_one, update_row
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

KEPT_FOR = timedelta(days=2)
GOING_MAX = 50
DRAFT, PRIVATE = table("report_draft"), table("report_draft_private")


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report as far as it has come; `claim_no` is its case once it was sent, `joined_event` the act by which it was laid with
    the case of an earlier one.
    """

    id: str
    answers: Mapping[str, Any]
    claim_no: str | None
    sent_at: str | None
    joined_event: str | None = None


BLANK = ReportDraft("", {}, None, None)


def receipt_token(token: str) -> str:
    """What stands in the address of the receipt; whoever has it can read the receipt, but not go on with the report."""
    return sha256_hex(f"receipt:{token}")[:43]


def draft_of(desk: Desk, token: str) -> ReportDraft:
    """The report that this browser is filling in; a blank one where it is at none."""
    with reading(desk) as connection:
        row = select_one(connection, "report_draft", token_sha256=sha256_hex(token)) if token else None
        return BLANK if row is None else _read(connection, row)


def receipt_of(desk: Desk, token: str) -> ReportDraft | None:
    """The report that was sent under this receipt."""
    if not token.isascii():
        return None
    with reading(desk) as connection:
        row = select_one(connection, "report_draft", receipt_sha256=sha256_hex(token))
        return None if row is None or row["claim_no"] is None else _read(connection, row)


def save_answers(desk: Desk, token: str, answers: Mapping[str, Any], instant: datetime) -> None:
    """Keep what was answered on a screen beside what was before; a report that was sent is left as it is."""

    def save(connection: Connection) -> None:
        _forget_old(connection, instant)
        row = _locked(desk, connection, token, instant)
        if row["claim_no"] is not None:
            return
        private = select_one(connection, "report_draft_private", draft_id=row["id"])
        body = canonical_json({**(json.loads(private["body"]) if private else {}), **answers})
        if private is None:
            insert_rows(connection, "report_draft_private", [{"draft_id": row["id"], "body": body}])
        else:
            update_row(connection, "report_draft_private", {"draft_id": row["id"]}, {"body": body})
        update_row(connection, "report_draft", {"id": row["id"]}, {"saved_at": instant_text(instant)})

    in_one_transaction(desk, save)


def note_sent(
    connection: Connection, draft_id: str, claim_no: str, instant: datetime, joined_event: str | None = None
) -> None:
    """The case holds the report now: what was answered is kept nowhere else."""
    sent = {"claim_no": claim_no, "sent_at": instant_text(instant), "joined_event": joined_event}
    connection.execute(update(DRAFT).where(DRAFT.c.id == draft_id, DRAFT.c.claim_no.is_(None)).values(sent))
    connection.execute(delete(PRIVATE).where(PRIVATE.c.draft_id == draft_id))


def note_own_case(connection: Connection, draft_id: str, claim_no: str) -> None:
    """A report that was laid with another's case has got its own."""
    update_row(connection, "report_draft", {"id": draft_id}, {"claim_no": claim_no})


def _locked(desk: Desk, connection: Connection, token: str, instant: datetime) -> Row:
    """The row of this browser's report, made where there is none, and locked."""
    mine = select(DRAFT).where(DRAFT.c.token_sha256 == sha256_hex(token)).with_for_update()
    found = connection.execute(mine).mappings().first()
    if found is None:
        row: Row = {
            "id": desk.salt(),
            "token_sha256": sha256_hex(token),
            "receipt_sha256": sha256_hex(receipt_token(token)),
            "saved_at": instant_text(instant),
            "sent_at": None,
            "claim_no": None,
        }
        insert_rows(connection, "report_draft", [row])
        return row
    return dict(found)


def _read(connection: Connection, row: Row) -> ReportDraft:
    private = select_one(connection, "report_draft_private", draft_id=row["id"])
    answers = json.loads(private["body"]) if private else {}
    return ReportDraft(row["id"], answers, row["claim_no"], row["sent_at"], row["joined_event"])


def _forget_old(connection: Connection, instant: datetime) -> None:
    """What was begun and never sent goes after two days; what somebody holds just now is left to him."""
    old = select(DRAFT.c.id).where(DRAFT.c.claim_no.is_(None), DRAFT.c.saved_at < instant_text(instant - KEPT_FOR))
    going = list(connection.execute(old.limit(GOING_MAX).with_for_update(skip_locked=True)).scalars())
    connection.execute(delete(PRIVATE).where(PRIVATE.c.draft_id.in_(going)))
    connection.execute(delete(DRAFT).where(DRAFT.c.id.in_(going)))
