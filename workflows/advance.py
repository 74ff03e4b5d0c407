"""The one transaction that moves a case.

Key claimed, claim locked, version checked, rights and guards asked (as results, not exceptions), then state, event,
clocks, transfers, letters with their numbers last, outbox, commit. Either all of it is there or nothing is.
A refusal is written to `attempt`, outside the chain.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import ClaimsError, Refused, words
from claims.store.rows import insert_rows
from workflows.command import Command, Outcome, Refusal, take_key
from workflows.faults import placed
from workflows.run import MoveRefused, Run
from workflows.transaction import Desk, in_one_transaction

LOG = logging.getLogger(__name__)
MAY_TELL = re.compile(r"[^\x00-\x7f]|\d{9}")


def advance(desk: Desk, command: Command) -> Outcome:
    """Make one move, or say why not.

    Returns the outcome; a repeated key returns the first outcome. Raises `Conflict` where the page was stale or the key
    belongs to another body, `Refused` where the move itself was right but one that it causes is refused, and any fault
    as it comes: then nothing has happened but the attempt, and the same key may be sent again.
    """
    return advance_all(desk, [command])[0]


def advance_all(desk: Desk, commands: Sequence[Command]) -> list[Outcome]:
    """Make several moves in one transaction; if one is refused, none is made. All attempts are recorded."""
    return _advance(desk, commands, lambda connection: _perform(desk, connection, commands, whole=len(commands) > 1))


def advance_found(desk: Desk, find: Callable[[Connection], Sequence[Command]]) -> list[Outcome]:
    """The same of moves that `find` only finds in the transaction itself: where one is refused, what `find` has written is
    gone too. What `find` raises comes as it is, and is no attempt.
    """
    found: list[Command] = []

    def perform(connection: Connection) -> list[Outcome]:
        found[:] = []
        found.extend(find(connection))
        return _perform(desk, connection, found, whole=True)

    return _advance(desk, found, perform)


def _advance(
    desk: Desk, commands: Sequence[Command], perform: Callable[[Connection], list[Outcome]]
) -> list[Outcome]:  # fmt: skip
    try:
        return in_one_transaction(desk, perform)
    except MoveRefused as refused:
        if refused.follow_on is None:
            _record_apart(desk, refused.command, refused.refusals)
            return [_refusal(command, refused) for command in commands]
        _record_apart(desk, refused.command, refused.refusals, keep_key=False)
        raise Refused(refused.refusals[0].code, **refused.refusals[0].facts) from refused
    except Exception as fault:
        if commands:
            _record_fault(desk, commands[0], fault)
        raise


def _perform(desk: Desk, connection: Connection, commands: Sequence[Command], *, whole: bool) -> list[Outcome]:
    """The outcomes in the order of the commands; a command that stands there twice is made once. Where they are one `whole`,
    a refusal undoes all.
    """
    run = Run(desk, connection, (command.target for command in commands))
    outcomes: dict[tuple[str, str], Outcome] = {}
    asked = [(command, (command.id, command.body_sha256)) for command in commands]
    for command, act in sorted(asked, key=lambda one: one[0].target.partition("/")[0]):  # in the order of locking
        if act not in outcomes:
            outcome = take_key(connection, command) or run.fire(command)
            if whole and not outcome.done:
                raise MoveRefused(command, outcome.refusals, None)
            outcomes[act] = outcome
    run.finish()
    in_order = [outcomes[act] for _, act in asked]
    for command, outcome in zip(commands, in_order, strict=True):
        if not outcome.done and not outcome.repeated:
            _record(connection, command, outcome.refusals, run.instant, taken=True)
    return in_order


def _refusal(command: Command, refused: MoveRefused) -> Outcome:
    reasons = tuple(refused.refusals) if command is refused.command else ()
    return Outcome(False, command.target, command.trigger, refusals=reasons)


def _record(
    connection: Connection, command: Command, refusals: Sequence[Refusal], instant: str, *, taken: bool
) -> None:
    """Write the attempt; one whose key was not taken is no answer to its command, which may be sent again."""
    typed = sorted(_typed(command.data), key=len, reverse=True)
    reasons = [{"code": refusal.code, "facts": _plain(refusal, typed)} for refusal in refusals]
    row = {
        "command_id": command.id if taken else "",
        "target": command.target,
        "trigger": command.trigger,
        "actor": command.actor,
        "reasons": canonical_json(reasons),
        "recorded_at": instant,
    }
    insert_rows(connection, "attempt", [row])


def _plain(refusal: Refusal, typed: Sequence[str]) -> dict[str, object]:
    """The facts of a refusal as they are kept for good: without what was typed and may tell of a person."""
    facts: dict[str, object] = {}
    for name, value in refusal.facts.items():
        if isinstance(value, int):
            facts[name] = value
            continue
        text = value.isoformat() if isinstance(value, date) else str(value)
        for one in typed:
            text = text.replace(one, words("what_was_typed"))
        facts[name] = text
    return facts


def _typed(value: object) -> set[str]:
    """The texts in the data of a command that may tell of a person: words, and long numbers."""
    if isinstance(value, Mapping):
        return {one for part in value.values() for one in _typed(part)}
    if isinstance(value, list | tuple):
        return {one for part in value for one in _typed(part)}
    return {value} if isinstance(value, str) and len(value) > 1 and MAY_TELL.search(value) else set()


def _record_fault(desk: Desk, command: Command, fault: Exception) -> None:
    """Record what a fault cut short; where even that fails, the log has to tell."""
    if isinstance(fault, ClaimsError):
        refusal = Refusal(fault.code, fault.facts)
    else:
        refusal = Refusal("cut_short", {"fault": type(fault).__name__})
    try:
        _record_apart(desk, command, [refusal], keep_key=False)
    except (DBAPIError, ClaimsError) as failed:
        LOG.error("an attempt was not recorded: %s on %s: %s", command.trigger, command.target, placed(failed))


def _record_apart(desk: Desk, command: Command, refusals: Sequence[Refusal], *, keep_key: bool = True) -> None:
    """A second short transaction: the first one is gone, but that it was tried must be known."""

    def work(connection: Connection) -> None:
        if not keep_key or take_key(connection, command) is None:
            _record(connection, command, refusals, instant_text(desk.instant()), taken=keep_key)

    in_one_transaction(desk, work)
