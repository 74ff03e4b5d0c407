"""一键报案: three screens, one to look it over, and the receipt. No sign-in, no SMS, no order number, no file, no script.

Each screen is kept on the server when it is sent, under a cookie that only this browser shows, so that going back and
forth, a lost connection or a session of two days lose nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Conflict, Refused, words
from portal.cookies import give_receipt, give_report, report_token, sent_receipts, session_token
from portal.days import day_text
from portal.fields import Fields, read_fields
from portal.limits import REPORTING, SENDING_REPORT, Limits
from portal.parts import Question
from portal.rider.frame import rider_page
from portal.rider.report_form import Asked, given_on, questions
from portal.same_site import carries, is_from_here
from portal.shell import desk_of
from portal.sign_in_forms import asker
from portal.signed_in import FormRefused
from workflows.phone_codes import Purpose, send_code
from workflows.report_drafts import ReportDraft, draft_of, receipt_token, save_answers
from workflows.rider_answers import SCREENS, first_open, told
from workflows.rider_reports import Before, Shown, reported_before, send_report
from workflows.sessions import csrf_token, new_token
from workflows.visiting import visitor_of

PATH = "/r/report/"
CHECKED = len(SCREENS) + 1  # the screen on which it is looked over and sent
DECLARED, APART, MEND = "true", "apart", "mend"


def screen_number(screen: str) -> int:
    """The number of a screen in an address. Raises HTTPException 404 where there is none such."""
    if screen not in map(str, range(1, CHECKED + 1)):
        raise HTTPException(404)
    return int(screen)


Number = Annotated[int, Depends(screen_number)]


def report_routes(limits: Limits) -> APIRouter:
    """The routes of the screens; the receipt has its own."""
    routes = APIRouter()

    @routes.get(PATH + "{screen}")
    def ask(request: Request, number: Number) -> Response:
        return _ask(request, number)

    @routes.post(PATH + "{screen}")
    async def answer(request: Request, number: Number) -> Response:
        return await run_in_threadpool(_posted, request, limits, number, await read_fields(request))

    return routes


def _ask(request: Request, number: int) -> Response:
    desk, token = desk_of(request), report_token(request)
    draft = draft_of(desk, token)
    if draft.claim_no is not None:
        if number > 1:
            return _to_receipt(token)
        token, draft = "", draft_of(desk, "")  # what was sent is done: the first screen begins another report
    if number > first_open(draft.answers):
        return RedirectResponse(f"{PATH}{first_open(draft.answers)}", 303)
    return _page(request, number, draft.answers, {}, token=token or new_token())


def _posted(request: Request, limits: Limits, number: int, form: Fields) -> Response:
    """What becomes of a form. Raises FormRefused for one from elsewhere; one of another hour comes back as it was filled in."""
    if not is_from_here(request):
        raise FormRefused
    desk, token = desk_of(request), report_token(request)
    if not token or not carries(form, csrf_token(token)):
        return _once_more(request, number, form, words("rider_once_more"), 409, token or new_token())
    draft = draft_of(desk, token)
    if draft.claim_no is not None:
        return _to_receipt(token)
    rate = SENDING_REPORT if number == CHECKED else REPORTING
    wait = limits.seconds_to_wait(rate, request.client.host if request.client else "")
    if wait:
        return _once_more(request, number, form, words("rider_too_often", seconds=wait), 429, token)
    return _answer(request, number, form, token) if number < CHECKED else _send(request, draft, form, token)


def _once_more(request: Request, number: int, form: Fields, why: str, status: int, token: str) -> Response:
    """The same screen with what was filled in, to be sent again; the check page is there only over a whole report."""
    kept = draft_of(desk_of(request), token).answers
    if number == CHECKED and first_open(kept) != CHECKED:
        return RedirectResponse(f"{PATH}{first_open(kept)}", 303)
    given = given_on(SCREENS[number - 1].names, form) if number < CHECKED else {}
    return _page(request, number, {**kept, **given}, {"sent": why}, status, token=token)


def _answer(request: Request, number: int, form: Fields, token: str) -> Response:
    """Keep a screen that can be read, and go on: to the next one, or back to where one came from to mend it."""
    desk = desk_of(request)
    given = given_on(SCREENS[number - 1].names, form)
    answers, faults = SCREENS[number - 1].read(given, desk.instant(), desk.rules)
    if faults:
        return _page(request, number, {**draft_of(desk, token).answers, **given, **answers}, faults, 422, token=token)
    save_answers(desk, token, answers, desk.instant())
    mended = MEND in request.query_params
    return RedirectResponse(f"{PATH}{first_open(draft_of(desk, token).answers) if mended else number + 1}", 303)


def _send(request: Request, draft: ReportDraft, form: Fields, token: str) -> Response:
    """Open the case, where all is answered, declared true, and not told before."""
    if first_open(draft.answers) != CHECKED:
        return RedirectResponse(f"{PATH}{first_open(draft.answers)}", 303)
    if form.get(DECLARED) != "1":
        return _page(request, CHECKED, draft.answers, {DECLARED: words("rider_not_declared")}, 422, token=token)
    before = reported_before(desk_of(request), draft.answers, _shown(request))
    if before is not None and form.get(APART) != "1":
        return _page(request, CHECKED, draft.answers, {}, token=token, before=before)
    return _open(request, draft, token, apart=form.get(APART) == "1")


def _open(request: Request, draft: ReportDraft, token: str, *, apart: bool) -> Response:
    desk = desk_of(request)
    try:
        send_report(desk, draft, _shown(request), apart=apart)
        send_code(desk, Purpose.SIGN_IN, draft.answers["phone"], asker(request, receipt_token(token)), desk.instant())
    except (BadInput, Refused) as no_way:
        return _page(request, CHECKED, draft.answers, {"sent": no_way.message()}, 422, token=token)
    except Conflict:  # the same form, sent twice at once: the other one has opened the case
        if draft_of(desk, token).claim_no is None:
            raise
    answer = _to_receipt(token)
    give_receipt(answer, request, receipt_token(token))
    return answer


def _shown(request: Request) -> Shown:
    """What this browser shows of whose it is."""
    desk = desk_of(request)
    found = visitor_of(desk, session_token(request), desk.instant(), noted=False)
    return Shown(sent_receipts(request), found.actor.person_id if found else None)


def _to_receipt(token: str) -> Response:
    return RedirectResponse(f"{PATH}done/{receipt_token(token)}", 303)


def _page(
    request: Request,
    number: int,
    answers: Mapping[str, Any],
    faults: Mapping[str, str],
    status: int = 200,
    *,
    token: str,
    before: Before | None = None,
) -> Response:
    desk = desk_of(request)
    facts: dict[str, Any] = {
        "number": number,
        "screens": CHECKED,
        "errors": list(faults.items()),
        "csrf": csrf_token(token),
        "mend": MEND in request.query_params,
    }
    if number == CHECKED:
        day = day_text(before.reported_on, desk.today(), weekday=False) if before else ""
        tick = Question(DECLARED, "以上是我知道的真实情况", "tick", before is not None, error=faults.get(DECLARED, ""))
        facts |= {"rows": told(answers), "declared": tick, "before": day}
        answer = rider_page(request, "r/report_check.html", status, **facts)
    else:
        groups = questions(number, answers, faults, desk.rules, desk.today())
        facts |= {"errors": _in_order(groups, faults), "groups": groups, "title": SCREENS[number - 1].title}
        answer = rider_page(request, "r/report.html", status, **facts)
    give_report(answer, request, token)
    return answer


def _in_order(groups: Asked, faults: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong, in the order in which the page asks; what is no answer's fault comes last."""
    names = [one.name for _, asked in groups for one in asked]
    return sorted(faults.items(), key=lambda fault: names.index(fault[0]) if fault[0] in names else len(names))
