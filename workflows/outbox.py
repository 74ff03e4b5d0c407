"""Draining the outbox: what was promised in a transaction is carried out after it, in order per case.

A fault that passes by itself lets the effect rest and is tried again for ever; one that does not is set aside after some
tries. An act outside that may have been made is never made again: it is unknown until a human says what became of it. A
message is given up after some tries, or when it is refused for good: its own row says so, and the case goes on.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from claims.clock import instant_text
from claims.errors import ClaimsError
from claims.store.rows import Row
from notifications.messages.transport import Rejected
from workflows.effect_words import Failure, failure
from workflows.faults import LASTING, PASSING, named
from workflows.leasing import FAULTS_MAX, Batch, begin, lease, mark
from workflows.promised import EFFECTS, DidNotHappen, EffectKind
from workflows.promises import NotYet
from workflows.signing_later import order_signing
from workflows.transaction import Desk, in_one_transaction, reading

LOG = logging.getLogger(__name__)
LEASED_AT_A_TIME = 10
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
DOUBLINGS = 10  # as many as the longest rest needs, and few enough to be reckoned with
GIVEN_BACK: Row = {"state": "pending", "leased_until": None}
DONE: Row = {"state": "done", "faults": 0, "last_error": None, "leased_until": None}


@dataclass(frozen=True, slots=True)
class Drained:
    """How many effects were carried out, how many were set aside after too many tries, and of how many acts outside nobody
    knows whether they were made; and every try that failed.
    """

    done: int
    set_aside: int
    unknown: int = 0
    failed: tuple[Failure, ...] = field(default=(), compare=False)


def drain(desk: Desk, limit: int = 100, go_on: Callable[[], bool] = lambda: True) -> Drained:
    """Carry out up to `limit` effects, as long as `go_on` says so before each."""
    order_signing(desk)
    became: Counter[str] = Counter()
    failed: list[Failure] = []
    taken = 0
    while taken < limit and go_on():
        batch = _lease(desk, min(limit - taken, LEASED_AT_A_TIME))
        became.update(quarantined=batch.set_aside, unknown=batch.unknown)
        if not batch.effects:
            break
        for place, effect in enumerate(batch.effects):
            if not go_on():
                _give_back(desk, batch.effects[place:])
                break
            taken += 1
            became[_carry_out(desk, effect, failed)] += 1
    return Drained(became["done"], became["quarantined"], became["unknown"], tuple(failed))


def _lease(desk: Desk, limit: int) -> Batch:
    return in_one_transaction(desk, lambda connection: lease(desk, connection, limit))


def _give_back(desk: Desk, effects: tuple[Row, ...]) -> None:
    """Let others have at once what was leased and not begun."""

    def free(connection: Connection) -> None:
        for effect in effects:
            mark(connection, effect, GIVEN_BACK)

    in_one_transaction(desk, free)


def _carry_out(desk: Desk, effect: Row, failed: list[Failure]) -> str:
    """Do it; returns the state it is left in, or "lost" where another worker has it by now.

    A failure is put on `failed`, unless the lease was lost meanwhile: then it is the other worker's to report.
    """
    kind = EFFECTS.get(effect["kind"])
    outside = kind is not None and kind.outside
    begun = in_one_transaction(desk, lambda connection: begin(desk, connection, effect, outside=outside))
    if begun is None:
        return "lost"
    try:
        marked = _do(desk, kind, begun)
    except NotYet as early:
        waits = {
            "not_before": instant_text(early.until),
            "last_error": early.lacks,
            **{name: effect[name] for name in ("attempts", "faults")},
        }
        marked = in_one_transaction(desk, lambda connection: mark(connection, begun, {**GIVEN_BACK, **waits}))
        return "pending" if marked else "lost"
    except (*PASSING, *LASTING) as fault:
        after = _after_fault(desk, kind, begun, fault)
        marked = in_one_transaction(desk, lambda connection: _set_down(connection, kind, begun, after))
        state = str(after["state"]) if marked else "lost"
        LOG.warning("%s: %s, now %s", effect["effect_key"], after["last_error"], state)
        if marked:
            with reading(desk) as connection:
                failed.append(failure(connection, begun, state, fault))
        return state
    return "done" if marked else "lost"


def _do(desk: Desk, kind: EffectKind | None, effect: Row) -> bool:
    """Run the effect and mark it done together with what it brought about, if the lease is still ours."""
    if kind is None:
        raise ClaimsError("no_such_effect", kind=effect["kind"])
    if kind.tries is not None and effect["attempts"] > kind.tries:  # the workers that tried it were lost
        raise ClaimsError("effect_given_up", kind=effect["kind"], tries=kind.tries)
    result = kind.run(desk, json.loads(effect["payload"]))

    def done(connection: Connection) -> bool:
        marked = mark(connection, effect, DONE)
        if marked:
            kind.keep(connection, result)
        return marked

    return in_one_transaction(desk, done)


def _set_down(connection: Connection, kind: EffectKind | None, effect: Row, after: Row) -> bool:
    """Mark an effect that failed, together with what it writes down of that, if the lease is still ours."""
    marked = mark(connection, effect, after)
    if marked and kind is not None and kind.failed is not None:
        kind.failed(connection, json.loads(effect["payload"]), after["last_error"], after["state"] == "done")
    return marked


def _after_fault(desk: Desk, kind: EffectKind | None, effect: Row, fault: Exception) -> Row:
    """What becomes of an effect that failed: unknown, given up, set aside, or a rest that grows with every try."""
    after: Row = {"last_error": named(fault), "leased_until": None}
    if kind is not None and kind.outside and not isinstance(fault, DidNotHappen):
        return {**after, "state": "unknown"}
    tries = None if kind is None else kind.tries
    if tries is not None and (isinstance(fault, Rejected) or effect["attempts"] >= tries):
        return {**after, "state": "done"}
    passes = isinstance(fault, PASSING) or tries is not None
    if not passes and effect["faults"] >= FAULTS_MAX:
        return {**after, "state": "quarantined"}
    rest = min(FIRST_REST * 2 ** min(effect["attempts"] - 1, DOUBLINGS), LONGEST_REST)
    faults = effect["faults"] - passes
    return {**after, "state": "pending", "faults": faults, "leased_until": instant_text(desk.instant() + rest)}
