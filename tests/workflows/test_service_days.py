"""Remedy periods run for each recipient from his own service, by hand or by announcement; only the applicant's binds."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.casebook import Case
from tests.support.lanes import Lane
from tests.support.world import KIN, World, sqlite_world
from workflows.acting import act

DIRECT = {"method": "direct", "evidence": "送达回证"}
REASONS = {"interest": "配偶", "proof": "结婚证复印件"}


def decided(world: World, on: date) -> Lane:
    """A case whose confirmation was decided on that day and has reached nobody yet."""
    before = on - timedelta(days=30)
    case = Case(world, "confirmed", decided_on=on, criterion="2021-10-1-1", reported_on=before, accident_on=before,
                received_on=before, accepted_on=before, last_occurred_on=on)  # fmt: skip
    case.claim["decision_letter"] = case.letter("confirmation", on)["id"]
    return Lane(world, case)


def record(lane: Lane, to: str) -> str:
    """The service record of the confirmation for one kind of recipient."""
    letter = lane.claim["decision_letter"]
    return str(lane.world.one("service", letter_id=letter, recipient_kind=to)["id"])


def add_kin(lane: Lane, on: date, recipient: str = KIN, kind: str = "kin", variant: str = "full") -> str:
    """One more recipient of the confirmation."""
    return lane.do(
        "intake1", "add_recipient", on.isoformat(), target=f"{lane.no}/service", letter=lane.claim["decision_letter"],
        recipient=recipient, recipient_kind=kind, variant=variant, **REASONS,
    )  # fmt: skip


def announce(lane: Lane, service: str, published_on: date) -> None:
    """Posted, come back, published on `published_on`."""
    for back, trigger, data in (
        (2, "send", {"method": "post"}),
        (1, "return_mail", {"reason": "查无此人"}),
    ):
        lane.do("intake1", trigger, (published_on - timedelta(days=back)).isoformat(), target=service, **data)
    told = {"publication": "铜梁区人民政府网站", "exhausted": True}
    lane.do("reviewer1", "announce", published_on.isoformat(), target=service, **told)


def last_days(lane: Lane, service: str) -> tuple[date, date]:
    """The last days for review and for suit that run from one service."""
    rows = {row["code"]: row for row in lane.world.rows("clock", subject=service, state="running")}
    assert set(rows) == {"T23", "T28"}
    return rows["T23"]["due_on"], rows["T28"]["due_on"]


def test_two_recipients_of_one_letter_have_periods_of_their_own(world: World) -> None:
    """Service on 5 September in person: sixty days from the day after are 25 in September, 31 in October and 4 in November,
    a Tuesday; six months end on 5 March 2026, a Thursday. National Day (1 to 8 October) lies inside and is counted.

    Announcement on 21 August: the thirtieth day from the day after is 20 September, a Saturday, and service does not wait
    for Monday. Sixty days: 10 in September, 31 in October, 19 in November, a Wednesday; six months: 20 March 2026, a Friday.
    """
    lane = decided(world, date(2025, 8, 18))
    claimant, kin = record(lane, "person"), add_kin(lane, date(2025, 8, 18))
    announce(lane, kin, date(2025, 8, 21))
    lane.do("intake1", "serve", "2025-09-05", target=claimant, **DIRECT)
    lane.sweep("2025-09-19")
    assert world.one("service", id=kin)["state"] == "announced"
    lane.sweep("2025-09-22")
    assert world.one("service", id=kin)["served_on"] == date(2025, 9, 20)
    assert last_days(lane, claimant) == (date(2025, 11, 4), date(2026, 3, 5))
    assert last_days(lane, kin) == (date(2025, 11, 19), date(2026, 3, 20))
    parties = {row["subject"]: row["party"] for row in world.rows("clock", code="T23")}
    assert parties == {claimant: "person", kin: "kin"}
    assert lane.claim["effective_on"] == date(2025, 9, 5)


@pytest.mark.parametrize(
    ("served_on", "review", "suit"),
    [
        # The sixtieth day is 3 October, in the holiday of 1 to 8 October; the ninth is the first working day after it.
        ("2025-08-04", "2025-10-09", "2026-02-04"),
        # The sixtieth day is 11 October, a Saturday that is worked to make up for the holiday: nothing moves.
        ("2025-08-12", "2025-10-11", "2026-02-12"),
        # Six months end on 19 February 2026, in the Spring Festival of 15 to 23 February; the 24th is a Tuesday.
        ("2025-08-19", "2025-10-20", "2026-02-24"),
        # There is no 31 February: six months from 31 August end on 28 February 2026, a Saturday that is worked.
        ("2025-08-31", "2025-10-30", "2026-02-28"),
    ],
)
def test_a_last_day_on_a_holiday_moves_to_the_next_working_day(
    world: World, served_on: str, review: str, suit: str
) -> None:
    lane = decided(world, date(2025, 8, 1))
    service = record(lane, "person")
    lane.do("intake1", "serve", served_on, target=service, **DIRECT)
    assert last_days(lane, service) == (date.fromisoformat(review), date.fromisoformat(suit))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


@settings(max_examples=settings().max_examples // 6, deadline=None)
@given(day=st.dates(date(2023, 1, 1), date(2025, 6, 1)), later=st.integers(0, 20))
def test_every_recipient_has_sixty_days_and_six_months_from_his_own_service(day: date, later: int) -> None:
    """The kin by announcement on `day`, the claimant by hand some days later: neither moves the other's days."""
    with tempfile.TemporaryDirectory() as folder, sqlite_world(Path(folder)) as world:
        lane = decided(world, day - timedelta(days=5))
        by_hand, published = record(lane, "person"), add_kin(lane, day - timedelta(days=5))
        announce(lane, published, day)
        handed_on = day + timedelta(days=later)
        lane.do("intake1", "serve", handed_on.isoformat(), target=by_hand, **DIRECT)
        lane.sweep((day + timedelta(days=33)).isoformat())
        for service, served_on in ((by_hand, handed_on), (published, day + timedelta(days=30))):
            assert world.one("service", id=service)["served_on"] == served_on
            review, suit = served_on + timedelta(days=60), months_later(served_on, 6)
            assert last_days(lane, service) == (rolled(world, review), rolled(world, suit))
        assert lane.claim["effective_on"] == handed_on


def rolled(world: World, day: date) -> date:
    """`day`, or the first working day after it."""
    while not world.desk.calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("first", ["platform", "kin"])
def test_only_the_service_on_the_applicant_brings_the_decision_into_effect(world: World, first: str) -> None:
    lane = decided(world, date(2024, 9, 20))
    add_kin(lane, date(2024, 9, 20))
    lane.do("intake1", "serve", "2024-09-23", target=record(lane, first), **DIRECT)
    assert lane.claim["effective_on"] is None
    assert len(last_days(lane, record(lane, first))) == 2
    lane.do("intake1", "serve", "2024-09-25", target=record(lane, "person"), **DIRECT)
    assert lane.claim["effective_on"] == date(2024, 9, 25)


def test_a_postal_receipt_that_comes_late_is_no_late_entry(world: World) -> None:
    """The claimant signed on the 24th; the platform was served on the 26th and that is recorded first."""
    lane = decided(world, date(2024, 9, 20))
    claimant, platform = record(lane, "person"), record(lane, "platform")
    lane.do("intake1", "send", "2024-09-23", target=claimant, method="post")
    lane.do("intake1", "serve", "2024-09-26", target=platform, **DIRECT)
    lane.do("reviewer1", "add_recipient", "2024-09-27", target=f"{lane.no}/service", recipient=KIN, variant="full",
            letter=lane.claim["decision_letter"], recipient_kind="kin", **REASONS)  # fmt: skip
    lane.at("2024-10-08")
    before = lane.claim["last_occurred_on"]
    receipt = {"method": "post", "evidence": "邮件签收回执"}
    early = act(world.desk, "intake1", claimant, "serve", date(2024, 9, 22), receipt)
    assert [one.code for one in early.refusals] == ["served_not_before_sent"]
    assert act(world.desk, "intake1", claimant, "serve", date(2024, 9, 24), receipt).done
    assert before == lane.claim["last_occurred_on"] == date(2024, 9, 27)
    assert lane.claim["effective_on"] == date(2024, 9, 24)


def test_nobody_is_served_on_a_day_on_which_the_letter_had_come_back(world: World) -> None:
    """Sent on the 24th, come back on the 25th, published on the 26th: it did not arrive on the 24th or the 25th."""
    lane = decided(world, date(2024, 8, 20))
    claimant = record(lane, "person")
    announce(lane, claimant, date(2024, 8, 26))
    for day in (date(2024, 8, 24), date(2024, 8, 25)):
        refused = act(world.desk, "intake1", claimant, "serve", day, DIRECT).refusals
        assert [one.code for one in refused] == ["served_not_before_sent"]
    assert act(world.desk, "intake1", claimant, "serve", date(2024, 8, 26), DIRECT).done


def test_who_comes_for_the_letter_while_it_is_announced_is_served_on_that_day(world: World) -> None:
    lane = decided(world, date(2024, 8, 20))
    claimant = record(lane, "person")
    announce(lane, claimant, date(2024, 8, 26))
    lane.do("intake1", "serve", "2024-09-10", target=claimant, **DIRECT)
    lane.sweep("2024-09-26")
    stored = world.one("service", id=claimant)
    assert (stored["served_on"], stored["method"]) == (date(2024, 9, 10), "direct")
    assert lane.claim["effective_on"] == date(2024, 9, 10)
    assert len(world.rows("clock", subject=claimant, code="T23")) == 1
