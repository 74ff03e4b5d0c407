"""Time: what is stored of a clock is what is derived, nobody is left waiting, and no rung was lost or told twice."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from claims.store.rows import Row
from workflows.checks.stored import Stored
from workflows.clock_rules import OPEN
from workflows.holds import HOLDS
from workflows.machines import MACHINES

NEVER = date.min


def due_days_are_derived(stored: Stored) -> Iterator[str]:
    """The days kept with a running clock are what rule, start, pauses and extension give."""
    for clock, days in stored.running:
        kept = (clock["due_on"], clock["target_on"], bool(clock["provisional"]))
        derived = (days.due.on, days.target_on, days.due.provisional)
        if kept != derived:
            yield f"{clock['id']}: kept {kept}, derived {derived}"


def no_rung_is_lost(stored: Stored) -> Iterator[str]:
    """Every rung that tells of a missed period has been claimed, or its clock is woken on its day or before.

    A move that shortens a period, or puts it on the green channel, can bring a rung's day into the past: it is told next.
    """
    claimed = {(row["clock_id"], row["generation"], row["rung"]) for row in stored.rows("rung")}
    touched = _touched(stored)
    for clock, days in stored.running:
        wake = clock["next_wake_on"]
        for day, rung in days.rungs:
            told = (clock["id"], clock["generation"], rung.code) in claimed
            if rung.breach and not told and (wake is None or wake > max(day, touched.get(clock["id"], NEVER))):
                yield f"{clock['id']}: {rung.code} of {day} is not claimed, woken on {wake}"


def _touched(stored: Stored) -> dict[str, date]:
    """The day of the last move that changed a clock."""
    days: dict[str, date] = {}
    for events in stored.events.values():
        for event in events:
            for clock_id in json.loads(event["consequences"]).get("clocks", ()):
                days[clock_id] = max(days.get(clock_id, event["occurred_on"]), event["occurred_on"])
    return days


def no_rung_is_told_twice(stored: Stored) -> Iterator[str]:
    """A rung is there once a generation, and of no generation that never was."""
    generations = {row["id"]: row["generation"] for row in stored.rows("clock")}
    told = Counter((row["clock_id"], row["generation"], row["rung"]) for row in stored.rows("rung"))
    for key, times in told.items():
        if times > 1 or key[1] > generations[key[0]]:
            yield f"{key}: told {times} times, the clock is of generation {generations[key[0]]}"


def nobody_waits_without_a_clock(stored: Stored) -> Iterator[str]:
    """Whoever is in a state that waits has an open clock that will wake somebody."""
    open_codes: dict[str, set[str]] = defaultdict(set)
    for clock in stored.rows("clock"):
        if clock["state"] in OPEN:
            open_codes[clock["subject"]].add(clock["code"])
    for (machine, state), codes in HOLDS.items():
        table = MACHINES[machine]
        for row in stored.rows(table.stored_in):
            subject = row["no" if machine == "claim" else "id"]
            if row["state"] == state and not open_codes[subject] & set(codes):
                yield f"{subject}: {state} without any of {', '.join(codes)}"


def moved_days_are_written_down(stored: Stored) -> Iterator[str]:
    """The changes of a clock's due day follow each other, and the last leads to the day that stands."""
    changes: dict[str, list[Row]] = defaultdict(list)
    for row in stored.rows("clock_change"):
        changes[row["clock_id"]].append(row)
    standing = {row["id"]: row for row in stored.rows("clock")}
    for clock_id, rows in changes.items():
        rows.sort(key=lambda row: row["generation"])
        leads = [row["now_on"] for row in rows[:-1]] == [row["was_on"] for row in rows[1:]]
        if not leads or rows[-1]["now_on"] != standing[clock_id]["due_on"]:
            yield f"{clock_id}: its changes do not lead to {standing[clock_id]['due_on']}"


def wake_days_are_derived(stored: Stored) -> Iterator[str]:
    """The day kept for waking a clock is not after the next of its rungs that has yet to come."""
    claimed = {(row["clock_id"], row["generation"], row["rung"]) for row in stored.rows("rung")}
    for clock, days in stored.running:
        told = (rung.code for _, rung in days.rungs if (clock["id"], clock["generation"], rung.code) in claimed)
        known = set(told)
        to_come = min((day for day, rung in days.rungs if day > stored.today and rung.code not in known), default=None)
        wake = clock["next_wake_on"]
        if to_come is not None and (wake is None or wake > to_come):
            yield f"{clock['id']}: wakes on {wake}, its next rung is on {to_come}"


CLOCKS = {
    "due_days_are_derived": due_days_are_derived,
    "no_rung_is_lost": no_rung_is_lost,
    "no_rung_is_told_twice": no_rung_is_told_twice,
    "nobody_waits_without_a_clock": nobody_waits_without_a_clock,
    "moved_days_are_written_down": moved_days_are_written_down,
    "wake_days_are_derived": wake_days_are_derived,
}
