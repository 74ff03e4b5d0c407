"""Kin who are registered on a case: what the chain keeps of it, what they have by it, whom it keeps away, and who is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims.chain import check
from claims.store.rows import select_one
from tests.support.casebook import NUMBER
from tests.support.fixtures.of_relatives import SHOWN, relative
from tests.support.fixtures.standing import item, standing
from tests.support.riders import PHONE, let_ring
from tests.support.told import the_message
from tests.support.world import INJURED, KIN, STRANGER, TODAY, World, sqlite_world
from workflows.acting import act
from workflows.award_people import people_of, relatives_of
from workflows.case_choices import recipients_of
from workflows.checks.history import kin_have_events
from workflows.checks.stored import Stored
from workflows.command import Outcome
from workflows.locking import open_actor
from workflows.own_data import own_data
from workflows.roles import Actor
from workflows.searching import Group, search
from workflows.sight import Part, has_own_part, may_see_case, part_of_case
from workflows.stale_messages import message_is_overtaken
from workflows.transaction import reading

GIVEN = {"relative": STRANGER, "kinship": "child", "shown": SHOWN}
DEATH = {"death_on": TODAY, "cause": "injury", "death_proof": "死亡证明1号"}
LONGEST_SMS = 70


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sqlite_world(tmp_path) as made:
        let_ring(made, STRANGER)
        yield made


def living(world: World, **columns: Any) -> None:
    case = standing(world, "confirmed")
    case.claim.update(columns)
    case.save()


def dead(world: World) -> None:
    living(world, application_kind="death", claimant_id=KIN, claimant_relation="kin")


def registered(world: World, **other: Any) -> Outcome:
    return act(world.desk, "intake1", NUMBER, "register_relative", TODAY, {**GIVEN, **other})


def struck(world: World, whom: str = STRANGER) -> Outcome:
    return act(world.desk, "reviewer1", NUMBER, "strike_relative", TODAY, {"relative": whom, "reason": "认错了人"})


def actor(world: World, username: str = "rider3") -> Actor:
    with reading(world.desk) as connection:
        found, _ = open_actor(connection, username, TODAY)
    assert found is not None
    return found


def part(world: World, username: str = "rider3") -> str:
    who = actor(world, username)
    with reading(world.desk) as connection:
        claim = select_one(connection, "claim", no=NUMBER)
        assert claim is not None
        found = part_of_case(connection, who, claim, TODAY)
        assert has_own_part(connection, who, NUMBER) is (found is Part.OWN)
        assert (may_see_case(connection, who, claim, TODAY) is None) == (found is Part.WHOLE)
    return found.value if isinstance(found, Part) else found.code


def test_who_is_registered_and_struck_off_stays_in_the_chain_and_his_proof_outside_it(world: World) -> None:
    living(world)
    assert registered(world).done
    row = world.one("relative")
    assert (row["person_id"], row["kinship"], row["registered_on"], row["struck_on"]) == (
        STRANGER,
        "child",
        TODAY,
        None,
    )
    event = world.one("event", id=row["event_id"])
    assert json.loads(event["data"]) == {"relative": STRANGER, "kinship": "child"}
    assert json.loads(world.one("event_private", event_id=event["id"])["body"]) == {"shown": SHOWN}
    assert [one.code for one in registered(world).refusals] == ["relative_not_registered"]
    assert struck(world).done
    assert world.one("relative")["struck_on"] == TODAY
    assert [one.code for one in struck(world).refusals] == ["relative_registered"]
    assert registered(world, kinship="sibling").done
    assert [one["kinship"] for one in world.rows("relative") if one["struck_on"] is None] == ["sibling"]
    events = sorted(world.rows("event", claim_no=NUMBER), key=lambda one: int(one["seq"]))
    assert check(NUMBER, events) is None
    assert list(kin_have_events(Stored(world.desk))) == []


@pytest.mark.parametrize(
    "changed",
    [
        f"UPDATE relative SET person_id = '{KIN}'",
        "UPDATE relative SET kinship = 'sibling'",
        f"UPDATE relative SET struck_on = '{TODAY}'",
        "DELETE FROM relative",
    ],
)
def test_kin_who_are_not_as_they_were_registered_are_found(world: World, changed: str) -> None:
    living(world)
    registered(world)
    before = list(kin_have_events(Stored(world.desk)))
    world.execute(changed)
    assert (before, len(list(kin_have_events(Stored(world.desk))))) == ([], 1)


def test_kin_of_a_living_person_have_nothing_by_being_registered(world: World) -> None:
    living(world)
    assert registered(world).done
    assert part(world) == "not_your_case"
    assert world.rows("message", kind="relative_registered") == []


def test_kin_of_the_dead_have_their_part_until_they_are_struck_off(world: World) -> None:
    dead(world)
    assert part(world) == "not_your_case"
    assert registered(world).done
    assert part(world) == "own"
    assert part(world, "rider2" if world.rows("account", username="rider2") else "rider1") != "own"
    assert struck(world).done
    assert part(world) == "not_your_case"


def test_they_are_told_in_one_sms_that_names_nobody(world: World) -> None:
    dead(world)
    assert registered(world).done
    message = the_message(world, NUMBER, "relative_registered")
    private = world.one("message_private", message_id=message["id"])
    assert (message["recipient"], message["recipient_kind"], private["address"]) == (STRANGER, "person", PHONE)
    assert len(private["text"]) <= LONGEST_SMS
    assert NUMBER in private["text"]
    assert "合成人员" not in private["text"]


def test_who_was_registered_before_the_death_is_told_when_it_is_noted_and_once(world: World) -> None:
    living(world)
    assert registered(world).done
    assert registered(world, relative=KIN, kinship="spouse").done
    assert act(world.desk, "reviewer1", NUMBER, "death_supervenes", TODAY, DEATH).done
    assert part(world) == "own"
    told = world.rows("message", kind="relative_registered")
    assert sorted(row["recipient"] for row in told) == [KIN, STRANGER]
    assert struck(world).done
    assert registered(world).done
    assert len(world.rows("message", kind="relative_registered")) == 2


def test_who_takes_the_case_on_is_not_told_of_a_part(world: World) -> None:
    dead(world)
    assert registered(world, relative=KIN, kinship="spouse").done
    assert world.rows("message", kind="relative_registered") == []


def test_what_waits_for_the_morning_is_not_sent_to_who_was_struck_off(world: World) -> None:
    dead(world)
    registered(world)
    message = the_message(world, NUMBER, "relative_registered")
    found = []
    for _ in range(2):
        with reading(world.desk) as connection:
            claim = select_one(connection, "claim", no=NUMBER)
            assert claim is not None
            found.append(message_is_overtaken(connection, message, claim))
        struck(world)
    assert found == [False, True]


def test_who_was_written_to_or_is_owed_something_is_not_struck_off(world: World) -> None:
    case = standing(world, "settling")
    case.claim.update(application_kind="death")
    for person in (STRANGER, KIN):
        relative(case, person, "child")
    letter = case.letter("confirmation", TODAY)
    case.subject(
        "service", "pending", letter_id=letter["id"], recipient=STRANGER, recipient_kind="kin", variant="party"
    )
    item(case, "draft", code="death_lump_sum", beneficiary=KIN)
    case.save()
    refused = {whom: struck(world, whom).refusals for whom in (STRANGER, KIN)}
    assert {whom: [one.code for one in why] for whom, why in refused.items()} == {
        STRANGER: ["relative_not_served"],
        KIN: ["relative_owed_nothing"],
    }
    assert "有 1 份文书送达给他" in refused[STRANGER][0].message()


def test_an_officer_who_is_kin_stays_away_and_one_who_was_taken_for_it_comes_back(world: World) -> None:
    living(world)
    world.execute(f"UPDATE account SET id_index = 'index-{STRANGER}' WHERE username = 'intake2'")
    assert registered(world).done
    assert part(world, "intake2") == "own_case_unseen"
    assert act(world.desk, "intake2", NUMBER, "recuse", TODAY, {"officer": "intake1", "reason": "x"}).done is False
    assert struck(world).done
    assert part(world, "intake2") == "whole"


def test_lists_of_people_name_kin_by_masked_name_and_relation(world: World) -> None:
    living(world)
    registered(world)
    claim = world.one("claim", no=NUMBER)
    shown = f"合****3（子女，{STRANGER}）"
    assert people_of(world.desk, claim)[STRANGER] == shown
    with reading(world.desk) as connection:
        assert relatives_of(connection, NUMBER) == {STRANGER: shown}
        assert STRANGER in recipients_of(connection, claim, f"{NUMBER}/consent")
        struck(world)
    with reading(world.desk) as connection:
        assert relatives_of(connection, NUMBER) == {}
    assert STRANGER not in people_of(world.desk, claim)


def test_the_search_finds_the_case_by_kin_and_names_no_kin_of_a_closed_one(world: World) -> None:
    living(world)
    registered(world)
    world.execute(f"UPDATE account SET id_index = 'index-{INJURED}' WHERE username = 'intake2'")
    found = {name: search(world.desk, actor(world, name), "合成人员03") for name in ("intake1", "intake2")}
    assert {name: [hit.id for hit in one.of(Group.CASES)] for name, one in found.items()} == {
        "intake1": [NUMBER],
        "intake2": [],
    }
    assert [hit.id for hit in found["intake2"].of(Group.PERSONS)] == []


def test_the_copy_of_his_data_says_how_he_is_related(world: World) -> None:
    dead(world)
    registered(world)
    (case,) = own_data(world.desk, actor(world))["案件"]
    assert (case["案号"], case["与受伤人员的关系"]) == (NUMBER, "子女")
