"""A success that the bank tells after it had given the payment back: booked as the payment while nothing left in its place."""

from __future__ import annotations

import pytest

from claims.bank.lines import Result
from claims.ledger import Account
from claims.store.rows import update_row
from tests.support.bank_books import balance, sound
from tests.support.bank_scenes import (
    CASHIER,
    batched,
    done,
    drafted,
    found,
    imported,
    late,
    line,
    reissued,
    released,
    with_payments,
)
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.world import TODAY, World
from workflows.acting import act
from workflows.batches import seal_batch
from workflows.command import Outcome


def states(world: World, *payments: str) -> list[str]:
    return [world.one("payment", id=one)["state"] for one in payments]


def said(outcome: Outcome) -> str:
    assert not outcome.done
    return "".join(refusal.message() for refusal in outcome.refusals)


def paid_once(world: World) -> None:
    """The person has been paid once and nothing is on its way."""
    assert world.one("award_item")["state"] == "discharged"
    held = {
        name: balance(world, name) for name in (Account.BANK, Account.IN_TRANSIT, Account.RETURNED, Account.PAYABLE)
    }
    assert list(held.values()) == [-ALLOWED_FEN, 0, 0, 0]
    sound(world)


def test_what_was_reissued_and_then_paid_after_all_takes_the_place_of_what_waits(world: World) -> None:
    first, second = reissued(world)
    name = late(world, first)
    sound(world)
    done(found(world, first, "confirm_late", line=name))
    assert states(world, first, second) == ["paid", "cancelled"]
    paid_once(world)
    assert batched(world)[1] == ()
    assert world.rows("payment", state="batched") == []


def test_what_waits_in_a_sealed_batch_leaves_it_and_opens_the_seal(world: World) -> None:
    first, second = reissued(world)
    batch_no, _ = batched(world)
    seal_batch(world.desk, CASHIER, batch_no)
    done(found(world, first, "confirm_late", line=late(world, first)))
    assert states(world, first, second) == ["paid", "cancelled"]
    assert world.one("batch", no=batch_no)["sealed"] == 0
    paid_once(world)


def test_nothing_is_batched_over_a_line_that_nobody_has_decided(world: World) -> None:
    first, second = reissued(world)
    name = late(world, first)
    _, reasons = batched(world)
    assert len(reasons) == 1
    assert name in reasons[0]
    assert states(world, second) == ["pending"]


def test_a_sealed_batch_is_not_released_over_a_line_that_came_meanwhile(world: World) -> None:
    first, second = reissued(world)
    batch_no, reasons = batched(world)
    assert reasons == ()
    name = late(world, first)
    (outcome,) = released(world, batch_no)
    assert [refusal.code for refusal in outcome.refusals] == ["bank_lines_decided"]
    assert name in said(outcome)
    assert states(world, second) == ["batched"]


def test_once_it_has_left_in_its_place_the_late_success_is_a_second_payment(world: World) -> None:
    first, second = reissued(world)
    batch_no, _ = batched(world)
    assert all(outcome.done for outcome in released(world, batch_no))
    name = late(world, first)
    assert "note_overpaid" in said(drafted(world, first, "confirm_late", line=name))
    done(found(world, first, "note_overpaid", line=name))
    assert states(world, first, second) == ["reissued", "sent"]
    sound(world)
    imported(world, [line(second, bank_ref="R2", batch_no=batch_no)])
    assert (balance(world, Account.BANK), balance(world, Account.OVERPAID)) == (-2 * ALLOWED_FEN, ALLOWED_FEN)
    sound(world)
    imported(world, [line(first, Result.REFUNDED, bank_ref="R3", original_ref="R1")])
    assert (balance(world, Account.OVERPAID), states(world, first, second)) == (0, ["reissued", "paid"])
    paid_once(world)


def test_what_simply_paid_after_all_is_not_noted_as_too_much(world: World) -> None:
    first, _ = reissued(world)
    name = late(world, first)
    assert "confirm_late" in said(drafted(world, first, "note_overpaid", line=name))


def test_what_came_back_in_its_place_gives_way_too(world: World) -> None:
    first, second = reissued(world)
    batch_no, _ = batched(world)
    released(world, batch_no)
    imported(world, [line(second, Result.REJECTED, batch_no=batch_no)])
    done(found(world, first, "confirm_late", line=late(world, first)))
    assert states(world, first, second) == ["paid", "cancelled"]
    paid_once(world)


def test_a_cancelled_payment_that_was_paid_after_all_was_paid_too_much(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, Result.REJECTED, reason="系统故障")])
    with world.engine.begin() as connection:
        update_row(connection, "award_item", {"id": world.one("award_item")["id"]}, {"state": "revoked"})
    done(act(world.desk, "reviewer1", payment, "cancel", TODAY, {"reason": "待遇已撤销"}))
    name = late(world, payment)
    done(found(world, payment, "note_overpaid", line=name))
    assert (balance(world, Account.OVERPAID), balance(world, Account.BANK)) == (ALLOWED_FEN, -ALLOWED_FEN)
    again = drafted(world, payment, "note_overpaid", line=name)
    assert "已经有了认定" in said(again)


def test_a_second_success_is_the_payment_where_the_first_came_back(world: World) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1")])
    name = late(world, payment, "R2")
    imported(world, [line(payment, Result.REFUNDED, bank_ref="R3", original_ref="R1")])
    sound(world)
    done(found(world, payment, "confirm_late", line=name))
    assert world.one("payment", id=payment)["bank_ref"] == "R2"
    paid_once(world)


@pytest.mark.parametrize(("ref", "fen"), [("R1", ALLOWED_FEN - 1), ("R0", ALLOWED_FEN - 1)])
def test_another_sum_or_a_reference_of_before_is_no_late_success(world: World, ref: str, fen: int) -> None:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R0")])
    imported(world, [line(payment, Result.REFUNDED, bank_ref="R9", original_ref="R0")])
    name = late(world, payment, ref, amount_fen=fen)
    assert not drafted(world, payment, "confirm_late", line=name).done
