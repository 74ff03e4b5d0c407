"""Which papers a person has still to bring.

While a notice of supplement runs, of the case or of its appraisal, those that it names and that have not come since. Before
any notice and before the case is accepted, those that the law asks for and that are not there to be read; afterwards none:
nobody is asked for what he has not been told of.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from claims.errors import words
from claims.rules import Rules
from claims.store.rows import Row, select_rows
from workflows.evidence_kinds import OTHER, kinds_on
from workflows.evidence_list import Line, Standing, evidence_list
from workflows.kin import has_died, registered
from workflows.rider_accounts import OwnAccount
from workflows.sight import Part
from workflows.transaction import Desk, reading

NOTICES = ("ask_supplement", "ask_supplement_again")
BY_LAW = ("reported", "applied")
SUPPLEMENTING = "supplementing"
OF_MONEY = "social_card"


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


def wanted_of_part(
    connection: Connection, rules: Rules, day: date, account: OwnAccount, person_id: str
) -> dict[str, str]:
    """What one of the kin of a dead person has not handed in yet of who he is, how he is related and where his money goes: kind
    and name. Nothing of who was not registered as kin, and no card of who has an account, or has asked for one.
    """
    no = account.claim["no"]
    if not has_died(account.claim) or person_id not in registered(select_rows(connection, "relative", claim_no=no)):
        return {}
    came = {row["kind"] for row in select_rows(connection, "evidence_file", claim_no=no, of_kin=person_id)}
    came |= {OF_MONEY} if account.tail or account.is_asked else set()
    return {kind: name for kind, name in kinds_on(rules, day, Part.OWN).items() if kind not in (*came, OTHER)}


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
