"""Messages about letters: which letter, one a day, and a remedy only told to who may still want it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notifications.messages.routes import Channels, SmsGateway
from tests.support.casebook import Case
from tests.support.faults_injected import injecting
from tests.support.gateways import CHARACTERS_OF_ONE_SMS
from tests.support.keys import write_private
from tests.support.lanes import Lane
from tests.support.reporting import report
from tests.support.told import PHONE, give_phone, the_message
from tests.support.world import INJURED, World
from tests.workflows.test_lane_reappraisal import served as appraised
from tests.workflows.test_service_consent import ELECTRONIC, agree
from tests.workflows.test_service_days import DIRECT, decided, record
from workflows.acting import act
from workflows.remedy_reminders import contests_of, worth_reminding

DECIDED, SERVED = date(2024, 8, 20), "2024-08-23"
NEAR, LAST = "2024-10-19", "2024-10-22"  # sixty days from the day after the service end on Tuesday, 22 October


def served(world: World, kind: str, snapshot: str = "{}") -> Lane:
    """A letter of `kind` with these facts, served on the claimant."""
    give_phone(world, INJURED, PHONE)
    lane = decided(world, DECIDED)
    letter = lane.claim["decision_letter"]
    world.execute("UPDATE letter SET kind = ? WHERE id = ?", kind, letter)
    world.execute("UPDATE letter SET number = '铜人社职不认〔2024〕12号' WHERE id = ?", letter)
    write_private(world.engine, "letter_private", letter, snapshot=snapshot)
    lane.do("intake1", "serve", SERVED, target=record(lane, "person"), **DIRECT)
    return lane


def reminders(world: World) -> list[str]:
    rows = world.rows("message", kind="remind_right")
    return [world.one("message_private", message_id=row["id"])["text"] for row in rows]


@pytest.mark.parametrize(
    ("kind", "snapshot", "told"),
    [
        ("confirmation", "{}", False),
        ("confirmation", '{"refused_parts":[{"part":"腰椎","reason":"陈旧伤"}]}', True),
        ("award", "{}", False),
        ("award", '{"refused_items":[{"label":"护理费","reason":"没有依据"}]}', True),
        ("award_change", '{"changes":[{"earlier_fen":100,"new_fen":200}]}', False),
        ("award_change", '{"changes":[{"earlier_fen":200,"new_fen":100}]}', True),
        ("non_confirmation", "{}", True),
        ("revocation", "{}", True),
        ("termination", "{}", True),
        ("benefit_stop", "{}", True),
    ],
)
def test_a_remedy_is_told_of_where_not_all_was_given(world: World, kind: str, snapshot: str, told: bool) -> None:
    lane = served(world, kind, snapshot)
    number = world.one("letter", id=lane.claim["decision_letter"])["number"]
    lane.sweep(NEAR)
    wanted = [f"【铜梁人社】案号{lane.no}：不服{number}，申请行政复议最迟10月22日。023-45646728"]
    assert reminders(world) == (wanted if told else [])
    assert len(wanted[0]) <= CHARACTERS_OF_ONE_SMS


def test_nobody_is_reminded_on_the_last_day(world: World) -> None:
    served(world, "non_confirmation").sweep(LAST)
    assert reminders(world) == []
    assert world.rows("rung", rung="near"), "the rung was there, late"


def test_who_has_lodged_one_remedy_is_reminded_of_none(world: World) -> None:
    lane = served(world, "non_confirmation")
    lane.lodge("rider1", "2024-09-10", "confirmation", "review")
    lane.sweep(NEAR)
    lane.sweep("2025-02-21")
    assert world.rows("rung", clock_id=lane.clock("T28", record(lane, "person"))["id"], rung="near")
    assert reminders(world) == []


def letters_to_serve(world: World) -> tuple[Lane, dict[str, str]]:
    """Three letters to be served electronically on the claimant, who agreed to that: their service records by number."""
    give_phone(world, INJURED, PHONE)
    before = date(2024, 7, 20)
    case = Case(world, "confirmed", decided_on=DECIDED, criterion="2021-10-1-1", reported_on=before, accident_on=before,
                received_on=before, accepted_on=before, last_occurred_on=DECIDED)  # fmt: skip
    letters = [case.letter(kind, DECIDED) for kind in ("confirmation", "acceptance", "suspension")]
    case.claim["decision_letter"] = letters[0]["id"]
    lane = Lane(world, case)
    records = {}
    for row, number in zip(
        letters, ("铜人社职认〔2024〕12号", "铜人社职受〔2024〕9号", "铜人社职中〔2024〕1号"), strict=True
    ):
        world.execute("UPDATE letter SET number = ? WHERE id = ?", number, row["id"])
        records[number] = world.one("service", letter_id=row["id"], recipient_kind="person")["id"]
    agree(lane, "rider1", "2024-08-21", INJURED)
    return lane, records


def texts(world: World) -> list[str]:
    rows = world.rows("message", kind="served_electronically")
    return [world.one("message_private", message_id=row["id"])["text"] for row in rows]


def test_letters_served_on_one_day_are_told_of_in_one_message(world: World) -> None:
    lane, records = letters_to_serve(world)
    first, second, third = records
    lane.do("intake1", "serve", "2024-08-22", target=records[first], **ELECTRONIC)
    assert texts(world) == [f"【铜梁人社】案号{lane.no}：{first}已电子送达，请登录查看并留意期限。023-45646728"]
    assert len(texts(world)[0]) <= CHARACTERS_OF_ONE_SMS
    lane.do("intake1", "serve", "2024-08-22", target=records[second], **ELECTRONIC)
    assert ["：2份文书已电子送达" in text for text in texts(world)] == [True]
    lane.do("intake1", "serve", "2024-08-22", target=records[third], **ELECTRONIC)
    assert ["：3份文书已电子送达" in text for text in texts(world)] == [True]


def test_what_is_served_on_another_day_is_told_of_by_itself(world: World) -> None:
    lane, records = letters_to_serve(world)
    first, second, third = records
    lane.do("intake1", "serve", "2024-08-22", target=records[first], **ELECTRONIC)
    lane.do("intake1", "serve", "2024-08-23", target=records[second], **ELECTRONIC)
    assert act(world.desk, "intake1", records[third], "serve", date(2024, 8, 22), ELECTRONIC).done, "entered a day late"
    assert [any(number in text for text in texts(world)) for number in (first, second)] == [True, True]
    assert len(texts(world)) == 3


@pytest.mark.parametrize("taken", [False, True])
def test_an_sms_is_joined_only_while_no_worker_has_taken_it(world: World, taken: bool) -> None:
    lane, records = letters_to_serve(world)
    first, second, _ = records
    world.desk = replace(world.desk, channels=Channels(sms=SmsGateway("http://127.0.0.1:1/")))
    lane.do("intake1", "serve", "2024-08-22", target=records[first], **ELECTRONIC)
    if taken:
        world.execute("UPDATE outbox SET state = 'claimed', token = 't' WHERE kind = ?", "send_message")
    lane.do("intake1", "serve", "2024-08-22", target=records[second], **ELECTRONIC)
    assert len(texts(world)) == (2 if taken else 1)
    assert any("2份文书已电子送达" in text for text in texts(world))


def test_a_report_tells_the_rider_that_the_platform_files_first(world: World) -> None:
    no = report(world)
    due = {row["code"]: row["due_on"] for row in world.rows("clock", claim_no=no)}
    text = world.one("message_private", message_id=the_message(world, no)["id"])["text"]
    platform, own = due["T2"], due["T3"]
    assert f"平台最迟{platform.month}月{platform.day}日申请，否则您最迟{own.month}月{own.day}日申请。" in text


def test_what_reminders_rest_on_is_read_together_however_many_there_are(world: World) -> None:
    lane = decided(world, DECIDED)
    for to in ("person", "platform"):
        lane.do("intake1", "serve", SERVED, target=record(lane, to), **DIRECT)
    clocks = [row for row in world.rows("clock") if row["code"] in ("T23", "T28")]
    assert len({row["subject"] for row in clocks}) == 2
    with injecting(world.engine) as statements, world.engine.begin() as connection:
        contests_of(connection, clocks)
        statements.arm(0)
        contests_of(connection, clocks[:1])
        of_one = statements.seen
        contests = contests_of(connection, clocks)
        assert statements.seen == 2 * of_one
    assert {contest.record["id"] for contest in contests.values() if contest.record} == {
        clock["subject"] for clock in clocks
    }


def test_a_new_appraisal_that_was_asked_for_is_urged_no_more(world: World) -> None:
    case, prior = appraised(world)
    lane = Lane(world, case)
    assert world.one("appraisal", id=prior)["letter_id"]
    clock = lane.clock("T17", prior)
    day = clock["due_on"] - timedelta(days=3)
    with world.engine.begin() as connection:
        contest = contests_of(connection, [clock])[clock["id"]]
    assert worth_reminding(clock, contest, day)
    assert not worth_reminding(clock, contest, clock["due_on"])
    lane.lodge("rider1", "2024-10-14", "grade", "reappraisal")
    with world.engine.begin() as connection:
        contest = contests_of(connection, [clock])[clock["id"]]
    assert contest.letter is not None
    assert not worth_reminding(clock, contest, day)
