"""Whatever is done to the events of a case past the program is found and named: a byte, a row, an order, an end cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from claims.chain import HASHED, Fault, check, event_hash, fold, genesis
from claims.store.rows import Row
from tests.support.invariants import faults
from tests.support.walking.walk import Walk
from tests.support.world import World, sqlite_world
from workflows.checks.record import RECORD
from workflows.machines import MACHINES

STEPS = 60
TRIES = 150
SEED = 7


@pytest.fixture
def walked(world: World) -> World:
    """A world in which much has happened, with the triggers taken away that keep events as they are."""
    walk, chance = Walk(world), Random(SEED)
    for _ in range(STEPS):
        walk.step(chance)
    with world.engine.begin() as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
        for name in connection.exec_driver_sql(triggers).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return world


def events(world: World) -> list[Row]:
    """The events of the case that has most of them, in order."""
    stored = sorted(world.rows("event"), key=lambda row: int(row["seq"]))
    cases = [row["claim_no"] for row in stored]
    longest = max(set(cases), key=cases.count)
    return [row for row in stored if row["claim_no"] == longest]


def found(world: World, no: str) -> Fault | None:
    """What the check of the chain says of the stored events."""
    stored: list[Row] = sorted(world.rows("event", claim_no=no), key=lambda row: int(row["seq"]))
    return check(no, stored)


def test_a_chain_left_alone_holds(walked: World) -> None:
    chain = events(walked)
    assert len(chain) > 15
    assert found(walked, chain[0]["claim_no"]) is None


def test_one_byte_changed_anywhere_is_found_and_the_event_named(walked: World) -> None:
    chain, chance = events(walked), Random(SEED)
    columns = [name for name in HASHED if name not in ("claim_no", "seq")] + ["hash"]
    for _ in range(TRIES):
        row, column = chance.choice(chain), chance.choice(columns)
        text = stored_text(walked, row, column)
        if not text:
            continue
        place = chance.randrange(len(text))
        flipped = text[:place] + flip(text[place]) + text[place + 1 :]
        write(walked, row, column, flipped)
        assert named(walked, row) == row["seq"], f"{column} of event {row['seq']}"
        write(walked, row, column, text)
    assert found(walked, chain[0]["claim_no"]) is None


def stored_text(world: World, row: Row, column: str) -> str | None:
    """A column as it is stored."""
    with world.engine.connect().execution_options(reading=True) as connection:
        value: Any = connection.exec_driver_sql(f"SELECT {column} FROM event WHERE id = ?", (row["id"],)).scalar_one()
    return None if value is None else str(value)


def write(world: World, row: Row, column: str, text: str | None) -> None:
    """Change a column past the program."""
    world.execute(f"UPDATE event SET {column} = ? WHERE id = ?", text, row["id"])


def flip(character: str) -> str:
    """Another character of the same kind, so that a day remains a day where it can."""
    if character.isdigit():
        return "1" if character != "1" else "2"
    return "x" if character != "x" else "y"


def named(world: World, row: Row) -> int | None:
    """The event that the check names; one that cannot even be read names itself."""
    try:
        fault = found(world, row["claim_no"])
    except ValueError:
        return int(row["seq"])
    assert fault is not None
    assert fault.claim_no == row["claim_no"]
    return fault.seq


def test_an_event_taken_out_is_found_at_its_place(walked: World) -> None:
    for row in events(walked)[:-1]:
        without = [one for one in events(walked) if one["seq"] != row["seq"]]
        assert check(row["claim_no"], without) == Fault(row["claim_no"], row["seq"], "missing event")


def test_an_event_taken_out_and_the_rest_renumbered_is_found(walked: World) -> None:
    chain = events(walked)
    for gone in range(len(chain) - 1):
        closed_up = [{**row, "seq": seq} for seq, row in enumerate(chain[:gone] + chain[gone + 1 :], start=1)]
        fault = check(chain[0]["claim_no"], closed_up)
        assert fault is not None
        assert fault.seq == gone + 1


def test_two_events_that_changed_places_are_found(walked: World) -> None:
    chain, chance = events(walked), Random(SEED)
    for _ in range(TRIES):
        one, other = sorted(chance.sample(range(len(chain)), 2))
        swapped = list(chain)
        swapped[one], swapped[other] = {**chain[other], "seq": one + 1}, {**chain[one], "seq": other + 1}
        fault = check(chain[0]["claim_no"], swapped)
        assert fault is not None
        assert fault.seq == one + 1


def test_an_event_put_in_is_found(walked: World) -> None:
    chain = events(walked)
    no = chain[0]["claim_no"]
    for place in range(1, len(chain) + 1):
        forged = {**chain[place - 1], "seq": place + 1, "prev_hash": chain[place - 1]["hash"]}
        forged["hash"] = event_hash(forged)
        after = [{**row, "seq": row["seq"] + 1} for row in chain[place:]]
        fault = check(no, [*chain[:place], forged, *after])
        assert fault is not None
        assert fault.seq in (place + 1, place + 2)


def test_an_end_cut_off_is_found_by_the_head_that_the_case_knows(walked: World) -> None:
    chain = events(walked)
    no = chain[0]["claim_no"]
    walked.execute("DELETE FROM event WHERE claim_no = ? AND seq > ?", no, len(chain) - 3)
    assert found(walked, no) is None, "a shorter chain is a chain: only its head tells"
    told = faults(walked, {"chains_hold": RECORD["chains_hold"]})
    assert told == [f"chains_hold: {no}: the case does not know its last event"]


def test_all_events_of_a_case_taken_away_are_missed(walked: World) -> None:
    no = events(walked)[0]["claim_no"]
    walked.execute("DELETE FROM event WHERE claim_no = ?", no)
    told = faults(walked, {"chains_hold": RECORD["chains_hold"]})
    assert told == [f"chains_hold: {no}: the case does not know its last event"]


def test_events_of_another_case_do_not_fit(walked: World) -> None:
    chain = events(walked)
    fault = check("TL-2024-000999", chain)
    assert fault == Fault("TL-2024-000999", 1, "does not continue the event before it")
    assert genesis("TL-2024-000999") != chain[0]["prev_hash"]


def test_an_arrow_that_does_not_join_is_no_history(walked: World) -> None:
    chain = events(walked)
    moved = next(row for row in chain if row["source"] not in ("new", row["target"]))
    with pytest.raises(ValueError, match=moved["id"]):
        fold([{**row, "source": "closed"} if row is moved else row for row in chain])


def test_a_stored_state_changed_past_the_program_is_found(walked: World) -> None:
    no = events(walked)[0]["claim_no"]
    state = walked.one("claim", no=no)["state"]
    other = next(name for name in MACHINES["claim"].states if name != state)
    walked.execute("UPDATE claim SET state = ? WHERE no = ?", other, no)
    told = faults(walked, {"fold": RECORD["states_are_the_fold_of_events"]})
    assert told == [f"fold: {no}: stored as {other}, by its events {state}"]


@pytest.fixture(scope="module")
def posted(quick_folder: Path) -> Iterator[World]:
    """A world with money in its books and refusals beside them, which stays as it is."""
    folder = quick_folder / "posted"
    folder.mkdir()
    with sqlite_world(folder) as world:
        walk, chance = Walk(world), Random(SEED)
        while not (world.rows("transfer") and world.rows("attempt")):
            walk.step(chance)
        yield world


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'x'", "DELETE FROM event", "UPDATE transfer SET line = 9",
                                       "DELETE FROM transfer", "DELETE FROM attempt"])  # fmt: skip
def test_the_database_itself_refuses_to_change_what_is_append_only(posted: World, statement: str) -> None:
    before = posted.digest(frozenset())
    with pytest.raises(Exception, match="append only"):
        posted.execute(statement)
    assert posted.digest(frozenset()) == before
