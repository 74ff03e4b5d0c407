"""Which papers a person has still to bring.

While a notice of supplement runs, of the case or of its appraisal, those that it names and that have not come since. Before
any notice and before the case is accepted, those that the law asks for and that are not there to be read; afterwards none:
nobody is asked for what he has not been told of.
"""

from __future__ import annotations

import json
from dataclasses import replace

from claims.errors import words
from claims.store.rows import Row, select_rows
from workflows.evidence_list import Line, Standing, evidence_list
from workflows.transaction import Desk, reading

NOTICES = ("ask_supplement", "ask_supplement_again")
BY_LAW = ("reported", "applied")
SUPPLEMENTING = "supplementing"


def wanted_papers(desk: Desk, username: str, claim: Row) -> list[Line]:
    """The lines of the checklist that this person has to bring something for. Raises Refused no_such_evidence."""
    lines = evidence_list(desk, username, claim["no"]).lines
    if claim["state"] in BY_LAW and not claim["supplement_count"]:
        return [line for line in lines if line.may_be_asked_for]
    asked, came = _noticed(desk, claim)
    return [_as_noticed(line) for line in lines if line.kind in asked - came and not line.of_kin]


def _as_noticed(line: Line) -> Line:
    """A line that the notice names: where the law's lists do not ask for it, the notice is why."""
    if line.standing is not Standing.NOT_NEEDED:
        return line
    return replace(line, standing=Standing.MISSING, reason=words("evidence_noticed"))


def brought_in_full(desk: Desk, claim: Row) -> list[str]:
    """The kinds that the notice of supplement of a case names, once a file of each has come; none before."""
    if claim["state"] != SUPPLEMENTING:
        return []
    asked, came = _noticed(desk, claim)
    return sorted(asked) if asked <= came else []


def _noticed(desk: Desk, claim: Row) -> tuple[frozenset[str], frozenset[str]]:
    """The kinds that the notice that runs names, and those of which a file has come since."""
    no = claim["no"]
    with reading(desk) as connection:
        appraisals = select_rows(connection, "appraisal", claim_no=no, state=SUPPLEMENTING)
        waiting = {row["id"] for row in appraisals} | ({no} if claim["state"] == SUPPLEMENTING else set())
        events = select_rows(connection, "event", claim_no=no)
        files = select_rows(connection, "evidence_file", claim_no=no, of_kin="")
    notices = [row for row in events if row["trigger"] in NOTICES and row["subject"] in waiting]
    if not notices:
        return frozenset(), frozenset()
    last = max(notices, key=lambda row: int(row["seq"]))
    came = frozenset(row["kind"] for row in files if row["recorded_at"] > last["recorded_at"])
    return frozenset(json.loads(last["data"])["missing"]), came
