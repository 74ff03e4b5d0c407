"""A missing rider 下落不明, from the report to the declaration of death and to the return alive (工伤保险条例第四十一条)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.fixtures.signing import sign_through
from tests.support.hearing import heard
from tests.support.payroll import Payroll
from tests.support.world import INJURED, KIN, World
from workflows.acting import propose
from workflows.checks.books import BOOKS
from workflows.checks.stored import Stored

REPORTED, LOST = "2024-09-03", "2024-09-02"
REPORT = {
    "person_id": INJURED, "platform": "美团", "industry": "外卖", "channel": "counter", "accident_on": LOST,
    "order_state": "delivering", "accident_place": "铜梁区涪江边", "accident_course": "送餐途中落水", "injury": "下落不明",
    "claimant_id": KIN, "relation": "kin",
}  # fmt: skip
APPLY = {"kind": "missing", "consent": True, "form": True, "kin_proof": "户口簿1号", "applicant": "person"}
FOUND = {"facts_found": "送餐途中落水，经搜寻下落不明。", "evidence_weighed": "订单记录；公安机关接警记录"}
PARTS = [{"part": "下落不明", "verdict": "confirmed"}]
SURVIVORS = [{"id": KIN, "relation": "spouse"}]
MISSING = {"date": LOST, "cause": "missing", "survivors": SURVIVORS}
SPOUSE_FEN = 213_160  # 5,329 × 40 %
WHOLE_FEN = 103_642_000  # 51,821 × 20
HALF_FEN = WHOLE_FEN // 2


class Lost(Payroll):
    """A case that is moved by the engine alone, from its report on."""

    def __init__(self, world: World) -> None:
        self.world, self.aside = world, set()
        self.no, world.moment = "new", datetime(2024, 9, 1, 4, tzinfo=UTC)
        self.no = self.do("intake1", "new", "report", REPORTED, **REPORT)

    def sound(self) -> None:
        super().sound()
        stored = Stored(self.world.desk)
        assert [fault for one in BOOKS.values() for fault in one(stored)] == []

    def serve_all(self, on: str) -> None:
        """Everything that waits is served on whom it is for."""
        for service in self.world.rows("service", claim_no=self.no):
            if service["state"] == "pending":
                self.do("intake1", service["id"], "serve", on, method="direct", evidence="送达回证")

    def said(self, kind: str) -> dict[str, Any]:
        letter = self.world.rows("letter", kind=kind)[-1]
        return dict(json.loads(self.world.one("letter_private", letter_id=letter["id"])["snapshot"]))

    def try_signed(self, trigger: str, target: str, on: str, who: str = "intake1", **proposal: Any) -> list[str]:
        """What is said against an act that is to be signed, at its draft or at its last signature."""
        drafted = propose(self.world.desk, who, trigger, [target], proposal, self.at(on))
        outcome = drafted if not drafted.done else sign_through(self.world, drafted.subject, self.at(on))
        return [refusal.code for refusal in outcome.refusals]

    def refused(self, who: str, target: str, trigger: str, on: str, **data: Any) -> list[str]:
        return [refusal.code for refusal in self.try_to(who, target, trigger, on, **data).refusals]


@pytest.fixture
def lost(world: World) -> Lost:
    """Reported, applied for by the spouse, confirmed and served; what follows is settled without an appraisal."""
    case = Lost(world)
    case.do("intake1", case.no, "apply", "2024-09-04", **APPLY)
    case.do("intake1", case.no, "accept", "2024-09-05", criterion="2021-10-1-1", diagnosis="下落不明")
    case.do("intake1", case.no, "receive_data", "2024-09-06", record="平台数据1号")
    report = {"evidence": ["订单记录"], "interview": "询问笔录1号", "criterion": "2021-10-1-1"}
    case.do("reviewer1", case.no, "report_done", "2024-09-09", **report)
    case.signed("intake1", "confirm", [case.no], "2024-09-12", criterion="2021-10-1-1", parts=PARTS, **FOUND)
    case.serve_all("2024-09-13")
    case.signed("reviewer1", "no_appraisal", [case.no], "2024-09-18", ground="下落不明", document="接警记录1号")
    case.serve_all("2024-09-18")
    account = {"bank": "合成银行", "account": "6200000000000021", "account_name": "合成人员02"}
    case.signed("intake1", "set_payee_account", [case.no], "2024-09-18", beneficiary=KIN, basis="社会保障卡", **account)
    return case


def advance(lost: Lost, on: str = "2024-09-20") -> str:
    given = {"facts": [{"death": MISSING}], "beneficiary": KIN, "hardship": "社区证明1号"}
    return lost.award("death_advance", on, **given)


def pension(lost: Lost, on: str = "2024-09-20") -> str:
    return lost.award("survivor_pension", on, facts=[{"death": MISSING}], beneficiary=KIN)


def test_the_confirmation_says_missing_and_not_a_diagnosis(lost: Lost) -> None:
    assert lost.said("confirmation")["missing_on"] == LOST
    clock = lost.world.one("clock", code="missing_pension")
    assert (clock["state"], clock["due_on"].isoformat()) == ("running", "2024-12-02")


def test_the_pension_runs_from_the_fourth_month_and_ends_its_clock(lost: Lost) -> None:
    item = pension(lost)
    assert (lost.item(item)["from_month"], lost.item(item)["awarded_fen"]) == ("2024-12", SPOUSE_FEN)
    assert lost.world.one("clock", code="missing_pension")["state"] == "met"
    lost.sweep("2024-11-11")
    assert lost.months(item) == {}
    lost.sweep("2025-01-10")
    assert list(lost.months(item)) == ["2024-12", "2025-01"]


def test_the_advance_is_half_and_needs_hardship_and_has_its_own_letter(lost: Lost) -> None:
    facts = {"code": "death_advance", "facts": [{"death": MISSING}], "beneficiary": KIN}
    assert lost.refused("intake1", f"{lost.no}/item", "draft", "2024-09-20", **facts) == ["item_computes"]
    told = {**facts, "facts": [{"death": {**MISSING, "hardship": True}}]}  # the officer's word alone is no proof
    assert lost.refused("intake1", f"{lost.no}/item", "draft", "2024-09-20", **told) == ["item_computes"]
    item = advance(lost)
    assert lost.item(item)["awarded_fen"] == HALF_FEN
    said = lost.said("death_advance")
    assert [row["amount_fen"] for row in said["items"]] == [HALF_FEN]
    service = lost.world.rows("service", letter_id=lost.item(item)["letter_id"])[-1]
    assert {row["code"] for row in lost.world.rows("clock", subject=service["id"])} >= {"T23", "T28"}
    lost.pay("2024-09-23")
    assert lost.balance("5104") == HALF_FEN == -lost.balance("1001")
    again = {**facts, "hardship": "社区证明2号"}
    assert "no_live_twin" in lost.refused("intake1", f"{lost.no}/item", "draft", "2024-09-24", **again)


@pytest.mark.parametrize("code", ["death_lump_sum", "funeral_grant"])
def test_nothing_else_is_due_before_the_death_is_declared(lost: Lost, code: str) -> None:
    for cause in ("missing", "injury"):
        given = {"code": code, "facts": [{"death": {**MISSING, "cause": cause}}], "beneficiary": KIN}
        said = lost.refused("intake1", f"{lost.no}/item", "draft", "2024-09-20", **given)
        assert set(said) & {"item_computes", "loss_or_death_stands"}


def declared(lost: Lost, on: str) -> dict[str, Any]:
    lost.do("reviewer1", lost.no, "death_supervenes", on, death_on=on, cause="injury", death_proof="宣告死亡判决1号")
    return {"date": on, "cause": "injury", "survivors": SURVIVORS}


def test_the_lump_sum_of_the_declared_death_is_less_by_the_advance(lost: Lost) -> None:
    advance(lost)
    lost.pay("2024-09-23")
    death = declared(lost, "2024-12-20")
    lump = lost.award("death_lump_sum", "2024-12-24", facts=[{"death": {**death, "advanced_fen": 0}}], beneficiary=KIN)
    assert lost.item(lump)["awarded_fen"] == WHOLE_FEN - HALF_FEN
    lost.pay("2024-12-25")
    assert lost.balance("5104") == WHOLE_FEN == -lost.balance("1001")
    late = {"code": "death_advance", "facts": [{"death": MISSING}], "beneficiary": KIN, "hardship": "证明"}
    assert "loss_or_death_stands" in lost.refused("intake1", f"{lost.no}/item", "draft", "2024-12-26", **late)


def test_an_advance_that_is_still_being_decided_and_the_lump_sum_do_not_pass_each_other(lost: Lost) -> None:
    given: dict[str, Any] = {"facts": [{"death": MISSING}], "beneficiary": KIN, "hardship": "社区证明1号"}
    waiting = lost.drafted("death_advance", "2024-12-18", **given)
    death = declared(lost, "2024-12-20")
    lump = {"code": "death_lump_sum", "facts": [{"death": death}], "beneficiary": KIN}
    assert "no_advance_undecided" in lost.refused("intake1", f"{lost.no}/item", "draft", "2024-12-24", **lump)
    drafted = lost.try_signed("approve", waiting, "2024-12-24")
    assert drafted == ["targets_ready"]
    lost.do("intake1", waiting, "discard", "2024-12-24", reason="已经宣告死亡")
    item = lost.award("death_lump_sum", "2024-12-25", facts=[{"death": death}], beneficiary=KIN)
    assert lost.item(item)["awarded_fen"] == WHOLE_FEN


def test_who_returns_alive_owes_the_advance_and_the_pension_stops(lost: Lost) -> None:
    """From the report to the return: paid, returned, revoked, told, heard, decided, served, repaid."""
    item, monthly = advance(lost), pension(lost)
    lost.pay("2024-09-23")
    lost.sweep("2025-01-10")
    lost.pay("2025-01-10")
    lost.sweep("2025-02-10")
    lost.do("reviewer1", lost.no, "return_alive", "2025-02-12", returned_on="2025-02-12", document="公安机关证明1号")
    assert [row["state"] for row in lost.payments("pending", "held")] == ["held"]
    lost.sweep("2025-03-10")
    assert list(lost.months(monthly)) == ["2024-12", "2025-01", "2025-02"]
    for one in (item, monthly):
        lost.signed("legal1", "revoke", [one], "2025-03-11", document="公安机关证明1号")
    lost.sweep("2025-03-12")
    owed = {row["item_id"]: row for row in lost.world.rows("recovery")}
    assert {one: (row["beneficiary"], row["amount_fen"]) for one, row in owed.items()} == {
        item: (KIN, HALF_FEN),
        monthly: (KIN, 2 * SPOUSE_FEN),
    }
    assert (lost.balance("5104"), lost.balance("5105"), lost.balance("1104")) == (0, 0, HALF_FEN + 2 * SPOUSE_FEN)
    found = owed[item]["id"]
    assert heard(lost.world, found, lost.at("2025-03-13")).done
    decision = {"facts_found": "失踪人生还", "evidence": ["公安机关证明1号"], "reason": "预支失去根据"}
    lost.signed("legal1", "decide", [found], "2025-03-14", **decision)
    lost.serve_all("2025-03-17")
    assert lost.said("recovery")["recovered"][0]["amount_fen"] == HALF_FEN
    back = {"bank_ref": "退款1", "amount_fen": HALF_FEN}
    lost.do("cashier1", found, "receive", "2025-03-20", **back)
    assert lost.world.one("recovery", id=found)["state"] == "settled"
    assert lost.balance("1001") == -2 * SPOUSE_FEN
    again = {"code": "survivor_pension", "facts": [{"death": MISSING}], "beneficiary": KIN}
    assert "loss_or_death_stands" in lost.refused("intake1", f"{lost.no}/item", "draft", "2025-03-21", **again)


def test_one_return_is_claimed_back_one_way_only(lost: Lost) -> None:
    item = advance(lost)
    lost.pay("2024-09-23")
    lost.do("reviewer1", lost.no, "return_alive", "2024-10-08", returned_on="2024-10-08", document="公安机关证明1号")
    twice = {"returned_on": "2024-10-08", "document": "公安机关证明1号"}
    assert lost.refused("reviewer1", lost.no, "return_alive", "2024-10-08", **twice) == ["rider_was_missing"]
    given = {"item": item, "document": "公安机关证明1号"}
    lost.do("intake1", f"{lost.no}/recovery", "open_returned_alive", "2024-10-09", **given)
    assert lost.try_signed("revoke", item, "2024-10-10", who="legal1", document="证明") == ["targets_ready"]
