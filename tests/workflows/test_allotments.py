"""Work of a post lies on a desk: a head gives it out, somebody of the post takes it, and no right is lost by it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from claims.errors import BadInput, Refused
from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.world import ACCIDENT, REPORTED, STRANGER, World
from workflows.allotment_view import loads, open_work, people
from workflows.allotments import Pick, give, in_force, take
from workflows.locking import open_actor
from workflows.moves import choices
from workflows.roles import Role
from workflows.today import Waiting, today_of
from workflows.transaction import reading

IN = Role.INTAKE


def two_cases(world: World) -> None:
    """Two cases whose acceptance is due, of two persons."""
    for no, person in ((NUMBER, None), (OTHER_NUMBER, STRANGER)):
        case = Case(world, "applied", no=no)
        if person:
            case.claim.update(person_id=person, claimant_id=person)
        case.clock("T5", REPORTED)
        case.save()


def waiting_for(world: World, username: str) -> Sequence[Waiting]:
    with reading(world.desk) as connection:
        actor, _ = open_actor(connection, username, world.desk.today())
        assert actor is not None
        return today_of(connection, world.desk, actor).waiting


def seen_by(world: World, username: str) -> list[str]:
    return sorted({one.head.no for one in waiting_for(world, username) if one.head})


def desk_of(world: World, no: str) -> str:
    with reading(world.desk) as connection:
        return str(in_force(connection, [no])[no, IN]["username"])


def test_what_is_given_to_one_is_on_the_desk_of_the_other_no_more(world: World) -> None:
    two_cases(world)
    assert seen_by(world, "intake1") == seen_by(world, "intake2") == [NUMBER, OTHER_NUMBER]
    given = give(world.desk, "chief1", [Pick(NUMBER, IN, 0)], "intake2", "")
    assert (given.count, given.passed_over) == (1, ())
    assert (seen_by(world, "intake1"), seen_by(world, "intake2")) == ([OTHER_NUMBER], [NUMBER, OTHER_NUMBER])
    assert [one.move.trigger for one in choices(world.desk, "intake1", NUMBER)] == [
        one.move.trigger for one in choices(world.desk, "intake2", NUMBER)
    ]
    with reading(world.desk) as connection:
        chief, _ = open_actor(connection, "chief1", world.desk.today())
        assert chief is not None
        work = open_work(connection, chief, world.desk.today(), IN)
        holders = people(connection, IN, world.desk.today())
    assert [(one.head.no, one.username, one.generation) for one in work] == [
        (NUMBER, "intake2", 1),
        (OTHER_NUMBER, "", 0),
    ]
    assert [(username, count) for username, _, count in loads(work, holders)] == [("intake1", 0), ("intake2", 1)]


def test_moving_it_to_another_desk_needs_a_reason_and_a_page_that_is_not_stale(world: World) -> None:
    two_cases(world)
    give(world.desk, "chief1", [Pick(NUMBER, IN, 0)], "intake2", "")
    both = [Pick(NUMBER, IN, 1), Pick(OTHER_NUMBER, IN, 0)]
    with pytest.raises(BadInput, match="理由"):
        give(world.desk, "chief1", both, "intake1", "  ")
    given = give(world.desk, "chief1", both, "intake1", "外出培训")
    assert (given.count, desk_of(world, NUMBER)) == (2, "intake1")
    stale = give(world.desk, "chief1", [Pick(NUMBER, IN, 1)], "intake2", "外出培训")
    assert (stale.count, stale.passed_over, desk_of(world, NUMBER)) == (0, (NUMBER,), "intake1")
    assert [row["reason"] for row in world.rows("allotment", claim_no=NUMBER)] == ["", "外出培训"]


@pytest.mark.parametrize("by", ["intake1", "reviewer1", "leader1", "admin1", "nobody"])
def test_only_a_head_gives_work_out(world: World, by: str) -> None:
    two_cases(world)
    with pytest.raises(Refused, match="不能分派"):
        give(world.desk, by, [Pick(NUMBER, IN, 0)], "intake2", "")
    assert world.rows("allotment") == []


def test_it_is_given_to_who_holds_the_post_and_need_not_stay_away(world: World) -> None:
    two_cases(world)
    for username in ("reviewer1", "admin1", "nobody"):
        with pytest.raises(Refused, match="没有这个岗位"):
            give(world.desk, "chief1", [Pick(NUMBER, IN, 0)], username, "")
    with pytest.raises(BadInput, match="勾选"):
        give(world.desk, "chief1", [], "intake1", "")
    world.insert("recusal", {"claim_no": NUMBER, "username": "intake2", "reason": "x", "recorded_at": "x"})
    given = give(world.desk, "chief1", [Pick(NUMBER, IN, 0), Pick(OTHER_NUMBER, IN, 0)], "intake2", "")
    assert (given.count, given.passed_over) == (1, (NUMBER,))
    with pytest.raises(Refused):
        take(world.desk, "intake2", NUMBER, IN)
    world.insert("recusal", {"claim_no": OTHER_NUMBER, "username": "chief1", "reason": "x", "recorded_at": "x"})
    moved = give(world.desk, "chief1", [Pick(OTHER_NUMBER, IN, 1)], "intake1", "外出培训")
    assert (moved.count, moved.passed_over) == (0, (OTHER_NUMBER,))


def test_who_takes_first_has_it(world: World) -> None:
    two_cases(world)
    free = [one.free for one in waiting_for(world, "intake1") if one.head and one.head.no == NUMBER]
    assert free == [IN]
    assert all(one.free is None for one in waiting_for(world, "chief1"))

    def one(username: str) -> bool:
        try:
            take(replace(world.desk), username, NUMBER, IN)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, ["intake1", "intake2"])) == [False, True]
    assert len(world.rows("allotment")) == 1


def test_work_of_somebody_who_left_is_nobody_s_again(world: World) -> None:
    two_cases(world)
    take(world.desk, "intake2", NUMBER, IN)
    assert seen_by(world, "intake1") == [OTHER_NUMBER]
    world.execute("UPDATE post SET valid_to = ? WHERE username = 'intake2'", ACCIDENT)
    assert seen_by(world, "intake1") == [NUMBER, OTHER_NUMBER]
    take(world.desk, "intake1", NUMBER, IN)
    assert desk_of(world, NUMBER) == "intake1"


def test_what_was_given_stays_written(world: World) -> None:
    two_cases(world)
    take(world.desk, "intake2", NUMBER, IN)
    for statement in ("UPDATE allotment SET username = 'intake1'", "DELETE FROM allotment"):
        with pytest.raises(DBAPIError, match="append only"):
            world.execute(statement)
