"""What reaches outside is done at most once: an intent is kept before the act, and what nobody knows is asked about."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from claims.errors import BadInput, Refused
from claims.store.rows import Row
from tests.support.outside import KIND, Moment, acts, drain_and_die, outside_kind, promise
from tests.support.world import World
from workflows.again import Ruling, again
from workflows.leasing import LEASE
from workflows.outbox import Drained, drain
from workflows.promised import EFFECTS, DidNotHappen

NO, OTHER = "TL-2024-000001", "TL-2024-000002"
ADMIN = "admin1"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the world outside writes down what reached it; the effect is known in this test."""
    path = tmp_path / "outside.log"
    monkeypatch.setitem(EFFECTS, KIND, outside_kind(path))
    return path


def effect(world: World, name: str) -> Row:
    return world.one("outbox", effect_key=name)


def lease_over(world: World) -> None:
    world.moment += LEASE + timedelta(seconds=1)


def test_the_intent_is_kept_before_the_act(world: World, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = promise(world, NO, 1)
    seen: list[Row] = []
    monkeypatch.setitem(EFFECTS, KIND, outside_kind(log, before=lambda: seen.append(effect(world, name))))
    assert drain(world.desk) == Drained(1, 0)
    assert [(row["state"], row["intended_at"]) for row in seen] == [("intent", "2024-10-10T04:00:00.000000Z")]
    assert (acts(log), effect(world, name)["state"]) == ([name], "done")


def check_killed(world: World, url: str, log: Path, moment: Moment) -> None:
    name, later, other = promise(world, NO, 1), promise(world, NO, 2), promise(world, OTHER, 1)
    drain_and_die(url, world.desk.var_dir, log, moment)
    made = [name] if moment == "after" else []
    assert (acts(log), effect(world, name)["state"]) == (made, "intent")
    lease_over(world)
    assert drain(world.desk) == Drained(1, 0, unknown=1)
    assert acts(log) == [*made, other]
    assert (effect(world, name)["state"], effect(world, name)["last_error"]) == ("unknown", "WorkerLost")
    world.moment += timedelta(days=30)
    assert drain(world.desk) == Drained(0, 0)
    assert effect(world, later)["attempts"] == 0
    again(world.desk, name, ADMIN, Ruling(moment == "after", "已查询对方平台"))
    assert drain(world.desk).done == (1 if moment == "after" else 2)
    assert acts(log) == [*made, other, *([] if made else [name]), later]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_around_the_act_it_is_unknown_and_never_made_again_by_itself(
    world: World, log: Path, moment: Moment
) -> None:
    check_killed(world, f"sqlite:///{world.desk.var_dir}/world.sqlite", log, moment)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_around_the_act_on_postgresql(pg_world: World, bureau_url: str, log: Path, moment: Moment) -> None:
    check_killed(pg_world, bureau_url, log, moment)


def test_a_fault_in_the_act_leaves_it_unknown(world: World, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def time_out() -> None:
        raise TimeoutError

    monkeypatch.setitem(EFFECTS, KIND, outside_kind(log, after=time_out))
    name = promise(world, NO, 1)
    assert drain(world.desk) == Drained(0, 0, unknown=1)
    assert (effect(world, name)["state"], effect(world, name)["last_error"]) == ("unknown", "TimeoutError")
    world.moment += timedelta(days=1)
    drain(world.desk)
    assert acts(log) == [name]


def test_an_act_that_certainly_was_not_made_is_tried_again(
    world: World, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_reached() -> None:
        raise DidNotHappen("message_channel_gone", channel="合成短信平台")

    name = promise(world, NO, 1)
    with monkeypatch.context() as away:
        away.setitem(EFFECTS, KIND, outside_kind(log, before=not_reached))
        for _ in range(20):
            assert drain(world.desk) == Drained(0, 0)
            world.moment += timedelta(hours=2)
    row = effect(world, name)
    assert (row["state"], row["faults"], row["last_error"]) == ("pending", 0, "DidNotHappen: message_channel_gone")
    assert drain(world.desk) == Drained(1, 0)
    assert acts(log) == [name]


def test_a_slow_worker_that_comes_back_says_what_it_did(
    world: World, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_gives_it_up() -> None:
        lease_over(world)
        assert drain(world.desk) == Drained(0, 0, unknown=1)

    monkeypatch.setitem(EFFECTS, KIND, outside_kind(log, after=another_gives_it_up))
    name = promise(world, NO, 1)
    assert drain(world.desk) == Drained(1, 0)
    assert (acts(log), effect(world, name)["state"]) == ([name], "done")


def test_what_an_administrator_rules_is_kept_with_the_reason(world: World, log: Path) -> None:
    name = promise(world, NO, 1)
    world.execute("UPDATE outbox SET state = 'unknown', last_error = 'WorkerLost'")
    for ruling in (None, Ruling(True, " ")):
        with pytest.raises(BadInput) as bad:
            again(world.desk, name, ADMIN, ruling)
        assert bad.value.code == "ruling_lacks"
    with pytest.raises(Refused) as refused:
        again(world.desk, name, "intake1", Ruling(True, "回执"))
    assert refused.value.code == "again_by_administrator"
    assert again(world.desk, name, ADMIN, Ruling(True, "对方回执")) == "done"
    assert json.loads(effect(world, name)["ruling"]) == {
        "by": ADMIN, "at": "2024-10-10T04:00:00.000000Z", "happened": True, "reason": "对方回执",
    }  # fmt: skip
    assert acts(log) == []


def test_only_what_is_set_aside_is_sent_again(world: World, log: Path) -> None:
    name = promise(world, NO, 1)
    with pytest.raises(Refused) as refused:
        again(world.desk, name, ADMIN)
    assert refused.value.code == "nothing_set_aside"
    with pytest.raises(Refused) as unknown:
        again(world.desk, "no such thing", ADMIN)
    assert unknown.value.code == "nothing_stuck"
    world.execute("UPDATE outbox SET state = 'quarantined', faults = 5, last_error = 'ValueError'")
    with pytest.raises(BadInput) as asked:
        again(world.desk, name, ADMIN, Ruling(True, "回执"))
    assert asked.value.code == "ruling_not_asked"
    assert drain(world.desk) == Drained(0, 0)
    assert again(world.desk, name, ADMIN) == "pending"
    assert drain(world.desk) == Drained(1, 0)
    assert acts(log) == [name]


def test_work_of_the_sweep_that_is_set_aside_is_sent_again(world: World) -> None:
    world.insert("stuck", {
        "id": "rungs:TL-1", "claim_no": "TL-1", "attempts": 5, "last_error": "ValueError", "set_aside": True,
        "rests_until": "2024-10-10T04:00:00.000000Z", "first_at": "2024-10-10T04:00:00.000000Z",
    })  # fmt: skip
    assert again(world.desk, "rungs:TL-1", ADMIN) == "due"
    assert world.rows("stuck") == []
