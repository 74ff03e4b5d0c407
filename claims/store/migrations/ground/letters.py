"""The tables of `claims.store.letters` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def letter_private() -> None:
    """The data snapshot a letter is rendered from, with the salt of its commitment."""
    op.create_table(
        "letter_private",
        sa.Column("letter_id", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter_private")),
    )


def series() -> None:
    """A number series of one kind and year; the last number given and the day it was given for."""
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last_serial >= 0", name=op.f("ck_series_serial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("series", "year", name=op.f("uq_series_series_year")),
    )


def consent() -> None:
    """A recipient's consent to electronic service 电子送达同意 on one case; it ends the day before `withdrawn_on`."""
    op.create_table(
        "consent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name=op.f("ck_consent_period")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_consent_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_claim_no"), "consent", ["claim_no"], unique=False)


def letter() -> None:
    """A letter 文书 that was issued; its number is gap-free in its series and year."""
    op.create_table(
        "letter",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("verify_code", sa.Text(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("snapshot_commitment", sa.Text(), nullable=False),
        sa.Column("template_sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("overtakes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_letter_claim_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_letter_number")),
        sa.UniqueConstraint("series", "year", "serial", name=op.f("uq_letter_series_year_serial")),
        sa.UniqueConstraint("verify_code", name=op.f("uq_letter_verify_code")),
    )
    op.create_index(op.f("ix_letter_claim_no"), "letter", ["claim_no"], unique=False)
    op.create_index("ix_letter_in_order", "letter", ["dated_on", "id"], unique=False)
    op.create_index(op.f("ix_letter_state"), "letter", ["state"], unique=False)


def letter_file() -> None:
    """A file of a letter as it was made: `id` is the letter's, with variant and whether it is signed."""
    op.create_table(
        "letter_file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("unsigned_sha256", sa.Text(), nullable=False),
        sa.Column("unsigned_size_bytes", sa.Integer(), nullable=False),
        sa.Column("signed_sha256", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.Text(), nullable=True),
        sa.Column("certificate_sha256", sa.Text(), nullable=True),
        sa.Column("certificate_subject", sa.Text(), nullable=True),
        sa.Column("template_sha256", sa.Text(), nullable=False),
        sa.Column("engine_sha256", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "id = letter_id || '/' || variant || CASE WHEN signed_sha256 IS NULL THEN '/unsigned' ELSE '/signed' END",
            name=op.f("ck_letter_file_one_of_each"),
        ),
        sa.CheckConstraint(
            "(certificate_sha256 IS NULL) = (certificate_subject IS NULL)",
            name=op.f("ck_letter_file_certificate_whole"),
        ),
        sa.CheckConstraint(
            "(signed_sha256 IS NULL) = (signed_at IS NULL) AND (signed_at IS NULL) = (certificate_sha256 IS NULL)",
            name=op.f("ck_letter_file_signed_whole"),
        ),
        sa.CheckConstraint(
            "size_bytes >= unsigned_size_bytes AND unsigned_size_bytes > 0", name=op.f("ck_letter_file_sizes")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_file_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_file")),
    )
    op.create_index(op.f("ix_letter_file_letter_id"), "letter_file", ["letter_id"], unique=False)
    op.create_index(op.f("ix_letter_file_signed_sha256"), "letter_file", ["signed_sha256"], unique=False)
    op.create_index(op.f("ix_letter_file_unsigned_sha256"), "letter_file", ["unsigned_sha256"], unique=False)


def service() -> None:
    """Service 送达 of a letter on one recipient, who has one record of it as long as no other takes his place."""
    op.create_table(
        "service",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("consent_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "variant = 'party' OR recipient_kind NOT IN ('platform', 'third_party')",
            name=op.f("ck_service_copy_of_others"),
        ),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_service_claim_no")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_service_consent_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_service_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    op.create_index(op.f("ix_service_claim_no"), "service", ["claim_no"], unique=False)
    op.create_index(op.f("ix_service_consent_id"), "service", ["consent_id"], unique=False)
    op.create_index(op.f("ix_service_letter_id"), "service", ["letter_id"], unique=False)
    op.create_index("ix_service_recipient", "service", ["recipient"], unique=False)
    op.create_index(
        "ix_service_unserved",
        "service",
        ["claim_no"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending','sent','undelivered')"),
        postgresql_where=sa.text("state IN ('pending','sent','undelivered')"),
    )
    op.create_index(
        "uq_service_recipient",
        "service",
        ["letter_id", "recipient", "recipient_kind"],
        unique=True,
        sqlite_where=sa.text("state <> 'replaced'"),
        postgresql_where=sa.text("state <> 'replaced'"),
    )
