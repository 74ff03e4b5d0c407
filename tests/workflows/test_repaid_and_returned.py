"""The person has repaid what was too much, and then the bank gives the payment back: what he repaid is owed to him.

Nothing is refused; it waits in 2002 with what is owed again of the award, and one payment carries both to a right account.
"""

from __future__ import annotations

import json

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.money import grouped
from tests.support.one_off import LUMP_SUM, OneOff
from tests.support.payroll import Payroll
from tests.support.world import KIN, World
from workflows.bank_files import take_answers
from workflows.bank_sorting import sort_lines
from workflows.payment_board import payables
from workflows.transaction import reading

WHOLE_FEN = 9 * 532_900
DUE_FEN = 7 * 532_900
TOO_MUCH_FEN = WHOLE_FEN - DUE_FEN


@pytest.fixture
def case(world: World) -> OneOff:
    """A lump sum that was paid for the ninth grade and then lowered to the tenth; the recovery is owed."""
    made = OneOff(world)
    item = made.award(LUMP_SUM, "2024-10-10")
    made.pay("2024-10-11")
    made.serve(made.change(item, 10, "2024-10-14"), "2024-10-15")
    made.decide("2024-10-16")
    made.serve_recovery("2024-10-16")
    return made


def repay(case: OneOff, fen: int = TOO_MUCH_FEN) -> None:
    case.do("cashier1", case.recovery()["id"], "receive", "2024-10-17", bank_ref="退款1", amount_fen=fen)


def newest(case: OneOff) -> str:
    return str(max(case.world.rows("award_item"), key=lambda row: int(row["generation"]))["id"])


def bounced(case: OneOff, on: str = "2024-10-18") -> str:
    """The payment comes back; returns its id."""
    payment = str(case.payments("paid")[0]["id"])
    assert case.refund(payment, on) == "returned"
    return payment


def paid_again(case: OneOff, payment: str) -> None:
    case.correct(payment, "6200000000000096", "2024-10-21", "2024-10-28")
    case.do("cashier1", payment, "reissue", "2024-10-28")
    case.pay("2024-10-29")


@pytest.mark.parametrize("fen", [TOO_MUCH_FEN, 1, 10_000])
def test_one_payment_gives_back_what_was_repaid_and_pays_what_is_owed_again(case: OneOff, fen: int) -> None:
    repay(case, fen)
    payment = bounced(case)
    assert case.world.one("payment", id=payment)["repaid_fen"] == fen
    assert (case.item(newest(case))["paid_fen"], case.recovery()["state"]) == (0, "settled")
    assert case.standing() == {"1001": fen, "2002": -(DUE_FEN + fen), "5102": DUE_FEN}
    case.correct(payment, "6200000000000096", "2024-10-21", "2024-10-28")
    case.do("cashier1", payment, "reissue", "2024-10-28")
    (again,) = case.payments("pending")
    assert (again["amount_fen"], again["repaid_fen"], again["item_id"]) == (DUE_FEN + fen, fen, newest(case))
    with reading(case.world.desk) as connection:
        (shown,) = payables(connection, [{**again, "code": LUMP_SUM}])
    assert f"含付还本人已退还的{grouped(fen)}元" in shown.label
    case.pay("2024-10-29")
    assert case.item(newest(case))["state"] == "discharged"
    assert case.standing() == {"1001": -DUE_FEN, "5102": DUE_FEN}
    letter = case.world.rows("letter", kind="payment")[-1]["id"]
    told = json.loads(case.world.one("letter_private", letter_id=letter)["snapshot"])["payments"]
    assert {row["amount_fen"]: "退还" in row["label"] for row in told} == {DUE_FEN: False, fen: True}


def test_what_comes_back_a_second_time_is_his_a_second_time(case: OneOff) -> None:
    repay(case)
    paid_again(case, bounced(case))
    payment = bounced(case, "2024-10-30")
    assert case.world.one("payment", id=payment)["repaid_fen"] == TOO_MUCH_FEN
    assert case.standing() == {"1001": TOO_MUCH_FEN, "2002": -WHOLE_FEN, "5102": DUE_FEN}


def test_of_a_benefit_that_was_revoked_he_gets_back_what_he_repaid_and_nothing_else(world: World) -> None:
    case = OneOff(world)
    item = case.award(LUMP_SUM, "2024-10-10")
    case.pay("2024-10-11")
    case.revoke(item, "2024-10-14")
    case.decide("2024-10-15")
    case.serve_recovery("2024-10-16")
    repay(case, WHOLE_FEN)
    payment = bounced(case)
    assert case.standing() == {"1001": WHOLE_FEN, "2002": -WHOLE_FEN}
    assert len(world.rows("letter", kind="account_correction")) == 1
    known = world.one("payee_account")
    body = world.one("payee_account_private", account_id=known["id"])["body"]
    newer = {**known, "id": f"{known['id']}-2", "generation": 2, "account_hash": "hash of another"}
    world.insert("payee_account", newer)
    world.insert("payee_account_private", {"account_id": newer["id"], "body": body})
    case.do("reviewer1", payment, "correct_account", "2024-10-21", account_id=newer["id"], proof="银行卡")
    case.do("cashier1", payment, "reissue", "2024-10-28")
    case.pay("2024-10-29")
    assert (case.standing(), case.item(item)["state"]) == ({}, "revoked")


@pytest.mark.parametrize("served", [True, False])
def test_a_change_leaves_him_what_he_repaid(case: OneOff, served: bool) -> None:
    """The change is signed after the return, or before it and served after: the award is paid by the new version."""
    repay(case)
    second = newest(case)
    if served:
        bounced(case)
        third = case.change(second, 9, "2024-10-21")
    else:
        third = case.change(second, 9, "2024-10-18")
        bounced(case)
    case.serve(third, "2024-10-22")
    waiting = {row["item_id"]: (row["amount_fen"], row["repaid_fen"]) for row in case.payments("pending")}
    assert waiting[third] == (WHOLE_FEN, 0)
    assert sum(repaid for _, repaid in waiting.values()) == TOO_MUCH_FEN
    case.pay("2024-10-23")
    assert case.standing() == {"1001": -WHOLE_FEN, "5102": WHOLE_FEN}
    assert case.item(third)["state"] == "discharged"


def test_what_was_written_off_is_no_loss_any_more_and_nobody_is_owed_it(case: OneOff) -> None:
    repay(case, 10_000)
    lost = {"ground": "法院终结执行", "document": "裁定1号"}
    case.signed("legal1", "write_off", [case.recovery()["id"]], "2024-10-17", **lost)
    assert case.balance("5909") == TOO_MUCH_FEN - 10_000
    bounced(case)
    assert (case.balance("5909"), case.balance("2002")) == (0, -(DUE_FEN + 10_000))


def test_an_award_that_is_raised_again_counts_what_was_written_off(case: OneOff) -> None:
    lost = {"ground": "法院终结执行", "document": "裁定1号"}
    case.signed("legal1", "write_off", [case.recovery()["id"]], "2024-10-17", **lost)
    third = case.change(newest(case), 9, "2024-10-18")
    case.serve(third, "2024-10-21")
    assert (case.item(third)["state"], case.balance("5909"), case.payments("pending")) == ("discharged", 0, [])


def test_the_banks_line_goes_into_its_bucket(case: OneOff) -> None:
    repay(case)
    (payment,) = case.payments("paid")
    day = case.at("2024-10-18")
    told = Answer(0, payment["id"], WHOLE_FEN, Result.REFUNDED, "", "退汇1", payment["bank_ref"], day, "", "")
    file_no = take_answers(case.world.desk, "cashier1", "回盘.csv", PLAIN_CSV.answers([told]), day).file_no
    assert sort_lines(case.world.desk, file_no, day) == []
    assert [row["bucket"] for row in case.world.rows("bank_sorted")] == ["refunded"]
    assert case.balance("2002") == -WHOLE_FEN
    case.sound()


def test_paid_after_all_he_has_what_is_due_and_is_owed_nothing(case: OneOff) -> None:
    repay(case)
    payment = bounced(case)
    day = case.at("2024-10-21")
    told = Answer(0, payment, WHOLE_FEN, Result.PAID, "", "又付成1", "", day, "", "")
    file_no = take_answers(case.world.desk, "cashier1", "回盘.csv", PLAIN_CSV.answers([told]), day).file_no
    sort_lines(case.world.desk, file_no, day)
    line = case.world.one("bank_line", file_no=file_no)["id"]
    case.signed("cashier1", "confirm_late", [payment], "2024-10-21", line=line, document="银行函1号")
    assert case.standing() == {"1001": -DUE_FEN, "5102": DUE_FEN}


def test_the_bank_pays_less_of_it_and_the_rest_is_his_still(case: OneOff) -> None:
    repay(case)
    payment = bounced(case)
    case.correct(payment, "6200000000000096", "2024-10-21", "2024-10-28")
    case.do("cashier1", payment, "reissue", "2024-10-28")
    (again,) = case.send("2024-10-28")
    fen = DUE_FEN + 1
    case.do("system", again, "bank_partial", "2024-10-29", bank_ref="少付1", amount_fen=fen)
    case.signed("cashier1", "resolve", [again], "2024-10-29", result="part_paid", paid_fen=fen, document="回单1号")
    assert case.item(newest(case))["state"] == "discharged"
    (rest,) = case.payments("pending")
    assert (rest["amount_fen"], rest["repaid_fen"]) == (TOO_MUCH_FEN - 1, TOO_MUCH_FEN - 1)
    case.pay("2024-10-30")
    assert case.standing() == {"1001": -DUE_FEN, "5102": DUE_FEN}


def test_a_family_that_repaid_a_month_after_the_death_gets_it_back_when_the_account_was_closed(world: World) -> None:
    case = Payroll(world, grade=2, care_level="none")
    item = case.award("disability_allowance", "2024-10-10")
    case.sweep("2025-01-10")
    case.pay("2025-01-10")
    death = {"death_on": "2024-12-20", "cause": "after_period", "death_proof": "死亡证明1号"}
    case.do("reviewer1", case.no, "death_supervenes", "2025-01-13", **death)
    case.sweep("2025-01-14")
    (recovery,) = case.world.rows("recovery")
    month_fen = recovery["amount_fen"]
    case.do("legal1", recovery["id"], "notify", "2025-01-15", reason="死亡以后的月份")
    notice = world.rows("letter", kind="recovery_hearing")[0]["id"]
    served = {"method": "direct", "evidence": "回证1号"}
    case.do("intake1", world.one("service", letter_id=notice)["id"], "serve", "2025-01-15", **served)
    case.do("legal1", recovery["id"], "hear", "2025-01-15", document="笔录1号")
    decision = {"facts_found": "死亡以后仍支付", "evidence": ["死亡证明"], "reason": "没有依据"}
    case.signed("legal1", "decide", [recovery["id"]], "2025-01-15", **decision)
    letter = world.one("recovery", id=recovery["id"])["letter_id"]
    case.do("intake1", world.one("service", letter_id=letter)["id"], "serve", "2025-01-15", **served)
    case.do("cashier1", recovery["id"], "receive", "2025-01-16", bank_ref="退款1", amount_fen=month_fen)
    last = case.payments("paid")[-1]
    case.do("system", last["id"], "bank_refund", "2025-01-17", bank_ref="退汇1", bank_reason="账户已销")
    assert (case.balance("2002"), case.balance("5103")) == (-month_fen, 2 * month_fen)
    case.do("reviewer1", item, "succeed", "2025-01-20", heir=KIN, death_proof="死亡证明1号", kin_proof="户口簿1号")
    account = {"beneficiary": KIN, "basis": "社会保障卡", "bank": "合成银行", "account_name": "合成人员02"}
    case.signed("intake1", "set_payee_account", [case.no], "2025-01-20", account="6200000000000096", **account)
    case.do("reviewer1", last["id"], "cancel", "2025-01-20", reason="权利人死亡")
    assert [(row["beneficiary"], row["amount_fen"], row["repaid_fen"]) for row in case.payments("pending")] == [
        (KIN, month_fen, month_fen)
    ]
    case.pay("2025-01-21")
    assert (case.balance("1001"), case.balance("2001"), case.balance("2002")) == (-2 * month_fen, 0, 0)
