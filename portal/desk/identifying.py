"""核实身份: the officer has seen the ID card of who reported by phone, and writes what stands there and what was told wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.coverage import platforms_listed
from claims.errors import BadInput, Conflict, Refused, words
from claims.masking import masked_id_number, masked_name
from claims.rules import Rules
from portal.desk.choice_words import CHOICES
from portal.desk.counter import TAKERS
from portal.desk.looking import Look, look_at
from portal.desk.present_number import number_questions, present_of, what_lacks
from portal.fields import Fields, new_key, number_in
from portal.given_back import BACK, given_back
from portal.parts import Question
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.case_overview import Fact, reported
from workflows.command import Outcome
from workflows.fact_words import NAMES, fact_word
from workflows.identifying import MOVE, identify, told_on
from workflows.people import PersonFacts
from workflows.person_index import NUMBER_TOLD, PHONE_TOLD
from workflows.phone_changes import is_reporters_phone, reported_person
from workflows.present_phone import PhonesDiffer
from workflows.told_of_order import known_industries
from workflows.told_persons import BY_PLATFORM
from workflows.transaction import reading
from workflows.unproven_reports import Further, further_reports

PATH = "/desk/cases/{no}/identify"
TOLD = "报案的号码"
TAKER = Depends(of_roles(*TAKERS))


def identifying_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = TAKER) -> Response:
        look = _look(request, who, no)
        return _page(request, look, given_back(request, who) or Fields([]))

    @routes.post(PATH)
    async def answer(request: Request, no: str, who: SignedIn = TAKER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_identify, request, who, no, form)

    return routes


def _look(request: Request, who: SignedIn, no: str) -> Look:
    """The case. Raises HTTPException 404 where nobody is to be identified any more."""
    look = look_at(request, who, no)
    if not any(one.move.trigger == MOVE and not one.possible_in for one in look.choices):
        raise HTTPException(404)
    return look


def _identify(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    look = look_at(request, who, no)
    try:
        outcome = _fire(look, form)
    except PhonesDiffer as differ:
        return _page(request, look, form, what_lacks(form, differ, TOLD), 422, differ=differ)
    except (BadInput, Refused) as no_way:
        return _page(request, look, form, no_way.message(), 422)
    except Conflict as stale:
        return _page(request, look, form, stale.message(), 409)
    if not outcome.done:
        return _page(request, look, form, "".join(one.message() for one in outcome.refusals), 422)
    return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": outcome.event_id}), 303)


def _fire(look: Look, form: Fields) -> Outcome:
    facts = PersonFacts(form.get("person_name", ""), form.get("id_number", ""))
    mended = {name: form[name] for name, known in _known(look.desk.rules).items() if form.get(name, "") in known}
    claim = {**look.claim, "version": number_in(form, "version")}
    return identify(
        look.desk,
        look.who.username,
        claim,
        facts,
        mended,
        look.desk.today(),
        form.get("key", ""),
        present_of(form),
    )


def _reported(look: Look) -> tuple[Fact, ...]:
    with reading(look.desk) as connection:
        return reported(connection, look.claim, look.who.actor)


def _again(look: Look) -> tuple[Further, ...]:
    with reading(look.desk) as connection:
        return further_reports(connection, look.no)


def _phone_is_reporters(look: Look) -> bool:
    """Whether the number that reported is said to be that of who reported for the injured person."""
    with reading(look.desk) as connection:
        return is_reporters_phone(connection, reported_person(connection, look.no))


def _known(rules: Rules) -> dict[str, Mapping[str, str]]:
    """What of the order can be put right, with the answers there are and their words."""
    return {
        "platform": {name: name for name in platforms_listed(rules)},
        "industry": {name: fact_word("industry", name) for name in sorted(known_industries(rules))},
        "order_state": NAMES["order_state"],
    }


def _number_hint(told: Mapping[str, str]) -> str:
    hint = "18 位，最后一位可以是 X"
    number = told.get(NUMBER_TOLD)
    return words("identify_number_told", hint=hint, number=masked_id_number(number)) if number else hint


def _name_hint(told: Mapping[str, str]) -> str:
    hint = "与身份证一致"
    told_of = NUMBER_TOLD in told and "name" in told
    return words("identify_name_told", hint=hint, name=masked_name(told["name"])) if told_of else hint


def _order_questions(look: Look, form: Fields, told: Mapping[str, str]) -> list[Question]:
    """What of the order can be put right, until it has been applied for."""
    claim = look.claim
    if claim["state"] != "reported":
        return []
    order = f"，订单号“{told['order_told']}”" if told.get("order_told") else ""
    labels = {
        "platform": ("平台企业", f"报的是“{told.get('platform_told') or claim['platform']}”{order}"),
        "industry": ("行业", f"登记的是“{told.get('industry_told') or fact_word('industry', claim['industry'])}”"),
        "order_state": ("受伤时订单状态", ""),
    }
    return [
        Question(
            name, labels[name][0], "select", form.get(name, ""), labels[name][1],
            choices=(("", "不改"), *known.items()), optional=True,
        )
        for name, known in _known(look.desk.rules).items()
    ]  # fmt: skip


def _page(
    request: Request,
    look: Look,
    form: Fields,
    fault: str = "",
    status: int = 200,
    *,
    differ: PhonesDiffer | None = None,
) -> Response:
    told = told_on(look.desk, look.no)
    questions = [
        Question("person_name", "姓名", "text", form.get("person_name", ""), _name_hint(told), autocomplete="off"),
        Question("id_number", "身份证号码", "text", form.get("id_number", ""), _number_hint(told), autocomplete="off"),
        *_order_questions(look, form, told),
        *(number_questions(form, differ, TOLD) if differ else ()),
    ]
    facts: dict[str, Any] = {
        "questions": questions,
        "of_reporter": _phone_is_reporters(look),
        "said": Said("failure", fault) if fault else None,
        "key": form.get("key") or new_key(),
        "version": form.get("version") or look.claim["version"],
        "here": f"/desk/cases/{look.no}/identify",
        "back": BACK,
        "bar": False,
        "reported": _reported(look),
        "lead": words(
            "identify_lead_platform" if PHONE_TOLD in told or look.claim["channel"] == BY_PLATFORM else "identify_lead"
        ),
        "again": [(CHOICES["why"][one.why], one.name, one.own_no, one.text) for one in _again(look)],
    }
    return show(request, look.who, "desk/case/identify.html", status, **{**look.facts, **facts})
