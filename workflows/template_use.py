"""How many letters were issued of each kind: whoever changes a text sees how many stand in the one of before."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from claims.store.tables import table

LETTER = table("letter")


def letters_by_kind(connection: Connection) -> Mapping[str, int]:
    """The count of letters by kind."""
    counted = select(LETTER.c.kind, func.count()).group_by(LETTER.c.kind)
    return {row[0]: int(row[1]) for row in connection.execute(counted)}
