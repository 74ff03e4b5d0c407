"""The tables of `claims.store.sign_ins` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def credential_private() -> None:
    """Password hash, secret of the one-time codes and hashes of the recovery codes, as a JSON document."""
    op.create_table(
        "credential_private",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_credential_private")),
    )


def draft_form_private() -> None:
    """What has been written so far, as a JSON document."""
    op.create_table(
        "draft_form_private",
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_draft_form_private")),
    )


def kept_form_private() -> None:
    """What was filled in, as a JSON document."""
    op.create_table(
        "kept_form_private",
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_kept_form_private")),
    )


def rate_bucket() -> None:
    """How far ahead of its rate a client has asked: `full_at_us` (microseconds since 1970) is when its bucket is full again."""
    op.create_table(
        "rate_bucket",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rate_bucket")),
    )
    op.create_index(op.f("ix_rate_bucket_full_at_us"), "rate_bucket", ["full_at_us"], unique=False)


def security_event_private() -> None:
    """From where it happened and with which browser, as a JSON document."""
    op.create_table(
        "security_event_private",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_security_event_private")),
    )


def sign_in_session_private() -> None:
    """From where a session was opened and with which browser, as a JSON document."""
    op.create_table(
        "sign_in_session_private",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sign_in_session_private")),
    )


def sign_in_try() -> None:
    """Failed tries under one name, known or not; `name_hash` is a hash of purpose and name, so that no typed text is kept."""
    op.create_table(
        "sign_in_try",
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.Text(), nullable=False),
        sa.Column("locked_until", sa.Text(), nullable=True),
        sa.CheckConstraint("failed >= 0", name=op.f("ck_sign_in_try_failed")),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_sign_in_try")),
    )
    op.create_index(op.f("ix_sign_in_try_tried_at"), "sign_in_try", ["tried_at"], unique=False)


def account_link() -> None:
    """The account that a subject of the authority's own identity provider signs in to, linked beforehand by a named operator."""
    op.create_table(
        "account_link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_account_link_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_account_link_issuer_subject")),
        sa.UniqueConstraint("issuer", "username", name=op.f("uq_account_link_issuer_username")),
    )
    op.create_index(op.f("ix_account_link_username"), "account_link", ["username"], unique=False)


def credential() -> None:
    """That an account has a password, and since when it has one-time codes; `last_step` is the last step whose code was used."""
    op.create_table(
        "credential",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_set_at", sa.Text(), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("totp_since", sa.Text(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("last_step IS NULL OR last_step >= 0", name=op.f("ck_credential_step")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_credential_username")),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_credential")),
    )


def draft_form() -> None:
    """What an officer has begun to write on a case and not handed in yet; one a page and account."""
    op.create_table(
        "draft_form",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_draft_form_claim_no")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_draft_form_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_form")),
        sa.UniqueConstraint("username", "claim_no", "page", name=op.f("uq_draft_form_username_claim_no_page")),
    )
    op.create_index(op.f("ix_draft_form_claim_no"), "draft_form", ["claim_no"], unique=False)
    op.create_index(op.f("ix_draft_form_username"), "draft_form", ["username"], unique=False)


def kept_form() -> None:
    """A form that came after its session had ended; given back once, to the same account."""
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_kept_form_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    )
    op.create_index(op.f("ix_kept_form_kept_at"), "kept_form", ["kept_at"], unique=False)
    op.create_index(op.f("ix_kept_form_username"), "kept_form", ["username"], unique=False)


def security_event() -> None:
    """What happened to sign-ins and rights, without any secret; append only."""
    op.create_table(
        "security_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_security_event_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_event")),
    )
    op.create_index(op.f("ix_security_event_at"), "security_event", ["at"], unique=False)
    op.create_index(op.f("ix_security_event_username"), "security_event", ["username"], unique=False)


def sign_in_session() -> None:
    """A session on the server. `stage` is `password` while the one-time code is awaited, then `open`."""
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("idle_ends_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.Column("stepped_up_until", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('staff', 'platform', 'rider')", name=op.f("ck_sign_in_session_kind")),
        sa.CheckConstraint("stage IN ('password', 'open')", name=op.f("ck_sign_in_session_stage")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_sign_in_session_ended_whole")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_sign_in_session_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sign_in_session_token_sha256")),
    )
    op.create_index(op.f("ix_sign_in_session_ends_at"), "sign_in_session", ["ends_at"], unique=False)
    op.create_index(op.f("ix_sign_in_session_username"), "sign_in_session", ["username"], unique=False)
