"""Electronic service rests on a consent that is in force on the day; a decision that came so is owed on paper on request."""

from __future__ import annotations

from datetime import date

from tests.support.lanes import Lane
from tests.support.world import INJURED, PLATFORM, World
from tests.workflows.test_service_days import DIRECT, add_kin, decided, record
from workflows.acting import act
from workflows.checks.paper import electronic_service_rests_on_consent
from workflows.checks.stored import Stored
from workflows.inbox import inbox

DECIDED = date(2024, 9, 20)
ELECTRONIC = {"method": "electronic", "evidence": "电子送达回执"}
PAPER = "电子送达确认书"


def agree(lane: Lane, who: str, on: str, recipient: str) -> str:
    """A recipient agrees to be served electronically."""
    return lane.do(who, "grant", on, target=f"{lane.no}/consent", recipient=recipient, document=PAPER)


def test_a_letter_reaches_the_box_only_on_a_day_of_consent(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    assert lane.refused("intake1", "serve", "2024-09-23", target=claimant, **ELECTRONIC) == ["electronic_by_consent"]
    assert lane.refused("intake1", "send", "2024-09-23", target=claimant, method="electronic") == [
        "electronic_by_consent"
    ]
    consent = agree(lane, "rider1", "2024-09-24", INJURED)
    earlier = lane.refused("intake1", "serve", "2024-09-23", target=claimant, **ELECTRONIC)
    assert earlier == ["electronic_by_consent"], "what is agreed to later covers no earlier day"
    lane.do("intake1", "send", "2024-09-24", target=claimant, method="electronic")
    lane.do("intake1", "serve", "2024-09-25", target=claimant, **ELECTRONIC)
    assert world.one("service", id=claimant)["consent_id"] == consent
    assert world.one("event", subject=consent, trigger="grant")["actor"] == "rider1"


def test_from_the_day_of_withdrawal_on_nothing_is_served_electronically(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    consent = agree(lane, "intake1", "2024-09-20", INJURED)
    lane.do("intake1", "send", "2024-09-23", target=claimant, method="electronic")
    lane.do("rider1", "withdraw_consent", "2024-09-24", target=consent, recipient=INJURED)
    assert world.one("consent", id=consent)["withdrawn_on"] == date(2024, 9, 24)
    for on in ("2024-09-24", "2024-09-25"):
        assert lane.refused("intake1", "serve", on, target=claimant, **ELECTRONIC) == ["electronic_by_consent"]
    lane.do("intake1", "serve", "2024-09-25", target=claimant, **DIRECT)
    assert world.one("service", id=claimant)["consent_id"] is None


def test_a_consent_recorded_later_covers_an_earlier_day_only_by_a_paper_that_bears_it(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant, target = record(lane, "person"), f"{lane.no}/consent"
    lane.at("2024-10-10")
    said = {"recipient": INJURED, "document": PAPER}
    for who, data in (
        ("intake1", said),
        ("intake1", {**said, "signed_on": date(2024, 9, 22)}),
        ("rider1", {**said, "signed_on": date(2024, 9, 23)}),
    ):
        late = act(world.desk, who, target, "grant", date(2024, 9, 23), data)
        assert [one.code for one in late.refusals] == ["earlier_consent_is_on_paper"]
    on_paper = {**said, "signed_on": date(2024, 9, 23)}
    assert act(world.desk, "intake1", target, "grant", date(2024, 9, 23), on_paper).done
    assert act(world.desk, "intake1", claimant, "serve", date(2024, 9, 24), ELECTRONIC).done


def test_nobody_agrees_for_another(world: World) -> None:
    lane = decided(world, DECIDED)
    target = f"{lane.no}/consent"
    for who, recipient in (("rider1", PLATFORM), ("platform1", INJURED), ("intake1", "P000003")):
        given = {"target": target, "recipient": recipient, "document": PAPER}
        assert lane.refused(who, "grant", "2024-09-20", **given) == ["said_by_recipient"]
    theirs = agree(lane, "platform1", "2024-09-20", PLATFORM)
    taken = lane.refused("rider1", "withdraw_consent", "2024-09-20", target=theirs, recipient=INJURED)
    assert taken == ["said_by_recipient"]
    again = lane.refused("platform1", "grant", "2024-09-20", target=target, recipient=PLATFORM, document=PAPER)
    assert again == ["no_consent_yet"]
    kin = add_kin(lane, DECIDED)
    agree(lane, "intake1", "2024-09-23", world.one("service", id=kin)["recipient"])
    lane.do("intake1", "serve", "2024-09-24", target=kin, **ELECTRONIC)


def test_the_consent_of_one_covers_no_other(world: World) -> None:
    lane = decided(world, DECIDED)
    agree(lane, "platform1", "2024-09-20", PLATFORM)
    refused = lane.refused("intake1", "serve", "2024-09-23", target=record(lane, "person"), **ELECTRONIC)
    assert refused == ["electronic_by_consent"]
    lane.do("intake1", "serve", "2024-09-23", target=record(lane, "platform"), **ELECTRONIC)


def test_a_service_without_consent_is_found_from_outside_the_engine(world: World) -> None:
    lane = decided(world, DECIDED)
    platform = record(lane, "platform")
    consent = agree(lane, "platform1", "2024-09-20", PLATFORM)
    lane.do("intake1", "serve", "2024-09-23", target=platform, **ELECTRONIC)
    assert list(electronic_service_rests_on_consent(Stored(world.desk))) == []
    world.execute("UPDATE consent SET withdrawn_on = '2024-09-23' WHERE id = ?", consent)
    assert list(electronic_service_rests_on_consent(Stored(world.desk))) == [
        f"{platform}: served electronically on 2024-09-23 without consent"
    ]


def test_what_was_served_earlier_on_the_day_of_withdrawal_stands(world: World) -> None:
    lane = decided(world, DECIDED)
    platform = record(lane, "platform")
    consent = agree(lane, "platform1", "2024-09-20", PLATFORM)
    lane.do("intake1", "serve", "2024-09-23", target=platform, **ELECTRONIC)
    lane.do("platform1", "withdraw_consent", "2024-09-23", target=consent, recipient=PLATFORM)
    assert list(electronic_service_rests_on_consent(Stored(world.desk))) == []
    world.execute("UPDATE consent SET withdrawn_on = '2024-09-22' WHERE id = ?", consent)
    assert len(list(electronic_service_rests_on_consent(Stored(world.desk)))) == 1


def test_a_decision_that_came_electronically_is_given_on_paper_when_asked_for(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    ask = {"target": claimant, "recipient": INJURED}
    agree(lane, "rider1", "2024-09-20", INJURED)
    lane.do("intake1", "serve", "2024-09-23", target=claimant, **ELECTRONIC)
    effective = lane.claim["effective_on"]
    assert lane.refused("intake1", "give_paper", "2024-09-24", target=claimant, evidence="回证") == ["paper_asked_for"]
    lane.do("rider1", "ask_paper", "2024-09-24", **ask)
    assert lane.refused("rider1", "ask_paper", "2024-09-24", **ask) == ["paper_not_asked_yet"]
    (owed,) = [one for one in inbox(world.desk, "intake1") if one.target == claimant]
    assert (owed.code, owed.due_on, owed.moves) == ("paper_copy", date(2024, 9, 27), ("give_paper",))
    lane.do("intake1", "give_paper", "2024-09-25", target=claimant, evidence="纸质文书签收单")
    assert [one for one in inbox(world.desk, "intake1") if one.target == claimant] == []
    assert (lane.claim["effective_on"], world.one("service", id=claimant)["served_on"]) == (
        effective,
        date(2024, 9, 23),
    )


def test_paper_is_not_asked_for_what_came_on_paper(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    lane.do("intake1", "serve", "2024-09-23", target=claimant, **DIRECT)
    refused = lane.refused("rider1", "ask_paper", "2024-09-24", target=claimant, recipient=INJURED)
    assert refused == ["decision_served_electronically"]


def test_who_is_told_to_register_a_consent_is_told_how(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    lane.at("2024-09-23")
    (lacking,) = act(world.desk, "intake1", claimant, "serve", date(2024, 9, 23), ELECTRONIC).refusals
    assert f"claims advance {lane.no}/consent grant" in lacking.message()
    assert f"recipient={INJURED}" in lacking.message()
    (misplaced,) = act(world.desk, "intake1", lane.no, "grant", date(2024, 9, 23), {}).refusals
    assert (misplaced.code, f"请把对象写作 {lane.no}/consent" in misplaced.message()) == ("trigger_elsewhere", True)
    given = {"recipient": "meituan", "document": "电子送达确认书"}
    (unknown,) = act(world.desk, "intake1", f"{lane.no}/consent", "grant", date(2024, 9, 23), given).refusals
    assert (unknown.code, INJURED in unknown.message(), PLATFORM in unknown.message()) == (
        "said_by_recipient",
        True,
        True,
    )
