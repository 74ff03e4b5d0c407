"""What an officer sees of a case: everything that matters at a glance, and nothing personal that the glance does not need."""

from __future__ import annotations

import json
from datetime import date

import pytest

from claims.errors import Refused
from tests.support.casebook import Case
from tests.support.keys import write_private
from tests.support.world import INJURED, KIN, World
from workflows.acting import act
from workflows.showing import case_view, consequences

SECRETS = {
    "name": "合成人员01",
    "id_number": "500151199001010003",
    "phone": "13800001234",
    "address": "铜梁区巴川街道1号",
}


def know(world: World, person: str, body: dict[str, str]) -> None:
    """Let the register hold these details of a person."""
    write_private(world.engine, "person_private", person, body=json.dumps(body, ensure_ascii=False))


def test_numbers_are_masked_and_nothing_else_personal_is_there(world: World) -> None:
    know(world, INJURED, SECRETS)
    case = Case(world, "investigating")
    case.personal["diagnosis"] = "右桡骨远端骨折"
    case.save()
    view = case_view(world.desk, case.no)
    assert view["person"] == {
        "id": INJURED, "name": "合成人员01", "id_number": "5001**********0003", "phone": "138****1234",
    }  # fmt: skip
    text = json.dumps(view, ensure_ascii=False)
    for secret in (SECRETS["id_number"], SECRETS["phone"], SECRETS["address"], *case.personal.values()):
        assert secret not in text


def test_kin_who_act_are_shown_beside_the_injured_person(world: World) -> None:
    alone, with_kin = Case(world, "applied"), Case(world, "applied", no="TL-2024-000902", claimant_id=KIN)
    alone.save()
    with_kin.save()
    assert case_view(world.desk, alone.no)["claimant"] is None
    assert case_view(world.desk, with_kin.no)["claimant"]["id"] == KIN


def test_only_open_periods_are_listed_the_nearest_first(world: World) -> None:
    case = Case(world, "investigating")
    case.clock("T8", on=date(2024, 9, 5))
    case.clock("data_request", on=date(2024, 9, 5))
    case.clock("T5", state="met")
    case.save()
    clocks = case_view(world.desk, case.no)["clocks"]
    assert [clock["code"] for clock in clocks] == ["data_request", "T8"]
    assert clocks[0]["due_on"] < clocks[1]["due_on"]


def test_a_letter_is_shown_with_its_services_and_its_file_once_there_is_one(world: World) -> None:
    case = Case(world, "confirmed")
    letter = case.letter("confirmation", served_on=date(2024, 9, 5))
    case.letter("acceptance")["state"] = "rendered"
    case.save()
    first, second = case_view(world.desk, case.no)["letters"]
    assert (first["id"], first["file"], second["file"].endswith(".pdf")) == (letter["id"], None, True)
    assert [service["served_on"] for service in first["services"]] == ["2024-09-05", "2024-09-05"]
    assert {service["state"] for service in second["services"]} == {"pending"}


def test_an_act_is_shown_with_all_that_it_brought_about(world: World) -> None:
    case = Case(world, "reported")
    case.clock("T2")
    case.clock("T3")
    case.save()
    data = {"kind": "injury", "consent": True, "form": True, "papers": ["application_form"]}
    done = act(world.desk, "intake1", case.no, "apply", date(2024, 9, 10), data)
    came = consequences(world.desk, done.event_id)
    assert came["state_label"] == "已申请"
    assert [event["trigger"] for event in came["events"]] == ["apply"]
    assert [letter["name"] for letter in came["letters"]] == ["收件凭证"]
    assert came["letters"][0]["number"]


def test_a_case_that_is_not_there_is_named(world: World) -> None:
    with pytest.raises(Refused, match="TL-2024-000999"):
        case_view(world.desk, "TL-2024-000999")
