"""What a program is told when something is wrong: every fault at once, with field, code, what is wrong and what cures it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from starlette.responses import Response

from claims.canonical import canonical_json
from claims.errors import ClaimsError, Conflict, wording
from workflows.command import Refusal

# Codes that are not about what was sent but about who sent it, and when.
STATUS = {
    "api_not_signed": 401, "api_stale": 401, "api_nonce_used": 401, "api_from_elsewhere": 403, "api_scope": 403,
    "no_such_claim": 404, "no_such_support": 404, "not_your_case": 404, "api_no_such_place": 404,
    "api_wrong_method": 405, "form_too_large": 413, "too_often": 429, "portal_busy": 503, "portal_broken": 500,
}  # fmt: skip
NOT_THERE = frozenset({"no_such_claim", "no_such_support", "not_your_case", "no_such_evidence"})


@dataclass(frozen=True, slots=True)
class FaultShown:
    """One fault. `field` is the path in the body, empty where it is about the whole request."""

    field: str
    code: str
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class Faults:
    """All that is wrong with a request."""

    errors: tuple[FaultShown, ...]


class ApiFault(Exception):
    """A request that is refused, with its status and everything that is wrong with it."""

    def __init__(self, status: int, faults: Iterable[FaultShown], retry_seconds: int = 0) -> None:
        self.status = status
        self.faults = tuple(faults)
        self.retry_seconds = retry_seconds
        super().__init__(status, self.code)

    @property
    def code(self) -> str:
        """The first of its codes."""
        return self.faults[0].code

    def text(self) -> str:
        """The faults as JSON."""
        return canonical_json(asdict(Faults(self.faults)))

    def answer(self) -> Response:
        """What is sent."""
        headers = {"retry-after": str(self.retry_seconds)} if self.retry_seconds else {}
        return text_answer(self.status, self.text(), headers)


def text_answer(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that is JSON already."""
    return Response(text, status, dict(headers or {}), media_type="application/json")


def fault_shown(field: str, code: str, facts: Mapping[str, object], where: str = "") -> FaultShown:
    """A fault in words; `where` is what the field is called, if not by its name."""
    said = {"where": where or field or "请求", **facts}
    message = "".join(wording(code, part) for part in ("what", "why")).format(**said)
    return FaultShown(field, code, message, wording(code, "do").format(**said))


def of_code(code: str, **facts: object) -> ApiFault:
    """The fault of a code of `STATUS`."""
    return ApiFault(STATUS[code], [fault_shown("", code, facts)])


def of_error(fault: ClaimsError) -> ApiFault:
    """What the workflows refuse. What somebody may not see is answered as what is not there."""
    if fault.code in NOT_THERE:
        return of_code("api_no_such_place")
    status = STATUS.get(fault.code, 409 if isinstance(fault, Conflict) else 422)
    return ApiFault(status, [fault_shown("", fault.code, fault.facts)])


def of_refusals(refusals: Iterable[Refusal]) -> ApiFault:
    """A move that is refused, with every reason."""
    found = list(refusals)
    if any(one.code in NOT_THERE for one in found):
        return of_code("api_no_such_place")
    return ApiFault(422, [fault_shown("", one.code, one.facts) for one in found])
