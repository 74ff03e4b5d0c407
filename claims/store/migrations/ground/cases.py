"""The tables of `claims.store.cases` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def batch() -> None:
    """A payment batch: its file's format, hash, count and sum are fixed when it is sealed; two persons release it."""
    op.create_table(
        "batch",
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sum_fen", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_batch")),
    )


def claim_private() -> None:
    """Place and course of the accident, diagnosis, injured parts, facts found: a JSON document."""
    op.create_table(
        "claim_private",
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim_no", name=op.f("pk_claim_private")),
    )


def claim() -> None:
    """A case 案件: its state on the main line, the head of its event chain, and facts that are not personal."""
    op.create_table(
        "claim",
        sa.Column("no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("subject_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("last_occurred_on", sa.Date(), nullable=False),
        sa.Column("last_recorded_at", sa.Text(), nullable=False),
        sa.Column("resume_to", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("claimant_id", sa.Text(), nullable=False),
        sa.Column("claimant_relation", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("application_kind", sa.Text(), nullable=True),
        sa.Column("applied_by", sa.Text(), nullable=True),
        sa.Column("accident_on", sa.Date(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("order_state", sa.Text(), nullable=False),
        sa.Column("order_accepted_at", sa.Text(), nullable=True),
        sa.Column("order_completed_at", sa.Text(), nullable=True),
        sa.Column("gongshang_enrolled", sa.Boolean(), nullable=False),
        sa.Column("labour_signs", sa.Boolean(), nullable=False),
        sa.Column("other_line", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("supplement_count", sa.Integer(), nullable=False),
        sa.Column("fast_lane", sa.Boolean(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_letter", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("care_level", sa.Text(), nullable=True),
        sa.Column("no_grading", sa.Boolean(), nullable=False),
        sa.Column("approved_sum_fen", sa.BigInteger(), nullable=False),
        sa.Column("death_on", sa.Date(), nullable=True),
        sa.Column("death_cause", sa.Text(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("withdrawal_requested_at", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("successor_of", sa.Text(), nullable=True),
        sa.CheckConstraint("approved_sum_fen >= 0", name=op.f("ck_claim_approved_sum")),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 10", name=op.f("ck_claim_grade")),
        sa.CheckConstraint("version >= 1 AND event_seq >= 0 AND subject_seq >= 0", name=op.f("ck_claim_counters")),
        sa.ForeignKeyConstraint(["claimant_id"], ["person.id"], name=op.f("fk_claim_claimant_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_claim")),
    )
    _indexes_of_claim()


def _indexes_of_claim() -> None:
    """The indexes."""
    op.create_index("ix_claim_by_accident", "claim", ["accident_on", "no"], unique=False)
    op.create_index(op.f("ix_claim_claimant_id"), "claim", ["claimant_id"], unique=False)
    op.create_index("ix_claim_in_order", "claim", ["reported_on", "no"], unique=False)
    op.create_index(op.f("ix_claim_order_no"), "claim", ["order_no"], unique=False)
    op.create_index("ix_claim_person_accident", "claim", ["person_id", "accident_on"], unique=False)
    op.create_index(op.f("ix_claim_platform"), "claim", ["platform"], unique=False)
    op.create_index(op.f("ix_claim_state"), "claim", ["state"], unique=False)


def appraisal() -> None:
    """A labour-capacity appraisal 劳动能力鉴定: initial, redo 再次 or review 复查."""
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("supplement_count", sa.Integer(), nullable=False),
        sa.Column("panel_size", sa.Integer(), nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("no_show_count", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("care_level", sa.Text(), nullable=True),
        sa.Column("injury_period_from", sa.Date(), nullable=True),
        sa.Column("injury_period_to", sa.Date(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("final_on", sa.Date(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("letter_id", sa.Text(), nullable=True),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 10", name=op.f("ck_appraisal_grade")),
        sa.CheckConstraint("panel_size IS NULL OR panel_size IN (3, 5)", name=op.f("ck_appraisal_panel")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_appraisal_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
    )
    op.create_index(op.f("ix_appraisal_claim_no"), "appraisal", ["claim_no"], unique=False)


def approval() -> None:
    """An act put forward for signature: its kind, the moves it will fire, and one hash of the exact content."""
    op.create_table(
        "approval",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("targets", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("subject_hash", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("levels", sa.Integer(), nullable=False),
        sa.Column("panel_required", sa.Boolean(), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_approval_amount")),
        sa.CheckConstraint("levels BETWEEN 1 AND 3", name=op.f("ck_approval_levels")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_approval_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_claim_no"), "approval", ["claim_no"], unique=False)
    op.create_index(
        "ix_approval_undecided",
        "approval",
        ["claim_no"],
        unique=False,
        sqlite_where=sa.text("state IN ('drafted','reviewed','panel','returned')"),
        postgresql_where=sa.text("state IN ('drafted','reviewed','panel','returned')"),
    )


def approval_private() -> None:
    """The personal part of a proposal, as a JSON document."""
    op.create_table(
        "approval_private",
        sa.Column("approval_id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_approval_private_claim_no")),
        sa.PrimaryKeyConstraint("approval_id", name=op.f("pk_approval_private")),
    )
    op.create_index(op.f("ix_approval_private_claim_no"), "approval_private", ["claim_no"], unique=False)


def award_item() -> None:
    """A benefit item 待遇项目 in one version; claimed, allowed, awarded and paid are kept apart, in fen."""
    op.create_table(
        "award_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("beneficiary", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=False),
        sa.Column("allowed_fen", sa.BigInteger(), nullable=False),
        sa.Column("awarded_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("base_fen", sa.BigInteger(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("letter_id", sa.Text(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("from_month", sa.Text(), nullable=True),
        sa.Column("to_month", sa.Text(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("prepaid_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "awarded_fen <= allowed_fen AND allowed_fen <= claimed_fen", name=op.f("ck_award_item_stages")
        ),
        sa.CheckConstraint(
            "awarded_fen = CAST(awarded_fen AS BIGINT) AND paid_fen = CAST(paid_fen AS BIGINT)",
            name=op.f("ck_award_item_given_whole"),
        ),
        sa.CheckConstraint(
            "claimed_fen = CAST(claimed_fen AS BIGINT) AND allowed_fen = CAST(allowed_fen AS BIGINT)",
            name=op.f("ck_award_item_asked_whole"),
        ),
        sa.CheckConstraint(
            "claimed_fen >= 0 AND allowed_fen >= 0 AND awarded_fen >= 0 AND paid_fen >= 0",
            name=op.f("ck_award_item_amounts"),
        ),
        sa.CheckConstraint("paid_fen <= awarded_fen", name=op.f("ck_award_item_paid")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_award_item_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_item")),
    )
    op.create_index(op.f("ix_award_item_beneficiary"), "award_item", ["beneficiary"], unique=False)
    op.create_index(op.f("ix_award_item_claim_no"), "award_item", ["claim_no"], unique=False)
    op.create_index(
        "uq_award_item_live",
        "award_item",
        ["claim_no", "code", "beneficiary", "period"],
        unique=True,
        sqlite_where=sa.text("state IN ('approved','effective','part_paid','discharged','suspended')"),
        postgresql_where=sa.text("state IN ('approved','effective','part_paid','discharged','suspended')"),
    )


def dispute() -> None:
    """A dispute 争议: what is disputed, by which route and procedure, on which track, and its result."""
    op.create_table(
        "dispute",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("lodged_by", sa.Text(), nullable=False),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=True),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=True),
        sa.Column("deemed_accepted", sa.Boolean(), nullable=False),
        sa.Column("answer_missed_on", sa.Date(), nullable=True),
        sa.Column("term_days", sa.Integer(), nullable=True),
        sa.Column("appraisal_id", sa.Text(), nullable=True),
        sa.Column("act_letter", sa.Text(), nullable=True),
        sa.Column("forum", sa.Text(), nullable=True),
        sa.Column("forum_case_no", sa.Text(), nullable=True),
        sa.Column("fast", sa.Boolean(), nullable=False),
        sa.Column("fast_asked_on", sa.Date(), nullable=True),
        sa.Column("fast_ground", sa.Text(), nullable=True),
        sa.Column("fast_decided_by", sa.Text(), nullable=True),
        sa.Column("fast_decided_on", sa.Date(), nullable=True),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("stay_from", sa.Date(), nullable=True),
        sa.Column("stay_to", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_below", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("served_to", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("back_to", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_dispute_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_claim_no"), "dispute", ["claim_no"], unique=False)


def paper() -> None:
    """A paper 材料 on the case: its kind, when it came, and the hash of the file."""
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_paper_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("claim_no", "kind", "document", name=op.f("uq_paper_claim_no_kind_document")),
    )
    op.create_index(op.f("ix_paper_claim_no"), "paper", ["claim_no"], unique=False)


def invoice_line() -> None:
    """One line of an invoice; a line that counts (`live`) can never be claimed twice, on any claim."""
    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("invoice_code", sa.Text(), nullable=False),
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=False),
        sa.Column("allowed_fen", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("catalogue", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "claimed_fen >= 0 AND allowed_fen >= 0 AND allowed_fen <= claimed_fen", name=op.f("ck_invoice_line_amounts")
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_invoice_line_claim_no")),
        sa.ForeignKeyConstraint(["item_id"], ["award_item.id"], name=op.f("fk_invoice_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
    )
    op.create_index(op.f("ix_invoice_line_claim_no"), "invoice_line", ["claim_no"], unique=False)
    op.create_index(op.f("ix_invoice_line_item_id"), "invoice_line", ["item_id"], unique=False)
    op.create_index(
        "uq_invoice_line_live",
        "invoice_line",
        ["invoice_code", "invoice_number", "line_no"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def payment() -> None:
    """A payment of one item, or of one `month` of a monthly item, to one payee; at most one live payment of either."""
    op.create_table(
        "payment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("beneficiary", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("told_fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("repaid_fen", sa.BigInteger(), nullable=False),
        sa.Column("account_hash", sa.Text(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=True),
        sa.Column("bank_ref", sa.Text(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("prior", sa.Text(), nullable=True),
        sa.Column("month", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "amount_fen = CAST(amount_fen AS BIGINT) AND repaid_fen = CAST(repaid_fen AS BIGINT)",
            name=op.f("ck_payment_whole"),
        ),
        sa.CheckConstraint("amount_fen > 0 AND repaid_fen BETWEEN 0 AND amount_fen", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(["batch_no"], ["batch.no"], name=op.f("fk_payment_batch_no")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_payment_claim_no")),
        sa.ForeignKeyConstraint(["item_id"], ["award_item.id"], name=op.f("fk_payment_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("bank_ref", name=op.f("uq_payment_bank_ref")),
    )
    _indexes_of_payment()


def _indexes_of_payment() -> None:
    """The indexes."""
    op.create_index(op.f("ix_payment_batch_no"), "payment", ["batch_no"], unique=False)
    op.create_index(op.f("ix_payment_claim_no"), "payment", ["claim_no"], unique=False)
    op.create_index(op.f("ix_payment_item_id"), "payment", ["item_id"], unique=False)
    op.create_index(op.f("ix_payment_state"), "payment", ["state"], unique=False)
    op.create_index(
        "ix_payment_to_be_paid",
        "payment",
        ["claim_no"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending','batched','unknown','mismatch','corrected')"),
        postgresql_where=sa.text("state IN ('pending','batched','unknown','mismatch','corrected')"),
    )
    op.create_index(
        "uq_payment_live",
        "payment",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('pending','held','batched','sent','unknown','mismatch','returned','corrected') AND month IS NULL"
        ),
        postgresql_where=sa.text(
            "state IN ('pending','held','batched','sent','unknown','mismatch','returned','corrected') AND month IS NULL"
        ),
    )
    op.create_index(
        "uq_payment_live_month",
        "payment",
        ["item_id", "month"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('pending','held','batched','sent','unknown','mismatch','returned','corrected') AND month IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "state IN ('pending','held','batched','sent','unknown','mismatch','returned','corrected') AND month IS NOT NULL"
        ),
    )


def signature() -> None:
    """One person's signature on an approval; kept when the draft is returned, but no longer valid."""
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("approval_id", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("id_index", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_signature_approval_id")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_signature_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    op.create_index(op.f("ix_signature_approval_id"), "signature", ["approval_id"], unique=False)
    op.create_index(op.f("ix_signature_claim_no"), "signature", ["claim_no"], unique=False)
