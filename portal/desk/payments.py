"""支付: what waits to be paid, the batches, what came back, what is paid, and which answers of the bank need somebody."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import ClaimsError, words
from claims.money import capitals
from claims.periods import Unit
from portal.desk.acts import act_href, verb_of
from portal.desk.came import HERE, said_of
from portal.fields import Fields, new_key
from portal.lights import Light, Term, light_of
from portal.navigation import MONEY
from portal.parts import Act
from portal.queries import address, page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.bank_report import list_files
from workflows.batch_acts import may_pay
from workflows.batch_sight import closed_batches, closed_files
from workflows.batch_view import list_batches
from workflows.batches import add_payments, open_batch
from workflows.moves import Choice
from workflows.overtaken import Overtaken
from workflows.overtaken_money import overtaken_payments
from workflows.payment_board import (
    PAGE_ROWS,
    PAID,
    RETURNED,
    UNANSWERED,
    WAITING,
    Payable,
    acts_on,
    open_lines_for_a_person,
    payments_in,
    reasons_against,
)
from workflows.roles import Role
from workflows.transaction import Desk, reading

READER = Depends(of_roles(*MONEY))
CASHIER = Depends(of_roles(Role.CASHIER))
PATH = "/desk/payments"
TABS = (("", "待付"), ("batches", "批次"), ("returned", "退汇"), ("paid", "已付"), ("tasks", "待定事项"))
STATES = {"": WAITING, "returned": RETURNED, "paid": PAID}
FILES_SHOWN = 20


def payment_routes() -> APIRouter:
    """The routes of the tabs and of making a batch."""
    routes = APIRouter()

    @routes.get(PATH)
    def board(request: Request, tab: str = "", page: str = "1", who: SignedIn = READER) -> Response:
        known = tab if tab in dict(TABS) else ""
        if known == "batches":
            return _batches(request, who, page_in(page))
        if known == "tasks":
            return _tasks(request, who, page_in(page))
        return _payments(request, who, known, page_in(page), Fields([]))

    @routes.post(PATH + "/batches/new")
    async def make(request: Request, who: SignedIn = CASHIER, form: Fields = Depends(posted_form)) -> Response:
        return await run_in_threadpool(_make, request, who, form)

    return routes


def _frame(tab: str, page: int, total: int) -> dict[str, Any]:
    asked = {"tab": tab}
    return {
        "tabs": [(address(PATH, {"tab": name}), label) for name, label in TABS],
        "here": address(PATH, asked),
        "total": total,
        **turning(PATH, asked, page, total, PAGE_ROWS),
    }


def _payments(
    request: Request,
    who: SignedIn,
    tab: str,
    page: int,
    form: Fields,
    status: int = 200,
    error: str = "",
    changed: Overtaken | None = None,
) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        found = payments_in(connection, who.actor, desk.today(), STATES[tab], page)
        acts = acts_on(desk, connection, who.username, found.rows) if tab != "paid" else {}
    rows = [_row(desk, one, acts) for one in found.rows]
    ticked = form.all("payment")
    chosen_fen = sum(one.amount_fen for one in found.rows if one.id in ticked)
    name = {"": "pending", "returned": "returned", "paid": "paid"}[tab]
    return show(request, who, f"desk/payments/{name}.html", status, **{
        **_frame(tab, page, found.total), "rows": rows, "total_fen": found.total_fen, "ticked": ticked,
        "capitals": capitals(found.total_fen), "chosen_fen": chosen_fen, "chosen_capitals": capitals(chosen_fen),
        "may": may_pay(desk, who.username), "errors": [("payment", error)] if error else [],
        "key": form.get("key") or new_key(), "form": form, "changed": changed,
        "said": said_of(desk, changed, code=HERE) if changed else None,
    })  # fmt: skip


def _row(desk: Desk, one: Payable, found: dict[str, list[Choice]]) -> dict[str, Any]:
    """A payment as a line: why it cannot go into a batch (None: this person makes none), its light, its acts."""
    return {
        "one": one,
        "blocked": reasons_against(found, one.id, "batch"),
        "light": _light(desk, one),
        "acts": payment_acts(found.get(one.id, []), one.claim_no),
    }


def _light(desk: Desk, one: Payable) -> Light | None:
    return light_of(Term(one.due_on, Unit.WORKING), desk.calendar, desk.today()) if one.due_on else None


def payment_acts(found: list[Choice], claim_no: str) -> list[Act]:
    """The acts on a payment that are open now, but for those that a batch makes."""
    return [
        Act(act_href(one, claim_no), verb_of(one))
        for one in found
        if one.allowed and one.move.trigger not in ("batch", "unbatch", "release")
    ]


def _batches(request: Request, who: SignedIn, page: int) -> Response:
    desk = desk_of(request)
    with reading(desk) as connection:
        closed = closed_batches(connection, who.actor, desk.today())
    every = [one for one in list_batches(desk) if one.no not in closed]
    rows = every[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    facts = {**_frame("batches", page, len(every)), "rows": rows, "may": may_pay(desk, who.username)}
    return show(request, who, "desk/payments/batches.html", **facts)


def _tasks(request: Request, who: SignedIn, page: int) -> Response:
    """The bank's lines that wait for somebody, the payments without an answer, and the files that were taken in."""
    desk = desk_of(request)
    with reading(desk) as connection:
        lines, total = open_lines_for_a_person(connection, who.actor, desk.today(), page)
        silent = payments_in(connection, who.actor, desk.today(), UNANSWERED)
        found = acts_on(desk, connection, who.username, silent.rows)
        closed = closed_files(connection, who.actor, desk.today())
    return show(request, who, "desk/payments/tasks.html", **{
        **_frame("tasks", page, total), "lines": lines, "silent": [_row(desk, one, found) for one in silent.rows],
        "silent_all": silent.total, "may": may_pay(desk, who.username),
        "files": [row for row in list_files(desk) if row["no"] not in closed][:FILES_SHOWN],
    })  # fmt: skip


def _make(request: Request, who: SignedIn, form: Fields) -> Response:
    """Open a batch and put the ticked payments into it; one that does not go in says why and holds up no other."""
    desk, ticked = desk_of(request), list(dict.fromkeys(form.all("payment")))
    if not ticked:
        return _payments(request, who, "", 1, form, 422, words("batch_nothing_ticked"))
    with reading(desk) as connection:
        waiting = payments_in(connection, who.actor, desk.today(), ("pending",), page_in(form.get("page", "1")))
    changed = overtaken_payments(desk, who.username, ticked)
    if changed is not None:
        return _payments(request, who, "", 1, form, 409, changed=changed)
    there = [one for one in ticked if one in {row.id for row in waiting.rows}]
    if not there:  # the second press of the button: the first has put them into their batch
        return RedirectResponse(address(PATH, {"tab": "batches"}), 303)
    try:
        batch_no = open_batch(desk, who.username, desk.today())
        added = add_payments(desk, who.username, batch_no, desk.today(), there)
    except ClaimsError as fault:
        return _payments(request, who, "", 1, form, 422, fault.message())
    left = [f"{one.payment_id}：{''.join(one.reasons)}" for one in added if one.reasons]
    if len(left) == len(added):
        return _payments(request, who, "", 1, form, 422, "".join(left))
    return RedirectResponse(address(f"{PATH}/batches/{batch_no}", {"left": str(len(left)) if left else ""}), 303)


def refused(fault: ClaimsError) -> Said:
    """The banner of a refusal."""
    return Said("failure", fault.message())
