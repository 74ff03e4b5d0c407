"""Who is signed in, for the pages: dependencies that let a visitor through or raise what turns him away.

`portal/turned_away.py` answers what is raised here. The desk is found at `request.app.state.desk`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Depends
from starlette.requests import Request

from portal.cookies import session_token
from portal.fields import Fields, read_fields
from portal.same_site import carries, is_from_here
from portal.shell import desk_of
from workflows.present_law import with_present_law
from workflows.roles import Actor, Role
from workflows.security_log import Happened, Whence, note_refusal
from workflows.sessions import csrf_token, is_stepped_up
from workflows.transaction import Desk
from workflows.visiting import visitor_of


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in: `actor` is how the workflows know him, with the posts held today. `csrf` is what his forms
    carry; `stepped_up` is whether he has shown within ten minutes again who he is; `kind` is staff, platform or rider."""

    session_id: str
    actor: Actor
    display_name: str
    csrf: str
    stepped_up: bool
    kind: str = "staff"

    @property
    def username(self) -> str:
        """The name of the account."""
        return self.actor.username

    @property
    def roles(self) -> frozenset[Role]:
        """The posts held today."""
        return self.actor.roles


class NotSignedIn(Exception):
    """Nobody is signed in; `next` is the page that was asked for."""

    def __init__(self, next_page: str) -> None:
        super().__init__(next_page)
        self.next = next_page


class PasswordDue(Exception):
    """Who is signed in must choose a password of his own first."""


BY_ITSELF = "x-live"  # a page that fetches its changed regions says so, and keeps no session alive


class WrongPost(Exception):
    """The page is for other posts than this visitor holds."""

    def __init__(self, signed: SignedIn, roles: frozenset[Role]) -> None:
        super().__init__("wrong_post")
        self.signed = signed
        self.roles = roles


class StepUpNeeded(Exception):
    """The act asks again who it is; `next` is where it goes on."""

    def __init__(self, next_page: str, signed: SignedIn) -> None:
        super().__init__(next_page)
        self.next = next_page
        self.signed = signed


class FormRefused(Exception):
    """A form that did not come from our own page; nothing was changed. `signed` is in whose name it came, if in anybody's."""

    def __init__(self, signed: SignedIn | None = None) -> None:
        super().__init__("form_refused")
        self.signed = signed


def whence(request: Request) -> Whence:
    """From where a request comes, as it is logged."""
    address = request.client.host if request.client else ""
    printable = "".join(character for character in request.headers.get("user-agent", "") if character.isprintable())
    return Whence(address, printable)


def page_asked(request: Request) -> str:
    """The path and query of a request."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def signed_in_at_all(request: Request) -> SignedIn:
    """Who is signed in, even with a password that he must change. Raises NotSignedIn."""
    return _signed_in(request)[0]


def signed_in(request: Request) -> SignedIn:
    """Who is signed in. Raises NotSignedIn, PasswordDue."""
    found, must_change = _signed_in(request)
    if must_change:
        raise PasswordDue
    return found


def of_roles(*roles: Role) -> Callable[..., SignedIn]:
    """A dependency that lets through who holds one of these posts today. It raises WrongPost, and the refusal is logged."""
    wanted = frozenset(roles)

    def holder(request: Request) -> SignedIn:
        signed = signed_in(request)
        if signed.roles & wanted:
            return signed
        desk = desk_of(request)
        route = getattr(request.scope.get("route"), "path", request.url.path)
        facts = (signed.username, signed.session_id, route, whence(request))
        note_refusal(desk, Happened.WRONG_POST, desk.instant(), *facts)
        raise WrongPost(signed, wanted)

    return holder


async def posted_form(request: Request, signed: SignedIn = Depends(signed_in)) -> Fields:
    """The fields of a form that came from our own page of this session. Raises FormRefused, BadForm."""
    fields = await read_fields(request)
    check_form(request, signed, fields)
    return fields


async def own_form(request: Request, signed: SignedIn = Depends(signed_in_at_all)) -> Fields:
    """The same, on the pages that are open to who must change his password."""
    fields = await read_fields(request)
    check_form(request, signed, fields)
    return fields


def check_form(request: Request, signed: SignedIn, fields: Fields) -> None:
    """Raises FormRefused for a form from elsewhere, or of another session; for those who read a form themselves."""
    if not is_from_here(request) or not carries(fields, signed.csrf):
        raise FormRefused(signed)


async def require_step_up(request: Request, signed: SignedIn = Depends(signed_in)) -> SignedIn:
    """Who has shown within ten minutes again who he is. Raises StepUpNeeded; before it FormRefused for a form from elsewhere."""
    if signed.stepped_up:
        return signed
    if request.method != "GET":
        check_form(request, signed, await read_fields(request))
    raise StepUpNeeded(page_asked(request), signed)


def _present_desk(request: Request) -> Desk:
    """The desk of the application, with the law that another process may have changed meanwhile."""
    desk = desk_of(request)
    present = with_present_law(desk)
    if present is not desk:
        request.app.state.desk = present
    return present


def _signed_in(request: Request) -> tuple[SignedIn, bool]:
    """Who is signed in, read once a request, and whether he must change his password."""
    if not hasattr(request.state, "signed_in"):
        request.state.signed_in = _read(request)
    signed, must_change = request.state.signed_in
    request.state.who = signed  # the frame says who is signed in
    return signed, must_change


def _read(request: Request) -> tuple[SignedIn, bool]:
    desk, token = _present_desk(request), session_token(request)
    instant = desk.instant()
    found = visitor_of(desk, token, instant, noted=BY_ITSELF not in request.headers) if token else None
    if found is None:
        raise NotSignedIn(page_asked(request))
    signed = SignedIn(
        session_id=found.session["id"],
        actor=found.actor,
        display_name=found.display_name,
        csrf=csrf_token(token),
        stepped_up=is_stepped_up(found.session, instant),
        kind=found.session["kind"],
    )
    return signed, found.must_change
