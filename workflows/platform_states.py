"""The states of a case as its platform is told them: what a party has to know, and nothing from which health or money follows.

That a confirmed case is appraised, paid, or paid every month tells of a grade, of care or of a death.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workflows.command import Refusal
from workflows.machines import MACHINES

CLAIM_STATES = MACHINES["claim"].states
# What the platform is told, its label, and the states of the case for which it stands.
PLATFORM_STATES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reported": ("已报案", ("reported",)),
    "applied": ("已申请", ("applied",)),
    "supplementing": ("补正中", ("supplementing",)),
    "not_accepted": ("不予受理", ("not_accepted",)),
    "investigating": ("办理中", ("investigating", "suspended", "deciding", "redeciding")),
    "confirmed": ("已确认", ("confirmed", "appraising", "appraised", "settling", "settled")),
    "not_confirmed": ("不予确认", ("not_confirmed",)),
    "revoked": ("确认已撤销", ("revoked", "quashed_final")),
    "closed": ("结案", ("closed", "closed_periodic")),
    "ended": ("已终止", ("withdrawn", "terminated")),
    "merged": ("已并案", ("merged",)),
    "transferred": ("已移送", ("transferred_out", "transferred_gongshang")),
}
_TOLD = {state: told for told, (_, states) in PLATFORM_STATES.items() for state in states}
_LABELS = {CLAIM_STATES[state]: PLATFORM_STATES[told][0] for state, told in _TOLD.items()}


def platform_state(state: str) -> str:
    """What a platform is told of a case in this state."""
    return _TOLD[state]


def platform_label(state: str) -> str:
    """The same in words."""
    return PLATFORM_STATES[_TOLD[state]][0]


def as_told(refusal: Refusal) -> Refusal:
    """A refusal as a platform hears it."""
    label = refusal.facts.get("state")
    return replace(refusal, facts={**refusal.facts, "state": _LABELS[label]}) if label in _LABELS else refusal
