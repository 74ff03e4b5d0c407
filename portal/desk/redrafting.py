"""重新拟稿: an act that came back is put forward again, with what was asked for changed; conclusions have a page of their own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.money import grouped
from claims.store.rows import Row, select_one
from portal.desk.came import Came, came_of
from portal.desk.case_lists import lists_for
from portal.desk.looking import Look, look_at
from portal.desk.move_form import questions, read_answers
from portal.fields import Fields, number_in
from portal.given_back import BACK, given_back
from portal.shell import Said, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.advance import advance
from workflows.approval_view import act_label, moves_of
from workflows.command import Command
from workflows.deciding import CONCLUSIONS, returned_proposal
from workflows.proposal_words import ACCOUNT
from workflows.proposals import stored_targets
from workflows.roles import OFFICERS
from workflows.table import Field, Kind
from workflows.transaction import reading

READER = Depends(of_roles(*OFFICERS))
PATH = "/desk/approvals/{no}/{place}/redraft"


def redraft_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def ask(request: Request, no: str, place: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        row = _returned(look, place)
        kept = given_back(request, who)
        given = kept or _as_answers(row, returned_proposal(look.desk, row["id"]))
        return _page(request, Came(look), row, given, {})

    @routes.post(PATH)
    async def again(
        request: Request, no: str, place: str, who: SignedIn = READER, form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_again, request, no, place, who, form)

    return routes


def _again(request: Request, no: str, place: str, who: SignedIn, form: Fields) -> Response:
    look = look_at(request, who, no)
    row = _returned(look, place)
    day, data, faults = read_answers(_fields(row), form, look.desk.today())
    if faults:
        return _page(request, Came(look, status=422), row, form, faults)
    plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in data.items()}
    proposal = {"act": row["act"], "targets": stored_targets(row), "proposal": [plain]}
    command = Command(
        row["id"], "redraft", who.username, day, form.get("key", ""), number_in(form, "version"), proposal
    )
    came = came_of(request, look, form, lambda: advance(look.desk, command))
    if came.outcome is None:
        return _page(request, came, _returned(came.look, place), form, {})
    return RedirectResponse(f"/desk/approvals/{row['id']}", 303)


def _returned(look: Look, place: str) -> Row:
    """An approval of the case, no conclusion. Raises HTTPException 404."""
    with reading(look.desk) as connection:
        row = select_one(connection, "approval", id=f"{look.no}/{place}", claim_no=look.no)
    if row is None or row["act"] in CONCLUSIONS:
        raise HTTPException(404)
    return row


def _fields(row: Row) -> tuple[Field, ...]:
    return moves_of(row)[0].needs


def _as_answers(row: Row, proposal: dict[str, Any]) -> Fields:
    """What was put forward, as the form writes it."""
    return Fields(
        [(field.name, _text(field, proposal[field.name])) for field in _fields(row) if _may_be_shown(field, proposal)]
    )


def _may_be_shown(field: Field, proposal: dict[str, Any]) -> bool:
    """An account is typed anew: in the clear it is shown one way only, and that is logged."""
    return field.name != ACCOUNT and bool(proposal.get(field.name))


def _text(field: Field, value: Any) -> str:
    if field.kind is Kind.FLAG:
        return "1"
    if field.kind is Kind.FEN and isinstance(value, int):
        return grouped(value)
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _page(request: Request, came: Came, row: Row, given: Fields, faults: dict[str, str]) -> Response:
    look = came.look
    fields, today = _fields(row), look.desk.today()
    lists = lists_for(look, moves_of(row)[0], row["id"])
    blocked = [
        reason.message()
        for one in look.choices
        if (one.target, one.move.trigger) == (row["id"], "redraft")
        for reason in one.reasons
    ]
    facts = {
        "verb": act_label(row),
        "approval": row,
        "questions": questions(fields, given, faults, given.get("occurred_on", today.isoformat()), lists),
        "errors": list(faults.items()),
        **came.facts(given),
        "version": came.known(given, "version", row["version"]),
        "action": request.url.path,
        "back": BACK,
    }
    if blocked and not came.refusals:
        facts["said"] = Said("warning", "".join(blocked))
    return show(request, look.who, "desk/redraft.html", came.status, **{**look.facts, **facts})
