"""Bad rows written past the program are refused by the database itself, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from tests.claims.store.plain_rows import count, write, write_parents

# What is wrong, in which table, and what the database says (PostgreSQL names the constraint, SQLite at times the columns).
BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "a case of grade 99": ("claim", {"grade": 99}, "ck_claim_grade"),
    "a case of grade -1": ("claim", {"grade": -1}, "ck_claim_grade"),
    "a case of version 0": ("claim", {"version": 0}, "ck_claim_counters"),
    "a case of nobody": ("claim", {"person_id": "P999999"}, "fk_claim_person_id|FOREIGN KEY"),
    "a case without an accident day": ("claim", {"accident_on": None}, "accident_on"),
    "a case with less than nothing approved": ("claim", {"approved_sum_fen": -1}, "ck_claim_approved_sum"),
    "an appraisal of grade 99": ("appraisal", {"grade": 99}, "ck_appraisal_grade"),
    "a panel of four": ("appraisal", {"panel_size": 4}, "ck_appraisal_panel"),
    "an approval by four": ("approval", {"levels": 4}, "ck_approval_levels"),
    "an approval by nobody": ("approval", {"levels": 0}, "ck_approval_levels"),
    "an approval of less than nothing": ("approval", {"amount_fen": -1}, "ck_approval_amount"),
    "more awarded than allowed": ("award_item", {"awarded_fen": 201}, "ck_award_item_stages"),
    "more allowed than claimed": ("award_item", {"allowed_fen": 301}, "ck_award_item_stages"),
    "less than nothing paid": ("award_item", {"paid_fen": -1}, "ck_award_item_amounts"),
    "an item of no case": ("award_item", {"claim_no": "TL-1999-000001"}, "fk_award_item_claim_no|FOREIGN KEY"),
    "more of a line allowed than claimed": ("invoice_line", {"allowed_fen": 301}, "ck_invoice_line_amounts"),
    "a payment of nothing": ("payment", {"amount_fen": 0}, "ck_payment_amount"),
    "a payment of less than nothing": ("payment", {"amount_fen": -1}, "ck_payment_amount"),
    "a payment of no item": ("payment", {"item_id": "i-9"}, "fk_payment_item_id|FOREIGN KEY"),
    "a transfer of nothing": ("transfer", {"amount_fen": 0}, "ck_transfer_amount"),
    "a transfer from an account to itself": ("transfer", {"credit": "expense"}, "ck_transfer_accounts"),
    "a file of a letter that is shorter than before it was signed": (
        "letter_file",
        {"size_bytes": 89},
        "ck_letter_file_sizes",
    ),
    "a signed file that nobody signed": (
        "letter_file",
        {"id": "l-1/full/signed", "signed_sha256": "x", "signed_at": "x", "certificate_sha256": "x"},
        "ck_letter_file_certificate_whole",
    ),
    "a second row of one file": ("letter_file", {"id": "l-1/full/unsigned2"}, "ck_letter_file_one_of_each"),
    "a signed file without its day": (
        "letter_file",
        {"id": "l-1/full/signed", "signed_sha256": "x"},
        "ck_letter_file_signed_whole",
    ),
    "an event before the first": ("event", {"seq": 0}, "ck_event_seq"),
    "a period of nothing": ("clock", {"amount": 0}, "ck_clock_amount"),
    "a post with less than no limit": ("post", {"limit_fen": -1}, "ck_post_limit_not_negative"),
    "a post that ends before it begins": ("post", {"valid_to": "2025-06-29"}, "ck_post_period"),
    "the full copy for a platform": ("service", {"recipient_kind": "platform"}, "ck_service_copy_of_others"),
    "the full copy for a third party": ("service", {"recipient_kind": "third_party"}, "ck_service_copy_of_others"),
    "a call in no state": (
        "call_back",
        {"state": "waiting", "closed_on": "2025-06-30", "closed_by": "x"},
        "ck_call_back_state",
    ),
    "a call that was made on no day": ("call_back", {"state": "reached"}, "ck_call_back_closed"),
    "a call that was closed by nobody": (
        "call_back",
        {"state": "reached", "closed_on": "2025-06-30"},
        "ck_call_back_closed_by",
    ),
    "a try to ring on no day": ("call_back", {"tries": 1}, "ck_call_back_tries"),
    "a consent withdrawn before it was given": ("consent", {"withdrawn_on": "2025-06-29"}, "ck_consent_period"),
    "an assignment that ends before it begins": ("assignment", {"ends_on": "2025-06-29"}, "ck_assignment_period"),
    "a third key of a platform": ("api_key", {"slot": 3}, "ck_api_key_slot"),
    "a key that nobody revoked": ("api_key", {"revoked_at": "x"}, "ck_api_key_revoked_whole"),
    "an answer of a status and nothing else": ("api_answer", {"status": 200}, "ck_api_answer_answered_whole"),
    "a session at no stage": ("sign_in_session", {"stage": "x"}, "ck_sign_in_session_stage"),
    "a session of nobody's kind": ("sign_in_session", {"kind": "x"}, "ck_sign_in_session_kind"),
    "a session that ended for no reason": ("sign_in_session", {"ended_at": "x"}, "ck_sign_in_session_ended_whole"),
    "less than no failed tries": ("sign_in_try", {"failed": -1}, "ck_sign_in_try_failed"),
    "an evidence file of nothing": ("evidence_file", {"size_bytes": 0}, "ck_evidence_file_size"),
    "an evidence file that is a web page": (
        "evidence_file",
        {"media_type": "text/html"},
        "ck_evidence_file_media_type",
    ),
    "a change of the law at no step": ("rule_change", {"step": "x"}, "ck_rule_change_"),
    "a change of the law that applies nothing": ("rule_change", {"step": "applied"}, "ck_rule_change_proposal"),
    "a proposal that answers another": ("rule_change", {"proposal": 1}, "ck_rule_change_proposal"),
    "a change of no kind": ("rule_change", {"kind": "x"}, "ck_rule_change_kind"),
    "a change by a paper that is not there": (
        "rule_change",
        {"document": "two"},
        "fk_rule_change_document|FOREIGN KEY",
    ),
    "an empty paper": ("rule_document", {"size_bytes": 0}, "ck_rule_document_size"),
    "work given before the first time": ("allotment", {"generation": 0}, "ck_allotment_generation"),
    "a backup of no kind": ("backup_run", {"kind": "x"}, "ck_backup_run_kind"),
    "posts agreed to by nobody": ("post_proposal", {"granted": True}, "ck_post_proposal_answer"),
    "a look that was granted without an end": ("emergency_answer", {"granted": True}, "ck_emergency_answer_until"),
    "a picture with pages": ("evidence_file", {"pages": 2}, "ck_evidence_file_pages"),
    "a picture without a height": ("evidence_file", {"height": None}, "ck_evidence_file_height"),
    "a PDF with a width": ("evidence_file", {"media_type": "application/pdf", "pages": 1}, "ck_evidence_file_width"),
    "a mark that nobody knows": ("evidence_mark", {"mark": "approved"}, "ck_evidence_mark_mark"),
    "an evidence file of nobody": (
        "evidence_file",
        {"uploaded_by": "nobody"},
        "fk_evidence_file_uploaded_by|FOREIGN KEY",
    ),
    "a series before its first number": ("series", {"last_serial": -1}, "ck_series_serial"),
}
TWICE: dict[str, tuple[str, dict[str, Any], str]] = {
    "two live payments of one item": ("payment", {"id": "p-2"}, "uq_payment_live|payment.item_id"),
    "two live versions of one item": ("award_item", {"id": "i-2"}, "uq_award_item_live|award_item.claim_no"),
    "a line of an invoice": ("invoice_line", {}, "uq_invoice_line_live|invoice_line.invoice_code"),
    "the number of a letter": (
        "letter",
        {"id": "l-2", "serial": 13, "verify_code": "y"},
        "uq_letter_number|ix_letter_number|letter.number",
    ),
    "a place in a series of letters": (
        "letter",
        {"id": "l-2", "number": "13", "verify_code": "y"},
        "uq_letter_series|letter.series",
    ),
    "the code of a letter": (
        "letter",
        {"id": "l-2", "serial": 13, "number": "13"},
        "uq_letter_verify_code|letter.verify_code",
    ),
    "a place in the chain": ("event", {"id": "e-2", "prev_hash": "y"}, "uq_event_claim_no_seq|append only"),
    "a predecessor in the chain": ("event", {"id": "e-2", "seq": 2}, "uq_event_claim_no_prev_hash|append only"),
    "the service of a letter on one recipient": ("service", {"id": "v-2"}, "uq_service_recipient|service.letter_id"),
    "a number series": ("series", {}, "uq_series_series_year|series.series"),
    "an ID number": ("person", {"id": "P000002"}, "person_id_index|person.id_index"),
    "a post": ("post", {}, "uq_post_username_role_valid_from|post.username"),
    "a rung of a clock": ("rung", {}, "uq_rung_clock_id|rung.clock_id"),
    "a pause of a clock on one day": ("clock_pause", {}, "uq_clock_pause_clock_id|clock_pause.clock_id"),
    "a place in the outbox of a case": ("outbox", {"effect_key": "other"}, "uq_outbox_claim_no_seq|outbox.claim_no"),
    "an effect": ("outbox", {"seq": 2}, "pk_outbox|outbox.effect_key"),
    "the key of a command": ("command_key", {}, "pk_command_key|command_key.id"),
    "a recusal": ("recusal", {}, "uq_recusal_claim_no|recusal.claim_no"),
    "one of the kin": ("relative", {"id": "z-2"}, "uq_relative_registered|relative.claim_no"),
    "a second call that somebody asked for": ("call_back", {"id": "b-2"}, "uq_call_back_open|call_back.claim_no"),
    "a version of a payee's account": ("payee_account", {"id": "y-2"}, "uq_payee_account|payee_account.claim_no"),
    "a paper": ("paper", {}, "uq_paper_claim_no|paper.claim_no"),
    "a file on one case": ("evidence_file", {"id": "f-2"}, "uq_evidence_file_claim_no|append only"),
    "the number of a case": ("claim", {}, "pk_claim|claim.no"),
}


@pytest.mark.parametrize("wrong", BAD)
def test_a_bad_row_is_refused_and_a_good_one_is_taken(connection: Connection, wrong: str) -> None:
    name, changed, says = BAD[wrong]
    write_parents(connection, name)
    with connection.begin_nested() as tried:
        write(connection, name)
        assert count(connection, name) == 1
        tried.rollback()
    with pytest.raises(IntegrityError, match=says):
        write(connection, name, **changed)


@pytest.mark.parametrize("what", TWICE)
def test_nothing_is_there_twice(connection: Connection, what: str) -> None:
    name, changed, says = TWICE[what]
    write_parents(connection, name)
    write(connection, name)
    with pytest.raises(IntegrityError, match=says):
        write(connection, name, **changed)


@pytest.mark.parametrize("ended", ["paid", "cancelled"])
def test_an_item_may_be_paid_again_when_its_payment_has_ended(connection: Connection, ended: str) -> None:
    write_parents(connection, "payment")
    write(connection, "payment", state=ended)
    write(connection, "payment", id="p-2")
    assert count(connection, "payment") == 2


def test_a_new_version_of_an_item_takes_the_place_of_a_superseded_one(connection: Connection) -> None:
    write_parents(connection, "award_item")
    write(connection, "award_item", state="superseded")
    write(connection, "award_item", id="i-2")
    assert count(connection, "award_item") == 2


def test_an_item_of_another_period_stands_beside_the_first(connection: Connection) -> None:
    write_parents(connection, "award_item")
    write(connection, "award_item")
    write(connection, "award_item", id="i-2", period="other")
    assert count(connection, "award_item") == 2


def test_a_line_of_an_item_that_fell_away_may_be_claimed_again(connection: Connection) -> None:
    write_parents(connection, "invoice_line")
    write(connection, "invoice_line", live=False)
    write(connection, "invoice_line")
    assert count(connection, "invoice_line") == 2
