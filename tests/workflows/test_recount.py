"""A year's holiday notice is loaded: provisional days become right, whose day moved is told, and nothing else changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from claims.errors import BadInput, ClaimsError, Refused, Retryable, RuleFileError
from claims.rules import load_rules
from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.invariants import ALL, faults
from tests.support.world import STRANGER, World
from tests.support.years import load_year
from workflows import recount as recounting
from workflows.acting import act
from workflows.calendars import calendar_stamp, known_years, present_calendar
from workflows.clock_view import clocks_of
from workflows.inbox import inbox
from workflows.present_law import with_present_law
from workflows.sweep import sweep

TODAY = date(2026, 12, 29)
HEAD = '[2027]\nlabel = "2027年放假调休"\nunit = "calendar"\n[[2027.values]]\nfrom = 2027-01-01\nto = 2027-12-31\n'
SOURCE = 'source = "合成的2027年放假安排（测试用）"\nconfidence = "C"\n'
SPRING = HEAD + (
    "value.off = [2027-01-01, 2027-02-05, 2027-02-08, 2027-02-09, 2027-02-10, 2027-02-11]\n"
    "value.worked = [2027-01-31, 2027-02-20]\n" + SOURCE
)
LONGER = SPRING.replace("2027-02-11]", "2027-02-11, 2027-02-12]")


def at(world: World, day: date = TODAY) -> None:
    world.moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def notice(folder: Path, text: str = SPRING) -> Path:
    path = folder / "2027.toml"
    path.write_text(text, encoding="utf-8")
    return path


def two_cases(world: World) -> None:
    """A case whose decision falls due beyond the last known year, and one whose period ends before it."""
    far, near = Case(world, "investigating"), Case(world, "applied", no=OTHER_NUMBER)
    for case in (far, near):
        case.claim.update(accident_on=date(2026, 12, 18))
    near.claim.update(person_id=STRANGER, claimant_id=STRANGER)
    far.clock("T8", date(2026, 12, 28))
    near.clock("T5", date(2026, 12, 14))
    far.save()
    near.save()
    at(world)


def test_a_provisional_day_becomes_right_and_its_officer_is_told(world: World, world_folder: Path) -> None:
    two_cases(world)
    before = world.one("clock", code="T8")
    assert (before["due_on"], bool(before["provisional"])) == (date(2027, 2, 8), True)
    load_year(world.desk, notice(world_folder))
    assert [(one["year"], one["off"], one["worked"]) for one in known_years(world.desk)][-1] == (2027, 6, 2)
    (moved,) = sweep(world.desk, TODAY).moved
    # 从12月28日起：12月3个工作日，1月1日放假，1月4日至29日20个，31日调休上班1个，2月1日至4日4个，12日1个，15日是第30个
    assert (moved.claim_no, moved.code, moved.was_on, moved.now_on) == (
        NUMBER,
        "T8",
        date(2027, 2, 8),
        date(2027, 2, 15),
    )
    after = world.one("clock", code="T8")
    assert (after["generation"], bool(after["provisional"])) == (2, False)
    assert moved.told == ("intake1", "intake2")
    change = world.one("clock_change", clock_id=after["id"])
    assert (change["cause"], change["was_on"], change["now_on"]) == ("calendar", before["due_on"], after["due_on"])
    (entry,) = [one for one in inbox(world.desk, "intake1") if one.code == "T8"]
    assert (entry.rung, entry.provisional) == ("节假日安排公布，期限日期变动", False)
    named = ("due_days_are_derived", "no_rung_is_lost", "moved_days_are_written_down")
    fresh = World.__new__(World)
    fresh.__dict__.update(world.__dict__, desk=with_present_law(world.desk))
    assert faults(fresh, {name: ALL[name] for name in named}) == []


def test_a_period_that_ends_before_keeps_its_generation(world: World, world_folder: Path) -> None:
    two_cases(world)
    before = world.one("clock", code="T5")
    load_year(world.desk, notice(world_folder))
    sweep(world.desk, TODAY)
    after = world.one("clock", code="T5")
    assert (after["due_on"], after["generation"]) == (before["due_on"], 1)
    assert after["calendar_version"] != before["calendar_version"]


def test_a_corrected_notice_takes_the_place_of_the_first(world: World, world_folder: Path) -> None:
    two_cases(world)
    load_year(world.desk, notice(world_folder))
    sweep(world.desk, TODAY)
    first = world.one("clock", code="T8")["due_on"]
    load_year(world.desk, notice(world_folder, LONGER))
    (moved,) = sweep(world.desk, TODAY).moved
    assert (moved.was_on, moved.now_on) == (first, date(2027, 2, 16))
    assert [change["label"] for change in known(world)] == [2027]


def known(world: World) -> list[dict[str, object]]:
    return [{"label": year["year"]} for year in known_years(world.desk) if year["source"] != "随程序"]


def test_a_second_sweep_counts_nothing_again(world: World, world_folder: Path) -> None:
    two_cases(world)
    load_year(world.desk, notice(world_folder))
    sweep(world.desk, TODAY)
    kept = world.digest(frozenset())
    assert sweep(world.desk, TODAY).moved == ()
    assert world.digest(frozenset()) == kept


def test_an_old_desk_does_not_count_back_what_a_new_notice_has_moved(world: World, world_folder: Path) -> None:
    two_cases(world)
    old = world.desk
    load_year(world.desk, notice(world_folder))
    sweep(world.desk, TODAY)
    right = world.digest(frozenset())
    sweep(old, TODAY)
    assert world.digest(frozenset()) == right


def test_a_notice_that_comes_while_the_counting_goes_on_ends_it(
    world: World, world_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_cases(world)
    load_year(world.desk, notice(world_folder))
    desk = with_present_law(world.desk)
    stamps = iter([(), ((2027, "later"),)])
    monkeypatch.setattr(recounting, "calendar_stamp", lambda _connection: next(stamps))
    with pytest.raises(Retryable):
        recounting.recount(desk, TODAY, [])
    assert world.one("clock", code="T8")["generation"] == 1


def test_a_move_made_with_an_old_calendar_is_set_right_by_the_next_sweep(world: World, world_folder: Path) -> None:
    two_cases(world)
    load_year(world.desk, notice(world_folder))
    sweep(world.desk, TODAY)
    asked = act(world.desk, "intake1", OTHER_NUMBER, "ask_supplement", TODAY, {"missing": ["invoices"]})
    assert asked.done, asked.refusals
    assert world.one("clock", code="supplement_notice")["calendar_version"] == world.desk.calendar.version
    sweep(world.desk, TODAY)
    assert world.one("clock", code="supplement_notice")["calendar_version"] != world.desk.calendar.version


def test_a_paused_clock_is_counted_with_the_new_notice_when_it_resumes(world: World, world_folder: Path) -> None:
    two_cases(world)
    world.execute("UPDATE clock SET state = 'paused', next_wake_on = NULL WHERE code = 'T8'")
    load_year(world.desk, notice(world_folder))
    assert sweep(world.desk, TODAY).moved == ()
    assert world.one("clock", code="T8")["generation"] == 1


@pytest.mark.parametrize(
    ("proposer", "applier"), [("intake1", "chief1"), ("nobody", "chief1"), ("chief1", "admin1"), ("chief1", "chief1")]
)
def test_a_notice_takes_two_persons_of_the_right_posts(
    world: World, world_folder: Path, proposer: str, applier: str
) -> None:
    at(world)
    with pytest.raises(Refused):
        load_year(world.desk, notice(world_folder), proposer, applier)
    assert world.rows("calendar_year") == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (SPRING.replace("2027", "2029"), ClaimsError),  # 2027、2028 are missing in between
        (SPRING.replace("2027-01-31", "2027-01-28"), RuleFileError),  # a Thursday cannot be a make-up weekend day
        (SPRING.replace("[2027]", "[2027"), RuleFileError),
        ("about = '空'\n", BadInput),
    ],
)
def test_a_notice_that_cannot_stand_is_refused_whole(
    world: World, world_folder: Path, text: str, error: type[ClaimsError]
) -> None:
    at(world)
    path = notice(world_folder, text)
    with pytest.raises(error):
        load_year(world.desk, path)
    assert world.rows("calendar_year") == []


def test_a_file_that_is_not_there_is_named(world: World) -> None:
    at(world)
    with pytest.raises(BadInput, match="没有的"):
        load_year(world.desk, Path("没有的.toml"))


def test_the_stamp_and_the_calendar_follow_what_was_loaded(world: World, world_folder: Path) -> None:
    at(world)
    with world.engine.connect() as connection:
        assert calendar_stamp(connection) == ()
    load_year(world.desk, notice(world_folder))
    with world.engine.connect() as connection:
        assert [year for year, _ in calendar_stamp(connection)] == [2027]
        assert present_calendar(connection).last_year == 2027
    assert with_present_law(world.desk).calendar.last_year == 2027
    assert load_rules("重庆") is world.desk.rules


def test_the_case_shows_that_its_day_moved_and_why(world: World, world_folder: Path) -> None:
    two_cases(world)
    load_year(world.desk, notice(world_folder))
    sweep(world.desk, TODAY)
    (shown,) = [one for one in clocks_of(world.desk, NUMBER) if one["code"] == "T8"]
    assert [change["cause_label"] for change in shown["changes"]] == ["放假安排公布"]
    assert [rung["label"] for rung in shown["rungs"]] == ["节假日安排公布，期限日期变动"]
