"""What waits because of a dispute 争议: new ones and motions for the green channel for the legal officer, those of his area for
the arbitrator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES
from claims.fast_track import GROUND_NAMES
from claims.store.rows import Row
from claims.store.tables import table
from workflows.dispute_areas import arbitrators_by_area
from workflows.dispute_board import first_clocks
from workflows.dispute_facts import fast_asked_for
from workflows.inbox_clocks import onward
from workflows.inbox_entry import Entry, entry_on
from workflows.machines import MACHINES
from workflows.machines.dispute_rows.states import FINAL, STATES
from workflows.roles import Actor, Role

DISPUTE = table("dispute")


def dispute_entries(connection: Connection, actor: Actor, day: date) -> Iterator[Entry]:
    """The disputes on which somebody must do the first thing, or that an arbitrator follows on `day`."""
    if Role.LEGAL in actor.roles:
        yield from _to_be_decided(connection)
        yield from _new(connection, actor)
    if Role.ARBITRATOR in actor.roles:
        yield from _of_area(connection, actor, day)


def _new(connection: Connection, actor: Actor) -> Iterator[Entry]:
    new = _found(connection, select(DISPUTE).where(DISPUTE.c.state == "lodged"))
    for row, clock in new:
        what = f"新提出的争议：{MATTER_NAMES[row['matter']]}（{ROUTE_NAMES[row['route']]}）"
        yield _entry(row, clock, what, _onward(row, actor))


def _to_be_decided(connection: Connection) -> Iterator[Entry]:
    """The rider has asked for the green channel, and nobody has decided on it since."""
    asked = select(DISPUTE).where(DISPUTE.c.fast_asked_on.is_not(None), DISPUTE.c.state.not_in(FINAL))
    for row, clock in _found(connection, asked, fast_asked_for):
        ground = GROUND_NAMES.get(row["fast_ground"] or "", "")
        what = f"申请绿色通道，待决定{f'（{ground}）' if ground else ''}"
        yield _entry(row, clock, what, ("grant_fast", "refuse_fast"), urgent=True)


def _of_area(connection: Connection, actor: Actor, day: date) -> Iterator[Entry]:
    in_charge = arbitrators_by_area(connection, day)
    areas = [area for area, usernames in in_charge.items() if actor.username in usernames]
    fast = select(DISPUTE).where(DISPUTE.c.fast, DISPUTE.c.area.in_(areas), DISPUTE.c.state.not_in(FINAL))
    for row, clock in _found(connection, fast):
        yield _entry(row, clock, f"片区绿色通道：{MATTER_NAMES[row['matter']]}", _onward(row, actor))


def _found(
    connection: Connection, statement: Select[Any], wanted: Callable[[Row], bool] = lambda _: True
) -> list[tuple[Row, Row | None]]:
    """The disputes, each with its clock that falls due next, as the board has it."""
    rows = [row for row in map(dict, connection.execute(statement).mappings()) if wanted(row)]
    clocks = first_clocks(connection, rows)
    return [(row, clocks.get(row["id"])) for row in rows]


def _onward(dispute: Row, actor: Actor) -> tuple[str, ...]:
    return onward(MACHINES["dispute"], dispute["state"], actor)


def _entry(dispute: Row, clock: Row | None, what: str, moves: tuple[str, ...], *, urgent: bool = False) -> Entry:
    return entry_on(clock, dispute, what, STATES[dispute["state"]], moves, urgent=urgent)
