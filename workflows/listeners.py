"""Who is told at a level of the ladder: the accounts that hold the post that day, or those of the party concerned.

An officer who must stay away from the case is not told of it; where nobody is left at a level, the next one up is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, or_, select

from claims.store.rows import Row
from claims.store.tables import table
from workflows.clock_days import FAST
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.dispute_areas import areas_of
from workflows.dispute_parties import BUREAU
from workflows.machines import MACHINES
from workflows.machines.approval import STEPS
from workflows.own_cases import concerned
from workflows.people import PLATFORM_ORG
from workflows.recipients import PERSON, PLATFORM
from workflows.roles import Role
from workflows.table import Move
from workflows.waking import Woken

POST_OF_LEVEL = {"section_head": Role.SECTION_HEAD, "leader": Role.LEADER}
HIGHER = {"officer": "section_head", "section_head": "leader"}
LEVELS_OF_GUARD: Mapping[str, int] = {"one_level": 1, "two_levels": 2, "three_levels": 3}
SIGNED = frozenset(STEPS) - {"draft"}
Heard = tuple[str, tuple[str, ...]]


class Listeners:
    """The posts held on a day, read once, when there is first somebody to tell; `read` adds what concerns the clocks at hand."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._holders: dict[str, list[Row]] = {}
        self._of_person: dict[str, list[str]] = {}
        self._away: dict[str, set[str]] = {}
        self._area: dict[str, str] = {}
        self._signers: dict[str, tuple[Role, ...]] = {}

    def read(self, connection: Connection, woken: Sequence[Woken]) -> None:
        """Read who signs in for the persons of these cases, who must stay away from them, and the areas of disputes."""
        if not self._holders:
            self._holders = _holders(connection, self._day)
        persons = {one.claim[name] for one in woken for name in ("person_id", "claimant_id")}
        account = table("account")
        own = select(account).where(account.c.person_id.in_(persons)).order_by(account.c.username)
        self._of_person = defaultdict(list)
        for row in connection.execute(own).mappings():
            self._of_person[row["person_id"]].append(row["username"])
        self._away = _kept_away(connection, woken)
        subjects = {one.clock["subject"] for one in woken}
        self._area = _areas(connection, subjects)
        self._signers = _signers(connection, subjects)

    def of(self, woken: Woken, level: str) -> Heard:
        """The level that is told, and its accounts; on the fast lane the arbitrator of the area hears it too."""
        if level == "duty":
            return level, self._party(woken)
        desks = self._signers.get(woken.clock["subject"], (CLOCK_RULES[woken.clock["code"]].desk,))
        posts = (POST_OF_LEVEL[level],) if level in POST_OF_LEVEL else desks
        told = [username for post in posts for username in self._posts(post, woken)]
        if not told and level in HIGHER:
            return self.of(woken, HIGHER[level])
        arbitrators = self._arbitrators(woken) if woken.clock["lane"] == FAST else []
        return level, tuple(dict.fromkeys([*told, *arbitrators]))

    def _posts(self, role: Role, woken: Woken) -> list[str]:
        away = self._away.get(woken.claim["no"], set())
        return [row["username"] for row in self._holders[role.value] if row["id_index"] not in away]

    def _party(self, woken: Woken) -> tuple[str, ...]:
        """The platform's clerks, the bureau's own desk, or the injured person and the claimant who sign in themselves."""
        rule, side = CLOCK_RULES[woken.clock["code"]], woken.clock["party"] or PERSON
        if side == BUREAU:
            return tuple(self._posts(rule.desk, woken))
        if rule.duty is Duty.PLATFORM or side == PLATFORM:
            ours = PLATFORM_ORG + woken.claim["platform"]
            return tuple(row["username"] for row in self._holders[Role.PLATFORM.value] if row["org"] == ours)
        persons = dict.fromkeys((woken.claim["person_id"], woken.claim["claimant_id"]))
        return tuple(username for person in persons for username in self._of_person.get(person, ()))

    def _arbitrators(self, woken: Woken) -> list[str]:
        """The arbitrators in charge of the dispute's area (仲裁员分片区联系)."""
        area = self._area.get(woken.clock["subject"])
        held = self._holders[Role.ARBITRATOR.value] if area else []
        away = self._away.get(woken.claim["no"], set())
        in_charge = [row for row in held if area in areas_of(row["areas"])]
        return [row["username"] for row in in_charge if row["id_index"] not in away]


def _holders(connection: Connection, day: date) -> dict[str, list[Row]]:
    """Who holds each post on the day."""
    post, account = table("post"), table("account")
    held = (
        select(post.c.username, post.c.role, post.c.areas, account.c.org, account.c.id_index)
        .join(account, account.c.username == post.c.username)
        .where(post.c.valid_from <= day, or_(post.c.valid_to.is_(None), post.c.valid_to >= day))
        .order_by(post.c.username)
    )
    holders: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(held).mappings():
        holders[row["role"]].append(dict(row))
    return holders


def _kept_away(connection: Connection, woken: Sequence[Woken]) -> dict[str, set[str]]:
    """The natural persons who must not see each case: those recused on it, and those whom it concerns themselves."""
    away: dict[str, set[str]] = defaultdict(set)
    for number, id_index in connection.execute(concerned(sorted({one.claim["no"] for one in woken}))):
        away[number].add(id_index)
    return away


def _signers(connection: Connection, subjects: set[str]) -> dict[str, tuple[Role, ...]]:
    """The posts that can sign each draft among the subjects next."""
    approval = table("approval")
    found = select(approval.c.id, approval.c.state, approval.c.levels).where(approval.c.id.in_(subjects))
    signers = {row.id: signs_next(row.state, row.levels) for row in connection.execute(found)}
    return {approval_id: posts for approval_id, posts in signers.items() if posts}


def signs_next(state: str, levels: int) -> tuple[Role, ...]:
    """The posts that the table lets sign a draft of so many levels in this state; empty where nothing is to be signed."""
    rows = [move for move in MACHINES["approval"].moves if move.trigger in SIGNED and state in move.sources]
    return tuple(dict.fromkeys(role for move in rows if _is_for(move, levels) for role in move.who))


def _is_for(move: Move, levels: int) -> bool:
    """Whether a row is for drafts of so many levels; one that asks for no number is for all."""
    asked = [
        LEVELS_OF_GUARD[guard] for guard in (*filter(None, (move.when,)), *move.guards) if guard in LEVELS_OF_GUARD
    ]
    return not asked or levels in asked


def _areas(connection: Connection, subjects: set[str]) -> dict[str, str]:
    """The area of each dispute among the subjects, and of each new appraisal that answers one."""
    dispute = table("dispute")
    named = or_(dispute.c.id.in_(subjects), dispute.c.appraisal_id.in_(subjects))
    found = select(dispute.c.id, dispute.c.appraisal_id, dispute.c.area).where(named, dispute.c.area.is_not(None))
    return {subject: row.area for row in connection.execute(found) for subject in (row.id, row.appraisal_id) if subject}
