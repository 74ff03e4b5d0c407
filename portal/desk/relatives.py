"""近亲属: who of the family is registered on a case, what each has of it, and the form by which an officer registers one more."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Conflict, Refused, words
from portal.desk.acts import act_href
from portal.desk.choice_words import CHOICES
from portal.desk.looking import Look, look_at
from portal.desk.present_number import KNOWN, PRESENT, number_questions, present_of, what_lacks
from portal.fields import Fields, new_key, number_in
from portal.given_back import BACK, given_back
from portal.parts import Question
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.command import Outcome
from workflows.machines import MACHINES
from workflows.moves import Choice
from workflows.people import PersonFacts
from workflows.present_phone import PhonesDiffer
from workflows.relative_list import relative_list
from workflows.relatives import MOVE, Kinship, proofs_on, register_relative
from workflows.roles import OFFICERS
from workflows.transaction import reading

PATH = "/desk/cases/{no}/relatives"
STRIKE, CAME = "strike_relative", "came"
TOLD = "这次填的号码"
REGISTRARS = Depends(of_roles(*MACHINES["claim"].rows_of(MOVE)[0].who))
READERS = Depends(of_roles(*OFFICERS))
CHANGERS = frozenset(MACHINES["claim"].rows_of("change_phone")[0].who)
NOTHING = ("", "请选择")


def relative_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, no: str, came: str = "", who: SignedIn = READERS) -> Response:
        look = look_at(request, who, no)
        said = Said("success", words("relative_registered_now")) if came else None
        return _page(request, look, given_back(request, who) or Fields([]), said=said)

    @routes.post(PATH)
    async def register(
        request: Request, no: str, who: SignedIn = REGISTRARS, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_register, request, who, no, form)

    return routes


def _register(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    look = look_at(request, who, no)
    faults = _missing(form)
    if faults:
        return _page(request, look, form, faults=faults, status=422)
    try:
        outcome = _fire(look, form)
    except PhonesDiffer as differ:
        wanted = what_lacks(form, differ, TOLD)
        return _page(request, look, form, said=Said("failure", wanted), status=422, differ=differ)
    except (BadInput, Refused) as no_way:
        return _page(request, look, form, said=Said("failure", no_way.message()), status=422)
    except Conflict as stale:
        return _page(request, look, _again(form), said=Said("failure", stale.message()), status=409)
    if not outcome.done:
        told = "".join(one.message() for one in outcome.refusals)
        return _page(request, look, _again(form), said=Said("failure", told), status=422)
    return RedirectResponse(address(f"/desk/cases/{no}/relatives", {CAME: "1"}), 303)


def _again(form: Fields) -> Fields:
    """The answers without what the form carried of the case: it goes out anew, on the case as it is now."""
    return Fields([(name, text) for name, text in form.items() if name not in ("key", "version")])


def _missing(form: Fields) -> dict[str, str]:
    """What has to be answered and is not, each with its sentence."""
    wanted = {"person_name": "姓名", "id_number": "身份证号码", "kinship": "与受伤人员的关系"}
    return {name: f"请填写{label}" for name, label in wanted.items() if not form.get(name, "").strip()}


def _fire(look: Look, form: Fields) -> Outcome:
    told = {name: form.get(name, "").strip() for name in ("person_name", "id_number", "phone", "address")}
    facts = PersonFacts(told["person_name"], told["id_number"], told["phone"], told["address"])
    kinship = Kinship(form.get("kinship", ""), form.get("paper", ""), form.get("shown", "").strip())
    return register_relative(
        look.desk,
        look.who.username,
        {**look.claim, "version": number_in(form, "version")},
        facts,
        kinship,
        form.get("key", ""),
        present_of(form),
    )


def _questions(look: Look, form: Fields, faults: dict[str, str], differ: PhonesDiffer | None) -> list[Question]:
    kinships, papers = CHOICES["kinship"], proofs_on(look.desk, look.no)

    def asked(name: str, label: str, kind: str = "text", hint: str = "", **more: Any) -> Question:
        return Question(name, label, kind, form.get(name, ""), hint, faults.get(name, ""), **more)

    return [
        asked("person_name", "姓名", hint="与身份证一致", autocomplete="off"),
        asked("id_number", "身份证号码", hint="18 位，最后一位可以是 X", autocomplete="off"),
        asked(
            "phone", "手机号", hint="凭它登录、收通知；没有的不填", autocomplete="off", inputmode="tel", optional=True
        ),
        *_phone_questions(look, form, differ),
        asked("address", "地址", hint="以前登记过地址的，不改", autocomplete="off", optional=True),
        asked("kinship", "与受伤人员的关系", "select", choices=(NOTHING, *kinships.items())),
        *(
            [
                asked(
                    "paper",
                    "案件材料里的证明",
                    "select",
                    choices=(("", "不用材料里的"), *papers.items()),
                    optional=True,
                )
            ]
            if papers
            else []
        ),
        asked("shown", "当场看过的证明", hint="例如 户口簿、结婚证、出生证明", optional=bool(papers)),
    ]


def _phone_questions(look: Look, form: Fields, differ: PhonesDiffer | None) -> list[Question]:
    """Which of two numbers is the present one; who changes no number leaves the one that stands."""
    if differ is None:
        return []
    if not look.who.roles & CHANGERS:
        stands = ((KNOWN, f"以前登记的号码 {differ.known}"),)
        return [Question(PRESENT, words("relative_phone_stands"), "radio", KNOWN, choices=stands)]
    return number_questions(form, differ, TOLD)


def _page(
    request: Request,
    look: Look,
    form: Fields,
    *,
    said: Said | None = None,
    status: int = 200,
    faults: dict[str, str] | None = None,
    differ: PhonesDiffer | None = None,
) -> Response:
    here, told = f"/desk/cases/{look.no}/relatives", faults or {}
    may = {one.move.trigger: one for one in look.choices if not one.possible_in}
    with reading(look.desk) as connection:
        kin = relative_list(connection, look.claim, look.who.actor)
    facts: dict[str, Any] = {
        "kin": kin,
        "may": _allowed(may.get(MOVE)),
        "reasons": [one.message() for one in may[MOVE].reasons] if MOVE in may else [],
        "strike": act_href(may[STRIKE], look.no) if kin and _allowed(may.get(STRIKE)) else "",
        "questions": _questions(look, form, told, differ) if _allowed(may.get(MOVE)) else [],
        "errors": list(told.items()),
        "said": said,
        "key": form.get("key") or new_key(),
        "version": form.get("version") or look.claim["version"],
        "here": here,
        "back": BACK,
        "bar": False,
    }
    return show(request, look.who, "desk/case/relatives.html", status, **{**look.facts, **facts})


def _allowed(choice: Choice | None) -> bool:
    return choice is not None and choice.allowed
