"""The pilot has the variety of real life, and every act of it was done by an officer of the right post on a working day."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from claims.calendar import load_calendar
from claims.ledger import EXPENSE_OF
from pilot.facts import Bill
from tests.support.pilots import FIRST, Replayed, only, replayed

CALENDAR = load_calendar()
TURNS = {
    3: ("ask_supplement", "supplement"),
    9: ("ask_supplement", "supplement_lapsed"),
    5: ("suspend", "resume"),
    12: ("apply_late",),
    13: ("no_show", "attend"),
    16: ("extend",),
    17: ("grant_fast",),
    18: ("absorb",),
    19: ("request_withdrawal", "undo_withdrawal"),
    20: ("reenter", "supersede"),
    22: ("review", "return", "redraft", "confirm"),
    24: ("grant_fast", "revoke_fast"),
    25: ("bank_rejected", "set_payee_account", "correct_account", "reissue", "bank_paid"),
    27: ("appeal", "redo_concluded", "supersede"),
    28: ("all_discharged", "reenter", "all_discharged"),
    29: ("bank_paid", "bank_refund", "unpay", "payment_returned", "correct_account", "reissue", "bank_paid"),
    30: ("release", "unknown", "bank_paid"),
    33: ("bank_partial", "resolve"),
    42: ("refuse_accept", "return_mail", "announce", "announce_done"),
    43: ("refuse_confirm", "refuse_left"),
    44: ("refuse_accept",),
    45: ("transfer_gongshang",),
}


@pytest.mark.parametrize("person", TURNS)
def test_a_case_takes_the_turns_that_its_data_tell(first: Replayed, person: int) -> None:
    triggers = iter(event["trigger"] for event in first.events_of(person))
    missing = [turn for turn in TURNS[person] if turn not in triggers]
    assert missing == []


def test_the_cases_beside_the_forty_one_end_as_the_law_says(first: Replayed) -> None:
    reasons = {person: first.case_of(person)["refusal_reason"] for person in (42, 43, 44)}
    assert reasons == {42: "platform_not_listed", 43: "2021-10-1-3", 44: "no_active_order"}
    assert first.case_of(45)["state"] == "transferred_gongshang"
    assert {first.case_of(person)["effective_on"] for person in (44, 45)} == {None}


def test_some_cases_are_still_under_way_on_the_last_day(first: Replayed) -> None:
    states = {first.case_of(person)["state"] for person in (46, 47, 48)}
    assert states <= {"applied", "supplementing", "investigating", "deciding"}


def test_officers_act_on_working_days_only(first: Replayed) -> None:
    officers = {row["username"] for row in first.rows("account") if row["org"] == "bureau"}
    days = {event["occurred_on"] for event in first.rows("event") if event["actor"] in officers}
    assert [day for day in sorted(days) if not CALENDAR.is_working_day(day)] == []
    assert len(days) > 300


def test_everybody_acts_in_a_post_he_holds(first: Replayed) -> None:
    held = {(row["username"], row["role"]) for row in first.rows("post")} | {("system", "SYS")}
    acted = {(event["actor"], event["role"]) for event in first.rows("event")}
    assert acted <= held
    assert {role for _, role in acted} == {"RD", "PF", "IN", "RV", "AP", "CA", "CK", "LG", "SYS"}


def test_nothing_was_tried_in_vain(first: Replayed) -> None:
    assert first.rows("attempt") == []


def test_every_person_is_visibly_synthetic(first: Replayed) -> None:
    bodies = [json.loads(row["body"]) for row in first.rows("person_private")]
    assert all(row["synthetic"] for row in first.rows("person"))
    assert all(body["name"].startswith("合成人员") and body["id_number"][14:17] == "000" for body in bodies)
    assert len(bodies) == len(first.data.cases)


def test_a_late_wage_figure_leaves_both_awards_in_the_ledger(first: Replayed) -> None:
    no = first.case_of(20)["no"]
    found = first.rows("award_item", claim_no=no, code="disability_lump_sum")
    items = sorted(found, key=lambda row: int(row["id"].rpartition("-")[2]))
    assert [(item["awarded_fen"], item["provisional"], item["state"]) for item in items] == [
        (4_528_800, True, "superseded"),
        (4_796_100, False, "discharged"),
    ]
    published_on = date(2024, 8, 4)
    assert items[0]["effective_on"] < published_on < items[1]["effective_on"]
    posted = [
        (row["entry"], row["amount_fen"]) for row in first.rows("transfer", claim_no=no) if _of_lump_sum(row, items)
    ]
    awards = [line for line in posted if line[0] in ("award_effective", "award_cancelled")]
    assert awards == [("award_effective", 4_528_800), ("award_effective", 4_796_100), ("award_cancelled", 4_528_800)]
    assert [amount for entry, amount in posted if entry == "paid"] == [4_528_800, 267_300]


def _of_lump_sum(row: dict[str, object], items: list[dict[str, object]]) -> bool:
    return row["item_id"] in {item["id"] for item in items}


def test_a_third_partys_payment_lowers_medical_costs_alone(first: Replayed) -> None:
    case = next(case for case in first.data.cases if case.person == 8)
    no = first.case_of(8)["no"]
    (medical,) = first.rows("award_item", claim_no=no, code="medical")
    assert medical["awarded_fen"] == medical["allowed_fen"] - case.third_party_paid_fen > 0
    (lump_sum,) = first.rows("award_item", claim_no=no, code="disability_lump_sum")
    assert lump_sum["awarded_fen"] == 11 * 503_200
    (memo,) = first.rows("transfer", claim_no=no, entry="third_party_paid")
    assert (memo["debit"], memo["credit"], memo["amount_fen"]) == ("9201", "9299", case.third_party_paid_fen)


def test_what_platforms_owe_is_memo_only(first: Replayed) -> None:
    items = first.rows("award_item", code="living_support")
    posted = [row for row in first.rows("transfer") if row["item_id"] in {item["id"] for item in items}]
    assert len(items) == 2
    assert sorted(row["entry"] for row in posted) == ["platform_assessed"] * 2 + ["platform_paid"] * 2
    assert all(row["debit"].startswith("9") and row["credit"].startswith("9") for row in posted)
    assert "living_support" not in EXPENSE_OF


def test_a_refused_part_is_not_paid(first: Replayed) -> None:
    no = first.case_of(32)["no"]
    lines = {row["part"]: (row["verdict"], row["allowed_fen"]) for row in first.rows("invoice_line", claim_no=no)}
    assert lines == {"右膝": ("cut", 99_460), "腰椎": ("refused", 0)}


def test_sums_above_the_first_approvers_limit_go_to_the_director(first: Replayed) -> None:
    limits = {row["username"]: row["limit_fen"] for row in first.rows("post", role="AP")}
    signers = {row["approval_id"]: row["username"] for row in first.rows("signature", step="approve")}
    awards = [row for row in first.rows("approval") if row["amount_fen"] and row["state"] == "approved"]
    over = [row for row in awards if row["amount_fen"] > limits["approver1"]]
    assert over
    assert {signers[row["id"]] for row in over} == {"approver2"}
    assert all(row["amount_fen"] <= limits[signers[row["id"]]] for row in awards)


def test_every_batch_is_made_by_one_person_and_released_by_another(first: Replayed) -> None:
    assert {(row["made_by"], row["released_by"]) for row in first.rows("batch")} == {("cashier1", "cashier2")}


def test_a_few_deadlines_were_missed_and_each_is_explained(first: Replayed) -> None:
    met, late = first.summary.deadlines["met"], first.summary.deadlines["late"]
    assert met > 500
    assert 5 <= late <= 15
    told = {first.case_of(case.person)["no"] for case in first.data.cases if case.note or case.payment_trouble}
    missed = {row["claim_no"] for row in first.rows("clock", state="late") if row["code"] != "T17"}
    assert missed <= told


def test_old_cases_are_closed_when_every_remedy_is_over(first: Replayed) -> None:
    states = Counter(row["state"] for row in first.rows("claim") if row["decided_on"] and row["decided_on"].year < 2024)
    assert set(states) == {"closed"}
    for claim in first.rows("claim", state="settled"):
        remedies = [row["due_on"] for row in first.rows("clock", claim_no=claim["no"]) if row["code"] in ("T23", "T28")]
        assert max(remedies) >= date(2025, 6, 1)


def test_every_letter_lies_where_it_should_with_the_bytes_that_are_on_record(first: Replayed) -> None:
    folder = first.desk.var_dir / "letters"
    letters = first.rows("letter")
    assert {row["state"] for row in letters} == {"rendered"}
    assert len(letters) == first.summary.letters
    assert {f"{row['number']}（未签名）" for row in letters} <= {path.stem for path in folder.rglob("*.pdf")}
    assert {row["state"] for row in first.rows("outbox")} == {"done"}


def test_a_sum_above_every_single_limit_is_decided_by_a_panel_of_three(folder: Path) -> None:
    data = only(FIRST, 1)
    large = replace(data.cases[0], bills=(Bill(26_000_000, 25_000_000),))
    with replayed(folder, replace(data, cases=(large,))) as made:
        votes = {row["username"] for row in made.rows("signature", step="vote")}
        assert votes == {"approver1", "approver2", "approver3"}
        assert made.summary.medical_fen == 25_000_000
        assert all(made.summary.invariants.values())
