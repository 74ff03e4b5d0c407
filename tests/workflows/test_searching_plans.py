"""A search reads no table from end to end, however many cases there are: every statement goes by an index."""

from __future__ import annotations

import pytest

from tests.support.province import id_number_of, lay_closed, name_of
from tests.support.statements import statements
from tests.support.world import World
from workflows.case_list import Wanted, case_list, platforms_of
from workflows.locking import open_actor
from workflows.searching import Group, search
from workflows.transaction import reading

BIG = ("claim", "letter", "payment", "person", "person_index", "person_private", "award_item", "clock", "batch")
CASES = 40


@pytest.fixture
def house(world: World) -> World:
    lay_closed(world, CASES)
    return world


def scanned(world: World, asked: list[str]) -> list[str]:
    """The tables that these statements read from end to end."""
    with world.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}").fetchall() for one in asked]
    steps = [str(row[-1]).split() for plan in plans for row in plan]
    return [" ".join(step) for step in steps if step[0] == "SCAN" and step[1] in BIG and "INDEX" not in step]


@pytest.mark.parametrize(
    ("q", "group"),
    [
        ("TL-2022-000007", Group.CASES), ("000007", Group.CASES), ("MT-7", Group.CASES), (name_of(7), Group.PERSONS),
        (id_number_of(7), Group.PERSONS), (id_number_of(7)[-4:], Group.PERSONS), ("13900000007", Group.PERSONS),
        ("TL-2022-000007/payment-16", Group.PAYMENTS), ("PF-20240101-01", None),
    ],
)  # fmt: skip
def test_every_exact_kind_goes_by_an_index(q: str, group: Group | None, house: World) -> None:
    with reading(house.desk) as connection:
        actor, _ = open_actor(connection, "intake1", house.desk.today())
    assert actor is not None
    with statements(house.engine) as asked:
        results = search(house.desk, actor, q)
    assert group is None or results.of(group), "it is found"
    assert len(asked) > 4
    assert scanned(house, [one for one in asked if one.startswith(("SELECT", "WITH"))]) == []


def test_the_list_of_cases_goes_by_an_index_too(house: World) -> None:
    with reading(house.desk) as connection:
        actor, _ = open_actor(connection, "intake1", house.desk.today())
        assert actor is not None
        with statements(house.engine) as asked:
            for sort in ("-reported", "accident", "no"):
                case_list(connection, actor, house.desk.today(), Wanted(sort=sort))
            assert platforms_of(connection, house.desk.rules) == ["美团"]
    assert scanned(house, asked) == []
