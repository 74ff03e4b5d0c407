"""`claims ledger balances`: the chart of accounts with its balances, on both bases."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from claims.money import yuan
from commands.desks import desk
from commands.ledger_export import Asked, cut_of
from commands.terminal import remark, say_json, say_table

if TYPE_CHECKING:
    from workflows.trial_balance import TrialBalance

ACCRUAL, CASH = "accrual", "cash"


def balances(asked: Asked, basis: str, *, as_json: bool) -> None:
    """Print the balances. Raises ClaimsError, exit code 1, where both bases do not agree."""
    from workflows.exporting.heading import basis_words
    from workflows.trial_balance import trial_balance

    cut = cut_of(asked)
    with desk() as opened:
        books = trial_balance(opened, cut)
    if as_json:
        say_json(_as_json(books, basis))
    else:
        _say_cash(books) if basis == CASH else _say_accounts(books)
        remark(basis_words(cut))
        _remark_ties(books)
    broken = books.broken()
    if broken is not None:
        raise broken


def _say_accounts(books: TrialBalance) -> None:
    rows = [
        (one.code, one.name, yuan(one.debits_fen), yuan(one.credits_fen), yuan(one.balance_fen))
        for one in books.accounts
    ]
    headings = ("科目", "名称", "借方发生额", "贷方发生额", "余额（借减贷）")
    say_table("科目余额（权责口径）", headings, rows, right=headings[2:])
    remark("9 字头的科目只作备查，不是基金的钱。")


def _say_cash(books: TrialBalance) -> None:
    rows = [(one.item, one.entry, one.rows, yuan(one.out_fen), yuan(one.in_fen)) for one in books.cash]
    out, into = sum(one.out_fen for one in books.cash), sum(one.in_fen for one in books.cash)
    rows.append(("合计", "", sum(one.rows for one in books.cash), yuan(out), yuan(into)))
    headings = ("待遇项目", "业务", "笔数", "付出", "收入")
    say_table("支出户收支（现金口径，科目 1001）", headings, rows, right=headings[2:])


def _remark_ties(books: TrialBalance) -> None:
    """The identity, with its numbers."""
    whole, *items = books.ties
    remark("现金净支出（不计拨款）＝ 51xx＋5909＋1101＋1102＋1104－2001－2002－2301－|1003|：")
    for tie in (whole, *items):
        sign = "＝" if tie.holds else "≠"
        remark(f"  {tie.whose}　{yuan(tie.cash_fen)} {sign} {yuan(tie.accrual_fen)}")


def _as_json(books: TrialBalance, basis: str) -> dict[str, object]:
    return {
        "basis": basis,
        "accounts": [{**asdict(one), "balance_fen": one.balance_fen} for one in books.accounts],
        "cash": [asdict(one) for one in books.cash],
        "identity": [{**asdict(one), "holds": one.holds} for one in books.ties],
        "balanced": books.is_balanced,
    }
