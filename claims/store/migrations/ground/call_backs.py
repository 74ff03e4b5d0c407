"""The tables of `claims.store.call_backs` as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def call_back() -> None:
    """A call that a person asked for 请我局打电话, or that the answer to his report has promised him (`promised`)."""
    op.create_table(
        "call_back",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("promised", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("suits", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (closed_on IS NULL)", name=op.f("ck_call_back_closed")),
        sa.CheckConstraint("state IN ('open', 'reached', 'taken_back', 'ended')", name=op.f("ck_call_back_state")),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name=op.f("ck_call_back_closed_by")),
        sa.CheckConstraint("tries >= 0 AND (tries = 0) = (tried_on IS NULL)", name=op.f("ck_call_back_tries")),
        sa.ForeignKeyConstraint(["claim_no"], ["claim.no"], name=op.f("fk_call_back_claim_no")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_call_back_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    op.create_index(op.f("ix_call_back_claim_no"), "call_back", ["claim_no"], unique=False)
    op.create_index(op.f("ix_call_back_person_id"), "call_back", ["person_id"], unique=False)
    op.create_index(
        "uq_call_back_open",
        "call_back",
        ["claim_no", "person_id", "promised"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
