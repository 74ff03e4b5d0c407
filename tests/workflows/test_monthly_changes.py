"""Monthly benefits that change: graded anew from the start or from a month, stopped, resumed, ended, revoked, inherited."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from claims.errors import wording
from claims.store.rows import update_row
from tests.support.payroll import Payroll
from tests.support.world import KIN, World
from workflows.acting import propose
from workflows.inbox import inbox

ALLOWANCE = "disability_allowance"
SECOND_FEN, THIRD_FEN, FIRST_FEN = 452_965, 426_320, 479_610  # 5,329 × 85 %, 80 %, 90 %
AWARDED = "2024-10-10"


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider of the second grade, concluded on 8 October 2024, who draws the allowance since November."""
    return Payroll(world, grade=2, care_level="none")


def test_a_review_acts_from_the_month_after_it_and_leaves_the_paid_months_alone(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-12-10")
    payroll.pay("2024-12-10")
    known = payroll.transfers()
    payroll.graded_anew(1, "review", "2024-12-20")
    newer = payroll.replace(item, "ex_nunc", "2024-12-23")
    assert (payroll.item(newer)["from_month"], payroll.item(item)["to_month"]) == ("2025-01", "2024-12")
    payroll.sweep("2025-01-10")
    assert payroll.posted_since(known) == [("award_effective", "5103", "2001", FIRST_FEN)]
    assert payroll.months(item) == dict.fromkeys(("2024-11", "2024-12"), ("paid", SECOND_FEN, SECOND_FEN))
    assert payroll.months(newer) == {"2025-01": ("due", FIRST_FEN, 0)}


def test_a_review_that_comes_late_changes_only_the_months_after_it(payroll: Payroll) -> None:
    """Two months had been paid at the old rate when the new version was served: each owes its difference."""
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2025-02-10")
    payroll.pay("2025-02-10")
    known = payroll.transfers()
    payroll.graded_anew(1, "review", "2024-12-20")
    newer = payroll.replace(item, "ex_nunc", "2025-02-20")
    assert payroll.posted_since(known) == []
    payroll.sweep("2025-02-21")
    more = FIRST_FEN - SECOND_FEN
    assert payroll.posted_since(known) == [
        *[
            ("award_effective", "5103", "2001", FIRST_FEN),
            ("award_cancelled", "2001", "5103", SECOND_FEN),
        ]
        * 2
    ]
    assert [(row["month"], row["amount_fen"]) for row in payroll.payments("pending")] == [
        ("2025-01", more),
        ("2025-02", more),
    ]
    payroll.pay("2025-02-21")
    assert payroll.months(newer) == dict.fromkeys(("2025-01", "2025-02"), ("paid", FIRST_FEN, FIRST_FEN))
    assert payroll.balance("5103") == 2 * SECOND_FEN + 2 * FIRST_FEN == -payroll.balance("1001")


def test_a_lower_review_sets_apart_what_was_paid_too_much_after_it(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2025-01-10")
    payroll.pay("2025-01-10")
    known = payroll.transfers()
    payroll.graded_anew(3, "review", "2024-12-20")
    newer = payroll.replace(item, "ex_nunc", "2025-01-20")
    payroll.sweep("2025-01-21")
    assert payroll.posted_since(known) == [
        ("award_effective", "5103", "2001", THIRD_FEN),
        ("award_cancelled", "2001", "5103", SECOND_FEN),
        ("overpaid", "1104", "2001", SECOND_FEN - THIRD_FEN),
    ]
    assert payroll.months(newer) == {"2025-01": ("paid", THIRD_FEN, THIRD_FEN)}
    assert payroll.payments("pending") == []


def test_a_redo_acts_from_the_first_month(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-12-10")
    payroll.pay("2024-12-10")
    payroll.graded_anew(1, "redo", "2024-12-20")
    newer = payroll.replace(item, "ex_tunc", "2024-12-23")
    payroll.sweep("2024-12-24")
    payroll.pay("2024-12-24")
    assert payroll.months(item) == {}
    assert payroll.months(newer) == dict.fromkeys(("2024-11", "2024-12"), ("paid", FIRST_FEN, FIRST_FEN))
    assert payroll.balance("1001") == -2 * FIRST_FEN


def test_a_month_not_yet_paid_is_replaced_whole_and_its_payment_called_off(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-11-10")
    known = payroll.transfers()
    payroll.graded_anew(1, "redo", "2024-11-12")
    payroll.replace(item, "ex_tunc", "2024-11-13")
    payroll.sweep("2024-11-14")
    assert payroll.posted_since(known) == [
        ("award_cancelled", "2001", "5103", SECOND_FEN),
        ("award_effective", "5103", "2001", FIRST_FEN),
    ]
    assert [row["amount_fen"] for row in payroll.payments("cancelled")] == [SECOND_FEN]
    assert [row["amount_fen"] for row in payroll.payments("pending")] == [FIRST_FEN]


def test_between_signature_and_service_the_months_before_the_change_go_on_being_paid(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-12-10")
    payroll.graded_anew(1, "review", "2024-11-20")
    newer = payroll.drafted(ALLOWANCE, "2024-12-11", replaces=item)
    payroll.signed("intake1", "supersede", [item], "2024-12-11", successor=newer, effect="ex_nunc")
    payroll.sweep("2024-12-12")
    assert [row["month"] for row in payroll.payments("pending")] == ["2024-11"]
    payroll.pay("2024-12-12")
    payroll.serve(newer, "2024-12-16")
    payroll.sweep("2024-12-17")
    assert [(row["month"], row["amount_fen"]) for row in payroll.payments("pending")] == [("2024-12", FIRST_FEN)]


def test_a_month_with_the_bank_is_answered_before_it_changes(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-11-10")
    payroll.send("2024-11-12")
    payroll.graded_anew(1, "redo", "2024-11-12")
    newer = payroll.drafted(ALLOWANCE, "2024-11-13", replaces=item)
    drafted = payroll.try_to("intake1", item, "supersede", "2024-11-13", successor=newer, effect="ex_tunc")
    assert "正在途中" in drafted.refusals[0].message()


@pytest.mark.parametrize(("effect", "kind"), [("ex_nunc", "redo"), ("ex_tunc", "review")])
def test_the_effect_and_the_first_month_say_the_same(payroll: Payroll, effect: str, kind: str) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.graded_anew(1, kind, "2024-11-20")
    newer = payroll.drafted(ALLOWANCE, "2024-11-21", replaces=item)
    drafted = payroll.try_to("intake1", item, "supersede", "2024-11-21", successor=newer, effect=effect)
    assert wording("change_fits_rhythm") in drafted.refusals[0].message()


def test_a_stopped_benefit_is_paid_for_its_month_and_lapses_until_it_is_resumed(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-11-10")
    payroll.signed("intake1", "suspend", [item], "2024-12-03", reason="拒绝治疗", document="告知书1号")
    payroll.sweep("2025-01-15")
    assert list(payroll.months()) == ["2024-11", "2024-12"]
    payroll.signed("intake1", "resume", [item], "2025-02-05", document="复诊证明1号")
    payroll.sweep("2025-03-10")
    states = {month: state for month, (state, _, _) in payroll.months().items()}
    assert states == {
        "2024-11": "due", "2024-12": "due", "2025-01": "lapsed", "2025-02": "lapsed", "2025-03": "due",
    }  # fmt: skip
    assert payroll.balance("5103") == 3 * SECOND_FEN


def test_an_ended_benefit_takes_back_the_months_after_its_end(payroll: Payroll) -> None:
    """The person had been drawing a pension since December; one month after it was paid, one waits."""
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2025-01-10")
    payroll.pay("2025-01-10")
    payroll.sweep("2025-02-10")
    known = payroll.transfers()
    payroll.signed("intake1", "end", [item], "2025-02-12", ground="开始领取基本养老金", last_month="2024-12")
    assert payroll.posted_since(known) == [
        ("award_cancelled", "2001", "5103", SECOND_FEN),
        ("overpaid", "1104", "2001", SECOND_FEN),
        ("award_cancelled", "2001", "5103", SECOND_FEN),
    ]
    assert payroll.sweep("2025-03-10").made == 1  # the recovery of the month that was paid
    assert list(payroll.months()) == ["2024-11", "2024-12"]


def test_a_benefit_ended_without_a_month_is_paid_for_that_month(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.signed("intake1", "end", [item], "2024-12-03", ground="丧失享受待遇条件")
    payroll.sweep("2025-02-10")
    assert list(payroll.months()) == ["2024-11", "2024-12"]
    assert [row["month"] for row in payroll.payments("pending")] == ["2024-11", "2024-12"]


def test_what_is_the_injured_persons_own_ends_with_the_month_of_death_and_the_heir_gets_what_is_owed(
    payroll: Payroll,
) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-11-10")
    death: dict[str, Any] = {"death_on": "2024-12-20", "cause": "after_period", "death_proof": "死亡证明1号"}
    payroll.do("reviewer1", payroll.no, "death_supervenes", "2024-12-23", **death)
    payroll.sweep("2025-02-10")
    assert list(payroll.months()) == ["2024-11", "2024-12"]
    proof = {"death_proof": "死亡证明1号", "kin_proof": "户口簿1号"}
    payroll.do("reviewer1", item, "succeed", "2025-02-11", heir=KIN, **proof)
    moved = [row for row in payroll.transfers() if row["entry"] == "succession"]
    assert [(row["amount_fen"], row["to_beneficiary"]) for row in moved] == [(2 * SECOND_FEN, KIN)]


def test_eligibility_not_checked_holds_the_months_and_loses_none(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2025-10-10")
    assert len(payroll.payments("pending")) == 12
    payroll.pay("2025-10-10")
    payroll.sweep("2025-12-10")
    assert [month for month, (state, _, _) in payroll.months().items() if state == "due"] == ["2025-11", "2025-12"]
    assert payroll.payments("pending") == []
    payroll.do("intake1", item, "confirm_eligibility", "2025-12-15", way="现场核验", evidence="核验记录1号")
    payroll.sweep("2025-12-16")
    assert [row["month"] for row in payroll.payments("pending")] == ["2025-11", "2025-12"]


def test_a_right_to_be_checked_waits_for_the_intake_desk(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)

    def waits(on: str, who: str = "intake1") -> list[str]:
        payroll.at(on)
        return [one.what for one in inbox(payroll.world.desk, who) if one.target == item]

    assert waits("2025-09-09") == []
    assert waits("2025-09-10") == ["核验领取资格：伤残津贴"]
    assert waits("2025-10-11") == ["核验领取资格：伤残津贴，各月暂缓支付"]
    assert waits("2025-10-11", "reviewer1") == []
    payroll.do("intake1", item, "confirm_eligibility", "2025-10-13", way="社区协查", evidence="回执1号")
    assert waits("2025-10-13") == []


def test_a_revoked_benefit_takes_back_every_month(payroll: Payroll) -> None:
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2024-11-10")
    payroll.pay("2024-11-10")
    payroll.sweep("2024-12-10")
    with payroll.world.engine.begin() as connection:
        update_row(connection, "claim", {"no": payroll.no}, {"state": "revoked"})
    payroll.aside.add(payroll.no)
    payroll.signed("legal1", "revoke", [item], "2024-12-16", document="撤销决定1号")
    assert (payroll.balance("5103"), payroll.balance("1104"), payroll.balance("2001")) == (0, SECOND_FEN, 0)
    assert payroll.payments("pending") == []


def test_what_a_change_has_replaced_is_counted_anew_before_it_is_taken_away(payroll: Payroll) -> None:
    """Taken away before, four paid months would be owed by nobody and claimed back from nobody."""
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2025-02-10")
    payroll.pay("2025-02-10")
    payroll.graded_anew(3, "redo", "2025-02-17")
    newer = payroll.replace(item, "ex_tunc", "2025-02-20")
    ends = {"ground": "丧失享受待遇条件", "last_month": "2024-12"}
    early = propose(payroll.world.desk, "intake1", "end", [newer], ends, payroll.at("2025-02-20"))
    assert "还没有重新计发" in early.refusals[0].message()
    payroll.sweep("2025-02-21")
    payroll.signed("intake1", "end", [newer], "2025-02-21", **ends)
    assert payroll.balance("5103") == 2 * THIRD_FEN
    assert payroll.balance("1104") == 4 * SECOND_FEN - 2 * THIRD_FEN


def test_a_month_after_the_death_falls_away_with_the_version_that_paid_it(payroll: Payroll) -> None:
    """Nobody knew of the death when it was paid; the later version does not run it."""
    item = payroll.award(ALLOWANCE, AWARDED)
    payroll.sweep("2025-02-10")
    payroll.pay("2025-02-10")
    payroll.graded_anew(3, "redo", "2025-02-17")
    newer = payroll.drafted(ALLOWANCE, "2025-02-20", replaces=item)
    payroll.signed("intake1", "supersede", [item], "2025-02-20", successor=newer, effect="ex_tunc")
    with payroll.world.engine.begin() as connection:
        update_row(connection, "claim", {"no": payroll.no}, {"death_on": date(2025, 1, 15)})
    payroll.aside.add(payroll.no)
    payroll.serve(newer, "2025-02-20")
    payroll.sweep("2025-02-21")
    assert set(payroll.months(newer)) == {"2024-11", "2024-12", "2025-01"}
    assert payroll.balance("5103") == 3 * THIRD_FEN
    assert payroll.balance("1104") == 4 * SECOND_FEN - 3 * THIRD_FEN
