"""Where what the bank's lines are decided to be meets changes of the award and recoveries: each fen goes to one place."""

from __future__ import annotations

import json

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from tests.support.one_off import LUMP_SUM, OneOff
from tests.support.world import World
from workflows.acting import propose
from workflows.bank_files import take_answers
from workflows.bank_sorting import sort_lines

PART_FEN = 1_000


@pytest.fixture
def case(world: World) -> OneOff:
    """A lump sum that has been paid."""
    made = OneOff(world)
    made.award(LUMP_SUM, "2024-10-10")
    made.pay("2024-10-11")
    return made


def paid(case: OneOff) -> str:
    return str(case.world.rows("payment")[0]["id"])


def first(case: OneOff) -> str:
    return str(case.world.rows("award_item")[0]["id"])


def line(case: OneOff, payment: str, result: Result, fen: int, on: str, original: str = "") -> str:
    """A line of the bank on the payment, sorted; returns the line."""
    ref, day = f"行{len(case.world.rows('bank_line'))}", case.at(on)
    answer = Answer(0, payment, fen, result, "", ref, original, day, "", "")
    file_no = take_answers(case.world.desk, "cashier1", "回盘.csv", PLAIN_CSV.answers([answer]), day).file_no
    sort_lines(case.world.desk, file_no, day)
    return str(case.world.one("bank_line", file_no=file_no)["id"])


def part_came_back(case: OneOff, fen: int, on: str) -> str:
    reference = case.world.one("payment", id=paid(case))["bank_ref"]
    return line(case, paid(case), Result.REFUNDED, fen, on, reference)


def find(case: OneOff, trigger: str, payment: str, name: str, on: str) -> None:
    case.signed("cashier1", trigger, [payment], on, line=name, document="银行函1号")
    case.sound()


def lowered(case: OneOff) -> str:
    newer = case.change(first(case), 10, "2024-10-14")
    case.serve(newer, "2024-10-15")
    return newer


def test_a_part_that_comes_back_lessens_what_waits_for_its_decision(case: OneOff) -> None:
    newer = lowered(case)
    too_much = case.balance("1104")
    assert too_much > PART_FEN
    find(case, "refund_in_part", paid(case), part_came_back(case, PART_FEN, "2024-10-16"), "2024-10-16")
    assert (case.balance("1104"), case.recovery()["amount_fen"]) == (too_much - PART_FEN, too_much - PART_FEN)
    assert (case.item(newer)["state"], case.payments("pending")) == ("discharged", [])


def test_a_part_that_a_recovery_claims_counts_as_received_and_only_the_rest_is_owed_again(case: OneOff) -> None:
    newer = lowered(case)
    too_much = case.balance("1104")
    case.decide("2024-10-16")
    case.serve_recovery("2024-10-17")
    name = part_came_back(case, too_much + PART_FEN, "2024-10-18")
    find(case, "refund_in_part", paid(case), name, "2024-10-18")
    assert (case.recovery()["state"], case.recovery()["received_fen"]) == ("settled", too_much)
    assert case.item(newer)["paid_fen"] == case.item(newer)["awarded_fen"] - PART_FEN
    case.pay("2024-10-19")
    assert case.standing() == {"1001": -case.item(newer)["awarded_fen"], "5102": case.item(newer)["awarded_fen"]}


def test_a_part_that_comes_back_before_a_change_is_served_waits_for_that(case: OneOff) -> None:
    newer = case.change(first(case), 10, "2024-10-14")
    name = part_came_back(case, PART_FEN, "2024-10-14")
    given = {"line": name, "document": "银行函1号"}
    early = propose(case.world.desk, "cashier1", "refund_in_part", [paid(case)], given, case.at("2024-10-14"))
    assert not early.done
    assert "送达以后再认定" in early.refusals[0].message()
    case.serve(newer, "2024-10-15")
    too_much = case.balance("1104")
    find(case, "refund_in_part", paid(case), name, "2024-10-15")
    assert case.balance("1104") == too_much - PART_FEN


def test_a_success_told_late_counts_on_the_version_in_effect(case: OneOff) -> None:
    newer = case.change(first(case), 5, "2024-10-14")
    case.serve(newer, "2024-10-15")
    (difference,) = case.pay("2024-10-16")
    case.refund(paid(case), "2024-10-17")
    whole_fen = case.world.one("payment", id=paid(case))["amount_fen"]
    assert case.item(newer)["paid_fen"] == case.world.one("payment", id=difference)["amount_fen"]
    name = line(case, paid(case), Result.PAID, whole_fen, "2024-10-18")
    find(case, "confirm_late", paid(case), name, "2024-10-18")
    assert (case.item(newer)["state"], case.balance("2002")) == ("discharged", 0)
    assert case.standing() == {"1001": -case.item(newer)["awarded_fen"], "5102": case.item(newer)["awarded_fen"]}


def test_of_a_decision_that_fell_in_part_before_its_service_is_told_what_is_owed_now(case: OneOff) -> None:
    lowered(case)
    too_much = case.balance("1104")
    case.decide("2024-10-16")
    find(case, "refund_in_part", paid(case), part_came_back(case, PART_FEN, "2024-10-17"), "2024-10-17")
    assert case.world.rows("letter", kind="recovery_lessened") == []
    case.serve_recovery("2024-10-18")
    (letter,) = case.world.rows("letter", kind="recovery_lessened")
    told = json.loads(case.world.one("letter_private", letter_id=letter["id"])["snapshot"])
    assert (told["lessened_fen"], told["outstanding_fen"]) == (PART_FEN, too_much - PART_FEN)
    assert told["earlier_number"] == case.world.one("letter", id=case.recovery()["letter_id"])["number"]
    assert told["repay_due_on"] == case.recovery()["due_on"].isoformat()
    assert case.balance("1102") == case.recovery()["amount_fen"] == told["outstanding_fen"]
    assert [row["recipient_kind"] for row in case.world.rows("service", letter_id=letter["id"])] == ["person"]


def test_a_sum_that_fell_before_its_decision_needs_no_other_letter(case: OneOff) -> None:
    lowered(case)
    find(case, "refund_in_part", paid(case), part_came_back(case, PART_FEN, "2024-10-16"), "2024-10-16")
    case.decide("2024-10-17")
    case.serve_recovery("2024-10-18")
    assert case.recovery()["state"] == "owed"
    assert case.world.rows("letter", kind="recovery_lessened") == []


def test_a_decision_whose_ground_has_gone_is_withdrawn_by_a_letter(case: OneOff) -> None:
    lowered(case)
    case.decide("2024-10-16")
    case.refund(paid(case), "2024-10-17")
    assert case.recovery()["state"] == "withdrawn"
    (letter,) = case.world.rows("letter", kind="recovery_withdrawal")
    services = case.world.rows("service", letter_id=letter["id"])
    assert [row["recipient_kind"] for row in services] == ["person"]


def test_what_the_person_repaid_of_the_banks_is_no_part_of_what_a_change_sets_apart(case: OneOff) -> None:
    name = line(case, paid(case), Result.PAID, PART_FEN, "2024-10-14")
    find(case, "note_overpaid", paid(case), name, "2024-10-14")
    case.sweep("2024-10-15")
    case.decide("2024-10-16")
    case.serve_recovery("2024-10-17")
    case.do("cashier1", case.recovery()["id"], "receive", "2024-10-18", bank_ref="退款1", amount_fen=PART_FEN)
    assert case.recovery()["state"] == "settled"
    case.revoke(first(case), "2024-10-21")
    assert case.refund(paid(case), "2024-10-22") == "cancelled"
    assert case.standing() == {}


def test_what_is_paid_too_much_after_a_decision_fell_is_followed_up_anew(case: OneOff) -> None:
    lowered(case)
    case.decide("2024-10-16")
    case.refund(paid(case), "2024-10-17")
    name = line(case, paid(case), Result.PAID, PART_FEN, "2024-10-21")
    find(case, "note_overpaid", paid(case), name, "2024-10-21")
    case.sweep("2024-10-22")
    assert [row["state"] for row in case.world.rows("recovery", claim_no=case.no)][-1] == "opened"
