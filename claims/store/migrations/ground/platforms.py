"""The tables of `claims.store.platforms` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def api_key_private() -> None:
    """The secret of a key."""
    op.create_table(
        "api_key_private",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_key_private")),
    )


def api_nonce() -> None:
    """A request that was signed has been seen: `id` is a hash of key and nonce. After `ends_at` its time stamp is stale."""
    op.create_table(
        "api_nonce",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_nonce")),
    )
    op.create_index(op.f("ix_api_nonce_ends_at"), "api_nonce", ["ends_at"], unique=False)


def platform_endpoint_private() -> None:
    """The secret with which what is sent there is signed."""
    op.create_table(
        "platform_endpoint_private",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_platform_endpoint_private")),
    )


def api_answer() -> None:
    """What a platform asked under an Idempotency-Key, and what it was answered; `id` is a hash of platform and key."""
    op.create_table(
        "api_answer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.CheckConstraint("(status IS NULL) = (body IS NULL)", name=op.f("ck_api_answer_answered_whole")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_api_answer_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_answer")),
    )
    op.create_index(op.f("ix_api_answer_username"), "api_answer", ["username"], unique=False)


def api_key() -> None:
    """A key 密钥 of a platform's program. What it does, `username` does; `scopes` and `networks` are joined by commas."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("networks", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_api_key_revoked_whole")),
        sa.CheckConstraint("slot IN (1, 2)", name=op.f("ck_api_key_slot")),
        sa.ForeignKeyConstraint(["username"], ["account.username"], name=op.f("fk_api_key_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )
    op.create_index(
        "ix_api_key_live",
        "api_key",
        ["platform", "sandbox", "slot"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index(op.f("ix_api_key_platform"), "api_key", ["platform"], unique=False)
    op.create_index(op.f("ix_api_key_username"), "api_key", ["username"], unique=False)


def platform_endpoint() -> None:
    """Where a platform wants to be told of what concerns it; set by its own people."""
    op.create_table(
        "platform_endpoint",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["account.username"], name=op.f("fk_platform_endpoint_set_by")),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_platform_endpoint")),
    )
    op.create_index(op.f("ix_platform_endpoint_set_by"), "platform_endpoint", ["set_by"], unique=False)


def api_call() -> None:
    """A request that was signed: when, under which key, which route, and what came of it. No names, no bodies."""
    op.create_table(
        "api_call",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_api_call_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_call")),
    )
    op.create_index(op.f("ix_api_call_at"), "api_call", ["at"], unique=False)
    op.create_index(op.f("ix_api_call_key_id"), "api_call", ["key_id"], unique=False)
    op.create_index("ix_api_call_platform_id", "api_call", ["platform", "id"], unique=False)
