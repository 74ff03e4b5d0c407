"""收款账户: the account that a person is paid to, case by case. Another one is asked for in two steps: written, then looked at
again and confirmed by a code; it is registered only after two officers have looked at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import Refused, words
from claims.masking import masked_account, masked_phone
from claims.periods import Unit
from portal.days import day_text
from portal.fields import Fields
from portal.given_back import BACK, given_back
from portal.lights import SHOWN_UNIT
from portal.limits import Limits
from portal.parts import Question
from portal.rider.acting import command_of, form_facts, refused
from portal.rider.cases import returned_text
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, own_choices, shown_part
from portal.rider.sign_in import code_question
from portal.shell import desk_of
from portal.sign_in_forms import asker, check_rate, wait_said
from portal.signed_in import SignedIn, posted_form, whence
from workflows.account_requests import ASK
from workflows.locking import read_person
from workflows.moves import Choice
from workflows.payees import bare_account, is_account_number, is_right_number
from workflows.phone_codes import Purpose, send_code
from workflows.phone_sign_in import Proof, prove_again
from workflows.rider_accounts import account_story, asked_meanwhile, own_accounts, was_asked
from workflows.rider_answers import clean
from workflows.rider_view import RiderCase, own_cases
from workflows.transaction import reading

PATH = "/r/me/bank"
CHECK, SEND = "check", "send"
REPORTED = "reported"
CARD = "社会保障卡"
ANSWERS = ("basis", "bank", "account")
BANK_LONGEST, ACCOUNT_LONGEST = 40, 60


def bank_routes(limits: Limits) -> APIRouter:
    """The routes of the pages; `limits` counts who tries codes."""
    routes = APIRouter()

    @routes.get(PATH)
    def accounts(request: Request, no: str = "", sent: str = "", who: SignedIn = RIDER) -> Response:
        if no:
            given = given_back(request, who) or Fields([])
            return _page(request, who, shown_part(request, who, no), given, sent=sent == "1")
        return _listed(request, who)

    @routes.post(PATH)
    async def change(request: Request, who: SignedIn = RIDER, form: Fields = Depends(posted_form)) -> Response:
        if form.get("do") == SEND:
            await check_rate(request, limits)
        return await run_in_threadpool(_change, request, who, form)

    return routes


def _listed(request: Request, who: SignedIn) -> Response:
    """All cases with their account; of one case alone, its page."""
    desk = desk_of(request)
    cases = [claim for claim, _ in own_cases(desk, who.actor)]
    if len(cases) == 1:
        return RedirectResponse(f"{PATH}?no={cases[0]['no']}", 303)
    with reading(desk) as connection:
        rows = own_accounts(connection, cases, str(who.actor.person_id))
    return rider_page(request, "r/banks.html", rows=rows)


def _change(request: Request, who: SignedIn, form: Fields) -> Response:
    seen = shown_part(request, who, form.get("no", ""))
    given, faults = _read(request, form)
    if faults or form.get("do") not in (CHECK, SEND):
        return _page(request, who, seen, form, faults)
    if form.get("do") == CHECK:
        wait = _send_code(request, who)
        return _check(request, who, seen, given, form, said=wait_said(wait))
    return _ask(request, who, seen, given, form)


def _read(request: Request, form: Fields) -> tuple[dict[str, str], dict[str, str]]:
    """What was answered, and what is wrong with it; blanks and hyphens in a number are no fault."""
    grounds = _grounds(request)
    basis = form.get("basis", "")
    given = {
        "basis": basis if basis in grounds else grounds[0],
        "bank": clean(form.get("bank"), BANK_LONGEST),
        "account": bare_account(form.get("account", ""))[:ACCOUNT_LONGEST],
    }
    faults = {} if given["bank"] else {"bank": words("rider_bank_empty")}
    if not is_account_number(given["account"]):
        faults["account"] = words("account_of_digits")
    return given, faults


def _grounds(request: Request) -> list[str]:
    desk = desk_of(request)
    return [str(basis) for basis in desk.rules.at("payees.own", desk.today()).as_list()]


def _ask(request: Request, who: SignedIn, seen: RiderCase, given: Mapping[str, str], form: Fields) -> Response:
    """Ask for the account, where the code is right; the form that comes a second time is answered as the first one was."""
    desk, no, person = desk_of(request), str(seen.claim["no"]), _person(request, who)
    done = RedirectResponse(f"{PATH}?no={no}&sent=1", 303)
    data = {"beneficiary": str(who.actor.person_id), "account_name": str(person.get("name", "")), **given}
    command = command_of(request, who, no, ASK, form, data)
    if was_asked(desk, command):
        return done
    try:
        proof = Proof(str(person.get("phone", "")), form.get("code", ""), asker(request, who.session_id))
        prove_again(desk, Purpose.ACCOUNT, proof, desk.instant(), whence(request))
    except Refused as wrong:
        if asked_meanwhile(desk, command):  # two taps at once: the other one has used the code
            return done
        return _check(request, who, seen, given, form, fault=wrong.message())
    why_not, status = refused(request, command)
    if why_not:
        return _page(request, who, shown_part(request, who, no), form, {"sent": why_not}, status)
    return done


def _person(request: Request, who: SignedIn) -> Mapping[str, Any]:
    """What is known of the person. Raises HTTPException 404 for whom no telephone is known: he is asked for a code."""
    with reading(desk_of(request)) as connection:
        known = read_person(connection, str(who.actor.person_id)) or {}
    if not known.get("phone"):
        raise HTTPException(404)
    return known


def _send_code(request: Request, who: SignedIn) -> int:
    desk = desk_of(request)
    phone = str(_person(request, who)["phone"])
    return send_code(desk, Purpose.ACCOUNT, phone, asker(request, who.session_id), desk.instant())


def _page(
    request: Request,
    who: SignedIn,
    seen: RiderCase,
    form: Fields,
    faults: Mapping[str, str] | None = None,
    status: int = 422,
    *,
    sent: bool = False,
) -> Response:
    desk, no, person_id = desk_of(request), seen.claim["no"], str(who.actor.person_id)
    choice = own_choices(request, who, no).get(ASK)
    with reading(desk) as connection:
        (own,) = own_accounts(connection, [seen.claim], person_id)
        story = account_story(connection, no, person_id)
        person = read_person(connection, person_id) or {}
    reasons = _reasons(choice, str(seen.claim["state"])) if choice else []
    facts: dict[str, Any] = {
        **form_facts(seen),
        "own": own,
        "story": story,
        "answer_by": day_text(story.asked.answer_by, desk.today()) if story.asked else "",
        "asked_tail": masked_account(story.asked.account) if story.asked else "",
        "sent": sent and story.asked is not None,
        "returned": [returned_text(one, story, desk.today()) for one in seen.returned],
        "name": person.get("name", ""),
        "reasons": reasons if person.get("phone") else [*reasons, words("rider_no_phone")],
        "asked": _questions(_grounds(request), form, faults or {}),
        "errors": list((faults or {}).items()),
        "back": BACK,
        "here": f"{PATH}?no={no}",
    }
    return rider_page(request, "r/bank.html", status if faults else 200, **facts)


def _reasons(choice: Choice, state: str) -> list[str]:
    """Why no account can be asked for now; the table of states is the officers', and not said to him."""
    if choice.possible_in:
        return [words("rider_bank_not_yet" if state == REPORTED else "rider_bank_no_more")]
    return [one.message() for one in choice.reasons]


def _questions(grounds: list[str], form: Fields, faults: Mapping[str, str]) -> list[Question]:
    cards = tuple((basis, "用社会保障卡（推荐）" if basis == CARD else "其他本人账户") for basis in grounds)
    bank, account = faults.get("bank", ""), faults.get("account", "")
    return [
        Question("basis", "打到哪种账户", "radio", form.get("basis") or grounds[0], choices=cards),
        Question("bank", "开户银行", "text", form.get("bank", ""), "例如 工商银行铜梁支行", bank, maxlength=BANK_LONGEST),
        Question(
            "account", "账号（银行卡号）", "text", form.get("account", ""), "可以带空格，照着卡上填", account,
            autocomplete="off", inputmode="numeric", maxlength=ACCOUNT_LONGEST,
        ),
    ]  # fmt: skip


def _check(
    request: Request,
    who: SignedIn,
    seen: RiderCase,
    given: Mapping[str, str],
    form: Fields,
    *,
    said: str = "",
    fault: str = "",
) -> Response:
    """What was written once more, with the end of the number alone, and the question for the code."""
    desk, person = desk_of(request), _person(request, who)
    cooling = desk.rules.at("limits.account_cooling", desk.today())
    right = is_right_number(given["account"], desk.rules, desk.today())
    facts: dict[str, Any] = {
        "no": seen.claim["no"],
        "given": given,
        "name": person["name"],
        "tail": masked_account(given["account"]),
        "doubtful": not right,
        "cooling": f"{cooling.as_int()} {SHOWN_UNIT[Unit(cooling.unit)]}",
        "warned": desk.rules.at("limits.phone_warned", desk.today()).as_int(),
        "said": said,
        "masked": masked_phone(str(person["phone"])),
        "code": code_question("短信里的 6 位数字", fault=fault),
        "errors": [("code", fault)] if fault else (),
        "version": form.get("version", ""),
        "key": form.get("key", ""),
        "action": PATH,
    }
    return rider_page(request, "r/bank_check.html", 422 if fault else 200, **facts)
