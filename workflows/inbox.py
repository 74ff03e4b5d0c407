"""What waits for somebody, sorted by the day on which it falls due: the periods that his post must keep, the drafts that
he may sign, the letters to be served, the payments to be made, the lines of the bank that nobody has decided and the
messages that did not arrive; for a party, the periods of his own case.

What is about to miss the target of the green channel 绿色通道, or has come up the ladder because nobody acted, stands first.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, or_, select

from claims.errors import Refused
from claims.store.rows import Row, select_among
from claims.store.tables import table
from workflows.guards.approval import UNDECIDED
from workflows.inbox_bank import bank_entries
from workflows.inbox_clocks import clock_entries, is_urgent, raised_entries, rung_label
from workflows.inbox_disputes import dispute_entries
from workflows.inbox_eligibility import eligibility_entries
from workflows.inbox_entry import Entry, entry_on, order
from workflows.inbox_messages import message_entries
from workflows.inbox_waiting import SERVICE_CLOCKS, WAITING, waiting_entries
from workflows.locking import open_actor
from workflows.machines import MACHINES
from workflows.moves import Viewer, choices_on, look
from workflows.proposals import act_rows, stored_targets
from workflows.roles import OFFICERS, Actor
from workflows.transaction import Desk, reading

__all__ = ["SERVICE_CLOCKS", "WAITING", "Entry", "inbox"]

SIGNING = ("review", "approve", "vote", "panel_approve", "redraft")


def inbox(desk: Desk, username: str) -> list[Entry]:
    """Everything that waits for `username` in the posts held today, in the order of `order`.

    Raises Refused where there is no such account.
    """
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, desk.today())
        if actor is None:
            raise Refused("no_such_actor", actor=username)
        found = [
            *clock_entries(connection, actor, desk.rules, desk.today()),
            *dispute_entries(connection, actor, desk.today()),
            *raised_entries(connection, actor, desk.rules),
            *_drafts(desk, connection, actor),
            *waiting_entries(connection, actor, desk.rules),
            *message_entries(connection, actor),
            *bank_entries(connection, actor, desk.rules, desk.today()),
            *eligibility_entries(connection, actor, desk.rules, desk.today()),
        ]
        away = _kept_away_from(connection, actor)
        return sorted((one for one in found if one.claim_no not in away), key=order)


def _kept_away_from(connection: Connection, actor: Actor) -> frozenset[str]:
    """The cases on which an officer is recused, or is the person who was hurt or who claims."""
    if not actor.roles & OFFICERS:
        return frozenset()
    claim, person, recusal, account = table("claim"), table("person"), table("recusal"), table("account")
    same = recusal.join(account, account.c.username == recusal.c.username)
    stays_away = select(recusal.c.claim_no).select_from(same).where(account.c.id_index == actor.id_index)
    own = or_(claim.c.person_id == person.c.id, claim.c.claimant_id == person.c.id)
    found = select(claim.c.no).join(person, own).where(person.c.id_index == actor.id_index)
    return frozenset(connection.execute(stays_away.union(found)).scalars())


def _drafts(desk: Desk, connection: Connection, actor: Actor) -> Iterator[Entry]:
    """The drafts that `actor` may sign or must draft anew, asked by the very guards of signing."""
    machine = MACHINES["approval"]
    if not any(actor.roles & set(move.who) for move in machine.moves if move.trigger in SIGNING):
        return
    drafts = select_among(connection, "approval", "state", list(UNDECIDED))
    for row in sorted(drafts, key=lambda row: UNDECIDED.index(row["state"])):
        viewer = look(desk, connection, actor.username, row["claim_no"])
        moves = [choice.move.trigger for choice in choices_on(viewer, machine, row) if choice.allowed]
        if "redraft" in moves and not _may_draft(viewer, row):
            moves.remove("redraft")
        if any(trigger in SIGNING for trigger in moves):
            yield _draft(desk, viewer, row, tuple(moves))


def _may_draft(viewer: Viewer, approval: Row) -> bool:
    """Whether the act is one that this actor's post puts forward."""
    acts = act_rows(viewer.file, approval["act"], stored_targets(approval))
    return any(viewer.actor.roles & set(move.proposers) for move in acts)


def _draft(desk: Desk, viewer: Viewer, approval: Row, moves: tuple[str, ...]) -> Entry:
    """A draft falls due with the first of the periods that it would keep, the bureau's own norm among them; it is as
    urgent as they are.
    """
    acts = act_rows(viewer.file, approval["act"], stored_targets(approval))
    kept = {code for move in acts for code in move.stops}
    clocks = [
        clock
        for clock in viewer.file.rows("clock")
        if clock["state"] == "running" and (clock["code"] in kept or clock["subject"] == approval["id"])
    ]
    pressing = [clock for clock in clocks if is_urgent(clock, _fired(viewer, clock))]
    first = min(pressing or clocks, key=lambda clock: (clock["due_on"], clock["code"]), default=None)
    what = f"审批：{acts[0].label if acts else approval['act']}"
    fired = _fired(viewer, first) if first else []
    told = rung_label(desk.rules, first, fired[-1]) if first and fired else ""
    state = MACHINES["approval"].states[approval["state"]]
    return entry_on(first, approval, what, state, moves, urgent=bool(pressing), rung=told)


def _fired(viewer: Viewer, clock: Row) -> list[str]:
    """The rungs of a clock's present generation."""
    own = (clock["id"], clock["generation"])
    return [row["rung"] for row in viewer.file.rows("rung") if (row["clock_id"], row["generation"]) == own]
