"""What a return file came to: counts and sums of every bucket, which add up to the file's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.errors import Refused, words
from claims.store.rows import Row, select_one, select_rows
from workflows.bank_buckets import BUCKET_NAMES
from workflows.bank_decisions import Waits, waiting_lines
from workflows.bank_files import KIND_NAMES
from workflows.bank_pending import to_do
from workflows.transaction import Desk, reading

OPEN = "open"
OPEN_NAME = "尚未处理"
NAMES: dict[str, str] = {**{bucket.value: name for bucket, name in BUCKET_NAMES.items()}, OPEN: OPEN_NAME}


@dataclass(frozen=True, slots=True)
class SortedLine:
    """A line with its bucket (`open`: none yet), the reason in Chinese, and the event that it caused.

    A line that waits for people also has the day since when, and what to do.
    """

    line_id: str
    payment_id: str
    amount_fen: int
    bank_ref: str
    bucket: str
    reason: str
    event_id: str
    since: date | None = None
    do: str = ""

    @property
    def waits(self) -> bool:
        """Whether somebody must still look at it."""
        return self.since is not None

    def as_json(self) -> dict[str, object]:
        """The line as plain data."""
        return {
            "line": self.line_id,
            "payment": self.payment_id,
            "amount_fen": self.amount_fen,
            "bank_ref": self.bank_ref,
            "bucket": self.bucket,
            "reason": self.reason,
            "event": self.event_id or None,
            "since": self.since.isoformat() if self.since else None,
            "do": self.do,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """A return file and its lines. `unanswered` are the payments of its batches that it does not speak of."""

    file_no: str
    sha256: str
    imported_on: date
    line_count: int
    sum_fen: int
    lines: tuple[SortedLine, ...]
    unanswered: tuple[str, ...]

    def counted(self) -> dict[str, tuple[int, int]]:
        """Number and sum in fen of the lines in every bucket that has any."""
        found: dict[str, tuple[int, int]] = {}
        for name in NAMES:
            sums = [line.amount_fen for line in self.lines if line.bucket == name]
            if sums:
                found[name] = (len(sums), sum(sums))
        return found

    @property
    def adds_up(self) -> bool:
        """Whether the buckets together are the file."""
        counts = self.counted().values()
        return (sum(n for n, _ in counts), sum(fen for _, fen in counts)) == (self.line_count, self.sum_fen)

    def for_a_person(self) -> list[SortedLine]:
        """The lines that somebody has to look at."""
        return [line for line in self.lines if line.waits]

    def as_json(self) -> dict[str, object]:
        """The report as plain data."""
        return {
            "file": self.file_no,
            "sha256": self.sha256,
            "imported_on": self.imported_on.isoformat(),
            "lines": self.line_count,
            "sum_fen": self.sum_fen,
            "buckets": {name: {"lines": n, "sum_fen": fen} for name, (n, fen) in self.counted().items()},
            "adds_up": self.adds_up,
            "unanswered": list(self.unanswered),
            "results": [line.as_json() for line in self.lines],
        }


def report_of(desk: Desk, file_no: str) -> Report:
    """The report of a return file as it is now. Raises Refused where there is no such file."""
    with reading(desk) as connection:
        file = select_one(connection, "bank_file", no=file_no)
        if file is None or file["kind"] != "return":
            raise Refused("bank_file_not_there", file=file_no)
        rows = sorted(select_rows(connection, "bank_line", file_no=file_no), key=lambda row: int(row["line_no"]))
        waiting = _waiting(connection)
        lines = tuple(_line(connection, row, waiting) for row in rows)
        unanswered = tuple(_unanswered(connection, rows))
    return Report(file_no, file["sha256"], file["imported_on"], file["line_count"], file["sum_fen"], lines, unanswered)


def list_files(desk: Desk) -> list[Row]:
    """All bank files, the newest first, with the words for their kind."""
    with reading(desk) as connection:
        rows = sorted(select_rows(connection, "bank_file"), key=lambda row: str(row["recorded_at"]), reverse=True)
    return [{**row, "kind_name": KIND_NAMES[row["kind"]]} for row in rows]


def lines_for_a_person(desk: Desk) -> list[SortedLine]:
    """Over all files, the lines that wait for people, the oldest first."""
    with reading(desk) as connection:
        waiting = _waiting(connection)
        return [_line(connection, one.line, waiting) for one in waiting.values()]


def _waiting(connection: Connection) -> dict[str, Waits]:
    return {one.line["id"]: one for one in waiting_lines(connection)}


def _line(connection: Connection, row: Row, waiting: Mapping[str, Waits]) -> SortedLine:
    known = select_one(connection, "bank_sorted", line_id=row["id"])
    bucket, reason, event = OPEN, "bank_line_open", ""
    if known is not None:
        bucket, reason, event = known["bucket"], known["reason"], known["event_id"] or ""
    told = (row["id"], row["payment_id"], row["amount_fen"], row["bank_ref"], bucket, words(reason), event)
    one = waiting.get(row["id"])
    return SortedLine(*told, one.since, to_do(one)[1]) if one else SortedLine(*told)


def _unanswered(connection: Connection, rows: Sequence[Row]) -> list[str]:
    """The payments of the file's batches that are with the bank and of which it says nothing."""
    batches = sorted({row["batch_no"] for row in rows if row["batch_no"]})
    named = {row["payment_id"] for row in rows}
    waiting = [row for no in batches for row in select_rows(connection, "payment", batch_no=no)]
    return [row["id"] for row in waiting if row["state"] in ("sent", "unknown") and row["id"] not in named]
