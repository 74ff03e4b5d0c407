"""The log of changes of the loaded law: every step a row, each chained to the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.canonical import canonical_json, sha256_hex
from claims.clock import instant_after, instant_text, legal_day, parse_instant
from claims.store.rows import Row, insert_rows, select_rows
from claims.store.tables import table
from workflows.roles import Role
from workflows.rule_content import Change, read_change
from workflows.transaction import Desk

PROPOSED, APPLIED, WITHDRAWN = "proposed", "applied", "withdrawn"
GENESIS = sha256_hex("rules")
HASHED = ("seq", "step", "proposal", "kind", "name", "content", "document", "actor", "role", "recorded_at", "prev_hash")
INSTALLATION = table("installation")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change as it was proposed, and what became of it: `answer` is the row that applied or withdrew it."""

    seq: int
    change: Change
    document: str | None
    row: Row
    answer: Row | None

    @property
    def step(self) -> str:
        """proposed, applied or withdrawn."""
        return str(self.answer["step"]) if self.answer else PROPOSED


def alone(connection: Connection) -> None:
    """Be the only one who appends to the log until the transaction ends."""
    connection.execute(select(INSTALLATION.c.id).with_for_update())


def append(
    desk: Desk,
    connection: Connection,
    step: str,
    change: Change,
    by: tuple[str, Role],
    *,
    proposal: int | None = None,
    document: str | None = None,
) -> int:
    """Write one step down; returns its number. The caller is `alone`."""
    rows = steps(connection)
    last = rows[-1] if rows else None
    row: Row = {
        "seq": len(rows) + 1,
        "step": step,
        "proposal": proposal,
        "kind": change.kind,
        "name": change.key,
        "content": change.as_text(),
        "document": document,
        "actor": by[0],
        "role": by[1].value,
        "recorded_at": instant_after(last["recorded_at"] if last else "", instant_text(desk.instant())),
        "prev_hash": last["hash"] if last else GENESIS,
    }
    insert_rows(connection, "rule_change", [{**row, "hash": step_hash(row)}])
    return int(row["seq"])


def steps(connection: Connection) -> list[Row]:
    """Every step in order."""
    return select_rows(connection, "rule_change")


def step_hash(row: Mapping[str, object]) -> str:
    """SHA-256 over the canonical form of the hashed columns of a step."""
    return sha256_hex(canonical_json({name: row[name] for name in HASHED}))


def broken_at(rows: Iterable[Mapping[str, object]]) -> int | None:
    """The place of the first step that does not continue the chain, given in order; None where every link holds."""
    prev, recorded = GENESIS, ""
    for place, row in enumerate(rows, start=1):
        holds = (row["seq"], row["prev_hash"], row["hash"]) == (place, prev, step_hash(row))
        if not holds or str(row["recorded_at"]) <= recorded:
            return place
        prev, recorded = str(row["hash"]), str(row["recorded_at"])
    return None


def proposals(rows: Sequence[Row]) -> list[Proposal]:
    """What was proposed in these steps, each with its answer, in order."""
    answers = {row["proposal"]: row for row in rows if row["proposal"] is not None}
    return [
        Proposal(row["seq"], read_change(row["kind"], row["content"]), row["document"], row, answers.get(row["seq"]))
        for row in rows
        if row["step"] == PROPOSED
    ]


def applied(rows: Iterable[Row]) -> Iterator[tuple[Change, date]]:
    """The changes that were applied, in the order in which they were, each with the legal day of it."""
    for row in rows:
        if row["step"] == APPLIED:
            yield read_change(row["kind"], row["content"]), legal_day(parse_instant(row["recorded_at"]))
