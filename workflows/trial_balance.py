"""The books on both bases from the one journal: accrual by account, cash by benefit item, and the identity that ties them.

The fund's rules are those of cash (社会保险基金会计制度, from memory: C): what counts is what went over the bank account. What
is owed stands in the accrual. Both come from the same transfers, so that net cash out of the bank must equal what the
other accounts say; where it does not, somebody wrote past the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import Connection

from claims.errors import ClaimsError
from claims.formulas.items import KINDS, ItemCode
from claims.ledger import Account
from claims.money import yuan
from workflows.exporting.columns import label_of
from workflows.exporting.cut import Cut
from workflows.exporting.extract import driver_cursor
from workflows.exporting.statements import where
from workflows.transaction import Desk, snapshot

BANK, TREASURY, FUNDING = str(Account.BANK), str(Account.TREASURY), str(Account.FUNDING)
FROM_ABOVE = frozenset({TREASURY, FUNDING})
# Net cash out of the bank = these, with what the close of a year has moved away added back (machines.md C2).
TIED = ("51", "5909", "1101", "1102", "1104", "2001", "2002", "2301", "1003")
NO_ITEM = "没有待遇项目"
IN_ALL = "合计"
SUMMED = (
    "SELECT i.code, t.entry, t.debit, t.credit, count(*), sum(t.amount_fen) FROM transfer t "
    "LEFT JOIN award_item i ON i.id = t.item_id {condition} "
    "GROUP BY i.code, t.entry, t.debit, t.credit ORDER BY i.code, t.entry, t.debit, t.credit"
)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with what was debited and credited, in fen."""

    code: str
    name: str
    debits_fen: int
    credits_fen: int

    @property
    def balance_fen(self) -> int:
        """Debits less credits."""
        return self.debits_fen - self.credits_fen


@dataclass(frozen=True, slots=True)
class CashLine:
    """What went out of and came into the bank account for one item by one kind of entry, in fen."""

    item: str
    entry: str
    rows: int
    out_fen: int
    in_fen: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Net cash out, funding apart, beside what the other accounts say it must be, in fen: in all, or of one item."""

    whose: str
    cash_fen: int
    accrual_fen: int

    @property
    def holds(self) -> bool:
        """Whether both are the same."""
        return self.cash_fen == self.accrual_fen


@dataclass(slots=True)
class TrialBalance:
    """The books at a cut."""

    accounts: list[AccountLine] = field(default_factory=list)
    cash: list[CashLine] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    @property
    def is_balanced(self) -> bool:
        """Whether debits equal credits and both bases agree, in all and for every item."""
        return sum(line.balance_fen for line in self.accounts) == 0 and all(tie.holds for tie in self.ties)

    def broken(self) -> ClaimsError | None:
        """The first place where both bases disagree."""
        for tie in self.ties:
            if not tie.holds:
                amounts = {"cash": yuan(tie.cash_fen), "accrual": yuan(tie.accrual_fen)}
                return ClaimsError("basis_unbalanced", where=tie.whose, **amounts)
        return None


@dataclass(frozen=True, slots=True)
class _Group:
    item: str
    entry: str
    debit: str
    credit: str
    rows: int
    fen: int


def trial_balance(desk: Desk, cut: Cut) -> TrialBalance:
    """The books as `cut` has them."""
    with snapshot(desk) as connection:
        groups = list(_groups(connection, cut))
    items = list(dict.fromkeys(group.item for group in groups))
    ties = [_tie(IN_ALL, groups), *(_tie(item, [one for one in groups if one.item == item]) for item in items)]
    return TrialBalance(_accounts(groups), list(_cash(groups)), ties)


def _groups(connection: Connection, cut: Cut) -> Iterator[_Group]:
    condition, values = where(connection, cut)
    with closing(driver_cursor(connection)) as cursor:
        cursor.execute(SUMMED.format(condition=condition), values)
        for code, entry, debit, credit, rows, fen in cursor.fetchall():
            yield _Group(_item_label(code), entry, debit, credit, rows, int(fen))


def _item_label(code: str | None) -> str:
    if code is None:
        return NO_ITEM
    return KINDS[ItemCode(code)].label if code in set(ItemCode) else code


def _accounts(groups: list[_Group]) -> list[AccountLine]:
    codes = sorted({group.debit for group in groups} | {group.credit for group in groups})
    return [
        AccountLine(
            code,
            label_of("debit", code),
            sum(group.fen for group in groups if group.debit == code),
            sum(group.fen for group in groups if group.credit == code),
        )
        for code in codes
    ]


def _cash(groups: list[_Group]) -> Iterator[CashLine]:
    for group in groups:
        if BANK in (group.debit, group.credit):
            paid = group.fen if group.credit == BANK else 0
            received = group.fen if group.debit == BANK else 0
            yield CashLine(group.item, label_of("entry", group.entry), group.rows, paid, received)


def _tie(whose: str, groups: list[_Group]) -> Tie:
    cash = accrual = 0
    for group in groups:
        if {group.debit, group.credit} - {BANK} <= FROM_ABOVE:
            continue  # funding: neither basis spends by it
        cash += group.fen * ((group.credit == BANK) - (group.debit == BANK))
        if FUNDING not in (group.debit, group.credit):
            accrual += group.fen * (group.debit.startswith(TIED) - group.credit.startswith(TIED))
    return Tie(whose, cash, accrual)
