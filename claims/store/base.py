"""What all stored tables share: names, and the text forms of instants, documents and ids.

Ids are readable text (`TL-2025-000041/payment-14`), instants are fixed-width UTC text, documents are
canonical JSON text: the stored bytes are the hashed bytes, on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Text
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class Stored(SQLModel):
    """A stored row; its table is named as the class, in snake_case."""

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


def key() -> Any:
    """A text primary key."""
    return Field(sa_column=Column(Text, primary_key=True))


def text(*, unique: bool = False, index: bool = False) -> Any:
    """A text that is always there."""
    return Field(sa_type=Text, nullable=False, unique=unique, index=index)


def maybe_text(*, unique: bool = False, index: bool = False) -> Any:
    """A text that may be absent."""
    return Field(default=None, sa_type=Text, nullable=True, unique=unique, index=index)


def refers(target: str, *, index: bool = True, optional: bool = False, unique: bool = False) -> Any:
    """A reference to another table's key; with `unique`, by at most one row."""
    if optional:
        return Field(default=None, sa_type=Text, nullable=True, foreign_key=target, index=index)
    return Field(sa_type=Text, nullable=False, foreign_key=target, index=index and not unique, unique=unique)


def counter() -> Any:
    """An integer key given by the database."""
    return Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=True))


def fen(initial: int | None = None) -> Any:
    """A sum in fen; a district's sums together can pass what four bytes hold."""
    if initial is None:
        return Field(sa_type=BigInteger, nullable=False)
    return Field(default=initial, sa_type=BigInteger, nullable=False)


def maybe_fen() -> Any:
    """A sum in fen that may be absent."""
    return Field(default=None, sa_type=BigInteger, nullable=True)


def whole(*columns: str) -> str:
    """A condition that these columns hold whole numbers: SQLite would take 0.5 or a text for an integer."""
    return " AND ".join(f"{column} = CAST({column} AS BIGINT)" for column in columns)
