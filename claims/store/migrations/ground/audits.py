"""The tables of `claims.store.audits` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


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
