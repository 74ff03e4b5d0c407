"""What must hold of stored cases at every moment, each as a function that yields the faults it finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from claims.chain import check, fold
from claims.store.rows import Row
from tests.support.world import World
from workflows.machines import MACHINES

Finder = Callable[[World], Iterator[str]]


def events_of(world: World) -> dict[str, list[Row]]:
    """The events of every case, in order."""
    cases: dict[str, list[Row]] = {row["no"]: [] for row in world.rows("claim")}
    for event in sorted(world.rows("event"), key=lambda row: row["seq"]):
        cases[event["claim_no"]].append(event)
    return cases


def stored_states(world: World) -> dict[str, str]:
    """The state of every subject as it is stored."""
    found = {}
    for machine in MACHINES.values():
        for row in world.rows(machine.stored_in):
            found[row["no" if machine.name == "claim" else "id"]] = row["state"]
    return found


def chains_hold(world: World) -> Iterator[str]:
    """Every chain is whole, and the case knows its head."""
    heads = {row["no"]: row for row in world.rows("claim")}
    for no, events in events_of(world).items():
        fault = check(no, events)
        if fault is not None:
            yield f"{no}: event {fault.seq} {fault.reason}"
        if (events[-1]["hash"], events[-1]["seq"]) != (heads[no]["head_hash"], heads[no]["event_seq"]):
            yield f"{no}: the case does not know the last event"


def states_are_the_fold_of_events(world: World) -> Iterator[str]:
    """Folding the events gives the stored states, and every arrow is one of the tables."""
    folded: dict[str, str] = {}
    for events in events_of(world).values():
        folded.update(fold(events))
    stored = stored_states(world)
    for subject in sorted(set(folded) | set(stored)):
        if folded.get(subject) != stored.get(subject):
            yield f"{subject}: stored as {stored.get(subject)}, by its events {folded.get(subject)}"


def versions_count_events(world: World) -> Iterator[str]:
    """The version of a subject is told by its last event."""
    told = {event["subject"]: json.loads(event["consequences"])["version"] for event in _in_order(world)}
    for machine in MACHINES.values():
        for row in world.rows(machine.stored_in):
            subject = row["no" if machine.name == "claim" else "id"]
            if row["version"] != told.get(subject):
                yield f"{subject}: version {row['version']}, its last event says {told.get(subject)}"


def _in_order(world: World) -> list[Row]:
    return sorted(world.rows("event"), key=lambda row: (row["claim_no"], row["seq"]))


WRITTEN_TOO: tuple[Finder, ...] = (chains_hold, states_are_the_fold_of_events, versions_count_events)


def faults(world: World, finders: tuple[Finder, ...]) -> list[str]:
    """Everything that the finders find."""
    return [fault for find in finders for fault in find(world)]
