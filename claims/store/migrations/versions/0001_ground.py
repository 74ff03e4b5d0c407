"""The ground: every table, and the triggers that keep what only grows, and that no hold is without a clock."""

from __future__ import annotations

from alembic import op

from claims.store.migrations.ground import (
    append_only,
    audits,
    bank,
    books,
    call_backs,
    cases,
    chain,
    clocks,
    evidence,
    holds,
    instalments,
    law,
    ledger,
    letters,
    messages,
    outbox,
    platforms,
    privacy,
    pulls,
    receivables,
    registry,
    riders,
    seals,
    sign_ins,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# In the order in which they refer to each other.
TABLES = (
    platforms.api_key_private,
    platforms.api_nonce,
    chain.attempt,
    audits.audit_note_private,
    audits.backup_run,
    bank.bank_file,
    bank.bank_file_private,
    bank.bank_line,
    bank.bank_line_private,
    bank.bank_sorted,
    cases.batch,
    bank.batch_private,
    books.book_event,
    registry.calendar_year,
    audits.check_run,
    cases.claim_private,
    chain.command_key,
    sign_ins.credential_private,
    sign_ins.draft_form_private,
    chain.event,
    chain.event_private,
    outbox.heartbeat,
    registry.installation,
    sign_ins.kept_form_private,
    privacy.key_change,
    letters.letter_private,
    messages.message_private,
    outbox.outbox,
    registry.payee_account_private,
    registry.person,
    registry.person_private,
    riders.phone_code,
    platforms.platform_endpoint_private,
    sign_ins.rate_bucket,
    riders.report_draft_private,
    seals.seal,
    sign_ins.security_event_private,
    letters.series,
    sign_ins.sign_in_session_private,
    sign_ins.sign_in_try,
    bank.statement_line,
    bank.statement_line_private,
    outbox.stuck,
    ledger.transfer,
    registry.account,
    cases.claim,
    privacy.person_index,
    seals.seal_leaf,
    messages.unsubscription,
    privacy.access_log,
    sign_ins.account_link,
    registry.allotment,
    platforms.api_answer,
    platforms.api_key,
    cases.appraisal,
    cases.approval,
    cases.approval_private,
    registry.assignment,
    audits.audit_note,
    audits.audit_sample,
    audits.audit_task,
    cases.award_item,
    call_backs.call_back,
    clocks.clock,
    letters.consent,
    sign_ins.credential,
    cases.dispute,
    sign_ins.draft_form,
    privacy.emergency_look,
    evidence.evidence_file,
    evidence.evidence_file_private,
    sign_ins.kept_form,
    pulls.ledger_pull,
    letters.letter,
    messages.message,
    seals.noted_head,
    cases.paper,
    registry.payee_account,
    platforms.platform_endpoint,
    registry.post,
    registry.post_proposal,
    registry.recusal,
    registry.relative,
    riders.report_draft,
    law.rule_document,
    sign_ins.security_event,
    registry.sign_in_request,
    sign_ins.sign_in_session,
    platforms.api_call,
    clocks.clock_change,
    clocks.clock_extension,
    clocks.clock_pause,
    privacy.emergency_answer,
    evidence.evidence_mark,
    instalments.instalment,
    cases.invoice_line,
    letters.letter_file,
    cases.payment,
    receivables.platform_support,
    receivables.recourse,
    receivables.recovery,
    law.rule_change,
    clocks.rung,
    letters.service,
    cases.signature,
    receivables.plan_part,
    receivables.recourse_receipt,
    receivables.recovery_receipt,
)


def upgrade() -> None:
    """Go on to this revision."""
    for create in TABLES:
        create()
    append_only.protect()
    holds.protect()


def downgrade() -> None:
    """Go back to an empty database."""
    for create in reversed(TABLES):
        op.drop_table(create.__name__)
    append_only.unprotect()
    holds.unprotect()
