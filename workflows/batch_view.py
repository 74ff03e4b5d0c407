"""Payment batches as a person sees them: the list, and one with its payments and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.errors import Refused
from claims.store.rows import Row, select_one, select_rows
from workflows.machines import MACHINES
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class Line:
    """One payment of a batch: its id, sum in fen, state, when it was sent, and the bank's reference."""

    payment_id: str
    amount_fen: int
    state: str
    sent_on: date | None
    bank_ref: str

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return MACHINES["payment"].states[self.state]

    def as_json(self) -> dict[str, object]:
        """The line as plain data."""
        sent_on = self.sent_on.isoformat() if self.sent_on else None
        return {
            "payment": self.payment_id,
            "amount_fen": self.amount_fen,
            "state": self.state,
            "sent_on": sent_on,
            "bank_ref": self.bank_ref,
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with its payments; `count` and `sum_fen` are those of the seal, or what is in it now where it has none."""

    no: str
    made_by: str
    made_on: date
    sealed: bool
    released_by: str
    released_on: date | None
    sha256: str
    format: str
    count: int
    sum_fen: int
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """How far it is, in Chinese."""
        return "已放款" if self.released_on else "已封存" if self.sealed else "未封存"

    def as_json(self) -> dict[str, object]:
        """The batch as plain data."""
        return {
            "no": self.no,
            "made_by": self.made_by,
            "made_on": self.made_on.isoformat(),
            "sealed": self.sealed,
            "released_by": self.released_by or None,
            "released_on": self.released_on.isoformat() if self.released_on else None,
            "sha256": self.sha256 or None,
            "format": self.format or None,
            "count": self.count,
            "sum_fen": self.sum_fen,
            "payments": [line.as_json() for line in self.lines],
        }


def list_batches(desk: Desk, *, unreleased: bool = False) -> list[Batch]:
    """The batches, the newest first; with `unreleased` those that have not gone to the bank."""
    with reading(desk) as connection:
        rows = [row for row in select_rows(connection, "batch") if not (unreleased and row["released_on"])]
        return [_batch(connection, row) for row in reversed(rows)]


def show_batch(desk: Desk, batch_no: str) -> Batch:
    """One batch. Raises Refused where there is none of that number."""
    with reading(desk) as connection:
        row = select_one(connection, "batch", no=batch_no)
        if row is None:
            raise Refused("batch_not_there", batch=batch_no)
        return _batch(connection, row)


def _batch(connection: Connection, row: Row) -> Batch:
    payments = select_rows(connection, "payment", batch_no=row["no"])
    lines = tuple(
        Line(one["id"], one["amount_fen"], one["state"], one["sent_on"], one["bank_ref"] or "") for one in payments
    )
    return Batch(
        row["no"],
        row["made_by"],
        row["made_on"],
        bool(row["sealed"]),
        row["released_by"] or "",
        row["released_on"],
        row["sha256"] or "",
        row["format"] or "",
        row["count"] if row["sealed"] else len(lines),
        row["sum_fen"] if row["sealed"] else sum(line.amount_fen for line in lines),
        lines,
    )
