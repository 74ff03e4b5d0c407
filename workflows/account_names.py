"""What accounts are called on a page, by their sign-in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from claims.store.tables import table
from workflows.people import RIDER_ORG

ACCOUNT = table("account")


def account_names(connection: Connection, usernames: Iterable[str]) -> dict[str, str]:
    """The names of these accounts; nothing is asked where none is named."""
    wanted = sorted(set(usernames))
    if not wanted:
        return {}
    found = select(ACCOUNT.c.username, ACCOUNT.c.display_name).where(ACCOUNT.c.username.in_(wanted))
    return {row.username: row.display_name for row in connection.execute(found)}


def colleague_names(connection: Connection) -> dict[str, str]:
    """The names of all accounts but those of riders, of whom there are as many as cases."""
    found = select(ACCOUNT.c.username, ACCOUNT.c.display_name).where(ACCOUNT.c.org != RIDER_ORG)
    return {row.username: row.display_name for row in connection.execute(found)}
