"""The integrity checks: none finds anything after the pilot, and each finds what is broken for it, past the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.altered import A_RECOVERY, MONTH_OF_NOTHING, change, copied
from tests.support.pilots import Replayed
from workflows.checks.daily import CHECKS, Finding, find
from workflows.transaction import Desk

A_LETTER = "(SELECT id FROM letter WHERE kind = 'confirmation' ORDER BY id LIMIT 1)"
A_PAYMENT = "(SELECT id FROM payment WHERE state = 'paid' ORDER BY id LIMIT 1)"
AN_ITEM = "(SELECT item_id FROM payment WHERE state = 'paid' ORDER BY id LIMIT 1)"
A_CLOCK = "(SELECT id FROM clock WHERE code = '{which}' ORDER BY id LIMIT 1)"
A_CASE = "(SELECT no FROM claim WHERE state = 'closed' ORDER BY no LIMIT 1)"
OF_A_CASE = f"FROM claim WHERE no = {A_CASE}"
A_CHANGE = (
    "1, 'proposed', NULL, 'confirm', 'limits.announcement', '{}', NULL, 'chief1', 'SH', '2025-06-30', 'none', 'none'"
)
BROKEN: dict[str, tuple[str, ...]] = {
    "nobody_waits_without_a_clock": (f"UPDATE claim SET state = 'suspended' WHERE no = {A_CASE}",),
    "timers_belong_to_a_hold": (
        f"UPDATE clock SET state = 'running', code = 'hold_review' WHERE id = {A_CLOCK.format(which='bank_answer')}",
    ),
    "effective_awards_are_paid": (
        f"UPDATE award_item SET state = 'effective', paid_fen = 0 WHERE id = {AN_ITEM}",
    ),
    "no_effect_waits_long": (
        f"UPDATE outbox SET state = 'pending' WHERE effect_key = 'render_letter:' || {A_LETTER}",
    ),
    "open_clocks_belong_to_open_cases": (
        f"UPDATE clock SET state = 'running' WHERE id = (SELECT id FROM clock WHERE code = 'T8' AND claim_no = {A_CASE})",
    ),
    "due_days_are_derived": (
        "UPDATE clock SET due_on = '2031-01-01' WHERE id = (SELECT id FROM clock WHERE state = 'running' ORDER BY id LIMIT 1)",
    ),
    "wake_days_are_derived": (
        f"UPDATE clock SET next_wake_on = '2099-01-01' WHERE id = {A_CLOCK.format(which='T35')}",
    ),
    "events_have_no_gap": (
        f"DELETE FROM event WHERE id = (SELECT id FROM event WHERE claim_no = {A_CASE} AND trigger = 'receive_data')",
    ),
    "letters_have_events": (f"UPDATE letter SET event_id = 'none' WHERE id = {A_LETTER}",),
    "decisions_have_letters": (f"UPDATE claim SET decision_letter = 'none' WHERE no = {A_CASE}",),
    "kin_have_events": (
        f"INSERT INTO relative SELECT no || '/relative-1', no, person_id, 'child', reported_on, '', NULL {OF_A_CASE}",
    ),
    "who_is_not_served_is_chased": (
        f"UPDATE service SET state = 'sent' WHERE id = (SELECT id FROM service WHERE letter_id = {A_LETTER} LIMIT 1)",
    ),
    "numbers_have_no_gaps": (f"UPDATE letter SET serial = serial + 1000 WHERE id = {A_LETTER}",),
    "numbers_given_are_numbers_borne": (
        "UPDATE series SET last_serial = last_serial + 1 WHERE series = 'letter.award' AND year = 2024",
    ),
    "debits_equal_credits": (
        f"UPDATE transfer SET debit = '9101' WHERE entry = 'paid' AND payment_id = {A_PAYMENT}",
    ),
    "in_transit_is_what_was_sent": (f"UPDATE payment SET state = 'sent' WHERE id = {A_PAYMENT}",),
    "every_award_is_accounted_for": (f"UPDATE award_item SET awarded_fen = awarded_fen - 1 WHERE id = {AN_ITEM}",),
    "one_live_payment_a_benefit": (
        "UPDATE payment SET state = 'pending'",
    ),
    "batches_are_what_was_sealed": (
        f"UPDATE batch SET sum_fen = sum_fen + 1 WHERE no = (SELECT batch_no FROM payment WHERE id = {A_PAYMENT})",
    ),
    "payments_are_booked": (f"DELETE FROM transfer WHERE entry = 'paid' AND payment_id = {A_PAYMENT}",),
    "bookings_have_payments": (
        f"UPDATE transfer SET payment_id = 'none' WHERE entry = 'paid' AND payment_id = {A_PAYMENT}",
    ),
    "overpaid_money_is_followed_up": (
        f"UPDATE transfer SET debit = '1104' WHERE entry = 'award_effective' AND item_id = {AN_ITEM}",
    ),
    "every_month_is_accounted_for": (MONTH_OF_NOTHING,),
    "a_month_counts_once": (MONTH_OF_NOTHING,),
    "no_month_is_paid_more_than_it_comes_to": (MONTH_OF_NOTHING,),
    "buckets_equal_their_lines": (f"UPDATE bank_line SET amount_fen = amount_fen + 1 WHERE payment_id = {A_PAYMENT}",),
    "bank_moves_rest_on_lines": ("UPDATE event SET data = '{}' WHERE trigger = 'bank_paid'",),
    "what_left_twice_is_set_apart": (
        f"UPDATE transfer SET entry = 'bank_overpaid_returned' WHERE entry = 'paid' AND payment_id = {A_PAYMENT}",
    ),
    "findings_book_their_line": (
        f"UPDATE event SET trigger = 'note_overpaid' WHERE trigger = 'bank_paid' AND subject = {A_PAYMENT}",
        f"UPDATE bank_line SET amount_fen = amount_fen + 1 WHERE payment_id = {A_PAYMENT}",
    ),
    "bank_lines_are_decided": (
        f"UPDATE bank_sorted SET bucket = 'unmatched', event_id = NULL WHERE payment_id = {A_PAYMENT}",
    ),
    "no_account_is_where_it_cannot_be": ("UPDATE transfer SET amount_fen = 1 WHERE entry = 'funding'",),
    "cash_is_explained": (
        f"UPDATE transfer SET credit = '3001' WHERE entry = 'award_effective' AND item_id = {AN_ITEM}",
    ),
    "receivable_is_what_is_owed": (A_RECOVERY,),
    "receipts_and_plans_add_up": (A_RECOVERY,),
    "evidence_is_what_came": ("UPDATE evidence_file SET size_bytes = size_bytes + 1",),
    "papers_rest_on_files": ("UPDATE paper SET sha256 = 'none' WHERE document IN (SELECT id FROM evidence_file)",),
    "changes_are_of_two_persons": (f"INSERT INTO rule_change VALUES ({A_CHANGE})",),
    "changes_rest_on_papers": (f"INSERT INTO rule_change VALUES ({A_CHANGE})",),
    "calendars_were_applied": ("UPDATE calendar_year SET loaded_by = 'admin1' WHERE year = 2025",),
    "private_rows_open": (
        ("UPDATE payee_account_private SET body = (SELECT other.body FROM payee_account_private AS other "
        "WHERE other.account_id <> payee_account_private.account_id LIMIT 1)"),
    ),
    "persons_are_found": ("UPDATE person_index SET digest = 'x' WHERE kind = 'phone'",),
}  # fmt: skip


@pytest.fixture
def copy(varied: Replayed, folder: Path) -> Iterator[Desk]:
    """A copy of the replayed database that can be changed at will, on a day soon after the pilot."""
    with copied(varied.desk, folder) as desk:
        yield replace(desk, now=lambda: datetime(2025, 7, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def before(varied: Replayed) -> tuple[Finding, ...]:
    return find(replace(varied.desk, now=lambda: datetime(2025, 7, 1, 1, tzinfo=UTC)))


def test_nothing_is_found_after_the_pilot(first: Replayed, before: tuple[Finding, ...]) -> None:
    assert find(first.desk) == ()
    assert before == ()


def test_every_check_is_broken_here() -> None:
    assert set(BROKEN) == set(CHECKS)


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(copy: Desk, name: str) -> None:
    assert change(copy, *BROKEN[name]) > 0
    assert [one.text for one in find(copy) if one.check == name]


def test_a_check_that_stumbles_has_found_something_and_the_others_go_on(copy: Desk) -> None:
    change(
        copy,
        f"UPDATE award_item SET replaces = 'none' WHERE id = {AN_ITEM}",
        f"DELETE FROM transfer WHERE entry = 'paid' AND payment_id = {A_PAYMENT}",
    )
    found = find(copy)
    assert "unreadable: KeyError" in {one.text for one in found}
    assert "payments_are_booked" in {one.check for one in found}


def test_no_finding_names_anybody(copy: Desk, varied: Replayed) -> None:
    change(copy, *dict.fromkeys(one for statements in BROKEN.values() for one in statements))
    told = " ".join(one.text for one in find(copy))
    assert "合成人员" not in told
    assert not any(row["account_hash"] in told for row in varied.rows("payee_account"))
