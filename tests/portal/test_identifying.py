"""核实身份: a report by name and phone becomes the case of who has shown an ID card, and of nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fixtures.standing import account, standing
from tests.support.offices import said
from tests.support.riders import PHONE, report, reporting_room, sign_in
from tests.support.staff_room import Browser, Room
from workflows.acting import act
from workflows.people import PersonFacts, register_person
from workflows.phone_changes import CHANGED_ON
from workflows.phone_codes import persons_of_phone
from workflows.transaction import in_one_transaction, reading

OLD_PHONE = "13900000000"
NUMBER, CARD = "500151199001010003", {"person_name": "王一鸣", "id_number": "500151199001010003"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        report(made.browser())
        made.later(minutes=1)
        yield made


@pytest.fixture
def officer(room: Room) -> Browser:
    web = room.browser()
    web.sign_in("intake1")
    return web


def page(room: Room) -> str:
    return f"/desk/cases/{room.world.one('claim')['no']}/identify"


def test_the_case_is_of_who_has_shown_the_card(officer: Browser, room: Room) -> None:
    before = room.world.one("claim")["person_id"]
    assert "核实身份" in said(officer.get(page(room).removesuffix("/identify")))
    answer = officer.fill(page(room), {**CARD, "platform": "美团"})
    assert answer.status_code == 303, said(answer)
    claim = room.world.one("claim")
    body = json.loads(room.world.one("person_private", person_id=claim["person_id"])["body"])
    assert (body["id_number"], body["phone"]) == (NUMBER, PHONE)
    assert claim["person_id"] == claim["claimant_id"] != before
    assert claim["platform"] == "美团"
    assert [row["kind"] for row in room.world.rows("message", recipient="美团")] == ["report_received_platform"]
    assert officer.get(page(room)).status_code == 404
    assert NUMBER not in json.dumps([row["data"] for row in room.world.rows("event")])


def test_from_then_on_the_phone_alone_opens_nothing(officer: Browser, room: Room) -> None:
    officer.fill(page(room), CARD)
    web = room.browser()
    assert "身份证号后 4 位" in said(sign_in(web))
    assert sign_in(web, tail=NUMBER[-4:]).status_code == 303
    assert web.get(f"/r/cases/{room.world.one('claim')['no']}").status_code == 200


def test_who_is_known_already_gets_the_case(officer: Browser, room: Room) -> None:
    desk = room.world.desk
    key = (desk.var_dir / "keys" / "id_index.key").read_text(encoding="ascii")
    facts = PersonFacts("王一鸣", NUMBER)
    known = in_one_transaction(desk, lambda c: register_person(c, bytes.fromhex(key), facts, desk.instant()))
    asked = officer.fill(page(room), CARD)
    assert (asked.status_code, "是不是本人在用的手机号" in said(asked)) == (422, True)
    assert officer.fill(page(room), {**CARD, "present": "told"}).status_code == 303
    assert room.world.one("claim")["person_id"] == known
    body = json.loads(room.world.one("person_private", person_id=known)["body"])
    assert (body["phone"], body[CHANGED_ON]) == (PHONE, desk.today().isoformat())
    assert [row["trigger"] for row in room.world.rows("event")][-2:] == ["identify", "change_phone"]
    assert [row["what"] for row in room.world.rows("security_event")][-1] == "phone_changed"
    message = room.world.one("message", kind="phone_registered")
    assert room.world.one("message_private", message_id=message["id"])["address"] == PHONE


def test_who_is_known_and_has_another_phone_than_that_which_reported_gets_none(officer: Browser, room: Room) -> None:
    desk = room.world.desk
    key = bytes.fromhex((desk.var_dir / "keys" / "id_index.key").read_text(encoding="ascii"))
    facts = PersonFacts("王一鸣", NUMBER)
    known = in_one_transaction(desk, lambda c: register_person(c, key, facts, desk.instant()))
    assert officer.fill(page(room), {**CARD, "present": "known"}).status_code == 303
    assert room.world.one("claim")["person_id"] == known
    assert persons_of(room, PHONE) == []


def test_a_first_number_of_who_has_money_waits_for_a_second_officer(officer: Browser, room: Room) -> None:
    desk = room.world.desk
    key = bytes.fromhex((desk.var_dir / "keys" / "id_index.key").read_text(encoding="ascii"))
    facts = PersonFacts("王一鸣", NUMBER)
    known = in_one_transaction(desk, lambda c: register_person(c, key, facts, desk.instant()))
    address, case = page(room), standing(room.world, "settling", "TL-2024-000902")
    case.claim.update(person_id=known, claimant_id=known)
    account(case, known)
    case.save()
    assert officer.fill(address, {**CARD, "present": "told"}).status_code == 303
    assert persons_of(room, PHONE) == []
    draft = room.world.one("approval")
    assert (draft["kind"], draft["state"]) == ("phone_change", "drafted")
    assert act(desk, "approver1", str(draft["id"]), "approve", desk.today()).done
    assert persons_of(room, PHONE) == [known]
    assert CHANGED_ON in json.loads(room.world.one("person_private", person_id=known)["body"])


def test_a_card_that_does_not_carry_the_case_on_leaves_no_person_and_no_number(officer: Browser, room: Room) -> None:
    before = (room.world.rows("person"), room.world.rows("person_private"), room.world.rows("person_index"))
    assert officer.fill(page(room), {**CARD, "version": "7"}).status_code == 409
    known = known_by_another_number(room)
    stood = room.world.one("person_private", person_id=known)["body"]
    given = {**CARD, "version": "7", "present": "told", "phone_reason": "旧号停用"}
    assert officer.fill(page(room), given).status_code == 409
    assert room.world.one("person_private", person_id=known)["body"] == stood
    kept = [[row for row in room.world.rows(name) if row.get("person_id", row.get("id")) != known]
            for name in ("person", "person_private", "person_index")]  # fmt: skip
    assert [len(rows) for rows in kept] == [len(rows) for rows in before]


def known_by_another_number(room: Room) -> str:
    """The person of the card is registered with a number that he has no more."""
    desk = room.world.desk
    key = bytes.fromhex((desk.var_dir / "keys" / "id_index.key").read_text(encoding="ascii"))
    facts = PersonFacts("王一鸣", NUMBER, OLD_PHONE)
    return in_one_transaction(desk, lambda c: register_person(c, key, facts, desk.instant()))


def persons_of(room: Room, phone: str) -> list[str]:
    with reading(room.world.desk) as connection:
        return persons_of_phone(connection, phone)


def test_the_number_that_reported_is_not_lost_where_another_one_is_known(officer: Browser, room: Room) -> None:
    known = known_by_another_number(room)
    before = room.world.one("claim")["person_id"]
    asked = officer.fill(page(room), CARD)
    assert (asked.status_code, "139****0000" in said(asked), "138****5678" in said(asked)) == (422, True, True)
    assert room.world.one("claim")["person_id"] == before
    silent = officer.fill(page(room), {**CARD, "present": "told"})
    assert (silent.status_code, "请写明理由" in said(silent)) == (422, True)
    done = officer.fill(page(room), {**CARD, "present": "told", "phone_reason": "旧号停用"})
    assert done.status_code == 303, said(done)
    assert room.world.one("claim")["person_id"] == known
    assert (persons_of(room, PHONE), persons_of(room, OLD_PHONE)) == ([known], [])
    assert [row["trigger"] for row in room.world.rows("event")][-2:] == ["identify", "change_phone"]
    message = room.world.one("message", kind="phone_changed")
    assert room.world.one("message_private", message_id=message["id"])["address"] == OLD_PHONE


def test_where_the_earlier_number_stands_the_other_one_is_still_on_the_case(officer: Browser, room: Room) -> None:
    known = known_by_another_number(room)
    assert officer.fill(page(room), {**CARD, "present": "known"}).status_code == 303
    assert (persons_of(room, PHONE), persons_of(room, OLD_PHONE)) == ([], [known])
    assert "报案时的手机号 138****5678" in said(officer.get(page(room).removesuffix("/identify")))


def test_where_money_hangs_on_the_number_a_second_officer_looks_at_it_too(officer: Browser, room: Room) -> None:
    known, address = known_by_another_number(room), page(room)
    case = standing(room.world, "settling", "TL-2024-000902")
    case.claim.update(person_id=known, claimant_id=known)
    account(case, known)
    case.save()
    assert officer.fill(address, {**CARD, "present": "told", "phone_reason": "旧号停用"}).status_code == 303
    assert (persons_of(room, PHONE), persons_of(room, OLD_PHONE)) == ([], [known])
    draft = room.world.one("approval")
    assert (draft["kind"], draft["state"]) == ("phone_change", "drafted")
    assert act(room.world.desk, "approver1", str(draft["id"]), "approve", room.world.desk.today()).done
    assert (persons_of(room, PHONE), persons_of(room, OLD_PHONE)) == ([known], [])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"person_name": "王一鸣", "id_number": ""}, "身份证"),
        ({"person_name": "王一鸣", "id_number": "500151199001010004"}, "身份证"),
        ({"person_name": "", "id_number": NUMBER}, "姓名"),
    ],
)
def test_a_card_that_cannot_be_changes_nothing(
    given: dict[str, str], sentence: str, officer: Browser, room: Room
) -> None:
    before = room.world.one("claim")
    answer = officer.fill(page(room), given)
    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert room.world.one("claim") == before


def test_a_stale_page_is_told_and_an_application_waits_for_the_card(officer: Browser, room: Room) -> None:
    stale = officer.fill(page(room), {**CARD, "version": "7"})
    assert stale.status_code == 409
    text = said(officer.get(page(room).removesuffix("/identify")))
    assert "身份还没有核实" in text


def test_the_page_is_for_intake_alone(room: Room) -> None:
    room.give_password("reviewer1")
    web = room.browser()
    web.sign_in("reviewer1")
    assert web.get(page(room)).status_code == 403
