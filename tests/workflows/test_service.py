"""Service 送达: who is added and what he may see, who signed, who is chased, and that one service has one effect."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from tests.support.at_once import at_once, said
from tests.support.casebook import Case
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import appraisal, standing
from tests.support.invariants import ALL, WRITTEN_TOO, faults
from tests.support.lanes import Lane
from tests.support.world import KIN, NOON, STRANGER, TODAY, World
from tests.workflows.test_service_days import DIRECT, REASONS, add_kin, announce, decided, last_days, record
from workflows.acting import act
from workflows.advance import advance
from workflows.command import Command, Outcome
from workflows.inbox import Entry, inbox
from workflows.machines import MACHINES
from workflows.roles import Role

DECIDED = date(2024, 9, 20)
OWNER = "所涉车辆所有人（合成）运输有限公司"


def test_each_of_several_kin_has_a_record_a_reason_and_periods_of_his_own(world: World) -> None:
    lane = decided(world, DECIDED)
    first, second = add_kin(lane, DECIDED), add_kin(lane, DECIDED, STRANGER)
    lane.do("intake1", "serve", "2024-09-23", target=first, **DIRECT)
    lane.do("intake1", "serve", "2024-09-30", target=second, **DIRECT)
    assert last_days(lane, first)[0] < last_days(lane, second)[0]
    event = world.one("event", subject=first, trigger="add_recipient")
    why = json.loads(world.one("event_private", event_id=event["id"])["body"])
    assert (event["actor"], why) == ("intake1", REASONS)
    assert not set(REASONS.values()) & {str(value) for value in json.loads(event["data"]).values()}
    again = lane.refused("intake1", "add_recipient", "2024-09-30", target=f"{lane.no}/service", recipient=KIN,
                         letter=lane.claim["decision_letter"], recipient_kind="kin", variant="full", **REASONS)  # fmt: skip
    assert again == ["not_yet_recipient"]


def test_a_third_party_gets_the_party_copy_and_an_organisation_goes_by_its_name(world: World) -> None:
    lane = decided(world, DECIDED)
    given = {"target": f"{lane.no}/service", "letter": lane.claim["decision_letter"], "recipient_kind": "third_party",
             "recipient": OWNER, **REASONS}  # fmt: skip
    full = lane.refused("intake1", "add_recipient", "2024-09-20", variant="full", organisation=True, **given)
    named = lane.refused("intake1", "add_recipient", "2024-09-20", variant="party", **given)
    assert (full, named) == (["party_copy_for_others"], ["recipient_can_be_told_apart"])
    added = lane.do("intake1", "add_recipient", "2024-09-20", variant="party", organisation=True, **given)
    lane.do("intake1", "serve", "2024-09-24", target=added, **DIRECT, signer="clerk", signed_by="合成收发员")
    assert [row["party"] for row in world.rows("clock", subject=added, code="T23")] == ["third_party"]


@pytest.mark.parametrize("kind", ["award", "award_change", "payment", "account_correction", "payment_hold"])
def test_no_kin_sees_the_money_of_another(world: World, kind: str) -> None:
    case = Case(world, "settling")
    letter = case.letter(kind)
    lane = Lane(world, case)
    refused = lane.refused("intake1", "add_recipient", "2024-09-20", target=f"{lane.no}/service", letter=letter["id"],
                           recipient=KIN, recipient_kind="kin", variant="full", **REASONS)  # fmt: skip
    assert refused == ["no_money_of_another"]


def test_a_conclusion_that_stands_as_served_is_not_served_anew_by_one_who_was_added(world: World) -> None:
    case = standing(world, "appraising")
    row = appraisal(case, "served")
    lane = Lane(world, case)
    added = lane.do("intake1", "add_recipient", "2024-10-09", target=f"{lane.no}/service", letter=row["letter_id"],
                    recipient=KIN, recipient_kind="kin", variant="full", **REASONS)  # fmt: skip
    lane.do("intake1", "serve", "2024-10-10", target=added, **DIRECT)
    assert world.one("appraisal", id=row["id"])["state"] == "served"
    assert [one["started_on"] for one in world.rows("clock", code="T17", party="kin")] == [date(2024, 10, 10)]


def test_who_signed_for_him_is_named_of_age_and_told_to_nobody_else(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    by_wife = {**DIRECT, "signer": "co_resident", "signed_by": "合成妻子甲"}
    unnamed = {**DIRECT, "signer": "co_resident", "of_age": True}
    for wrong in (by_wife, unnamed):
        assert lane.refused("intake1", "serve", "2024-09-23", target=claimant, **wrong) == ["signed_by_entitled"]
    lane.do("intake1", "serve", "2024-09-23", target=claimant, **by_wife, of_age=True)
    event = world.one("event", subject=claimant, trigger="serve")
    assert json.loads(event["data"]) == {"method": "direct", "of_age": True, "signer": "co_resident"}
    assert json.loads(world.one("event_private", event_id=event["id"])["body"])["signed_by"] == "合成妻子甲"
    assert "合成妻子甲" not in str([world.rows(name) for name in ("event", "service", "outbox", "attempt", "letter")])


def test_what_was_refused_is_left_before_a_witness_and_counts_from_that_day(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    lane.do("intake1", "send", "2024-09-23", target=claimant, method="direct")
    left = {"witness": "合成见证人", "evidence": "照片", "refusal": "本人拒收，称对结论有异议"}
    lane.do("intake1", "refuse_left", "2024-09-24", target=claimant, **left)
    assert (lane.claim["effective_on"], world.one("service", id=claimant)["method"]) == (date(2024, 9, 24), "left")


def entry(world: World, service: str) -> Entry:
    """What the intake officer sees of a record."""
    return next(one for one in inbox(world.desk, "intake1") if one.target == service)


def running(world: World, service: str) -> list[str]:
    """The clocks that run on a record."""
    return [row["code"] for row in world.rows("clock", subject=service, state="running")]


def test_a_letter_that_nobody_sends_climbs_to_the_leader_and_stands_in_the_inbox(world: World) -> None:
    """Made on Friday 20 September 2024: five working days are the 23rd to the 27th."""
    lane = decided(world, DECIDED)
    kin = add_kin(lane, DECIDED)
    waiting = entry(world, kin)
    assert (waiting.code, waiting.due_on, waiting.rung) == ("service_sending", date(2024, 9, 27), "")
    told: dict[str, tuple[date, str]] = {}
    for later in range(1, 25):
        on = DECIDED + timedelta(days=later)
        for one in lane.sweep(on.isoformat()).told:
            told.setdefault(one.rung, (on, one.level))
    assert told["due"] == (date(2024, 9, 27), "officer")
    assert told["raised_again"][1] == "leader"
    assert entry(world, kin).rung == "超期再升级"
    lane.do("intake1", "serve", "2024-10-15", target=kin, **DIRECT)
    assert running(world, kin) == ["T23", "T28"]
    assert world.one("clock", subject=kin, code="service_sending")["state"] == "late"


def test_one_clock_runs_on_a_record_until_it_is_served(world: World) -> None:
    lane = decided(world, date(2024, 8, 20))
    kin = add_kin(lane, date(2024, 8, 20))
    seen = [running(world, kin)]
    for trigger, on, data in (
        ("send", "2024-08-21", {"method": "post"}),
        ("return_mail", "2024-08-26", {"reason": "查无此人"}),
        ("send", "2024-08-27", {"method": "direct"}),
        ("return_mail", "2024-08-28", {"reason": "无人"}),
    ):
        lane.do("intake1", trigger, on, target=kin, **data)
        seen.append(running(world, kin))
    assert seen == [["service_sending"], ["service_chase"]] * 2 + [["service_sending"]]
    told = {"publication": "铜梁区人民政府网站", "exhausted": True}
    lane.do("reviewer1", "announce", "2024-08-29", target=kin, **told)
    assert running(world, kin) == ["T34"]


def test_every_letter_that_the_engine_issues_is_chased_and_its_void_ends_that(world: World) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows("accept", "applied")[0], "applied", Role.INTAKE)
    assert ready.fire().done
    chased = {row["subject"] for row in world.rows("clock", code="service_sending", state="running")}
    made = {row["id"]: row for row in world.rows("service") if row["state"] == "pending"}
    assert chased == set(made)
    assert faults(world, {"chased": ALL["who_is_not_served_is_chased"]}) == []
    assistance = world.one("letter", kind="assistance")["id"]
    (record,) = [row for row in made.values() if row["letter_id"] == assistance]
    assert act(world.desk, "reviewer1", record["id"], "void", TODAY, {"reason": "发错"}).done
    assert running(world, record["id"]) == []
    assert world.one("letter", id=assistance)["state"] == "voided"


def test_each_of_two_kin_asks_for_a_new_appraisal_within_his_own_fifteen_days(world: World) -> None:
    """Served on 9 October, fifteen days end on the 24th; the other, served on the 21st, has until 5 November."""
    case = standing(world, "appraising")
    letter = appraisal(case, "served")["letter_id"]
    lane = Lane(world, case)
    given = {"target": f"{lane.no}/service", "letter": letter, "recipient_kind": "kin", "variant": "full", **REASONS}
    first, second = (
        lane.do("intake1", "add_recipient", "2024-10-09", recipient=kin, **given) for kin in (KIN, STRANGER)
    )
    lane.do("intake1", "serve", "2024-10-09", target=first, **DIRECT)
    lane.do("intake1", "serve", "2024-10-21", target=second, **DIRECT)
    asked = {"target": f"{lane.no}/dispute", "matter": "grade", "route": "reappraisal"}
    assert lane.refused("legal1", "lodge", "2024-10-28", service=first, **asked) == ["lodged_in_time"]
    lane.lodge("legal1", "2024-10-28", "grade", "reappraisal", service=second)
    assert lane.row["lodged_by"] == "kin"


def test_void_ends_every_record_of_the_letter_and_nobody_is_served_with_it_any_more(world: World) -> None:
    case = Case(world, "supplementing")
    letter = case.letter("rectification", DECIDED)["id"]
    lane = Lane(world, case)
    records = {row["recipient_kind"]: row["id"] for row in world.rows("service", letter_id=letter)}
    lane.do("intake1", "send", "2024-09-21", target=records["platform"], method="post")
    lane.do("reviewer1", "void", "2024-09-23", target=records["person"], reason="发错")
    assert {row["state"] for row in world.rows("service", letter_id=letter)} == {"voided"}
    assert running(world, records["platform"]) == []
    # A record that lies about it, as a worker of an earlier version may have left it: the letter itself is asked.
    for state, trigger, data in (
        ("pending", "send", {"method": "post"}),
        ("sent", "serve", DIRECT),
        ("undelivered", "announce", {"publication": "铜梁区人民政府网站", "exhausted": True}),
    ):
        world.execute("UPDATE service SET state = ?", state)
        actor = "reviewer1" if trigger == "announce" else "intake1"
        assert lane.refused(actor, trigger, "2024-09-25", target=records["platform"], **data) == ["letter_not_void"]


def serving(lane: Lane, service: str, actor: str, key: str) -> Callable[[], Outcome]:
    """A command to serve a record as it stands now."""
    version = lane.world.one("service", id=service)["version"]
    return partial(advance, lane.world.desk, Command(service, "serve", actor, DECIDED, key, version, DIRECT))


def test_two_officers_who_serve_one_record_at_once_serve_it_once(bureau: World) -> None:
    lane = decided(bureau, DECIDED)
    claimant = record(lane, "person")
    bureau.moment = NOON
    both = at_once([serving(lane, claimant, actor, actor) for actor in ("intake1", "intake2")])
    assert sorted(map(said, both)) == ["done", "stale_page"]
    assert len(bureau.rows("event", subject=claimant, trigger="serve")) == 1
    assert sorted(running(bureau, claimant)) == ["T23", "T28"]
    assert faults(bureau, WRITTEN_TOO) == []


def test_one_command_sent_eight_times_serves_once_and_is_answered_alike(bureau: World) -> None:
    lane = decided(bureau, DECIDED)
    claimant = record(lane, "person")
    bureau.moment = NOON
    results = at_once([serving(lane, claimant, "intake1", "k1")] * 8)
    outcomes = [result for result in results if isinstance(result, Outcome)]
    assert len({(outcome.done, outcome.event_id) for outcome in outcomes}) == 1
    assert (len(outcomes), sum(not outcome.repeated for outcome in outcomes)) == (8, 1)
    assert sorted(running(bureau, claimant)) == ["T23", "T28"]


def test_an_announcement_that_two_sweeps_find_at_once_serves_once(bureau: World) -> None:
    lane = decided(bureau, date(2024, 8, 18))
    claimant = record(lane, "person")
    announce(lane, claimant, date(2024, 8, 21))
    lane.at("2024-09-23")
    version = bureau.one("service", id=claimant)["version"]
    command = Command(claimant, "announce_done", "system", date(2024, 9, 20), "sweep", version, {})
    at_once([partial(advance, bureau.desk, command)] * 4)
    assert len(bureau.rows("event", subject=claimant, trigger="announce_done")) == 1
    assert lane.claim["effective_on"] == date(2024, 9, 20)


def test_one_of_the_kin_objects_within_his_own_period_and_hears_the_decision(world: World) -> None:
    """Served on 20 October, sixty days end on 19 December; the claimant's ended on 22 November, a Friday."""
    lane = decided(world, DECIDED)
    kin = add_kin(lane, DECIDED)
    lane.do("intake1", "serve", "2024-09-23", target=record(lane, "person"), **DIRECT)
    lane.do("intake1", "serve", "2024-10-20", target=kin, **DIRECT)
    asked = {"target": f"{lane.no}/dispute", "matter": "confirmation", "route": "review"}
    late = lane.refused("legal1", "lodge", "2024-12-02", service=record(lane, "person"), **asked)
    assert late == ["lodged_in_time"]
    lane.lodge("legal1", "2024-12-02", "confirmation", "review", service=kin)
    assert lane.row["lodged_by"] == "kin"
    assert world.one("clock", subject=kin, code="T23")["state"] == "met"
    facts = json.loads(
        world.one("letter_private", letter_id=world.one("letter", kind="dispute_receipt")["id"])["snapshot"]
    )
    assert facts["disputant"] == "合成人员02"
    lane.do("legal1", "accepted", "2024-12-04", document="受理通知")
    lane.decide("2024-12-20", "维持")
    lane.serve("kin", "2024-12-23")
    assert [row["party"] for row in world.rows("clock", subject=lane.dispute, code="T29")] == ["kin"]
