"""Accrual and cash come from one journal and are tied to the fen; what was written past the program shows."""

from __future__ import annotations

from datetime import date

from claims.ledger import ENTRIES
from tests.support.entries import entry_row, post, post_award
from tests.support.world import World
from workflows.exporting import Cut, as_of
from workflows.trial_balance import trial_balance

JUNE_30 = date(2025, 6, 30)
LATER = "2025-07-05T02:00:00.000000Z"
WHOLE_CHART = (
    "treasury_filled", "funding", "award_effective", "released", "paid", "rejected", "refunded", "reissued",
    "return_cancelled", "award_cancelled", "overpaid", "recovery_decided", "recovery_received", "set_off", "written_off",
    "succession", "third_party_paid", "recourse_arises", "recourse_received", "recourse_credited", "returned_alive",
    "platform_assessed", "platform_cancelled", "platform_paid", "fine", "year_end", "year_end_loss", "overpaid_refunded",
    "bank_overpaid", "bank_overpaid_returned", "recovery_withdrawn", "overpaid_netted", "returned_alive_withdrawn",
    "recourse_given_up", "recovery_refunded", "recovery_counted", "overpaid_counted",
    "written_off_counted", "written_off_returned",
)  # fmt: skip


def test_every_kind_of_entry_keeps_the_identity(world: World) -> None:
    assert set(WHOLE_CHART) == set(ENTRIES)
    for place, entry in enumerate(WHOLE_CHART):
        post(world, entry, 101 + place * 13, JUNE_30, LATER)
        books = trial_balance(world.desk, Cut())
        assert books.is_balanced, entry
        assert books.ties[0].cash_fen == books.ties[0].accrual_fen
    codes = {line.code for line in books.accounts}
    assert codes >= {"1001", "1002", "1003", "1101", "1102", "1104", "2001", "2002", "2301", "3001", "5909", "9301"}


def test_row_12_of_the_chart_leaves_what_was_written_off_and_what_was_kept(world: World) -> None:
    """Paid 47,961, reduced to 37,303; of the 10,658 too much 3,000 came back and 7,658 were written off."""
    for entry, fen in (
        ("award_effective", 4_796_100), ("released", 4_796_100), ("paid", 4_796_100), ("award_cancelled", 4_796_100),
        ("award_effective", 3_730_300), ("overpaid", 1_065_800), ("recovery_decided", 1_065_800),
        ("recovery_received", 300_000), ("written_off", 765_800),
    ):  # fmt: skip
        post(world, entry, fen, JUNE_30, LATER)
    books = trial_balance(world.desk, Cut())
    balances = {line.code: line.balance_fen for line in books.accounts}
    assert (balances["5102"], balances["5909"], balances["2001"], balances["1102"]) == (3_730_300, 765_800, 0, 0)
    assert books.ties[0].cash_fen == books.ties[0].accrual_fen == 4_496_100
    cash = {line.entry: (line.out_fen, line.in_fen) for line in books.cash}
    assert cash == {"银行确认支付": (4_796_100, 0), "收到追回款": (0, 300_000)}


def test_memo_money_that_came_over_the_bank_is_found(world: World) -> None:
    post_award(world)
    memo = entry_row("platform_paid", 700, JUNE_30, LATER, debit="9101", credit="1001")
    world.insert("transfer", memo)
    books = trial_balance(world.desk, Cut())
    broken = books.broken()
    assert not books.is_balanced
    assert broken is not None
    assert "合计" in broken.message()
    assert "¥47,968.00" in broken.message()


def test_balances_are_of_both_dates(world: World) -> None:
    post_award(world)
    post(world, "refunded", 1_000, date(2025, 6, 20), LATER)
    then, now = trial_balance(world.desk, as_of(JUNE_30)), trial_balance(world.desk, Cut(value_to=JUNE_30))
    assert then.ties[0].cash_fen - now.ties[0].cash_fen == 1_000
    assert trial_balance(world.desk, Cut(value_to=date(2025, 6, 1))).cash == []


def test_an_empty_ledger_is_balanced(world: World) -> None:
    books = trial_balance(world.desk, Cut())
    assert (books.accounts, books.cash, books.is_balanced) == ([], [], True)
