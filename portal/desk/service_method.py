"""登记送达: the way of service is asked first, then only what that way needs."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from portal.desk.acts import act_href, title_of
from portal.desk.looking import Look
from portal.queries import address
from portal.shell import show
from workflows.moves import Choice
from workflows.recipients import METHOD_NAMES

METHOD = "method"
# What each way of service asks for, of the data in the row of the table; the others are not asked.
ASKED: dict[str, tuple[str, ...]] = {
    "direct": ("signer", "signed_by", "of_age", "place", "evidence"),
    "post": ("sent_on", "signer", "signed_by", "of_age", "evidence"),
    "electronic": ("evidence",),
}
# Ways that are moves of their own.
OWN_MOVES = {"left": "refuse_left", "announcement": "announce"}


def asks_method(choice: Choice) -> bool:
    """Whether this is a service whose way has not been chosen yet."""
    return (choice.machine, choice.move.trigger) == ("service", "serve") and any(
        field.name == METHOD and len(field.choices) > 1 for field in choice.needs
    )


def by_method(choice: Choice, method: str) -> Choice:
    """The service with what one way of it needs; any other move, and an unknown way, as it stands."""
    if not asks_method(choice) or method not in ASKED:
        return choice
    fields = {field.name: field for field in choice.needs}
    asked = tuple(fields[name] for name in ASKED[method] if name in fields)
    return replace(choice, needs=(*asked, replace(fields[METHOD], choices=(method,))))


def method_page(request: Request, look: Look, choice: Choice) -> Response:
    """The page that asks for the way; each leads to the form of that way, or to the move that it is."""
    here = {"on": choice.target, "do": choice.move.trigger}
    ways = [(address(request.url.path, {**here, METHOD: method}), METHOD_NAMES[method]) for method in ASKED]
    own = {one.move.trigger: one for one in look.choices if one.target == choice.target and one.allowed}
    ways += [(act_href(own[move], look.no), METHOD_NAMES[way]) for way, move in OWN_MOVES.items() if move in own]
    return show(request, look.who, "desk/case/method.html", ways=ways, verb=title_of(choice), **look.facts)
