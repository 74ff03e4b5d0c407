"""What was recorded after a day had ended for that day or an earlier one: what an auditor's first pull could not hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from workflows.exporting.columns import RawRow
from workflows.exporting.cut import Cut, changed_since
from workflows.exporting.extract import Extract, Totals, extract, raw_rows

LISTED_MAX = 20


@dataclass(frozen=True, slots=True)
class Changes:
    """How much was recorded since, and the first of it in order of value date."""

    totals: Totals
    first: tuple[RawRow, ...]


def changes_of(connection: Connection, cut: Cut) -> Extract:
    """The pull of what was recorded for the days of `cut` after its last day. Raises BadInput where it has none."""
    return extract(connection, changed_since(cut))


def listed_changes(source: Extract) -> Changes:
    """The sum of the changes, and as many of them as a person reads."""
    with raw_rows(source) as rows:
        return Changes(source.totals, tuple(islice(rows, LISTED_MAX)))
