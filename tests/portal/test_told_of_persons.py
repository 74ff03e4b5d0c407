"""What a platform or a caller tells of a person is not what an officer has seen: it opens, decides and bars nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.cards import card_seen
from tests.support.offices import Office, Visitor, office, said
from tests.support.platforms import REPORT, program, serving
from tests.support.riders import PHONE, SCREENS, SENT, codes_of
from tests.support.staff_room import HIDDEN
from tests.support.web_client import WebClient
from workflows.acting import act
from workflows.phone_codes import persons_of_phone
from workflows.present_phone import Present
from workflows.transaction import reading

CLERK, STRANGE = "13677770000", "13677770001"
NAME, NUMBER = REPORT["person_name"], REPORT["id_number"]
APPLY = {"kind": "injury", "consent": True, "form": True}
ACCEPT = {"criterion": "2021-10-1-1", "diagnosis": "右腕舟骨骨折"}
HIS = Present(is_told=True)


@dataclass(frozen=True)
class Door:
    """The office, and the program of 美团."""

    room: Office
    meituan: Any

    def browser(self) -> WebClient:
        return WebClient(self.room.app, base_url="https://testserver", follow_redirects=False)

    def person_of(self, no: str) -> dict[str, Any]:
        """What is kept of the injured person of a case."""
        (claim,) = self.room.replayed.rows("claim", no=no)
        (row,) = self.room.replayed.rows("person_private", person_id=claim["person_id"])
        return {"id": claim["person_id"], **json.loads(row["body"])}


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with office(tmp_path, 3, 20) as room, serving(room.desk) as base:
        yield Door(room, program(room.desk, base, "meituan"))


def ask_for_code(door: Door, web: WebClient, phone: str) -> tuple[Any, str]:
    """The page that asks for the code, and the code that came, else a wrong one.

    The clock stands: of two codes of one instant none is the last, so it is the one that was not there before.
    """
    before = set(codes_of(door.room))
    asked = web.post("/r/login", data={**dict(HIDDEN.findall(web.get("/r/login").text)), "phone": phone})
    came = set(codes_of(door.room)) - before
    return asked, came.pop() if came else "000000"


def sign_in(door: Door, phone: str) -> tuple[str, str, int]:
    """Ask for a code and type the one that came, else a wrong one: both pages without the number, and the status."""
    web = door.browser()
    asked, code = ask_for_code(door, web, phone)
    given = {**dict(HIDDEN.findall(asked.text)), "code": code, "tail": NUMBER[-4:]}
    answer = web.post("/r/login/code", data=given)
    plain = [said(page).replace(phone[-4:], "****") for page in (asked, answer)]
    return plain[0], plain[1], answer.status_code


def test_the_number_that_a_platform_tells_opens_nothing_and_gets_no_message(door: Door) -> None:
    no = door.meituan.report({**REPORT, "phone": CLERK}, "report-0001")["claim_no"]
    door.meituan.apply(no, APPLY, "apply-0001")
    assert sign_in(door, CLERK) == sign_in(door, STRANGE)
    assert sign_in(door, CLERK)[2] == 422
    with reading(door.room.desk) as connection:
        assert persons_of_phone(connection, CLERK) == []
    sent = [door.room.replayed.rows("message_private", message_id=row["id"])[0]["address"]
            for row in door.room.replayed.rows("message", claim_no=no)]  # fmt: skip
    assert CLERK not in sent
    assert door.room.replayed.rows("account", person_id=door.person_of(no)["id"]) == []


def test_it_becomes_his_when_the_officer_says_so_with_the_card_in_hand(door: Door) -> None:
    no = door.meituan.report(REPORT, "report-0001")["claim_no"]
    officer, page = door.room.person("intake1"), f"/desk/cases/{no}/identify"
    text = officer.text(page)
    assert "平台企业报的" in text
    assert (NUMBER in text, REPORT["phone"] in text) == (False, False)
    card = {"person_name": NAME, "id_number": NUMBER}
    asked = officer.fill(page, card)
    assert (asked.status_code, "是不是本人在用的手机号" in said(asked)) == (422, True)
    assert officer.fill(page, {**card, "present": "told"}).status_code == 303
    events = [row["trigger"] for row in door.room.replayed.rows("event", claim_no=no)]
    assert events == ["report", "identify", "change_phone"]
    with reading(door.room.desk) as connection:
        assert persons_of_phone(connection, REPORT["phone"]) == [door.person_of(no)["id"]]
    assert sign_in(door, REPORT["phone"])[2] == 303


def test_of_a_number_that_is_not_his_nothing_is_registered(door: Door) -> None:
    no = door.meituan.report({**REPORT, "phone": CLERK}, "report-0001")["claim_no"]
    assert card_seen(door.room.desk, no, NAME, NUMBER).done
    assert "phone" not in door.person_of(no)
    with reading(door.room.desk) as connection:
        assert persons_of_phone(connection, CLERK) == []


def test_a_name_told_wrong_bars_nobody_with_a_card(door: Door) -> None:
    told = door.meituan.report({**REPORT, "person_name": "张冠戴"}, "report-0001")["claim_no"]
    me = Visitor(door.browser())
    for place, screen in enumerate(SCREENS, start=1):
        assert me.fill(f"/r/report/{place}", screen).status_code == 303
    assert me.fill("/r/report/4", SENT).status_code == 303
    mine = door.room.replayed.rows("claim")[-1]["no"]
    assert card_seen(door.room.desk, mine, "王一鸣", NUMBER).done
    assert card_seen(door.room.desk, told, "王一鸣", NUMBER).done
    assert door.person_of(told) == door.person_of(mine)
    assert door.person_of(mine)["name"] == "王一鸣"
    officer = door.room.person("intake1")
    again = door.meituan.report({**REPORT, "person_name": "李戴", "order_no": "M2"}, "report-0002")["claim_no"]
    refused = officer.fill(f"/desk/cases/{again}/identify", {"person_name": "李戴", "id_number": NUMBER})
    assert (refused.status_code, "登记的姓名与这次填写的不同" in said(refused)) == (422, True)


def test_the_door_answers_alike_whether_a_number_is_known(door: Door) -> None:
    bodies = [json.loads(row["body"]) for row in door.room.replayed.rows("person_private")]
    known = next(body for body in bodies if "id_number" in body)
    numbers = {
        "unknown": ("随便写", "50015119900101002X"),
        "other name": ("随便写", known["id_number"]),
        "right name": (known["name"], known["id_number"]),
    }
    answers = []
    for place, (name, number) in enumerate(numbers.values()):
        told = {**REPORT, "id_number": number, "person_name": name, "order_no": f"MT2025063000{place}"}
        made = door.meituan.report(told, f"report-000{place}")
        no = made["claim_no"]
        taken = door.meituan.apply(no, APPLY, f"apply-000{place}")
        again = door.meituan.case(no)
        text = json.dumps([made, taken, again], ensure_ascii=False, sort_keys=True)
        answers.append(text.replace(no, "NO").replace(told["order_no"], "ORDER"))
    assert answers[0] == answers[1] == answers[2]
    assert '"applied"' in answers[0]


def test_what_waits_for_the_card_waits_at_the_acceptance(door: Door) -> None:
    desk, no = door.room.desk, door.meituan.report(REPORT, "report-0001")["claim_no"]
    door.meituan.apply(no, APPLY, "apply-0001")
    clocks = {row["code"]: row["state"] for row in door.room.replayed.rows("clock", claim_no=no)}
    assert (clocks["T5"], clocks["T8"]) == ("running", "running")
    waiting = act(desk, "intake1", no, "accept", desk.today(), ACCEPT)
    assert [one.code for one in waiting.refusals] == ["persons_identified"]
    assert "还没有看过受伤人员的身份证" in door.room.person("intake1").text(f"/desk/cases/{no}")
    asked = act(desk, "intake1", no, "ask_supplement", desk.today(), {"missing": ["id_card"]})
    assert asked.done
    assert card_seen(desk, no, "王一鸣", NUMBER, HIS).done
    (letter,) = door.room.replayed.rows("letter", claim_no=no, kind="supplement")
    served = door.room.replayed.rows("service", letter_id=letter["id"], recipient_kind="person")
    assert {row["recipient"]: row["state"] for row in served if row["state"] != "replaced"} == {
        door.person_of(no)["id"]: "pending"
    }
    assert act(desk, "meituan", no, "supplement", desk.today(), {"papers": ["id_card"]}).done
    assert act(desk, "intake1", no, "accept", desk.today(), ACCEPT).done


def test_two_reports_of_one_told_number_become_one_case(door: Door) -> None:
    desk, first = door.room.desk, door.meituan.report(REPORT, "report-0001")["claim_no"]
    later = door.meituan.report({**REPORT, "order_no": "MT2"}, "report-0002")["claim_no"]
    assert first != later
    assert card_seen(desk, first, NAME, NUMBER).done
    assert act(desk, "intake1", later, "merge", desk.today(), {"into": first}).done


def test_officers_find_him_by_what_was_told_and_see_it_is_only_told(door: Door) -> None:
    no = door.meituan.report(REPORT, "report-0001")["claim_no"]
    officer = door.room.person("intake1")
    for asked in (NUMBER, REPORT["phone"], NUMBER[-4:]):
        assert no in officer.text(f"/desk/search?q={asked}")
    text = officer.text(f"/desk/cases/{no}")
    assert "证件号码（报的，没看过原件）" in text
    assert "手机号（平台报的，只用来打电话）" in text


def test_an_account_is_asked_for_by_nobody_whose_card_was_not_seen(door: Door) -> None:
    me = Visitor(door.browser())
    for place, screen in enumerate(SCREENS, start=1):
        assert me.fill(f"/r/report/{place}", screen).status_code == 303
    assert me.fill("/r/report/4", SENT).status_code == 303
    no = door.room.replayed.rows("claim")[-1]["no"]
    assert act(door.room.desk, "intake1", no, "apply", door.room.desk.today(), {**APPLY, "applicant": "platform"}).done
    web = door.browser()
    asked, code = ask_for_code(door, web, PHONE)
    given = {**dict(HIDDEN.findall(asked.text)), "code": code}
    assert web.post("/r/login/code", data=given).status_code == 303
    page = said(web.get(f"/r/me/bank?no={no}"))
    assert "开户银行" not in page
    assert "身份还没有核实" in page
