"""Guards of the fast track 绿色通道: asked for or found by the rule, and an arbitrator in charge of the area."""

from __future__ import annotations

from claims.fast_track import GROUND_NAMES
from workflows.dispute_areas import arbitrators_by_area
from workflows.dispute_facts import fast_asked_for, rule_grounds
from workflows.situation import Facts, Situation

AREAS = "areas.arbitration"


def dispute_not_fast(s: Situation) -> Facts | None:
    """The dispute is not on the fast track yet."""
    return {} if s.subject["fast"] else None


def dispute_is_fast(s: Situation) -> Facts | None:
    """The dispute is on the fast track."""
    return None if s.subject["fast"] else {}


def fast_not_asked(s: Situation) -> Facts | None:
    """No motion for the fast track waits for an answer."""
    return {"asked_on": s.subject["fast_asked_on"]} if fast_asked_for(s.subject) else None


def fast_asked(s: Situation) -> Facts | None:
    """A motion for the fast track waits for an answer."""
    return None if fast_asked_for(s.subject) else {}


def fast_ground_holds(s: Situation) -> Facts | None:
    """The ground is the one that the rider has named, or one that the rule finds in the facts."""
    ground, found = s.data["ground"], rule_grounds(s)
    named = fast_asked_for(s.subject) and s.subject["fast_ground"] == ground
    if named or ground in found:
        return None
    known = "、".join(GROUND_NAMES[one] for one in found) or "（没有）"
    return {"ground": GROUND_NAMES[ground], "found": known}


def area_has_arbitrator(s: Situation) -> Facts | None:
    """The area is one of the bureau's, and an arbitrator holds it that day (仲裁员分片区联系)."""
    area = s.data["area"]
    areas = [str(one) for one in s.rules.at(AREAS, s.occurred_on).as_list()]
    if area in areas and arbitrators_by_area(s.connection, s.occurred_on).get(area):
        return None
    return {"area": area, "areas": "、".join(areas)}
