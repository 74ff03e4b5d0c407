"""What a list says of each case: whose it is (masked), where it stands, what it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from claims.masking import masked_name
from claims.store.private import open_one
from claims.store.rows import Row, select_among
from claims.store.tables import table

CLAIM, PRIVATE = table("claim"), table("person_private")
SHOWN = (
    "no",
    "state",
    "version",
    "platform",
    "industry",
    "person_id",
    "accident_on",
    "reported_on",
    "received_on",
    "accepted_on",
    "fast_lane",
    "grade",
)


@dataclass(frozen=True, slots=True)
class Head:
    """A case in a list. `name` is masked; `since_on` is the day from which it waits for the bureau."""

    no: str
    name: str
    state: str
    platform: str
    industry: str
    accident_on: date
    reported_on: date
    received_on: date | None
    accepted_on: date | None
    fast: bool
    grade: int | None

    @property
    def since_on(self) -> date:
        """The day from which the case has been with the bureau."""
        return self.received_on or self.reported_on


def heads_of(connection: Connection, numbers: Iterable[str]) -> dict[str, Head]:
    """The cases of these numbers, by number."""
    found = heads_selected().where(CLAIM.c.no.in_(sorted(set(numbers))))
    rows = connection.execute(found).mappings()
    return {row["no"]: head_of(connection, dict(row), row["body"]) for row in rows}


def heads_selected() -> Select[Any]:
    """Cases with what is stored of their persons as `body`, each a row for `head_of`."""
    joined = CLAIM.outerjoin(PRIVATE, PRIVATE.c.person_id == CLAIM.c.person_id)
    return select(*(CLAIM.c[name] for name in SHOWN), PRIVATE.c.body).select_from(joined)


def heads(connection: Connection, rows: Iterable[Row]) -> dict[str, Head]:
    """The heads of rows of `claim` that hold at least the columns `SHOWN`, in their order."""
    cases = list(rows)
    names = names_of(connection, (row["person_id"] for row in cases))
    return {row["no"]: _head(row, names.get(row["person_id"], "")) for row in cases}


def head_of(connection: Connection, claim: Row, sealed: str | None) -> Head:
    """The head of a case; `sealed` is what is stored of its person, None of one who has been erased."""
    if sealed is None:
        return _head(claim, "")
    return _head(claim, _masked(open_one(connection, "person_private", claim["person_id"], "body", sealed)))


def names_of(connection: Connection, person_ids: Iterable[str]) -> dict[str, str]:
    """The names of persons, masked, by id."""
    rows = select_among(connection, "person_private", "person_id", sorted(set(person_ids)))
    return {row["person_id"]: _masked(row["body"]) for row in rows}


def _masked(body: str) -> str:
    return masked_name(json.loads(body).get("name", ""))


def _head(row: Row, name: str) -> Head:
    return Head(
        no=row["no"],
        name=name,
        state=row["state"],
        platform=row["platform"],
        industry=row["industry"],
        accident_on=row["accident_on"],
        reported_on=row["reported_on"],
        received_on=row["received_on"],
        accepted_on=row["accepted_on"],
        fast=bool(row["fast_lane"]),
        grade=row["grade"],
    )
