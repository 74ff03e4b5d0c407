"""近亲属: an officer registers one of the family on a page; then he is chosen from lists, and signs in by his own telephone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.formulas.items import KINDS, ItemCode
from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import item, standing
from tests.support.handed_in import photograph
from tests.support.offices import said
from tests.support.riders import PHONE, reporting_room, sign_in
from tests.support.staff_room import Browser, Room
from tests.support.world import KIN, STRANGER, TODAY
from workflows.acting import act
from workflows.evidence import take_in_pieces
from workflows.identity import read_index_key
from workflows.people import PersonFacts, register_person
from workflows.transaction import in_one_transaction

PAGE, CASE = f"/desk/cases/{NUMBER}/relatives", f"/desk/cases/{NUMBER}"
CARD = "500151199001010003"
CHILD = {"person_name": "王小鸣", "id_number": CARD, "phone": "13911112222", "address": "巴川街道2号",
         "kinship": "child", "shown": "户口簿1号"}  # fmt: skip
NEW_PERSON = "P000010"
ADDED = f"/desk/cases/{NUMBER}/act?on={NUMBER}/service&do=add_recipient"
STRIKE = f"/desk/cases/{NUMBER}/act?on={NUMBER}&do=strike_relative"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        for name in ("reviewer1", "cashier1"):
            made.give_password(name)
        case = standing(made.world, "settling")
        case.claim.update(application_kind="death", claimant_id=KIN, claimant_relation="kin")
        case.save()
        yield made


def officer(room: Room, username: str = "intake1") -> Browser:
    web = room.browser()
    web.sign_in(username)
    return web


def body(room: Room, person_id: str = NEW_PERSON) -> dict[str, str]:
    found: dict[str, str] = json.loads(room.world.one("person_private", person_id=person_id)["body"])
    return found


def test_a_child_is_registered_and_signs_in_by_his_own_telephone(room: Room) -> None:
    web = officer(room)
    assert PAGE in web.get(CASE).text
    assert "还没有登记近亲属。" in said(web.get(PAGE))
    answer = web.fill(PAGE, CHILD)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?came=1"), said(answer)
    assert body(room) == {"name": "王小鸣", "id_number": CARD, "phone": "13911112222", "address": "巴川街道2号"}
    text = said(web.get(answer.headers["location"]))
    for shown in (
        "已登记为近亲属。",
        "子女 王*鸣（P000010）",
        "5001**********0003",
        "139****2222",
        "户口簿1号",
        "能登录",
    ):
        assert shown in text
    for hidden in ("王小鸣", CARD, "13911112222"):
        assert hidden not in text
    assert CARD not in json.dumps([row["data"] for row in room.world.rows("event")])
    child = room.browser()
    assert sign_in(child, phone="13911112222", tail="0003").status_code == 303
    assert "您要做的 去交材料" in said(child.get(f"/r/cases/{NUMBER}"))


def test_who_pressed_twice_has_registered_him_once(room: Room) -> None:
    web = officer(room)
    page = web.get(PAGE)
    assert page.status_code == 200
    form = {**CHILD, "key": "once", "version": str(room.world.one("claim", no=NUMBER)["version"])}
    assert [web.fill(PAGE, form).status_code for _ in range(2)] == [303, 303]
    again = web.fill(PAGE, CHILD)
    assert (again.status_code, "已经登记为本案的近亲属" in said(again)) == (422, True)
    assert len(room.world.rows("relative")) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"person_name": ""}, "请填写姓名"),
        ({"kinship": ""}, "请填写与受伤人员的关系"),
        ({"kinship": "friend"}, "与受伤人员的关系"),
        ({"id_number": "500151199001010004"}, "校验码不对"),
        ({"id_number": "5001"}, "应为18位"),
        ({"phone": "02345646728"}, "手机号应是 11 位数字"),
        ({"shown": ""}, "没有写明凭什么证明是近亲属"),
        ({"version": "1"}, "请"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_registered(room: Room, given: dict[str, str], sentence: str) -> None:
    answer = officer(room).fill(PAGE, {**CHILD, **given})
    assert answer.status_code == (409 if "version" in given else 422)
    text = said(answer)
    assert sentence in text
    assert "户口簿1号" in answer.text or not given.get("shown", "x")
    assert room.world.rows("relative") == []


def known_before(room: Room, phone: str = "") -> str:
    """The person of the card has been registered before, of another case."""
    desk = room.desk
    key, facts = read_index_key(desk.var_dir), PersonFacts("王小鸣", CARD, phone)
    return in_one_transaction(desk, lambda connection: register_person(connection, key, facts, desk.instant()))


def test_the_injured_person_is_not_his_own_kin_and_keeps_his_contact(room: Room) -> None:
    room.world.execute("UPDATE claim SET person_id = ?", known_before(room))
    answer = officer(room).fill(PAGE, CHILD)
    assert (answer.status_code, "是受伤人员本人的" in said(answer)) == (422, True)
    assert body(room) == {"name": "王小鸣", "id_number": CARD}


def test_of_two_numbers_the_present_one_is_asked_for_and_changed_by_intake_alone(room: Room) -> None:
    known_before(room, PHONE)
    asked = officer(room).fill(PAGE, CHILD)
    assert (asked.status_code, "138****5678" in said(asked), "139****2222" in said(asked)) == (422, True, True)
    assert "换号由受理岗办" in said(officer(room, "reviewer1").fill(PAGE, CHILD))
    web = officer(room)
    silent = web.fill(PAGE, {**CHILD, "present": "told"})
    assert (silent.status_code, "请写明理由" in said(silent)) == (422, True)
    done = web.fill(PAGE, {**CHILD, "present": "told", "phone_reason": "旧号停用"})
    assert done.status_code == 303, said(done)
    assert (body(room)["phone"], body(room)["address"]) == ("13911112222", "巴川街道2号")
    events = sorted(room.world.rows("event"), key=lambda row: int(row["seq"]))
    assert [row["trigger"] for row in events][-2:] == ["register_relative", "change_phone"]


def test_a_first_number_of_who_is_known_goes_through_the_same_change(room: Room) -> None:
    known = known_before(room)
    assert officer(room).fill(PAGE, CHILD).status_code == 303
    assert body(room, known)["phone"] == "13911112222"
    events = sorted(room.world.rows("event"), key=lambda row: int(row["seq"]))
    assert [row["trigger"] for row in events][-2:] == ["register_relative", "change_phone"]
    assert "phone_changed_on" in body(room, known)


def test_where_the_earlier_number_stands_it_stays(room: Room) -> None:
    known_before(room, PHONE)
    assert officer(room, "reviewer1").fill(PAGE, {**CHILD, "present": "known"}).status_code == 303
    assert body(room)["phone"] == PHONE


def test_a_paper_of_the_case_proves_it_too(room: Room) -> None:
    taken = take_in_pieces(room.desk, "intake1", NUMBER, "kin_proof", "户口簿.jpg", [photograph()])
    web = officer(room)
    assert "亲属关系和供养关系证明" in said(web.get(PAGE))
    assert web.fill(PAGE, {**CHILD, "shown": "", "paper": str(taken.file_id)}).status_code == 303
    assert f"/files/{taken.file_id}/view" in web.get(PAGE).text


def test_who_registers_nobody_reads_the_list(room: Room) -> None:
    web = officer(room, "cashier1")
    assert "登记一位近亲属" not in said(web.get(PAGE))
    assert web.web.post(PAGE, data=CHILD).status_code == 403


def test_he_is_chosen_from_lists_and_typed_nowhere(room: Room) -> None:
    web = officer(room)
    assert web.fill(PAGE, CHILD).status_code == 303
    chosen = f'<option value="{NEW_PERSON}">王*鸣（子女，{NEW_PERSON}）</option>'
    assert "近亲属从已登记的人里选" in said(web.get(ADDED))
    kin, other = web.get(f"{ADDED}&whom=kin").text, web.get(f"{ADDED}&whom=third_party").text
    assert (chosen in kin, 'name="organisation"' in kin) == (True, False)
    assert (chosen in other, 'name="recipient" type="text"' in other, 'name="organisation"' in other) == (
        False,
        True,
        True,
    )
    assert chosen in web.get(f"{CASE}/awards/new?code=death_lump_sum").text
    reviewer = officer(room, "reviewer1")
    assert chosen in reviewer.get(f"{CASE}/act?on={NUMBER}&do=substitute").text
    letter = next(row for row in room.world.rows("letter") if row["kind"] == "confirmation")
    service = {
        "letter": letter["id"],
        "recipient": NEW_PERSON,
        "variant": "party",
        "interest": "子女",
        "proof": "户口簿",
    }
    made = web.fill(f"{ADDED}&whom=kin", service, to=f"{ADDED}&whom=kin")
    assert made.status_code == 303, said(made)
    assert room.world.one("service", recipient=NEW_PERSON)["recipient_kind"] == "kin"
    assert "职业伤害确认结论书" in said(web.get(PAGE))


def test_where_nobody_is_registered_nobody_can_be_typed_in(room: Room) -> None:
    reviewer = officer(room, "reviewer1")
    page = reviewer.get(f"{CASE}/act?on={NUMBER}&do=substitute")
    assert ('name="claimant_id" type="text"' in page.text, PAGE in page.text) == (False, True)


def test_who_was_registered_by_mistake_is_struck_off(room: Room) -> None:
    web = officer(room)
    assert web.fill(PAGE, CHILD).status_code == 303
    assert STRIKE.replace("&", "&amp;") in web.get(PAGE).text
    assert web.fill(STRIKE, {"relative": NEW_PERSON, "reason": "同名的另一个人"}, to=STRIKE).status_code == 303
    assert "还没有登记近亲属。" in said(web.get(PAGE))


def test_what_he_has_of_the_case_stands_beside_him_and_keeps_him_there(room: Room) -> None:
    case = standing(room.world, "settling", "TL-2024-000902")
    case.claim.update(application_kind="death")
    item(case, "effective", code="death_lump_sum", beneficiary=STRANGER)
    case.save()
    given = {"relative": STRANGER, "kinship": "sibling", "shown": "户口簿"}
    assert act(room.desk, "intake1", case.no, "register_relative", TODAY, given).done
    web = officer(room)
    text = said(web.get(f"/desk/cases/{case.no}/relatives"))
    for shown in (
        "兄弟姐妹 合****3（P000003）",
        KINDS[ItemCode.DEATH_LUMP_SUM].label,
        "¥1,200.00",
        "手机号 没有登记",
        "不能登录，用纸质办理",
    ):
        assert shown in text
    strike = STRIKE.replace(NUMBER, case.no)
    refused = web.fill(strike, {"relative": STRANGER, "reason": "认错"}, to=strike)
    assert (refused.status_code, "有待遇或者收款账户" in said(refused)) == (422, True)
