"""增加受送达人: whether it is one of the kin or a third party is asked first: kin are chosen from those registered."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from portal.desk.looking import Look
from portal.queries import address
from portal.shell import show
from workflows.moves import Choice
from workflows.recipients import KIN, RECIPIENT_NAMES, THIRD_PARTY
from workflows.table import Field

WHOM, KIND = "whom", "recipient_kind"
OF_OTHERS = {KIN: ("organisation",), THIRD_PARTY: ()}  # what is not asked of each


def asks_whom(choice: Choice) -> bool:
    """Whether this adds a recipient of whom it has not been said what he is."""
    return (choice.machine, choice.move.trigger) == ("service", "add_recipient") and any(
        field.name == KIND and len(field.choices) > 1 for field in choice.needs
    )


def for_whom(choice: Choice, whom: str) -> Choice:
    """The move with what a recipient of this kind needs; any other move, and an unknown kind, as it stands."""
    if not asks_whom(choice) or whom not in OF_OTHERS:
        return choice
    asked = (field for field in choice.needs if field.name not in OF_OTHERS[whom])
    return replace(choice, needs=tuple(_of(field, whom) for field in asked))


def _of(field: Field, whom: str) -> Field:
    """A question as it is asked of this kind: what he is has been said, and who of the kin it is is chosen by name."""
    if field.name == KIND:
        return replace(field, choices=(whom,))
    return replace(field, label=RECIPIENT_NAMES[KIN]) if (field.name, whom) == ("recipient", KIN) else field


def whom_page(request: Request, look: Look, choice: Choice) -> Response:
    """The page that asks for it; each answer leads to its form."""
    here = {"on": choice.target, "do": choice.move.trigger}
    ways = [(address(request.url.path, {**here, WHOM: kind}), RECIPIENT_NAMES[kind]) for kind in OF_OTHERS]
    return show(request, look.who, "desk/case/whom.html", ways=ways, verb=choice.move.label, **look.facts)
