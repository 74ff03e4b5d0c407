"""待办: what the platform has to answer, apply for and pay, by the day on which it falls due."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.desk.today import SHOWN_MAX, row_of
from portal.platform.looking import CASES, ONE, PAGES
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn
from workflows.inbox_entry import Entry
from workflows.platform_cases import own_supports
from workflows.today import Group, Waiting, waiting_for

ALLOWANCE = "/p/allowance"
REQUEST = "data_request"


def today_routes() -> APIRouter:
    """The route of the page."""
    routes = APIRouter()

    @routes.get("/p")
    def today(request: Request, who: SignedIn = ONE) -> Response:
        desk = desk_of(request)
        found = sorted(waiting_for(desk, who.username), key=lambda one: list(Group).index(one.group))
        rows = [(row_of(one, desk), page_of(one.entry)) for one in found[:SHOWN_MAX]]
        return show(
            request,
            who,
            "platform/today.html",
            groups=[(group.value, list(part)) for group, part in groupby(rows, key=lambda row: row[0].waiting.group)],
            said=_late(found),
            unpaid=len(own_supports(desk, who.username, ["due"])),
            total=len(found),
            most=SHOWN_MAX,
        )

    return routes


def page_of(entry: Entry) -> str:
    """Where a thing that waits is done."""
    if entry.target.partition("/")[2].startswith("support-"):
        return ALLOWANCE
    mine = [PAGES[trigger] for trigger in entry.moves if trigger in PAGES]
    return mine[0].path.format(no=entry.claim_no) if mine else f"{CASES}/{entry.claim_no}"


def _late(found: list[Waiting]) -> Said | None:
    late = [one for one in found if one.entry.code == REQUEST and one.group is Group.OVERDUE]
    return Said("warning", f"逾期答复 {len(late)}：我局将按从业人员提供的证据作出决定，并写入文书。") if late else None
