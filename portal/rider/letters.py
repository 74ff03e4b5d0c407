"""文书: the letters of a case for one person, each in plain words first, then as it was issued; and being served by it.

Who has not agreed to electronic service chooses: to be served now, or to read only and get it on paper. Reading starts no
period.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, Conflict, Refused
from portal.days import day_text
from portal.desk.letters import sent_pdf
from portal.fields import Fields, new_key
from portal.letter_shown import shown_letter
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, shown_part
from portal.rider.periods import latest_of
from portal.shell import desk_of
from portal.signed_in import SignedIn, posted_form
from workflows.access_log import Access, note_read
from workflows.letter_view import letter_file
from workflows.recipients import KIN
from workflows.rider_letters import (
    ASK_PAPER,
    OwnLetter,
    ask_paper,
    letters_for,
    may_ask_paper,
    read_letter,
    receive,
    standing_consent,
)
from workflows.rider_view import RiderCase
from workflows.transaction import reading

PATH = "/r/cases/{no}/letters"
ONE = PATH + "/{place}"


@cache
def plain_words() -> Mapping[str, Mapping[str, str]]:
    """What each kind of letter says and asks, for who gets it."""
    return tomllib.loads(files("portal").joinpath("letters.toml").read_text(encoding="utf-8"))


def plain_words_for(own: OwnLetter) -> Mapping[str, str]:
    """What a letter says and asks, for this person: what is said to the injured person is not said so to kin."""
    told = plain_words()[own.row["kind"]]
    is_kin = own.service is not None and own.service["recipient_kind"] == KIN
    return {**told, "says": told.get("says_to_kin", told["says"])} if is_kin else told


def letter_routes_of_riders() -> APIRouter:
    """The routes of the list and of one letter."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, no: str, who: SignedIn = RIDER) -> Response:
        _, letters = _letters(request, who, no)
        rows = [(one, plain_words_for(one)["says"], day_text(one.row["dated_on"])) for one in letters]
        return rider_page(request, "r/letters.html", base=f"/r/cases/{no}", no=no, letters=rows)

    @routes.get(ONE)
    def one(request: Request, no: str, place: str, read: str = "", who: SignedIn = RIDER) -> Response:
        seen, own = _letter(request, who, no, place)
        return _page(request, who, seen, own, unserved=read == "1")

    @routes.post(ONE)
    async def sign(
        request: Request, no: str, place: str, who: SignedIn = RIDER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_receive, request, who, no, place, form)

    @routes.get(ONE + "/pdf")
    def pdf(request: Request, no: str, place: str, who: SignedIn = RIDER) -> Response:
        seen, own = _letter(request, who, no, place)
        desk = desk_of(request)
        try:
            with reading(desk) as connection:
                content = letter_file(desk, connection, own.row, own.variant)
        except ClaimsError as fault:
            return _page(request, who, seen, own, 404, unserved=True, fault=fault.message())
        note_read(desk, who.username, Access.FILE, no, field=own.row["kind"])
        return sent_pdf(content, str(own.row["number"] or own.name))

    return routes


def _letters(request: Request, who: SignedIn, no: str) -> tuple[RiderCase, list[OwnLetter]]:
    seen = shown_part(request, who, no)
    with reading(desk_of(request)) as connection:
        return seen, letters_for(connection, seen.claim, str(who.actor.person_id))


def _letter(request: Request, who: SignedIn, no: str, place: str) -> tuple[RiderCase, OwnLetter]:
    """One of the person's letters. Raises HTTPException 404 for any other."""
    seen, letters = _letters(request, who, no)
    own = next((one for one in letters if one.place == place), None)
    if own is None:
        raise HTTPException(404)
    return seen, own


def _receive(request: Request, who: SignedIn, no: str, place: str, form: Fields) -> Response:
    seen, own = _letter(request, who, no, place)
    here = f"/r/cases/{no}/letters/{place}"
    wants_paper = form.get("do") == ASK_PAPER
    if own.service is None or (not own.awaits and not wants_paper):
        return RedirectResponse(here, 303)
    act = ask_paper if wants_paper else receive
    try:
        outcome = act(desk_of(request), who.username, str(who.actor.person_id), own, form.get("key", ""))
    except (Conflict, Refused) as no_way:
        return _page(request, who, seen, own, 409, fault=no_way.message())
    if not outcome.done:
        return _page(request, who, seen, own, 422, fault=outcome.refusals[0].message())
    return RedirectResponse(here, 303)


def _page(
    request: Request,
    who: SignedIn,
    seen: RiderCase,
    own: OwnLetter,
    status: int = 200,
    *,
    unserved: bool = False,
    fault: str = "",
) -> Response:
    """The letter; before it is served its text is there only for who chose to read it so (`unserved`)."""
    desk, no = desk_of(request), seen.claim["no"]
    with reading(desk) as connection:
        letter, file = read_letter(connection, own)
        agreed = standing_consent(connection, no, str(who.actor.person_id)) is not None
    opened = not own.awaits or unserved
    if opened:
        note_read(desk, who.username, Access.LETTER, no, field=own.row["kind"])
    facts: dict[str, Any] = {
        "no": no,
        "own": own,
        "here": f"/r/cases/{no}/letters/{own.place}",
        "plain": plain_words_for(own),
        "day": day_text(own.row["dated_on"]),
        "served": day_text(own.service["served_on"]) if own.service and own.service["served_on"] else "",
        "opened": opened,
        "agreed": agreed,
        "rights": [latest_of(desk, clock) for clock in seen.rights if _of(own, no, clock)],
        "over": [latest_of(desk, clock) for clock in seen.lapsed if _of(own, no, clock)],
        "shown": shown_letter(letter) if letter is not None and opened else None,
        "kilobytes": -(-file["size_bytes"] // 1024) if file else 0,
        "paper": ASK_PAPER if may_ask_paper(desk, who.username, own) else "",
        "fault": fault,
        "key": new_key(),
    }
    return rider_page(request, "r/letter.html", status, **facts)


def _of(own: OwnLetter, no: str, clock: Mapping[str, Any]) -> bool:
    """Whether a remedy is of this letter: of its service, of the appraisal that it is about, or begun by its own act."""
    subjects = {own.service["id"] if own.service else "", own.row["subject"]} - {no}
    return clock["subject"] in subjects or clock["started_by"] == own.row["event_id"]
