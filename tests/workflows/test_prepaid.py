"""Costs that somebody has paid in advance 垫付: two items on one set of bills, each to who paid, together what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.payroll import Payroll
from tests.support.world import INJURED, KIN, OTHER_PLATFORM, PLATFORM, World

BILLS = "R1"
OWN_FEN, PREPAID_FEN, PREPAID_ALLOWED_FEN = 30_000, 100_000, 90_000
STATEMENT = {"prepaid_by": "平台企业", "prepaid_statement": "垫付情况说明1号"}


def line(place: int, claimed_fen: int, allowed_fen: int) -> dict[str, Any]:
    """A line of the one invoice."""
    cut = {"verdict": "cut", "reason": "not_in_medicines"} if allowed_fen < claimed_fen else {"verdict": "allowed"}
    return {"invoice_code": "A", "invoice_number": "7", "line_no": place, "claimed_fen": claimed_fen,
            "allowed_fen": allowed_fen, "part": "右腕", **cut}  # fmt: skip


def bill(claimed_fen: int, allowed_fen: int) -> list[dict[str, Any]]:
    """The facts of a bill."""
    return [{"medical": [{"amount_fen": claimed_fen, "allowed_fen": allowed_fen}]}]


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A case with a bill of which the platform has paid the larger part."""
    return Payroll(world)


def test_each_is_paid_what_he_has_paid_and_together_it_is_what_is_allowed(payroll: Payroll) -> None:
    on = "2024-10-10"
    lines = [line(1, OWN_FEN, OWN_FEN)]
    own = payroll.drafted("medical", on, facts=bill(OWN_FEN, OWN_FEN), period=BILLS, invoices=lines)
    facts = bill(PREPAID_FEN, PREPAID_ALLOWED_FEN)
    lines = [line(2, PREPAID_FEN, PREPAID_ALLOWED_FEN)]
    prepaid = payroll.drafted(
        "medical", on, facts=facts, period=BILLS, invoices=lines, beneficiary=PLATFORM, **STATEMENT
    )
    payroll.signed("intake1", "approve", [own, prepaid], on)
    for item in (own, prepaid):
        payroll.serve(item, on)
    account = {"bank": "合成银行", "account": "6200000000000013", "account_name": "合成平台公司", "paper": "付款凭证"}
    payroll.signed(
        "intake1",
        "set_payee_account",
        [payroll.no],
        "2024-10-11",
        beneficiary=PLATFORM,
        basis="职业伤害保障待遇垫付情况说明",
        **account,
    )
    payroll.sweep("2024-10-12")
    payroll.pay("2024-10-14")
    paid = {row["beneficiary"]: row["amount_fen"] for row in payroll.payments("paid")}
    assert paid == {INJURED: OWN_FEN, PLATFORM: PREPAID_ALLOWED_FEN}
    assert payroll.balance("5101") == OWN_FEN + PREPAID_ALLOWED_FEN == -payroll.balance("1001")
    owed = [(row["beneficiary"], row["amount_fen"]) for row in payroll.transfers() if row["entry"] == "award_effective"]
    assert owed == [(INJURED, OWN_FEN), (PLATFORM, PREPAID_ALLOWED_FEN)]


def test_the_payer_gets_a_letter_of_his_own_which_tells_no_diagnosis_and_the_person_one_without_his_account(
    payroll: Payroll,
) -> None:
    on = "2024-10-10"
    facts, lines = bill(PREPAID_FEN, PREPAID_ALLOWED_FEN), [line(2, PREPAID_FEN, PREPAID_ALLOWED_FEN)]
    item = payroll.drafted("medical", on, facts=facts, period=BILLS, invoices=lines, beneficiary=PLATFORM, **STATEMENT)
    payroll.signed("intake1", "approve", [item], on)
    row = payroll.item(item)
    assert row["prepaid_by"] == "平台企业"
    assert "由美团垫付" in row["explanation"]
    letter = payroll.world.one("letter_private", letter_id=row["letter_id"])["snapshot"]
    assert "右桡骨远端骨折" not in letter
    assert "右腕" not in letter
    assert "票据7第2行申报1,000.00元，其中100.00元不予支付：不在工伤保险药品目录（国家基本医疗保险" in letter
    recipients = [one["recipient"] for one in payroll.world.rows("service", letter_id=row["letter_id"])]
    assert recipients == [PLATFORM]


@pytest.mark.parametrize(
    ("beneficiary", "given"),
    [
        ("合成站点", {}),
        ("合成站点", {"prepaid_by": "平台服务机构"}),
        (OTHER_PLATFORM, STATEMENT),
        (KIN, STATEMENT),
    ],
)
def test_nobody_else_is_paid_without_a_statement(payroll: Payroll, beneficiary: str, given: dict[str, str]) -> None:
    drafted = payroll.try_to(
        "intake1", f"{payroll.no}/item", "draft", "2024-10-10", code="medical", facts=bill(100, 100),
        beneficiary=beneficiary, **given,
    )  # fmt: skip
    assert [refusal.code for refusal in drafted.refusals] == ["payer_is_proven"]


def test_a_lump_sum_is_never_paid_to_who_has_paid_in_advance(payroll: Payroll) -> None:
    drafted = payroll.try_to(
        "intake1", f"{payroll.no}/item", "draft", "2024-10-10", code="disability_lump_sum", facts=[{}],
        beneficiary=PLATFORM, **STATEMENT,
    )  # fmt: skip
    assert [refusal.code for refusal in drafted.refusals] == ["payer_is_proven"]


def test_a_line_that_one_has_claimed_is_not_claimed_by_the_other(payroll: Payroll) -> None:
    lines = [line(1, OWN_FEN, OWN_FEN)]
    payroll.drafted("medical", "2024-10-10", facts=bill(OWN_FEN, OWN_FEN), period=BILLS, invoices=lines)
    item = payroll.do(
        "intake1", f"{payroll.no}/item", "draft", "2024-10-10", code="medical", facts=bill(OWN_FEN, OWN_FEN),
        period=BILLS, beneficiary=PLATFORM, **STATEMENT,
    )  # fmt: skip
    refused = payroll.try_to("intake1", item, "allow", "2024-10-10", invoices=lines)
    assert [refusal.code for refusal in refused.refusals] == ["lines_unused"]
