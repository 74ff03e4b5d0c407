"""What an officer says of a file after looking at it: 已核对, 看不清, 与原件一致. A note for the work, and no act in law.

No period runs or stops by it and no party is told by it, so it is not a move of the case (docs/decisions/0030); it is
written once all the same, and the last mark of a file is how it stands.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection

from claims.clock import instant_text
from claims.errors import BadInput, Refused, known_code
from claims.store.rows import Row, insert_rows, select_rows
from workflows.evidence_sight import file_seen_in, may_mark
from workflows.transaction import Desk, in_one_transaction


class Mark(StrEnum):
    """What was found."""

    CHECKED = "checked"
    UNREADABLE = "unreadable"
    MATCHES = "matches"


MARK_NAMES = {Mark.CHECKED: "已核对", Mark.UNREADABLE: "看不清", Mark.MATCHES: "与原件一致"}
RECEIVED_NAME = "已收到"
NOTES = ("blurred", "cut_off", "pages_missing", "another_paper", "another_person", "no_seal", "original_seen")
NOTE_WORDS = "evidence_note_"


def mark_file(desk: Desk, username: str, file_id: str, mark: Mark, note: str | None = None) -> None:
    """Write down what `username` found on looking at a file; said twice it is written once.

    Raises Refused no_such_evidence, evidence_not_marked; BadInput evidence_note for a note that is not on the list.
    """
    if note is not None and (note not in NOTES or not known_code(NOTE_WORDS + note)):
        raise BadInput("evidence_note", notes="、".join(NOTES))
    in_one_transaction(desk, lambda connection: _write(desk, connection, username, file_id, (mark, note)))


def _write(desk: Desk, connection: Connection, username: str, file_id: str, found: tuple[Mark, str | None]) -> None:
    actor, file = file_seen_in(desk, connection, username, file_id)
    if not may_mark(actor):
        raise Refused("evidence_not_marked")
    last = last_marks(select_rows(connection, "evidence_mark", file_id=file_id)).get(file_id)
    if last is not None and (last["mark"], last["note"], last["username"]) == (*found, username):
        return
    row: Row = {
        "claim_no": file["claim_no"],
        "file_id": file_id,
        "mark": found[0].value,
        "note": found[1],
        "username": username,
        "recorded_at": instant_text(desk.instant()),
    }
    insert_rows(connection, "evidence_mark", [row])


def last_marks(rows: list[Row]) -> dict[str, Row]:
    """The last mark of each file."""
    return {row["file_id"]: row for row in sorted(rows, key=lambda row: int(row["id"]))}
