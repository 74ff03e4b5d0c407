"""What a program has done: read, looked at, made once under its Idempotency-Key, and answered alike however often it comes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

from starlette.responses import Response

from claims.canonical import canonical_json
from claims.errors import words
from claims.faults import Fault
from portal.api.answers import Done, answer_with, done, repeated, tried
from portal.api.calling import Call
from portal.api.faults import ApiFault, fault_shown, of_refusals, text_answer
from workflows.api_once import Taken, find, keep_answer, take
from workflows.command import Outcome
from workflows.platform_acts import (
    DATA,
    PAYMENT,
    PlatformAct,
    make_act,
    report,
    same_accident,
    sandbox_report,
    was_late,
)
from workflows.platform_bodies import read_api_report, read_body, track_faults
from workflows.platform_cases import case_after, own_support, seen_claim
from workflows.transaction import Desk, reading, sandboxed

Doing = Callable[[Taken], tuple[int, Done]]
CREATED = 201


def acted(desk: Desk, call: Call, take: Callable[[Desk], Response]) -> Response:
    """The answer to a request that acts; of one under a key of the sandbox nothing is kept. Raises as `take`."""
    if not call.caller.sandbox:
        return take(desk)
    with sandboxed(desk) as apart:
        return take(apart)


def take_report(desk: Desk, call: Call) -> Response:
    """Take a report; in the sandbox nobody is looked up. Raises ApiFault."""
    call.require("report")
    earlier = _earlier(desk, call)
    if earlier is not None and earlier.status is not None:
        return _again(call, earlier)
    data, faults = read_api_report(call.document(), call.caller.platform, desk.today())
    _refuse(faults)
    sandbox = call.caller.sandbox

    def make(taken: Taken) -> tuple[int, Done]:
        asked = earlier is None and not sandbox
        known = same_accident(desk, call.caller.platform, data) if asked else None
        if known is not None:
            return 200, done(case_after(desk, taken.username, known), words("api_known_accident"))
        reporting = sandbox_report if sandbox else report
        outcome = _made(reporting(desk, taken.username, data, taken.command_key))
        return CREATED, done(case_after(desk, taken.username, outcome.claim_no))

    return _once(desk, call, make)


def take_act(desk: Desk, call: Call, wanted: PlatformAct, no: str) -> Response:
    """Make a move of the platform on one of its cases. Raises ApiFault."""
    call.require(wanted.scope)
    with reading(desk) as connection:
        claim = seen_claim(desk, connection, call.caller.username, no)
    return _act(desk, call, wanted, no, claim["accident_on"])


def take_payment(desk: Desk, call: Call, support_id: str) -> Response:
    """Take the report that 生活保障费 has been paid. Raises ApiFault."""
    call.require(PAYMENT.scope)
    own_support(desk, call.caller.username, support_id)
    return _act(desk, call, PAYMENT, support_id, None)


def _act(desk: Desk, call: Call, wanted: PlatformAct, target: str, accident_on: date | None) -> Response:
    earlier = _earlier(desk, call)
    if earlier is not None and earlier.status is not None:
        return _again(call, earlier)
    data, faults = read_body(wanted.fields, call.document())
    if wanted is DATA and accident_on is not None:
        faults += track_faults(data, accident_on)
    _refuse({fault.where: fault for fault in faults})

    def make(taken: Taken) -> tuple[int, Done]:
        outcome = _made(make_act(desk, taken.username, wanted, target, data, taken.command_key))
        late = was_late(desk, outcome)
        note = words("api_late") if late else ""
        return 200, done(case_after(desk, taken.username, outcome.claim_no), note, late=late)

    return _once(desk, call, make)


def _earlier(desk: Desk, call: Call) -> Taken | None:
    return find(desk, call.caller, call.key, call.asked, call.body_sha256)


def _once(desk: Desk, call: Call, make: Doing) -> Response:
    taken = take(desk, call.caller, call.key, call.asked, call.body_sha256)
    if taken.status is not None:
        return _again(call, taken)
    try:
        status, made = make(taken)
    except Unmade as refused:
        keep_answer(desk, taken, refused.fault.status, refused.fault.text())
        raise refused.fault from refused
    keep_answer(desk, taken, status, canonical_json(asdict(made)))
    return _answered(call, made, status)


def _answered(call: Call, made: Done, status: int) -> Response:
    is_new = status == CREATED and not made.repeated
    return answer_with(tried(made, is_new=is_new) if call.caller.sandbox else made, status)


def _again(call: Call, taken: Taken) -> Response:
    """What was answered the first time; that it is so once more is said where something was done."""
    kept = json.loads(taken.body)
    status = taken.status or 200
    if "errors" in kept:
        return text_answer(status, taken.body)
    return _answered(call, repeated(Done(**kept)), status)


class Unmade(Exception):
    """A move that is refused for good; the answer is kept."""

    def __init__(self, fault: ApiFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def _made(outcome: Outcome) -> Outcome:
    if not outcome.done:
        raise Unmade(of_refusals(outcome.refusals))
    return outcome


def _refuse(faults: dict[str, Fault]) -> None:
    if faults:
        raise ApiFault(
            422, [fault_shown(field, fault.code, fault.facts, fault.where) for field, fault in faults.items()]
        )
