"""分派 and 领取: whose desk the work of a post on a case lies on. A head gives it out, or somebody of the post takes it.

Who may act stays as it is: the post decides that, not the allotment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import Row, insert_rows, select_among
from claims.store.tables import table
from workflows.locking import open_actor
from workflows.roles import ROLE_NAMES, Actor, Role
from workflows.sight import may_see_case
from workflows.transaction import Desk, in_one_transaction

GIVES = (Role.SECTION_HEAD,)
REASON_MAX = 200
CLAIM, ALLOTMENT = table("claim"), table("allotment")


@dataclass(frozen=True, slots=True)
class Pick:
    """The work of a post on a case as a page showed it: `generation` is that of the allotment then in force, 0 for none."""

    claim_no: str
    role: Role
    generation: int


@dataclass(frozen=True, slots=True)
class Given:
    """How many pieces of work were given, and the cases on which somebody was quicker or this person may not work."""

    count: int
    passed_over: tuple[str, ...]


def give(desk: Desk, by: str, picks: Sequence[Pick], username: str, reason: str) -> Given:
    """Give these pieces of work to `username`, as a head of section; what lay on a desk already needs a reason.

    Raises Refused where `by` may not or `username` does not hold the post today, BadInput where nothing is picked or the
    reason is missing.
    """
    if not picks:
        raise BadInput("allotment_of_nothing")
    told = _reason(reason, needed=any(pick.generation for pick in picks))

    def work(connection: Connection) -> Given:
        giver, _ = open_actor(connection, by, desk.today())
        if giver is None or not giver.roles & set(GIVES):
            raise Refused("allotment_not_yours", actor=by)
        taker = _holder(connection, desk, username, {pick.role for pick in picks})
        done = [pick for pick in picks if _write(connection, desk, pick, taker, by, told)]
        left = sorted({pick.claim_no for pick in picks if pick not in done})
        return Given(len(done), tuple(left))

    return in_one_transaction(desk, work)


def take(desk: Desk, username: str, claim_no: str, role: Role) -> None:
    """Take what lies on nobody's desk. Raises Refused where another was quicker, the post is another, or he stays away."""

    def work(connection: Connection) -> None:
        taker = _holder(connection, desk, username, {role})
        given = in_force(connection, [claim_no]).get((claim_no, role))
        holder, _ = open_actor(connection, given["username"], desk.today()) if given else (None, "")
        is_free = holder is None or role not in holder.roles
        pick = Pick(claim_no, role, given["generation"] if given else 0)
        if not is_free or not _write(connection, desk, pick, taker, username, ""):
            raise Refused("allotment_taken", claim=claim_no)

    in_one_transaction(desk, work)


def in_force(connection: Connection, numbers: Sequence[str]) -> Mapping[tuple[str, Role], Row]:
    """The allotment in force of each case and post among these cases."""
    latest: dict[tuple[str, Role], Row] = {}
    for row in select_among(connection, "allotment", "claim_no", sorted(set(numbers))):
        latest[row["claim_no"], Role(row["role"])] = row  # by id: a later one comes later
    return latest


def _reason(text: str, *, needed: bool) -> str:
    reason = " ".join(text.split())
    if (needed and not reason) or len(reason) > REASON_MAX:
        raise BadInput("allotment_without_reason", limit=REASON_MAX)
    return reason


def _holder(connection: Connection, desk: Desk, username: str, roles: set[Role]) -> Actor:
    actor, _ = open_actor(connection, username, desk.today())
    lacking = roles - (actor.roles if actor else frozenset())
    if actor is None or lacking:
        raise Refused(
            "allotment_wrong_post", actor=username, posts="、".join(ROLE_NAMES[role] for role in sorted(lacking))
        )
    return actor


def _write(connection: Connection, desk: Desk, pick: Pick, taker: Actor, by: str, reason: str) -> bool:
    """Whether it was written: not where the page was stale, and not for somebody who stays away from the case."""
    claim = connection.execute(select(CLAIM).where(CLAIM.c.no == pick.claim_no).with_for_update()).mappings().first()
    if claim is None or may_see_case(connection, taker, dict(claim), desk.today()) is not None:
        return False
    mine = (ALLOTMENT.c.claim_no == pick.claim_no, ALLOTMENT.c.role == pick.role.value)
    if connection.execute(select(func.count()).where(*mine)).scalar_one() != pick.generation:
        return False
    row = {"claim_no": pick.claim_no, "role": pick.role.value, "generation": pick.generation + 1}
    told = {"username": taker.username, "given_by": by, "reason": reason, "recorded_at": instant_text(desk.instant())}
    insert_rows(connection, "allotment", [{**row, **told}])
    return True
