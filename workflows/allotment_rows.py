"""On whose desk the work of a post lies, as the database tells it: the last allotment, while its holder has the post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, exists, or_, select, tuple_

from claims.store.tables import table
from workflows.clock_rules import CLOCK_RULES, post_of
from workflows.roles import Actor, Role

ALLOTMENT, POST = table("allotment"), table("post")
CALLS = "call_back"  # of no period: the calls of a case lie where the work of its intake lies


def held(today: date) -> Select[Any]:
    """The work that lies on somebody's desk: the case, the post, the account."""
    later = ALLOTMENT.alias("later")
    same = (later.c.claim_no == ALLOTMENT.c.claim_no, later.c.role == ALLOTMENT.c.role)
    given_on = exists().where(*same, later.c.generation > ALLOTMENT.c.generation)
    holds = exists().where(
        POST.c.username == ALLOTMENT.c.username,
        POST.c.role == ALLOTMENT.c.role,
        POST.c.valid_from <= today,
        or_(POST.c.valid_to.is_(None), POST.c.valid_to >= today),
    )
    return select(ALLOTMENT.c.claim_no, ALLOTMENT.c.role, ALLOTMENT.c.username).where(~given_on, holds)


def lies_elsewhere(
    actor: Actor, today: date, claim_no: ColumnElement[str], code: ColumnElement[str]
) -> ColumnElement[bool]:
    """Whether the work that a period of this code makes lies on the desk of somebody else."""
    others = held(today).where(ALLOTMENT.c.username != actor.username).with_only_columns(
        ALLOTMENT.c.claim_no, ALLOTMENT.c.role
    )  # fmt: skip
    return tuple_(claim_no, _post(code)).in_(others)


def holders_of(connection: Connection, numbers: Iterable[str], today: date) -> frozenset[tuple[str, Role]]:
    """The cases and posts, among these cases, whose work lies on somebody's desk."""
    wanted = held(today).where(ALLOTMENT.c.claim_no.in_(sorted(set(numbers))))
    return frozenset((row.claim_no, Role(row.role)) for row in connection.execute(wanted))


def _post(code: ColumnElement[str]) -> ColumnElement[str]:
    """The post that keeps the periods of a code; empty for what is another's to do."""
    codes: dict[Role, list[str]] = defaultdict(list)
    for one in CLOCK_RULES:
        if (role := post_of(one)) is not None:
            codes[role].append(one)
    codes[Role.INTAKE].append(CALLS)
    return case(*((code.in_(own), role.value) for role, own in codes.items()), else_="")
