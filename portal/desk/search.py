"""搜索: one box for numbers, names and phones. The one thing of a whole number is opened at once."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Refused
from portal.navigation import READERS
from portal.parts import Question
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.searching import Group, Hit, Results, search
from workflows.searching_rows import SHOWN

PATH = "/desk/search"
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A result as it is shown: what stands before, in and after the part that matched; where it leads, and why it matched."""

    before: str
    matched: str
    after: str
    text: str
    why: str
    href: str


def search_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def found(request: Request, q: str = "", who: SignedIn = Depends(of_roles(*READERS))) -> Response:
        asked = q.strip()[:LONGEST]
        if not asked:
            return _page(request, who, asked, None)
        try:
            results = search(desk_of(request), who.actor, asked)
        except BadInput as short:
            return _page(request, who, asked, None, fault=short.message())
        except Refused as refusal:
            return _page(request, who, asked, None, said=Said("failure", refusal.message()))
        if results.exact is not None:
            return RedirectResponse(_href(results.exact), 303)
        return _page(request, who, asked, results)

    return routes


def _page(
    request: Request, who: SignedIn, asked: str, results: Results | None, *, fault: str = "", said: Said | None = None
) -> Response:
    return show(
        request,
        who,
        "desk/search.html",
        422 if fault else 403 if said else 200,
        box=Question(
            "q2", "搜索", value=asked, error=fault, hint="案号、文号、姓名、身份证号或后 4 位、手机号、订单号、批次号"
        ),
        asked=asked,
        groups=_groups(results) if results else [],
        searched=results is not None,
        shown=SHOWN,
        errors=[("q2", fault)] if fault else (),
        said=said,
    )


def _groups(results: Results) -> list[tuple[str, list[Line], bool]]:
    """The groups that hold anything: name, results, and whether there are more."""
    found = [(group, [_line(hit) for hit in results.of(group)]) for group in Group]
    return [(group.value, lines, group in results.more) for group, lines in found if lines]


def _line(hit: Hit) -> Line:
    at = hit.id.find(hit.matched) if hit.matched else -1
    parts = (hit.id, "", "") if at < 0 else (hit.id[:at], hit.matched, hit.id[at + len(hit.matched) :])
    return Line(*parts, hit.text, hit.why_words, _href(hit))


def _href(hit: Hit) -> str:
    """Where a result leads; a person has no page of his own."""
    if hit.group is Group.PERSONS:
        return ""
    if hit.claim_no is None:
        return f"/desk/payments/batches/{hit.id}"
    tab = {Group.LETTERS: "/letters", Group.PAYMENTS: "/payments"}.get(hit.group, "")
    return f"/desk/cases/{hit.claim_no}{tab}"
