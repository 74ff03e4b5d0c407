"""The days that a person reads: from what each is counted, what is a mere reminder, which remedies are over, what is unsigned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from portal.wording import state_words
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import SERVED, standing
from tests.support.offices import said
from tests.support.riders import ringing_room, signed_in
from tests.support.staff_room import Browser, Room
from tests.support.world import ACCIDENT, INJURED, TODAY
from workflows.clock_rules import CLOCK_RULES
from workflows.clock_starts import BY_ORDER, counted_from
from workflows.clockwork import COURT_TERM
from workflows.machines import MACHINES
from workflows.machines.claim_rows.states import STATES

SEEN = {code for state in STATES for code in state_words("claim", state).clocks if code in CLOCK_RULES}
RIGHTS = {code for code, rule in CLOCK_RULES.items() if rule.is_right}
PAGE = f"/r/cases/{NUMBER}"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with ringing_room(tmp_path_factory.mktemp("periods")) as made:
        yield made


@pytest.fixture(scope="module")
def web(room: Room) -> Browser:
    standing(room.world, "reported", "TL-2024-000900").save()
    return signed_in(room)


def served(case: Case, kind: str) -> str:
    """The record of the service of a letter on the injured person."""
    letter = next(row for row in case.of("letter") if row["kind"] == kind)
    return next(
        str(row["id"]) for row in case.of("service") if (row["letter_id"], row["recipient"]) == (letter["id"], INJURED)
    )


def test_what_begins_a_period_is_told_by_the_tables_and_the_rules(room: Room) -> None:
    rules = room.desk.rules
    order = rules.at(COURT_TERM, TODAY).runs_from
    for code in sorted(SEEN | RIGHTS | {"data_request"}):
        own = rules.history(CLOCK_RULES[code].limit)[-1].runs_from
        for table in MACHINES.values():
            for move in table.moves:
                rows = table.rows_of(move.trigger)
                begun = [row.label for row in rows if code in row.starts and not CLOCK_RULES[code].from_accident]
                ordered = [order for row in rows if BY_ORDER & set(row.effects)]
                told = counted_from(code, table.name, move.trigger, own, order)
                assert told == next(iter([*begun, *ordered, own])), (code, move.trigger)


def test_each_last_day_says_from_what_it_is_counted_and_a_reminder_that_it_is_one(room: Room, web: Browser) -> None:
    case = standing(room.world, "confirmed")
    confirmed = case.event("claim", NUMBER, "confirmed", "confirm", date(2024, 9, 20), source="deciding")
    for row in case.of("clock"):
        row.update(started_by=confirmed["id"])
    for code in ("T23", "T28"):
        case.clock(code, SERVED, subject=served(case, "confirmation"))
    case.save()
    text = said(web.get(PAGE))
    assert "这是提醒的日子，不是最后一天：过了这天照样能申请。" in text
    assert "从 2024年9月20日 起算：确认职业伤害。" in text
    assert text.count("从 2024年9月23日 起算：知道决定（送达）。") == 2
    assert "送达后起算" not in text
    assert "哪天为止写在下面" in text
    assert "现在不用做什么" in text


def test_the_year_for_the_other_road_runs_from_the_accident(room: Room, web: Browser) -> None:
    case = standing(room.world, "transferred_gongshang", "TL-2024-000902")
    case.clock("gongshang_reminder", ACCIDENT)
    case.save()
    text = said(web.get("/r/cases/TL-2024-000902"))
    assert "从 2024年9月2日 起算：事故发生。" in text
    assert "这一步没有在走的期限" not in text


def test_a_letter_that_nobody_signed_for_waits_for_the_person(room: Room, web: Browser) -> None:
    case = standing(room.world, "deciding", "TL-2024-000903")
    case.letter("confirmation", TODAY)
    case.save()
    page = web.get("/r/cases/TL-2024-000903")
    assert "去看信、签收（1 封）" in said(page)
    assert 'href="/r/cases/TL-2024-000903/letters"' in page.text


@pytest.mark.parametrize(
    ("no", "over", "next_words"), [(904, ("T23",), "next_suit"), (905, ("T23", "T28"), "next_over")]
)
def test_of_the_remedies_only_those_in_time_come_next(
    no: int, over: tuple[str, ...], next_words: str, room: Room, web: Browser
) -> None:
    case = standing(room.world, "not_confirmed", f"TL-2024-000{no}")
    for code in ("T23", "T28"):
        clock = case.clock(code, SERVED, subject=served(case, "non_confirmation"))
        if code in over:
            clock.update(due_on=TODAY - timedelta(days=1), target_on=None)
    case.save()
    words = state_words("claim", "not_confirmed")
    text = said(web.get(f"/r/cases/TL-2024-000{no}"))
    assert getattr(words, next_words) in text
    assert words.next not in text
