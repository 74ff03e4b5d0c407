"""What waits because of its state: letters to be served and payments to be made. A few statements however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from claims.money import yuan
from claims.rules import Rules
from claims.store.rows import Row, select_among
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.inbox_clocks import CLOCK, onward, rung_label, rungs_of
from workflows.inbox_entry import Entry, entry_on
from workflows.machines import MACHINES
from workflows.recipients import RECIPIENT_NAMES
from workflows.roles import Actor

SERVICE_CLOCKS = ("T13", "T16", "service_sending", "service_chase")
WAITING: dict[str, tuple[str, ...]] = {
    "service": ("pending", "sent", "undelivered"),
    "payment": ("pending", "batched", "unknown", "mismatch", "corrected"),
}
ASIDE = frozenset({"void", "cancel", "hold"})  # who may only stop a thing is not waited for


def waiting_entries(connection: Connection, actor: Actor, rules: Rules) -> Iterator[Entry]:
    """Letters to be served, with what was told of their period last, and payments to be made."""
    services = _rows(connection, "service", actor)
    letters = _letters(connection, [row for row, _ in services])
    clocks = _clocks(connection, [row for row, _ in services], letters)
    told = _told(connection, rules, clocks)
    states = {name: MACHINES[name].states for name in WAITING}
    for row, moves in services:
        clock = clocks.get(row["id"])
        what = (
            f"向{RECIPIENT_NAMES[row['recipient_kind']]}送达《{letter_kind(letters[row['letter_id']]['kind']).name}》"
        )
        rung = told.get(clock["id"], "") if clock else ""
        yield entry_on(clock, row, what, states["service"][row["state"]], moves, rung=rung)
    for row, moves in _rows(connection, "payment", actor):
        yield entry_on(None, row, f"支付{yuan(row['amount_fen'])}", states["payment"][row["state"]], moves)


def _rows(connection: Connection, name: str, actor: Actor) -> list[tuple[Row, tuple[str, ...]]]:
    """The rows of a machine in those states that this actor can carry on, with the moves that would; a state at a time."""
    machine = MACHINES[name]
    moves = {state: tuple(one for one in onward(machine, state, actor) if one not in ASIDE) for state in WAITING[name]}
    wanted = [state for state, found in moves.items() if found]
    rows = select_among(connection, machine.stored_in, "state", wanted) if wanted else []
    ordered = sorted(rows, key=lambda row: wanted.index(row["state"]))
    return [(row, moves[row["state"]]) for row in ordered]


def _letters(connection: Connection, services: Sequence[Row]) -> dict[str, Row]:
    wanted = sorted({row["letter_id"] for row in services})
    return {row["id"]: row for row in select_among(connection, "letter", "id", wanted)} if wanted else {}


def _clocks(connection: Connection, services: Sequence[Row], letters: Mapping[str, Row]) -> dict[str, Row]:
    """The period of each service that falls due first: its own, its letter's, or that of what the letter is about."""
    subjects = {row["id"]: (row["id"], row["letter_id"], letters[row["letter_id"]]["subject"]) for row in services}
    wanted = sorted({subject for found in subjects.values() for subject in found})
    if not wanted:
        return {}
    clock = table("clock")
    running = select(clock).where(clock.c.state == "running", clock.c.code.in_(SERVICE_CLOCKS))
    by_subject: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(running).mappings():
        by_subject[row["subject"]].append(dict(row))
    first = {}
    for service, found in subjects.items():
        own = [row for subject in found for row in by_subject.get(subject, ())]
        if own:
            first[service] = min(own, key=lambda row: (row["due_on"], row["code"]))
    return first


def _told(connection: Connection, rules: Rules, clocks: Mapping[str, Row]) -> dict[str, str]:
    """What was told last of each clock, by its id."""
    by_id = {row["id"]: row for row in clocks.values()}
    fired = rungs_of(connection, select(CLOCK.c.id).where(CLOCK.c.id.in_(sorted(by_id)))) if by_id else {}
    return {clock: rung_label(rules, by_id[clock], rows[-1]["rung"]) for clock, rows in fired.items()}
