"""Opening a case for somebody of its platform. What he may not see is as what is not there."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from claims.errors import Refused
from claims.periods import Unit
from portal.desk.looking import with_names
from portal.lights import Light, Term, light_of
from portal.shell import desk_of
from portal.signed_in import SignedIn, of_roles
from workflows.moves import Choice, choices
from workflows.platform_cases import Due, OwnCase, own_case
from workflows.roles import Role
from workflows.transaction import Desk, reading

ONE = Depends(of_roles(Role.PLATFORM))
CASES = "/p/reports"


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of its own for an act: its address, and what the button says that leads to it."""

    path: str
    verb: str


APPLY = OwnPage("/p/apply/{no}", "代为申请…")
ANSWER = OwnPage("/p/requests/{no}", "答复数据请求…")
PAGES = {"apply": APPLY, "receive_data": ANSWER, "answer_without_data": ANSWER}


@dataclass(frozen=True, slots=True)
class OwnLook:
    """A case as its platform looks at it, what the platform may do on it now, and what it could but for a guard."""

    desk: Desk
    case: OwnCase
    choices: tuple[Choice, ...]
    kept: tuple[Choice, ...] = ()

    def choice(self, trigger: str) -> Choice | None:
        """What may be done under this trigger now."""
        return next((one for one in self.choices if one.move.trigger == trigger), None)

    def about(self, target: str) -> str:
        """What a thing of the case is, in words; empty where nothing may be done on it any more."""
        return next((one.about for one in self.choices if one.target == target), "")

    @property
    def lights(self) -> list[tuple[Due, Light]]:
        """Its last days with their lights."""
        return [(due, light_of_due(due, self.desk)) for due in self.case.due]


def look_at_own(request: Request, who: SignedIn, no: str) -> OwnLook:
    """Open the case. Raises HTTPException 404."""
    desk = desk_of(request)
    try:
        case = own_case(desk, who.username, no)
        found = [one for one in choices(desk, who.username, no) if not one.possible_in]
        with reading(desk) as connection:
            found = with_names(connection, no, found)
    except Refused as unseen:
        raise HTTPException(404) from unseen
    kept = tuple(one for one in found if not one.allowed and one.move.trigger in PAGES)
    return OwnLook(desk, case, tuple(one for one in found if one.allowed), kept)


def reasons_of(choice: Choice) -> tuple[str, ...]:
    """What stands in the way of a move."""
    return tuple(one.message() for one in choice.reasons)


def light_of_due(due: Due, desk: Desk) -> Light:
    """The light of a last day."""
    return light_of(Term(due.due_on, Unit(due.unit), provisional=due.provisional), desk.calendar, desk.today())
