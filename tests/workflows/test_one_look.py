"""A look reads a table once, sees one state of it, and neither gives nor takes anything where something is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.store.kept import one_look, pass_over_empty
from claims.store.rows import select_among, select_rows, update_row
from tests.support.casebook import Case
from tests.support.statements import statements
from tests.support.world import INJURED, World
from workflows.transaction import Desk, reading, transaction


@pytest.fixture
def case(world: World) -> Case:
    case = Case(world, "confirmed")
    case.save()
    return case


def looking(world: World) -> Desk:
    return replace(world.desk, engine=one_look(world.engine))


def test_a_table_is_read_once_however_many_ask(world: World, case: Case) -> None:
    desk = looking(world)
    with statements(world.engine) as asked:
        for _ in range(2):
            with reading(desk) as connection:
                (first,) = select_rows(connection, "claim", no=case.no)
                first["state"] = "spoilt by who got it"
                (person,) = select_among(connection, "person_private", "person_id", [INJURED])
                assert select_among(connection, "person_private", "person_id", []) == []
    assert len(asked) == 2
    assert person["body"].startswith("{"), "opened each time, kept as it is stored"
    with reading(desk) as connection:
        assert select_rows(connection, "claim", no=case.no)[0]["state"] == "confirmed"


def test_who_writes_reads_what_there_is(world: World, case: Case) -> None:
    desk = looking(world)
    with reading(desk) as connection:
        assert select_rows(connection, "claim", no=case.no)[0]["version"] == case.claim["version"]
    with transaction(desk) as connection:
        update_row(connection, "claim", {"no": case.no}, {"version": 77})
        assert select_rows(connection, "claim", no=case.no)[0]["version"] == 77
    with reading(desk) as connection:
        assert select_rows(connection, "claim", no=case.no)[0]["version"] == case.claim["version"], (
            "one state to the end"
        )
    with reading(looking(world)) as connection:
        assert select_rows(connection, "claim", no=case.no)[0]["version"] == 77, "the next look"


def test_tables_with_nothing_on_the_case_are_not_read(world: World, case: Case) -> None:
    with reading(looking(world)) as connection:
        pass_over_empty(connection, ("dispute", "letter"), "claim_no", case.no)
        with statements(world.engine) as asked:
            assert select_rows(connection, "dispute", claim_no=case.no) == []
        assert asked == []
        assert len(select_rows(connection, "letter", claim_no=case.no)) == len(case.of("letter"))
    with reading(world.desk) as connection, statements(world.engine) as asked:
        pass_over_empty(connection, ("dispute",), "claim_no", case.no)
    assert asked == [], "where nothing is kept there is nothing to know"
