"""The tables of `claims.store.registry` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def calendar_year() -> None:
    """The holiday notice of a year that was loaded here, over those that come with the program; `plan` is its JSON."""
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )


def installation() -> None:
    """One row: whether this is a demo or a production database, and the seed of a replay."""
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("replay_seed", sa.Text(), nullable=True),
        sa.Column("demo_day", sa.Date(), nullable=True),
        sa.CheckConstraint("demo_day IS NULL OR mode = 'demo'", name=op.f("ck_installation_demo_day")),
        sa.CheckConstraint("mode IN ('demo', 'production')", name=op.f("ck_installation_mode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )


def payee_account_private() -> None:
    """Bank, account number and account name, as a JSON document."""
    op.create_table(
        "payee_account_private",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_payee_account_private")),
    )


def person() -> None:
    """A natural person, known to everything else by id only."""
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("id_index", sa.Text(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("id_index", name=op.f("uq_person_id_index")),
    )


def person_private() -> None:
    """Name, ID number, phone, address, mail of a person, as a JSON document."""
    op.create_table(
        "person_private",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_private")),
    )


def account() -> None:
    """A sign-in: an officer, an investigator, a platform's clerk or a rider. `id_index` is the natural person behind it."""
    op.create_table(
        "account",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("org", sa.Text(), nullable=False),
        sa.Column("id_index", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_id_index"), "account", ["id_index"], unique=False)
    op.create_index(op.f("ix_account_person_id"), "account", ["person_id"], unique=False)


def allotment() -> None:
    """The work of a post on a case given to one who holds it 分派, or taken by him 领取; the last one counts. Append only."""
    op.create_table(
        "allotment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("generation >= 1", name=op.f("ck_allotment_generation")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_allotment_claim_no")),
        sa.ForeignKeyConstraint(["given_by"], ["account.username"], name=op.f("fk_allotment_given_by")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_allotment_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment")),
        sa.UniqueConstraint("claim_no", "role", "generation", name=op.f("uq_allotment_claim_no_role_generation")),
    )
    op.create_index(op.f("ix_allotment_username"), "allotment", ["username"], unique=False)


def assignment() -> None:
    """An investigator of the insurer who inquires into a claim, from a day to a last day; he sees it on no other."""
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_assignment_period")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_assignment_claim_no")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_assignment_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "claim_no", "username", "begins_on", name=op.f("uq_assignment_claim_no_username_begins_on")
        ),
    )
    op.create_index(op.f("ix_assignment_claim_no"), "assignment", ["claim_no"], unique=False)
    op.create_index(op.f("ix_assignment_username"), "assignment", ["username"], unique=False)


def payee_account() -> None:
    """The approved bank account of a beneficiary on a claim; the number itself is private."""
    op.create_table(
        "payee_account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("beneficiary", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("account_hash", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_payee_account_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_account")),
        sa.UniqueConstraint(
            "claim_no", "beneficiary", "generation", name=op.f("uq_payee_account_claim_no_beneficiary_generation")
        ),
    )
    op.create_index(op.f("ix_payee_account_claim_no"), "payee_account", ["claim_no"], unique=False)


def post() -> None:
    """A post held by an account from a day on; an approver's carries the authority limit in fen, an arbitrator's the areas."""
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("limit_fen", sa.BigInteger(), nullable=True),
        sa.Column("areas", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("limit_fen IS NULL OR limit_fen >= 0", name=op.f("ck_post_limit_not_negative")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_post_period")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_post_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("username", "role", "valid_from", name=op.f("uq_post_username_role_valid_from")),
    )
    op.create_index(op.f("ix_post_username"), "post", ["username"], unique=False)


def post_proposal() -> None:
    """Posts that an administrator puts forward 岗位提议, and what a second person said: they are given when he agreed."""
    op.create_table(
        "post_proposal",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("org", sa.Text(), nullable=False),
        sa.Column("id_index", sa.Text(), nullable=False),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.CheckConstraint("(answered_by IS NULL) = (granted IS NULL)", name=op.f("ck_post_proposal_answer")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.username"], name=op.f("fk_post_proposal_answered_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.username"], name=op.f("fk_post_proposal_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_proposal")),
    )


def recusal() -> None:
    """An officer who must stay away from a claim (回避)."""
    op.create_table(
        "recusal",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_recusal_claim_no")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_recusal_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("claim_no", "username", name=op.f("uq_recusal_claim_no_username")),
    )
    op.create_index(op.f("ix_recusal_claim_no"), "recusal", ["claim_no"], unique=False)
    op.create_index(op.f("ix_recusal_username"), "recusal", ["username"], unique=False)


def relative() -> None:
    """One of the kin 近亲属 whom an officer registered on a claim, and how he is related to the injured person."""
    op.create_table(
        "relative",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kinship", sa.Text(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("struck_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_relative_claim_no")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_relative_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relative")),
    )
    op.create_index(op.f("ix_relative_claim_no"), "relative", ["claim_no"], unique=False)
    op.create_index(op.f("ix_relative_person_id"), "relative", ["person_id"], unique=False)
    op.create_index(
        "uq_relative_registered",
        "relative",
        ["claim_no", "person_id"],
        unique=True,
        sqlite_where=sa.text("struck_on IS NULL"),
        postgresql_where=sa.text("struck_on IS NULL"),
    )


def sign_in_request() -> None:
    """What an administrator asks for the sign-in of another 登录事项, done when a second person agreed: a new password, the"""
    op.create_table(
        "sign_in_request",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.CheckConstraint("(answered_by IS NULL) = (granted IS NULL)", name=op.f("ck_sign_in_request_answer")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.username"], name=op.f("fk_sign_in_request_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.username"], name=op.f("fk_sign_in_request_asked_by")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_sign_in_request_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_request")),
    )
    op.create_index(op.f("ix_sign_in_request_username"), "sign_in_request", ["username"], unique=False)
