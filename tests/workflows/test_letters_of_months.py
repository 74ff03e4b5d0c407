"""What letters say of monthly benefits: from when, until when, which month was paid, why a line was cut."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.payroll import Payroll
from tests.support.world import World

ALLOWANCE = "disability_allowance"


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider of the second grade."""
    return Payroll(world, grade=2, care_level="none")


def said(payroll: Payroll, kind: str) -> dict[str, Any]:
    """The snapshot of the latest letter of a kind."""
    letters = payroll.world.rows("letter", claim_no=payroll.no, kind=kind)
    latest = max(letters, key=lambda row: int(row["id"].rpartition("-")[2]))
    return dict(json.loads(payroll.world.one("letter_private", letter_id=latest["id"])["snapshot"]))


def test_an_award_says_from_which_month_and_a_payment_for_which(payroll: Payroll) -> None:
    payroll.award(ALLOWANCE, "2024-10-10")
    (told,) = said(payroll, "award")["monthly_items"]
    assert told["formula"].endswith("自2024年11月起按月支付")
    payroll.sweep("2024-11-11")
    payroll.pay("2024-11-12")
    assert said(payroll, "payment")["payments"] == [{"label": "伤残津贴（2024年11月）", "amount_fen": 452_965}]


def test_a_change_and_an_end_name_their_month(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, "2024-10-10")
    payroll.graded_anew(1, "review", "2024-12-20")
    newer = payroll.replace(item, "ex_nunc", "2024-12-23")
    assert said(payroll, "award_change")["change_effect"] == "变更自2025年1月起发生效力"
    payroll.signed("intake1", "end", [newer], "2025-03-12", ground="开始领取基本养老金", last_month="2025-02")
    assert said(payroll, "benefit_end")["from_on"] == "2025-03-01"


def test_a_stop_counts_from_the_next_month(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, "2024-10-10")
    payroll.signed("intake1", "suspend", [item], "2024-12-03", reason="拒绝治疗", document="告知书1号")
    assert said(payroll, "benefit_stop")["from_on"] == "2025-01-01"


def test_a_changed_bill_says_why_its_lines_were_cut(payroll: Payroll) -> None:
    def line(allowed_fen: int, **reason: str) -> list[dict[str, Any]]:
        verdict = "cut" if reason else "allowed"
        return [{"invoice_code": "A", "invoice_number": "7", "line_no": 1, "claimed_fen": 1_000, "part": "右腕",
                 "allowed_fen": allowed_fen, "verdict": verdict, **reason}]  # fmt: skip

    def facts(allowed_fen: int) -> list[dict[str, Any]]:
        return [{"medical": [{"amount_fen": 1_000, "allowed_fen": allowed_fen}]}]

    bill = payroll.award("medical", "2024-10-10", facts=facts(1_000), invoices=line(1_000))
    assert "award_notes" not in said(payroll, "award")
    cut = {"reason": "not_in_medicines", "cost_on": "2023-05-01"}
    period = payroll.item(bill)["period"]
    newer = payroll.replace(bill, "ex_tunc", "2024-10-14", facts=facts(600), invoices=line(600, **cut), period=period)
    (note,) = said(payroll, "award_change")["award_notes"]
    assert note.startswith("票据7第1行申报10.00元，其中4.00元不予支付：不在工伤保险药品目录")
    assert "（2022年）" in note
    (kept,) = payroll.world.rows("invoice_line", item_id=newer)
    assert (kept["reason"], kept["live"]) == ("not_in_medicines", True)
