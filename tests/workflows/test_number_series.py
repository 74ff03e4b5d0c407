"""One series, two processes, 500 letters each, every tenth transaction lost at its commit: 1 to 1,000, no gap, no twin."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from claims.calendar import load_calendar
from claims.rules import load_rules
from claims.store.rows import insert_rows
from notifications.numbers import letter_series
from tests.support.at_once import forking
from tests.support.casebook import Case
from tests.support.fixtures.making import make_ready
from tests.support.keys import keyed_engine
from tests.support.world import INJURED, NOON, PROVINCE, STRANGER, TODAY, World
from workflows.acting import act
from workflows.advance import advance
from workflows.command import Command
from workflows.letter_gaps import RUNS_MAX, Gap, letter_gaps
from workflows.letter_register import every_register, letter_register
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.transaction import Desk

EACH, LOST_EVERY, MEET_EVERY = 500, 10, 50
WAITING_TENTHS_MAX = 600


class Lost(Exception):
    """The connection is gone at the commit."""


class Losing:
    """Loses the next commit when it is armed."""

    def __init__(self) -> None:
        self.armed = False
        self.lost = 0

    def __call__(self, _connection: Connection) -> None:
        if self.armed:
            self.armed = False
            self.lost += 1
            raise Lost


def issue(url: str, folder: str, person: str, data: dict[str, Any]) -> int:
    """One process that reports so many accidents of a person, each with its receipt; how many commits it lost."""
    engine = keyed_engine(url)
    losing = Losing()
    event.listen(engine, "commit", losing)
    desk = Desk(engine, load_rules(PROVINCE), load_calendar(), Path(folder), now=lambda: NOON, attempts=50)
    given = {**data, "person_id": person}
    for place in range(1, EACH + 1):
        if place % MEET_EVERY == 1:
            _meet(Path(folder), person, place)
        command = Command("new", "report", "intake1", TODAY, f"{person} {place}", 0, given)
        losing.armed = place % LOST_EVERY == 0
        try:
            outcome = advance(desk, command)
        except Lost:
            outcome = advance(desk, command)
        assert outcome.done, outcome.refusals
        assert not outcome.repeated
    engine.dispose()
    return losing.lost


def _meet(folder: Path, person: str, place: int) -> None:
    """Wait until the other process has come as far: a database that always lets the same one in would hide a race."""
    (folder / f"at-{place}-{person}").touch()
    for _ in range(WAITING_TENTHS_MAX):
        if len(list(folder.glob(f"at-{place}-*"))) == 2:
            return
        time.sleep(0.1)
    raise TimeoutError("the other process did not come")


def test_two_processes_number_a_thousand_letters_without_gap_or_twin(bureau: World, tmp_path: Path) -> None:
    data = make_ready(bureau, "claim", MACHINES["claim"].moves[0], "new", Role.INTAKE).data
    url = bureau.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(2, mp_context=forking()) as pool:
        runs = [pool.submit(issue, url, str(tmp_path), person, data) for person in (INJURED, STRANGER)]
        lost = [run.result() for run in runs]
    assert lost == [EACH // LOST_EVERY] * 2
    letters = bureau.rows("letter")
    assert sorted(row["serial"] for row in letters) == list(range(1, 2 * EACH + 1))
    assert len({row["number"] for row in letters}) == 2 * EACH
    assert sorted(row["no"] for row in bureau.rows("claim"))[-1] == f"TL-2024-{2 * EACH:06d}"
    register = letter_register(bureau.desk, "receipt", TODAY.year)
    assert (len(register.entries), register.is_whole) == (2 * EACH, True)
    mixed = [row["claim_no"] for row in sorted(letters, key=lambda row: row["serial"])]
    assert len(set(mixed)) == 2 * EACH
    owners = {row["no"]: row["person_id"] for row in bureau.rows("claim")}
    assert {owners[no] for no in mixed[: 2 * MEET_EVERY]} == {INJURED, STRANGER}, "they did run at once"


def register_of(world: World, *letters: tuple[str, int, date, str]) -> Case:
    """A case with letters of these kinds, serials, days and states in the register, as nobody can write them by a move."""
    case = Case(world, "confirmed")
    for kind, serial, on, state in letters:
        row = case.letter(kind, on)
        row.update(serial=serial, number=f"合成{kind}〔{on.year}〕{serial}号", state=state)
    case.save()
    return case


def test_a_void_letter_keeps_its_number_and_says_so(world: World) -> None:
    case = register_of(
        world,
        ("rectification", 1, date(2024, 9, 10), "issued"),
        ("rectification", 2, date(2024, 9, 11), "rendered"),
    )
    with world.engine.begin() as connection:
        given = {"series": letter_series("rectification"), "year": 2024, "last_serial": 2, "last_on": date(2024, 9, 11)}
        insert_rows(connection, "series", [given])
    first = case.of("letter")[0]
    record = next(row for row in case.of("service") if row["letter_id"] == first["id"])
    assert act(world.desk, "reviewer1", record["id"], "void", TODAY, {"reason": "写错"}).done
    register = letter_register(world.desk, "rectification", 2024)
    assert [(one.serial, one.state, one.is_void) for one in register.entries] == [
        (1, "作废", True),
        (2, "已制作", False),
    ]
    assert [one.claim_no for one in register.entries] == [case.no] * 2
    assert register.is_whole
    (only,) = every_register(world.desk)
    assert only == register


def test_a_gap_and_a_day_out_of_order_are_found(world: World) -> None:
    register_of(
        world,
        ("confirmation", 1, date(2024, 9, 10), "issued"),
        ("confirmation", 3, date(2024, 9, 20), "issued"),
        ("confirmation", 4, date(2024, 9, 12), "issued"),
    )
    register = letter_register(world.desk, "confirmation", 2024)
    assert register.gaps == (2,)
    assert [one.serial for one in register.out_of_order] == [4]
    assert not register.is_whole


def test_a_number_that_was_given_last_and_is_lost_is_a_gap_too(world: World) -> None:
    register_of(world, ("confirmation", 1, date(2024, 9, 10), "issued"))
    with world.engine.begin() as connection:
        given = {"series": letter_series("confirmation"), "year": 2024, "last_serial": 2, "last_on": date(2024, 9, 11)}
        insert_rows(connection, "series", [given])
    assert letter_register(world.desk, "confirmation", 2024).gaps == (2,)


def test_what_does_not_add_up_is_told_by_its_first_runs(world: World) -> None:
    every_third = [("confirmation", 3 * place, date(2024, 9, 10), "issued") for place in range(1, RUNS_MAX + 3)]
    register_of(world, *every_third, ("acceptance", 1, date(2024, 9, 10), "issued"))
    with world.engine.begin() as connection:
        for series, last in (("confirmation", 3 * (RUNS_MAX + 2)), ("acceptance", 4)):
            given = {"series": letter_series(series), "year": 2024, "last_serial": last, "last_on": date(2024, 9, 11)}
            insert_rows(connection, "series", [given])
        (short, long), wrong = letter_gaps(connection)
        assert letter_gaps(connection, 2) == ([], wrong)
    assert (wrong, short) == (2, Gap("acceptance", 2024, ((2, 4),), more=False))
    assert long.runs == tuple((3 * place + 1, 3 * place + 2) for place in range(RUNS_MAX))
    assert long.more


def test_a_receipt_may_bear_an_earlier_day_and_a_year_without_letters_is_empty(world: World) -> None:
    register_of(
        world,
        ("report_receipt", 1, date(2024, 9, 10), "issued"),
        ("report_receipt", 2, date(2024, 9, 9), "issued"),
    )
    assert letter_register(world.desk, "receipt", 2024).is_whole
    empty = letter_register(world.desk, "receipt", 2023)
    assert (empty.entries, empty.is_whole) == ((), True)
