"""What a served conclusion does: it reaches the case, is contested, replaced by a redo 再次, reviewed 复查, or voided."""

from __future__ import annotations

import pytest

from claims.store.rows import Row
from tests.workflows.hand_made import (
    CONCLUDED,
    NO,
    HandMadeCase,
    carry_out,
    contested,
    day,
    holds,
    refusal,
    served_conclusion,
)
from workflows.machines.appraisal import TABLE
from workflows.roles import Role
from workflows.situation import Situation

# ── service ──


def test_a_conclusion_is_served_when_every_recipient_is() -> None:
    case, row = served_conclusion(platform_on=None)
    s = case.situation("appraisal", "serve", row)
    assert "美团" in refusal("conclusion_letter_served", s)
    for record in case.file.rows("service"):
        record["state"] = "served"
    assert holds("conclusion_letter_served", s)


def test_a_conclusion_without_a_letter_or_without_recipients_is_not_served() -> None:
    case = HandMadeCase()
    row = case.appraisal(1, "concluded")
    assert not holds("conclusion_letter_served", case.situation("appraisal", "serve", row))
    row["letter_id"] = case.letter(5, "appraisal_conclusion")["id"]
    assert not holds("conclusion_letter_served", case.situation("appraisal", "serve", row))


def test_the_first_conclusion_moves_the_waiting_case_on() -> None:
    case = HandMadeCase(state="appraising")
    s = case.situation("appraisal", "serve", case.appraisal(1, "served", **CONCLUDED))
    assert carry_out("conclusion_reaches_claim", s) == [(NO, "appraisal_concluded", {})]


def test_a_case_that_does_not_wait_takes_the_grade_where_it_stands() -> None:
    case = HandMadeCase(state="settling")
    s = case.situation("appraisal", "serve", case.appraisal(1, "served", **CONCLUDED))
    assert carry_out("conclusion_reaches_claim", s) == []
    assert (case.claim["grade"], case.claim["care_level"]) == (9, "none")


def test_a_served_redo_replaces_the_prior_conclusion_and_is_final_at_once() -> None:
    case, prior, redo = contested("served")
    s = case.situation("appraisal", "serve", redo)
    assert carry_out("conclusion_reaches_claim", s) == [
        (prior["id"], "redo_concluded", {}),
        (redo["id"], "final", {}),
    ]


def test_a_served_review_reaches_the_conclusion_it_reviews() -> None:
    case = HandMadeCase(state="settled")
    prior = case.appraisal(1, "final", **CONCLUDED)
    review = case.appraisal(2, "served", kind="review", replaces=prior["id"])
    s = case.situation("appraisal", "serve", review)
    assert carry_out("conclusion_reaches_claim", s) == [(prior["id"], "review_concluded", {})]


# ── final ──


def test_a_conclusion_is_final_when_the_last_recipients_period_is_over() -> None:
    case, row = served_conclusion()
    s = case.situation("appraisal", "final", row, on="2024-06-04", today="2024-06-04")
    assert "2024-06-04" in refusal("no_reappraisal_in_time", s)
    over = case.situation("appraisal", "final", row, on="2024-06-05", today="2024-06-05")
    assert holds("no_reappraisal_in_time", over)
    carry_out("note_final", over)
    assert row["final_on"] == day("2024-06-04")


def test_only_the_periods_of_this_conclusion_and_this_remedy_count() -> None:
    case, row = served_conclusion()
    case.clock(
        "T17", case.appraisal(2, "served", kind="review", concluded_on=day("2025-06-02")), "2025-06-04", "2025-06-19"
    )
    case.clock("T16", row, "2024-05-06", "2024-12-31", state="met")
    over = case.situation("appraisal", "final", row, on="2024-06-05")
    assert holds("no_reappraisal_in_time", over)
    carry_out("note_final", over)
    assert row["final_on"] == day("2024-06-04")
    late = case.situation("appraisal", "appeal", row, on="2024-06-05", role=Role.PLATFORM)
    assert not holds("reappraisal_in_time", late)
    early = case.situation("appraisal", "appeal", case.appraisal(3, "concluded"), on="2024-06-05", role=Role.RIDER)
    assert not holds("reappraisal_in_time", early)


def test_a_conclusion_that_nobody_has_received_is_not_final() -> None:
    case = HandMadeCase()
    s = case.situation("appraisal", "final", case.appraisal(1, "served", **CONCLUDED), on="2025-01-06")
    assert not holds("no_reappraisal_in_time", s)


def test_a_redo_is_final_on_the_day_of_service() -> None:
    case, _, redo = contested("served")
    s = case.situation("appraisal", "final", redo, on="2024-07-22")
    assert holds("no_reappraisal_in_time", s)
    carry_out("note_final", s)
    assert redo["final_on"] == day("2024-07-22")


# ── redo 再次鉴定 ──


@pytest.mark.parametrize(
    ("role", "on", "in_time"),
    [
        (Role.RIDER, "2024-05-23", True),
        (Role.RIDER, "2024-05-24", False),
        (Role.PLATFORM, "2024-05-24", True),
        (Role.PLATFORM, "2024-06-04", True),
        (Role.PLATFORM, "2024-06-05", False),
    ],
)
def test_each_side_asks_for_a_redo_in_its_own_fifteen_days(role: Role, on: str, in_time: bool) -> None:
    case, row = served_conclusion()
    assert holds("reappraisal_in_time", case.situation("appraisal", "appeal", row, on=on, role=role)) is in_time


def test_a_late_request_for_a_redo_says_why() -> None:
    case, row = served_conclusion()
    s = case.situation("appraisal", "appeal", row, on="2024-06-20", role=Role.RIDER, excuse="住院抢救")
    assert holds("reappraisal_in_time", s)


def test_the_person_need_not_wait_for_the_platforms_service() -> None:
    case, row = served_conclusion(platform_on=None)
    assert "concluded" in TABLE.rows_of("appeal")[0].sources
    assert holds("reappraisal_in_time", case.situation("appraisal", "appeal", row, on="2024-05-23", role=Role.RIDER))


def test_nobody_asks_for_a_redo_of_what_nobody_has_received() -> None:
    case = HandMadeCase()
    s = case.situation("appraisal", "appeal", case.appraisal(1, "concluded"), role=Role.RIDER)
    assert not holds("reappraisal_in_time", s)


def test_an_appeal_opens_a_redo_of_this_conclusion() -> None:
    case, row = served_conclusion()
    s = case.situation("appraisal", "appeal", row, role=Role.RIDER)
    assert carry_out("open_redo", s) == [
        (f"{NO}/appraisal", "request", {"kind": "redo", "replaces": row["id"], "stable": True})
    ]


@pytest.mark.parametrize(
    ("state", "concluded"), [("examining", False), ("concluded", False), ("served", True), ("final", True)]
)
def test_a_redo_replaces_only_when_it_is_served(state: str, concluded: bool) -> None:
    case, prior, _ = contested(state)
    assert holds("redo_is_concluded", case.situation("appraisal", "redo_concluded", prior)) is concluded


def test_the_redos_grade_is_the_cases_grade_from_the_start() -> None:
    case, prior, _ = contested("served")
    assert carry_out("regrade_from_start", case.situation("appraisal", "redo_concluded", prior)) == []
    assert (case.claim["grade"], case.claim["care_level"]) == (8, "part")


def test_a_case_still_in_appraisal_moves_on_with_the_redo() -> None:
    case, prior, _ = contested("served")
    case.claim["state"] = "appraising"
    s = case.situation("appraisal", "redo_concluded", prior)
    assert carry_out("regrade_from_start", s) == [(NO, "appraisal_concluded", {})]


@pytest.mark.parametrize(
    ("state", "open_"), [("examining", True), ("terminated", True), ("concluded", False), ("served", False)]
)
def test_a_request_for_a_redo_is_taken_back_before_its_conclusion(state: str, open_: bool) -> None:
    case, prior, _ = contested(state)
    s = case.situation("appraisal", "appeal_withdrawn", prior, role=Role.RIDER)
    assert holds("redo_not_concluded", s) is open_


@pytest.mark.parametrize("appellant", [Role.RIDER, Role.PLATFORM])
@pytest.mark.parametrize("withdraws", [Role.RIDER, Role.PLATFORM])
def test_only_the_side_that_asked_takes_the_request_back(appellant: Role, withdraws: Role) -> None:
    case, prior, _ = contested("examining")
    case.add("event", id=f"{NO}#5", seq=5, subject=prior["id"], trigger="appeal", role=appellant.value)
    s = case.situation("appraisal", "appeal_withdrawn", prior, role=withdraws)
    assert holds("appellant_withdraws", s) is (appellant is withdraws)


def test_taking_the_request_back_ends_the_redo_and_makes_the_conclusion_final() -> None:
    case, prior, redo = contested("examining")
    s = case.situation("appraisal", "appeal_withdrawn", prior, on="2024-06-10", role=Role.RIDER)
    assert carry_out("terminate_redo", s) == [(redo["id"], "terminate", {"reason": "撤回再次鉴定申请"})]
    carry_out("note_final", s)
    assert prior["final_on"] == day("2024-06-10")


def test_a_redo_that_ends_without_conclusion_leaves_the_prior_one_standing() -> None:
    case, prior, redo = contested("terminated")
    s = case.situation("appraisal", "terminate", redo, reason="被鉴定人死亡")
    assert carry_out("let_prior_stand", s) == [(prior["id"], "redo_ended", {})]


def test_an_ended_redo_whose_request_was_taken_back_orders_nothing_more() -> None:
    case, prior, redo = contested("terminated")
    prior["state"] = "final"
    assert carry_out("let_prior_stand", case.situation("appraisal", "terminate", redo)) == []
    assert carry_out("terminate_redo", case.situation("appraisal", "appeal_withdrawn", prior)) == []
    assert carry_out("let_prior_stand", case.situation("appraisal", "terminate", case.appraisal(9, "terminated"))) == []


@pytest.mark.parametrize(("state", "ordered"), [("appraising", [(NO, "appraisal_concluded", {})]), ("settling", [])])
def test_a_conclusion_that_stands_after_all_moves_a_waiting_case_on(state: str, ordered: list[object]) -> None:
    case, prior, _ = contested("terminated")
    case.claim["state"] = state
    s = case.situation("appraisal", "redo_ended", prior)
    assert carry_out("final_reaches_waiting_claim", s) == ordered


# ── review 复查 and void ──


def test_a_review_regrades_the_case_when_it_is_served() -> None:
    case = HandMadeCase(state="settled", grade=9, care_level="none")
    prior = case.appraisal(1, "final", **CONCLUDED)
    s = case.situation("appraisal", "review_concluded", prior)
    assert not holds("review_is_concluded", s)
    facts = {"grade": 7, "care_level": "part", "concluded_on": day("2025-07-01")}
    review = case.appraisal(2, "concluded", kind="review", replaces=prior["id"], **facts)
    assert not holds("review_is_concluded", s)
    review["state"] = "served"
    assert holds("review_is_concluded", s)
    case.appraisal(3, "terminated", kind="review", replaces=prior["id"], concluded_on=day("2025-08-01"))
    case.appraisal(4, "final", kind="redo", replaces=f"{NO}/appraisal-9", grade=1, concluded_on=day("2025-09-01"))
    assert carry_out("regrade_from_next_month", s) == []
    assert (case.claim["grade"], case.claim["care_level"]) == (7, "part")


def test_voiding_a_conclusion_holds_what_depends_on_the_grade_and_nothing_else() -> None:
    case, row = served_conclusion()
    lump_sum = case.item_with_payment(1, "disability_lump_sum")
    case.item_with_payment(2, "medical")
    case.item_with_payment(3, "disability_allowance", state="sent")
    nursing = case.item_with_payment(4, "nursing_allowance")
    s = case.situation("appraisal", "void", row, role=Role.LEGAL, reason="专家应当回避", document="渝人社〔2024〕8号")
    held = {"reason": "重新处理", "document": "渝人社〔2024〕8号"}
    assert carry_out("hold_item_payments", s) == [(lump_sum["id"], "hold", held), (nursing["id"], "hold", held)]


def voiding(case: HandMadeCase, row: Row) -> Situation:
    row["state"] = "voided"
    return case.situation(
        "appraisal", "void", row, role=Role.LEGAL, reason="专家应当回避", document="渝人社〔2024〕8号"
    )


def test_a_void_first_conclusion_leaves_the_case_without_a_grade() -> None:
    case, row = served_conclusion()
    assert carry_out("ungrade_claim", voiding(case, row)) == []
    assert (case.claim["grade"], case.claim["care_level"]) == (None, None)


def test_a_void_review_gives_the_case_back_the_grade_that_it_reviewed() -> None:
    case = HandMadeCase(state="settled", grade=7, care_level="part")
    case.appraisal(1, "final", **CONCLUDED)
    facts = {"grade": 7, "care_level": "part", "concluded_on": day("2025-07-01")}
    carry_out("ungrade_claim", voiding(case, case.appraisal(2, "served", kind="review", **facts)))
    assert (case.claim["grade"], case.claim["care_level"]) == (9, "none")


def test_a_redo_void_before_it_took_effect_is_made_again_and_the_contested_grade_waits() -> None:
    case, prior, redo = contested("concluded", grade=9)
    s = voiding(case, redo)
    carry_out("ungrade_claim", s)
    assert case.claim["grade"] == 9
    again = {"kind": "redo", "replaces": prior["id"], "stable": True}
    assert carry_out("reopen_redo", s) == [(f"{NO}/appraisal", "request", again)]


def test_what_is_void_after_it_took_effect_reopens_no_redo_by_itself() -> None:
    case, prior, redo = contested("final")
    prior["state"] = "superseded"
    assert carry_out("reopen_redo", voiding(case, redo)) == []
    first, row = served_conclusion()
    assert carry_out("reopen_redo", voiding(first, row)) == []


@pytest.mark.parametrize(
    ("state", "kind", "ordered"),
    [
        ("appraising", "initial", [(NO, "appraisal_ended", {})]),
        ("appraising", "redo", []),
        ("settling", "initial", []),
        ("settled", "review", []),
    ],
)
def test_only_an_ended_first_appraisal_takes_the_case_back_out_of_appraisal(
    state: str, kind: str, ordered: list[object]
) -> None:
    case = HandMadeCase(state=state)
    s = case.situation("appraisal", "terminate", case.appraisal(1, "terminated", kind=kind), reason="拒绝鉴定")
    assert carry_out("return_claim_from_appraisal", s) == ordered
