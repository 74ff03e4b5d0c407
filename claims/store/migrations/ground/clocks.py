"""The tables of `claims.store.clocks` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def clock() -> None:
    """A period set by rule `code` on `subject`. `due_on` is a cache of the derivation under `calendar_version`."""
    op.create_table(
        "clock",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("next_wake_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Text(), nullable=False),
        sa.Column("rolls", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("lane IN ('normal', 'fast')", name=op.f("ck_clock_lane")),
        sa.CheckConstraint("next_wake_on IS NULL OR state = 'running'", name=op.f("ck_clock_wakes_while_running")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_clock_amount")),
        sa.CheckConstraint("generation >= 1", name=op.f("ck_clock_generation")),
        sa.CheckConstraint("target_on IS NULL OR target_on <= due_on", name=op.f("ck_clock_target")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_clock_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_index("ix_clock_claim_open", "clock", ["claim_no", "state"], unique=False)
    op.create_index(
        "ix_clock_due",
        "clock",
        ["code", "due_on"],
        unique=False,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(op.f("ix_clock_subject"), "clock", ["subject"], unique=False)
    op.create_index(
        "ix_clock_wake",
        "clock",
        ["next_wake_on"],
        unique=False,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )


def clock_change() -> None:
    """A due day that moved: from which day to which, in which generation, and why (pause, extension, budget, calendar)."""
    op.create_table(
        "clock_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("clock_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("was_on", sa.Date(), nullable=False),
        sa.Column("now_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_clock_change_claim_no")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_change_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_change")),
        sa.UniqueConstraint("clock_id", "generation", name=op.f("uq_clock_change_clock_id_generation")),
    )
    op.create_index(op.f("ix_clock_change_claim_no"), "clock_change", ["claim_no"], unique=False)


def clock_extension() -> None:
    """The one extension 延长 that a clock may be given: so many more of its own units, why, by which document, by whom."""
    op.create_table(
        "clock_extension",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("clock_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_clock_extension_amount")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_clock_extension_claim_no")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_extension_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_extension")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_clock_extension_clock_id")),
    )
    op.create_index(op.f("ix_clock_extension_claim_no"), "clock_extension", ["claim_no"], unique=False)


def clock_pause() -> None:
    """A stop of a clock from the day of the notice to the day of resumption, with its reason and document."""
    op.create_table(
        "clock_pause",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("clock_id", sa.Text(), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=False),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_clock_pause_claim_no")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_pause_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
        sa.UniqueConstraint("clock_id", "notice_on", name=op.f("uq_clock_pause_clock_id_notice_on")),
    )
    op.create_index(op.f("ix_clock_pause_claim_no"), "clock_pause", ["claim_no"], unique=False)
    op.create_index(op.f("ix_clock_pause_clock_id"), "clock_pause", ["clock_id"], unique=False)


def rung() -> None:
    """A rung of a clock that has been claimed; unique, so that it fires once a generation."""
    op.create_table(
        "rung",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("clock_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("fired_on", sa.Date(), nullable=False),
        sa.Column("claimed_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_rung_claim_no")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_rung_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung")),
        sa.UniqueConstraint("clock_id", "generation", "rung", name=op.f("uq_rung_clock_id_generation_rung")),
    )
    op.create_index(op.f("ix_rung_claim_no"), "rung", ["claim_no"], unique=False)
    op.create_index(op.f("ix_rung_claimed_at"), "rung", ["claimed_at"], unique=False)
