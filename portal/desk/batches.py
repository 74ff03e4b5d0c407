"""A payment batch: what is in it, its seal and file, and its release by another person who has shown again who he is."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.bank.formats import format_named
from claims.digits import whole_number
from claims.errors import ClaimsError, Refused
from claims.money import capitals
from portal.desk.acts import act_href
from portal.desk.came import HERE, SEEN, said_of
from portal.desk.looking import Unseen
from portal.desk.payments import CASHIER, PATH, READER, refused
from portal.fields import Fields, number_in
from portal.queries import address, page_in, turning
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, StepUpNeeded, posted_form
from workflows.access_log import Access, note_read
from workflows.bank_files import usual_format
from workflows.bank_queries import query_file
from workflows.batch_acts import batch_acts, may_pay, told
from workflows.batch_sight import closed_batches
from workflows.batch_view import Batch, show_batch
from workflows.batches import Sealed, batch_file, release_batch, seal_batch
from workflows.command import Refusal
from workflows.moves import Choice
from workflows.overtaken import Overtaken
from workflows.overtaken_money import moves_of_batch, overtaken_batch
from workflows.payment_board import PAGE_ROWS, UNANSWERED, acts_on, payables_of_batch
from workflows.transaction import reading

BATCH = PATH + "/batches/{batch_no}"


def batch_routes() -> APIRouter:
    """The routes of one batch."""
    routes = APIRouter()

    @routes.get(BATCH)
    def shown(
        request: Request, batch_no: str, left: str = "", done: str = "", page: str = "1", who: SignedIn = READER
    ) -> Response:
        said = None
        if whole_number(left, 3) is not None:
            said = Said("warning", f"{left} 笔没有编入批次，原因见待付。")
        if done in DONE and (done != KNOWN or who.stepped_up):
            said = Said("success", DONE[done])
        return _page(request, who, batch_no, said=said, page=page_in(page))

    @routes.post(BATCH + "/seal")
    async def seal(
        request: Request, batch_no: str, who: SignedIn = CASHIER, _form: Fields = Depends(posted_form)
    ) -> Response:
        return await run_in_threadpool(_sealed, request, who, batch_no)

    @routes.post(BATCH + "/release")
    async def release(
        request: Request, batch_no: str, who: SignedIn = CASHIER, form: Fields = Depends(posted_form)
    ) -> Response:
        if not who.stepped_up:
            raise StepUpNeeded(request.url.path.removesuffix("/release"), who)
        return await run_in_threadpool(_released, request, who, batch_no, form)

    return routes


def batch_file_routes() -> APIRouter:
    """What goes to the bank: only after its cashier has shown again who he is, and every time logged."""
    routes = APIRouter()

    @routes.get(BATCH + "/file")
    def file(request: Request, batch_no: str, who: SignedIn = CASHIER) -> Response:
        desk = desk_of(request)
        _found(request, who, batch_no)
        _shown_again(who, batch_no)
        try:
            batch, content = batch_file(desk, batch_no)
        except ClaimsError as fault:
            return _page(request, who, batch_no, 422, refused(fault))
        note_read(desk, who.username, Access.EXPORT, field="batch_file", key=batch_no)
        return _sent(content, f"{batch_no}{format_named(batch['format']).suffix}")

    @routes.get(BATCH + "/query")
    def query(request: Request, batch_no: str, who: SignedIn = CASHIER) -> Response:
        desk = desk_of(request)
        _found(request, who, batch_no)
        _shown_again(who, batch_no)
        format_ = format_named(usual_format(desk, desk.today()))
        try:
            _, content = query_file(desk, batch_no, format_)
        except Refused as fault:
            return _page(request, who, batch_no, 422, refused(fault))
        note_read(desk, who.username, Access.EXPORT, field="bank_query", key=batch_no)
        return _sent(content, f"{batch_no}-query{format_.suffix}")

    return routes


KNOWN = "known"
DONE = {
    "sealed": "已封存。请由另一名支付岗人员核对摘要、笔数和金额后放款。",
    "released": "已放款，等银行回盘。",
    KNOWN: "身份已确认，十分钟内有效。请再点一次“导出银行文件”或者“导出查询清单”。",
}


def _shown_again(who: SignedIn, batch_no: str) -> None:
    """Asks who it is on the way to the batch, whose page stays when the file comes: the page that asks would stay instead."""
    if not who.stepped_up:
        raise StepUpNeeded(address(f"{PATH}/batches/{batch_no}", {"done": KNOWN}), who)


def _sent(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type="application/octet-stream")


def _found(request: Request, who: SignedIn, batch_no: str) -> Batch:
    """Raises HTTPException 404 where there is no such batch, Unseen where a case in it is closed to this person."""
    desk = desk_of(request)
    try:
        found = show_batch(desk, batch_no)
    except Refused as fault:
        raise HTTPException(404) from fault
    with reading(desk) as connection:
        if batch_no in closed_batches(connection, who.actor, desk.today()):
            raise Unseen(Refusal("batch_of_closed_case"))
    return found


def _page(
    request: Request,
    who: SignedIn,
    batch_no: str,
    status: int = 200,
    said: Said | None = None,
    page: int = 1,
    changed: Overtaken | None = None,
) -> Response:
    desk = desk_of(request)
    batch, here = _found(request, who, batch_no), f"{PATH}/batches/{batch_no}"
    with reading(desk) as connection:
        rows, total = payables_of_batch(connection, who.actor, desk.today(), batch_no, page)
        moves = len(moves_of_batch(connection, batch_no))
        found = acts_on(desk, connection, who.username, [row for row in rows if row.state == "batched"])
    return show(
        request,
        who,
        "desk/payments/batch.html",
        status,
        batch=batch,
        rows=rows,
        out={row.id: _taken_out(found.get(row.id, []), row.claim_no) for row in rows},
        **turning(here, {}, page, total, PAGE_ROWS),
        capitals=capitals(batch.sum_fen),
        acts=batch_acts(desk, who.username, batch_no),
        said=said,
        changed=changed,
        seen=moves,
        base=here,
        may=may_pay(desk, who.username),
        with_bank=any(row.state in UNANSWERED for row in rows),
    )


def _taken_out(found: list[Choice], claim_no: str) -> str:
    """Where a payment is taken out of its batch; empty where this person may not."""
    return next((act_href(one, claim_no) for one in found if one.move.trigger == "unbatch" and one.allowed), "")


def _sealed(request: Request, who: SignedIn, batch_no: str) -> Response:
    batch = _found(request, who, batch_no)
    try:
        seal_batch(desk_of(request), who.username, batch_no)
    except ClaimsError as fault:
        if not batch.sealed or batch.made_by != who.username:
            return _page(request, who, batch_no, 422, refused(fault))
    return RedirectResponse(address(f"{PATH}/batches/{batch_no}", {"done": "sealed"}), 303)


def _released(request: Request, who: SignedIn, batch_no: str, form: Fields) -> Response:
    """Release on exactly what the form showed: hash, number and sum."""
    desk = desk_of(request)
    _found(request, who, batch_no)
    seen = Sealed(batch_no, form.get("sha256", ""), number_in(form, "count"), number_in(form, "sum_fen"))
    changed = overtaken_batch(desk, who.username, seen, form.get("label", ""), number_in(form, SEEN))
    if changed is not None:
        return _page(request, who, batch_no, 409, said_of(desk, changed, code=HERE), changed=changed)
    try:
        outcomes = release_batch(desk, who.username, seen, desk.today())
    except ClaimsError as fault:
        return _page(request, who, batch_no, 409, refused(fault))
    why = dict.fromkeys(told(reason) for one in outcomes for reason in one.refusals)
    if why:
        return _page(request, who, batch_no, 422, Said("failure", next(iter(why)), "".join(list(why)[1:])))
    return RedirectResponse(address(f"{PATH}/batches/{batch_no}", {"done": "released"}), 303)
