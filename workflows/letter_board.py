"""The letters of the bureau as a list: filtered, a page at a time, each with how its service stands; a page goes on behind the
last letter of the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, or_, select, tuple_

from claims.store.rows import Row, select_among
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.case_heads import Head, heads_of
from workflows.case_list import COUNTED_MAX
from workflows.letter_lookup import read_number
from workflows.letter_register import STATE_NAMES
from workflows.recipients import RECIPIENT_NAMES
from workflows.roles import Actor
from workflows.sight import CLAIM, sees

LETTER, SERVICE = table("letter"), table("service")
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class WantedLetters:
    """Which letters: of a kind, in a state, with a service in a state, on a case or with a number, dated between two days.

    `after` is the letter behind which the page begins, by its day and id.
    """

    kind: str = ""
    state: str = ""
    service: str = ""
    text: str = ""
    dated_from: date | None = None
    dated_to: date | None = None
    after: tuple[date | str, str] | None = None


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """A letter in the list: its row, what it is called, its state as people call it, its case, and on whom it is served."""

    row: Row
    name: str
    state: str
    head: Head
    services: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FoundLetters:
    """A page of letters, how many there are in all, counted up to one more than `COUNTED_MAX`, and the letter behind which
    the next page begins (None: this is the last)."""

    letters: Sequence[ListedLetter]
    total: int
    after: tuple[date | str, str] | None


def letter_list(connection: Connection, actor: Actor, today: date, wanted: WantedLetters) -> FoundLetters:
    """The letters on cases that `actor` may see, the latest first."""
    conditions = [sees(actor, today), *_conditions(wanted)]
    joined = LETTER.join(CLAIM, CLAIM.c.no == LETTER.c.claim_no)
    some = select(LETTER.c.id).select_from(joined).where(*conditions).limit(COUNTED_MAX + 1).subquery()
    total = connection.execute(select(func.count()).select_from(some)).scalar_one()
    found = select(LETTER).select_from(joined).where(*conditions)
    if wanted.after is not None:
        found = found.where(tuple_(LETTER.c.dated_on, LETTER.c.id) < wanted.after)
    found = found.order_by(LETTER.c.dated_on.desc(), LETTER.c.id.desc()).limit(PAGE_ROWS + 1)
    rows = [dict(row) for row in connection.execute(found).mappings()]
    page, after = rows[:PAGE_ROWS], None
    if len(rows) > PAGE_ROWS:
        after = (page[-1]["dated_on"], page[-1]["id"])
    heads = heads_of(connection, (row["claim_no"] for row in page))
    services = select_among(connection, "service", "letter_id", [row["id"] for row in page])
    return FoundLetters([_listed(row, heads, services) for row in page], int(total), after)


def _conditions(wanted: WantedLetters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(LETTER.c.kind == wanted.kind)
    if wanted.state:
        found.append(LETTER.c.state == wanted.state)
    if wanted.service:
        found.append(LETTER.c.id.in_(select(SERVICE.c.letter_id).where(SERVICE.c.state == wanted.service)))
    if wanted.text:
        found.append(or_(LETTER.c.claim_no == wanted.text, LETTER.c.number == read_number(wanted.text)))
    if wanted.dated_from:
        found.append(LETTER.c.dated_on >= wanted.dated_from)
    if wanted.dated_to:
        found.append(LETTER.c.dated_on <= wanted.dated_to)
    return found


def _listed(row: Row, heads: Mapping[str, Head], services: Sequence[Row]) -> ListedLetter:
    mine = tuple(
        (RECIPIENT_NAMES[one["recipient_kind"]], str(one["state"])) for one in services if one["letter_id"] == row["id"]
    )
    state = STATE_NAMES.get(row["state"], row["state"])
    return ListedLetter(row, letter_kind(row["kind"]).name, state, heads[row["claim_no"]], mine)
