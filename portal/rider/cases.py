"""进度: where a case stands, what comes next, until when, and what the person has to do. Nothing else stands above it.

Every day on these pages is that of a clock, marked 暂定 or 待核 where it is not certain; none is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.days import day_text, instant_shown, money_text
from portal.parts import Step
from portal.rider.call_lines import calls_shown
from portal.rider.frame import rider_page
from portal.rider.looking import OR_REPORTER, is_reporter, own_choices, shown_part
from portal.rider.own_part import waits_for
from portal.rider.periods import UNCONFIRMED, Latest, latest_of, named
from portal.rider.reported import reported_page
from portal.rider.withdrawal import withdrawn_at
from portal.shell import desk_of
from portal.signed_in import SignedIn
from portal.wording import StateWords, overlay_words, state_words
from workflows.moves import Choice
from workflows.remedies import SERVICE_CLOCKS
from workflows.rider_accounts import AccountStory, account_story, own_accounts
from workflows.rider_letters import letters_for
from workflows.rider_view import RiderCase, is_remedy, own_cases
from workflows.sight import Part
from workflows.transaction import Desk, reading
from workflows.wanted_papers import wanted_of_part, wanted_papers

STAGES = ("报案", "申请受理", "调查确认", "劳动能力鉴定", "待遇核定", "支付")
APPRAISING, PAYING = 4, 6
REVIEW, SUIT = SERVICE_CLOCKS["review"], SERVICE_CLOCKS["suit"]
WITHDRAWN, UNDO = "withdrawn", "undo_withdrawal"
RETURNED, ASKED_SINCE = "payment_returned", "account_checked"
PATH = "/r/cases"
OWN_ACTS = {
    "apply": ("自己提出申请", "/r/cases/{no}/apply"),
    UNDO: ("取消撤回", "/r/cases/{no}/withdraw"),
    "ask_payee_account": ("收款账户：看和申请更换", "/r/me/bank?no={no}"),
    "request_withdrawal": ("撤回申请", "/r/cases/{no}/withdraw"),
}


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What the person has to do, and the page on which he does it (empty where there is none)."""

    verb: str
    href: str = ""


@cache
def case_routes_of_riders() -> APIRouter:
    """The routes of the list and of one case."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, who: SignedIn = OR_REPORTER) -> Response:
        desk = desk_of(request)
        rows = own_cases(desk, who.actor)
        if len(rows) == 1:
            return RedirectResponse(f"{PATH}/{rows[0][0]['no']}", 303)
        cards = [
            (row, state_words("claim", row["state"]), day_text(row["accident_on"]), part is Part.WHOLE)
            for row, part in rows
        ]
        return rider_page(request, "r/cases.html", cards=cards, reporter=is_reporter(request, who))

    @routes.get(PATH + "/{no}")
    def one(request: Request, no: str, who: SignedIn = OR_REPORTER) -> Response:
        seen = shown_part(request, who, no)
        if is_reporter(request, who):
            return reported_page(request, who, seen)
        return _page(request, who, seen) if seen.part is Part.WHOLE else _part(request, who, seen)

    return routes


def _page(request: Request, who: SignedIn, seen: RiderCase) -> Response:
    desk, claim = desk_of(request), seen.claim
    said = state_words("claim", claim["state"])
    base = f"{PATH}/{claim['no']}"
    latest = _latest(desk, seen, said)
    doing = [latest_of(desk, clock) for clock in seen.clocks if clock["code"] == "data_request"]
    told, account = _told(desk, seen), _account(desk, seen, who)
    choices = own_choices(request, who, claim["no"])
    wanted = len(wanted_papers(desk, who.username, claim)) if claim["state"] == "supplementing" else None
    facts: dict[str, Any] = {
        "no": claim["no"],
        "base": base,
        "said": said,
        "merged": f"{PATH}/{claim['merged_into']}" if claim["merged_into"] else "",
        "now": _now(said, wanted),
        "next": next_of(seen, said, latest),
        "grade": claim["grade"] if claim["state"] == "appraised" else None,
        "latest": latest,
        "late": [one for one in latest if one.overdue],
        "yours": own_parts(seen, replace(said, you="") if wanted == 0 else said, account),
        "steps": steps_of(seen, said),
        "doing": doing,
        "papers": seen.papers,
        "calls": calls_shown(desk, seen),
        "acts": _own_acts(choices, claim["no"]),
        "withdrawn_at": withdrawn_at(desk, seen) if choices[UNDO].allowed else "",
        **_money(desk, seen, account),
        **told,
        "overlays": _overlays(seen, account),
        "doubt": overlay_words(UNCONFIRMED),
    }
    return rider_page(request, "r/case.html", **facts)


def _part(request: Request, who: SignedIn, seen: RiderCase) -> Response:
    """What is one of the kin's own: where the case stands, the letters to him, his sums, his papers and his remedies."""
    desk, claim, no = desk_of(request), seen.claim, seen.claim["no"]
    with reading(desk) as connection:
        letters = letters_for(connection, claim, str(who.actor.person_id))
        (account,) = own_accounts(connection, [claim], str(who.actor.person_id))
        wanted = wanted_of_part(connection, desk.rules, desk.today(), account, str(who.actor.person_id))
    mine = _account(desk, seen, who)
    unsigned = sum(1 for one in letters if one.awaits)
    said = state_words("part", waits_for(seen, unsigned, account, lacks=bool(wanted)))
    told = _told(desk, seen)
    facts: dict[str, Any] = {
        "no": no,
        "base": f"{PATH}/{no}",
        "case_said": state_words("claim", claim["state"]),
        "said": said,
        "yours": OwnPart(said.you, said.to.format(no=no)) if said.you else None,
        "overlays": _overlays(seen, mine),
        "doubt": overlay_words(UNCONFIRMED),
        "unsigned": unsigned,
        "wanted": wanted,
        "papers": seen.papers,
        "calls": calls_shown(desk, seen),
        **_money(desk, seen, mine),
        **told,
    }
    return rider_page(request, "r/part.html", **facts)


def _latest(desk: Desk, seen: RiderCase, said: StateWords) -> list[Latest]:
    """The last days of this step; of a case that was withdrawn, until when he may apply again, while that is ahead."""
    if seen.claim["state"] != WITHDRAWN:
        return [named(desk, seen, clock) for clock in seen.clocks if clock["code"] in said.clocks]
    again = seen.to_apply
    ahead = again is not None and date.fromisoformat(again["due_on"]) >= desk.today()
    return [latest_of(desk, {**again, "state": "running"})] if again and ahead else []


def _account(desk: Desk, seen: RiderCase, who: SignedIn) -> AccountStory:
    with reading(desk) as connection:
        return account_story(connection, seen.claim["no"], str(who.actor.person_id))


def _overlays(seen: RiderCase, account: AccountStory) -> list[str]:
    """What stands beside the state; nobody is asked to correct an account who has asked for another one."""
    asked = {RETURNED: ASKED_SINCE} if account.asked else {}
    return [overlay_words(asked.get(code, code)) for code in seen.overlays]


def _money(desk: Desk, seen: RiderCase, account: AccountStory) -> dict[str, Any]:
    return {
        "sums": sums_text(seen),
        "returned": [returned_text(one, account, desk.today()) for one in seen.returned],
    }


def _told(desk: Desk, seen: RiderCase) -> dict[str, Any]:
    """What the person was told, and what he may still do about it."""
    return {
        "told": [(instant_shown(one.at), one.what) for one in seen.told],
        "rights": [named(desk, seen, clock) for clock in seen.rights],
    }


def _now(said: StateWords, wanted: int | None) -> str:
    """Where it stands; while a notice runs, how many papers are wanted still."""
    if wanted is None:
        return said.rider
    return f"还缺 {wanted} 份材料，收齐就能往下办。" if wanted else "要补的材料都收到了，我局核对后往下办。"


def next_of(seen: RiderCase, said: StateWords, latest: Sequence[Latest]) -> str:
    """What comes next; of the remedies only those that can still be used in time, and an application while its period runs."""
    if seen.claim["state"] == WITHDRAWN:
        return said.next_over if seen.to_apply and not latest else said.next
    use, gone = ({clock["code"] for clock in clocks if is_remedy(clock)} for clocks in (seen.rights, seen.lapsed))
    if use:
        return said.next_suit if said.next_suit and SUIT in use and REVIEW in gone - use else said.next
    return said.next_over if said.next_over and gone else said.next


def _own_acts(choices: Mapping[str, Choice], no: str) -> list[tuple[str, str]]:
    """What the person may do with the case himself: what it is called, and its page."""
    return [(label, page.format(no=no)) for trigger, (label, page) in OWN_ACTS.items() if choices[trigger].allowed]


def sums_text(seen: RiderCase) -> str:
    """What has been decided, or while no month has come yet what is paid each month, and what has come."""
    is_all_to_come = seen.monthly_fen and not seen.awarded_fen
    decided = f"每月 {money_text(seen.monthly_fen)}" if is_all_to_come else f"已决定 {money_text(seen.awarded_fen)}"
    return f"{decided} · 已到账 {money_text(seen.paid_fen)}"


def returned_text(back: tuple[int, str], account: AccountStory, today: date) -> str:
    """That the bank gave a payment back (its sum in fen, and the bank's reason), and what comes of it."""
    why = f"，原因：{back[1]}" if back[1] else ""
    asked = account.asked
    then = f"您申请的账户正在核对，最晚 {day_text(asked.answer_by, today)}答复您。" if asked else "请更正账户。"
    return f"银行退回了 {money_text(back[0])}{why}。{then}"


def own_parts(seen: RiderCase, said: StateWords, account: AccountStory) -> list[OwnPart]:
    """What waits for the person: a payment that came back, until he has asked for another account; an appraisal or what the
    state asks for; and letters to sign.
    """
    asked = [state_words("payment", "returned")] if seen.returned and not account.asked else []
    if seen.appraisal is not None:
        asked.append(state_words("appraisal", seen.appraisal["state"]))
    no = seen.claim["no"]
    wanted = next((one for one in (*asked, said) if one.you), None)
    parts = [OwnPart(wanted.you, wanted.to.format(no=no))] if wanted else []
    return [*parts, OwnPart(f"看信、签收（{seen.unsigned} 封）", f"{PATH}/{no}/letters")] if seen.unsigned else parts


def steps_of(seen: RiderCase, said: StateWords) -> list[Step]:
    """The six stages: those behind, where it stands, those ahead, and those that this case does not need."""
    at = PAYING if said.stage == PAYING - 1 and seen.paying else said.stage
    return [Step(name, _stage(seen, said, at, number)) for number, name in enumerate(STAGES, start=1)]


def _stage(seen: RiderCase, said: StateWords, at: int, number: int) -> str:
    if number == APPRAISING and seen.claim["no_grading"]:
        return "skipped"
    if number < at or (said.over and number == at):
        return "done"
    if number == at:
        return "now"
    return "skipped" if said.over else "later"
