"""Which papers a person has still to bring.

While a notice of supplement runs, those that it names and that have not come since;
at other times those that the law asks for and that are not there to be read.
"""

from __future__ import annotations

import json

from claims.store.rows import Row, select_rows
from workflows.evidence_list import Line, evidence_list
from workflows.transaction import Desk, reading

NOTICES = ("ask_supplement", "ask_supplement_again")


def wanted_papers(desk: Desk, username: str, claim: Row) -> list[Line]:
    """The lines of the checklist that this person has to bring something for. Raises Refused no_such_evidence."""
    lines = evidence_list(desk, username, claim["no"]).lines
    if claim["state"] != "supplementing":
        return [line for line in lines if line.may_be_asked_for]
    asked = _asked_since(desk, claim["no"])
    return [line for line in lines if line.kind in asked]


def _asked_since(desk: Desk, no: str) -> frozenset[str]:
    """The kinds that the last notice names, without those of which a file has come since."""
    with reading(desk) as connection:
        notices = [row for row in select_rows(connection, "event", claim_no=no) if row["trigger"] in NOTICES]
        if not notices:
            return frozenset()
        last = max(notices, key=lambda row: int(row["seq"]))
        files = select_rows(connection, "evidence_file", claim_no=no)
    came = {row["kind"] for row in files if row["recorded_at"] > last["recorded_at"]}
    return frozenset(json.loads(last["data"])["missing"]) - came
