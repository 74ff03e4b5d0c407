"""A request of a program: its signature and limits are looked at before anything of it is read; then it is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import ClaimsError, Refused
from portal.api.bodies import BODY_MAX_BYTES, BadJson, read_json
from portal.api.faults import ApiFault, fault_shown, of_code, of_error
from portal.bodies import BadForm, limited
from portal.limits import CALLING, MISCALLING, Limits
from workflows.api_calls import note_call
from workflows.api_requests import Caller, Signed, caller_of, check_time, take_nonce
from workflows.transaction import Desk

# What is signed, beside the request itself.
KEY, TIMESTAMP, NONCE, SIGNATURE = "x-claims-key", "x-claims-timestamp", "x-claims-nonce", "x-claims-signature"
ONCE = "idempotency-key"
SANDBOX = "x-claims-sandbox"  # on every answer under a key of the sandbox
HEADERS = (KEY, TIMESTAMP, NONCE, SIGNATURE)


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose signature is right: who asks, which method and path, the bytes that came and under which
    Idempotency-Key (empty where there is none, or more than one).
    """

    caller: Caller
    asked: str
    body: bytes
    key: str = ""

    @property
    def body_sha256(self) -> str:
        """The hash of the body, as it was signed."""
        return hashlib.sha256(self.body).hexdigest()

    def document(self) -> Any:
        """The JSON of the body. Raises ApiFault."""
        try:
            return read_json(self.body)
        except BadJson as fault:
            raise ApiFault(422, [fault_shown("", str(fault), {})]) from fault

    def require(self, scope: str) -> None:
        """Raises ApiFault where the key is not for this."""
        if scope not in self.caller.scopes:
            raise of_code("api_scope", scope=scope)


async def call_of(request: Request) -> Call:
    """The dependency of every route. Raises ApiFault."""
    desk: Desk = request.app.state.desk
    limits: Limits = request.app.state.limits
    signed, body = await _signed(request, desk)
    caller = await run_in_threadpool(_checked, desk, limits, signed)
    keys = request.headers.getlist(ONCE)
    call = Call(caller, f"{signed.method} {signed.path}", body, keys[0] if len(keys) == 1 else "")
    request.state.call, request.state.who = call, call.caller
    return call


async def _signed(request: Request, desk: Desk) -> tuple[Signed, bytes]:
    given = [request.headers.getlist(name) for name in HEADERS]
    if any(len(values) != 1 for values in given):
        raise of_code("api_not_signed")
    key_id, timestamp, nonce, signature = (values[0] for values in given)
    try:
        check_time(desk, timestamp)
        body = b"".join([piece async for piece in limited(request, BODY_MAX_BYTES, "form_too_large")])
    except Refused as stale:
        raise of_error(stale) from stale
    except BadForm as large:
        raise of_code(large.code) from large
    path = request.scope.get("raw_path", b"").partition(b"?")[0].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    sha256 = hashlib.sha256(body).hexdigest()
    address = request.client.host if request.client else ""
    return Signed(key_id, timestamp, nonce, signature, request.method, path, query, sha256, address), body


def _checked(desk: Desk, limits: Limits, signed: Signed) -> Caller:
    try:
        caller = caller_of(desk, signed)
    except Refused as stranger:
        _wait(limits.seconds_to_wait(MISCALLING, signed.address))
        raise of_error(stranger) from stranger
    _wait(limits.seconds_to_wait(CALLING, caller.key_id))
    try:
        take_nonce(desk, signed)
    except ClaimsError as used:
        raise of_error(used) from used
    return caller


def _wait(seconds: int) -> None:
    if seconds:
        raise ApiFault(429, [fault_shown("", "too_often", {"seconds": seconds})], seconds)


class CallRoute(APIRoute):
    """A route that answers faults in JSON and writes down what was asked by whom."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with the log behind it."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            code = None
            try:
                answer = await inner(request)
            except ApiFault as fault:
                answer, code = fault.answer(), fault.code
            except ClaimsError as fault:
                refused = of_error(fault)
                answer, code = refused.answer(), refused.code
            call: Call | None = getattr(request.state, "call", None)
            if call is not None and call.caller.sandbox:
                answer.headers[SANDBOX] = "1"
            if call is not None:
                said = (request.state.request_id, request.method, self.path, answer.status_code, code)
                await run_in_threadpool(note_call, request.app.state.desk, call.caller, *said)
            return answer

        return handler
