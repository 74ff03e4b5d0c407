"""What is shown and stored of a clock is so: its source, its lane, its end."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from claims.errors import Retryable
from tests.support.at_the_clock import applied, at, move_of, open_codes
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import standing
from tests.support.world import World
from tests.support.years import load_year
from tests.workflows.test_recount import notice
from workflows import recount as recounting
from workflows.clock_days import budget_of, days_of
from workflows.clock_view import clocks_of
from workflows.machines import MACHINES
from workflows.present_law import with_present_law
from workflows.roles import Role
from workflows.stuck import stuck_work
from workflows.sweep import sweep


def test_a_desk_that_is_out_of_date_does_not_count_back(world: World, world_folder: Path) -> None:
    case = Case(world, "investigating")
    case.claim.update(accident_on=date(2026, 12, 18))
    case.clock("T8", date(2026, 12, 28))
    case.save()
    at(world, date(2026, 12, 29))
    read_before = with_present_law(world.desk)
    load_year(world.desk, notice(world_folder))
    sweep(world.desk, date(2026, 12, 29))
    right = world.one("clock", code="T8")
    with suppress(Retryable):
        recounting.recount(read_before, date(2026, 12, 29), [])
    assert world.one("clock", code="T8") == right


def test_what_has_succeeded_is_not_stuck_any_more(world: World) -> None:
    bad = applied(world)
    bad.of("clock")[0].update(unit="fortnights")
    bad.save()
    at(world, date(2024, 9, 6))
    assert sweep(world.desk, date(2024, 9, 6)).set_aside
    world.execute("UPDATE clock SET unit = 'working_days'")
    world.moment += timedelta(minutes=2)
    assert sweep(world.desk, date(2024, 9, 6)).told
    assert stuck_work(world.desk) == []


def test_the_source_shown_is_that_of_the_law_that_set_the_period(world: World) -> None:
    case = Case(world, "investigating")
    case.claim.update(accident_on=date(2025, 6, 20))
    case.clock("T8", date(2025, 7, 3))
    case.save()
    (shown,) = clocks_of(world.desk, NUMBER)
    assert shown["source"] == world.desk.rules.at("limits.confirmation", date(2025, 6, 20)).source


def test_a_small_injury_case_whose_costs_others_bore_can_be_closed(world: World) -> None:
    ready = make_ready(world, "award_item", move_of("award_item", "waive"), "effective", Role.RIDER)
    ready.case.clock("small_payment", date(2024, 10, 8))
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert "small_payment" not in open_codes(world, NUMBER)


def test_the_waiting_for_heirs_ends_when_they_have_come(world: World) -> None:
    stoppers = [move.trigger for machine in MACHINES.values() for move in machine.moves if "succession" in move.stops]
    starters = [move.trigger for machine in MACHINES.values() for move in machine.moves if "succession" in move.starts]
    assert stoppers
    assert "substitute" not in starters


def test_a_dispute_granted_the_fast_track_while_it_is_open_gets_its_target(world: World) -> None:
    ready = make_ready(world, "dispute", move_of("dispute", "grant_fast"), "open", Role.LEGAL)
    ready.case.clock("T30", date(2024, 10, 9), subject=ready.subject_id)
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert world.one("clock", code="T30")["lane"] == "fast"


def test_a_decided_dispute_owes_no_answer_any_more(world: World) -> None:
    ready = make_ready(world, "dispute", move_of("dispute", "decided"), "open", Role.LEGAL)
    ready.case.clock("T30", date(2024, 10, 9), subject=ready.subject_id)
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert "T30" not in open_codes(world, ready.subject_id)


def test_a_target_that_was_missed_is_not_called_a_period_that_was_missed(world: World) -> None:
    case = standing(world, "investigating")
    case.claim.update(accident_on=date(2025, 9, 2), fast_lane=True)
    for row in list(case.of("clock")):
        case.drop("clock", row)
    clock = case.clock("T8", date(2025, 11, 3))
    clock.update(lane="fast", rule="limits.confirmation_fast", amount=7)
    days = days_of(clock, (), budget_of(clock, ()), world.desk.rules, world.desk.calendar)
    clock.update(due_on=days.due.on, target_on=days.target_on, next_wake_on=days.wake_on(clock["started_on"]))
    case.save()
    day = date(2025, 11, 11)
    assert days.target_on is not None
    assert days.target_on < day < days.due.on
    at(world, day)
    labels = {one.label for one in sweep(world.desk, day).told if one.code == "T8"}
    assert "已经超期" not in labels


def test_the_fast_lane_of_the_decision_does_not_pass_on_to_the_award(world: World) -> None:
    ready = make_ready(world, "claim", move_of("claim", "settle"), "appraised", Role.INTAKE)
    ready.case.claim.update(fast_lane=True)
    assert ready.fire().done
    assert world.one("clock", code="T21")["lane"] == "normal"
