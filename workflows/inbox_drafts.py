"""The drafts that somebody may sign or must draft anew, each with the first of the periods that it would keep."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from claims.rules import Rules
from workflows.approval_view import act_label
from workflows.inbox_clocks import onward
from workflows.inbox_entry import Words
from workflows.inbox_tasks import CLAIM, CLOCK, Source, pressing, running, waiting_part
from workflows.machines import MACHINES
from workflows.roles import Actor
from workflows.signable import APPROVAL, may_sign, on_machine

MACHINE = MACHINES["approval"]
SIGNING = frozenset({"review", "approve", "vote", "panel_approve", "redraft"})
FIRST, OWN = CLOCK.alias("first"), CLOCK.alias("own")


def draft_part(actor: Actor, rules: Rules, today: date) -> Select[Any]:
    """The drafts that wait for `actor`, each falling due with the first of the periods that it would keep, the bureau's own
    norm among them, and as urgent as they are.
    """
    kept = or_(OWN.c.subject == APPROVAL.c.id, *_kept())
    own = select(OWN.c.id).where(running(OWN), OWN.c.claim_no == APPROVAL.c.claim_no, kept)
    first = own.order_by(pressing(OWN).desc(), OWN.c.due_on, OWN.c.code, OWN.c.id).limit(1).correlate(APPROVAL)
    joined = APPROVAL.join(CLAIM, CLAIM.c.no == APPROVAL.c.claim_no).outerjoin(
        FIRST, FIRST.c.id == first.scalar_subquery()
    )
    found = waiting_part(Source.DRAFT, APPROVAL.c.id, APPROVAL.c.claim_no, FIRST, urgent=pressing(FIRST))
    return found.select_from(joined).where(may_sign(actor, rules, today))


def _kept() -> list[ColumnElement[bool]]:
    """The periods that the acts put forward would keep, those with the same periods together."""
    found = []
    for machine in MACHINES.values():
        stops: dict[str, set[str]] = defaultdict(set)
        for move in machine.moves:
            if move.approval:
                stops[move.trigger].update(move.stops)
        together: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for act, codes in stops.items():
            together[tuple(sorted(codes))].append(act)
        found += [
            and_(APPROVAL.c.act.in_(acts), on_machine(machine), OWN.c.code.in_(codes))
            for codes, acts in together.items()
            if codes
        ]
    return found


def draft_words(actor: Actor, state: str, act: str, targets: str, trigger: str) -> Words:
    """What a draft is called in the inbox, and what carries it on: the move that it waits for, and giving it back."""
    back = (one for one in onward(MACHINE, state, actor) if one not in SIGNING and one != "withdraw_draft")
    return Words(f"审批：{act_label({'act': act, 'targets': targets})}", MACHINE.states[state], (trigger, *back))
