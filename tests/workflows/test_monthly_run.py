"""Monthly benefits from award to bank: the first month, the run, catching up, twice, two at once, and what comes back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.payroll import Payroll
from tests.support.world import World

ALLOWANCE_FEN = 452_965  # 5,329 × 85 %
AWARDED = "2024-10-10"


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider of the second grade, concluded on 8 October 2024."""
    return Payroll(world, grade=2, care_level="most")


def test_an_allowance_begins_with_the_month_after_the_conclusion(payroll: Payroll) -> None:
    item = payroll.award("disability_allowance", AWARDED)
    row = payroll.item(item)
    assert (row["awarded_fen"], row["from_month"], row["to_month"]) == (ALLOWANCE_FEN, "2024-11", None)
    assert row["checked_on"] == date(2024, 10, 10)
    assert "自2024年11月起按月支付（待核）" in row["explanation"]
    payroll.sweep("2024-11-09")
    assert payroll.months() == {}
    assert payroll.transfers() == []
    payroll.sweep("2024-11-10")
    assert payroll.months() == {"2024-11": ("due", ALLOWANCE_FEN, 0)}
    assert [row["month"] for row in payroll.payments("pending")] == ["2024-11"]


def test_a_month_is_paid_and_the_item_goes_on(payroll: Payroll) -> None:
    item = payroll.award("disability_allowance", AWARDED)
    payroll.sweep("2024-11-11")
    known = payroll.transfers()
    assert [(row["entry"], row["debit"], row["credit"]) for row in known] == [("award_effective", "5103", "2001")]
    payroll.pay("2024-11-12")
    assert payroll.posted_since(known) == [
        ("released", "2001", "1003", ALLOWANCE_FEN),
        ("paid", "1003", "1001", ALLOWANCE_FEN),
    ]
    assert payroll.months() == {"2024-11": ("paid", ALLOWANCE_FEN, ALLOWANCE_FEN)}
    assert (payroll.item(item)["state"], payroll.item(item)["paid_fen"]) == ("effective", 0)


def test_months_that_nobody_ran_are_caught_up_and_live_side_by_side(payroll: Payroll) -> None:
    payroll.award("disability_allowance", AWARDED)
    payroll.sweep("2025-02-09")
    assert list(payroll.months()) == ["2024-11", "2024-12", "2025-01"]
    assert [row["month"] for row in payroll.payments("pending")] == ["2024-11", "2024-12", "2025-01"]
    payroll.pay("2025-02-10")
    assert payroll.balance("1001") == -3 * ALLOWANCE_FEN
    assert payroll.balance("2001") == 0


def test_the_run_made_twice_is_made_once(payroll: Payroll) -> None:
    payroll.award("disability_allowance", AWARDED)
    assert payroll.sweep("2024-11-10").made == 2
    assert payroll.sweep("2024-11-10").made == 0
    assert payroll.sweep("2024-11-20").made == 0


def test_a_month_is_refused_by_its_own_name_before_its_day_and_a_second_time(payroll: Payroll) -> None:
    item = payroll.award("disability_allowance", AWARDED)
    for on, month, code in (
        ("2024-11-09", "2024-11", "month_has_come"),
        ("2024-11-10", "2024-10", "month_runs"),
    ):
        refused = payroll.try_to("system", f"{payroll.no}/instalment", "accrue", on, item=item, month=month)
        assert [refusal.code for refusal in refused.refusals] == [code]
    payroll.sweep("2024-11-10")
    again = payroll.try_to("system", f"{payroll.no}/instalment", "accrue", "2024-11-10", item=item, month="2024-11")
    assert [refusal.code for refusal in again.refusals] == ["month_not_accrued"]


def test_a_rejected_month_is_paid_again_and_a_refunded_one_is_owed_again(payroll: Payroll) -> None:
    payroll.award("disability_allowance", AWARDED)
    payroll.sweep("2024-11-11")
    (first,) = payroll.send("2024-11-12")
    payroll.do("system", first, "bank_rejected", "2024-11-13", bank_reason="账号不存在")
    assert payroll.months() == {"2024-11": ("due", ALLOWANCE_FEN, 0)}
    assert payroll.sweep("2024-11-14").made == 0
    assert payroll.balance("2002") == -ALLOWANCE_FEN


def test_a_month_refunded_after_it_was_paid_is_owed_again(payroll: Payroll) -> None:
    payroll.award("disability_allowance", AWARDED)
    payroll.sweep("2024-11-11")
    (first,) = payroll.pay("2024-11-12")
    payroll.do("system", first, "bank_refund", "2024-11-15", bank_ref="退汇1", bank_reason="账户已销")
    assert payroll.months() == {"2024-11": ("due", ALLOWANCE_FEN, 0)}
    assert (payroll.balance("2002"), payroll.balance("1001")) == (-ALLOWANCE_FEN, 0)


def test_the_case_is_settled_and_closed_while_the_months_run_on(payroll: Payroll) -> None:
    payroll.award("disability_allowance", AWARDED)
    payroll.do("intake1", payroll.no, "all_discharged", "2024-10-11")
    payroll.sweep("2024-11-11")
    assert payroll.world.one("claim", no=payroll.no)["state"] == "settled"
    payroll.pay("2024-11-12")
    assert payroll.world.one("claim", no=payroll.no)["state"] == "settled"
