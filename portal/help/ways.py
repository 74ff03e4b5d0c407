"""不同意怎么办: for every matter the ways that the law leaves open, where each leads and in which time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.dispute_routes import ROUTE_NAMES, Doors, doors
from claims.rules import Rules
from portal.help.figures import Figure, figure
from portal.rider.objections import ASKED, FINAL_WORD
from workflows.remedies import INACTION_LIMITS
from workflows.rider_objections import ORGANS

REAPPRAISAL, INACTION = "reappraisal", "inaction"
PERIODS = {
    "review": "limits.administrative_review",
    "suit": "limits.administrative_suit",
    REAPPRAISAL: "limits.reappraisal_request",
    "arbitration": "limits.arbitration_filing",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way: what it is called, where it leads (empty: where the law says), and the period for it, where there is one."""

    name: str
    organ: str
    period: Figure | None


@dataclass(frozen=True, slots=True)
class HelpMatter:
    """Something that a person may not agree to. `final` is said of what has the last word."""

    title: str
    doors: Doors
    ways: tuple[Way, ...]
    final: str

    @property
    def unconfirmed(self) -> bool:
        """Whether it rests on cases or press alone."""
        return self.doors.confidence != "A"


def matters(rules: Rules, today: date) -> list[HelpMatter]:
    """Every matter, in the order in which the person is asked about it on a case. Raises RuleMissing."""
    return [_matter(code, title, rules, today) for code, title in ASKED]


def _matter(code: str, title: str, rules: Rules, today: date) -> HelpMatter:
    found = doors(code, rules, today)
    final = FINAL_WORD if REAPPRAISAL in found.routes else ""
    return HelpMatter(title, found, tuple(_ways(code, found, rules, today)), final)


def _ways(code: str, found: Doors, rules: Rules, today: date) -> Iterable[Way]:
    for route in found.routes:
        place = rules.at(ORGANS[route], today).as_text() if route in ORGANS else ""
        key = (INACTION_LIMITS if code == INACTION else PERIODS).get(route)
        yield Way(ROUTE_NAMES[route], place, figure(rules, key, today) if key else None)
