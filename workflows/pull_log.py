"""Reading the log of pulls: each pull with how it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from claims.clock import minute_text
from claims.store.rows import Row, select_rows
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class LoggedPull:
    """One pull: who, when (`begun` in Asia/Shanghai), what was asked for; `step` is done or failed, None where it was cut off."""

    no: int
    username: str
    begun: str
    format: str
    filters: Mapping[str, str]
    with_names: bool
    step: str | None = None
    rows: int | None = None
    sum_fen: int | None = None
    sha256: str | None = None
    fault: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def pulls(desk: Desk) -> list[LoggedPull]:
    """Every pull, the last first."""
    with reading(desk) as connection:
        rows = select_rows(connection, "ledger_pull")
    ends: dict[int, Row] = {row["begun_by"]: row for row in rows if row["begun_by"] is not None}
    begun = [row for row in rows if row["begun_by"] is None]
    return [_pull(row, ends.get(row["id"])) for row in reversed(begun)]


def _pull(begun: Row, end: Row | None) -> LoggedPull:
    ended = {} if end is None else {name: end[name] for name in ("step", "rows", "sum_fen", "sha256", "fault")}
    return LoggedPull(
        begun["id"],
        begun["username"],
        minute_text(begun["recorded_at"]),
        begun["format"],
        json.loads(begun["filters"]),
        bool(begun["with_names"]),
        **ended,
    )
