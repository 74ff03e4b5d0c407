"""What a program is answered, beside the cases and sums themselves; the same classes describe the answers in OpenAPI."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from starlette.responses import Response

from claims.canonical import canonical_json
from claims.errors import words
from portal.api.faults import text_answer
from workflows.platform_cases import Due, OwnCase, OwnSupport

NO_CASE = "0000-000000"


@dataclass(frozen=True, slots=True)
class Cases:
    """Some cases in the order of their numbers; `next` is what `after` has to be for those behind them."""

    cases: tuple[OwnCase, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Supports:
    """The 生活保障费 of the platform, in fen."""

    supports: tuple[OwnSupport, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What a request brought about. `late`: it came after its day and counts all the same. `repeated`: it had come before,
    and this is what it was answered then. `sandbox`: it was checked under a key of the sandbox, and nothing of it was kept.
    """

    claim_no: str
    state: str
    state_label: str
    due: tuple[Due, ...]
    late: bool = False
    repeated: bool = False
    note: str = ""
    sandbox: bool = False


def answer_with(content: Cases | Supports | OwnCase | OwnSupport | Done, status: int = 200) -> Response:
    """The answer in JSON."""
    return text_answer(status, canonical_json(asdict(content)))


def done(case: OwnCase, note: str = "", *, late: bool = False) -> Done:
    """What the case is after the request."""
    return Done(case.claim_no, case.state, case.state_label, case.due, late, note=note)


def repeated(first: Done) -> Done:
    """The first answer once more."""
    return replace(first, repeated=True, note=words("api_repeated"))


def tried(made: Done, *, is_new: bool) -> Done:
    """What would have come of a request, as the sandbox says it; a case that there is not has no number that could be one's."""
    bureau = made.claim_no.partition("-")[0]
    note = "；".join(text for text in (words("api_sandbox"), made.note) if text)
    return replace(made, sandbox=True, claim_no=f"{bureau}-{NO_CASE}" if is_new else made.claim_no, note=note)
