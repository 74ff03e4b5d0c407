"""The tables of `claims.store.evidence` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def evidence_file() -> None:
    """A file on a case: of which kind of paper, the SHA-256 and size in bytes of the original, and what it is by its content."""
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("caution", sa.Text(), nullable=True),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("of_kin", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(media_type = 'application/pdf') = (pages IS NOT NULL)", name=op.f("ck_evidence_file_pages")
        ),
        sa.CheckConstraint("(width IS NULL) = (media_type = 'application/pdf')", name=op.f("ck_evidence_file_width")),
        sa.CheckConstraint("caution IS NULL OR caution = 'attachments'", name=op.f("ck_evidence_file_caution")),
        sa.CheckConstraint(
            "media_type IN ('image/jpeg', 'image/png', 'application/pdf')", name=op.f("ck_evidence_file_media_type")
        ),
        sa.CheckConstraint("(width IS NULL) = (height IS NULL)", name=op.f("ck_evidence_file_height")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_evidence_file_size")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_evidence_file_claim_no")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["account.username"], name=op.f("fk_evidence_file_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
        sa.UniqueConstraint(
            "claim_no", "sha256", "of_kin", "kind", name=op.f("uq_evidence_file_claim_no_sha256_of_kin_kind")
        ),
    )
    op.create_index(op.f("ix_evidence_file_sha256"), "evidence_file", ["sha256"], unique=False)


def evidence_file_private() -> None:
    """The name under which a file came."""
    op.create_table(
        "evidence_file_private",
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_evidence_file_private_claim_no")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_evidence_file_private")),
    )
    op.create_index(op.f("ix_evidence_file_private_claim_no"), "evidence_file_private", ["claim_no"], unique=False)


def evidence_mark() -> None:
    """What an officer found on looking at a file: `checked` 已核对, `unreadable` 看不清, `matches` 与原件一致."""
    op.create_table(
        "evidence_mark",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.CheckConstraint("mark IN ('checked', 'unreadable', 'matches')", name=op.f("ck_evidence_mark_mark")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_evidence_mark_claim_no")),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_file.id"], name=op.f("fk_evidence_mark_file_id")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_evidence_mark_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_mark")),
    )
    op.create_index(op.f("ix_evidence_mark_claim_no"), "evidence_mark", ["claim_no"], unique=False)
    op.create_index(op.f("ix_evidence_mark_file_id"), "evidence_mark", ["file_id"], unique=False)
