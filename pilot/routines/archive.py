"""The archive: on the first working day of a month, cases that are over, with every remedy, are closed."""

from __future__ import annotations

from claims.store.rows import Row
from pilot.office import INTAKE, Office
from workflows.clock_rules import CLOCK_RULES, OPEN, Duty
from workflows.recipients import OPEN as OPEN_SERVICE

CLOSABLE = ("settled", "not_accepted", "not_confirmed")
REMEDIES = ("T17", "T23", "T28", "T29")


def close_cases(office: Office) -> None:
    """Close what can be closed; on other days than the first working one of a month nothing."""
    if office.working_days_later(0, office.today.replace(day=1)) != office.today:
        return
    for claim in sorted(
        (row for state in CLOSABLE for row in office.rows("claim", state=state)), key=lambda c: c["no"]
    ):
        if _is_over(office, claim):
            office.act(INTAKE, claim["no"], "close")


def _is_over(office: Office, claim: Row) -> bool:
    """Whether nobody has anything to do or to ask for any more."""
    open_clocks = [row for row in office.rows("clock", claim_no=claim["no"]) if row["state"] in OPEN]
    unserved = [row for row in office.rows("service", claim_no=claim["no"]) if row["state"] in OPEN_SERVICE]
    remedies = [row for row in open_clocks if row["code"] in REMEDIES]
    duties = [row for row in open_clocks if CLOCK_RULES[row["code"]].duty in (Duty.BUREAU, Duty.PLATFORM, Duty.BANK)]
    asked = bool(remedies) and all(row["due_on"] < office.today for row in remedies)
    return asked and not duties and not unserved
