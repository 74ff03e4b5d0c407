"""What of the bank waits for the cashiers, and for who gives the second signature: lines to decide, and acts to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from claims.money import yuan
from claims.rules import Rules
from claims.store.rows import select_one
from workflows.bank_buckets import BUCKET_NAMES, Bucket
from workflows.bank_decisions import Waits, waiting_lines
from workflows.bank_pending import pending_acts, to_do
from workflows.fund_acts import ACTS, waiting_in
from workflows.inbox_entry import Entry
from workflows.machines import MACHINES
from workflows.roles import Actor, Role

LIMIT = "audit.undecided_line"
BOOKS = "FUND/"
RETURNED = MACHINES["approval"].states["returned"]


def bank_entries(connection: Connection, actor: Actor, rules: Rules, today: date) -> Iterator[Entry]:
    """The lines that people must decide and the findings that wait, for a cashier; the fund's acts for who may confirm."""
    if Role.CASHIER in actor.roles:
        limit = timedelta(days=rules.at(LIMIT, today).as_int())
        for one in waiting_lines(connection):
            if one.needs_decision:
                yield _line(connection, one, one.since + limit)
        for act in pending_acts(connection):
            if not act.number.startswith(BOOKS) and act.state != RETURNED:  # that is a draft to be made anew
                moves = ("withdraw_draft",) if act.drafted_by == actor.username else ()
                claim_no = act.number.partition("/")[0]
                yield _entry(claim_no, act.number, f"待批准：{act.label}（{act.about}）", act.state, moves)
    yield from _of_the_fund(connection, actor)


def _line(connection: Connection, one: Waits, due_on: date) -> Entry:
    moves, do = to_do(one)
    payment = select_one(connection, "payment", id=one.line["payment_id"])
    state = BUCKET_NAMES[Bucket(one.bucket)] if one.bucket else "尚未处理"
    what = f"银行的行 {yuan(one.line['amount_fen'])}：{do}"
    return _entry(payment["claim_no"] if payment else "", one.line["id"], what, state, moves, due_on)


def _of_the_fund(connection: Connection, actor: Actor) -> Iterator[Entry]:
    """What was prepared on the fund's books: for who may confirm it, and for who prepared it."""
    concerned = {role for act in ACTS.values() for role in (act.prepares, act.confirms)}
    if not actor.roles & concerned:
        return
    for one in waiting_in(connection):
        own, may = one.prepared_by == actor.username, ACTS[one.act].confirms in actor.roles
        if own or may:
            what = f"{'待另一人确认' if own else '请确认'}：{one.label}（{one.data['about']}）"
            yield _entry("", one.number, what, "待确认", ("withdraw",) if own else ("confirm", "decline"))


def _entry(
    claim_no: str, target: str, what: str, state: str, moves: tuple[str, ...], due_on: date | None = None
) -> Entry:
    return Entry(
        due_on=due_on,
        provisional=False,
        claim_no=claim_no,
        target=target,
        code="",
        what=what,
        state=state,
        moves=moves,
    )
