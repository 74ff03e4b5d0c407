"""The industries that cases name, for the filters of reports."""

from __future__ import annotations

from sqlalchemy import Connection, select

from claims.store.tables import table

CLAIM = table("claim")


def industries_of(connection: Connection) -> list[str]:
    """The industries that any case names, in their order."""
    return sorted(connection.execute(select(CLAIM.c.industry).distinct()).scalars())
