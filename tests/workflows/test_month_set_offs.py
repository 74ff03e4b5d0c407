"""A recovery is set off against the running monthly benefits of the same person, month by month, never below the floor."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from claims.ledger import Account
from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.of_recovery import OVERPAID_FEN, overpaid_item, recovery
from tests.support.fixtures.standing import CONCLUDED
from tests.support.payroll import Payroll
from tests.support.world import World
from workflows.checks.books import BOOKS
from workflows.checks.stored import Stored
from workflows.due import StoredRows
from workflows.month_set_offs import bears_fen, left_fen
from workflows.receivable_list import receivables
from workflows.tracing import trace
from workflows.transaction import reading

ALLOWANCE, NURSING = "disability_allowance", "nursing_allowance"
MONTH_FEN = 452_965  # 5,329 × 85 %
FLOOR_FEN = 73_500
ON = "2024-10-10"
TERMS = {"amount_fen": 15_000, "document": "按月抵扣同意书1号"}


def _owes(case: Case) -> None:
    recovery(case, "owed", overpaid_item(case))


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider of the second grade who owes 400.00 and draws the allowance from November 2024 on."""
    payroll = owing(world, _owes)
    payroll.award(ALLOWANCE, ON)
    return payroll


def owing(world: World, prepare: Callable[[Case], object], care_level: str = "none") -> Payroll:
    """A rider of the second grade on whose bill too much was paid."""
    payroll = Payroll(world, grade=2, care_level=care_level, prepare=prepare)
    payroll.aside.update(row["id"] for row in world.rows("award_item"))
    return payroll


def found(payroll: Payroll) -> Row:
    return payroll.world.one("recovery")


def allowance(payroll: Payroll) -> str:
    return str(payroll.world.rows("award_item", code=ALLOWANCE)[0]["id"])


def agreed(payroll: Payroll, on: str = ON, **terms: object) -> None:
    """The person agrees, and the letter is served on the same day."""
    given = {**TERMS, "item": allowance(payroll), **terms}
    payroll.do("reviewer1", found(payroll)["id"], "agree_monthly", on, **given)
    told(payroll, on)


def told(payroll: Payroll, on: str) -> None:
    for service in payroll.world.rows("service", letter_id=found(payroll)["monthly_letter"]):
        if service["state"] == "pending":
            payroll.do("intake1", service["id"], "serve", on, method="direct", evidence="送达回证")


def books_hold(payroll: Payroll) -> None:
    stored = Stored(payroll.world.desk)
    assert [fault for one in BOOKS.values() for fault in one(stored)] == []
    paid = -stored.balance(Account.BANK, lambda _: True)
    back = sum(stored.balance(one, lambda _: True) for one in (Account.OVERPAID, Account.RECOVERABLE))
    awarded = sum(stored.balance(one, lambda _: True) for one in (Account.MEDICAL, Account.ALLOWANCES))
    assert paid - back <= awarded


def set_offs(payroll: Payroll) -> dict[str, int]:
    rows = payroll.world.rows("instalment", claim_no=payroll.no)
    return {row["month"]: row["set_off_fen"] for row in rows if row["state"] in ("due", "paid") and row["set_off_fen"]}


def test_month_by_month_until_the_debt_is_done(payroll: Payroll) -> None:
    agreed(payroll)
    for on in ("2024-11-10", "2024-12-10", "2025-01-10", "2025-02-10"):
        payroll.sweep(on)
        payroll.sweep(on)
        payroll.pay(on)
        books_hold(payroll)
    assert set_offs(payroll) == {"2024-11": 15_000, "2024-12": 15_000, "2025-01": 10_000}
    assert [row["amount_fen"] for row in payroll.payments("paid") if row["month"]] == [
        MONTH_FEN - 15_000, MONTH_FEN - 15_000, MONTH_FEN - 10_000, MONTH_FEN,
    ]  # fmt: skip
    assert (found(payroll)["state"], found(payroll)["set_off_fen"]) == ("settled", OVERPAID_FEN)
    entry = next(row for row in payroll.transfers() if row["entry"] == "set_off")
    told = trace(payroll.world.desk, entry["id"])["entry"]
    assert (entry["item_id"], told["recovers"]) == (
        allowance(payroll),
        [{"recovery": found(payroll)["id"], "item_id": found(payroll)["item_id"], "month": "2024-11"}],
    )
    receipts = payroll.world.rows("recovery_receipt")
    assert [(row["item_id"], row["month"], row["amount_fen"]) for row in receipts] == [
        (allowance(payroll), "2024-11", 15_000),
        (allowance(payroll), "2024-12", 15_000),
        (allowance(payroll), "2025-01", 10_000),
    ]


def test_the_letter_of_a_payment_shows_the_whole_the_part_kept_back_and_the_rest(payroll: Payroll) -> None:
    agreed(payroll)
    payroll.sweep("2024-11-10")
    payroll.pay("2024-11-10")
    letter = payroll.world.rows("letter", kind="payment")[-1]
    said = json.loads(payroll.world.one("letter_private", letter_id=letter["id"])["snapshot"])
    assert said["payments"] == [{"label": said["payments"][0]["label"], "amount_fen": MONTH_FEN - 15_000}]
    [kept] = said["kept_back"]
    assert (kept["gross_fen"], kept["set_off_fen"], kept["net_fen"]) == (MONTH_FEN, 15_000, MONTH_FEN - 15_000)


def test_nothing_is_kept_back_before_the_letter_is_served_nor_of_an_earlier_month(payroll: Payroll) -> None:
    given = {**TERMS, "item": allowance(payroll)}
    payroll.do("reviewer1", found(payroll)["id"], "agree_monthly", ON, **given)
    payroll.sweep("2024-11-10")
    payroll.pay("2024-11-10")
    told(payroll, "2024-11-12")
    payroll.sweep("2024-12-10")
    assert set_offs(payroll) == {"2024-12": 15_000}


def test_the_floor_bites_and_the_rest_waits_for_the_next_month(payroll: Payroll) -> None:
    payroll.sweep("2024-12-10")
    payroll.pay("2024-12-10")
    given = {"facts": [{}], "from_month": "2025-01"}
    adjustment = [{"kind": "to", "value": FLOOR_FEN + 1_000, "document": "合成1号"}]
    newer = payroll.replace(allowance(payroll), "ex_nunc", "2024-12-20", adjustment=adjustment, **given)
    agreed(payroll, "2024-12-20", item=newer)
    payroll.sweep("2025-01-10")
    assert set_offs(payroll) == {"2025-01": 1_000}
    payroll.pay("2025-01-10")
    assert payroll.payments("paid")[-1]["amount_fen"] == FLOOR_FEN
    payroll.sweep("2025-02-10")
    assert set_offs(payroll) == {"2025-01": 1_000, "2025-02": 1_000}
    by_hand = {"item": newer, "month": "2025-02", "amount_fen": 1, "ground": "本人同意", "document": "同意书2号"}
    refused = payroll.try_to("reviewer1", found(payroll)["id"], "set_off", "2025-02-11", **by_hand)
    assert [refusal.code for refusal in refused.refusals] == ["floor_is_left"]
    books_hold(payroll)


def test_two_debts_are_borne_by_one_month_and_neither_twice(world: World) -> None:
    def two_debts(case: Case) -> None:
        _owes(case)
        first = overpaid_item(case)
        first.update(period="R2")
        recovery(case, "owed", first)

    payroll = owing(world, two_debts)
    payroll.award(ALLOWANCE, ON)
    ids = [row["id"] for row in world.rows("recovery")]
    for one in ids:
        payroll.do(
            "reviewer1", one, "agree_monthly", ON, item=allowance(payroll), amount_fen=300_000, document="同意书"
        )
        letter = world.one("recovery", id=one)["monthly_letter"]
        payroll.do(
            "intake1", world.one("service", letter_id=letter)["id"], "serve", ON, method="direct", evidence="回证"
        )
    payroll.sweep("2024-11-10")
    assert set_offs(payroll) == {"2024-11": 2 * OVERPAID_FEN}
    assert {row["state"] for row in world.rows("recovery")} == {"settled"}
    books_hold(payroll)


def test_a_net_payment_that_comes_back_is_paid_again_net_and_the_set_off_stands(payroll: Payroll) -> None:
    agreed(payroll)
    payroll.sweep("2024-11-10")
    [payment] = payroll.pay("2024-11-10")
    back = {"bank_ref": "退汇1", "bank_reason": "账户已销"}
    payroll.do("system", payment, "bank_refund", "2024-11-12", **back)
    books_hold(payroll)
    assert payroll.months() == {"2024-11": ("due", MONTH_FEN, 0)}
    assert set_offs(payroll) == {"2024-11": 15_000}
    assert found(payroll)["set_off_fen"] == 15_000
    payroll.sweep("2024-11-13")
    assert found(payroll)["set_off_fen"] == 15_000
    assert payroll.payments("returned")[0]["amount_fen"] == MONTH_FEN - 15_000


def test_a_month_replaced_or_revoked_after_its_set_off_owes_what_both_have_given(payroll: Payroll) -> None:
    agreed(payroll)
    payroll.sweep("2024-11-10")
    payroll.pay("2024-11-10")
    payroll.graded_anew(3, "redo", "2024-11-20")
    newer = payroll.replace(allowance(payroll), "ex_tunc", "2024-11-22")
    payroll.sweep("2024-11-23")
    third_fen = 426_320
    assert payroll.months() == {"2024-11": ("paid", third_fen, third_fen - 15_000)}
    assert set_offs(payroll) == {"2024-11": 15_000}
    assert payroll.balance("1104") == MONTH_FEN - third_fen
    books_hold(payroll)
    payroll.signed("intake1", "end", [newer], "2024-12-02", ground="丧失享受待遇条件", last_month="2024-10")
    assert payroll.balance("1104") == MONTH_FEN
    books_hold(payroll)


def test_a_withdrawn_or_written_off_recovery_keeps_nothing_back_any_more(payroll: Payroll) -> None:
    agreed(payroll)
    payroll.sweep("2024-11-10")
    payroll.pay("2024-11-10")
    payroll.signed(
        "legal1", "withdraw", [found(payroll)["id"]], "2024-11-20", document="行政判决1号", reason="程序违法"
    )
    letter = payroll.world.one("letter", kind="recovery_withdrawal")
    said = json.loads(payroll.world.one("letter_private", letter_id=letter["id"])["snapshot"])
    assert (said["settled_fen"], said["outstanding_fen"]) == (15_000, OVERPAID_FEN - 15_000)
    payroll.sweep("2024-12-10")
    payroll.pay("2024-12-10")
    assert set_offs(payroll) == {"2024-11": 15_000}
    assert payroll.balance("1104") == OVERPAID_FEN - 15_000
    books_hold(payroll)


def test_when_the_benefit_ends_the_person_pays_by_himself_again(payroll: Payroll) -> None:
    agreed(payroll)
    payroll.sweep("2024-11-10")
    payroll.pay("2024-11-10")
    payroll.signed("intake1", "end", [allowance(payroll)], "2024-11-20", ground="丧失享受待遇条件")
    payroll.sweep("2024-11-21")
    assert (found(payroll)["state"], found(payroll)["monthly_fen"]) == ("owed", 0)
    [clock] = payroll.world.rows("clock", code="repayment", state="running")
    assert clock["started_on"] == date(2024, 11, 21)
    books_hold(payroll)


def test_without_consent_it_is_ordered_when_the_period_is_over_with_a_letter_that_can_be_contested(
    payroll: Payroll,
) -> None:
    order = {"item": allowance(payroll), "amount_fen": 15_000, "reason": "逾期没有退还"}
    early = payroll.world.one("recovery")["due_on"]
    assert early == CONCLUDED.replace(month=11, day=7)
    payroll.signed("legal1", "order_monthly", [found(payroll)["id"]], "2024-11-08", **order)
    told(payroll, "2024-11-08")
    letter = payroll.world.one("letter", id=found(payroll)["monthly_letter"])
    service = payroll.world.one("service", letter_id=letter["id"])
    assert {row["code"] for row in payroll.world.rows("clock", subject=service["id"])} >= {"T23", "T28"}
    said = json.loads(payroll.world.one("letter_private", letter_id=letter["id"])["snapshot"])
    assert (said["reason"], said["floor_fen"], said["from_on"]) == ("逾期没有退还", FLOOR_FEN, "2024-12-01")
    payroll.sweep("2024-12-10")
    assert set_offs(payroll) == {"2024-12": 15_000}


def test_by_hand_a_month_whose_payment_waits_is_paid_net(payroll: Payroll) -> None:
    payroll.sweep("2024-11-10")
    data = {"item": allowance(payroll), "month": "2024-11", "ground": "本人同意", "document": "同意书2号"}
    payroll.do("reviewer1", found(payroll)["id"], "set_off", "2024-11-10", amount_fen=OVERPAID_FEN, **data)
    assert [row["amount_fen"] for row in payroll.payments("pending") if row["month"]] == [MONTH_FEN - OVERPAID_FEN]
    assert found(payroll)["state"] == "settled"
    assert [one.left_fen for one in receivables(payroll.world.desk, date(2024, 11, 10))] == []
    books_hold(payroll)


def test_the_floor_is_what_all_benefits_of_the_month_leave_together(world: World) -> None:
    """The nursing allowance leaves the person more than the floor, so the other benefit can bear all of its month."""
    payroll = owing(world, _owes, "part")
    payroll.award(ALLOWANCE, ON)
    payroll.award(NURSING, ON)
    payroll.sweep("2024-11-10")
    item = world.rows("award_item", code=ALLOWANCE)[0]
    nursing_fen = world.rows("award_item", code=NURSING)[0]["awarded_fen"]
    both_fen = MONTH_FEN + nursing_fen
    assert nursing_fen > FLOOR_FEN
    with reading(world.desk) as connection:
        file = StoredRows(connection, payroll.no)
        assert left_fen(file, item["beneficiary"], "2024-11") == both_fen
        borne = [bears_fen(file, item, "2024-11", floor) for floor in (FLOOR_FEN, both_fen - 5, both_fen + 5)]
    assert borne == [MONTH_FEN, 5, 0]


def test_a_month_that_waits_for_the_check_of_the_right_bears_nothing_before_it(payroll: Payroll) -> None:
    agreed(payroll)
    late = "2025-11-11"
    payroll.sweep(late)
    assert set_offs(payroll) == {}
    given = {"way": "数据比对", "evidence": "比对1号"}
    payroll.do("intake1", allowance(payroll), "confirm_eligibility", "2025-11-12", **given)
    payroll.sweep("2025-11-12")
    assert set_offs(payroll) == {"2024-11": 15_000, "2024-12": 15_000, "2025-01": 10_000}
    books_hold(payroll)
