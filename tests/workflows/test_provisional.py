"""Awards on last year's figure: listed with the figure they wait for, and made good when it is published."""

from __future__ import annotations

from datetime import date

from tests.support.payroll import Payroll
from tests.support.world import World
from workflows.provisional import put_differences_forward, waiting

ALLOWANCE, NURSING = "disability_allowance", "nursing_allowance"
ON_LAST_YEARS_FEN, ON_THIS_YEARS_FEN = 452_965, 461_125  # 85 % of 5,329 and of 5,425
PUBLISHED_ON = date(2025, 6, 23)


def hurt_in_2025(world: World) -> Payroll:
    """A rider hurt on 3 February 2025, of the second grade; the figure of 2024 came out on 23 June."""
    return Payroll(world, grade=2, care_level="none", accident_on=date(2025, 2, 3))


def test_an_allowance_before_the_figure_is_provisional_and_listed(world: World) -> None:
    payroll = hurt_in_2025(world)
    item = payroll.award(ALLOWANCE, "2025-04-10")
    assert payroll.item(item)["awarded_fen"] == ON_LAST_YEARS_FEN
    (one,) = waiting(world.desk, payroll.at("2025-04-11"))
    assert (one.item_id, one.since, one.published_on, one.in_work) == (item, date(2025, 4, 10), None, False)
    assert "2024年" in one.figure
    assert list(put_differences_forward(world.desk, "intake1", payroll.no)) == []
    (one,) = waiting(world.desk, payroll.at("2025-06-23"))
    assert one.published_on == PUBLISHED_ON


def test_when_the_figure_is_out_one_command_puts_the_difference_of_every_month_forward(world: World) -> None:
    payroll = hurt_in_2025(world)
    item = payroll.award(ALLOWANCE, "2025-04-10")
    payroll.sweep("2025-06-10")
    payroll.pay("2025-06-10")
    paid = len(payroll.months())
    payroll.at("2025-06-24")
    (done,) = put_differences_forward(world.desk, "intake1", payroll.no)
    assert (done.refused, done.step.after_fen) == ("", ON_THIS_YEARS_FEN)
    assert [one.in_work for one in waiting(world.desk, payroll.at("2025-06-24"))] == [True]
    assert list(put_differences_forward(world.desk, "intake1", payroll.no)) == []
    payroll.sign(done.approval, "2025-06-25")
    newer = world.one("award_item", replaces=item)
    payroll.serve(newer["id"], "2025-06-26")
    payroll.sweep("2025-06-27")
    more = ON_THIS_YEARS_FEN - ON_LAST_YEARS_FEN
    assert [row["amount_fen"] for row in payroll.payments("pending")] == [more] * paid
    assert waiting(world.desk, payroll.at("2025-06-28")) == []
