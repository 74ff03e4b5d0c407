"""Money of a one-off benefit that comes back after the benefit was changed: it ends where it belongs, to the fen.

After every act the invariants of money, of months and of the books are asked.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.support.fixtures.of_recovery import overpaid_item, recovery
from tests.support.one_off import LUMP_SUM, OneOff
from tests.support.told_sums import pages_tell_the_ledger, rider_of
from tests.support.world import INJURED, KIN, World
from workflows.checks.stored import Stored
from workflows.checks.waiting import WAITING
from workflows.receivable_list import receivables
from workflows.reconciling import LEDGER_SIGNS
from workflows.rider_money import own_money
from workflows.rider_view import RiderCase, rider_case
from workflows.three_ways import batches
from workflows.transaction import reading

DAYS = ("2024-10-18", "2024-10-21")


@pytest.fixture
def case(world: World) -> OneOff:
    """A rider of the ninth grade whose lump sum has been paid."""
    made = OneOff(world)
    made.award(LUMP_SUM, "2024-10-10")
    made.pay("2024-10-11")
    return made


def first_item(case: OneOff) -> str:
    return str(min(case.world.rows("award_item"), key=lambda row: int(row["id"].rpartition("-")[2]))["id"])


def first_payment(case: OneOff) -> str:
    return str(case.payments("paid", "returned")[0]["id"])


def fen(case: OneOff, item: str) -> int:
    return int(case.item(item)["awarded_fen"])


def net_fen(case: OneOff) -> int:
    """What the ledger says was paid and is not to be given back, as the comparison with the bank counts it."""
    return sum(row["amount_fen"] * LEDGER_SIGNS.get(row["entry"], 0) for row in case.transfers())


def raised(case: OneOff) -> str:
    newer = case.change(first_item(case), 8, "2024-10-14")
    case.serve(newer, "2024-10-15")
    return newer


def lowered(case: OneOff) -> str:
    newer = case.change(first_item(case), 10, "2024-10-14")
    case.serve(newer, "2024-10-15")
    return newer


def test_what_came_back_has_not_arrived_and_each_payment_names_the_account_that_it_went_to(case: OneOff) -> None:
    world, first, whole_fen = case.world, first_payment(case), fen(case, first_item(case))
    assert case.refund(first, "2024-10-17") == "returned"
    seen = rider_case(world.desk, rider_of(INJURED), case.no)
    assert isinstance(seen, RiderCase)
    assert (seen.awarded_fen, seen.paid_fen, seen.returned) == (whole_fen, 0, ((whole_fen, ""),))
    pages_tell_the_ledger(world, case.no)
    case.correct(first, "6200000000000096", "2024-10-18", "2024-10-25")
    assert told_parts(case) == [("corrected", 0, "尾号 0096")], "it goes to the new one"
    case.do("cashier1", first, "reissue", "2024-10-25")
    case.pay("2024-10-26")
    assert told_parts(case) == [("reissued", 0, "尾号 0009"), ("paid", whole_fen, "尾号 0096")]
    pages_tell_the_ledger(world, case.no)


def told_parts(case: OneOff) -> list[tuple[str, int, str]]:
    """State, what has arrived and the account of each payment, as the person reads them."""
    claim = case.world.one("claim", no=case.no)
    with reading(case.world.desk) as connection:
        own = own_money(connection, case.world.desk.rules, claim, INJURED)
    return [(part.state, part.arrived_fen, part.tail) for part in own.parts]


@pytest.mark.parametrize("difference", ["pending", "sent", "paid"])
def test_raised_the_old_sum_is_paid_again_beside_its_difference(case: OneOff, difference: str) -> None:
    newer, old_fen = raised(case), fen(case, first_item(case))
    more_fen = fen(case, newer) - old_fen
    first = first_payment(case)
    if difference != "pending":
        case.send("2024-10-16")
    if difference == "paid":
        case.bank_pays("2024-10-16")
    assert case.refund(first, "2024-10-17") == "returned"
    paid_fen = more_fen if difference == "paid" else 0
    assert (case.item(newer)["state"], case.item(newer)["paid_fen"]) == ("effective", paid_fen)
    assert case.sweep("2024-10-18").made == 0
    case.correct(first, "6200000000000096", "2024-10-18", "2024-10-25")
    if difference == "pending":
        case.send("2024-10-26")
    if difference != "paid":
        case.bank_pays("2024-10-26")
    case.do("cashier1", first, "reissue", "2024-10-27")
    (again,) = case.payments("pending")
    assert (again["item_id"], again["amount_fen"], again["prior"]) == (newer, old_fen, first)
    case.pay("2024-10-28")
    assert case.item(newer)["state"] == "discharged"
    assert case.standing() == {"1001": -(old_fen + more_fen), "5102": old_fen + more_fen}


def test_raised_what_came_back_is_not_paid_twice_with_the_rest_of_the_difference(case: OneOff) -> None:
    """The bank pays one fen less of the difference while the old sum waits in the returned ones."""
    newer, old_fen = raised(case), fen(case, first_item(case))
    first = first_payment(case)
    (difference,) = case.send("2024-10-16")
    case.refund(first, "2024-10-17")
    ordered_fen = case.world.one("payment", id=difference)["amount_fen"]
    case.do("system", difference, "bank_partial", "2024-10-18", bank_ref="少付1", amount_fen=ordered_fen - 1)
    found = {"result": "part_paid", "paid_fen": ordered_fen - 1, "document": "回单1号"}
    case.signed("cashier1", "resolve", [difference], "2024-10-18", **found)
    assert [row["amount_fen"] for row in case.payments("pending")] == [1]
    case.pay("2024-10-19")
    case.correct(first, "6200000000000096", "2024-10-19", "2024-10-25")
    case.do("cashier1", first, "reissue", "2024-10-25")
    case.pay("2024-10-26")
    assert (case.item(newer)["state"], case.balance("1001")) == ("discharged", -fen(case, newer))
    assert case.balance("2002") == 0 < old_fen
    told = settled_sums(case)
    assert (sum(told), 1 in told) == (fen(case, newer), True), "each payment with what has left the bank by it"
    assert {one.difference_fen for one in batches(case.world.desk)} == {0}, "what was not paid was given back"


def settled_sums(case: OneOff) -> list[int]:
    """The sums of the payments in the letter that says all is paid."""
    letters = case.world.rows("letter", claim_no=case.no, kind="settled_notice")
    latest = max(letters, key=lambda row: int(row["id"].rpartition("-")[2]))
    told = json.loads(case.world.one("letter_private", letter_id=latest["id"])["snapshot"])
    return [row["amount_fen"] for row in told["payments"]]


def test_lowered_what_was_too_much_comes_off_and_only_the_rest_is_paid_again(case: OneOff) -> None:
    newer = lowered(case)
    too_much_fen = fen(case, first_item(case)) - fen(case, newer)
    assert (case.recovery()["state"], case.balance("1104")) == ("opened", too_much_fen)
    first = first_payment(case)
    assert case.refund(first, "2024-10-17") == "returned"
    assert case.recovery()["state"] == "dropped"
    assert case.standing() == {"2002": -fen(case, newer), "5102": fen(case, newer)}
    assert case.refused("reviewer1", first, "cancel", "2024-10-17", reason="已变更") == ["item_no_longer_pays"]
    case.correct(first, "6200000000000096", "2024-10-18", "2024-10-25")
    case.do("cashier1", first, "reissue", "2024-10-25")
    case.pay("2024-10-26")
    assert (case.item(newer)["state"], net_fen(case)) == ("discharged", fen(case, newer))
    assert case.standing() == {"1001": -fen(case, newer), "5102": fen(case, newer)}


def test_a_decision_not_yet_served_falls_when_the_money_comes_back(case: OneOff) -> None:
    lowered(case)
    case.decide("2024-10-16")
    case.refund(first_payment(case), "2024-10-17")
    assert case.recovery()["state"] == "withdrawn"
    case.serve_recovery("2024-10-18")
    assert (case.recovery()["state"], case.balance("1102")) == ("withdrawn", 0)
    assert not case.world.rows("clock", code="repayment")


def test_a_debt_is_made_good_by_the_money_that_the_bank_gives_back(case: OneOff) -> None:
    newer = lowered(case)
    case.decide("2024-10-16")
    case.serve_recovery("2024-10-16")
    assert case.balance("1102") == fen(case, first_item(case)) - fen(case, newer)
    known = case.transfers()
    case.refund(first_payment(case), "2024-10-17")
    told = [(entry, debit, credit) for entry, debit, credit, _ in case.posted_since(known)]
    assert told == [("refunded", "1001", "2002"), ("recovery_refunded", "2002", "1102")]
    assert (case.recovery()["state"], case.item(newer)["paid_fen"], net_fen(case)) == ("settled", 0, 0)
    assert case.standing() == {"2002": -fen(case, newer), "5102": fen(case, newer)}


def test_revoked_nothing_is_paid_again_and_nobody_is_asked_for_an_account(case: OneOff) -> None:
    first = first_payment(case)
    case.revoke(first_item(case), "2024-10-14")
    assert case.balance("1104") == -case.balance("1001") > 0
    assert case.refund(first, "2024-10-17") == "cancelled"
    assert (case.standing(), case.recovery()["state"]) == ({}, "dropped")
    assert not case.world.rows("letter", kind="account_correction")
    assert not case.world.rows("clock", code="T33")
    assert "payment_returned" not in [row["kind"] for row in case.world.rows("message")]


@pytest.mark.parametrize("waits", ["returned", "corrected", "pending"])
@pytest.mark.parametrize("end", ["waive", "revoke"])
def test_given_up_after_a_return_what_is_payable_is_at_no_moment_less_than_nothing(
    case: OneOff, end: str, waits: str
) -> None:
    first, item = first_payment(case), first_item(case)
    case.refund(first, "2024-10-14")
    if waits != "returned":
        case.correct(first, "6200000000000096", "2024-10-14", "2024-10-21")
    if waits == "pending":
        case.do("cashier1", first, "reissue", "2024-10-21")
    if end == "waive":
        case.do("rider1", item, "waive", "2024-10-22", statement="声明")
    else:
        case.revoke(item, "2024-10-22")
    assert (case.standing(), case.payments("pending", "returned", "corrected")) == ({}, [])


def test_a_part_that_waits_and_a_part_that_is_paid_are_revoked_each_in_its_way(case: OneOff) -> None:
    newer = raised(case)
    case.pay("2024-10-16")
    case.refund(first_payment(case), "2024-10-17")
    more_fen = case.item(newer)["paid_fen"]
    case.revoke(newer, "2024-10-18")
    assert case.standing() == {"1001": -more_fen, "1104": more_fen}
    assert case.recovery()["amount_fen"] == more_fen


@pytest.mark.parametrize("grade", [8, 10])
def test_what_comes_back_before_the_change_is_served_is_paid_by_the_version_to_come(case: OneOff, grade: int) -> None:
    newer = case.change(first_item(case), grade, "2024-10-14")
    first = first_payment(case)
    assert case.refund(first, "2024-10-15") == "returned"
    assert case.refused("reviewer1", first, "cancel", "2024-10-15", reason="已变更") == ["item_no_longer_pays"]
    case.serve(newer, "2024-10-16")
    assert case.world.one("payment", id=first)["state"] == "cancelled"
    assert (case.item(newer)["paid_fen"], case.world.rows("recovery")) == (0, [])
    assert [row["amount_fen"] for row in case.payments("pending")] == [fen(case, newer)]
    case.pay("2024-10-17")
    assert case.standing() == {"1001": -fen(case, newer), "5102": fen(case, newer)}


def test_what_comes_back_waits_on_when_the_unserved_change_is_itself_changed(case: OneOff) -> None:
    second = case.change(first_item(case), 8, "2024-10-14")
    first = first_payment(case)
    case.refund(first, "2024-10-15")
    third = case.change(second, 10, "2024-10-16")
    assert case.world.one("payment", id=first)["state"] == "returned"
    case.serve(third, "2024-10-17")
    case.pay("2024-10-18")
    assert case.standing() == {"1001": -fen(case, third), "5102": fen(case, third)}


def test_what_came_back_before_a_change_that_is_waived_is_owed_no_more(case: OneOff) -> None:
    newer = case.change(first_item(case), 8, "2024-10-14")
    waived = {"statement": "声明"}
    assert case.refused("rider1", newer, "waive", "2024-10-14", **waived) == ["nothing_paid_yet"]
    case.refund(first_payment(case), "2024-10-15")
    case.do("rider1", newer, "waive", "2024-10-16", **waived)
    assert (case.standing(), case.payments("returned")) == ({}, [])


def test_what_came_back_of_the_first_version_is_cancelled_when_the_second_gives_way(case: OneOff) -> None:
    second = lowered(case)
    case.refund(first_payment(case), "2024-10-16")
    third = case.change(second, 7, "2024-10-17")
    assert case.payments("returned") == []
    case.serve(third, "2024-10-18")
    case.pay("2024-10-19")
    assert case.standing() == {"1001": -fen(case, third), "5102": fen(case, third)}


@pytest.mark.parametrize("decided", ["opened", "decided", "owed"])
def test_lowered_and_raised_again_the_person_holds_it_all_and_owes_nothing(case: OneOff, decided: str) -> None:
    second = lowered(case)
    if decided != "opened":
        case.decide("2024-10-16")
    if decided == "owed":
        case.serve_recovery("2024-10-16")
    third = case.change(second, 9, "2024-10-17")
    case.serve(third, "2024-10-18")
    assert case.item(third)["state"] == "discharged"
    assert net_fen(case) == fen(case, third)
    assert case.recovery()["state"] == {"opened": "dropped", "decided": "withdrawn", "owed": "settled"}[decided]
    assert case.payments("pending") == []
    assert case.standing() == {"1001": -fen(case, third), "5102": fen(case, third)}


def test_what_was_netted_with_consent_is_not_made_good_a_second_time(case: OneOff) -> None:
    """The person bore it by another item; when the bank gives the sum back that part is owed to him."""
    lowered(case)
    bill = {"invoice_code": "A", "invoice_number": "1", "line_no": 1, "verdict": "allowed", "part": "右腕"}
    costs = [{"medical": [{"amount_fen": 2_000_000, "allowed_fen": 2_000_000}]}]
    lines = [{**bill, "claimed_fen": 2_000_000, "allowed_fen": 2_000_000}]
    later = case.award("medical", "2024-10-16", facts=costs, period="R1", invoices=lines)
    netted = {"item": later, "document": "同意书1号"}
    case.do("reviewer1", case.recovery()["id"], "net", "2024-10-16", **netted)
    assert (case.recovery()["state"], case.balance("1104")) == ("settled", 0)
    netted_fen, first = case.recovery()["amount_fen"], first_payment(case)
    assert (case.refund(first, "2024-10-17"), case.world.one("payment", id=first)["repaid_fen"]) == (
        "returned",
        netted_fen,
    )
    again = {"item": case.recovery()["item_id"], "ground": "核定变更"}
    assert case.refused("intake1", f"{case.no}/recovery", "open", "2024-10-17", **again) == ["item_overpaid"]


def test_a_decision_claims_no_more_than_is_left_when_a_part_comes_back(case: OneOff) -> None:
    """Two payments, then lowered by more than the second: what comes back of the second lessens the sum."""
    newer = raised(case)
    case.pay("2024-10-16")
    second = case.payments("paid")[-1]
    third = case.change(newer, 10, "2024-10-17")
    case.serve(third, "2024-10-18")
    case.decide("2024-10-18")
    asked_fen = case.recovery()["amount_fen"]
    assert case.refund(second["id"], "2024-10-21") == "cancelled"
    left_fen = asked_fen - second["amount_fen"]
    assert (case.recovery()["state"], case.recovery()["amount_fen"]) == ("decided", left_fen)
    listed = {on: [one.left_fen for one in receivables(case.world.desk, date.fromisoformat(on))] for on in DAYS}
    assert listed == {"2024-10-18": [asked_fen], "2024-10-21": [left_fen]}
    case.serve_recovery("2024-10-22")
    assert (case.balance("1102"), case.balance("1104")) == (left_fen, 0)
    assert case.recovery()["state"] == "owed"
    assert case.item(third)["state"] == "discharged"


def test_what_comes_back_first_lessens_what_is_too_much_and_only_then_what_is_paid(case: OneOff) -> None:
    """Paid for grade 9 and the difference to 8, then lowered to 9: the difference comes back, and nobody owes anything."""
    newer = raised(case)
    case.pay("2024-10-16")
    difference = case.payments("paid")[-1]["id"]
    third = case.change(newer, 9, "2024-10-17")
    case.serve(third, "2024-10-18")
    assert case.refund(difference, "2024-10-21") == "cancelled"
    assert case.item(third)["state"] == "discharged"
    assert case.standing() == {"1001": -fen(case, third), "5102": fen(case, third)}


def test_months_and_a_lump_sum_that_both_come_back_each_go_to_their_own(world: World) -> None:
    case = OneOff(world, grade=2, care_level="none")
    lump_sum = case.award(LUMP_SUM, "2024-10-10")
    allowance = case.award("disability_allowance", "2024-10-10")
    case.sweep("2024-11-11")
    case.pay("2024-11-12")
    of_sum = next(row["id"] for row in case.payments("paid") if row["month"] is None)
    of_month = next(row["id"] for row in case.payments("paid") if row["month"] is not None)
    case.graded_anew(3, "redo", "2024-11-20")
    monthly = case.replace(allowance, "ex_tunc", "2024-11-22")
    once = case.replace(lump_sum, "ex_tunc", "2024-11-22")
    case.sweep("2024-11-23")
    apart = {item: case.balance("1104", [item]) for item in (monthly, once)}
    assert min(apart.values()) > 0
    assert case.refund(of_month, "2024-11-25") == "returned"
    assert (case.balance("1104", [monthly]), case.balance("1104", [once])) == (0, apart[once])
    assert case.refund(of_sum, "2024-11-26") == "returned"
    assert (case.balance("1104"), case.balance("1001")) == (0, 0)
    assert case.balance("2002") == -(fen(case, monthly) + fen(case, once))
    assert case.months(monthly) == {"2024-11": ("due", fen(case, monthly), 0)}
    assert case.item(once)["paid_fen"] == 0


def test_a_month_that_is_being_recovered_is_made_good_by_what_comes_back(world: World) -> None:
    case = OneOff(world, grade=2, care_level="none")
    allowance = case.award("disability_allowance", "2024-10-10")
    case.sweep("2024-11-11")
    (paid,) = case.pay("2024-11-12")
    case.graded_anew(3, "redo", "2024-11-20")
    newer = case.replace(allowance, "ex_tunc", "2024-11-22")
    case.sweep("2024-11-23")
    if not case.world.rows("recovery"):  # the sweep may have opened it
        case.do("intake1", f"{case.no}/recovery", "open", "2024-11-23", item=newer, ground="核定变更")
    case.decide("2024-11-25")
    case.serve_recovery("2024-11-25")
    assert case.balance("1102") > 0
    assert case.refund(paid, "2024-11-26") == "returned"
    assert (case.recovery()["state"], case.balance("1102")) == ("settled", 0)
    assert case.balance("2002") == -fen(case, newer)


def test_the_same_return_told_twice_is_booked_once(case: OneOff) -> None:
    lowered(case)
    first = first_payment(case)
    case.refund(first, "2024-10-17")
    data = {"bank_ref": "退汇 再来", "bank_reason": "账户已销"}
    assert case.refused("system", first, "bank_refund", "2024-10-17", **data) == ["no_such_move"]


def test_an_heir_is_paid_what_came_back_of_the_dead(case: OneOff) -> None:
    """The dead person's account cannot be corrected: what came back is cancelled, and paid to the heir anew."""
    newer = raised(case)
    case.do("reviewer1", newer, "succeed", "2024-10-16", heir=KIN, death_proof="死亡证明", kin_proof="户口簿")
    kin = {"beneficiary": KIN, "basis": "社会保障卡", "bank": "合成银行", "account_name": "合成人员02"}
    case.signed("intake1", "set_payee_account", [case.no], "2024-10-16", account="6200000000000096", **kin)
    (difference,) = case.pay("2024-10-17")
    first = first_payment(case)
    case.refund(first, "2024-10-18")
    assert first != difference
    case.do("reviewer1", first, "cancel", "2024-10-18", reason="权利人死亡")
    assert [(row["beneficiary"], row["amount_fen"]) for row in case.payments("pending")] == [
        (KIN, fen(case, first_item(case)))
    ]
    case.pay("2024-10-19")
    assert case.standing() == {"1001": -fen(case, newer), "5102": fen(case, newer)}


def test_the_daily_check_knows_that_a_returned_payment_pays_the_benefit(case: OneOff) -> None:
    raised(case)
    case.pay("2024-10-16")
    case.refund(first_payment(case), "2024-10-17")
    case.at("2025-06-17")
    assert list(WAITING["effective_awards_are_paid"](Stored(case.world.desk))) == []


def test_what_came_back_is_not_set_off_while_it_is_being_paid_again(world: World) -> None:
    case = OneOff(world, prepare=lambda made: recovery(made, "owed", overpaid_item(made)))
    case.aside.add(first_item(case))  # written by hand, with one payment for what is due and what is too much
    item = case.award(LUMP_SUM, "2024-10-10")
    case.pay("2024-10-11")
    first = next(row["id"] for row in case.payments("paid") if row["item_id"] == item)
    case.refund(first, "2024-10-14")
    owed = case.world.one("recovery")["id"]
    wanted = {"item": item, "amount_fen": 1, "ground": "本人同意", "document": "同意书1号"}
    assert case.refused("reviewer1", owed, "set_off", "2024-10-14", **wanted) == ["item_payment_waits"]
    case.correct(first, "6200000000000096", "2024-10-14", "2024-10-21")
    case.do("cashier1", first, "reissue", "2024-10-21")
    assert case.refused("reviewer1", owed, "set_off", "2024-10-21", **wanted) == ["item_payment_waits"]
