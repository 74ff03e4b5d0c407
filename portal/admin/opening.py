"""开设账号、增加岗位, by an administrator: posts inside the house wait for a second person.

Those of a platform are given at once, with the first password of a new account told on the answer itself, once.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from portal.admin.people import ADMINISTRATOR, PATH
from portal.admin.post_answers import PLACES
from portal.admin.post_form import person_questions, post_questions, read_account, read_posts
from portal.fields import Fields
from portal.given_back import BACK, given_back
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, posted_form, require_step_up
from workflows.account_list import account
from workflows.account_opening import Giving, add_posts, more_posts, open_sign_in, opening, takes_two
from workflows.people import HeldPost
from workflows.post_proposals import propose
from workflows.roles import Role
from workflows.transaction import reading

NEW, MORE = f"{PATH}/_new", f"{PATH}/{{username}}/posts"  # no username begins with a stroke
NO_FAULTS: Mapping[str, str] = {}
AGAIN = [ADMINISTRATOR, Depends(require_step_up)]


def opening_routes() -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter()

    @routes.get(NEW)
    def ask(request: Request, who: SignedIn = ADMINISTRATOR) -> Response:
        return _page(request, who, "", given_back(request, who) or Fields([]))

    @routes.post(NEW, dependencies=AGAIN)
    def open_(request: Request, who: SignedIn = ADMINISTRATOR, form: Fields = Depends(posted_form)) -> Response:
        return _given(request, who, "", form)

    @routes.get(MORE)
    def more(request: Request, username: str, who: SignedIn = ADMINISTRATOR) -> Response:
        return _page(request, who, username, given_back(request, who) or Fields([]))

    @routes.post(MORE, dependencies=AGAIN)
    def add(
        request: Request, username: str, who: SignedIn = ADMINISTRATOR, form: Fields = Depends(posted_form)
    ) -> Response:
        return _given(request, who, username, form)

    return routes


def _given(request: Request, who: SignedIn, username: str, form: Fields) -> Response:
    """What comes of the form: the posts of the account of this name, or of a new one where there is none."""
    asked = read_posts(form, desk_of(request).today())
    if asked.faults:
        return _page(request, who, username, form, 422, faults=asked.faults)
    try:
        return _add(request, who, username, asked.posts) if username else _open(request, who, form, asked.posts)
    except ClaimsError as fault:
        return _page(request, who, username, form, 422, Said("failure", fault.message()))


def _open(request: Request, who: SignedIn, form: Fields, posts: tuple[HeldPost, ...]) -> Response:
    desk, wanted = desk_of(request), read_account(form, posts)
    giving = opening(desk, wanted, desk.today())
    if _waits(request, who, giving):
        return RedirectResponse(PLACES[Role.ADMINISTRATOR], 303)
    password = open_sign_in(desk, wanted, desk.instant(), who.username)
    done = Said("success", words("account_opened_done", username=wanted.username), password)
    return _page(request, who, "", Fields([]), said=done)


def _add(request: Request, who: SignedIn, username: str, posts: tuple[HeldPost, ...]) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        giving = more_posts(connection, username, posts)
    if _waits(request, who, giving):
        return RedirectResponse(PLACES[Role.ADMINISTRATOR], 303)
    add_posts(desk, username, posts, desk.instant(), who.username)
    return RedirectResponse(f"{PATH}/{username}", 303)


def _waits(request: Request, who: SignedIn, giving: Giving) -> bool:
    """Whether the posts take a second person; then they are put forward."""
    desk = desk_of(request)
    with reading(desk) as connection:
        by_two = takes_two(connection, giving, who.actor)
    if by_two:
        propose(desk, giving, desk.instant(), who.username)
    return by_two


def _page(
    request: Request,
    who: SignedIn,
    username: str,
    form: Fields,
    status: int = 200,
    said: Said | None = None,
    faults: Mapping[str, str] = NO_FAULTS,
) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        found = account(connection, desk.instant(), username) if username else None
    if username and found is None:
        raise HTTPException(404)
    facts = {
        "of": found,
        "questions": [
            *([] if username else person_questions(form, desk.rules, desk.today())),
            *post_questions(form, faults, desk.today()),
        ],
        "action": f"{PATH}/{username}/posts" if username else NEW,
        "errors": list(faults.items()),
        "back": BACK,
    }
    return show(request, who, "admin/posts.html", status, said=said, **facts)
