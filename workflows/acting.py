"""Acting as an officer does from a desk or a terminal: look at what is there, then act on exactly that.

A form carries the version (and, for a signature, the content hash) that the person saw; these helpers read them for
callers that act in one breath. An act that needs an approval becomes a draft of that approval.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from claims.store.rows import Row, select_one
from workflows.advance import advance
from workflows.command import Command, Outcome
from workflows.machines import MACHINES
from workflows.run import read_target
from workflows.table import NEW, Move
from workflows.transaction import Desk, reading

SIGNING = ("review", "approve", "vote")


def subject_row(desk: Desk, target: str) -> Row | None:
    """The stored row that a target names; None for what does not exist (yet)."""
    aim = read_target(target)
    if aim.subject_id is None:
        return None
    with reading(desk) as connection:
        if aim.machine.name == "claim":
            return select_one(connection, "claim", no=aim.subject_id)
        return select_one(connection, aim.machine.stored_in, id=aim.subject_id)


def act(
    desk: Desk,
    username: str,
    target: str,
    trigger: str,
    occurred_on: date,
    data: Mapping[str, Any] | None = None,
    *,
    key: str | None = None,
) -> Outcome:
    """Fire `trigger` on `target` as `username`, on what is there now; an act that needs an approval is drafted for it."""
    row = subject_row(desk, target)
    given = dict(data or {})
    if row is not None and needs_approval(target, trigger, row["state"]):
        return propose(desk, username, trigger, [target], given, occurred_on, key=key)
    if trigger in SIGNING and row is not None and "subject_hash" not in given:
        given["subject_hash"] = row["subject_hash"]
    command = Command(
        target=target,
        trigger=trigger,
        actor=username,
        occurred_on=occurred_on,
        key=key or secrets.token_hex(16),
        expected_version=row["version"] if row else 0,
        data=given,
    )
    return advance(desk, command)


def propose(
    desk: Desk,
    username: str,
    trigger: str,
    targets: Sequence[str],
    proposal: Mapping[str, Any],
    occurred_on: date,
    *,
    key: str | None = None,
) -> Outcome:
    """Draft an approval for `trigger` on `targets`, which lie on one case."""
    command = Command(
        target=f"{targets[0].partition('/')[0]}/approval",
        trigger="draft",
        actor=username,
        occurred_on=occurred_on,
        key=key or secrets.token_hex(16),
        expected_version=0,
        data={"act": trigger, "targets": list(targets), "proposal": [dict(proposal)]},
    )
    return advance(desk, command)


def needs_approval(target: str, trigger: str, state: str) -> bool:
    """Whether people make this move only through an approval."""
    return any(move.approval for move in rows_for(target, trigger, state))


def rows_for(target: str, trigger: str, state: str) -> tuple[Move, ...]:
    """The table rows of `trigger` on what `target` names."""
    machine = read_target(target).machine
    return MACHINES[machine.name].rows(trigger, state or NEW)
