"""What was paid too much is never forgotten: the sweep opens its recovery, and until then the list of receivables tells of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from claims.errors import words
from claims.store.rows import Row
from tests.support.fixtures.of_recovery import OVERPAID_FEN, later_item, overpaid_item, recovery
from tests.support.fixtures.standing import account, payment, standing, transfer
from tests.support.payroll import Payroll
from tests.support.world import INJURED, KIN, TODAY, World
from workflows.acting import act
from workflows.checks.stored import Stored
from workflows.checks.waiting import overpaid_money_is_followed_up
from workflows.machines.recovery import BY_BANK, REGRADED, STOPPED
from workflows.receivable_list import Receivable, receivables
from workflows.sweep import sweep

SECOND_FEN, THIRD_FEN = 452_965, 426_320
LESS_FEN = SECOND_FEN - THIRD_FEN
ALLOWANCE = "disability_allowance"


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider of the second grade who draws the allowance since November 2024, three months of it paid."""
    payroll = Payroll(world, grade=2, care_level="none")
    payroll.award(ALLOWANCE, "2024-10-10")
    payroll.sweep("2025-01-10")
    payroll.pay("2025-01-10")
    return payroll


def first_item(payroll: Payroll) -> str:
    return str(payroll.world.rows("award_item", claim_no=payroll.no)[0]["id"])


def open_recoveries(world: World) -> list[tuple[str, str, int, str]]:
    rows = [row for row in world.rows("recovery") if row["state"] == "opened"]
    return [(row["item_id"], row["beneficiary"], row["amount_fen"], row["ground"]) for row in rows]


def listed(world: World, day: date) -> list[Receivable]:
    return [one for one in receivables(world.desk, day) if one.account == "1104"]


def test_months_that_were_paid_too_much_are_claimed_back_by_the_sweep(payroll: Payroll) -> None:
    payroll.graded_anew(3, "review", "2024-12-20")
    newer = payroll.replace(first_item(payroll), "ex_nunc", "2025-01-15")
    payroll.sweep("2025-01-15")
    payroll.sweep("2025-01-15")
    assert open_recoveries(payroll.world) == [(newer, INJURED, LESS_FEN, REGRADED)]
    assert [(one.left_fen, one.why) for one in listed(payroll.world, date(2025, 1, 15))] == [(LESS_FEN, "")]


def test_a_month_paid_after_the_end_of_its_benefit_is_claimed_back(payroll: Payroll) -> None:
    item = first_item(payroll)
    payroll.signed("intake1", "end", [item], "2025-01-20", ground="丧失享受待遇条件", last_month="2024-12")
    payroll.sweep("2025-01-20")
    assert open_recoveries(payroll.world) == [(item, INJURED, SECOND_FEN, STOPPED)]
    assert listed(payroll.world, date(2025, 1, 19)) == []
    [told] = listed(payroll.world, date(2025, 1, 20))
    assert (told.left_fen, told.why) == (SECOND_FEN, "")


def overpaid_twice(world: World, state: str) -> tuple[str, Row]:
    """An item whose overpayment is being recovered, and on which the bank has since paid a second time."""
    case = standing(world, "settling")
    account(case)
    item = overpaid_item(case)
    found = recovery(case, state, item)
    transfer(case, "bank_overpaid", "1104", "1001", 7_000, item)
    case.save()
    return str(item["id"]), found


def test_what_the_bank_paid_twice_waits_in_the_list_until_the_first_recovery_is_decided(world: World) -> None:
    item, found = overpaid_twice(world, "decided")
    sweep(world.desk, TODAY)
    assert open_recoveries(world) == []
    beside = [one for one in listed(world, TODAY) if one.why]
    assert [(one.number, one.left_fen, one.why) for one in beside] == [(item, 7_000, words("overpaid_beside_another"))]
    service = world.one("service", letter_id=found["letter_id"])
    assert act(world.desk, "intake1", service["id"], "serve", TODAY, {"method": "direct", "evidence": "回证"}).done
    assert [(one.left_fen, one.why) for one in listed(world, TODAY)] == [(7_000, words("overpaid_awaits_sweep"))]
    sweep(world.desk, TODAY)
    assert open_recoveries(world) == [(item, INJURED, 7_000, BY_BANK)]
    assert [(one.left_fen, one.why) for one in listed(world, TODAY)] == [(7_000, "")]


def test_a_withdrawn_decision_is_not_begun_again_by_the_machine_and_not_forgotten(world: World) -> None:
    case = standing(world, "settling")
    account(case)
    recovery(case, "withdrawn", overpaid_item(case), closed_on=TODAY)
    case.save()
    assert sweep(world.desk, TODAY).refused == ()
    assert open_recoveries(world) == []
    [told] = listed(world, TODAY)
    assert (told.left_fen, told.why) == (OVERPAID_FEN, words("overpaid_withdrawn"))
    world.moment += timedelta(days=60)
    assert len(list(overpaid_money_is_followed_up(Stored(world.desk)))) == 1


def test_what_was_netted_with_consent_is_not_claimed_a_second_time(world: World) -> None:
    case = standing(world, "settling")
    account(case)
    recovery(case, "opened", overpaid_item(case))
    later = later_item(case)
    case.save()
    data = {"item": later["id"], "document": "同意书1号"}
    assert act(world.desk, "reviewer1", world.one("recovery")["id"], "net", TODAY, data).done
    assert listed(world, TODAY) == []
    assert sweep(world.desk, TODAY).refused == ()
    assert [row["state"] for row in world.rows("recovery")] == ["settled"]
    assert list(overpaid_money_is_followed_up(Stored(world.desk))) == []


def test_each_person_owes_what_reached_him(world: World) -> None:
    """The item passed to an heir; the bank's second payment had still reached the dead person's account."""
    case = standing(world, "settling")
    account(case)
    item = overpaid_item(case)
    to_injured = case.of("payment")[-1]
    item.update(beneficiary=KIN)
    again = payment(case, "paid", item, amount_fen=5_000, bank_ref="流水9", generation=2)
    transfer(case, "bank_overpaid", "1104", "1001", 5_000, item, again)
    case.save()
    assert to_injured["beneficiary"] == INJURED
    sweep(world.desk, TODAY)
    assert sorted((row["beneficiary"], row["amount_fen"]) for row in world.rows("recovery")) == sorted(
        [(INJURED, OVERPAID_FEN), (KIN, 5_000)]
    )
