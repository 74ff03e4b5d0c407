"""What the demonstration shows of time: the disputes on the green channel, and one period that reached the bureau's leader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claims.store.rows import Row
    from workflows.transaction import Desk


@dataclass(frozen=True, slots=True)
class ShownClocks:
    """Rows of the two tables."""

    green: tuple[tuple[object, ...], ...]
    raised: tuple[tuple[object, ...], ...]


def shown_clocks(opened: Desk) -> ShownClocks:
    """The open clocks of every dispute on the green channel, and the ladder of the latest period told to the leader."""
    from claims.store.rows import select_rows
    from workflows.clock_days import OF_TARGET
    from workflows.transaction import reading

    with reading(opened) as connection:
        disputes = select_rows(connection, "dispute", fast=True)
        rungs = select_rows(connection, "rung", level="leader")
    of_law = [row for row in rungs if not row["rung"].startswith(OF_TARGET)]
    last = max(of_law, key=lambda row: (row["fired_on"], row["id"]), default=None)
    return ShownClocks(tuple(_green(opened, disputes)), tuple(_raised(opened, last)) if last else ())


def _green(opened: Desk, disputes: list[Row]) -> Iterator[tuple[object, ...]]:
    from claims.fast_track import GROUND_NAMES
    from workflows.clock_view import clocks_of
    from workflows.machines import MACHINES

    for dispute in disputes:
        state = MACHINES["dispute"].states[dispute["state"]]
        why = GROUND_NAMES[dispute["fast_ground"]]
        for clock in clocks_of(opened, dispute["claim_no"]):
            if clock["subject"] == dispute["id"] and clock["closed_on"] is None:
                days = (clock["started_on"], clock["target_on"], clock["due_on"])
                yield dispute["id"], state, clock["label"], *days, dispute["area"], why


def _raised(opened: Desk, last: Row) -> Iterator[tuple[object, ...]]:
    from workflows.clock_view import clocks_of

    clock: dict[str, Any] = next(one for one in clocks_of(opened, last["claim_no"]) if one["id"] == last["clock_id"])
    for rung in clock["rungs"]:
        told = "、".join(one["name"] for one in rung["told"])
        yield (
            last["claim_no"],
            clock["label"],
            clock["due_on"],
            rung["fired_on"],
            rung["label"],
            f"{rung['level']}：{told}",
        )
