"""The page of a case: everything in words, masked until asked for, its story with what each act caused, and who has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support.offices import Office, office, said

OPEN, DONE = 48, 3
TABS = (
    "",
    "/evidence",
    "/investigation",
    "/appraisal",
    "/awards",
    "/payments",
    "/letters",
    "/disputes",
    "/timeline",
    "/clocks",
)
RAW = re.compile(
    r"\b(?:phone|counter|app|injury|initial|redo|review|mediation|confirmation|living_support|delivering|express|none|person|"
    r"20\d\d-1\d-\d-\d|[a-z]+_[a-z_]+)\b"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("case"), OPEN, DONE) as made:
        yield made


def base(desk: Office, person: int) -> str:
    return f"/desk/cases/{desk.replayed.case_of(person)['no']}"


@pytest.mark.parametrize("person", [OPEN, DONE])
def test_no_page_of_a_case_shows_a_raw_code(person: int, desk: Office) -> None:
    visitor = desk.person("reviewer1")
    for tab in TABS:
        assert RAW.findall(visitor.text(base(desk, person) + tab)) == [], tab
    for page in ("/desk", "/desk/cases", "/desk/appraisals?whole=1", "/desk/disputes?whole=1"):
        assert RAW.findall(visitor.text(page)) == [], page


def test_the_head_says_who_handles_it_and_the_sums(desk: Office) -> None:
    text = desk.person("reviewer1").text(base(desk, DONE))
    assert re.search(r"核定 ¥[\d,.]+ 已付 ¥[\d,.]+", text)
    assert "经办" in text
    assert "合成人员" not in text


def test_looking_at_a_case_is_in_the_log_once(desk: Office) -> None:
    visitor, no = desk.person("legal1"), desk.replayed.case_of(DONE)["no"]
    visitor.text(base(desk, DONE))
    visitor.text(base(desk, DONE) + "/timeline")
    looks = [row for row in desk.replayed.rows("access_log", claim_no=no) if row["username"] == "legal1"]
    assert [row["what"] for row in looks] == ["case"]


def test_a_masked_value_is_shown_for_a_reason_and_a_minute(desk: Office) -> None:
    visitor, claim = desk.person("intake1"), desk.replayed.case_of(OPEN)
    page = f"{base(desk, OPEN)}/show?person={claim['person_id']}&field=name"
    assert visitor.get(page).headers["location"].startswith("/step-up")
    visitor.step_up()
    empty = visitor.fill(page, {"reason": ""})
    assert (empty.status_code, "至少 4 个字" in said(empty)) == (422, True)
    shown = visitor.fill(page, {"reason": "电话核对收款账户"})
    assert "合成人员" in said(shown)
    assert '<noscript><meta http-equiv="refresh" content="60;' in shown.text
    assert 'data-seconds="60"' in shown.text
    (look,) = [row for row in desk.replayed.rows("access_log", what="unmask") if row["username"] == "intake1"]
    assert (look["field"], look["reason"], "合成人员" in str(look)) == ("name", "电话核对收款账户", False)
    assert visitor.get(page.replace("field=name", "field=secret")).status_code == 404


def test_the_story_tells_letters_periods_and_the_scan(desk: Office) -> None:
    visitor = desk.person("reviewer1")
    text = "".join(visitor.text(f"{base(desk, DONE)}/timeline?page={page}") for page in (1, 2, 3))
    assert "开始计时：" in text
    assert "铜人社职" in text
    assert "系统（期限扫描）" in text
    only = visitor.text(f"{base(desk, DONE)}/timeline?only=clock")
    assert "系统（期限扫描）" in only
    assert "上一页" in visitor.text(f"{base(desk, DONE)}/timeline?page=2")
    last = visitor.text(f"{base(desk, DONE)}/timeline?only=nonsense&page=9999")
    assert "报案" in last
    assert "下一页" not in last


def test_a_case_is_handed_to_an_investigator_who_sees_the_inquiry_only(desk: Office) -> None:
    investigator, giver = desk.person("investigator1"), desk.person("intake1")
    page = f"{base(desk, OPEN)}/assignments"
    assert investigator.get(f"{base(desk, OPEN)}/investigation").status_code == 403
    assert "还没有委托调查。" in giver.text(page)
    days = {"begins_on": "2025-07-01", "ends_on": "2025-07-10", "do": "assign"}
    assert giver.fill(page, {"username": "reviewer1", **days}).status_code == 422
    assert giver.fill(page, {"username": "investigator1", **days, "ends_on": "2025-06-01"}).status_code == 422
    assert giver.fill(page, {"username": "investigator1", **days}).status_code == 303
    assert investigator.get(base(desk, OPEN)).headers["location"].endswith("/investigation")
    inquiry = investigator.text(f"{base(desk, OPEN)}/investigation")
    assert "调查员意见（不是决定）" in inquiry
    assert "时间线" not in inquiry
    assert investigator.get(f"{base(desk, OPEN)}/awards").status_code == 403
    assert investigator.get(page).status_code == 403
    assert giver.fill(page, {"username": "investigator1", "do": "end"}).status_code == 303
