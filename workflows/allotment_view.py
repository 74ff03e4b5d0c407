"""What lies on whose desk: the open work of a post, given out or not, and what each of its people has in hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from claims.periods import Unit
from claims.store.rows import Row
from claims.store.tables import table
from workflows.allotments import in_force
from workflows.case_heads import Head, heads_of
from workflows.clock_rules import CLOCK_RULES, OURS, post_of
from workflows.roles import Actor, Role
from workflows.sight import sees

CLAIM, CLOCK, ACCOUNT, POST = table("claim"), table("clock"), table("account"), table("post")
POSTS = tuple(dict.fromkeys(rule.desk for rule in CLOCK_RULES.values() if rule.duty in OURS and not rule.is_right))


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a post on a case: its first period, how many periods run, and on whose desk it lies (empty: nobody's)."""

    head: Head
    role: Role
    what: str
    due_on: date
    unit: Unit
    provisional: bool
    periods: int
    username: str
    name: str
    generation: int


def open_work(connection: Connection, actor: Actor, today: date, role: Role) -> list[Work]:
    """The open work of a post on the cases that the actor may see, the most urgent first."""
    codes = [code for code in CLOCK_RULES if post_of(code) is role]
    joined = select(CLOCK).join(CLAIM, CLAIM.c.no == CLOCK.c.claim_no)
    running = joined.where(CLOCK.c.state == "running", CLOCK.c.code.in_(codes), sees(actor, today))
    clocks: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(running.order_by(CLOCK.c.due_on, CLOCK.c.id)).mappings():
        clocks[row["claim_no"]].append(dict(row))
    heads, given = heads_of(connection, clocks), in_force(connection, list(clocks))
    names = dict(people(connection, role, today))
    found = [_work(heads[no], role, rows, given.get((no, role)), names) for no, rows in clocks.items()]
    return sorted(found, key=lambda one: (one.due_on, one.head.no))


def _work(head: Head, role: Role, clocks: Sequence[Row], given: Row | None, names: Mapping[str, str]) -> Work:
    """Work that was given to somebody who has left the post lies on nobody's desk again."""
    first, holder = clocks[0], given["username"] if given and given["username"] in names else ""
    generation = given["generation"] if given else 0
    facts = (first["due_on"], Unit(first["unit"]), bool(first["provisional"]), len(clocks))
    return Work(head, role, CLOCK_RULES[first["code"]].label, *facts, holder, names.get(holder, ""), generation)


def people(connection: Connection, role: Role, today: date) -> list[tuple[str, str]]:
    """Who holds the post today: account and name."""
    held = (
        POST.c.role == role.value,
        POST.c.valid_from <= today,
        or_(POST.c.valid_to.is_(None), POST.c.valid_to >= today),
    )
    found = select(ACCOUNT.c.username, ACCOUNT.c.display_name).join(POST, POST.c.username == ACCOUNT.c.username)
    rows = connection.execute(found.where(*held).distinct().order_by(ACCOUNT.c.username))
    return [(row[0], row[1]) for row in rows]


def loads(work: Iterable[Work], holders: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """How many cases each of the post's people has in hand."""
    counts: dict[str, int] = defaultdict(int)
    for one in work:
        counts[one.username] += 1
    return [(username, name, counts[username]) for username, name in holders]
