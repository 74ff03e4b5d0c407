"""A platform's own cases as it may see them: the state in a word, and the days that it must know. Nothing of health or money
but the 生活保障费 that it pays itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from claims.errors import Refused
from claims.rules import Rules
from claims.store.rows import Row, select_one
from claims.store.tables import table
from workflows.access_log import Access, note_read
from workflows.clock_rules import CLOCK_RULES, RIGHTS, Duty
from workflows.locking import open_actor
from workflows.machines import MACHINES
from workflows.people import PLATFORM_ORG
from workflows.platform_states import platform_label, platform_state
from workflows.recipients import PLATFORM
from workflows.roles import Actor
from workflows.sight import may_see_case, visible_claims
from workflows.transaction import Desk, reading
from workflows.workings import COLUMNS, working_of

CLAIM, CLOCK = table("claim"), table("clock")
SUPPORT, ITEM = table("platform_support"), table("award_item")
OF_THE_BUREAU = ("T5", "T8")  # until when the bureau accepts and decides
DATA_REQUEST = "data_request"
PAGE_ROWS = 100


@dataclass(frozen=True, slots=True)
class Due:
    """A last day: of what, what it is counted in, whether the platform has to act by it (or may), and whether it waits for a
    calendar (暂定).
    """

    code: str
    what: str
    due_on: date
    unit: str
    yours: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as its platform sees it; `state` is one of `PLATFORM_STATES`."""

    claim_no: str
    state: str
    state_label: str
    order_no: str | None
    accident_on: date
    reported_on: date
    due: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class OwnSupport:
    """生活保障费 that the platform owes for one case, in fen, and how it was reckoned, line by line; what it has reported as
    paid stands beside it.
    """

    id: str
    claim_no: str
    state: str
    state_label: str
    amount_fen: int
    lines: tuple[str, ...]
    due_on: date | None
    reported_paid_on: date | None
    document: str | None


def own_cases(desk: Desk, username: str, after: str = "", limit: int = PAGE_ROWS) -> list[OwnCase]:
    """The cases of the account's platform in the order of their numbers, from behind `after`."""
    with reading(desk) as connection:
        actor = _actor(desk, connection, username)
        found = visible_claims(select(CLAIM).where(CLAIM.c.no > after), actor, desk.today())
        rows = [dict(row) for row in connection.execute(found.order_by(CLAIM.c.no).limit(limit)).mappings()]
        return _cases(connection, rows, desk.today())


def own_case(desk: Desk, username: str, no: str) -> OwnCase:
    """One of them, and the log knows of it. Raises Refused no_such_claim, alike for one that is not there and another's."""
    with reading(desk) as connection:
        claim = seen_claim(desk, connection, username, no)
        (case,) = _cases(connection, [claim], desk.today())
    note_read(desk, username, Access.CASE, no, claim["person_id"])
    return case


def case_after(desk: Desk, username: str, no: str) -> OwnCase:
    """What a case is after an act on it; the act itself is on record. Raises as `own_case`."""
    with reading(desk) as connection:
        return _cases(connection, [seen_claim(desk, connection, username, no)], desk.today())[0]


def seen_claim(desk: Desk, connection: Connection, username: str, no: str) -> Row:
    """The row of a case that the account may see. Raises Refused no_such_claim."""
    actor, claim = _actor(desk, connection, username), select_one(connection, "claim", no=no)
    if claim is None or may_see_case(connection, actor, claim, desk.today()) is not None:
        raise Refused("no_such_claim", claim=no)
    return claim


def unanswered(connection: Connection, actor: Actor, today: date) -> int:
    """How many requests for data the actor's platform has let pass."""
    late = (CLOCK.c.state == "running", CLOCK.c.code == DATA_REQUEST, CLOCK.c.due_on < today)
    joined = select(func.count()).select_from(CLOCK.join(CLAIM, CLAIM.c.no == CLOCK.c.claim_no)).where(*late)
    return int(connection.execute(visible_claims(joined, actor, today)).scalar_one())


def own_supports(desk: Desk, username: str, states: Collection[str] = ()) -> list[OwnSupport]:
    """The 生活保障费 of the account's platform, in one of these states where any are given, the earliest day first."""
    with reading(desk) as connection:
        actor = _actor(desk, connection, username)
        joined = (
            select(SUPPORT, *(ITEM.c[name] for name in COLUMNS))
            .join(CLAIM, CLAIM.c.no == SUPPORT.c.claim_no)
            .join(ITEM, ITEM.c.id == SUPPORT.c.item_id)
        )
        found = visible_claims(joined.where(SUPPORT.c.platform == _platform(actor)), actor, desk.today())
        if states:
            found = found.where(SUPPORT.c.state.in_(list(states)))
        rows = connection.execute(found.order_by(SUPPORT.c.due_on, SUPPORT.c.id)).mappings()
        return [_support(desk.rules, dict(row)) for row in rows]


def own_support(desk: Desk, username: str, support_id: str) -> OwnSupport:
    """One of them. Raises Refused no_such_support, alike for one that is not there and another's."""
    found = [one for one in own_supports(desk, username) if one.id == support_id]
    if not found:
        raise Refused("no_such_support")
    return found[0]


def _actor(desk: Desk, connection: Connection, username: str) -> Actor:
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None:
        raise Refused("no_such_account", username=username)
    return actor


def _platform(actor: Actor) -> str:
    return actor.org.removeprefix(PLATFORM_ORG)


def _cases(connection: Connection, claims: Collection[Row], today: date) -> list[OwnCase]:
    due = due_of(connection, [claim["no"] for claim in claims], today)
    facts = ("order_no", "accident_on", "reported_on")
    return [
        OwnCase(
            claim_no=claim["no"],
            state=platform_state(claim["state"]),
            state_label=platform_label(claim["state"]),
            due=tuple(due[claim["no"]]),
            **{name: claim[name] for name in facts},
        )
        for claim in claims
    ]


def due_of(connection: Connection, numbers: Collection[str], today: date) -> Mapping[str, list[Due]]:
    """The running periods that a platform must know, the earliest first; of its remedies those that it can still use."""
    wanted = (
        CLOCK.c.claim_no.in_(numbers),
        CLOCK.c.state == "running",
        or_(CLOCK.c.code.not_in(RIGHTS), CLOCK.c.due_on >= today),
        or_(_its_own(), CLOCK.c.code.in_(OF_THE_BUREAU)),
    )
    found: dict[str, list[Due]] = defaultdict(list)
    for row in connection.execute(select(CLOCK).where(*wanted).order_by(CLOCK.c.due_on, CLOCK.c.id)).mappings():
        rule, yours = CLOCK_RULES[row["code"]], row["code"] not in OF_THE_BUREAU
        found[row["claim_no"]].append(
            Due(row["code"], rule.label, row["due_on"], row["unit"], yours, bool(row["provisional"]))
        )
    return found


def _its_own() -> ColumnElement[bool]:
    """What the platform must do, and what it may still do as the one who was served."""
    duties = [code for code, rule in CLOCK_RULES.items() if rule.duty is Duty.PLATFORM]
    served = [code for code, rule in CLOCK_RULES.items() if rule.duty is Duty.APPLICANT]
    return or_(CLOCK.c.code.in_(duties), and_(CLOCK.c.code.in_(served), CLOCK.c.party == PLATFORM))


def _support(rules: Rules, row: Row) -> OwnSupport:
    names = ("id", "claim_no", "state", "amount_fen", "due_on", "reported_paid_on", "document")
    label = MACHINES["platform_support"].states[row["state"]]
    lines = working_of(rules, row).lines
    return OwnSupport(state_label=label, lines=lines, **{name: row[name] for name in names})
