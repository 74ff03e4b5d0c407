"""追回: who owes the fund what, for how long, and by which plan; the acts on a recovery lie on its case."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from claims.ledger import ACCOUNT_NAMES, Account
from claims.receivables import BUCKETS, NOT_DUE
from portal.desk.payments import payment_acts
from portal.navigation import MONEY
from portal.parts import Chip, Question
from portal.queries import address, day_in, page_in, turning
from portal.shell import desk_of, show, told_unread
from portal.signed_in import SignedIn, of_roles
from workflows.receivable_list import Receivable
from workflows.recovery_board import details_of, recovery_acts, seen_receivables
from workflows.roles import Role
from workflows.transaction import reading

PATH = "/desk/recoveries"
PAGE_ROWS = 50
AGES = {NOT_DUE: "未到期", **{name: f"{name} 天" for name in BUCKETS}}
ACCOUNTS = {
    account.value: ACCOUNT_NAMES[account] for account in (Account.RECOVERABLE, Account.OVERPAID, Account.RECOURSE)
}
NAMES = ("account", "age", "as_of")
READER = Depends(of_roles(*MONEY, Role.INTAKE, Role.LEGAL))


def recovery_routes() -> APIRouter:
    """The route of the list."""
    routes = APIRouter()

    @routes.get(PATH)
    def recoveries(request: Request, page: str = "1", who: SignedIn = READER) -> Response:
        desk = desk_of(request)
        asked = {name: request.query_params.get(name, "").strip() for name in NAMES}
        day = min(day_in(asked["as_of"]) or desk.today(), desk.today())
        with reading(desk) as connection:
            every = seen_receivables(desk, connection, who.actor, day)
            found = [one for one in every if _wanted(one, asked)]
            at = page_in(page)
            rows = found[(at - 1) * PAGE_ROWS : at * PAGE_ROWS]
            details = details_of(connection, rows)
            acts = recovery_acts(desk, connection, who.username, rows)
        shown = [(one, details.get(one.number), payment_acts(acts.get(one.number, []), one.claim_no)) for one in rows]
        return show(
            request,
            who,
            "desk/recoveries.html",
            rows=shown,
            as_of=day,
            said=told_unread(asked, {"as_of": "截至"}),
            **_frame(asked, at, found),
        )

    return routes


def _wanted(one: Receivable, asked: dict[str, str]) -> bool:
    of_account = asked["account"] not in ACCOUNTS or one.account == asked["account"]
    return of_account and (asked["age"] not in AGES or one.by_age_fen[asked["age"]] > 0)


def _frame(asked: dict[str, str], page: int, found: list[Receivable]) -> dict[str, Any]:
    every = (("", "全部"),)
    shown = {"account": ACCOUNTS, "age": AGES}
    labels = {"account": "科目", "age": "账龄", "as_of": "截至"}
    return {
        "ages": AGES,
        "accounts": ACCOUNTS,
        "count": len(found),
        "left_fen": sum(one.left_fen for one in found),
        "fields": [
            Question("account", "科目", "select", asked["account"], choices=(*every, *ACCOUNTS.items())),
            Question("age", "账龄", "select", asked["age"], choices=(*every, *AGES.items())),
            Question("as_of", "截至", "date", asked["as_of"]),
        ],
        "chips": [
            Chip(label, shown.get(name, {}).get(asked[name], asked[name]), address(PATH, asked, **{name: None}))
            for name, label in labels.items()
            if asked[name]
        ],
        **turning(PATH, asked, page, len(found), PAGE_ROWS),
    }
