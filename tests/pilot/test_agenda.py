"""One queue for everybody: days in order, ranks within a day, and a clock that only moves forward."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from claims.clock import SHANGHAI, legal_day
from pilot.agenda import Agenda, Rank, SetClock, Story
from pilot.pace import days_of, pick, stages
from tests.support.pilots import FIRST

DAY = date(2024, 5, 6)


def walk(agenda: Agenda, until: date) -> list[date]:
    """Run the agenda; returns the days in the order in which they came."""
    days = []
    for day in agenda.days(until):
        days.append(day)
        agenda.run(day)
    return days


def stops(log: list[tuple[date, str]], name: str, *days: date) -> Story:
    for day in days:
        yield day
        log.append((day, name))


@given(st.lists(st.lists(st.integers(1, 40), max_size=6), max_size=6))
def test_whatever_the_stories_wait_for_days_come_in_order(waits: list[list[int]]) -> None:
    log: list[tuple[date, str]] = []
    agenda = Agenda()
    for place, days in enumerate(waits):
        named = sorted({DAY + timedelta(days=days_ahead) for days_ahead in days})
        agenda.add(stops(log, str(place), *named), DAY)
    walked = walk(agenda, DAY + timedelta(days=60))
    assert walked == sorted(set(walked))
    assert log == sorted(log, key=lambda entry: entry[0])
    assert len(log) == sum(len(set(days)) for days in waits)


def test_within_a_day_the_sweep_comes_first_and_the_archive_last() -> None:
    seen: list[Rank] = []

    def once(rank: Rank) -> Story:
        seen.append(rank)
        yield from ()

    agenda = Agenda()
    for rank in (Rank.ARCHIVE, Rank.CASE, Rank.CASHIER, Rank.SWEEP, Rank.POST_ROOM):
        agenda.add(once(rank), DAY, rank)
    walk(agenda, DAY)
    assert seen == [Rank.SWEEP, Rank.CASE, Rank.POST_ROOM, Rank.CASHIER, Rank.ARCHIVE]


def test_a_story_that_names_a_day_that_is_over_goes_on_tomorrow() -> None:
    log: list[tuple[date, str]] = []
    agenda = Agenda()
    agenda.add(stops(log, "a", DAY - timedelta(days=3), DAY - timedelta(days=9)), DAY)
    assert walk(agenda, DAY + timedelta(days=9)) == [DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]


def test_nothing_happens_after_the_last_day() -> None:
    log: list[tuple[date, str]] = []
    agenda = Agenda()
    agenda.add(stops(log, "a", DAY + timedelta(days=1), DAY + timedelta(days=2)), DAY)
    walk(agenda, DAY + timedelta(days=1))
    assert log == [(DAY + timedelta(days=1), "a")]


def test_the_clock_stands_until_it_is_moved_and_stays_within_its_day() -> None:
    clock = SetClock()
    clock.set(DAY)
    assert clock.now() == clock.now()
    assert clock.now().astimezone(SHANGHAI).hour == 9
    for _ in range(1000):
        before = clock.now()
        clock.tick()
        assert clock.now() > before
    assert legal_day(clock.now()) == DAY


@given(st.text(max_size=20), st.integers(0, 50), st.integers(0, 50))
def test_a_pick_is_within_its_bounds_and_always_the_same(name: str, least: int, more: int) -> None:
    picked = pick(name, least, least + more)
    assert least <= picked <= least + more
    assert pick(name, least, least + more) == picked


def test_a_case_keeps_the_usual_pace_but_where_it_says_otherwise() -> None:
    for case in FIRST.cases:
        for stage, (least, most) in stages().items():
            told = case.pace.get(stage)
            assert days_of(case, stage) == told if told is not None else least <= days_of(case, stage) <= most
    assert len({days_of(case, "inquiry") for case in FIRST.cases}) > 5


def test_every_stage_of_the_pace_is_used() -> None:
    stories = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "pilot").rglob("*.py"))
    assert [stage for stage in stages() if f'"{stage}"' not in stories] == []
