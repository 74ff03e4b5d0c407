"""What two persons find of a line that differs: less paid, more paid, paid twice, paid after all; the books hold."""

from __future__ import annotations

from typing import Any

import pytest

from claims.bank.lines import Result
from claims.errors import words
from claims.ledger import Account
from claims.money import grouped
from tests.support.bank_books import ALL, balance
from tests.support.bank_scenes import (
    batched,
    buckets,
    done,
    drafted,
    found,
    imported,
    line,
    released,
    take,
    with_payments,
)
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.invariants import faults
from tests.support.world import TODAY, World
from workflows.bank_report import Report, report_of
from workflows.bank_sorting import sort_lines


def of_payment(world: World, payment: str) -> tuple[str, int]:
    row = world.one("payment", id=payment)
    return row["state"], row["paid_fen"]


def test_less_paid_is_settled_so_far_and_the_rest_is_owed_by_a_new_payment(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, amount_fen=ALLOWED_FEN - 5)])
    done(found(world, payment, result="part_paid", paid_fen=ALLOWED_FEN - 5))
    assert of_payment(world, payment) == ("paid", ALLOWED_FEN - 5)
    item = world.one("award_item")
    assert (item["state"], item["paid_fen"]) == ("part_paid", ALLOWED_FEN - 5)
    (rest,) = world.rows("payment", state="pending")
    assert (rest["amount_fen"], rest["generation"], rest["prior"]) == (5, 2, None)
    assert balance(world, Account.BANK) == -(ALLOWED_FEN - 5)
    assert balance(world, Account.PAYABLE) == -5
    assert balance(world, Account.RETURNED) == 0
    assert faults(world, ALL) == []


def test_a_part_that_comes_back_waits_until_the_rest_has_its_answer(world: World) -> None:
    """Two payments of one item are never on their way at once."""
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1", amount_fen=ALLOWED_FEN - 5)])
    done(found(world, payment, result="part_paid", paid_fen=ALLOWED_FEN - 5))
    assert buckets(imported(world, [line(payment, Result.REFUNDED, original_ref="R1")])) == ["partial"]
    file_no = take(
        world, [line(payment, Result.REFUNDED, bank_ref="R2", original_ref="R1", amount_fen=ALLOWED_FEN - 5)]
    )
    for _ in range(2):
        (left,) = sort_lines(world.desk, file_no, TODAY)
        assert "另一笔支付" in left.reason
        assert faults(world, ALL) == []
    rest = pay_the_rest(world)
    imported(world, [line(rest, bank_ref="R3", amount_fen=5, batch_no="")])
    assert sort_lines(world.desk, None, TODAY) == []
    assert buckets(report_of(world.desk, file_no)) == ["refunded"]
    assert (of_payment(world, payment), world.one("award_item")["paid_fen"]) == (("returned", ALLOWED_FEN - 5), 5)
    assert balance(world, Account.RETURNED) == -(ALLOWED_FEN - 5)
    assert faults(world, ALL) == []


def pay_the_rest(world: World) -> str:
    """The payment that waits goes to the bank."""
    (waiting,) = [row["id"] for row in world.rows("payment", state="pending")]
    batch_no, reasons = batched(world)
    assert reasons == ()
    assert all(outcome.done for outcome in released(world, batch_no))
    return str(waiting)


def test_more_paid_settles_the_item_and_the_rest_waits_for_its_recovery(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1", amount_fen=ALLOWED_FEN + 7)])
    done(found(world, payment, result="overpaid", paid_fen=ALLOWED_FEN + 7))
    assert world.one("award_item")["state"] == "discharged"
    assert balance(world, Account.BANK) == -(ALLOWED_FEN + 7)
    assert balance(world, Account.OVERPAID) == 7
    assert faults(world, ALL) == []
    back = line(payment, Result.REFUNDED, bank_ref="R2", original_ref="R1", amount_fen=7)
    assert buckets(imported(world, [back])) == ["refunded"]
    assert (balance(world, Account.OVERPAID), of_payment(world, payment)) == (0, ("paid", ALLOWED_FEN))
    assert faults(world, ALL) == []


def test_a_wrong_line_that_was_paid_in_full_is_booked_in_full(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, amount_fen=ALLOWED_FEN - 5)])
    done(found(world, payment, result="paid"))
    assert of_payment(world, payment) == ("paid", ALLOWED_FEN)
    assert faults(world, ALL) == []


@pytest.mark.parametrize(
    ("result", "paid_fen", "code"),
    [
        ("part_paid", 0, "found_part_paid"),
        ("part_paid", ALLOWED_FEN, "found_part_paid"),
        ("overpaid", ALLOWED_FEN, "found_overpaid"),
        ("part_paid", None, "bad_datum"),
        ("paid", 1, "bad_datum"),
    ],
)
def test_a_finding_that_contradicts_itself_is_refused(
    world: World, result: str, paid_fen: int | None, code: str
) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, amount_fen=ALLOWED_FEN - 5)])
    data: dict[str, Any] = {} if paid_fen is None else {"paid_fen": paid_fen}
    outcome = drafted(world, payment, result=result, **data)
    assert [refusal.code for refusal in outcome.refusals] == ["targets_ready"]
    assert words(code, ordered=grouped(ALLOWED_FEN), fault="").partition("：。")[0] in outcome.refusals[0].message()


def doubled(world: World) -> tuple[str, Report]:
    """A payment that was paid, and then once more under another reference."""
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1")])
    report = imported(world, [line(payment, bank_ref="R2")])
    assert buckets(report) == ["doubled"]
    return payment, report


def test_a_second_success_posts_nothing_before_two_persons_have_looked(world: World) -> None:
    payment, report = doubled(world)
    assert balance(world, Account.BANK) == -ALLOWED_FEN
    done(found(world, payment, "note_overpaid", line=report.lines[0].line_id))
    assert balance(world, Account.BANK) == -2 * ALLOWED_FEN
    assert balance(world, Account.OVERPAID) == ALLOWED_FEN
    again = drafted(world, payment, "note_overpaid", line=report.lines[0].line_id)
    assert "已经有了认定" in again.refusals[0].message()
    assert faults(world, ALL) == []


@pytest.mark.parametrize("original", ["R2", ""])
def test_the_second_sum_coming_back_leaves_the_person_paid_once(world: World, original: str) -> None:
    payment, report = doubled(world)
    done(found(world, payment, "note_overpaid", line=report.lines[0].line_id))
    back = line(payment, Result.REFUNDED, bank_ref="R3", original_ref=original)
    assert buckets(imported(world, [back])) == ["refunded"]
    assert (balance(world, Account.OVERPAID), balance(world, Account.BANK)) == (0, -ALLOWED_FEN)
    assert of_payment(world, payment) == ("paid", ALLOWED_FEN)
    assert faults(world, ALL) == []


def test_the_first_sum_coming_back_is_the_refund_of_the_payment(world: World) -> None:
    payment, report = doubled(world)
    done(found(world, payment, "note_overpaid", line=report.lines[0].line_id))
    back = line(payment, Result.REFUNDED, bank_ref="R3", original_ref="R1")
    assert buckets(imported(world, [back])) == ["refunded"]
    assert of_payment(world, payment)[0] == "returned"
    assert balance(world, Account.OVERPAID) == ALLOWED_FEN
    assert faults(world, ALL) == []


def test_a_success_after_a_rejection_is_confirmed_by_two_persons(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, Result.REJECTED, reason="系统故障")])
    report = imported(world, [line(payment, bank_ref="R1")])
    assert buckets(report) == ["late"]
    assert balance(world, Account.BANK) == 0
    done(found(world, payment, "confirm_late", line=report.lines[0].line_id))
    assert of_payment(world, payment) == ("paid", ALLOWED_FEN)
    assert (balance(world, Account.RETURNED), balance(world, Account.BANK)) == (0, -ALLOWED_FEN)
    assert world.one("award_item")["state"] == "discharged"
    again = drafted(world, payment, "note_overpaid", line=report.lines[0].line_id)
    assert "已经有了认定" in again.refusals[0].message()
    assert faults(world, ALL) == []
