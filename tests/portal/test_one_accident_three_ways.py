"""One accident, reported by the rider's phone, by the platform's program and at the counter, in any order, each twice: one case,
three receipts, and the platform's period runs from the earliest report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.platforms import REPORT
from tests.support.riders import report as report_by_phone
from tests.support.riders import reporting_room
from tests.support.staff_room import Browser, Room
from tests.support.world import PLATFORM, TODAY
from workflows.acting import act
from workflows.counter_reports import look_at_report, read_report_form, take_report
from workflows.identifying import identify
from workflows.people import PersonFacts
from workflows.platform_acts import report as report_by_program
from workflows.platform_acts import same_accident
from workflows.platform_bodies import read_api_report
from workflows.present_phone import Present

NAME, NUMBER = REPORT["person_name"], REPORT["id_number"]
ACCIDENT = {**REPORT, "accident_on": TODAY.isoformat()}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        yield made


def by_rider(room: Room) -> str:
    """From the phone, without a sign-in; the form is sent once more by somebody who pressed twice."""
    before = {row["no"] for row in room.world.rows("claim")}
    web: Browser = room.browser()
    when = "today" if room.desk.today() == TODAY else "yesterday"
    report_by_phone(web, person_name=NAME, platform=PLATFORM, when=when)
    web.fill("/r/report/4", {"true": "1"})
    (no,) = {row["no"] for row in room.world.rows("claim")} - before
    return str(no)


def by_program(room: Room) -> str:
    data, wrong = read_api_report(ACCIDENT, PLATFORM, room.desk.today())
    assert wrong == {}
    first, again = (report_by_program(room.desk, "platform1", data, "program") for _ in range(2))
    assert (first.claim_no, again.repeated) == (again.claim_no, True)
    assert same_accident(room.desk, PLATFORM, data) is not None
    return first.claim_no


def at_counter(room: Room) -> str:
    told = {"platform": PLATFORM, "channel": "counter", "reported_on": room.desk.today().isoformat()}
    data, wrong = read_report_form({**ACCIDENT, **told}, room.desk.today())
    assert wrong == {}
    known = [row for row in room.world.rows("claim") if row["channel"] == "platform"]
    assert len(look_at_report(room.desk, "intake1", data, "no", "no").same) == len(known)
    first, again = (take_report(room.desk, "intake1", data, "counter") for _ in range(2))
    assert (first.claim_no, again.repeated) == (again.claim_no, True)
    return first.claim_no


Ways = Mapping[str, Callable[[Room], str]]
WAYS: Ways = {"rider": by_rider, "program": by_program, "counter": at_counter}


def told_who(room: Room, no: str) -> None:
    """The officer has seen the ID card of who reported by phone."""
    claim = room.world.one("claim", no=no)
    facts, present = PersonFacts(NAME, NUMBER), Present(is_told=True, reason="本人在用的号码")
    assert identify(room.desk, "intake1", claim, facts, {}, room.desk.today(), f"card-{no}", present).done


@pytest.mark.parametrize("gap", [timedelta(hours=1), timedelta(days=1)], ids=["the same day", "a day later"])
@pytest.mark.parametrize("order", ["rider program counter", "program counter rider", "counter rider program"])
def test_it_becomes_one_case_with_three_receipts_from_the_earliest(room: Room, order: str, gap: timedelta) -> None:
    numbers: dict[str, str] = {}
    days: list[date] = []
    for way in order.split():
        numbers[way] = WAYS[way](room)
        days.append(room.desk.today())
        if len(days) == 1:
            room.later(seconds=gap.total_seconds())
    assert len(room.world.rows("claim")) == 3
    told_who(room, numbers["rider"])
    last = numbers[order.split()[-1]]
    for way in order.split()[:-1]:
        merged = act(room.desk, "intake1", numbers[way], "merge", room.desk.today(), {"into": last})
        assert merged.done, merged.refusals
    rows = {row["no"]: row for row in room.world.rows("claim")}
    assert {row["merged_into"] for row in rows.values()} == {None, last}
    assert [no for no, row in rows.items() if row["state"] == "reported"] == [last]
    receipts = room.world.rows("letter", kind="report_receipt")
    assert {row["claim_no"] for row in receipts} == set(numbers.values())
    assert len({row["number"] for row in receipts}) == len(receipts) == 3
    (running,) = room.world.rows("clock", code="T2", state="running")
    assert (running["claim_no"], running["started_on"]) == (last, min(days))
    reported = {row["claim_no"]: row["occurred_on"] for row in room.world.rows("event", trigger="report")}
    assert [reported[numbers[way]] for way in order.split()] == days
    assert faults(room.world, WRITTEN_TOO) == []
