"""Whoever looks is written down, once for ten minutes; the person and the auditor can read it, and nobody can change it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from tests.support.casebook import Case
from tests.support.world import INJURED, KIN, NOON, STRANGER, World
from workflows.access_log import Access, Filters, note_read, reads, reads_of_person

NO = "TL-2024-000901"


@pytest.fixture
def house(bureau: World) -> World:
    """A bureau with a case of the injured person, claimed by kin."""
    Case(bureau, "investigating", no=NO, claimant_id=KIN).save()
    return bureau


def test_a_page_read_again_within_ten_minutes_is_one_look(house: World) -> None:
    for minutes in (0, 5, 9.9, 10.1, 15):
        house.moment = NOON + timedelta(minutes=minutes)
        note_read(house.desk, "intake1", Access.CASE, NO, INJURED)
    assert [row["at"][11:16] for row in house.rows("access_log")] == ["04:00", "04:10"]


def test_another_person_case_kind_or_reader_is_another_look(house: World) -> None:
    for what, person in ((Access.CASE, INJURED), (Access.CASE, KIN), (Access.LETTER, INJURED), (Access.CASE, INJURED)):
        note_read(house.desk, "intake1", what, NO, person)
    note_read(house.desk, "reviewer1", Access.CASE, NO, INJURED)
    assert len(house.rows("access_log")) == 4


@pytest.mark.parametrize("what", [Access.SEARCH, Access.EXPORT])
def test_every_search_and_export_is_a_look_of_its_own(house: World, what: Access) -> None:
    for _ in range(3):
        note_read(house.desk, "intake1", what, field="id_number")
    assert len(house.rows("access_log")) == 3


def test_the_person_reads_who_looked_at_him_or_into_his_case(house: World) -> None:
    note_read(house.desk, "intake1", Access.CASE, NO)
    note_read(house.desk, "reviewer1", Access.SEARCH, person_id=INJURED, field="phone")
    note_read(house.desk, "auditor1", Access.SEARCH, person_id=STRANGER, field="phone")
    looks = reads_of_person(house.desk, INJURED)
    assert [(one.username, one.what) for one in looks] == [("reviewer1", "search"), ("intake1", "case")]
    assert looks[0].display_name == "合成reviewer1"
    assert [one.username for one in reads_of_person(house.desk, KIN)] == ["intake1"]
    assert [one.username for one in reads_of_person(house.desk, STRANGER)] == ["auditor1"]


def test_the_auditor_filters(house: World) -> None:
    note_read(house.desk, "intake1", Access.CASE, NO, INJURED)
    house.moment = NOON + timedelta(days=1)
    note_read(house.desk, "reviewer1", Access.LETTER, NO, INJURED)
    filters = (
        Filters(username="intake1"),
        Filters(what=Access.LETTER),
        Filters(claim_no=NO),
        Filters(person_id=KIN),
        Filters(from_at="2024-10-11T00:00:00.000000Z"),
        Filters(before_at="2024-10-11T04:00:00.000000Z"),
    )
    assert [len(reads(house.desk, one)) for one in filters] == [1, 1, 2, 0, 1, 1]
    assert [one.username for one in reads(house.desk, Filters(), limit=1, offset=1)] == ["intake1"]


def test_of_the_requests_key_only_a_hash_is_kept(house: World) -> None:
    note_read(house.desk, "intake1", Access.CASE, NO, key="the-key")
    row = house.one("access_log")
    assert len(row["key_hash"]) == 64
    assert "the-key" not in str(row)


@pytest.mark.parametrize("statement", ["UPDATE access_log SET username = 'reviewer1'", "DELETE FROM access_log"])
def test_a_look_is_neither_changed_nor_taken_away(house: World, statement: str) -> None:
    note_read(house.desk, "intake1", Access.CASE, NO)
    with pytest.raises(DBAPIError, match="append only"):
        house.execute(statement)
    assert house.one("access_log")["username"] == "intake1"
