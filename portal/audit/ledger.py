"""账本: opening balance, entries, closing balance; and the tree of accounts with its balances."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import BadInput, Refused
from claims.ledger import ACCOUNT_NAMES
from portal.audit.bar import Bar
from portal.audit.room import AUDITOR, enter
from portal.shell import Said
from portal.signed_in import SignedIn
from workflows.account_marks import account_marks
from workflows.ledger_view import LedgerPage, ledger_page, opening_cut, place_of
from workflows.trial_balance import trial_balance

LEDGER, ACCOUNTS, EXPORTS = "/audit/ledger", "/audit/accounts", "/audit/exports"
CLASSES = {"1": "资产", "2": "负债", "3": "拨入", "5": "支出", "9": "备查（不是基金的钱）"}


def ledger_routes() -> APIRouter:
    """The routes of the ledger and its accounts."""
    routes = APIRouter()

    @routes.get(LEDGER)
    def ledger(request: Request, after: str = "", before: str = "", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        try:
            found = ledger_page(room.desk, room.bar.cut, place_of(after), place_of(before))
        except (BadInput, Refused) as fault:
            return room.page("audit/ledger.html", 422, found=None, said=Said("failure", fault.message()), **NOTHING)
        return room.page("audit/ledger.html", found=found, **_addresses(room.bar, found))

    @routes.get(ACCOUNTS)
    def accounts(request: Request, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        books = trial_balance(room.desk, room.bar.cut)
        by_code = {line.code: line for line in books.accounts}
        marks = account_marks(room.desk, room.bar.cut)
        tree = [
            (label, [(str(code), name, by_code.get(str(code)), marks.get(str(code), "?"))
                     for code, name in ACCOUNT_NAMES.items() if str(code).startswith(digit)])
            for digit, label in CLASSES.items()
        ]  # fmt: skip
        return room.page("audit/accounts.html", tree=tree, books=books, to_ledger=_to_account(room.bar))

    return routes


NOTHING: dict[str, Any] = {"before": "", "after": "", "downloads": ()}


def _addresses(bar: Bar, found: LedgerPage) -> dict[str, Any]:
    """Where the pages beside this one are, and where each of the three blocks is fetched."""
    early = opening_cut(found.cut)
    blocks = [("期初", bar.link(EXPORTS, **{"from": None, "to": str(early.value_to)}) if early else "")]
    blocks += [("分录", bar.link(EXPORTS)), ("期末", bar.link(EXPORTS, **{"from": None}))]
    return {
        "before": bar.link(LEDGER, before=str(found.before)) if found.before else "",
        "after": bar.link(LEDGER, after=str(found.after)) if found.after else "",
        "downloads": blocks,
    }


def _to_account(bar: Bar) -> Any:
    def link(code: str) -> str:
        if code not in {str(one) for one in ACCOUNT_NAMES}:
            raise HTTPException(404)
        return bar.link(LEDGER, account=code)

    return link
