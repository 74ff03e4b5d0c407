"""Who may: the post held that day, a case that is not one's own, and for a party a case that is."""

from __future__ import annotations

import json

from claims.store.rows import Row
from workflows.command import Refusal
from workflows.roles import OFFICERS, ROLE_NAMES, Role
from workflows.sight import has_own_part
from workflows.situation import Situation
from workflows.table import Move

# The guards of what somebody says for himself alone: as a recipient of letters, as one who is paid, of
# the telephone by which he is reached, and of being rung.
SAID_FOR_HIMSELF = frozenset({"said_by_recipient", "asked_by_beneficiary", "changed_by_holder", "rung_himself"})


def missing_rights(s: Situation, move: Move) -> tuple[Refusal, ...]:
    """Why this actor may not fire this row at all; empty where he may."""
    if not any(role in s.actor.roles for role in move.who):
        return (_wrong_role(move),)
    if s.role == Role.SYSTEM:
        return _system(s, move)
    refusals = [*_own_and_recused(s), *_parties(s, move), *_days(s, move)]
    return tuple(refusals)


def _system(s: Situation, move: Move) -> tuple[Refusal, ...]:
    """The system makes a move that needs an approval only where one has been given."""
    if move.approval and not s.via:
        return (Refusal("needs_approval", {"move": move.label, "kind": move.approval}),)
    return tuple(_future(s))


def _future(s: Situation) -> list[Refusal]:
    if s.occurred_on > s.recorded_on:
        return [Refusal("in_the_future", {"day": s.occurred_on.isoformat(), "today": s.recorded_on.isoformat()})]
    return []


def _wrong_role(move: Move) -> Refusal:
    if move.approval and move.who == (Role.SYSTEM,):
        return Refusal("needs_approval", {"move": move.label, "kind": move.approval})
    return Refusal("wrong_role", {"move": move.label, "roles": "、".join(ROLE_NAMES[role] for role in move.who)})


def _own_and_recused(s: Situation) -> list[Refusal]:
    refusals = []
    if s.role in OFFICERS and s.own_case:
        refusals.append(Refusal("own_case", {}))
    if s.recused:
        refusals.append(Refusal("recused", {}))
    return refusals


def _parties(s: Situation, move: Move) -> list[Refusal]:
    if s.role == Role.RIDER and s.actor.person_id not in _persons(s) and not _said_for_himself(s, move):
        return [Refusal("not_your_case", {})]
    if s.role == Role.PLATFORM and s.actor.org != f"platform:{_platform(s)}":
        return [Refusal("not_your_case", {})]
    return []


def _said_for_himself(s: Situation, move: Move) -> bool:
    """Whether the move is one that whoever has a part of the case makes about his own part."""
    return not SAID_FOR_HIMSELF.isdisjoint(move.guards) and has_own_part(s.connection, s.actor, s.file.no)


def _platform(s: Situation) -> str:
    return str(s.claim["platform"] or s.data.get("platform", ""))


def _persons(s: Situation) -> set[str]:
    """The persons who act for themselves on this case: the injured person and the claimant."""
    named = s.data if s.file.is_new else s.claim
    return {str(named.get("person_id")), str(named.get("claimant_id"))}


def _days(s: Situation, move: Move) -> list[Refusal]:
    ahead = _future(s)
    if ahead:
        return ahead
    last = s.claim["last_occurred_on"]
    if s.occurred_on < last and not move.any_day and not _late_entry_allowed(s, move):
        return [Refusal("before_last_event", {"day": s.occurred_on.isoformat(), "last": last.isoformat()})]
    return []


def _late_entry_allowed(s: Situation, move: Move) -> bool:
    """Whether a late entry of exactly this act for exactly this day has been approved."""
    permitted = (json.loads(row["proposal"]) for row in s.file.rows("approval") if _is_late_entry(row))
    return (move.trigger, s.occurred_on.isoformat()) in ((act.get("act"), act.get("day")) for act in permitted)


def _is_late_entry(approval: Row) -> bool:
    return (approval["state"], approval["kind"]) == ("approved", "late_entry")
