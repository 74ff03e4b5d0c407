"""The fund's own acts 基金账务, each by two persons: one prepares it, another confirms it under his own sign-in.

What is prepared is a book event without money; the confirming event names it and posts. A sign-in that types the name of
a second person proves nothing, so nobody is named for another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, exists, literal, select

from claims.errors import BadInput, Refused
from claims.ledger import Account
from claims.months import first_day, read_month
from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.bank_decisions import GROUNDS, hold_lines, require_waiting
from workflows.bank_decisions import SET_DOWN as LINE_SET_DOWN
from workflows.bookkeeping import Posting, book
from workflows.fund_balances import balance_of
from workflows.locking import open_actor
from workflows.open_period import REOPENED, closed_to, lock_period
from workflows.roles import ROLE_NAMES, Actor, Role
from workflows.transaction import Desk, in_one_transaction, reading

PREPARED, DECLINED, WITHDRAWN = "fund_prepared", "fund_declined", "fund_withdrawn"
RECEIVE, TRANSFER, FINE, CORRECT, REOPEN = "receive", "transfer", "fine", "correct", "reopen"
SET_DOWN = "set_down"


@dataclass(frozen=True, slots=True)
class Act:
    """What can be prepared: its name, who prepares, who confirms, and the kind of the confirming event."""

    label: str
    prepares: Role
    confirms: Role
    kind: str


ACTS: Mapping[str, Act] = {
    RECEIVE: Act("财政专户收到拨款", Role.CASHIER, Role.APPROVER, "treasury_filled"),
    TRANSFER: Act("拨款到支出户", Role.CASHIER, Role.APPROVER, "funding"),
    FINE: Act("罚款（备查，不是基金的钱）", Role.CASHIER, Role.APPROVER, "fine"),
    CORRECT: Act("更正分录", Role.CASHIER, Role.APPROVER, "correction"),
    SET_DOWN: Act("认定回盘行不入账", Role.CASHIER, Role.APPROVER, LINE_SET_DOWN),
    REOPEN: Act("重开已关账月份", Role.APPROVER, Role.LEADER, REOPENED),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act that was prepared and is neither confirmed nor declined."""

    number: str
    act: str
    label: str
    prepared_by: str
    on: date
    data: Mapping[str, Any]


def prepare_funding(desk: Desk, username: str, act: str, amount_fen: int, on: date, document: str) -> str:
    """Prepare `act` of `amount_fen` on the legal day `on` by its paper; returns the number.

    The acts are receive, transfer, and a fine, which is a memo only. The same paper prepares once. Raises Refused as
    `_prepare`, and where the sum is nothing.
    """
    if amount_fen <= 0:
        raise Refused("funding_not_positive")
    return _prepare(desk, username, act, document, on, {"amount_fen": amount_fen, "document": document})


def prepare_correction(desk: Desk, username: str, entry: int, amount_fen: int | None, reason: str, on: date) -> str:
    """Prepare that transfer `entry` is taken back, and booked anew with `amount_fen` where one is given."""
    data = {"entry": entry, "amount_fen": amount_fen, "reason": reason}
    return _prepare(desk, username, CORRECT, str(entry), on, data)


def prepare_reopening(desk: Desk, username: str, month: str, reason: str, on: date) -> str:
    """Prepare that the closed months from `month` (2024-06) on are opened again."""
    return _prepare(desk, username, REOPEN, month, on, {"month": month, "reason": reason})


def prepare_setting_down(desk: Desk, username: str, line: str, ground: str, document: str, on: date) -> str:
    """Prepare that a line of the bank is nothing to book, for one of `GROUNDS`, by the paper that shows it.

    Raises Refused as `_prepare`, and where the line does not wait for a decision; BadInput for another ground.
    """
    if ground not in GROUNDS:
        raise BadInput("no_such_ground", ground=ground, grounds="、".join(GROUNDS))
    return _prepare(desk, username, SET_DOWN, line, on, {"line": line, "ground": ground, "document": document})


def confirm(desk: Desk, username: str, number: str) -> str:
    """Confirm what was prepared under `number`: it happens now. Returns the number of the event; twice is once.

    Raises Refused where there is no such act, it was declined, the post is another, the person is the same, or what was
    possible when it was prepared is not possible any more.
    """

    def work(connection: Connection) -> str:
        hold_lines(connection)
        lock_period(connection, alone=True)
        prepared, data, act = _read(connection, number)
        actor = require_post(connection, desk, username, act.confirms, act.label)
        _require_another(connection, prepared, actor)
        known = answer_to(connection, number)
        if known is not None and known["kind"] not in (DECLINED, WITHDRAWN):
            return str(known["id"])
        _require_undecided(known, number)
        facts, postings = _done(connection, prepared, data)
        body = {"prepared": number, **facts}
        by, on = (username, act.confirms), prepared["occurred_on"]
        return book(desk, connection, act.kind, by=by, on=on, key=_key(number), data=body, postings=postings)

    return in_one_transaction(desk, work)


def decline(desk: Desk, username: str, number: str) -> str:
    """Decline what was prepared: it can be prepared anew. Raises Refused as `confirm`."""

    def work(connection: Connection) -> str:
        prepared, data, act = _read(connection, number)
        require_post(connection, desk, username, act.confirms, act.label)
        known = answer_to(connection, number)
        _require_undecided(known, number)
        body = {"prepared": number, "act": data["act"], "about": data["about"]}
        by, on = (username, act.confirms), prepared["occurred_on"]
        return book(desk, connection, DECLINED, by=by, on=on, key=_key(number), data=body)

    return in_one_transaction(desk, work)


def withdraw(desk: Desk, username: str, number: str) -> str:
    """Take back what oneself has prepared: it can be prepared anew. Raises Refused as `confirm`, and to another person."""

    def work(connection: Connection) -> str:
        prepared, data, act = _read(connection, number)
        actor = require_post(connection, desk, username, act.prepares, act.label)
        first = select_one(connection, "account", username=prepared["actor"])
        if first is None or first["id_index"] != actor.id_index:
            raise Refused("fund_act_of_another", number=number, preparer=prepared["actor"])
        _require_undecided(answer_to(connection, number), number)
        body = {"prepared": number, "act": data["act"], "about": data["about"]}
        by, on = (username, act.prepares), prepared["occurred_on"]
        return book(desk, connection, WITHDRAWN, by=by, on=on, key=_key(number), data=body)

    return in_one_transaction(desk, work)


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """What was prepared and waits for a second person, in order."""
    with reading(desk) as connection:
        return waiting_in(connection)


def waiting_in(connection: Connection) -> tuple[Waiting, ...]:
    """What was prepared and waits for a second person, in order."""
    prepared, answer = table("book_event"), table("book_event").alias("answer")
    answered = exists().where(answer.c.command_id == literal(_key("")) + prepared.c.id)
    found = select(prepared).where(prepared.c.kind == PREPARED, ~answered).order_by(prepared.c.seq)
    return tuple(_waiting(dict(row)) for row in connection.execute(found).mappings())


def _waiting(event: Row) -> Waiting:
    data = json.loads(event["data"])
    label = ACTS[data["act"]].label
    return Waiting(event["id"], data["act"], label, event["actor"], event["occurred_on"], data)


def _prepare(desk: Desk, username: str, name: str, about: str, on: date, facts: Mapping[str, Any]) -> str:
    act = ACTS[name]

    def work(connection: Connection) -> str:
        require_post(connection, desk, username, act.prepares, act.label)
        if on > desk.today():
            raise Refused("fund_day_ahead", day=on, today=desk.today())
        data = {"act": name, "about": about, **facts}
        key = f"prepare:{name}:{about}:{_declined_before(connection, name, about)}"
        known = select_one(connection, "book_event", command_id=key)
        if known is None or name == SET_DOWN:
            _done(connection, {"occurred_on": on}, data)
        if known is not None and name == SET_DOWN:
            return _again(known, data)
        return book(desk, connection, PREPARED, by=(username, act.prepares), on=on, key=key, data=data)

    return in_one_transaction(desk, work)


def _again(known: Row, data: Mapping[str, Any]) -> str:
    """A line that is prepared to be set down already; on a later day too that is the same act."""
    if json.loads(known["data"]) != data:
        raise Refused("set_down_waits", line=data["about"], number=known["id"])
    return str(known["id"])


def _declined_before(connection: Connection, name: str, about: str) -> int:
    events = [row for kind in (DECLINED, WITHDRAWN) for row in select_rows(connection, "book_event", kind=kind)]
    told = [json.loads(row["data"]) for row in events]
    return sum(1 for data in told if (data["act"], data["about"]) == (name, about))


def _done(
    connection: Connection, prepared: Mapping[str, Any], data: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[Posting]]:
    """What the act comes to now. Raises Refused where it is not possible."""
    if data["act"] == CORRECT:
        return _correction(connection, data)
    if data["act"] == REOPEN:
        return _reopening(connection, data), []
    if data["act"] == SET_DOWN:
        require_waiting(connection, data["line"])
        return {name: data[name] for name in ("line", "ground", "document")}, []
    posting = Posting(ACTS[data["act"]].kind, data["amount_fen"], document=data["document"])
    if data["act"] == TRANSFER:
        held = balance_of(connection, Account.TREASURY)
        if held < data["amount_fen"]:
            raise Refused("treasury_too_small", held_fen=held, wanted_fen=data["amount_fen"])
    return {"amount_fen": data["amount_fen"], "document": data["document"]}, [posting]


def _correction(connection: Connection, data: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Posting]]:
    wrong = select_one(connection, "transfer", id=data["entry"])
    if wrong is None:
        raise Refused("no_entry_to_correct", entry=data["entry"])
    transfers = table("transfer")
    mirrored = connection.execute(select(transfers.c.id).where(transfers.c.reverses == wrong["id"])).first()
    if wrong["claim_no"] is not None or wrong["reverses"] is not None or wrong["entry"] not in CORRECTABLE:
        raise Refused("entry_not_correctable", entry=wrong["id"])
    if mirrored is not None:
        raise Refused("entry_corrected_before", entry=wrong["id"])
    back = Posting(wrong["entry"], wrong["amount_fen"], document=wrong["document"], reverses=wrong["id"], mirrored=True)
    right = data["amount_fen"]
    anew = [Posting(wrong["entry"], right, document=wrong["document"])] if right else []
    _require_floors(connection, wrong, right or 0)
    return {"entry": wrong["id"], "amount_fen": right, "reason": data["reason"]}, [back, *anew]


CORRECTABLE = tuple(ACTS[name].kind for name in (RECEIVE, TRANSFER, FINE))


def _require_floors(connection: Connection, wrong: Row, right_fen: int) -> None:
    """No account that holds money may be left below nothing by the correction."""
    change = right_fen - wrong["amount_fen"]
    for account, sign in ((wrong["debit"], 1), (wrong["credit"], -1)):
        held = balance_of(connection, Account(account))
        if account in (Account.BANK, Account.TREASURY) and held + sign * change < 0:
            raise Refused("correction_below_nothing", account=account, held_fen=held)


def _reopening(connection: Connection, data: Mapping[str, Any]) -> Mapping[str, Any]:
    end = closed_to(connection)
    first = month_start(data["month"])
    if end is None or first > end:
        raise Refused("month_not_closed", month=data["month"])
    earlier = first - timedelta(days=1)
    return {"month": data["month"], "reason": data["reason"], "closed_to": earlier.isoformat(), "was": end.isoformat()}


def month_start(month: str) -> date:
    """The first day of a month written 2024-06. Raises BadInput where it is none."""
    return first_day(read_month(month))


def _read(connection: Connection, number: str) -> tuple[Row, dict[str, Any], Act]:
    event = select_one(connection, "book_event", id=number)
    if event is None or event["kind"] != PREPARED:
        raise Refused("no_such_fund_act", number=number)
    data = json.loads(event["data"])
    return event, data, ACTS[data["act"]]


def answer_to(connection: Connection, number: str) -> Row | None:
    """The event by which what was prepared was confirmed, declined or taken back; None while it waits."""
    return select_one(connection, "book_event", command_id=_key(number))


def _key(number: str) -> str:
    return f"answer:{number}"


def _require_undecided(known: Row | None, number: str) -> None:
    if known is not None:
        raise Refused("fund_act_answered", number=number, answer=known["id"])


def require_post(connection: Connection, desk: Desk, username: str, role: Role, label: str) -> Actor:
    """The account, which holds `role` today. Raises Refused `fund_wrong_post` where it does not."""
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None or role not in actor.roles:
        raise Refused("fund_wrong_post", actor=username, act=label, role=ROLE_NAMES[role])
    return actor


def _require_another(connection: Connection, prepared: Row, actor: Actor) -> None:
    first = select_one(connection, "account", username=prepared["actor"])
    if first is None or first["id_index"] == actor.id_index:
        raise Refused("fund_same_person", number=prepared["id"], preparer=prepared["actor"])
