"""The pages of the desk are the inbox cut in pieces: nothing twice, nothing left out, counted as it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.province import lay_closed, lay_open
from tests.support.world import TODAY, World
from workflows.inbox import inbox, inbox_page
from workflows.inbox_entry import Entry
from workflows.inbox_tasks import SOON_DAYS, Place, Range, Tasks
from workflows.locking import open_actor
from workflows.roles import Actor
from workflows.today import Group, group_of, today_of
from workflows.transaction import reading

OPEN, PAGE = 60, 7
EVERYBODY = ("intake1", "reviewer1", "approver1", "cashier1", "legal1", "chief1")


@pytest.fixture
def busy(bureau: World) -> World:
    lay_open(bureau, OPEN)
    lay_closed(bureau, 5, OPEN)
    return bureau


def actor_of(world: World, username: str) -> Actor:
    with reading(world.desk) as connection:
        actor, _ = open_actor(connection, username, world.desk.today())
    assert actor is not None
    return actor


def paged(world: World, username: str, only: Range | None = None) -> tuple[list[Entry], Tasks]:
    """All pages one after the other, and what the last of them counted."""
    actor, after, found = actor_of(world, username), None, list[Entry]()
    while True:
        with reading(world.desk) as connection:
            page = inbox_page(connection, world.desk, actor, only=only, after=after, limit=PAGE)
        found += [entry for entry, _ in page.shown]
        if not page.tasks.more:
            return found, page.tasks
        assert len(page.shown) == PAGE
        after = page.tasks.page[-1].place


def in_range(entry: Entry, only: Range) -> bool:
    day, soon_to = entry.governing_on, TODAY + timedelta(SOON_DAYS)
    if day is None:
        return only is Range.LATER
    return {
        Range.OVERDUE: day < TODAY,
        Range.TODAY: day == TODAY,
        Range.SOON: TODAY < day <= soon_to,
        Range.LATER: day > soon_to,
    }[only]


def key(entry: Entry) -> tuple[str, str, str]:
    return entry.target, entry.code, entry.what


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_pages_together_are_the_inbox(username: str, busy: World) -> None:
    whole = inbox(busy.desk, username)
    found, counted = paged(busy, username)
    assert sorted(found, key=key) == sorted(whole, key=key)
    for only in Range:
        mine = [entry for entry in whole if in_range(entry, only)]
        assert counted.counts[only] == len(mine)
        assert sorted(paged(busy, username, only)[0], key=key) == sorted(mine, key=key)
    days = [entry.governing_on for entry in whole if entry.governing_on and entry.governing_on >= TODAY]
    assert counted.next_on == min(days, default=None)


def test_groups_stand_in_their_order_and_in_each_the_urgent_first(busy: World) -> None:
    busy.execute("UPDATE clock SET lane = 'fast', target_on = due_on WHERE claim_no LIKE '%3' AND code = 'T8'")
    for row in busy.rows("clock", lane="fast")[:4]:
        told = {
            "level": "officer",
            "told": "[]",
            "due_on": row["due_on"],
            "fired_on": TODAY,
            "claimed_at": "2024-10-01",
        }
        busy.insert(
            "rung", {"claim_no": row["claim_no"], "clock_id": row["id"], "generation": 1, "rung": "due", **told}
        )
    found, _ = paged(busy, "intake1")
    assert sum(entry.urgent for entry in found) == 4
    groups = list(Group)
    places = [
        (groups.index(group_of(one.governing_on, TODAY)), not one.urgent, str(one.governing_on or "none"))
        for one in found
    ]
    assert places == sorted(places)


def test_a_page_goes_on_behind_what_is_not_there_any_more(busy: World) -> None:
    actor = actor_of(busy, "intake1")
    gone = Place(1, TODAY - timedelta(3), "TL-2022-000000", "clock", "nothing")
    with reading(busy.desk) as connection:
        page = today_of(connection, busy.desk, actor, None, gone)
        before = today_of(connection, busy.desk, actor, None, replace(gone, day=TODAY - timedelta(999)))
    assert all(one.entry.governing_on is None or one.entry.governing_on >= gone.day for one in page.waiting)
    assert before.waiting[0].entry.governing_on == min(
        one.governing_on for one in inbox(busy.desk, "intake1") if one.governing_on
    )


def test_cases_that_somebody_stays_away_from_are_not_even_counted(busy: World) -> None:
    _, all_of_them = paged(busy, "reviewer1")
    (first, *_) = [row["claim_no"] for row in busy.rows("approval")]
    busy.insert("recusal", {"claim_no": first, "username": "reviewer1", "reason": "recused", "recorded_at": "x"})
    found, counted = paged(busy, "reviewer1")
    assert first not in {entry.claim_no for entry in found}
    assert sum(counted.counts.values()) == sum(all_of_them.counts.values()) - 1
