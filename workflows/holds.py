"""The states that wait 搁置, and the clock that wakes whoever is responsible: a hold without a clock cannot be written.

The engine asks here after every move; the database has triggers of the same list (`claims/store/migrations/ground/holds.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from claims.errors import ClaimsError
from workflows import clockwork
from workflows.casefile import CaseFile
from workflows.clock_rules import OPEN
from workflows.machines import MACHINES, SHORT_NAMES
from workflows.situation import Situation

HOLDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("claim", "supplementing"): ("supplement_notice", "T7"),
    ("claim", "suspended"): ("suspension_review",),
    ("appraisal", "supplementing"): ("appraisal_papers",),
    ("appraisal", "paused"): ("examination_missed",),
    ("award_item", "suspended"): ("stop_review",),
    ("payment", "held"): ("hold_review",),
    ("dispute", "mediating"): ("mediation",),
}


HOLD_CODES = frozenset(code for codes in HOLDS.values() for code in codes)


def check_left_waiting(file: CaseFile) -> None:
    """Raises ClaimsError `hold_without_clock` where this transaction has ended the clock of somebody who still waits."""
    for clock in file.changed("clock"):
        if clock["code"] not in HOLD_CODES or clock["state"] in OPEN:
            continue
        kind = str(clock["subject"]).partition("/")[2].partition("-")[0]
        machine = MACHINES[SHORT_NAMES[kind] if kind else "claim"]
        row = file.find(machine.stored_in, clock["subject"]) if kind else file.claim
        codes = HOLDS.get((machine.name, row["state"])) if row else None
        if codes and not any(one["code"] in codes for one in clockwork.open_clocks(file, subject=clock["subject"])):
            raise ClaimsError("hold_without_clock", subject=clock["subject"], trigger=machine.label)


def check_hold(s: Situation) -> None:
    """Raises ClaimsError `hold_without_clock` where the subject of the move waits and nothing would ever wake anybody."""
    codes = HOLDS.get((s.machine, s.subject["state"]))
    if codes and not any(clock["code"] in codes for clock in clockwork.open_clocks(s.file, subject=s.subject_id)):
        raise ClaimsError("hold_without_clock", subject=s.subject_id, trigger=s.move.label)
