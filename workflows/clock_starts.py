"""What a period is counted from, in words: the act that began it, by the tables, or what the rule of the period names.

An act that begins a period on its own day is told by its own name, so that a period begun anew is not said to run from the
application; one that runs from another day (the accident, the service, the order of a court) is told by the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from claims.rules import Rules
from claims.store.rows import select_rows
from workflows.clock_rules import CLOCK_RULES
from workflows.clockwork import COURT_TERM
from workflows.machines import MACHINES
from workflows.table import Move

BY_ORDER = frozenset({"start_again", "restart_owed_periods"})  # effects that begin a period when an order took effect


def with_starts(
    connection: Connection, rules: Rules, claim_no: str, clocks: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The clocks of a case as `clocks_of` shows them, with what each is counted from; the bare rule where no act is kept."""
    acts = {row["id"]: row for row in select_rows(connection, "event", claim_no=claim_no)}
    order = rules.history(COURT_TERM)[-1].runs_from
    told = []
    for clock in clocks:
        act, own = acts.get(clock["started_by"]), clock["runs_from"]
        begun = counted_from(clock["code"], act["machine"], act["trigger"], own, order) if act else own
        told.append({**clock, "runs_from": begun})
    return told


def counted_from(code: str, machine: str, trigger: str, own: str, order: str) -> str:
    """From what a period is counted that the move `trigger` of `machine` began.

    `own` is what its rule says, `order` what the rule says of the term that a court or the review organ sets.
    """
    moves = MACHINES[machine].rows_of(trigger)
    begun = next((move for move in moves if code in move.starts), None)
    if begun is not None and not CLOCK_RULES[code].from_accident:
        return begun.label
    return order if any(map(_by_order, moves)) else own


def _by_order(move: Move) -> bool:
    return not BY_ORDER.isdisjoint(move.effects)
