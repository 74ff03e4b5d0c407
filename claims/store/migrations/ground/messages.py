"""The tables of `claims.store.messages` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def message_private() -> None:
    """Where a message goes (phone, mail address) and its text."""
    op.create_table(
        "message_private",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_private")),
    )


def unsubscription() -> None:
    """A person wants no messages on `topic`, from one instant to another (None: still); `way` is how he said so."""
    op.create_table(
        "unsubscription",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=True),
        sa.CheckConstraint("way IN ('page','link','answer')", name=op.f("ck_unsubscription_way")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= begins_at", name=op.f("ck_unsubscription_span")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unsubscription_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsubscription")),
    )
    op.create_index(op.f("ix_unsubscription_person_id"), "unsubscription", ["person_id"], unique=False)
    op.create_index(
        "ix_unsubscription_standing",
        "unsubscription",
        ["person_id", "topic"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )


def message() -> None:
    """A message about a case. Its id says of which event or rung it tells, its kind and to which side it goes."""
    op.create_table(
        "message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("clock_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("sending", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.Column("informed_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(event_id IS NULL OR clock_id IS NULL) AND ((event_id IS NULL AND clock_id IS NULL) = (kind IN ('sign_in_code','account_code','phone_code','copy_code')))",
            name=op.f("ck_message_cause"),
        ),
        sa.CheckConstraint("channel IN ('sms','mail','webhook','mailbox','notice')", name=op.f("ck_message_channel")),
        sa.CheckConstraint(
            "state IN ('produced','sent','delivered','failed','dropped','informed')", name=op.f("ck_message_state")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_message_attempts")),
        sa.CheckConstraint("sending >= 1", name=op.f("ck_message_sending")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_message_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_claim_no"), "message", ["claim_no"], unique=False)
    op.create_index(
        "ix_message_failed",
        "message",
        ["claim_no"],
        unique=False,
        sqlite_where=sa.text("state = 'failed'"),
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(op.f("ix_message_provider_id"), "message", ["provider_id"], unique=False)
