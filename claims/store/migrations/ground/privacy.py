"""The tables of `claims.store.privacy` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def key_change() -> None:
    """A step of a change of the data key: `begun`, and `done` when everything is sealed under `key_id`. Append only."""
    op.create_table(
        "key_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("step IN ('begun', 'done')", name=op.f("ck_key_change_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_change")),
    )


def person_index() -> None:
    """A blind index 盲索引 of a person: an HMAC of one known thing (`kind`), under a subkey of the key named."""
    op.create_table(
        "person_index",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('id_number', 'id_tail', 'phone', 'phone_told', 'name')", name=op.f("ck_person_index_kind")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_index_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_index")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_person_index_person_id_kind")),
    )
    op.create_index("ix_person_index_kind_digest", "person_index", ["kind", "digest"], unique=False)


def access_log() -> None:
    """Who looked at what of whom, and why. Append only; ids and codes, no personal data."""
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("key_hash", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "what <> 'unmask' OR (field IS NOT NULL AND reason IS NOT NULL)", name=op.f("ck_access_log_unmasking")
        ),
        sa.CheckConstraint(
            "what IN ('case', 'letter', 'file', 'search', 'export', 'unmask')", name=op.f("ck_access_log_what")
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_access_log_claim_no")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_log_person_id")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_access_log_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_claim_no"), "access_log", ["claim_no"], unique=False)
    op.create_index(op.f("ix_access_log_person_id"), "access_log", ["person_id"], unique=False)
    op.create_index("ix_access_log_username_at", "access_log", ["username", "at"], unique=False)


def emergency_look() -> None:
    """An administrator asks to look at a case in an emergency 应急查看, and why; the reason names nobody. Append only."""
    op.create_table(
        "emergency_look",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_emergency_look_claim_no")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_emergency_look_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_look")),
    )
    op.create_index(op.f("ix_emergency_look_claim_no"), "emergency_look", ["claim_no"], unique=False)
    op.create_index(op.f("ix_emergency_look_username"), "emergency_look", ["username"], unique=False)


def emergency_answer() -> None:
    """What a second person said to it, once: granted until an instant, or not. Append only."""
    op.create_table(
        "emergency_answer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.CheckConstraint("(until IS NOT NULL) = granted", name=op.f("ck_emergency_answer_until")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.username"], name=op.f("fk_emergency_answer_answered_by")),
        sa.ForeignKeyConstraint(["look_id"], ["emergency_look.id"], name=op.f("fk_emergency_answer_look_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_answer")),
        sa.UniqueConstraint("look_id", name=op.f("uq_emergency_answer_look_id")),
    )
