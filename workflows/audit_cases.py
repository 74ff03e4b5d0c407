"""Cases as an auditor goes through them: a list by number, and why a case was opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import select_one
from claims.store.tables import table
from workflows.access_log import Access, note_read
from workflows.case_heads import SHOWN, Head, heads
from workflows.case_sums import arrived_by_case, decided_by_case
from workflows.transaction import Desk, reading
from workflows.unmasking import names_the_person

CLAIM, ITEM, LOG = (table(name) for name in ("claim", "award_item", "access_log"))
PAGE_ROWS = 50
PURPOSE = "purpose"
PURPOSE_FOR = timedelta(hours=12)
PURPOSE_CHARACTERS = 4
PURPOSE_MAX = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A case in the list, with what was decided on it and what has arrived (of one item where the list is of that), in fen."""

    head: Head
    awarded_fen: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Sought:
    """Which cases: by the year of the accident, an item on them, a platform, a grade, a part of the number."""

    year: int | None = None
    item: str | None = None
    platform: str | None = None
    grade: int | None = None
    text: str | None = None


def cases_to_audit(
    desk: Desk, sought: Sought, closed: Collection[str], after: str = "", rows: int = PAGE_ROWS
) -> tuple[int, tuple[Listed, ...]]:
    """How many cases there are without those that are `closed` to who looks, and those behind the number `after`, by number."""
    with reading(desk) as connection:
        is_open = CLAIM.c.no.not_in(sorted(closed))
        total = connection.execute(_wanted(select(func.count()).select_from(CLAIM).where(is_open), sought)).scalar_one()
        chosen = _wanted(select(*(CLAIM.c[name] for name in SHOWN)).where(is_open), sought).where(CLAIM.c.no > after)
        found = [dict(row) for row in connection.execute(chosen.order_by(CLAIM.c.no).limit(rows)).mappings()]
        known = heads(connection, found)
        decided = decided_by_case(connection, list(known), sought.item)
        arrived = arrived_by_case(connection, list(known), sought.item)
    return int(total), tuple(Listed(head, decided.get(no, 0), arrived.get(no, 0)) for no, head in known.items())


def _wanted(statement: Select[Any], sought: Sought) -> Select[Any]:
    if sought.year is not None:
        statement = statement.where(CLAIM.c.accident_on.between(date(sought.year, 1, 1), date(sought.year, 12, 31)))
    if sought.item is not None:
        statement = statement.where(exists().where(ITEM.c.claim_no == CLAIM.c.no, ITEM.c.code == sought.item))
    if sought.platform is not None:
        statement = statement.where(CLAIM.c.platform == sought.platform)
    if sought.grade is not None:
        statement = statement.where(CLAIM.c.grade == sought.grade)
    if sought.text is not None:
        statement = statement.where(CLAIM.c.no.contains(sought.text, autoescape=True))
    return statement


def has_purpose(desk: Desk, username: str, claim_no: str) -> bool:
    """Whether this auditor has said within twelve hours why the case is opened."""
    since = instant_text(desk.instant() - PURPOSE_FOR)
    said = (LOG.c.username == username, LOG.c.at > since, LOG.c.claim_no == claim_no, LOG.c.field == PURPOSE)
    with reading(desk) as connection:
        return connection.execute(select(LOG.c.id).where(*said).limit(1)).first() is not None


def say_purpose(desk: Desk, username: str, claim_no: str, purpose: str) -> None:
    """Write down why an auditor opens a case. Raises BadInput purpose_missing, unmask_reason_names, Refused no_such_claim."""
    said = " ".join(unicodedata.normalize("NFKC", purpose).split())[:PURPOSE_MAX]
    if len(said) < PURPOSE_CHARACTERS:
        raise BadInput("purpose_missing", least=PURPOSE_CHARACTERS)
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=claim_no)
        if claim is None:
            raise Refused("no_such_claim", claim=claim_no)
        if names_the_person(connection, claim_no, claim["person_id"], said):
            raise BadInput("unmask_reason_names")
    note_read(desk, username, Access.CASE, claim_no, field=PURPOSE, reason=said)
