"""Rungs tell whom they concern, once a generation, up the ladder, and nothing closes or refuses by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from claims.store.rows import Row
from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import standing
from tests.support.invariants import ALL, faults
from tests.support.world import TODAY, World, furnished_world, sqlite_world
from workflows.acting import act, propose
from workflows.inbox import inbox
from workflows.listeners import signs_next
from workflows.machines import MACHINES
from workflows.roles import Role
from workflows.rungs import Told
from workflows.stuck import ATTEMPTS, send_again, stuck_work
from workflows.sweep import sweep

STARTED = date(2024, 9, 4)
DUE_T5 = date(2024, 9, 11)


def at(world: World, day: date) -> None:
    """Move the world's clock to noon of `day`."""
    world.moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def swept(world: World, day: date) -> list[tuple[str, str, tuple[str, ...]]]:
    """What a sweep of `day` told of the rungs of T5: rung, level, accounts."""
    at(world, day)
    return [(one.rung, one.level, one.accounts) for one in sweep(world.desk, day).told if one.code == "T5"]


def applied(world: World, no: str = NUMBER) -> Case:
    case = Case(world, "applied", no=no)
    case.clock("T5", STARTED)
    return case


def test_a_period_that_nobody_keeps_climbs_from_the_officer_to_the_leader(world: World) -> None:
    applied(world).save()
    told = {day: swept(world, day) for day in (STARTED + timedelta(days=n) for n in range(30))}
    assert {day: found for day, found in told.items() if found} == {
        date(2024, 9, 6): [("near", "officer", ("intake1", "intake2"))],
        date(2024, 9, 9): [("half", "officer", ("intake1", "intake2"))],
        date(2024, 9, 10): [("norm", "officer", ("intake1", "intake2"))],
        DUE_T5: [("due", "officer", ("intake1", "intake2"))],
        date(2024, 9, 12): [("overdue", "officer", ("intake1", "intake2"))],
        date(2024, 9, 13): [("raised", "section_head", ("chief1",))],
        date(2024, 9, 19): [("raised_again", "leader", ("leader1",))],
    }
    assert world.one("clock", code="T5")["next_wake_on"] is None
    assert world.one("claim", no=NUMBER)["state"] == "applied"
    assert world.rows("attempt") == []


def test_a_sweep_after_days_of_silence_tells_everything_once(world: World) -> None:
    applied(world).save()
    assert [rung for rung, _, _ in swept(world, date(2024, 10, 8))] == [
        "near", "half", "norm", "due", "overdue", "raised", "raised_again",
    ]  # fmt: skip
    assert swept(world, date(2024, 10, 8)) == []
    assert swept(world, date(2024, 10, 9)) == []


def test_what_an_officer_has_done_is_not_told_any_more(world: World) -> None:
    standing(world, "applied").save()
    swept(world, date(2024, 9, 6))
    at(world, date(2024, 9, 9))
    done = act(
        world.desk, "intake1", NUMBER, "accept", date(2024, 9, 9), {"criterion": "2021-10-1-1", "diagnosis": "骨折"}
    )
    assert done.done
    assert swept(world, date(2024, 10, 8)) == []
    clock = world.one("clock", code="T5")
    assert (clock["state"], clock["next_wake_on"]) == ("met", None)


def test_what_came_up_the_ladder_stands_in_the_inbox_of_the_superior_until_it_is_done(world: World) -> None:
    applied(world).save()
    for day in (date(2024, 9, 13), date(2024, 9, 19)):
        swept(world, day)
    (chief,) = [one for one in inbox(world.desk, "chief1") if one.code == "T5"]
    (leader,) = [one for one in inbox(world.desk, "leader1") if one.code == "T5"]
    assert (chief.what, chief.urgent, chief.rung) == ("督办：受理审查", True, "超期再升级")
    assert (leader.what, leader.claim_no, leader.days_left(date(2024, 9, 19))) == ("督办：受理审查", NUMBER, -8)
    assert leader.moves == ()
    world.execute("UPDATE clock SET state = 'late', closed_on = '2024-09-20', closed_by = 'x', next_wake_on = NULL")
    assert inbox(world.desk, "leader1") == []


def test_what_the_platform_lets_pass_is_told_to_the_post_that_watches_it(world: World) -> None:
    case = standing(world, "investigating")
    case.save()
    at(world, date(2024, 9, 20))
    told = {one.rung: one for one in sweep(world.desk, date(2024, 9, 20)).told if one.code == "data_request"}
    assert told["near"].accounts == ("platform1",)
    assert (told["overdue"].level, told["overdue"].accounts) == ("officer", ("intake1", "intake2"))
    (entry,) = [one for one in inbox(world.desk, "intake1") if one.code == "data_request"]
    assert (entry.what, entry.rung) == ("待处理：平台提供订单数据", "平台逾期")


def test_a_remedy_is_told_to_the_party_whose_it_is_and_to_nobody_else(world: World) -> None:
    case = standing(world, "confirmed")
    services = {
        row["recipient_kind"]: row for row in case.of("service") if row["letter_id"] == case.of("letter")[-1]["id"]
    }
    for service in services.values():
        case.clock("T23", service["served_on"], subject=service["id"])
    case.save()
    at(world, date(2024, 12, 1))
    told = [(one.rung, one.accounts) for one in sweep(world.desk, date(2024, 12, 1)).told if one.code == "T23"]
    assert sorted(told) == [
        ("half", ("platform1",)),
        ("half", ("rider1",)),
        ("near", ("platform1",)),
        ("near", ("rider1",)),
    ]


def test_where_nobody_holds_the_post_the_next_one_up_is_told(world: World) -> None:
    applied(world).save()
    world.execute("DELETE FROM post WHERE role = 'SH'")
    swept(world, date(2024, 9, 13))
    rung = world.one("rung", rung="raised")
    assert (rung["level"], json.loads(rung["told"])) == ("leader", ["leader1"])


def test_where_nobody_is_left_at_all_that_is_written_down(world: World) -> None:
    applied(world).save()
    world.execute("DELETE FROM post WHERE role IN ('SH', 'LD')")
    swept(world, date(2024, 9, 13))
    assert json.loads(world.one("rung", rung="raised")["told"]) == []


def test_a_superior_who_must_stay_away_is_not_told_and_the_next_one_up_is(world: World) -> None:
    applied(world).save()
    world.insert("recusal", {"claim_no": NUMBER, "username": "chief1", "reason": "亲属", "recorded_at": "x"})
    swept(world, date(2024, 9, 13))
    assert json.loads(world.one("rung", rung="raised")["told"]) == ["leader1"]
    assert inbox(world.desk, "chief1") == []
    assert [one.code for one in inbox(world.desk, "leader1")] == ["T5"]


def test_a_paused_clock_tells_nothing_and_a_resumed_one_begins_anew(world: World) -> None:
    case = standing(world, "investigating")
    case.save()
    suspend(world, date(2024, 9, 12))
    at(world, date(2024, 12, 1))
    assert [one.rung for one in sweep(world.desk, date(2024, 12, 1)).told if one.code == "T8"] == []
    resume(world, date(2024, 12, 2))
    clock = world.one("clock", code="T8")
    assert (clock["state"], clock["generation"]) == ("running", 2)
    change = world.one("clock_change", clock_id=clock["id"])
    assert (change["cause"], change["now_on"]) == ("resumption", clock["due_on"])
    at(world, clock["due_on"])
    assert "due" in [one.rung for one in sweep(world.desk, clock["due_on"]).told if one.code == "T8"]
    assert faults(world, {name: ALL[name] for name in ("no_rung_is_lost", "moved_days_are_written_down")}) == []


def suspend(world: World, day: date) -> None:
    signed_by_one(world, "suspend", day, {"reason": "司法机关结论未作出", "document": "函1号", "authority": "交警支队"})


def resume(world: World, day: date) -> None:
    signed_by_one(world, "resume", day, {"conclusion": "事故认定书已收到"})


def signed_by_one(world: World, act_name: str, day: date, data: dict[str, object]) -> None:
    at(world, day)
    draft = propose(world.desk, "reviewer1", act_name, [NUMBER], data, day)
    assert draft.done, draft.refusals
    if world.one("approval", id=draft.subject)["state"] != "approved":
        signed = act(world.desk, "reviewer2", draft.subject, "approve", day, {})
        assert signed.done, signed.refusals


def test_a_rung_fires_again_in_a_new_generation_and_only_then(world: World) -> None:
    case = standing(world, "investigating")
    clock = next(row for row in case.of("clock") if row["code"] == "T8")
    case.save()
    at(world, date(2024, 10, 14))
    first = [one.rung for one in sweep(world.desk, date(2024, 10, 14)).told if one.code == "T8"]
    assert first == ["half", "norm"]
    world.execute(
        "UPDATE clock SET generation = 2, amount = 40, due_on = '2024-11-05', next_wake_on = '2024-10-15' WHERE id = ?",
        clock["id"],
    )
    at(world, date(2024, 11, 5))
    again = [one.rung for one in sweep(world.desk, date(2024, 11, 5)).told if one.code == "T8"]
    assert again == ["near", "due"]
    assert {(row["generation"], row["rung"]) for row in world.rows("rung", clock_id=clock["id"])} == {
        (1, "half"), (1, "norm"), (2, "near"), (2, "due"),
    }  # fmt: skip


def test_one_bad_case_does_not_stop_the_others_and_is_set_aside(world: World) -> None:
    bad, good = applied(world), applied(world, OTHER_NUMBER)
    bad.of("clock")[0].update(unit="fortnights")
    work = f"rungs:{bad.of('clock')[0]['id']}"
    bad.save()
    good.save()
    day = date(2024, 9, 6)
    for attempt in range(1, ATTEMPTS + 1):
        world.moment = datetime(2024, 9, 6, 4, tzinfo=UTC) + timedelta(hours=attempt)
        result = sweep(world.desk, day)
        assert result.set_aside == (work,)
        assert [one.claim_no for one in result.told] == ([OTHER_NUMBER] if attempt == 1 else [])
    (stuck,) = stuck_work(world.desk)
    assert (stuck["attempts"], bool(stuck["set_aside"]), stuck["last_error"]) == (ATTEMPTS, True, "ValueError")
    world.moment += timedelta(days=1)
    assert sweep(world.desk, day).set_aside == ()
    world.execute("UPDATE clock SET unit = 'working_days'")
    assert sweep(world.desk, day).told == ()
    send_again(world.desk, work)
    assert [one.claim_no for one in sweep(world.desk, day).told] == [NUMBER]
    assert stuck_work(world.desk) == []


def test_a_fault_that_rests_is_not_tried_before_its_time(world: World) -> None:
    bad = applied(world)
    bad.of("clock")[0].update(unit="fortnights")
    bad.save()
    at(world, date(2024, 9, 6))
    assert sweep(world.desk, date(2024, 9, 6)).set_aside != ()
    assert sweep(world.desk, date(2024, 9, 6)).set_aside == ()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, world_folder: Path) -> Iterator[World]:
    """A world on each of the two databases."""
    if request.param == "sqlite":
        with sqlite_world(world_folder) as world:
            yield world
    else:
        with furnished_world(request.getfixturevalue("bureau_url"), world_folder) as world:
            yield world


def test_four_sweeps_at_once_tell_each_rung_once(either: World) -> None:
    numbers = [f"TL-2024-{place:06d}" for place in range(1, 61)]
    for no in numbers:
        applied(either, no).save()
    at(either, date(2024, 10, 8))

    def one(_place: int) -> tuple[Told, ...]:
        return sweep(either.desk, date(2024, 10, 8)).told

    with ThreadPoolExecutor(4) as pool:
        told = [rung for found in pool.map(one, range(4)) for rung in found]
    keys = [(row["clock_id"], row["generation"], row["rung"]) for row in either.rows("rung")]
    assert len(keys) == len(set(keys)) == len(told) == 7 * len(numbers)
    assert {row["claim_no"] for row in either.rows("rung")} == set(numbers)


def test_an_officers_move_and_a_sweep_at_once_agree(either: World) -> None:
    """Either the rung was claimed before the clock was closed, or it was not claimed at all; the case is never torn."""
    numbers = [f"TL-2024-{place:06d}" for place in range(1, 31)]
    for no in numbers:
        standing(either, "applied", no).save()
    at(either, date(2024, 9, 13))

    def accept(no: str) -> bool:
        data = {"criterion": "2021-10-1-1", "diagnosis": "骨折", "other_line": ""}
        return act(either.desk, "intake1", no, "accept", date(2024, 9, 13), {k: v for k, v in data.items() if v}).done

    with ThreadPoolExecutor(3) as pool:
        swept_at_once = pool.submit(sweep, either.desk, date(2024, 9, 13))
        accepted = list(pool.map(accept, numbers))
        swept_at_once.result()
    clocks: dict[str, Row] = {row["claim_no"]: row for row in either.rows("clock", code="T5")}
    for no, done in zip(numbers, accepted, strict=True):
        assert (clocks[no]["state"] == "late") == done
    assert faults(either, {"no_rung_is_told_twice": ALL["no_rung_is_told_twice"]}) == []


@pytest.mark.parametrize(
    ("state", "levels", "signers"),
    [
        ("drafted", 1, (Role.REVIEWER,)),
        ("drafted", 2, (Role.APPROVER,)),
        ("drafted", 3, (Role.REVIEWER,)),
        ("reviewed", 3, (Role.APPROVER,)),
        ("panel", 3, (Role.APPROVER,)),
        ("approved", 3, ()),
        ("returned", 3, ()),
    ],
)
def test_who_signs_next_is_read_from_the_table_for_as_many_levels_as_the_draft_has(
    state: str, levels: int, signers: tuple[Role, ...]
) -> None:
    assert signs_next(state, levels) == signers


@pytest.mark.parametrize(("levels", "told"), [(2, "approver"), (3, "reviewer")])
def test_a_draft_that_lies_is_told_to_those_who_can_sign_it(world: World, levels: int, told: str) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows("confirm", "deciding")[0], "deciding", Role.SYSTEM)
    ready.save()
    drafted = propose(world.desk, "intake1", "confirm", [ready.case.no], ready.data, TODAY)
    assert drafted.done, drafted.refusals
    world.execute(f"UPDATE approval SET levels = {levels}")
    due_on = world.one("clock", code="approval_norm")["due_on"]
    at(world, due_on + timedelta(days=1))
    heard = [one for one in sweep(world.desk, due_on + timedelta(days=1)).told if one.code == "approval_norm"]
    officers = {account for one in heard if one.level == "officer" for account in one.accounts}
    assert officers
    assert all(account.startswith(told) for account in officers), officers
