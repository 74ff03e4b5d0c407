"""What is to be done about a line of the bank that waits, and which acts on lines wait for their second person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select

from claims.bank.lines import Result
from claims.errors import words
from claims.store.tables import table
from workflows.bank_buckets import Bucket
from workflows.bank_decisions import Waits
from workflows.fund_acts import ACTS, SET_DOWN, waiting_in
from workflows.guards.approval import UNDECIDED
from workflows.machines import MACHINES
from workflows.proposals import stored_targets
from workflows.signable import OPEN

APPROVAL, SIGNATURE = table("approval"), table("signature")
FINDING = "bank_finding"
OWED_BACK = "bank_line_owed_back"
# The moves by which people carry a line on, the likeliest first, and the code of the words that say how.
TO_DO: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {
    (Bucket.PARTIAL, Result.PAID): (("resolve",), "bank_do_resolve"),
    (Bucket.PARTIAL, Result.REJECTED): (("match_line",), "bank_do_match"),
    (Bucket.PARTIAL, Result.REFUNDED): (("refund_in_part", "refund_with_overpaid"), "bank_do_part"),
    (Bucket.LATE, Result.PAID): (("confirm_late", "note_overpaid"), "bank_do_late"),
    (Bucket.DOUBLED, Result.PAID): (("note_overpaid", "confirm_late"), "bank_do_doubled"),
}
BY_BUCKET: dict[str, tuple[tuple[str, ...], str]] = {
    Bucket.UNKNOWN: ((), "bank_do_wait"),
    Bucket.LATE: (("match_line", "set-down"), "bank_do_contradicts"),
    Bucket.UNMATCHED: (("match_line", "set-down"), "bank_do_match"),
    "": (("resume",), "bank_do_resume"),
}


@dataclass(frozen=True, slots=True)
class Pending:
    """An act on lines of the bank that waits: its number, what it is, on what, by whom and when it was drafted, its state."""

    number: str
    label: str
    about: str
    drafted_by: str
    on: date
    state: str

    def as_json(self) -> dict[str, object]:
        """The act as plain data."""
        return {
            "number": self.number,
            "act": self.label,
            "about": self.about,
            "drafted_by": self.drafted_by,
            "on": self.on.isoformat(),
            "state": self.state,
        }


def to_do(one: Waits) -> tuple[tuple[str, ...], str]:
    """The moves that carry a line on, and in Chinese what to do."""
    if one.reason == OWED_BACK:
        return ("receive",), words(one.reason)
    moves, code = TO_DO.get((one.bucket, one.line["result"])) or BY_BUCKET[one.bucket]
    return moves, words(code)


def pending_acts(connection: Connection) -> tuple[Pending, ...]:
    """What was drafted about lines and is neither approved nor taken back: findings, then what is to be set down."""
    return (*pending_findings(connection), *_set_downs(connection))


def pending_findings(connection: Connection) -> Iterator[Pending]:
    """What was found about payments and is neither approved nor taken back, by state."""
    payments, states = MACHINES["payment"], MACHINES["approval"].states
    drafted = and_(
        SIGNATURE.c.approval_id == APPROVAL.c.id, SIGNATURE.c.step == "draft", SIGNATURE.c.round == APPROVAL.c.round
    )
    found = select(APPROVAL, SIGNATURE.c.username).outerjoin(SIGNATURE, drafted)
    found = found.where(OPEN, APPROVAL.c.kind == FINDING).order_by(APPROVAL.c.id)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    for row in sorted(rows, key=lambda row: UNDECIDED.index(row["state"])):
        told, target = json.loads(row["proposal"]), stored_targets(row)[0]
        about = f"{target} {told['line']}" if "line" in told else target
        label = payments.rows_of(row["act"])[0].label
        yield Pending(row["id"], label, about, row["username"] or "", row["drafted_on"], states[row["state"]])


def _set_downs(connection: Connection) -> Iterator[Pending]:
    for one in waiting_in(connection):
        if one.act == SET_DOWN:
            yield Pending(one.number, ACTS[SET_DOWN].label, one.data["line"], one.prepared_by, one.on, "待确认")
