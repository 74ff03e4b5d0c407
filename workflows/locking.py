"""Opening a case for a move: one statement locks the claim and reads who is acting, with the posts held that day.

Locks are taken in one order everywhere: person, then claim (in order of number), then everything else of the claim.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, literal_column, or_, select, union_all

from claims.clock import instant_text
from claims.store.private import open_one
from claims.store.rows import Compiled, Row, compile_once, fetch, with_dates
from claims.store.tables import table
from workflows.own_cases import own_cases, recused_cases
from workflows.roles import SYSTEM, Actor, Role

CLAIM = table("claim")
ACCOUNT = table("account")
POST = table("post")
PERSON = table("person")
BATCH = table("batch")
ACTOR_COLUMNS = (
    ACCOUNT.c.username.label("a_username"),
    ACCOUNT.c.org.label("a_org"),
    ACCOUNT.c.id_index.label("a_id_index"),
    ACCOUNT.c.person_id.label("a_person_id"),
    POST.c.role.label("a_role"),
    POST.c.limit_fen.label("a_limit_fen"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A locked claim (None where there is no such number), the actor, and the database's instant."""

    claim: Row | None
    actor: Actor | None
    instant: str
    own_case: bool = False
    recused: bool = False


def _instant_column(dialect: str) -> Any:
    if dialect == "sqlite":
        return literal_column("strftime('%Y-%m-%dT%H:%M:%f000Z','now')").label("a_instant")
    pattern = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
    return func.to_char(func.clock_timestamp(), literal_column(f"'{pattern}'")).label("a_instant")


def post_in_force() -> Any:
    """Whether a post is held on the day that is bound as `day`."""
    day: Any = bindparam("day")
    return and_(
        POST.c.username == ACCOUNT.c.username,
        POST.c.valid_from <= day,
        or_(POST.c.valid_to.is_(None), POST.c.valid_to >= day),
    )


def _claim_statement(dialect: str) -> Select[Any]:
    joined = CLAIM.outerjoin(ACCOUNT, ACCOUNT.c.username == bindparam("actor")).outerjoin(POST, post_in_force())
    own = CLAIM.c.no.in_(union_all(*own_cases(ACCOUNT.c.id_index))).label("a_own")
    recused = CLAIM.c.no.in_(recused_cases(ACCOUNT.c.id_index)).label("a_recused")
    columns = (*CLAIM.c, *ACTOR_COLUMNS, own, recused, _instant_column(dialect))
    return select(*columns).select_from(joined).where(CLAIM.c.no == bindparam("no")).with_for_update(of=CLAIM)


def _actor_statement(dialect: str) -> Select[Any]:
    joined = ACCOUNT.outerjoin(POST, post_in_force())
    return (
        select(*ACTOR_COLUMNS, _instant_column(dialect))
        .select_from(joined)
        .where(ACCOUNT.c.username == bindparam("actor"))
    )


_texts: dict[tuple[str, str], Compiled] = {}


def _run(connection: Connection, which: str, **bound: Any) -> list[Row]:
    dialect = connection.dialect.name
    if (dialect, which) not in _texts:
        build = {"claim": _claim_statement, "actor": _actor_statement}[which]
        _texts[dialect, which] = compile_once(connection, build(dialect))
    return with_dates(connection, "claim", fetch(connection, _texts[dialect, which], bound))


def open_claim(connection: Connection, no: str, username: str, day: date) -> Opened:
    """Lock claim `no` and read the account `username` with the posts it holds on `day`."""
    found = _run(connection, "claim", no=no, actor=username, day=day)
    if not found:
        actor, instant = open_actor(connection, username, day)
        return Opened(None, actor, instant)
    first = found[0]
    claim = {name: value for name, value in first.items() if not name.startswith("a_")}
    return Opened(claim, _actor(found), first["a_instant"], bool(first["a_own"]), bool(first["a_recused"]))


def own_or_recused(connection: Connection, actor: Actor, numbers: Sequence[str]) -> tuple[set[str], set[str]]:
    """Which of these cases are the actor's own, and on which he is recused."""
    among = select(CLAIM.c.no).where(CLAIM.c.no.in_(numbers))
    own = among.where(CLAIM.c.no.in_(union_all(*own_cases(actor.id_index))))
    recused = among.where(CLAIM.c.no.in_(recused_cases(actor.id_index)))
    return set(connection.execute(own).scalars()), set(connection.execute(recused).scalars())


def open_actor(connection: Connection, username: str, day: date) -> tuple[Actor | None, str]:
    """The account `username` with the posts it holds on `day`, and the database's instant."""
    if username == SYSTEM.username:
        return SYSTEM, instant_text(_database_now(connection))
    found = _run(connection, "actor", actor=username, day=day)
    if not found:
        return None, instant_text(_database_now(connection))
    return _actor(found), found[0]["a_instant"]


def _actor(rows: list[Row]) -> Actor | None:
    return None if rows[0]["a_username"] is None else read_actor(rows)


def read_actor(rows: list[Row]) -> Actor:
    """The account of rows that hold `ACTOR_COLUMNS`, one for each post."""
    first = rows[0]
    held = [(Role(row["a_role"]), row["a_limit_fen"]) for row in rows if row["a_role"]]
    return Actor(
        username=first["a_username"],
        org=first["a_org"],
        id_index=first["a_id_index"],
        person_id=first["a_person_id"],
        roles=frozenset(role for role, _ in held),
        limits_fen=tuple((role, limit) for role, limit in held if limit is not None),
    )


def _database_now(connection: Connection) -> datetime:
    row = connection.execute(select(_instant_column(connection.dialect.name))).scalar_one()
    return datetime.fromisoformat(str(row))


def lock_person(connection: Connection, person_id: str) -> str | None:
    """Lock the person's row, so that two cases of one person cannot pass the one-route check at once; returns the ID index.

    Where there is no such person there is nothing to lock; a guard says so.
    """
    found = select(PERSON.c.id_index).where(PERSON.c.id == person_id).with_for_update()
    return connection.execute(found).scalar_one_or_none()


def read_person(connection: Connection, person_id: str) -> dict[str, Any] | None:
    """Name, ID number and whether synthetic, of a registered person; None for an unknown id."""
    dialect = connection.dialect.name
    if (dialect, "person") not in _texts:
        private = table("person_private")
        joined = PERSON.join(private, private.c.person_id == PERSON.c.id)
        found = select(private.c.body, PERSON.c.synthetic).select_from(joined).where(PERSON.c.id == bindparam("id"))
        _texts[dialect, "person"] = compile_once(connection, found)
    rows = fetch(connection, _texts[dialect, "person"], {"id": person_id})
    if not rows:
        return None
    body = open_one(connection, "person_private", person_id, "body", rows[0]["body"])
    return {**json.loads(body), "synthetic": bool(rows[0]["synthetic"])}


def lock_batch(connection: Connection, batch_no: str) -> Row | None:
    """Lock a payment batch, so that nothing joins, leaves or seals it meanwhile."""
    dialect = connection.dialect.name
    if (dialect, "batch") not in _texts:
        found = select(BATCH).where(BATCH.c.no == bindparam("no")).with_for_update()
        _texts[dialect, "batch"] = compile_once(connection, found)
    rows = with_dates(connection, "batch", fetch(connection, _texts[dialect, "batch"], {"no": batch_no}))
    return rows[0] if rows else None


def person_of(connection: Connection, claim_no: str) -> str | None:
    """The injured person of a claim, read without a lock: where that changes meanwhile, so does the version of the claim."""
    return connection.execute(select(CLAIM.c.person_id).where(CLAIM.c.no == claim_no)).scalar_one_or_none()
