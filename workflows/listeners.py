"""Who is told at a level of the ladder: the accounts that hold the post that day, or those of the party concerned."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, or_, select

from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from workflows.clock_days import FAST
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.dispute_parties import BUREAU
from workflows.people import AREAS_APART, PLATFORM_ORG
from workflows.remedies import PERSON, PLATFORM
from workflows.roles import Role
from workflows.waking import Woken

POST_OF_LEVEL = {"section_head": Role.SECTION_HEAD, "leader": Role.LEADER}


class Listeners:
    """The posts held on a day, read once."""

    def __init__(self, connection: Connection, day: date) -> None:
        post = table("post")
        held = select(post).where(post.c.valid_from <= day, or_(post.c.valid_to.is_(None), post.c.valid_to >= day))
        self._holders: dict[str, list[Row]] = defaultdict(list)
        for row in connection.execute(held.order_by(post.c.username)).mappings():
            self._holders[row["role"]].append(dict(row))
        self._platforms: dict[str, list[str]] = defaultdict(list)
        for account in select_rows(connection, "account"):
            self._platforms[account["org"]].append(account["username"])

    def of(self, connection: Connection, woken: Woken, level: str) -> tuple[str, ...]:
        """The accounts that a rung of this level tells; on the fast lane the arbitrator of the area hears it too."""
        clock = woken.clock
        rule = CLOCK_RULES[clock["code"]]
        if level == "duty":
            return self._party(connection, woken)
        told = self._posts(POST_OF_LEVEL.get(level, rule.desk))
        arbitrators = self._arbitrators(connection, clock) if clock["lane"] == FAST else []
        return tuple(dict.fromkeys([*told, *arbitrators]))

    def _posts(self, role: Role) -> list[str]:
        return [row["username"] for row in self._holders[role.value]]

    def _party(self, connection: Connection, woken: Woken) -> tuple[str, ...]:
        """The platform's clerks, the bureau's own desk, or the injured person and the claimant who sign in themselves."""
        side = self._side(connection, woken.clock)
        if side == BUREAU:
            return tuple(self._posts(CLOCK_RULES[woken.clock["code"]].desk))
        if CLOCK_RULES[woken.clock["code"]].duty is Duty.PLATFORM or side == PLATFORM:
            return tuple(self._platforms[PLATFORM_ORG + woken.claim["platform"]])
        account = table("account")
        persons = (woken.claim["person_id"], woken.claim["claimant_id"])
        own = select(account.c.username).where(account.c.person_id.in_(persons)).order_by(account.c.username)
        return tuple(connection.execute(own).scalars())

    @staticmethod
    def _side(connection: Connection, clock: Row) -> str:
        """Whose period it is: that of the clock itself, or of the recipient whose service it runs from."""
        if clock["party"]:
            return str(clock["party"])
        service = select_one(connection, "service", id=clock["subject"]) if "/service-" in clock["subject"] else None
        return str(service["recipient_kind"]) if service else PERSON

    def _arbitrators(self, connection: Connection, clock: Row) -> list[str]:
        """The arbitrators in charge of the dispute's area (仲裁员分片区联系)."""
        dispute = select_one(connection, "dispute", id=clock["subject"]) if "/dispute-" in clock["subject"] else None
        area = dispute["area"] if dispute else None
        if area is None:
            return []
        held = self._holders[Role.ARBITRATOR.value]
        return [row["username"] for row in held if area in str(row["areas"] or "").split(AREAS_APART)]
