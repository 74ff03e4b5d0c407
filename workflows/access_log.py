"""Who looked at what: written down when it happens, shown to the person it is about and to the auditor.

The log holds ids and codes. A page that is read again within ten minutes is one look; every search by a number, export and
unmasking is a look of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, or_, select

from claims.canonical import sha256_hex
from claims.clock import instant_text
from claims.store.rows import Row, insert_rows
from claims.store.tables import table
from workflows.transaction import Desk, in_one_transaction, reading

LOG, ACCOUNT, CLAIM = table("access_log"), table("account"), table("claim")
ONE_LOOK = timedelta(minutes=10)
ROWS_SHOWN = 200


class Access(StrEnum):
    """What was looked at, or what was done with it."""

    CASE = "case"
    LETTER = "letter"
    FILE = "file"
    SEARCH = "search"
    EXPORT = "export"
    UNMASK = "unmask"


JOINED = frozenset({Access.CASE, Access.LETTER, Access.FILE})


@dataclass(frozen=True, slots=True)
class Look:
    """One row of the log, with the name and the house of who looked."""

    at: str
    username: str
    display_name: str
    org: str
    what: Access
    claim_no: str | None
    person_id: str | None
    field: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which looks: by whom, of what, on which case, of which person, between which instants (UTC text, the last excluded).

    Those on a case that is `closed` to who asks are left out.
    """

    username: str | None = None
    what: Access | None = None
    claim_no: str | None = None
    person_id: str | None = None
    from_at: str | None = None
    before_at: str | None = None
    closed: frozenset[str] = frozenset()


def note_read(
    desk: Desk,
    actor_username: str,
    what: Access,
    claim_no: str | None = None,
    person_id: str | None = None,
    field: str | None = None,
    reason: str | None = None,
    key: str | None = None,
) -> None:
    """Write down that somebody looked. `field` is a code, `reason` names nobody, of `key` only its hash is kept."""
    row: Row = {
        "at": instant_text(desk.instant()),
        "username": actor_username,
        "what": what.value,
        "claim_no": claim_no,
        "person_id": person_id,
        "field": field,
        "reason": reason,
        "key_hash": sha256_hex(key) if key else None,
    }
    if what in JOINED:
        with reading(desk) as connection:
            if _is_one_look(desk, connection, row):
                return
    in_one_transaction(desk, lambda connection: insert_rows(connection, "access_log", [row]))


def _is_one_look(desk: Desk, connection: Connection, row: Row) -> bool:
    """Whether the same look stands in the log already, and is not over."""
    since = instant_text(desk.instant() - ONE_LOOK)
    same = [LOG.c[name].is_not_distinct_from(row[name]) for name in ("what", "claim_no", "person_id", "field")]
    found = select(LOG.c.id).where(LOG.c.username == row["username"], LOG.c.at > since, *same)
    return connection.execute(found.limit(1)).first() is not None


def reads_of_person(desk: Desk, person_id: str, limit: int = ROWS_SHOWN, offset: int = 0) -> tuple[Look, ...]:
    """Who looked at the data of a person or into the person's cases, the latest first: for the person."""
    own = select(CLAIM.c.no).where(or_(CLAIM.c.person_id == person_id, CLAIM.c.claimant_id == person_id))
    return _looks(desk, [or_(LOG.c.person_id == person_id, LOG.c.claim_no.in_(own))], limit, offset)


def reads(desk: Desk, filters: Filters, limit: int = ROWS_SHOWN, offset: int = 0) -> tuple[Look, ...]:
    """The looks that the filters leave, the latest first: for the auditor."""
    wanted = {
        "username": filters.username,
        "what": filters.what.value if filters.what else None,
        "claim_no": filters.claim_no,
        "person_id": filters.person_id,
    }
    conditions = [LOG.c[name] == value for name, value in wanted.items() if value is not None]
    if filters.from_at is not None:
        conditions.append(LOG.c.at >= filters.from_at)
    if filters.before_at is not None:
        conditions.append(LOG.c.at < filters.before_at)
    if filters.closed:
        conditions.append(or_(LOG.c.claim_no.is_(None), LOG.c.claim_no.not_in(sorted(filters.closed))))
    return _looks(desk, conditions, limit, offset)


def _looks(desk: Desk, conditions: Sequence[ColumnElement[bool]], limit: int, offset: int) -> tuple[Look, ...]:
    joined = LOG.join(ACCOUNT, ACCOUNT.c.username == LOG.c.username)
    columns = [LOG.c[name] for name in ("at", "username", "what", "claim_no", "person_id", "field", "reason")]
    found = select(*columns, ACCOUNT.c.display_name, ACCOUNT.c.org).select_from(joined).where(*conditions)
    with reading(desk) as connection:
        rows = connection.execute(found.order_by(LOG.c.id.desc()).limit(limit).offset(offset)).mappings()
        return tuple(Look(**{**row, "what": Access(row["what"])}) for row in rows)
