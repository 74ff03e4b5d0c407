"""The yearly adjustment: what it comes to, the drafts it makes, the differences of months already paid, the top-up."""

from __future__ import annotations

import pytest

from claims.adjustments import Adjustment, Order, Orders
from tests.support.payroll import Payroll
from tests.support.world import World
from workflows.adjusting import plan, put_forward

ALLOWANCE, NURSING = "disability_allowance", "nursing_allowance"
SECOND_FEN = 452_965
RAISED_FEN = 473_348  # + 4.5 %
DOCUMENT = "合成人社发〔2025〕1号"
BY_PERCENT = Adjustment("percent", 450, DOCUMENT, "合成文件")
RAISE = Orders("2025-01", DOCUMENT, (Order(ALLOWANCE, BY_PERCENT),))


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider of the second grade whose allowance has been paid until February 2025."""
    made = Payroll(world, grade=2, care_level="most")
    made.award(ALLOWANCE, "2024-10-10")
    made.sweep("2025-02-10")
    made.pay("2025-02-10")
    return made


def test_the_plan_lists_every_sum_and_writes_nothing(payroll: Payroll) -> None:
    payroll.award(NURSING, "2025-02-11")
    before = payroll.world.digest()
    steps = plan(payroll.world.desk, RAISE)
    told = [(step.code, step.before_fen, step.after_fen, step.skipped) for step in steps]
    assert told[0] == (ALLOWANCE, SECOND_FEN, RAISED_FEN, "")
    assert [(code, skipped) for code, _, _, skipped in told[1:]] == [(NURSING, "skip_not_named")]
    assert payroll.world.digest() == before


def test_an_adjustment_is_signed_served_and_pays_the_difference_of_the_months_since(payroll: Payroll) -> None:
    payroll.at("2025-02-17")
    known = payroll.transfers()
    (done,) = put_forward(payroll.world.desk, "intake1", RAISE, plan(payroll.world.desk, RAISE))
    assert done.refused == ""
    payroll.sign(done.approval, "2025-02-18")
    newer = payroll.world.one("award_item", replaces=done.step.item_id)
    assert (newer["from_month"], newer["awarded_fen"]) == ("2025-01", RAISED_FEN)
    assert DOCUMENT in newer["explanation"]
    payroll.serve(newer["id"], "2025-02-20")
    payroll.sweep("2025-02-21")
    assert (
        payroll.posted_since(known)
        == [
            ("award_effective", "5103", "2001", RAISED_FEN),
            ("award_cancelled", "2001", "5103", SECOND_FEN),
        ]
        * 2
    )
    more = RAISED_FEN - SECOND_FEN
    assert [(row["month"], row["amount_fen"]) for row in payroll.payments("pending")] == [
        ("2025-01", more), ("2025-02", more),
    ]  # fmt: skip
    letter = payroll.world.one("letter", id=newer["letter_id"])
    snapshot = payroll.world.one("letter_private", letter_id=letter["id"])["snapshot"]
    assert f"{DOCUMENT}调整待遇标准" in snapshot


def test_done_twice_is_done_once(payroll: Payroll) -> None:
    payroll.at("2025-02-17")
    desk = payroll.world.desk
    (done,) = put_forward(desk, "intake1", RAISE, plan(desk, RAISE))
    assert [step.skipped for step in plan(desk, RAISE)] == ["skip_on_its_way"]
    assert list(put_forward(desk, "intake1", RAISE, plan(desk, RAISE))) == []
    payroll.sign(done.approval, "2025-02-18")
    newer = payroll.world.one("award_item", replaces=done.step.item_id)
    payroll.serve(newer["id"], "2025-02-20")
    assert [step.skipped for step in plan(desk, RAISE)] == ["skip_began_later"]


def test_who_began_in_the_month_of_the_adjustment_or_is_stopped_is_left_out(payroll: Payroll) -> None:
    from_first_month = Orders("2024-11", DOCUMENT, RAISE.entries)
    assert [step.skipped for step in plan(payroll.world.desk, from_first_month)] == ["skip_began_later"]
    item = payroll.world.rows("award_item", claim_no=payroll.no)[0]["id"]
    payroll.signed("intake1", "suspend", [item], "2025-02-17", reason="拒绝治疗", document="告知书1号")
    assert [step.skipped for step in plan(payroll.world.desk, RAISE)] == ["skip_stopped"]


def test_an_allowance_below_the_minimum_wage_is_named(payroll: Payroll) -> None:
    lower = Orders("2025-01", DOCUMENT, (Order(ALLOWANCE, Adjustment("to", 200_000, DOCUMENT, "")),))
    top_up = plan(payroll.world.desk, lower)[-1]
    minimum_fen = payroll.world.desk.rules.at("wages.minimum_monthly", payroll.at("2025-02-17")).as_int()
    assert (top_up.code, top_up.after_fen, top_up.skipped) == (
        "allowance_top_up", minimum_fen - 200_000, "skip_top_up_needed",
    )  # fmt: skip


def test_the_case_of_long_term_benefits_is_adjusted_too(payroll: Payroll) -> None:
    with payroll.world.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE claim SET state = 'closed_periodic'")
    payroll.aside.add(payroll.no)
    payroll.at("2025-02-17")
    (done,) = put_forward(payroll.world.desk, "intake1", RAISE, plan(payroll.world.desk, RAISE))
    assert done.refused == ""
    payroll.sign(done.approval, "2025-02-18")
    newer = payroll.world.one("award_item", replaces=done.step.item_id)
    payroll.serve(newer["id"], "2025-02-20")
    payroll.sweep("2025-03-10")
    assert payroll.months(newer["id"])["2025-03"] == ("due", RAISED_FEN, 0)
