"""Which drafts somebody may sign, or must draft anew, asked of all at once: what the guards of signing ask of one, as conditions.

The guards stay the judges when he acts. They ask one thing more, which a list cannot: that the content is still what was drafted.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy import text as sql

from claims.rules import Rules
from claims.store.cases import UNDECIDED
from claims.store.tables import table
from workflows.guards.approval import BUREAU
from workflows.machines import MACHINES
from workflows.roles import Actor, Role
from workflows.table import Table

OPEN = sql(f"approval.{UNDECIDED}")  # written as the index of what is undecided has it
APPROVAL, SIGNATURE, CLAIM = table("approval"), table("signature"), table("claim")
DRAFTERS = frozenset(MACHINES["approval"].rows_of("redraft")[0].who)


def may_sign(actor: Actor, rules: Rules, today: date) -> ColumnElement[bool]:
    """The condition on `approval`, joined with `claim`, for what waits for this actor's signature or new draft today."""
    if actor.org != BUREAU:
        return false()
    state, levels, panel = APPROVAL.c.state, APPROVAL.c.levels, APPROVAL.c.state == "panel"
    found = []
    if Role.REVIEWER in actor.roles:
        found.append(and_(state == "drafted", or_(levels == 1, and_(levels == 3, is_fresh(actor)))))
    if Role.APPROVER in actor.roles:
        ready = or_(and_(state == "reviewed", levels == 3), and_(state == "drafted", levels == 2))
        found.append(and_(ready, is_fresh(actor), ~APPROVAL.c.panel_required, _within_limit(actor)))
        found.append(and_(panel, is_fresh(actor), ~_voted(actor)))
        found.append(and_(panel, _voted(actor), _panel_agrees(rules, today)))
    if actor.roles & DRAFTERS:
        found.append(and_(state == "returned", _put_forward_by(actor)))
    return and_(OPEN, or_(false(), *found))


def signing_move(actor: Actor) -> ColumnElement[str]:
    """The move by which a draft waits for this actor."""
    state = APPROVAL.c.state
    return case(
        (state == "returned", "redraft"),
        (and_(state == "drafted", APPROVAL.c.levels == 3), "review"),
        (and_(state == "panel", _voted(actor)), "panel_approve"),
        (state == "panel", "vote"),
        else_="approve",
    )


def on_machine(machine: Table) -> ColumnElement[bool]:
    """Whether a draft is about a subject of this machine, as its targets tell."""
    if machine.name == "claim":
        return APPROVAL.c.targets.not_like("%/%")
    return APPROVAL.c.targets.contains(f"/{machine.short}-")


def _put_forward_by(actor: Actor) -> ColumnElement[bool]:
    """Whether the act is one that this actor's posts put forward."""
    found = []
    for machine in MACHINES.values():
        acts = {move.trigger for move in machine.moves if move.approval and actor.roles & set(move.proposers)}
        if acts:
            found.append(and_(APPROVAL.c.act.in_(sorted(acts)), on_machine(machine)))
    return or_(false(), *found)


def is_fresh(actor: Actor) -> ColumnElement[bool]:
    """Whether the natural person behind the actor has signed nothing in this round that counts; a vote is not in question."""
    return ~_signed(actor, SIGNATURE.c.step != "vote")


def _voted(actor: Actor) -> ColumnElement[bool]:
    return _signed(actor, SIGNATURE.c.step == "vote")


def _signed(actor: Actor, step: ColumnElement[bool]) -> ColumnElement[bool]:
    own = SIGNATURE.c.id_index == actor.id_index
    return exists().where(*_counting(), own, step).correlate(APPROVAL)


def _counting() -> tuple[ColumnElement[bool], ...]:
    """The signatures of the present round that count."""
    return SIGNATURE.c.approval_id == APPROVAL.c.id, SIGNATURE.c.round == APPROVAL.c.round, SIGNATURE.c.valid


def _within_limit(actor: Actor) -> ColumnElement[bool]:
    together = CLAIM.c.approved_sum_fen + APPROVAL.c.amount_fen
    return or_(APPROVAL.c.amount_fen == 0, together <= actor.limit_fen(Role.APPROVER))


def _panel_agrees(rules: Rules, today: date) -> ColumnElement[bool]:
    """An odd number of members that is enough has voted, and more of them agree than not."""
    votes = _votes()
    enough = rules.at("approvals.panel.members", today).as_int()
    agree = _votes(SIGNATURE.c.verdict == "agree")
    return and_(votes >= enough, votes % 2 == 1, agree * 2 > votes)


def _votes(*more: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(func.count()).select_from(SIGNATURE)
    return found.where(*_counting(), SIGNATURE.c.step == "vote", *more).correlate(APPROVAL).scalar_subquery()
