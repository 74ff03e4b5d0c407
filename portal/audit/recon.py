"""对账: with the bank by batch, with the published figures, and the case three ways. A difference is shown, never made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.audit.overview import last_day
from portal.audit.room import AUDITOR, enter
from portal.downloads import csv_attachment
from portal.queries import address
from portal.signed_in import SignedIn
from workflows.access_log import Access, note_read
from workflows.exporting import harmless, yuan_number
from workflows.three_ways import PAGE_ROWS, PUBLISHED, Balanced, BatchLine, batches, cases, differing, figures
from workflows.transaction import Desk
from workflows.unmatched import unanswered_payments, unmatched_lines

PATH = "/audit/recon"
MARK_MAX = 64


def recon_routes() -> APIRouter:
    """The routes of the reconciliations."""
    routes = APIRouter()

    @routes.get(PATH)
    def recon(request: Request, batch_after: str = "", case_after: str = "", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        until = last_day(room.bar, room.desk.today())
        with_bank = batches(room.desk, batch_after[:MARK_MAX])
        numbers = (room.bar.cut.claim_no,) if room.bar.cut.claim_no else ()
        three, closed = cases(room.desk, case_after[:MARK_MAX], numbers=numbers), room.closed()
        total, wrong = differing(room.desk)
        return room.page(
            "audit/recon.html",
            until=until,
            figures=figures(room.desk, until),
            source=room.desk.rules.find(PUBLISHED, until),
            batches=with_bank,
            unmatched=[*unmatched_lines(room.desk), *unanswered_payments(room.desk)],
            cases=[one for one in three if one.claim_no not in closed],
            total=total,
            wrong=[one for one in wrong if one.claim_no not in closed],
            more_batches=address(PATH, {}, batch_after=with_bank[-1].batch_no) if len(with_bank) == PAGE_ROWS else "",
            more_cases=address(PATH, {}, case_after=three[-1].claim_no) if len(three) == PAGE_ROWS else "",
        )

    @routes.get(PATH + "/batches.csv")
    def batches_csv(request: Request, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        note_read(room.desk, who.username, Access.EXPORT, field="recon_batches")
        found = _all_batches(room.desk)
        rows = [(one.batch_no, one.released_on, one.count, *(yuan_number(fen) for fen in (
            one.sent_fen, one.confirmed_fen, one.returned_fen, one.difference_fen))) for one in found]  # fmt: skip
        return _csv(("批次", "放款日", "笔数", "送银行", "银行确认", "退回", "差额"), rows, "与银行对账-汇总.csv")

    @routes.get(PATH + "/cases.csv")
    def cases_csv(request: Request, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        note_read(room.desk, who.username, Access.EXPORT, field="recon_cases")
        closed = room.closed()
        names = ("items_fen", "awarded_fen", "payable_fen", "in_transit_fen", "returned_fen", "paid_fen", "bank_fen")
        rows = [(one.claim_no, *(yuan_number(getattr(one, name)) for name in names), "是" if one.agrees else "否")
                for one in _all_cases(room.desk) if one.claim_no not in closed]  # fmt: skip
        heads = ("案号", "待遇项目", "账上核定", "应付", "在途", "退汇", "账上已付", "银行已付", "相符")
        return _csv(heads, rows, "账与核定与支付-明细.csv")

    return routes


def _all_batches(desk: Desk) -> Iterator[BatchLine]:
    after = ""
    while found := batches(desk, after):
        yield from found
        after = found[-1].batch_no


def _all_cases(desk: Desk) -> Iterator[Balanced]:
    after = ""
    while found := cases(desk, after):
        yield from found
        after = found[-1].claim_no


def _csv(heads: tuple[str, ...], rows: Sequence[Sequence[object]], name: str) -> Response:
    told = ([harmless(cell) if isinstance(cell, str) and not _is_sum(cell) else cell for cell in row] for row in rows)
    return csv_attachment(heads, told, name)


def _is_sum(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdigit()
