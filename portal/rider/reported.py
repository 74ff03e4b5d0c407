"""您替别人报的案: what who reported for another with his own telephone is told of it. He is not the injured person: until an
officer has made him the claimant he reads that the report came, until when the platform must act, and what he can do next.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from claims.masking import masked_name
from portal.rider.frame import rider_page
from portal.rider.periods import UNCONFIRMED, latest_of
from portal.shell import desk_of
from portal.signed_in import SignedIn
from portal.wording import overlay_words
from workflows.locking import read_person
from workflows.own_data import case_body
from workflows.rider_answers import CARE, DIED
from workflows.rider_view import RiderCase
from workflows.transaction import reading

REPORTED = "reported"
OF_THE_PLATFORM = "T2"


def reported_page(request: Request, who: SignedIn, seen: RiderCase) -> Response:
    """The page of a case for who reported it for another."""
    desk, claim = desk_of(request), seen.claim
    with reading(desk) as connection:
        name = str((read_person(connection, str(who.actor.person_id)) or {}).get("name", ""))
        care = str(case_body(connection, claim["no"]).get("care", ""))
    facts: dict[str, Any] = {
        "no": claim["no"],
        "reporter": True,
        "name": masked_name(name),
        "waits": claim["state"] == REPORTED,
        "died": care.startswith(CARE[DIED]),
        "latest": [latest_of(desk, clock) for clock in seen.clocks if clock["code"] == OF_THE_PLATFORM],
        "doubt": overlay_words(UNCONFIRMED),
    }
    return rider_page(request, "r/reported.html", **facts)
