"""A form that came after its session had run out goes back to the page on which it was filled in.

A form names that page in a hidden field `back`; the page calls `given_back` and fills its fields with what it gets. A form
without that field waits at /kept, from where it can be sent again as it was.
"""

from __future__ import annotations

from starlette.requests import Request

from portal.fields import Fields
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.kept_forms import take_form

BACK = "back"
GIVEN_BACK = "kept"


def given_back(request: Request, signed: SignedIn) -> Fields | None:
    """What this visitor had filled in on this page when his session ran out; given once, None where there is nothing."""
    form_id = request.query_params.get(GIVEN_BACK, "")
    if not form_id:
        return None
    desk = desk_of(request)
    form = take_form(desk, signed.username, form_id[:64], desk.instant())
    return None if form is None else Fields([(name, one) for name, all_ in form.fields.items() for one in all_])
