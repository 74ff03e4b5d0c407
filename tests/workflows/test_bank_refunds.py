"""Refunds that are not simply the payment: of a part, of all with what was too much, of what a recovery claims."""

from __future__ import annotations

from datetime import date

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.ledger import Account
from tests.support.bank_books import balance, sound
from tests.support.bank_scenes import (
    batched,
    buckets,
    done,
    drafted,
    found,
    imported,
    line,
    released,
    with_payments,
)
from tests.support.fixtures.signing import sign_through
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.hearing import heard
from tests.support.payroll import Payroll
from tests.support.world import TODAY, World
from tests.workflows.test_recovery import DECISION, approved, serve
from workflows.acting import act
from workflows.bank_decisions import waiting_lines
from workflows.bank_files import take_answers
from workflows.bank_sorting import sort_lines
from workflows.transaction import reading


def waiting(world: World) -> list[str]:
    with reading(world.desk) as connection:
        return [one.line["id"] for one in waiting_lines(connection)]


def paid(world: World) -> str:
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1")])
    return payment


def refund(world: World, payment: str, fen: int, ref: str = "R2", original: str = "R1") -> str:
    """A refund of the bank that people must look at; returns the line."""
    back = line(payment, Result.REFUNDED, bank_ref=ref, original_ref=original, amount_fen=fen)
    report = imported(world, [back])
    (name,) = (one.line_id for one in report.lines)
    assert waiting(world) == [name]
    return name


def test_a_part_that_comes_back_is_owed_again_by_a_new_payment(world: World) -> None:
    payment = paid(world)
    name = refund(world, payment, 100)
    done(found(world, payment, "refund_in_part", line=name))
    first, item = world.one("payment", id=payment), world.one("award_item")
    assert (first["state"], first["paid_fen"]) == ("paid", ALLOWED_FEN - 100)
    assert (item["state"], item["paid_fen"], world.one("claim")["state"]) == (
        "part_paid",
        ALLOWED_FEN - 100,
        "settling",
    )
    (again,) = world.rows("payment", state="pending")
    assert (again["amount_fen"], again["prior"], waiting(world)) == (100, None, [])
    assert balance(world, Account.PAYABLE) == -100
    sound(world)
    batch_no, _ = batched(world)
    assert all(outcome.done for outcome in released(world, batch_no))
    imported(world, [line(again["id"], bank_ref="R5", amount_fen=100, batch_no=batch_no)])
    assert (world.one("award_item")["state"], balance(world, Account.BANK)) == ("discharged", -ALLOWED_FEN)
    sound(world)
    rest = line(payment, Result.REFUNDED, bank_ref="R6", original_ref="R1", amount_fen=ALLOWED_FEN - 100)
    assert buckets(imported(world, [rest])) == ["refunded"]
    assert world.one("award_item")["paid_fen"] == 100
    sound(world)


@pytest.mark.parametrize("fen", [ALLOWED_FEN + 1, 0])
def test_more_than_was_paid_is_no_part_of_it(world: World, fen: int) -> None:
    payment = paid(world)
    name = refund(world, payment, fen)
    assert not drafted(world, payment, "refund_in_part", line=name).done


def test_a_part_is_taken_back_once(world: World) -> None:
    payment = paid(world)
    name = refund(world, payment, 100)
    done(found(world, payment, "refund_in_part", line=name))
    assert not drafted(world, payment, "refund_in_part", line=name).done
    again = line(payment, Result.REFUNDED, bank_ref="R2", original_ref="R1", amount_fen=100, told_on=None)
    assert buckets(imported(world, [again])) == ["duplicate"]


def overpaid(world: World) -> str:
    """A payment in one sum with 7 fen too much."""
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, bank_ref="R1", amount_fen=ALLOWED_FEN + 7)])
    done(found(world, payment, result="overpaid", paid_fen=ALLOWED_FEN + 7))
    return payment


def test_all_of_it_comes_back_in_one_sum_with_what_was_too_much(world: World) -> None:
    payment = overpaid(world)
    name = refund(world, payment, ALLOWED_FEN + 7)
    assert not drafted(world, payment, "refund_in_part", line=name).done
    done(found(world, payment, "refund_with_overpaid", line=name, bank_reason="账户已销"))
    assert world.one("payment", id=payment)["state"] == "returned"
    assert (balance(world, Account.OVERPAID), balance(world, Account.BANK)) == (0, 0)
    assert balance(world, Account.RETURNED) == -ALLOWED_FEN
    sound(world)


def test_a_part_takes_what_was_too_much_first(world: World) -> None:
    payment = overpaid(world)
    done(found(world, payment, "refund_in_part", line=refund(world, payment, 107)))
    assert (balance(world, Account.OVERPAID), world.one("award_item")["paid_fen"]) == (0, ALLOWED_FEN - 100)
    sound(world)


def owed(world: World) -> tuple[str, str]:
    """What the bank paid too much is claimed back from the person; the payment and the recovery."""
    payment = overpaid(world)
    item = world.one("award_item")
    opened = {"item": item["id"], "ground": "其他多付"}
    done(act(world.desk, "intake1", f"{item['claim_no']}/recovery", "open", TODAY, opened))
    recovery = world.one("recovery")["id"]
    done(heard(world, recovery))
    approved(world, "decide", recovery, **DECISION)
    serve(world, world.one("recovery")["letter_id"])
    return payment, recovery


def test_what_comes_back_after_it_is_owed_is_a_receipt_on_the_recovery(world: World) -> None:
    payment, recovery = owed(world)
    name = refund(world, payment, 7)
    assert world.one("bank_sorted", line_id=name)["reason"] == "bank_line_owed_back"
    wrong = act(world.desk, "cashier1", recovery, "receive", TODAY, {"bank_ref": "R2", "amount_fen": 6})
    assert [refusal.code for refusal in wrong.refusals] == ["receipt_unused"]
    done(act(world.desk, "cashier1", recovery, "receive", TODAY, {"bank_ref": "R2", "amount_fen": 7}))
    assert (world.one("recovery")["state"], waiting(world)) == ("settled", [])
    assert (balance(world, Account.RECOVERABLE), balance(world, Account.BANK)) == (0, -ALLOWED_FEN)
    sound(world)


def test_a_reference_that_is_booked_is_no_receipt(world: World) -> None:
    _, recovery = owed(world)
    taken = act(world.desk, "cashier1", recovery, "receive", TODAY, {"bank_ref": "R1", "amount_fen": 7})
    assert [refusal.code for refusal in taken.refusals] == ["receipt_unused"]


# ── months ──

ALLOWANCE, FIRST_FEN, LESS_FEN = "disability_allowance", 452_965, 426_320


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider whose November has been paid under the reference R1."""
    made = Payroll(world, grade=2, care_level="none")
    made.award(ALLOWANCE, "2024-10-10")
    made.sweep("2024-11-11")
    made.send("2024-11-12")
    told(made, Result.PAID, "R1", "", FIRST_FEN, "2024-11-12")
    return made


def told(payroll: Payroll, result: Result, ref: str, original: str, fen: int, on: str) -> str:
    """A line of the bank on the month's first payment, sorted; returns the line."""
    payment, day = payroll.world.rows("payment")[0], payroll.at(on)
    answer = Answer(0, payment["id"], fen, result, payment["batch_no"], ref, original, day, "", "")
    file_no = take_answers(payroll.world.desk, "cashier1", "回盘.csv", PLAIN_CSV.answers([answer]), day).file_no
    assert sort_lines(payroll.world.desk, file_no, day) == []
    payroll.sound()
    sound(payroll.world, payroll.aside)
    return str(payroll.world.one("bank_line", file_no=file_no)["id"])


def find(payroll: Payroll, trigger: str, name: str, on: str) -> None:
    payment = payroll.world.rows("payment")[0]["id"]
    drafted = payroll.do("cashier1", payment, trigger, on, line=name, document="回单1号")
    done(sign_through(payroll.world, drafted, date.fromisoformat(on)))
    payroll.sound()
    sound(payroll.world, payroll.aside)


def test_a_part_of_a_month_that_comes_back_is_owed_again(payroll: Payroll) -> None:
    name = told(payroll, Result.REFUNDED, "R2", "R1", 65, "2024-11-13")
    find(payroll, "refund_in_part", name, "2024-11-13")
    assert payroll.months() == {"2024-11": ("due", FIRST_FEN, FIRST_FEN - 65)}
    (again,) = payroll.payments("pending")
    assert (again["amount_fen"], again["month"]) == (65, "2024-11")
    payroll.pay("2024-11-14")
    assert payroll.months() == {"2024-11": ("paid", FIRST_FEN, FIRST_FEN)}
    assert payroll.balance("1001") == -FIRST_FEN


def lowered(payroll: Payroll) -> str:
    first = payroll.world.rows("award_item")[0]["id"]
    payroll.graded_anew(3, "redo", "2024-11-20")
    newer = payroll.replace(first, "ex_tunc", "2024-11-22")
    payroll.sweep("2024-11-23")
    return newer


@pytest.mark.parametrize(
    ("back_fen", "left_fen", "owed_fen"), [(100, FIRST_FEN - LESS_FEN - 100, 0), (30_000, 0, 3_355)]
)
def test_a_part_of_a_lowered_month_takes_what_was_too_much_first(
    payroll: Payroll, back_fen: int, left_fen: int, owed_fen: int
) -> None:
    newer = lowered(payroll)
    name = told(payroll, Result.REFUNDED, "R2", "R1", back_fen, "2024-11-25")
    find(payroll, "refund_in_part", name, "2024-11-25")
    assert payroll.balance("1104") == left_fen
    assert payroll.months(newer) == {"2024-11": ("due" if owed_fen else "paid", LESS_FEN, LESS_FEN - owed_fen)}
    assert [row["amount_fen"] for row in payroll.payments("pending")] == ([owed_fen] if owed_fen else [])


def test_a_month_refunded_beside_a_doubled_payment_leaves_the_doubled_one_out(payroll: Payroll) -> None:
    doubled = told(payroll, Result.PAID, "D2", "", FIRST_FEN, "2024-11-13")
    find(payroll, "note_overpaid", doubled, "2024-11-13")
    newer = lowered(payroll)
    assert payroll.balance("1104") == FIRST_FEN + FIRST_FEN - LESS_FEN
    told(payroll, Result.REFUNDED, "B1", "R1", FIRST_FEN, "2024-11-25")
    assert (payroll.balance("1104"), payroll.balance("1104", [newer])) == (FIRST_FEN, 0)
    assert payroll.months(newer) == {"2024-11": ("due", LESS_FEN, 0)}
    told(payroll, Result.REFUNDED, "B2", "D2", FIRST_FEN, "2024-11-26")
    assert (payroll.balance("1104"), payroll.balance("1001")) == (0, 0)


def test_a_late_success_of_a_month_takes_the_place_of_what_waits(world: World) -> None:
    payroll = Payroll(world, grade=2, care_level="none")
    payroll.award(ALLOWANCE, "2024-10-10")
    payroll.sweep("2024-11-11")
    payroll.send("2024-11-12")
    told(payroll, Result.REJECTED, "", "", FIRST_FEN, "2024-11-12")
    first = payroll.payments("returned")[0]["id"]
    account = {"basis": "本人更正账户申请", "bank": "合成银行", "account_name": "合成人员01"}
    account["beneficiary"] = world.one("payee_account")["beneficiary"]
    payroll.signed("intake1", "set_payee_account", [payroll.no], "2024-11-13", account="6200000000000096", **account)
    newer = max(world.rows("payee_account"), key=lambda row: int(row["generation"]))["id"]
    payroll.do("reviewer1", first, "correct_account", "2024-11-20", account_id=newer, proof="银行卡")
    payroll.do("cashier1", first, "reissue", "2024-11-20")
    name = told(payroll, Result.PAID, "R1", "", FIRST_FEN, "2024-11-21")
    day = payroll.at("2024-11-21")
    find(payroll, "confirm_late", name, day.isoformat())
    assert [row["state"] for row in payroll.payments("paid", "cancelled")] == ["paid", "cancelled"]
    assert payroll.months() == {"2024-11": ("paid", FIRST_FEN, FIRST_FEN)}
    assert (payroll.balance("2002"), payroll.balance("1001")) == (0, -FIRST_FEN)
