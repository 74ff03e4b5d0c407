"""审批: what waits for a signature, and an approval with what it decides, what has changed, who has signed, and its letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import words
from claims.money import capitals
from claims.periods import Unit
from claims.store.rows import select_one
from notifications.blocks import Letter
from notifications.kinds import letter_kind
from portal.desk.acts import acts_of
from portal.desk.asked_accounts import shown_at
from portal.desk.looking import Look, look_at
from portal.desk.sums import money_rows
from portal.letter_shown import shown_letter
from portal.lights import Light, Term, light_of
from portal.parts import Act
from portal.queries import address, page_in, turning
from portal.shell import desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.access_log import Access, note_read
from workflows.account_requests import REGISTER, request_of
from workflows.approval_board import BOX_NAMES, PAGE_ROWS, Box, Listed, approval_board
from workflows.approval_view import ApprovalView, approval_view, letters_of
from workflows.award_sheet import sheet
from workflows.foreseeing import Foreseen
from workflows.health_sight import copy_read
from workflows.letter_view import stored_letter
from workflows.roles import OFFICERS
from workflows.transaction import Desk, reading

READER = Depends(of_roles(*OFFICERS))
PATH = "/desk/approvals"
VERBS = {
    "review": "approval_verb_review",
    "approve": "approval_verb_approve",
    "return": "approval_verb_return",
    "redraft": "approval_verb_redraft",
}
CONCLUSIONS = frozenset({"confirm", "refuse_confirm", "redo_confirm", "redo_refuse"})


def approval_routes() -> APIRouter:
    """The routes of the inbox and of one approval."""
    routes = APIRouter()

    @routes.get(PATH)
    def inbox(request: Request, box: str = "", page: str = "1", who: SignedIn = READER) -> Response:
        return _inbox(request, who, box, page_in(page))

    @routes.get(PATH + "/{no}/{place}")
    def one(request: Request, no: str, place: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        with reading(look.desk) as connection:
            row = select_one(connection, "approval", id=f"{no}/{place}", claim_no=no)
            if row is None:
                raise HTTPException(404)
            view = approval_view(look.desk, connection, who.actor, row)
            issued = list(_issued(connection, who, view))
        note_read(look.desk, who.username, Access.CASE, no, field="approval")
        return _page(request, look, view, issued)

    return routes


def _issued(connection: Connection, who: SignedIn, view: ApprovalView) -> Iterator[Letter]:
    """The letters that came of it, in the copies that are for who looks; none of those that have been erased."""
    for one in view.issued:
        row = select_one(connection, "letter", id=one.id)
        copy = copy_read(who.actor, letter_kind(row["kind"])) if row else ""
        letter = stored_letter(connection, row, copy) if row else None
        if letter is not None:
            yield letter


def _inbox(request: Request, who: SignedIn, asked: str, page: int) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        box = Box(asked) if asked in set(Box) else None
        board = approval_board(connection, desk.rules, who.actor, desk.today(), box or Box.REVIEW, page)
        if box is None:
            box = next((one for one in Box if board.counts[one]), Box.REVIEW)
            board = approval_board(connection, desk.rules, who.actor, desk.today(), box, page)
    here = {"box": box.value}
    return show(
        request,
        who,
        "desk/approvals.html",
        tabs=[(address(PATH, {"box": one.value}), f"{name} {board.counts[one]}") for one, name in BOX_NAMES.items()],
        here=address(PATH, here),
        rows=[(one, _light(desk, one)) for one in board.listed],
        name=BOX_NAMES[box],
        **turning(PATH, here, page, board.total, PAGE_ROWS),
    )


def _light(desk: Desk, one: Listed) -> Light | None:
    return None if one.due is None else light_of(Term(one.due[0], Unit(one.due[1])), desk.calendar, desk.today())


def _page(request: Request, look: Look, view: ApprovalView, issued: list[Letter]) -> Response:
    mine = (replace(one, about="") for one in look.choices if one.target == view.row["id"])
    acts, more, blocked = acts_of(mine, look.no, ("approval",))
    found = sheet(look.desk, look.claim)
    items = [line for line in (*found.awards, *found.by_platform, *found.refused) if line.id in view.targets]
    total = sum(line.awarded_fen for line in items if line.payer == "fund" and not line.monthly)
    would = (
        letters_of(look.desk, view.row, partial(copy_read, look.who.actor)) if view.is_open else Foreseen(tuple(issued))
    )
    facts: dict[str, Any] = {
        "view": view,
        "money_rows": money_rows(items),
        "total_fen": total,
        "capitals": capitals(total),
        "letters": [shown_letter(letter) for letter in would.letters],
        "refusals": [refusal.message() for refusal in would.refusals],
        "acts": _named(acts, view),
        "more": _named(more, view),
        "blocked": _named(blocked, view),
        "own": view.own.message() if view.own else "",
        "shown_at": _number_at(look, view),
    }
    return show(request, look.who, "desk/approval.html", **look.facts, **facts)


def _number_at(look: Look, view: ApprovalView) -> str:
    """Where the second officer looks at the whole number of the account that was asked for; empty where there is none."""
    if view.row["act"] != REGISTER or not view.is_open:
        return ""
    with reading(look.desk) as connection:
        asked = request_of(connection, look.no, json.loads(view.row["proposal"])["beneficiary"])
    return shown_at(look, asked) if asked else ""


def _named(acts: list[Act], view: ApprovalView) -> list[Act]:
    """The acts under the names that they have on this page; a decision is drafted anew beside its letter."""
    return [_renamed(act, view) for act in acts]


def _renamed(act: Act, view: ApprovalView) -> Act:
    trigger = act.href.rpartition("do=")[2]
    named = replace(act, verb=words(VERBS[trigger]) if trigger in VERBS else act.verb)
    if trigger == "redraft":
        return replace(named, href=redraft_href(view))
    return named


def redraft_href(view: ApprovalView) -> str:
    """Where a returned draft is drafted anew."""
    no, _, place = str(view.row["id"]).partition("/")
    if view.row["act"] in CONCLUSIONS:
        return f"/desk/cases/{no}/decision"
    return f"{PATH}/{no}/{place}/redraft"
