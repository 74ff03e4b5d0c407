"""Every invariant notices what it is for: each is broken alone, past the engine, in a copy of a replayed database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pilot.invariants.holding import INVARIANTS, faults
from tests.support.altered import A_RECOVERY, MONTH_OF_NOTHING, change, copied
from tests.support.keys import rewrite
from tests.support.pilots import Replayed
from workflows.transaction import Desk

A_PAYMENT = "(SELECT id FROM payment WHERE state = 'paid' ORDER BY id LIMIT 1)"
A_LINE = "(SELECT data FROM event WHERE trigger = 'bank_paid' ORDER BY id LIMIT 1)"
A_LETTER = "(SELECT id FROM letter WHERE kind = 'confirmation' ORDER BY id LIMIT 1)"
A_MESSAGE = "(SELECT id FROM message WHERE kind = 'decision_made' ORDER BY id LIMIT 1)"
BROKEN = {
    "states_are_the_fold_of_events": "UPDATE claim SET state = 'reported' WHERE state = 'closed'",
    "chains_hold": "UPDATE event SET data = '{}' WHERE trigger = 'accept' AND machine = 'claim'",
    "commitments_hold": rewrite("letter_private", "snapshot", "'{{}}'") + f" WHERE letter_id = {A_LETTER}",
    "every_event_is_a_row_of_a_table": "UPDATE event SET role = 'CA' WHERE trigger = 'review'",
    "everything_has_its_event": "DELETE FROM transfer WHERE entry = 'paid'",
    "signers_are_different_persons": "UPDATE signature SET id_index = 'one person'",
    "nothing_personal_is_in_the_chain": "UPDATE outbox SET payload = '合成人员05'",
    "debits_equal_credits": "UPDATE transfer SET debit = '9101' WHERE entry = 'paid'",
    "payable_is_never_negative": "UPDATE transfer SET amount_fen = amount_fen + 1 WHERE entry = 'released'",
    "in_transit_is_what_was_sent": f"UPDATE payment SET state = 'sent' WHERE id = {A_PAYMENT}",
    "every_award_is_accounted_for": "UPDATE award_item SET awarded_fen = awarded_fen - 1 WHERE state = 'discharged'",
    "one_live_payment_a_benefit": "UPDATE payment SET state = 'pending'",
    "every_month_is_accounted_for": MONTH_OF_NOTHING,
    "a_month_counts_once": MONTH_OF_NOTHING,
    "no_month_is_paid_more_than_it_comes_to": MONTH_OF_NOTHING,
    "batches_are_what_was_sealed": "UPDATE batch SET sum_fen = sum_fen + 1",
    "buckets_equal_their_lines": "UPDATE bank_line SET amount_fen = amount_fen + 1 WHERE result = 'paid'",
    "bank_moves_rest_on_lines": "UPDATE event SET data = '{}' WHERE trigger = 'bank_paid'",
    "what_left_twice_is_set_apart": "UPDATE transfer SET entry = 'bank_overpaid_returned' WHERE entry = 'paid'",
    "no_account_is_where_it_cannot_be": "UPDATE transfer SET amount_fen = 1 WHERE entry = 'funding'",
    "cash_is_explained": "UPDATE transfer SET credit = '3001' WHERE entry = 'award_effective'",
    "receivable_is_what_is_owed": A_RECOVERY,
    "findings_book_their_line": f"UPDATE event SET trigger = 'note_overpaid', data = {A_LINE} WHERE trigger = 'bank_paid'",
    "receipts_and_plans_add_up": A_RECOVERY,
    "every_letter_is_in_the_outbox": f"DELETE FROM outbox WHERE effect_key = 'render_letter:' || {A_LETTER}",
    "numbers_have_no_gaps": f"UPDATE letter SET serial = serial + 1000 WHERE id = {A_LETTER}",
    "open_clocks_belong_to_open_cases": "UPDATE clock SET state = 'running' WHERE code = 'T8'",
    "due_days_are_derived": "UPDATE clock SET due_on = '2031-01-01' WHERE code = 'T23'",
    "no_rung_is_lost": "UPDATE clock SET next_wake_on = NULL",
    "no_rung_is_told_twice": "UPDATE rung SET generation = generation + 5",
    "nobody_waits_without_a_clock": "UPDATE claim SET state = 'suspended' WHERE state = 'closed'",
    "moved_days_are_written_down": "UPDATE clock_change SET now_on = '2031-01-01'",
    "wake_days_are_derived": "UPDATE clock SET next_wake_on = '2099-01-01' WHERE state = 'running'",
    "moves_tell_once": f"DELETE FROM message WHERE id = {A_MESSAGE}",
    "rungs_tell_the_party": "DELETE FROM message WHERE clock_id IS NOT NULL",
    "messages_are_whole": f"DELETE FROM message_private WHERE message_id = {A_MESSAGE}",
    "messages_name_nobody": rewrite("message_private", "text", "{} || '合成人员05'"),
    "who_is_served_was_written_to": f"DELETE FROM service WHERE letter_id = {A_LETTER}",
    "who_is_not_served_is_chased": f"UPDATE service SET state = 'sent' WHERE letter_id = {A_LETTER}",
    "electronic_service_rests_on_consent": "UPDATE consent SET withdrawn_on = given_on",
    "numbers_given_are_numbers_borne": "UPDATE series SET last_serial = last_serial + 1 WHERE series = 'letter.award'",
}


@pytest.fixture
def copy(varied: Replayed, folder: Path) -> Iterator[Desk]:
    """A copy of the replayed database that can be changed at will."""
    with copied(varied.desk, folder) as desk:
        yield desk


def test_all_invariants_hold_before_anything_is_changed(copy: Desk) -> None:
    assert {name: found for name, found in faults(copy).items() if found} == {}


def test_every_invariant_is_broken_here() -> None:
    assert set(BROKEN) == set(INVARIANTS)


@pytest.mark.parametrize("name", BROKEN)
def test_a_change_past_the_engine_is_noticed(copy: Desk, name: str) -> None:
    assert change(copy, BROKEN[name]) > 0
    assert faults(copy)[name]
