"""Effects of the fast track 绿色通道: who decided it, on which ground, and the shorter targets of the open periods."""

from __future__ import annotations

from claims.fast_track import GROUND_NAMES
from workflows import clockwork
from workflows.dispute_facts import rule_grounds
from workflows.situation import Situation


def note_fast_motion(s: Situation) -> None:
    """The rider asks, and says why; the answer is open."""
    s.set(fast_asked_on=s.occurred_on, fast_ground=s.data["ground"], fast_decided_by=None, fast_decided_on=None)


def grant_fast_track(s: Situation) -> None:
    """A named officer grants it; the law's own periods stay as they are. What the rule found is said in the event."""
    found = [GROUND_NAMES[ground] for ground in rule_grounds(s)]
    s.data["found_by_rule"] = found
    s.set(fast=True, fast_ground=s.data["ground"], area=s.data["area"])
    _decided(s)


def refuse_fast_track(s: Situation) -> None:
    """A named officer refuses it."""
    _decided(s)


def revoke_fast_track(s: Situation) -> None:
    """The dispute goes on at the ordinary pace."""
    s.set(fast=False, fast_ground=None, area=None)
    _decided(s)


def _decided(s: Situation) -> None:
    """Who decided, and when; the open periods of the dispute, and of its new appraisal, change the lane."""
    s.set(fast_decided_by=s.actor.username, fast_decided_on=s.occurred_on)
    for subject in filter(None, (s.subject_id, s.subject["appraisal_id"])):
        clockwork.change_lane(s, subject, fast=bool(s.subject["fast"]))
