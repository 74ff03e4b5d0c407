"""票据: the bills of a case as they were checked, and the form that hands new ones in, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import words
from portal.desk.bill_form import BILL, FIRST, bill_questions, head_questions, read_bills
from portal.desk.blocks import Block, blocks_in, rearranged
from portal.desk.came import Came, came_of
from portal.desk.looking import Look, look_at
from portal.desk.money_acts import ITEM, MEDICAL, may_draft
from portal.fields import Fields
from portal.given_back import BACK, given_back
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.award_people import earlier_versions, people_of
from workflows.billing import hand_in
from workflows.command import Outcome
from workflows.invoice_checks import Checked, check_lines, lines_of, parts_of, reasons_on
from workflows.invoice_reasons import reason_text
from workflows.plain_names import numbered
from workflows.provisional import STANDING
from workflows.roles import OFFICERS
from workflows.transaction import reading

READER = Depends(of_roles(*OFFICERS))
PATH = "/desk/cases/{no}/invoices"
CHECK = "check"
LINES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it stands: what was typed, what is wrong with it, what the check of each line found."""

    form: Fields
    blocks: list[Block]
    faults: dict[str, str] = field(default_factory=dict)
    checked: tuple[Checked, ...] = ()
    item: str = ""


def invoice_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, no: str, item: str = "", who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        form = given_back(request, who) or Fields([])
        blank = {**dict.fromkeys(BILL, ""), **FIRST}
        blocks = blocks_in(form, BILL) if form else [blank]
        return _page(request, Came(look), Filled(form, blocks, item=item))

    @routes.post(PATH)
    async def handed_in(
        request: Request, no: str, who: SignedIn = READER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_handed_in, request, no, who, form)

    return routes


def _may(look: Look, item: str) -> bool:
    """Whether this person may hand bills in: a new item of them, or those of a draft that waits for its lines."""
    if not item:
        choice = may_draft(look)
        return choice is not None and choice.allowed
    return any(
        one.machine == ITEM and one.target == item and one.move.trigger == "allow" and one.allowed
        for one in look.choices
    )


def _page(request: Request, came: Came, filled: Filled) -> Response:
    look, form = came.look, filled.form
    today, may = look.desk.today(), _may(look, filled.item) or came.changed is not None
    parts, reasons = parts_of(look.desk, look.no) if may else {}, reasons_on(look.desk, today)
    blocks = [
        (bill_questions(block, place, reasons, parts, filled.faults), _told(filled, place))
        for place, block in enumerate(filled.blocks, start=1)
    ]
    rows = lines_of(look.desk, look.no)
    earlier = earlier_versions(look.desk, look.no, MEDICAL, STANDING)
    people = people_of(look.desk, look.claim) if may else {}
    return show(request, look.who, "desk/case/invoices.html", came.status, **{
        **look.facts, **_told_first(came, filled), "bar": False, "errors": list(filled.faults.items()), "may": may,
        "blocks": blocks,
        "rows": [(row, reason_text(look.desk.rules, row["reason"], today) or "") for row in rows[:LINES_SHOWN]],
        "rows_all": len(rows), "item": filled.item, "back": BACK,
        "questions": [] if filled.item else head_questions(form, filled.faults, people, earlier),
    })  # fmt: skip


def _told_first(came: Came, filled: Filled) -> dict[str, Any]:
    """The facts of the form; where a draft of the bills was made all the same, its banner says so first."""
    facts = came.facts(filled.form)
    if filled.item and came.refusals and came.changed is None:
        stays = words("bills_draft_stays", item=numbered(filled.item))
        facts["said"] = Said("failure", stays, "".join(one.message() for one in came.refusals))
    return facts


def _told(filled: Filled, place: int) -> list[tuple[bool, str]]:
    """What the check says of a line: whether it is good, and the sentence."""
    if place > len(filled.checked):
        return []
    found = filled.checked[place - 1]
    told = []
    if found.used_on:
        told.append((False, words("bill_used_before", claim=found.used_on, item=numbered(found.used_by))))
    if found.twice:
        told.append((False, words("bill_twice_here")))
    if not told:
        told.append((True, words("bill_not_used")))
    if found.catalogue:
        told.append((True, words("bill_by_catalogue", catalogue=found.catalogue)))
    return told


def _handed_in(request: Request, no: str, who: SignedIn, form: Fields) -> Response:
    look, item = look_at(request, who, no), form.get("item", "")
    if (item and item.partition("/")[0] != no) or may_draft(look) is None:
        raise HTTPException(404)
    blocks = blocks_in(form, BILL)
    changed = rearranged(form, blocks, BILL)
    if changed is not None:
        return _page(request, Came(look), Filled(form, [_numbered(block) for block in changed], item=item))
    bills, faults = read_bills(form, blocks, drafted=bool(item))
    if faults:
        return _page(request, Came(look, status=422), Filled(form, blocks, faults, item=item))
    with reading(look.desk) as connection:
        found = check_lines(
            look.desk, connection, look.who.actor, look.claim, bills.lines, bills.draft.get("replaces", "")
        )
    checked = tuple(found)
    bad = any(one.used_on or one.twice for one in checked)
    if form.get(CHECK) or bad:
        status = 422 if bad and not form.get(CHECK) else 200
        return _page(request, Came(look, status=status), Filled(form, blocks, checked=checked, item=item))
    target = item

    def fire() -> Outcome:
        nonlocal target
        target, outcome = hand_in(
            look.desk, who.username, no, bills, look.desk.today(), form.get("key", ""), item
        )  # fmt: skip
        return outcome

    came = came_of(request, look, form, fire)
    if came.outcome is not None:
        return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": came.outcome.event_id}), 303)
    fresh = replace(came, look=look_at(request, who, no))  # the draft of the bills may have been made
    return _page(request, fresh, Filled(form, blocks, {}, checked, target))


def _numbered(block: Block) -> Block:
    return {**block, "line_no": block["line_no"] or FIRST["line_no"]}
