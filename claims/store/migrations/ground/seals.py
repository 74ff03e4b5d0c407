"""The tables of `claims.store.seals` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def seal() -> None:
    """A batch of entries under one root, chained to the batch before it. Append only in the database itself."""
    op.create_table(
        "seal",
        sa.Column("batch_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("cumulative_count", sa.Integer(), nullable=False),
        sa.Column("cumulative_fen", sa.BigInteger(), nullable=False),
        sa.Column("merkle_root", sa.Text(), nullable=False),
        sa.Column("log_root", sa.Text(), nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.Column("prev_root", sa.Text(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.CheckConstraint("batch_no >= 1 AND batch_no = CAST(batch_no AS BIGINT)", name=op.f("ck_seal_batch_no")),
        sa.CheckConstraint(
            "count >= 1 AND cumulative_count >= count AND cumulative_fen >= 0", name=op.f("ck_seal_counts")
        ),
        sa.PrimaryKeyConstraint("batch_no", name=op.f("pk_seal")),
        sa.UniqueConstraint("prev_root", name=op.f("uq_seal_prev_root")),
        sa.UniqueConstraint("root", name=op.f("uq_seal_root")),
    )


def seal_leaf() -> None:
    """The place of an entry among all sealed ones, counted from 1. Append only in the database itself."""
    op.create_table(
        "seal_leaf",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("batch_no", sa.Integer(), nullable=False),
        sa.Column("leaf_no", sa.Integer(), nullable=False),
        sa.Column("leaf_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('transfer', 'event', 'book_event')", name=op.f("ck_seal_leaf_kind")),
        sa.CheckConstraint("leaf_no >= 1 AND leaf_no = CAST(leaf_no AS BIGINT)", name=op.f("ck_seal_leaf_leaf_no")),
        sa.ForeignKeyConstraint(["batch_no"], ["seal.batch_no"], name=op.f("fk_seal_leaf_batch_no")),
        sa.PrimaryKeyConstraint("kind", "row_id", name=op.f("pk_seal_leaf")),
        sa.UniqueConstraint("batch_no", "leaf_no", name=op.f("uq_seal_leaf_batch_no_leaf_no")),
        sa.UniqueConstraint("leaf_no", name=op.f("uq_seal_leaf_leaf_no")),
    )


def noted_head() -> None:
    """A head that somebody brought back from outside; with a `reason` it is known to be lost and reconciled."""
    op.create_table(
        "noted_head",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("batch_no", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["noted_by"], ["account.username"], name=op.f("fk_noted_head_noted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_head")),
    )
