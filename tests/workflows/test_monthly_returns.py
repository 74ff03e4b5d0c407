"""Money of a month that comes back after the month was changed: owed again, paid again, never twice and never lost."""

from __future__ import annotations

import pytest

from tests.support.payroll import Payroll
from tests.support.world import INJURED, World

ALLOWANCE = "disability_allowance"
FIRST_FEN, SECOND_FEN, THIRD_FEN = 479_610, 452_965, 426_320
NEW_ACCOUNT = {"beneficiary": INJURED, "basis": "本人更正账户申请", "bank": "合成银行", "account_name": "合成人员01"}


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider of the second grade whose November has been paid."""
    made = Payroll(world, grade=2, care_level="none")
    made.award(ALLOWANCE, "2024-10-10")
    made.sweep("2024-11-11")
    made.pay("2024-11-12")
    return made


def changed(payroll: Payroll, grade: int) -> str:
    """The month counted anew from the start at the sum of another grade."""
    first = payroll.world.rows("award_item", claim_no=payroll.no)[0]["id"]
    payroll.graded_anew(grade, "redo", "2024-11-20")
    newer = payroll.replace(first, "ex_tunc", "2024-11-22")
    payroll.sweep("2024-11-23")
    return newer


def refunded(payroll: Payroll, payment: str, on: str) -> None:
    """The bank gives the money of a payment back."""
    payroll.do("system", payment, "bank_refund", on, bank_ref=f"退汇 {payment}", bank_reason="账户已销")


def paid_again(payroll: Payroll, payment: str, digits: str, on: str, later: str) -> None:
    """The account corrected, and the payment made again."""
    payroll.signed("intake1", "set_payee_account", [payroll.no], on, account=digits, **NEW_ACCOUNT)
    account = max(payroll.world.rows("payee_account"), key=lambda row: int(row["generation"]))["id"]
    payroll.do("reviewer1", payment, "correct_account", later, account_id=account, proof="银行卡")
    payroll.do("cashier1", payment, "reissue", later)


def test_what_comes_back_of_a_month_that_was_raised_is_paid_again_beside_its_difference(payroll: Payroll) -> None:
    (first,) = [row["id"] for row in payroll.payments("paid")]
    newer = changed(payroll, 1)
    payroll.pay("2024-11-25")
    assert payroll.months(newer) == {"2024-11": ("paid", FIRST_FEN, FIRST_FEN)}
    refunded(payroll, first, "2024-11-26")
    assert payroll.months(newer) == {"2024-11": ("due", FIRST_FEN, FIRST_FEN - SECOND_FEN)}
    assert payroll.sweep("2024-11-27").made == 0
    paid_again(payroll, first, "6200000000000096", "2024-11-28", "2024-12-04")
    (again,) = payroll.payments("pending")
    assert (again["item_id"], again["amount_fen"], again["prior"]) == (newer, SECOND_FEN, first)
    payroll.pay("2024-12-05")
    assert payroll.months(newer) == {"2024-11": ("paid", FIRST_FEN, FIRST_FEN)}
    assert (payroll.balance("2002"), payroll.balance("1001")) == (0, -FIRST_FEN)


def test_what_was_set_apart_as_paid_too_much_comes_back_to_where_it_was_set_apart(payroll: Payroll) -> None:
    (first,) = [row["id"] for row in payroll.payments("paid")]
    newer = changed(payroll, 3)
    known = payroll.transfers()
    assert payroll.balance("1104") == SECOND_FEN - THIRD_FEN
    refunded(payroll, first, "2024-11-26")
    assert payroll.posted_since(known) == [
        ("refunded", "1001", "2002", SECOND_FEN),
        ("overpaid_refunded", "2002", "1104", SECOND_FEN - THIRD_FEN),
    ]
    assert payroll.months(newer) == {"2024-11": ("due", THIRD_FEN, 0)}
    paid_again(payroll, first, "6200000000000096", "2024-11-28", "2024-12-04")
    payroll.pay("2024-12-05")
    assert (payroll.balance("1104"), payroll.balance("2002"), payroll.balance("1001")) == (0, 0, -THIRD_FEN)


def test_a_part_of_a_month_that_is_paid_leaves_the_rest_owed(payroll: Payroll) -> None:
    """The difference was on its way when the old payment came back: the bank pays the difference first."""
    (first,) = [row["id"] for row in payroll.payments("paid")]
    newer = changed(payroll, 1)
    payroll.send("2024-11-25")
    refunded(payroll, first, "2024-11-26")
    payroll.bank_pays("2024-11-27")
    assert payroll.months(newer) == {"2024-11": ("due", FIRST_FEN, FIRST_FEN - SECOND_FEN)}
    assert payroll.sweep("2024-11-28").made == 0


def test_a_return_between_service_and_the_run_is_not_carried_as_paid(payroll: Payroll) -> None:
    (first,) = [row["id"] for row in payroll.payments("paid")]
    item = payroll.world.rows("award_item", claim_no=payroll.no)[0]["id"]
    payroll.graded_anew(1, "redo", "2024-11-20")
    newer = payroll.replace(item, "ex_tunc", "2024-11-22")
    refunded(payroll, first, "2024-11-22")
    payroll.sweep("2024-11-23")
    assert payroll.months(newer) == {"2024-11": ("due", FIRST_FEN, 0)}


def test_two_months_that_both_come_back_wait_beside_each_other(payroll: Payroll) -> None:
    (first,) = [row["id"] for row in payroll.payments("paid")]
    payroll.sweep("2024-12-11")
    payroll.pay("2024-12-12")
    second = next(row["id"] for row in payroll.payments("paid") if row["id"] != first)
    refunded(payroll, first, "2024-12-16")
    refunded(payroll, second, "2024-12-17")
    assert {row["id"] for row in payroll.payments("returned")} == {first, second}
    assert (payroll.balance("1001"), payroll.balance("2002")) == (0, -2 * SECOND_FEN)
