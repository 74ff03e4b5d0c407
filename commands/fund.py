"""The fund's books from a terminal: what is prepared and confirmed, closed, owed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from claims import clock
from claims.ledger import ACCOUNT_NAMES, Account
from claims.money import parse_yuan, yuan
from claims.receivables import BUCKETS, NOT_DUE
from commands.desks import desk
from commands.terminal import a_day, a_day_to_act, read_day, remark, say, say_json, say_table

if TYPE_CHECKING:
    from workflows.transaction import Desk

AGE_NAMES = {NOT_DUE: "未到期", **{name: f"{name}天" for name in BUCKETS}}


def receive(username: str, amount: str, on: str, document: str, at: str | None, *, as_json: bool) -> None:
    """Prepare that 财政专户 received money."""
    _fund(username, "receive", amount, on, document, at, as_json=as_json)


def transfer(username: str, amount: str, on: str, document: str, at: str | None, *, as_json: bool) -> None:
    """Prepare that 财政专户 passed money on to 支出户."""
    _fund(username, "transfer", amount, on, document, at, as_json=as_json)


def fine(username: str, amount: str, on: str, document: str, at: str | None, *, as_json: bool) -> None:
    """Prepare the memo of a fine."""
    _fund(username, "fine", amount, on, document, at, as_json=as_json)


def _fund(username: str, act: str, amount: str, on: str, document: str, at: str | None, *, as_json: bool) -> None:
    from workflows.fund_acts import prepare_funding

    fen, day = parse_yuan(amount), read_day(on, "--on")
    _prepared(at, lambda opened: prepare_funding(opened, username, act, fen, day, document), as_json=as_json)


def correct(username: str, entry: int, amount: str | None, reason: str, at: str | None, *, as_json: bool) -> None:
    """Prepare that an entry is taken back and booked anew."""
    from workflows.fund_acts import prepare_correction

    fen = None if amount is None else parse_yuan(amount)
    _prepared(
        at,
        lambda opened: prepare_correction(opened, username, entry, fen, reason, opened.today()),
        as_json=as_json,
    )


def reopen(username: str, month: str, reason: str, at: str | None, *, as_json: bool) -> None:
    """Prepare that closed months are opened again."""
    from workflows.fund_acts import prepare_reopening

    _prepared(at, lambda opened: prepare_reopening(opened, username, month, reason, opened.today()), as_json=as_json)


def confirm(username: str, number: str, at: str | None, *, as_json: bool) -> None:
    """Confirm what another has prepared."""
    from workflows.fund_acts import confirm as do

    _done(at, lambda opened: do(opened, username, number), "已确认", as_json=as_json)


def decline(username: str, number: str, at: str | None, *, as_json: bool) -> None:
    """Decline what another has prepared."""
    from workflows.fund_acts import decline as do

    _done(at, lambda opened: do(opened, username, number), "已记不同意", as_json=as_json)


def withdraw(username: str, number: str, at: str | None, *, as_json: bool) -> None:
    """Take back what oneself has prepared."""
    from workflows.fund_acts import withdraw as do

    _done(at, lambda opened: do(opened, username, number), "已撤回", as_json=as_json)


def close(username: str, month: str, at: str | None, *, as_json: bool) -> None:
    """Close a month."""
    from workflows.closing_books import close_month

    _done(at, lambda opened: close_month(opened, username, month), f"{month}已关账", as_json=as_json)


def year_end(username: str, year: int, at: str | None, *, as_json: bool) -> None:
    """Carry a year forward and close its December."""
    from workflows.closing_books import close_year

    _done(at, lambda opened: close_year(opened, username, year), f"{year}年已结转并关账", as_json=as_json)


def _prepared(at: str | None, act: Callable[[Desk], str], *, as_json: bool) -> None:
    number = _done(at, act, "已拟办", as_json=as_json)
    if not as_json:
        remark(f"须由另一人确认：claims fund confirm {number} --as 账号")


def _done(at: str | None, act: Callable[[Desk], str], told: str, *, as_json: bool) -> str:
    with _on(at) as opened:
        number = act(opened)
    if as_json:
        say_json({"event": number})
    else:
        say(f"{told}：{number}")
    return number


def _on(at: str | None) -> AbstractContextManager[Desk]:
    return desk(a_day_to_act(at))


def pending(*, as_json: bool) -> None:
    """What waits for a second person."""
    from workflows.fund_acts import waiting

    with desk() as opened:
        found = waiting(opened)
    if as_json:
        say_json({"pending": [{**asdict(one), "on": one.on.isoformat()} for one in found]})
        return
    rows = [(one.number, one.label, one.on, _sum(one.data.get("amount_fen")), one.prepared_by) for one in found]
    say_table("待确认", ("编号", "事项", "日期", "金额", "拟办人"), rows, right=("金额",))
    if not found:
        say("没有待确认的事项。")


def _sum(amount_fen: object) -> str:
    return yuan(amount_fen) if isinstance(amount_fen, int) else "—"


def status(*, as_json: bool) -> None:
    """How far the books are closed, and what can be released."""
    from workflows.fund_status import fund_status

    with desk() as opened:
        told = fund_status(opened)
    if as_json:
        say_json({**asdict(told), "closed_to": told.closed_to.isoformat() if told.closed_to else None})
        return
    say(f"已关账到：{told.closed_to or '没有关过账'}")
    for account in sorted(told.balances_fen):
        say(f"{account} {ACCOUNT_NAMES[Account(account)]}　{yuan(told.balances_fen[account])}")
    say(f"可以放款：{yuan(told.available_fen)}")
    if not told.funded:
        remark("还没有记过拨款：放款不核对支出户余额。请用 claims fund receive、transfer 记账。")
    if told.pending:
        remark(f"有{told.pending}件待确认，见 claims fund pending。")


def receivables(as_of: str | None, at: str | None, *, as_json: bool) -> None:
    """Who owes the fund what, by age."""
    from workflows.receivable_list import receivables as listed

    day = _as_of(as_of, at)
    with desk(a_day(at)) as opened:
        found = listed(opened, day)
    if as_json:
        rows = [{**asdict(one), "since": one.since.isoformat()} for one in found]
        say_json({"as_of": day.isoformat(), "receivables": rows})
        return
    headings = ("编号", "科目", "状态", "自", "金额", "未收", *AGE_NAMES.values(), "说明")
    lines = [
        (
            one.number,
            f"{one.account} {ACCOUNT_NAMES[Account(one.account)]}",
            one.state,
            one.since,
            yuan(one.amount_fen),
            yuan(one.left_fen),
            *(yuan(one.by_age_fen[age]) for age in AGE_NAMES),
            one.why,
        )
        for one in found
    ]
    say_table(f"应收，截至{day}", headings, lines, right=headings[4:-1])
    say(f"未收合计 {yuan(sum(one.left_fen for one in found))}")


def unclaimed(as_of: str | None, at: str | None, *, as_json: bool) -> None:
    """What is owed to the dead, by age."""
    from workflows.receivable_list import unclaimed as listed

    day = _as_of(as_of, at)
    with desk(a_day(at)) as opened:
        found = listed(opened, day)
    if as_json:
        rows = [{**asdict(one), "died_on": one.died_on.isoformat()} for one in found]
        say_json({"as_of": day.isoformat(), "unclaimed": rows})
        return
    lines = [
        (one.claim_no, one.item_id, one.died_on, yuan(one.owed_fen), AGE_NAMES.get(one.age, one.age)) for one in found
    ]
    say_table(f"无人领取，截至{day}", ("案号", "待遇项目", "死亡日期", "未付", "账龄"), lines, right=("未付",))
    say(f"合计 {yuan(sum(one.owed_fen for one in found))}")


def _as_of(as_of: str | None, at: str | None) -> date:
    return a_day(as_of, "--as-of") or a_day(at) or clock.today()
