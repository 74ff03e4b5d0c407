"""Search and the report at the counter: found and told why, taken once, shown the other way, and closed to other posts."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
from httpx2 import Response
from stdnum.cn import ric

from tests.support.offices import HIDDEN, Office, Visitor, office, said

OPEN = 48
NEW = "/desk/cases/new"
PERSON = {
    "person_name": "合成人员77", "id_number": "500151199001010003", "phone": "13800000000", "platform": "美团",
    "industry": "外卖", "accident_on": "2025-06-30", "accident_place": "中兴路口", "order_state": "delivering",
    "injury": "右手腕骨折", "accident_course": "避让行人摔倒", "channel": "phone", "reported_on": "2025-07-01",
    "enrolled": "no", "labour": "unknown", "do": "take",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("search"), OPEN) as made:
        yield made


def reported(desk: Office, **changed: str) -> Response:
    return desk.person("intake1").fill(NEW, {**PERSON, **changed})


def test_the_number_of_a_case_leads_there_and_its_end_tells_why_it_was_found(desk: Office) -> None:
    no, visitor = desk.replayed.case_of(OPEN)["no"], desk.person("intake1")
    assert visitor.get(f"/desk/search?q={no.lower()}").headers["location"] == f"/desk/cases/{no}"
    page = visitor.get(f"/desk/search?q={no[-6:]}")
    assert f"<mark>{no[-6:]}</mark>" in page.text
    assert "案号后 6 位" in said(page)
    assert "合成人员" not in said(page)


def test_nothing_found_says_what_to_try_and_one_character_is_an_error(desk: Office) -> None:
    visitor = desk.person("intake1")
    assert "没有找到“<无此人>”。可以试试：姓名、案号后 6 位" in visitor.text("/desk/search?q=%3C无此人%3E")
    short = visitor.get("/desk/search?q=王")
    assert (short.status_code, "请至少输入 2 个字" in said(short)) == (422, True)
    assert "案号、文号、姓名" in visitor.text("/desk/search")
    assert desk.person("auditor1").get("/desk/search?q=王一").status_code == 403
    assert "没有找到" in desk.person("investigator1").text("/desk/search?q=" + desk.replayed.case_of(OPEN)["no"])


def test_a_report_is_looked_at_and_taken_once(desk: Office) -> None:
    visitor = desk.person("intake1")
    looked = visitor.fill(NEW, {**PERSON, "do": "look", "platform": "没有的平台"})
    assert (looked.status_code, "走另一条路" in said(looked), "需要您判断" in said(looked)) == (200, True, True)
    assert desk.replayed.rows("claim", platform="没有的平台") == []
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(visitor.get(NEW).text)}
    first = visitor.web.post(NEW, data={**hidden, **PERSON})
    assert first.status_code == 303, said(first)
    no = first.headers["location"].split("/")[3]
    second = visitor.web.post(NEW, data={**hidden, **PERSON})
    assert second.headers["location"] == first.headers["location"]
    assert len([row for row in desk.replayed.rows("claim") if str(row["accident_on"]) == "2025-06-30"]) == 1
    assert "已办理：报案" in visitor.text(first.headers["location"])
    _another_time(visitor, no)


def _another_time(visitor: Visitor, no: str) -> None:
    """The same person a day later is asked whether it is the same injury, and believed."""
    later = {**PERSON, "accident_on": "2025-07-01"}
    again = visitor.fill(NEW, later)
    assert (again.status_code, no in said(again), "不是同一次受伤的" in said(again)) == (422, True, True)
    assert visitor.fill(NEW, {**later, "apart": "1"}).status_code == 303


def test_what_is_not_covered_is_no_error_and_is_taken_all_the_same(desk: Office) -> None:
    visitor = desk.person("intake1")
    number = "50015119910101000"
    other = {
        **PERSON,
        "id_number": number + ric.calc_check_digit(number + "0"),
        "person_name": "合成人员78",
        "enrolled": "yes",
    }
    page = visitor.fill(NEW, other)
    assert (page.status_code, "这种情况走另一条路" in said(page), "可以申请工伤认定" in said(page)) == (200, True, True)
    kept = {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}
    assert kept["person_name"] == "合成人员78"
    taken = visitor.web.post(NEW, data={**kept, "do": "take"})
    assert taken.status_code == 303, said(taken)


def test_bad_answers_are_told_all_at_once_and_kept(desk: Office) -> None:
    wrong = reported(desk, id_number="500151199001010004", accident_on="2025-07-09", phone="12", enrolled="")
    text = said(wrong)
    assert wrong.status_code == 422
    assert "有 4 处要改" in text
    assert "受伤日期不能晚于报案日期" in text
    assert 'value="合成人员77"' in wrong.text


def test_a_report_is_for_the_intake_desk_and_from_its_own_page(desk: Office) -> None:
    assert desk.person("reviewer1").get(NEW).status_code == 403
    assert "登记报案" in desk.person("intake1").text("/desk/cases")
    assert "登记报案" not in desk.person("reviewer1").text("/desk/cases")
    assert desk.person("intake1").web.post(NEW, data=PERSON).status_code == 403
