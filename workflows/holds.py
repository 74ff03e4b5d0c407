"""The states that wait 搁置, and the clock that wakes whoever is responsible: a hold without a clock cannot be written.

The engine asks here after every move; the database has triggers of the same list (`claims/store/migrations/ground/holds.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from claims.errors import ClaimsError
from workflows import clockwork
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


def check_hold(s: Situation) -> None:
    """Raises ClaimsError `hold_without_clock` where the subject of the move waits and nothing would ever wake anybody."""
    codes = HOLDS.get((s.machine, s.subject["state"]))
    if codes and not any(clock["code"] in codes for clock in clockwork.open_clocks(s.file, subject=s.subject_id)):
        raise ClaimsError("hold_without_clock", subject=s.subject_id, trigger=s.move.label)
