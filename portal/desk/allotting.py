"""待分派: the open work of each post, whose desk it lies on, and giving several pieces of it to one person at once."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, ClaimsError, words
from portal.desk.today import UNALLOTTED, tabs_for
from portal.fields import Fields
from portal.lights import Term, light_of
from portal.navigation import READERS
from portal.parts import Question
from portal.queries import address, page_in, turning, whole_in
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.allotment_view import POSTS, Work, loads, open_work, people
from workflows.allotments import GIVES, REASON_MAX, Given, Pick, give, take
from workflows.roles import ROLE_NAMES, Role
from workflows.transaction import reading

PATH = UNALLOTTED[0]
HEAD = Depends(of_roles(*GIVES))
PAGE_ROWS = 50
NOBODY = "-"


def allotting_routes() -> APIRouter:
    """The routes of giving and taking."""
    routes = APIRouter()

    @routes.get(PATH)
    def board(request: Request, who: SignedIn = HEAD) -> Response:
        done, left = request.query_params.get("done", ""), request.query_params.get("left", "")
        said = _said(Given(whole_in(done), tuple(left.split()))) if done else None
        return _page(request, who, Fields([]), said=said)

    @routes.post(PATH)
    def allot(request: Request, who: SignedIn = HEAD, form: Fields = Depends(posted_form)) -> Response:
        try:
            picks = [_pick(text) for text in form.all("pick")]
            given = give(desk_of(request), who.username, picks, form.get("username", ""), form.get("reason", ""))
        except ClaimsError as fault:
            return _page(request, who, form, 422, Said("failure", fault.message()))
        asked = {"post": form.get("post", ""), "of": form.get("of", "")}
        return RedirectResponse(address(PATH, asked, done=given.count, left=" ".join(given.passed_over)), 303)

    @routes.post("/desk/take")
    def taken(
        request: Request, who: SignedIn = Depends(of_roles(*READERS)), form: Fields = Depends(posted_form)
    ) -> Response:
        try:
            take(desk_of(request), who.username, form.get("claim", ""), _post(form.get("post", "")))
        except ClaimsError as fault:
            return show(request, who, "sign_in/said.html", 409, text=fault.message())
        return RedirectResponse("/desk", 303)

    return routes


def _said(given: Given) -> Said:
    done = words("allotment_done", count=given.count)
    left = words("allotment_left", numbers="、".join(given.passed_over)) if given.passed_over else ""
    return Said("warning" if left else "success", done, left)


def _post(text: str) -> Role:
    if text not in {role.value for role in POSTS}:
        raise HTTPException(404)
    return Role(text)


def _pick(text: str) -> Pick:
    """What a tick stands for: the case, the post, and the allotment that the page showed."""
    no, _, rest = text.partition("|")
    post, _, generation = rest.partition("|")
    if not generation:
        raise BadInput("allotment_of_nothing")
    return Pick(no, _post(post), whole_in(generation))


def _page(request: Request, who: SignedIn, form: Fields, status: int = 200, said: Said | None = None) -> Response:
    desk, query = desk_of(request), request.query_params
    post = _post(form.get("post") or query.get("post", POSTS[0].value))
    with reading(desk) as connection:
        every = open_work(connection, who.actor, desk.today(), post)
        holders = people(connection, post, desk.today())
    known = {NOBODY, *(username for username, _ in holders)}
    asked_of = form.get("of") or query.get("of", NOBODY)
    of = asked_of if asked_of in known else NOBODY
    chosen = [one for one in every if one.username == ("" if of == NOBODY else of)]
    page, asked = page_in(query.get("page", "1")), {"post": post.value, "of": of}
    counted = loads(every, holders)
    facts = {
        "rows": [
            (one, light_of(_term(one), desk.calendar, desk.today()), f"{one.head.no}|{post.value}|{one.generation}")
            for one in chosen[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        ],
        "picked": form.all("pick"),
        "total": len(chosen),
        "posts": [(ROLE_NAMES[role], address(PATH, {"post": role.value}), role is post) for role in POSTS],
        "desks": [
            ("没有分派", sum(not one.username for one in every), address(PATH, {"post": post.value}), of == NOBODY),
            *(
                (name, count, address(PATH, {"post": post.value, "of": username}), of == username)
                for username, name, count in counted
            ),
        ],
        "questions": _questions(counted, form, moving=of != NOBODY),
        "post": post.value,
        "of": of,
        "path_": PATH,
        "tabs": tabs_for(who),
        **turning(PATH, asked, page, len(chosen), PAGE_ROWS),
        "said": said,
    }
    return show(request, who, "desk/unallotted.html", status, **facts)


def _questions(counted: list[tuple[str, str, int]], form: Fields, *, moving: bool) -> list[Question]:
    choices = (("", "请选择"), *((username, f"{name}（在办 {count} 件）") for username, name, count in counted))
    reason = Question("reason", "理由", hint="为什么改派；不写姓名", optional=not moving, maxlength=REASON_MAX)
    asked = [Question("username", "分派给", "select", choices=choices), reason]
    return [replace(one, value=form.get(one.name, "")) for one in asked]


def _term(one: Work) -> Term:
    return Term(one.due_on, one.unit, provisional=one.provisional)
