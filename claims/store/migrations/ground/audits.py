"""The tables of `claims.store.audits` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def audit_note_private() -> None:
    """The address of the page that a note was taken on, which shows the finding again, and its words."""
    op.create_table(
        "audit_note_private",
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_audit_note_private")),
    )


def backup_run() -> None:
    """A backup that was made, or one that was looked at as if it had been restored: which, how much, and what was wrong."""
    op.create_table(
        "backup_run",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by_process", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('backup', 'check')", name=op.f("ck_backup_run_kind")),
        sa.CheckConstraint("files >= 0 AND size_bytes >= 0", name=op.f("ck_backup_run_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_run")),
    )


def check_run() -> None:
    """The integrity checks of one day: how many were made, and what they found as canonical JSON, codes and ids only."""
    op.create_table(
        "check_run",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ran_at", sa.Text(), nullable=False),
        sa.Column("by_worker", sa.Text(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.CheckConstraint("checks >= 1", name=op.f("ck_check_run_checks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_run")),
        sa.UniqueConstraint("day", name=op.f("uq_check_run_day")),
    )


def audit_note() -> None:
    """A note 疑点 that an auditor took on a page. Append only: what was noted stays; what it says is private."""
    op.create_table(
        "audit_note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_audit_note_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_note")),
    )
    op.create_index(op.f("ix_audit_note_username"), "audit_note", ["username"], unique=False)


def audit_sample() -> None:
    """A sample 抽样 as it was drawn: from which population, with which seed, and the ids in the order of the draw."""
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.Text(), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("weighted", sa.Boolean(), nullable=False),
        sa.Column("population_count", sa.Integer(), nullable=False),
        sa.Column("population_sha256", sa.Text(), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_audit_sample_span")),
        sa.CheckConstraint("size >= 1 AND population_count >= 0", name=op.f("ck_audit_sample_counts")),
        sa.ForeignKeyConstraint(["drawn_by"], ["account.username"], name=op.f("fk_audit_sample_drawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sample")),
    )
    op.create_index(op.f("ix_audit_sample_drawn_by"), "audit_sample", ["drawn_by"], unique=False)


def audit_task() -> None:
    """Something long that an auditor asked for: a check of everything, or a large export."""
    op.create_table(
        "audit_task",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.Text(), nullable=False),
        sa.Column("told_at", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('check', 'export')", name=op.f("ck_audit_task_kind")),
        sa.CheckConstraint("step IN ('running', 'done', 'failed')", name=op.f("ck_audit_task_step")),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_audit_task_progress")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.username"], name=op.f("fk_audit_task_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_task")),
    )
    op.create_index(op.f("ix_audit_task_asked_by"), "audit_task", ["asked_by"], unique=False)
