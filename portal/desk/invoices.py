"""票据: the bills of a case as they were checked, and the form that hands new ones in, line by line."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Conflict, Refused, words
from portal.actors import actor_of
from portal.desk.bill_form import BILL, FIRST, bill_questions, head_questions, read_bills
from portal.desk.blocks import Block, blocks_in, rearranged
from portal.desk.looking import Look, look_at
from portal.desk.money_acts import ITEM, MEDICAL, may_draft
from portal.fields import Fields
from portal.given_back import BACK, given_back
from portal.queries import address
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.award_people import earlier_versions, people_of
from workflows.billing import hand_in
from workflows.command import Refusal
from workflows.invoice_checks import Checked, check_lines, lines_of, parts_of, reasons_on
from workflows.invoice_reasons import reason_text
from workflows.provisional import STANDING
from workflows.roles import OFFICERS
from workflows.transaction import reading

READER = Depends(of_roles(*OFFICERS))
PATH = "/desk/cases/{no}/invoices"
KEY_BYTES = 16
CHECK = "check"
LINES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it stands: what was typed, what is wrong with it, what was refused, what the check of each line found."""

    form: Fields
    blocks: list[Block]
    faults: dict[str, str] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
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
        return _page(request, look, Filled(form, blocks, item=item))

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


def _page(request: Request, look: Look, filled: Filled, status: int = 200) -> Response:
    form, today = filled.form, look.desk.today()
    refusals, may = filled.refusals, _may(look, filled.item)
    parts, reasons = parts_of(look.desk, look.no) if may else {}, reasons_on(look.desk, today)
    said = Said("failure", refusals[0].message(), "".join(one.message() for one in refusals[1:])) if refusals else None
    if filled.item and refusals:
        said = Said(
            "failure", words("bills_draft_stays", item=filled.item.partition("/")[2]), said.text if said else ""
        )
    blocks = [
        (bill_questions(block, place, reasons, parts, filled.faults), _told(filled, place))
        for place, block in enumerate(filled.blocks, start=1)
    ]
    rows = lines_of(look.desk, look.no)
    earlier = earlier_versions(look.desk, look.no, MEDICAL, STANDING)
    people = people_of(look.desk, look.claim) if may else {}
    return show(request, look.who, "desk/case/invoices.html", status, **{
        **look.facts, "bar": False, "said": said, "errors": list(filled.faults.items()), "may": may, "blocks": blocks,
        "rows": [(row, reason_text(look.desk.rules, row["reason"], today) or "") for row in rows[:LINES_SHOWN]],
        "rows_all": len(rows), "item": filled.item, "back": BACK,
        "questions": [] if filled.item else head_questions(form, filled.faults, people, earlier),
        "key": secrets.token_hex(KEY_BYTES) if refusals else form.get("key") or secrets.token_hex(KEY_BYTES),
    })  # fmt: skip


def _told(filled: Filled, place: int) -> list[tuple[bool, str]]:
    """What the check says of a line: whether it is good, and the sentence."""
    if place > len(filled.checked):
        return []
    found = filled.checked[place - 1]
    told = []
    if found.used_on:
        told.append((False, words("bill_used_before", claim=found.used_on, item=found.used_by.partition("/")[2])))
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
        return _page(request, look, Filled(form, [_numbered(block) for block in changed], item=item))
    bills, faults = read_bills(form, blocks, drafted=bool(item))
    if faults:
        return _page(request, look, Filled(form, blocks, faults, item=item), 422)
    with reading(look.desk) as connection:
        actor = actor_of(connection, look.desk, who)
        found = check_lines(look.desk, connection, actor, look.claim, bills.lines, bills.draft.get("replaces", ""))
    checked = tuple(found)
    bad = any(one.used_on or one.twice for one in checked)
    if form.get(CHECK) or bad:
        status = 422 if bad and not form.get(CHECK) else 200
        return _page(request, look, Filled(form, blocks, checked=checked, item=item), status)
    target, refusals, status, event = _kept(look, who, form, bills, item)
    if event:
        return RedirectResponse(address(f"/desk/cases/{no}/done", {"event": event}), 303)
    return _page(request, look_at(request, who, no), Filled(form, blocks, {}, refusals, checked, target), status)


def _kept(look: Look, who: SignedIn, form: Fields, bills: Any, item: str) -> tuple[str, tuple[Refusal, ...], int, str]:
    """Hand the bills in: the item, why not, the status of the answer, and the event where it was done."""
    try:
        target, outcome = hand_in(
            look.desk, who.username, look.no, bills, look.desk.today(), form.get("key", ""), item
        )  # fmt: skip
    except Conflict as stale:
        return item, (Refusal(stale.code, stale.facts),), 409, ""
    except (Refused, BadInput) as no_way:
        return item, (Refusal(no_way.code, no_way.facts),), 422, ""
    return target, outcome.refusals, 422, outcome.event_id if outcome.done else ""


def _numbered(block: Block) -> Block:
    return {**block, "line_no": block["line_no"] or FIRST["line_no"]}
