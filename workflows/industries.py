"""The industries that cases name, for the filters of reports."""

from __future__ import annotations

from sqlalchemy import Connection, select

from claims.rules import Rules
from claims.store.tables import table
from workflows.told_of_order import known_industries

CLAIM = table("claim")


def industries_of(connection: Connection, rules: Rules) -> list[str]:
    """The industries of the lists that any case names, in their order."""
    return sorted(
        known_industries(rules).intersection(connection.execute(select(CLAIM.c.industry).distinct()).scalars())
    )
