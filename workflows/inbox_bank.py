"""What of the bank waits for the cashiers, and for who gives the second signature: lines to decide, and acts to confirm.

Whether a line waits is decided by what people have done about it, so its words are made first and it is put in order after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, case, func, literal

from claims.money import yuan
from claims.rules import Rules
from claims.store.tables import table
from workflows.bank_buckets import BUCKET_NAMES, Bucket
from workflows.bank_decisions import Waits, waiting_lines
from workflows.bank_pending import pending_findings, to_do
from workflows.fund_acts import ACTS, waiting_in
from workflows.inbox_entry import Words
from workflows.inbox_tasks import Source, waiting_part
from workflows.machines import MACHINES
from workflows.roles import Actor, Role

LIMIT = "audit.undecided_line"
RETURNED = MACHINES["approval"].states["returned"]
BANK_LINE, BANK_FILE, PAYMENT = table("bank_line"), table("bank_file"), table("payment")
APPROVAL, BOOK_EVENT = table("approval"), table("book_event")


def bank_parts(
    connection: Connection, actor: Actor, rules: Rules, today: date
) -> tuple[list[Select[Any]], dict[str, Words]]:
    """The lines that people must decide and the findings that wait, for a cashier; the fund's acts for who may confirm.

    Returns what puts them in order, and the words of each by its number.
    """
    parts: list[Select[Any]] = []
    work: dict[str, Words] = {}
    if Role.CASHIER in actor.roles:
        lines = [one for one in waiting_lines(connection) if one.needs_decision]
        findings = _findings(connection, actor)
        work.update({str(one.line["id"]): _line(one) for one in lines}, **findings)
        if lines:
            parts.append(_lines_part(lines, timedelta(days=rules.at(LIMIT, today).as_int())))
        if findings:
            found = waiting_part(Source.BANK, APPROVAL.c.id, APPROVAL.c.claim_no)
            parts.append(found.where(APPROVAL.c.id.in_(findings)))
    acts = _of_the_fund(connection, actor)
    if acts:
        work.update(acts)
        found = waiting_part(Source.BANK, BOOK_EVENT.c.id, literal(""))
        parts.append(found.where(BOOK_EVENT.c.id.in_(acts)))
    return parts, work


def _lines_part(lines: Sequence[Waits], limit: timedelta) -> Select[Any]:
    """The lines by the day until which they must be decided, each on the case of the payment that it names."""
    due = {one.since: one.since + limit for one in lines}
    joined = BANK_LINE.join(BANK_FILE, BANK_FILE.c.no == BANK_LINE.c.file_no).outerjoin(
        PAYMENT, PAYMENT.c.id == BANK_LINE.c.payment_id
    )
    claim_no, due_on = func.coalesce(PAYMENT.c.claim_no, ""), case(due, value=BANK_FILE.c.imported_on)
    found = waiting_part(Source.BANK, BANK_LINE.c.id, claim_no, due_on=due_on).select_from(joined)
    return found.where(BANK_LINE.c.id.in_([one.line["id"] for one in lines]))


def _line(one: Waits) -> Words:
    moves, do = to_do(one)
    state = BUCKET_NAMES[Bucket(one.bucket)] if one.bucket else "尚未处理"
    return Words(f"银行的行 {yuan(one.line['amount_fen'])}：{do}", state, moves)


def _findings(connection: Connection, actor: Actor) -> Mapping[str, Words]:
    """The findings that wait for a signature; one that came back is a draft to be made anew."""
    return {
        one.number: Words(
            f"待批准：{one.label}（{one.about}）",
            one.state,
            ("withdraw_draft",) if one.drafted_by == actor.username else (),
        )
        for one in pending_findings(connection)
        if one.state != RETURNED
    }


def _of_the_fund(connection: Connection, actor: Actor) -> Mapping[str, Words]:
    """What was prepared on the fund's books: for who may confirm it, and for who prepared it."""
    concerned = {role for act in ACTS.values() for role in (act.prepares, act.confirms)}
    found = {}
    for one in waiting_in(connection) if actor.roles & concerned else ():
        own, may = one.prepared_by == actor.username, ACTS[one.act].confirms in actor.roles
        if own or may:
            what = f"{'待另一人确认' if own else '请确认'}：{one.label}（{one.data['about']}）"
            found[one.number] = Words(what, "待确认", ("withdraw",) if own else ("confirm", "decline"))
    return found
