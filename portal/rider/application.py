"""申请: the application that a person makes himself, from the telephone; and its receipt, with the law's own days."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import words
from claims.store.rows import select_rows
from portal.days import day_text
from portal.fields import Fields
from portal.parts import Question
from portal.rider.acting import command_of, form_facts, refused
from portal.rider.frame import rider_page
from portal.rider.looking import RIDER, own_case, own_choices
from portal.rider.periods import latest_of
from portal.shell import desk_of
from portal.signed_in import SignedIn, posted_form
from workflows.command import Refusal
from workflows.evidence_kinds import kind_name
from workflows.fact_words import NAMES, fact_word
from workflows.guards.claim_intake import KIN
from workflows.rider_answers import clean
from workflows.rider_view import RiderCase
from workflows.transaction import reading

PATH = "/r/cases/{no}/apply"
APPLY = "apply"
CLOCKS = ("T5", "T8")
SELF_KINDS = ("injury", "relapse")
PROOF_LONGEST = 80
NONE_YET = "还没有"
CONSENT, FORM = "consent", "form"
TICKS = {
    CONSENT: "同意我局为办理这次受伤，向医院、平台和有关单位核实我的情况",
    FORM: "以上内容真实；提交就等于我在申请表上签了名",
}
SAID_TO_PERSON = {"applicant_identified": "rider_apply_unidentified", "applied_in_time": "rider_apply_late"}


@cache
def application_routes() -> APIRouter:
    """The routes of the page, which after the application is its receipt."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, who: SignedIn = RIDER) -> Response:
        seen = own_case(request, who, no)
        if seen.claim["received_on"] is not None:
            return _receipt(request, seen)
        choice = own_choices(request, who, no)[APPLY]
        if choice.possible_in:
            raise HTTPException(404)
        return _page(request, seen, Fields([]), reasons=choice.reasons)

    @routes.post(PATH)
    async def apply(request: Request, no: str, who: SignedIn = RIDER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_apply, request, who, no, form)

    return routes


def _apply(request: Request, who: SignedIn, no: str, form: Fields) -> Response:
    seen = own_case(request, who, no)
    data, faults = _read(request, seen, form)
    if faults:
        return _page(request, seen, form, faults, 422)
    why_not, status = refused(request, command_of(request, who, no, APPLY, form, data))
    if why_not:
        return _page(request, own_case(request, who, no), form, {"sent": why_not}, status)
    return RedirectResponse(PATH.format(no=no), 303)


def _read(request: Request, seen: RiderCase, form: Fields) -> tuple[dict[str, Any], dict[str, str]]:
    """The data of the application; the papers are those that have come by now."""
    kinds, proof = _kinds(seen), clean(form.get("kin_proof"), PROOF_LONGEST)
    with reading(desk_of(request)) as connection:
        files = select_rows(connection, "evidence_file", claim_no=seen.claim["no"], of_kin="")
    data: dict[str, Any] = {
        "kind": form.get("kind", ""),
        CONSENT: form.get(CONSENT) == "1",
        FORM: form.get(FORM) == "1",
    }
    faults = {} if data["kind"] in kinds else {"kind": words("rider_apply_kind")}
    if proof and _is_for_another(seen):
        data["kin_proof"] = proof
    elif _is_for_another(seen):
        faults["kin_proof"] = words("rider_apply_proof")
    papers = sorted({row["kind"] for row in files})
    if papers:
        data["papers"] = papers
    faults |= {name: words(f"rider_apply_{name}") for name in TICKS if not data[name]}
    return data, faults


def _is_for_another(seen: RiderCase) -> bool:
    return seen.claim["claimant_id"] != seen.claim["person_id"] or seen.claim["claimant_relation"] in KIN


def _kinds(seen: RiderCase) -> tuple[str, ...]:
    """What may be applied for: of one's own death nobody tells."""
    return tuple(NAMES["application_kind"]) if _is_for_another(seen) else SELF_KINDS


def _page(
    request: Request,
    seen: RiderCase,
    form: Fields,
    faults: dict[str, str] | None = None,
    status: int = 200,
    reasons: tuple[Refusal, ...] = (),
) -> Response:
    desk, wrong = desk_of(request), faults or {}
    with reading(desk) as connection:
        files = select_rows(connection, "evidence_file", claim_no=seen.claim["no"], of_kin="")
    facts: dict[str, Any] = {
        **form_facts(seen),
        "here": PATH.format(no=seen.claim["no"]),
        "rows": [
            ("谁申请", fact_word("claimant_relation", seen.claim["claimant_relation"])),
            ("受伤时间", day_text(seen.claim["accident_on"])),
            ("平台", seen.claim["platform"]),
            ("已收到的材料", "、".join(sorted({kind_name(desk.rules, row["kind"]) for row in files})) or NONE_YET),
        ],
        "asked": _questions(seen, form, wrong),
        "errors": list(wrong.items()),
        "reasons": [words(SAID_TO_PERSON[one.code], **one.facts) if one.code in SAID_TO_PERSON else one.message()
                    for one in reasons],
    }  # fmt: skip
    return rider_page(request, "r/apply.html", status, **facts)


def _questions(seen: RiderCase, form: Fields, wrong: dict[str, str]) -> list[Question]:
    kinds = tuple((code, fact_word("application_kind", code)) for code in _kinds(seen))
    asked = [Question("kind", "为什么申请", "radio", form.get("kind") or kinds[0][0], choices=kinds)]
    if _is_for_another(seen):
        hint = "例如 户口本、结婚证、授权委托书；照片在“材料”里传"
        asked.append(Question("kin_proof", "您和受伤的人的关系，凭哪份材料", "text", form.get("kin_proof", ""), hint))
    asked += [Question(name, label, "tick", form.get(name) == "1") for name, label in TICKS.items()]
    return [replace(one, error=wrong.get(one.name, "")) for one in asked]


def _receipt(request: Request, seen: RiderCase) -> Response:
    """The receipt: the day on which it came, and until when the bureau must act."""
    desk = desk_of(request)
    facts: dict[str, Any] = {
        "no": seen.claim["no"],
        "on": day_text(seen.claim["received_on"]),
        "latest": [latest_of(desk, clock) for clock in seen.clocks if clock["code"] in CLOCKS],
        "unconfirmed": any(clock["unconfirmed"] for clock in seen.clocks if clock["code"] in CLOCKS),
    }
    return rider_page(request, "r/applied.html", **facts)
