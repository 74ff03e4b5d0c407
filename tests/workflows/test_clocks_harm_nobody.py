"""What a clock may not do to a person: act on an uncertain day, tell the wrong party, stay silent where somebody waits."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from claims.workdays import national_plans
from tests.support.at_the_clock import applied, at, move_of, open_codes, told
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import CONCLUDED, appraisal, standing
from tests.support.world import World
from tests.support.years import load_year
from tests.workflows.test_recount import LONGER, SPRING, notice
from tests.workflows.test_rungs import resume, suspend
from workflows import calendars
from workflows.acting import act
from workflows.clock_days import budget_of, days_of
from workflows.inbox import inbox
from workflows.machines import MACHINES
from workflows.present_law import with_present_law
from workflows.roles import Role
from workflows.sweep import sweep


def test_a_conclusion_is_not_made_final_on_a_provisional_day(world: World) -> None:
    case = standing(world, "appraised")
    (concluded,) = case.of("appraisal")
    concluded.update(state="served")
    clock = case.clock("T17", date(2026, 12, 17), subject=concluded["id"])
    case.save()
    assert (clock["due_on"], clock["provisional"]) == (date(2027, 1, 1), True)
    at(world, date(2027, 1, 2))
    sweep(world.desk, date(2027, 1, 2))
    assert world.one("appraisal", id=concluded["id"])["state"] == "served"


def test_each_party_hears_of_its_own_period_for_a_new_appraisal(world: World) -> None:
    case = standing(world, "appraising")
    row = appraisal(case, "concluded")
    case.save()
    services = {one["recipient_kind"]: one for one in case.of("service") if one["letter_id"] == row["letter_id"]}
    at(world, date(2024, 10, 21))
    for kind, day in (("person", CONCLUDED), ("platform", date(2024, 10, 15))):
        done = act(world.desk, "intake1", services[kind]["id"], "serve", day, {"method": "direct", "evidence": "回证"})
        assert done.done, done.refusals
    clocks = {one["started_on"]: one for one in world.rows("clock", code="T17")}
    ours, theirs = clocks[CONCLUDED], clocks[date(2024, 10, 15)]
    seen = {one.due_on for one in inbox(world.desk, "rider1") if one.code == "T17"}
    at(world, date(2024, 10, 30))
    heard = {(one.clock_id, one.accounts) for one in sweep(world.desk, date(2024, 10, 30)).told if one.code == "T17"}
    assert [one for one in inbox(world.desk, "rider1") if one.code == "T17"] == [], "what is over waits for nobody"
    assert (theirs["id"], ("rider1",)) not in heard
    assert (theirs["id"], ("platform1",)) in heard
    assert seen == {ours["due_on"]}


@pytest.mark.parametrize("trigger", ["remand", "set_aside", "revoke_confirmation"])
def test_an_appraisal_that_waits_keeps_its_clock_when_the_decision_falls(world: World, trigger: str) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows(trigger, "appraising")[-1], "appraising", Role.LEGAL)
    waiting = appraisal(ready.case, "supplementing")
    ready.case.clock("appraisal_papers", CONCLUDED, subject=waiting["id"])
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert world.one("appraisal", id=waiting["id"])["state"] != "supplementing" or open_codes(world, waiting["id"])


def test_a_case_is_not_closed_over_an_appraisal_that_waits_for_papers(world: World) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows("close", "settled")[0], "settled", Role.INTAKE)
    waiting = appraisal(ready.case, "supplementing", kind="review")
    ready.case.clock("appraisal_papers", CONCLUDED, subject=waiting["id"])
    fired = ready.fire()
    assert not fired.done or open_codes(world, waiting["id"])


def test_a_payment_whose_outcome_is_unknown_has_a_clock_or_lies_on_a_desk(world: World) -> None:
    ready = make_ready(world, "payment", move_of("payment", "unknown"), "sent", Role.SYSTEM)
    fired = ready.fire()
    assert fired.done, fired.refusals
    desks = [one for name in ("cashier1", "cashier2", "intake1", "reviewer1", "chief1", "leader1")
             for one in inbox(world.desk, name) if one.target == ready.subject_id]  # fmt: skip
    assert open_codes(world, ready.subject_id) or desks


def test_the_law_s_own_last_day_is_told_on_the_green_channel_too(world: World) -> None:
    case = standing(world, "confirmed")
    dispute = case.subject("dispute", "open", matter="confirmation", route="suit", lodged_by="person", instance=1)
    clock = case.clock("T30", date(2025, 11, 10), subject=dispute["id"])
    clock.update(lane="fast")
    days = days_of(clock, (), budget_of(clock, ()), world.desk.rules, world.desk.calendar)
    assert days.target_on == date(2025, 11, 17)
    assert max(on for on, _ in days.rungs) > days.due.on, (days.due.on, [(on, rung.code) for on, rung in days.rungs])


def test_an_overdue_rung_that_a_corrected_notice_brings_forward_is_still_told(world: World, world_folder: Path) -> None:
    at(world, date(2026, 12, 29))
    load_year(world.desk, notice(world_folder, LONGER))
    world.desk = with_present_law(world.desk)
    case = Case(world, "applied")
    case.claim.update(accident_on=date(2027, 1, 20))
    clock = case.clock("T5", date(2027, 1, 28))
    case.save()
    assert clock["due_on"] == date(2027, 2, 3)
    days = days_of(clock, (), budget_of(clock, ()), world.desk.rules, world.desk.calendar)
    last = max(on for on, _ in days.rungs)
    at(world, last - timedelta(days=1))
    sweep(world.desk, last - timedelta(days=1))
    at(world, last)
    load_year(world.desk, notice(world_folder, SPRING))
    found = [one.rung for one in sweep(world.desk, last).told]
    assert world.one("clock", code="T5")["due_on"] == clock["due_on"]
    assert found == ["raised_again"], (last, world.one("clock", code="T5")["next_wake_on"])


def test_two_programs_with_different_notices_do_not_count_to_and_fro(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker of the version before is still up, and its program has no 2026: the database has what the newer one knows."""
    old = {year: plan for year, plan in national_plans().items() if year < 2026}
    new = national_plans()
    case = Case(world, "investigating")
    case.claim.update(accident_on=date(2025, 12, 20))
    case.clock("T8", date(2025, 12, 29))
    case.save()
    at(world, date(2026, 1, 5))
    with world.engine.begin() as connection:
        calendars.keep_built_in(connection, world.moment)
    for plans in (old, new, old, new):
        monkeypatch.setattr(calendars, "national_plans", lambda plans=plans: plans)
        sweep(world.desk, date(2026, 1, 5))
    assert world.one("clock", code="T8")["generation"] == 1


def test_a_superior_who_must_stay_away_is_not_counted_as_told(world: World) -> None:
    case = applied(world)
    case.add("recusal", claim_no=case.no, username="chief1", reason="recused", recorded_at="x")
    case.save()
    at(world, date(2024, 9, 13))
    sweep(world.desk, date(2024, 9, 13))
    assert inbox(world.desk, "chief1") == []
    assert json.loads(world.one("rung", rung="raised")["told"]) != ["chief1"]


def test_one_bad_clock_does_not_silence_the_other_clocks_of_its_case(world: World) -> None:
    case = applied(world)
    case.clock("T8", date(2024, 9, 4))
    bad = case.clock("data_request", date(2024, 9, 4))
    bad.update(unit="fortnights")
    case.save()
    assert told(world, date(2024, 9, 13), "T5") != []


def test_the_second_supplement_is_not_timed_from_the_service_of_the_first_notice(world: World) -> None:
    case = standing(world, "supplementing")
    for row in list(case.of("clock")):
        case.drop("clock", row)
    for row in list(case.of("letter")):
        if row["kind"] == "supplement":
            for service in [one for one in case.of("service") if one["letter_id"] == row["id"]]:
                service.update(state="sent", served_on=None, method="post")
    case.claim.update(supplement_count=2, last_occurred_on=date(2024, 9, 20))
    case.letter("supplement", date(2024, 9, 20))
    case.clock("supplement_notice", date(2024, 9, 20))
    case.save()
    first = next(one for one in world.rows("service", state="sent"))
    at(world, date(2024, 9, 23))
    done = act(world.desk, "intake1", first["id"], "serve", date(2024, 9, 9), {"method": "post", "evidence": "回执"})
    assert done.done, done.refusals
    assert open_codes(world, NUMBER) == {"supplement_notice"}


def test_suspending_a_period_that_is_already_over_does_not_silence_the_ladder(world: World) -> None:
    standing(world, "investigating").save()
    at(world, date(2024, 10, 23))
    assert "overdue" in [one.rung for one in sweep(world.desk, date(2024, 10, 23)).told if one.code == "T8"]
    suspend(world, date(2024, 10, 23))
    at(world, date(2024, 11, 20))
    heard = [one.rung for one in sweep(world.desk, date(2024, 11, 20)).told if one.code == "T8"]
    assert {"raised", "raised_again"} <= set(heard)


def test_a_due_day_that_did_not_move_is_not_told_again(world: World) -> None:
    standing(world, "investigating").save()
    at(world, date(2024, 10, 25))
    before = [one.rung for one in sweep(world.desk, date(2024, 10, 25)).told if one.code == "T8"]
    due_on = world.one("clock", code="T8")["due_on"]
    suspend(world, date(2024, 10, 26))
    resume(world, date(2024, 10, 27))
    assert world.one("clock", code="T8")["due_on"] == due_on
    at(world, date(2024, 10, 28))
    again = [one.rung for one in sweep(world.desk, date(2024, 10, 28)).told if one.code == "T8"]
    assert set(before) & set(again) == set()


def test_a_case_whose_time_for_papers_is_over_climbs_if_nobody_acts(world: World) -> None:
    standing(world, "supplementing").save()
    day = date(2025, 3, 3)
    at(world, day)
    levels = {one.level for one in sweep(world.desk, day).told if one.code == "T7"}
    assert world.one("claim", no=NUMBER)["state"] == "supplementing"
    assert levels & {"section_head", "leader"}, levels


def test_an_appraisal_whose_time_for_papers_is_over_climbs_if_nobody_acts(world: World) -> None:
    case = standing(world, "appraising")
    waiting = appraisal(case, "supplementing")
    case.clock("appraisal_papers", CONCLUDED, subject=waiting["id"])
    case.save()
    day = date(2025, 3, 3)
    at(world, day)
    levels = {one.level for one in sweep(world.desk, day).told if one.code == "appraisal_papers"}
    assert levels & {"section_head", "leader"}, levels
