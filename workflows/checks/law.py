"""Changes of the loaded law: every step is chained, of two persons, by a paper that is what came; no calendar came otherwise."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import sha256

from claims.canonical import canonical_json
from claims.store.rows import Row
from workflows.calendars import BY_PROGRAM
from workflows.checks.stored import Stored
from workflows.rule_content import CALENDAR
from workflows.rule_log import APPLIED, broken_at


def changes_are_of_two_persons(stored: Stored) -> Iterator[str]:
    """The log of changes is whole, and what was applied was proposed, with the same words, by another natural person."""
    rows = sorted(stored.rows("rule_change"), key=lambda row: int(row["seq"]))
    broken = broken_at(rows)
    if broken is not None:
        yield f"rule_change {broken}: does not continue the chain"
    persons = {row["username"]: row["id_index"] for row in stored.rows("account")}
    by_seq = {row["seq"]: row for row in rows}
    for row in rows:
        if row["step"] == APPLIED:
            first = by_seq[row["proposal"]]
            if (first["content"], first["kind"]) != (row["content"], row["kind"]):
                yield f"rule_change {row['seq']}: applies another change than was proposed"
            if persons[first["actor"]] == persons[row["actor"]]:
                yield f"rule_change {row['seq']}: proposed and applied by one person"


def changes_rest_on_papers(stored: Stored) -> Iterator[str]:
    """Every value that the bureau changed has its paper, and the paper's bytes are those of its hash."""
    papers = {row["sha256"]: row for row in stored.rows("rule_document")}
    for row in stored.rows("rule_change"):
        if row["kind"] != CALENDAR and row["document"] not in papers:
            yield f"rule_change {row['seq']}: without its paper"
    for digest, row in papers.items():
        if sha256(base64.b64decode(row["body"])).hexdigest() != digest:
            yield f"rule_document {digest[:8]}: other bytes than came"


def calendars_were_applied(stored: Stored) -> Iterator[str]:
    """A year's days that did not come with the program are those of the last change that was applied."""
    applied = {row["name"]: row for row in stored.rows("rule_change") if row["step"] == APPLIED}
    for row in stored.rows("calendar_year"):
        if row["loaded_by"] != BY_PROGRAM and _plan(applied.get(f"{CALENDAR}.{row['year']}")) != row["plan"]:
            yield f"calendar {row['year']}: not what was applied"


def _plan(change: Row | None) -> str | None:
    return None if change is None else canonical_json(json.loads(change["content"])["value"])


LAW = {
    "changes_are_of_two_persons": changes_are_of_two_persons,
    "changes_rest_on_papers": changes_rest_on_papers,
    "calendars_were_applied": calendars_were_applied,
}
