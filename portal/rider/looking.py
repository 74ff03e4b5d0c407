"""Opening a case for the injured person or kin: another's case and one that does not exist are the same page.

Who reported for another with his own telephone is signed in as the person whom that report opened, and is not he: for him only
the pages that say `OR_REPORTER` are there.
"""

from __future__ import annotations

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from portal.desk.looking import desk_to_look
from portal.shell import desk_of
from portal.signed_in import SignedIn, of_roles
from workflows.access_log import Access, note_read
from workflows.moves import Choice, choices_on_case
from workflows.phone_changes import is_reporters_phone
from workflows.rider_view import RiderCase, rider_case
from workflows.roles import Role
from workflows.sight import Part
from workflows.transaction import reading

OR_REPORTER = Depends(of_roles(Role.RIDER))


def is_reporter(request: Request, who: SignedIn) -> bool:
    """Whether the telephone by which this person is signed in is that of who reported for him."""
    with reading(desk_of(request)) as connection:
        return is_reporters_phone(connection, str(who.actor.person_id))


def himself(request: Request, who: SignedIn = OR_REPORTER) -> SignedIn:
    """The injured person, or kin. Raises HTTPException 404 for who only reported for another."""
    if is_reporter(request, who):
        raise HTTPException(404)
    return who


RIDER = Depends(himself)


def own_case(request: Request, who: SignedIn, no: str) -> RiderCase:
    """The case `no` of this person. Raises HTTPException 404 where there is none, or but a part of it is his."""
    seen = shown_part(request, who, no)
    if seen.part is not Part.WHOLE:
        raise HTTPException(404)
    return seen


def shown_part(request: Request, who: SignedIn, no: str) -> RiderCase:
    """The case `no`, or what is this person's of it. Raises HTTPException 404 where there is neither."""
    desk = desk_to_look(request)
    found = rider_case(desk, who.actor, no)
    if not isinstance(found, RiderCase):
        raise HTTPException(404)
    note_read(desk, who.username, Access.CASE, no, found.claim["person_id"])
    return found


def own_choices(request: Request, who: SignedIn, no: str) -> dict[str, Choice]:
    """What this person may do with his case by himself, and what stands in the way of it, by the move."""
    return {one.move.trigger: one for one in choices_on_case(desk_to_look(request), who.username, no)}
