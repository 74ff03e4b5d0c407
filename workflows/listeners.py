"""Who is told at a level of the ladder: the accounts that hold the post that day, or those of the party concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, or_, select

from claims.store.rows import Row, select_rows
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
    """The posts held on a day and the platforms' clerks, read once; `read` adds the parties of the clocks at hand."""

    def __init__(self, connection: Connection, day: date) -> None:
        post = table("post")
        held = select(post).where(post.c.valid_from <= day, or_(post.c.valid_to.is_(None), post.c.valid_to >= day))
        self._holders: dict[str, list[Row]] = defaultdict(list)
        for row in connection.execute(held.order_by(post.c.username)).mappings():
            self._holders[row["role"]].append(dict(row))
        self._platforms: dict[str, list[str]] = defaultdict(list)
        for org in {row["org"] for row in self._clerks(connection)}:
            self._platforms[org] = [row["username"] for row in select_rows(connection, "account", org=org)]
        self._of_person: dict[str, list[str]] = {}
        self._side: dict[str, str] = {}
        self._area: dict[str, str | None] = {}

    @staticmethod
    def _clerks(connection: Connection) -> Iterable[Row]:
        account = table("account")
        found = select(account.c.org).where(account.c.org.startswith(PLATFORM_ORG)).distinct()
        return [dict(row) for row in connection.execute(found).mappings()]

    def read(self, connection: Connection, woken: Sequence[Woken]) -> None:
        """Read who signs in for the persons of these cases, whom these services were for, and the areas of disputes."""
        persons = {one.claim[name] for one in woken for name in ("person_id", "claimant_id")}
        subjects = {one.clock["subject"] for one in woken}
        account, service, dispute = table("account"), table("service"), table("dispute")
        own = select(account).where(account.c.person_id.in_(persons)).order_by(account.c.username)
        self._of_person = defaultdict(list)
        for row in connection.execute(own).mappings():
            self._of_person[row["person_id"]].append(row["username"])
        served = select(service.c.id, service.c.recipient_kind).where(service.c.id.in_(subjects))
        self._side = {row.id: row.recipient_kind for row in connection.execute(served)}
        named = or_(dispute.c.id.in_(subjects), dispute.c.appraisal_id.in_(subjects))
        disputed = select(dispute.c.id, dispute.c.appraisal_id, dispute.c.area).where(named)
        areas = [(subject, row.area) for row in connection.execute(disputed) for subject in (row.id, row.appraisal_id)]
        self._area = {subject: area for subject, area in areas if subject and area}

    def of(self, woken: Woken, level: str) -> tuple[str, ...]:
        """The accounts that a rung of this level tells; on the fast lane the arbitrator of the area hears it too."""
        clock = woken.clock
        rule = CLOCK_RULES[clock["code"]]
        if level == "duty":
            return self._party(woken)
        told = self._posts(POST_OF_LEVEL.get(level, rule.desk))
        return tuple(dict.fromkeys([*told, *(self._arbitrators(clock) if clock["lane"] == FAST else ())]))

    def _posts(self, role: Role) -> list[str]:
        return [row["username"] for row in self._holders[role.value]]

    def _party(self, woken: Woken) -> tuple[str, ...]:
        """The platform's clerks, the bureau's own desk, or the injured person and the claimant who sign in themselves."""
        side = woken.clock["party"] or self._side.get(woken.clock["subject"], PERSON)
        if side == BUREAU:
            return tuple(self._posts(CLOCK_RULES[woken.clock["code"]].desk))
        if CLOCK_RULES[woken.clock["code"]].duty is Duty.PLATFORM or side == PLATFORM:
            return tuple(self._platforms[PLATFORM_ORG + woken.claim["platform"]])
        persons = dict.fromkeys((woken.claim["person_id"], woken.claim["claimant_id"]))
        return tuple(username for person in persons for username in self._of_person.get(person, ()))

    def _arbitrators(self, clock: Row) -> list[str]:
        """The arbitrators in charge of the dispute's area (仲裁员分片区联系)."""
        area = self._area.get(clock["subject"])
        held = self._holders[Role.ARBITRATOR.value] if area else []
        return [row["username"] for row in held if area in str(row["areas"] or "").split(AREAS_APART)]
