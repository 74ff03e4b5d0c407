"""A database that a test has given back is lent to the next one as it was at first, or not at all."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from claims.store.tables import METADATA
from tests.support.casebook import Case
from tests.support.entries import post_award
from tests.support.fixtures.standing import standing
from tests.support.furnished import FurnishedDatabases
from tests.support.servers import Postgres
from tests.support.world import furnished_world

NOTHING_ASIDE: frozenset[str] = frozenset()
CHANGES = (
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "ALTER TABLE claim DROP COLUMN state CASCADE",
    "CREATE TABLE more (a int)",
    "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
)


def held(postgres: Postgres, name: str, folder: Path) -> tuple[dict[str, str], object]:
    """A hash of what each table holds, and how far each is numbered."""
    with furnished_world(postgres.url(name), folder) as world, psycopg.connect(postgres.dsn(name)) as connection:
        return world.digest(NOTHING_ASIDE), connection.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
        ).fetchall()


def test_what_a_test_wrote_is_gone_and_what_it_changed_is_as_it_was(
    postgres: Postgres, furnished: FurnishedDatabases, tmp_path: Path
) -> None:
    name = furnished.take()
    at_first = held(postgres, name, tmp_path)
    with furnished_world(postgres.url(name), tmp_path) as world:
        case: Case = standing(world, "awarding")
        case.save()
        post_award(world)
        world.execute("UPDATE account SET display_name = %s", "another")
        left_open = psycopg.connect(postgres.dsn(name))
        left_open.execute("SELECT 1 FROM claim")
    assert set(at_first[0]) == set(METADATA.tables)
    assert all(one != first for one, first in zip(held(postgres, name, tmp_path), at_first, strict=True))
    furnished.give_back(name)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    again = furnished.take()
    assert (again, held(postgres, again, tmp_path)) == (name, at_first)
    furnished.give_back(again)


@pytest.mark.parametrize("change", CHANGES)
def test_one_whose_shape_was_changed_is_not_lent_again(
    postgres: Postgres, furnished: FurnishedDatabases, change: str
) -> None:
    name = furnished.take()
    with psycopg.connect(postgres.dsn(name), autocommit=True) as connection:
        connection.execute(change.encode())
    furnished.give_back(name)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(postgres.dsn(name))
