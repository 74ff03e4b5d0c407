"""A party that is a party no more is not served; who takes its place is, with periods and an effect of his own."""

from __future__ import annotations

from datetime import date

from claims.store.rows import Row
from notifications.kinds import letter_kind
from tests.support.casebook import Case
from tests.support.fixtures.making import make_ready
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.lanes import Lane
from tests.support.world import INJURED, KIN, PLATFORM, REPORTED, STRANGER, TODAY, World
from tests.workflows.test_service_days import DIRECT, add_kin, decided, last_days, record
from workflows.acting import act
from workflows.machines import MACHINES
from workflows.recipients import is_of_a_benefit, tells_of_money
from workflows.roles import Role

DECIDED = date(2024, 9, 20)
PROOFS = {"death_proof": "死亡证明", "kin_proof": "户口簿"}


def records(world: World, letter: str) -> list[tuple[str, str, str]]:
    """To whom the letter goes, as what, and how far it is."""
    rows = world.rows("service", letter_id=letter)
    return sorted((row["recipient"], row["recipient_kind"], row["state"]) for row in rows)


def after_death(world: World, *, heir: str = KIN) -> Lane:
    """A decision is on its way to the claimant, who has died; his heir has taken the case on."""
    lane = decided(world, DECIDED)
    lane.do("intake1", "send", "2024-09-23", target=record(lane, "person"), method="post")
    lane.do("reviewer1", "substitute", "2024-09-25", target=lane.no, claimant_id=heir, **PROOFS)
    return lane


def heirs_record(lane: Lane, heir: str = KIN) -> str:
    """The record on which the heir is served as the applicant."""
    letter = lane.claim["decision_letter"]
    row = lane.world.one("service", letter_id=letter, recipient=heir, recipient_kind="person")
    return str(row["id"])


def test_the_heir_is_served_with_the_decision_in_the_place_of_the_dead_claimant_and_it_binds(world: World) -> None:
    lane = after_death(world)
    assert records(world, lane.claim["decision_letter"]) == [
        (INJURED, "person", "replaced"),
        (KIN, "person", "pending"),
        (PLATFORM, "platform", "pending"),
    ]
    dead = world.one("service", letter_id=lane.claim["decision_letter"], recipient=INJURED)["id"]
    assert [row["code"] for row in world.rows("clock", subject=dead, state="running")] == []
    assert not act(world.desk, "intake1", dead, "serve", date(2024, 9, 25), DIRECT).done
    lane.do("intake1", "serve", "2024-09-27", target=heirs_record(lane), **DIRECT)
    assert lane.claim["effective_on"] == date(2024, 9, 27)
    assert len(last_days(lane, heirs_record(lane))) == 2
    assert faults(world, WRITTEN_TOO) == []


def test_an_heir_who_was_to_be_served_as_kin_is_served_as_the_applicant_instead(world: World) -> None:
    lane = decided(world, DECIDED)
    waiting = add_kin(lane, DECIDED)
    lane.do("reviewer1", "substitute", "2024-09-25", target=lane.no, claimant_id=KIN, **PROOFS)
    assert world.one("service", id=waiting)["state"] == "replaced"
    lane.do("intake1", "serve", "2024-09-26", target=heirs_record(lane), **DIRECT)
    assert lane.claim["effective_on"] == date(2024, 9, 26)


def test_an_heir_who_was_served_as_kin_is_still_served_as_the_applicant(world: World) -> None:
    lane = decided(world, DECIDED)
    lane.do("intake1", "serve", "2024-09-23", target=add_kin(lane, DECIDED), **DIRECT)
    lane.do("reviewer1", "substitute", "2024-09-25", target=lane.no, claimant_id=KIN, **PROOFS)
    assert lane.claim["effective_on"] is None
    lane.do("intake1", "serve", "2024-09-26", target=heirs_record(lane), **DIRECT)
    assert lane.claim["effective_on"] == date(2024, 9, 26)
    assert faults(world, WRITTEN_TOO) == []


def test_the_place_of_the_applicant_can_pass_on_twice_and_come_back(world: World) -> None:
    lane = after_death(world, heir=STRANGER)
    for day, heir in (("2024-09-26", KIN), ("2024-09-27", STRANGER)):
        lane.do("reviewer1", "substitute", day, target=lane.no, claimant_id=heir, **PROOFS)
    standing = [row for row in records(world, lane.claim["decision_letter"]) if row[2] == "pending"]
    assert standing == sorted([(STRANGER, "person", "pending"), (PLATFORM, "platform", "pending")])


def succeeded(world: World, heirs: tuple[str, ...]) -> tuple[Case, list[Row]]:
    """A letter with an approved item for each of `heirs`; the beneficiary has died before he was served with it."""
    move = next(row for row in MACHINES["award_item"].moves if row.trigger == "succeed")
    ready = make_ready(world, "award_item", move, "approved", Role.REVIEWER)
    assert ready.subject is not None
    items = [ready.subject]
    for place in range(len(heirs) - 1):
        more = {**ready.subject, "period": f"{place + 1}"}
        items.append(ready.case.subject("award_item", **{k: v for k, v in more.items() if k not in SET_BY_SUBJECT}))
    ready.case.save()
    for item, heir in zip(items, heirs, strict=True):
        outcome = act(world.desk, "reviewer1", item["id"], "succeed", TODAY, {"heir": heir, **PROOFS})
        assert outcome.done, outcome.refusals
    return ready.case, items


def test_a_letter_on_money_follows_the_benefit_and_not_the_application(world: World) -> None:
    move = next(row for row in MACHINES["award_item"].moves if row.trigger == "succeed")
    ready = make_ready(world, "award_item", move, "approved", Role.REVIEWER)
    assert ready.subject is not None
    item = ready.subject
    next(row for row in ready.case.of("letter") if row["id"] == item["letter_id"])["subject"] = item["id"]
    ready.case.save()
    before = records(world, item["letter_id"])
    outcome = act(world.desk, "reviewer1", ready.case.no, "substitute", TODAY, {"claimant_id": KIN, **PROOFS})
    assert outcome.done, outcome.refusals
    assert records(world, item["letter_id"]) == before
    assert before[0][2] == "pending"


def test_a_letter_follows_the_benefit_by_its_kind_and_what_the_case_was_paid_the_claimant() -> None:
    of_benefits = {move.letter for name in ("award_item", "payment") for move in MACHINES[name].moves if move.letter}
    assert {kind for kind in of_benefits if not is_of_a_benefit(letter_kind(kind))} == set()
    assert tells_of_money(letter_kind("settled_notice"))
    assert not is_of_a_benefit(letter_kind("settled_notice"))


SET_BY_SUBJECT = ("id", "claim_no", "version")


def test_an_award_takes_effect_for_each_heir_by_his_own_service(world: World) -> None:
    _, (first, second) = succeeded(world, (KIN, STRANGER))
    letter = first["letter_id"]
    dead = first["beneficiary"]
    assert records(world, letter) == sorted(
        [(dead, "person", "replaced"), (KIN, "person", "pending"), (STRANGER, "person", "pending")]
    )
    served = world.one("service", letter_id=letter, recipient=KIN)["id"]
    assert act(world.desk, "intake1", served, "serve", TODAY, DIRECT).done
    assert world.one("award_item", id=first["id"])["state"] == "effective"
    assert world.one("award_item", id=second["id"])["state"] == "approved"
    assert faults(world, WRITTEN_TOO) == []


def test_the_platform_that_the_order_belongs_to_is_served_in_the_place_of_the_other(world: World) -> None:
    move = MACHINES["claim"].rows("reassign_platform", "investigating")[0]
    ready = make_ready(world, "claim", move, "investigating", Role.INTAKE)
    known = {row["id"] for row in ready.case.of("letter")}
    acceptance = ready.case.letter("acceptance", REPORTED)["id"]
    assistance = ready.case.letter("assistance", REPORTED)["id"]
    assert ready.fire().done
    new = ready.data["new_platform"]
    assert (PLATFORM, "platform", "replaced") in records(world, acceptance)
    assert (new, "platform", "pending") in records(world, acceptance)
    assert records(world, assistance) == [(PLATFORM, "platform", "replaced")]
    asked = [row["id"] for row in world.rows("letter", kind="assistance") if row["id"] not in known | {assistance}]
    assert [records(world, one) for one in asked] == [[(new, "platform", "pending")]]
    assert faults(world, WRITTEN_TOO) == []
