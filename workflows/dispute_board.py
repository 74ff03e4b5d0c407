"""The board of disputes 争议: what is open, how it goes, which period falls due next, and which arbitrator follows it.

Read only; those on the green channel stand first, then whatever falls due first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.errors import Refused
from claims.fast_track import GROUND_NAMES
from claims.periods import Unit
from claims.store.rows import Row
from claims.store.tables import table
from workflows.account_names import account_names
from workflows.clock_rules import CLOCK_RULES
from workflows.dispute_areas import arbitrators_by_area
from workflows.dispute_facts import fast_asked_for
from workflows.dispute_parties import PARTY_NAMES
from workflows.locking import open_actor
from workflows.machines.dispute_rows.states import FINAL, STATES
from workflows.people import PLATFORM_ORG
from workflows.roles import OFFICERS, Actor, Role
from workflows.transaction import Desk, reading

DISPUTE, CLAIM, CLOCK = table("dispute"), table("claim"), table("clock")
WATCHING = OFFICERS | {Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Entry:
    """A dispute on the board. The clock is the one that falls due next; None where no period runs.

    `arbitrators` are the accounts in charge of its area; `party` says whose period the clock is, where it is a party's;
    `track` says in words whether it is on the green channel: why, by whose decision, since when, or that it was asked for.
    """

    id: str
    claim_no: str
    matter: str
    route: str
    instance: int
    fast: bool
    state: str
    outcome: str | None
    clock: str
    party: str
    target_on: date | None
    due_on: date | None
    provisional: bool
    unit: Unit
    area: str | None
    arbitrators: tuple[str, ...]
    track: str = ""
    arbitrator_names: tuple[str, ...] = ()

    def days_left(self, today: date) -> int | None:
        """Calendar days until the last day; negative once it is past."""
        return None if self.due_on is None else (self.due_on - today).days

    @property
    def first_day(self) -> date | None:
        """The day to look at: the bureau's own target on the green channel, else the last day."""
        return self.target_on if self.fast and self.target_on else self.due_on


def board(desk: Desk, username: str, *, whole: bool = False) -> list[Entry]:
    """The open disputes that `username` may see: an officer or auditor all, a party those of its own cases.

    With `whole` those that are over too. Raises Refused where there is no such account.
    """
    with reading(desk) as connection:
        day = desk.today()
        actor, _ = open_actor(connection, username, day)
        if actor is None:
            raise Refused("no_such_actor", actor=username)
        disputes = _disputes(connection, actor, whole=whole)
        clocks = first_clocks(connection, disputes)
        in_charge = arbitrators_by_area(connection, day)
        names = _names(connection, disputes, in_charge)
    entries = [_entry(row, clocks.get(row["id"]), in_charge, names) for row in disputes]
    return sorted(entries, key=lambda one: (not one.fast, one.first_day is None, one.first_day or date.max, one.id))


def _disputes(connection: Connection, actor: Actor, *, whole: bool) -> list[Row]:
    found = select(DISPUTE).join(CLAIM, CLAIM.c.no == DISPUTE.c.claim_no).order_by(DISPUTE.c.id)
    if not actor.roles & WATCHING:
        own = or_(CLAIM.c.person_id == actor.person_id, CLAIM.c.claimant_id == actor.person_id)
        ours = CLAIM.c.platform == actor.org.removeprefix(PLATFORM_ORG)
        found = found.where(ours if Role.PLATFORM in actor.roles else own)
    if not whole:
        found = found.where(DISPUTE.c.state.not_in(FINAL))
    return [dict(row) for row in connection.execute(found).mappings()]


def first_clocks(connection: Connection, disputes: Sequence[Row]) -> dict[str, Row]:
    """The clock of each dispute that falls due next; a new appraisal's stands for its dispute."""
    if not disputes:
        return {}
    stands_for = {row["appraisal_id"]: row["id"] for row in disputes if row["appraisal_id"]}
    stands_for.update((row["id"], row["id"]) for row in disputes)
    running = select(CLOCK).where(CLOCK.c.state == "running", CLOCK.c.subject.in_(stands_for))
    first: dict[str, Row] = {}
    for row in connection.execute(running.order_by(CLOCK.c.due_on, CLOCK.c.id)).mappings():
        first.setdefault(stands_for[row["subject"]], dict(row))
    return first


def _names(connection: Connection, disputes: list[Row], in_charge: dict[str, list[str]]) -> dict[str, str]:
    """The names of the accounts that decided on the fast track or are in charge of an area."""
    wanted = {row["fast_decided_by"] for row in disputes} | {one for accounts in in_charge.values() for one in accounts}
    return account_names(connection, wanted - {None})


def _track(row: Row, names: dict[str, str]) -> str:
    ground = GROUND_NAMES.get(row["fast_ground"] or "", "")
    decided_by = names.get(row["fast_decided_by"] or "", "")
    if row["fast"]:
        return f"绿色通道：{ground}（{decided_by} {row['fast_decided_on']}）"
    if row["fast_asked_on"] is None:
        return ""
    if fast_asked_for(row):
        return f"已申请绿色通道，待决定：{ground}"
    return f"不适用绿色通道（{decided_by} {row['fast_decided_on']}）"


def _entry(row: Row, clock: Row | None, in_charge: dict[str, list[str]], names: dict[str, str]) -> Entry:
    charged = tuple(in_charge.get(row["area"], ())) if row["area"] else ()
    return Entry(
        id=row["id"],
        claim_no=row["claim_no"],
        matter=MATTER_NAMES[row["matter"]],
        route=ROUTE_NAMES[row["route"]],
        instance=row["instance"],
        fast=bool(row["fast"]),
        state=STATES[row["state"]],
        outcome=row["outcome"],
        clock=CLOCK_RULES[clock["code"]].label if clock else "",
        party=PARTY_NAMES.get(clock["party"] or "", "") if clock else "",
        target_on=clock["target_on"] if clock else None,
        due_on=clock["due_on"] if clock else None,
        provisional=bool(clock and clock["provisional"]),
        unit=Unit(clock["unit"]) if clock else Unit.CALENDAR,
        area=row["area"],
        arbitrators=charged,
        track=_track(row, names),
        arbitrator_names=tuple(names.get(one, one) for one in charged),
    )
