"""待办: what the platform has to answer, apply for and pay, by the day on which it falls due; apart, what it may still use."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.desk.today import place_in, place_text, row_of
from portal.platform.looking import CASES, ONE, PAGES
from portal.queries import address
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn
from workflows.inbox_entry import Entry
from workflows.platform_cases import own_supports, unanswered
from workflows.today import today_of
from workflows.transaction import reading

TODAY, ALLOWANCE = "/p", "/p/allowance"


def today_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get(TODAY)
    def today(request: Request, after: str = "", who: SignedIn = ONE) -> Response:
        desk = desk_of(request)
        with reading(desk) as connection:
            found = today_of(connection, desk, who.actor, None, place_in(after), rights=False)
            may = today_of(connection, desk, who.actor, rights=True)
            late = unanswered(connection, who.actor, desk.today())
        rows, rights = ([(row_of(one, desk), page_of(one.entry)) for one in part.waiting] for part in (found, may))
        return show(
            request,
            who,
            "platform/today.html",
            groups=[(group.value, list(part)) for group, part in groupby(rows, key=lambda row: row[0].waiting.group)],
            rights=() if after else rights,
            rights_all=sum(may.counts.values()),
            said=late_said(late),
            unpaid=len(own_supports(desk, who.username, ["due"])),
            total=sum(found.counts.values()),
            first=TODAY if after else "",
            more=address(TODAY, {}, after=place_text(found.after)) if found.after else "",
        )

    return routes


def page_of(entry: Entry) -> str:
    """Where a thing that waits is done."""
    if entry.target.partition("/")[2].startswith("support-"):
        return ALLOWANCE
    mine = [PAGES[trigger] for trigger in entry.moves if trigger in PAGES]
    return mine[0].path.format(no=entry.claim_no) if mine else f"{CASES}/{entry.claim_no}"


def late_said(count: int) -> Said | None:
    """What comes of requests for data that were let pass; None where there are none."""
    return Said("warning", f"逾期答复 {count}：我局将按从业人员提供的证据作出决定，并写入文书。") if count else None
