"""The desk: what falls due, the list of cases, a case with its tabs, and the page on which a move is made."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from claims.store.rows import Row
from portal.desk import cases
from portal.desk.acts import OWN_PAGES
from tests.support.offices import Office, office, said
from workflows.case_handler import HANDLES
from workflows.case_lights import LIGHTS
from workflows.moves import choices

OPEN, DONE = 48, 3  # a person whose case is open when the replay ends, and one who has been paid
TABS = ("", "/appraisal", "/awards", "/payments", "/letters", "/disputes", "/timeline", "/clocks")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("desk"), OPEN, DONE) as made:
        yield made


def case(desk: Office, person: int) -> Row:
    return desk.replayed.case_of(person)


def test_the_desk_tells_what_falls_due_and_when(desk: Office) -> None:
    text = desk.person("intake1").text("/desk")
    assert "今日工作台 · 7月1日（周二）" in text
    assert "受理审查" in text
    assert re.search(r"剩 \d+ 个工作日 · 7月\d日（周.）截止", text)
    assert "合成人员" not in text  # masked
    assert "下一个期限是 2025年7月" in desk.person("intake1").text("/desk?only=overdue")
    assert "今天没有到期的事项。 看全部案件" in desk.person("cashier2").text("/desk")


def test_the_list_is_filtered_by_its_address_and_says_so(desk: Office) -> None:
    visitor = desk.person("reviewer1")
    assert "共 2 条" in visitor.text("/desk/cases")
    assert "共 1 条" in visitor.text("/desk/cases?state=applied")
    assert "状态：已申请（待受理审查）" in visitor.text("/desk/cases?state=applied")
    assert "这个条件下没有案件。" in visitor.text("/desk/cases?platform=%E6%97%A0&from=2020-02-31&page=-7")
    numbers = [visitor.text(f"/desk/cases?sort={sort}").index(case(desk, OPEN)["no"]) for sort in ("no", "-no")]
    assert numbers[0] != numbers[1]


def test_the_list_is_filtered_by_light_person_trade_and_acceptance_and_says_what_it_could_not_read(
    desk: Office,
) -> None:
    visitor, page = desk.person("reviewer1"), "/desk/cases"
    lamps = {light: visitor.text(f"{page}?light={light}") for light in LIGHTS}
    shown = {light for light, text in lamps.items() if case(desk, OPEN)["no"] in text}
    lamp = next(iter(re.findall(r'class="wt-light wt-light-(\w+)', visitor.get(page).text)))
    assert shown == {lamp}, "under its own light and no other"
    assert f"期限灯：{LIGHTS[lamp]}" in lamps[lamp]
    by = [row for row in desk.replayed.events_of(DONE) if row["role"] in HANDLES][-1]["actor"]
    for name, value, other in (
        ("handler", by, "legal1"),
        ("industry", case(desk, OPEN)["industry"], "express"),
        ("accepted_from", str(case(desk, DONE)["accepted_on"]), "2030-01-01"),
    ):
        assert "共 0 条" not in visitor.text(f"{page}?{name}={quote(value)}"), name
        assert "这个条件下没有案件。" in visitor.text(f"{page}?{name}={quote(other)}"), name
    assert case(desk, OPEN)["no"] not in visitor.text(f"{page}?accepted_from=2020-01-01"), "not accepted yet"
    told = visitor.text(f"{page}?light=pink&handler=nobody&accepted_to=2024-02-30")
    assert "没有按 期限灯“pink”、经办人“nobody”、受理日期至“2024-02-30” 筛选：读不懂。" in told
    assert "共 2 条" in told


def test_the_list_is_written_out_as_it_is_shown_and_no_further(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = desk.person("reviewer1")
    assert 'href="/desk/cases.csv?state=applied"' in visitor.get("/desk/cases?state=applied").text
    answer = visitor.get("/desk/cases.csv?state=applied")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == ["案号", case(desk, OPEN)["no"]]
    assert (rows[1][1][:2], "合成人员" in answer.text) == ("合*", False)
    assert answer.headers["content-disposition"].startswith("attachment")
    logged = desk.replayed.rows("access_log", username="reviewer1", what="export", field="cases")
    assert len(logged) == 1
    platform = case(desk, OPEN)["platform"]
    with desk.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE claim SET platform = '=1+1' WHERE no = ?", (case(desk, OPEN)["no"],))
    try:
        assert "'=1+1" in visitor.get("/desk/cases.csv?state=applied").text
    finally:
        with desk.desk.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE claim SET platform = ? WHERE no = ?", (platform, case(desk, OPEN)["no"]))
    monkeypatch.setattr(cases, "EXPORTED_MOST", 1)
    refused = visitor.get("/desk/cases.csv")
    assert (refused.status_code, "一次最多导出 1 件" in said(refused)) == (422, True)
    assert [desk.person(name).get("/desk/cases.csv").status_code for name in ("auditor1", "admin1")] == [403, 403]


def test_what_nobody_must_do_burns_no_light(desk: Office) -> None:
    """The file of a closed case is kept for fifty years, and nobody went to court: neither is a day to work to."""
    visitor = desk.person("reviewer1")
    assert "没有在走的期限" in visitor.text(f"/desk/cases/{case(desk, DONE)['no']}")
    assert "超期" not in visitor.text(f"/desk/cases/{case(desk, DONE)['no']}/clocks")
    assert "这个条件下没有案件。" in visitor.text("/desk/cases?mark=overdue")
    assert "2072年" not in visitor.text("/desk/cases")


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_case_is_a_page(tab: str, desk: Office) -> None:
    for person in (OPEN, DONE):
        no = case(desk, person)["no"]
        assert no in desk.person("reviewer1").text(f"/desk/cases/{no}{tab}")


def test_the_buttons_are_the_moves_of_the_tables_and_no_others(desk: Office) -> None:
    no = case(desk, OPEN)["no"]
    for username in ("intake1", "reviewer1", "legal1", "cashier1"):
        page = desk.person(username).get(f"/desk/cases/{no}").text
        shown = set(re.findall(r'[?]on=([^&"]+)&amp;do=([a-z_]+)', page))
        bar = page[page.index('id="live-bar"') :]
        shown |= {(no, trigger) for trigger, own in OWN_PAGES.items() if f'href="/desk/cases/{no}/{own}"' in bar}
        found = [one for one in choices(desk.desk, username, no) if one.machine == "claim" and not one.possible_in]
        listed, ready = ({(quote(one.target, safe=""), one.move.trigger) for one in some} for some in (
            found, [one for one in found if one.allowed],
        ))  # fmt: skip
        assert ready <= shown <= listed, username


def test_a_move_is_made_once_and_its_receipt_stays(desk: Office) -> None:
    no = case(desk, OPEN)["no"]
    visitor, page = desk.person("intake1"), f"/desk/cases/{case(desk, OPEN)['no']}/act?on={no}&do=ask_supplement"
    assert "《补正材料告知书》，办理时取号" in visitor.text(page)
    empty = visitor.fill(page, {})
    assert (empty.status_code, "请填写需补正的材料" in said(empty)) == (422, True)
    assert "<title>错误：" in empty.text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', visitor.get(page).text))
    sent = {**hidden, "missing": ["diagnosis", "id_card"]}
    first = visitor.web.post(page, data=sent)
    assert first.status_code == 303, said(first)
    again = visitor.web.post(page, data=sent)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    late = visitor.web.post(page, data={**sent, "key": "another"})
    assert late.status_code == 409, said(late)
    assert sum(event["trigger"] == "ask_supplement" for event in desk.replayed.events_of(OPEN)) == 1
    receipt = visitor.text(first.headers["location"])
    assert "已办理：" in receipt
    assert "送达补正告知书：" in receipt
    assert "受理审查：" not in receipt  # it was stopped, whenever it began
    other = case(desk, DONE)["no"]
    assert visitor.get(first.headers["location"].replace(no, other, 1)).status_code == 404


def test_who_comes_second_keeps_what_was_typed(desk: Office) -> None:
    no = case(desk, DONE)["no"]
    visitor = desk.person("legal1")
    choice = next(one for one in choices(desk.desk, "legal1", no) if one.allowed and not one.move.approval)
    page = f"/desk/cases/{no}/act?on={quote(choice.target)}&do={choice.move.trigger}"
    filled = {field.name: "第二个人填的" for field in choice.needs}
    answer = visitor.fill(page, {**filled, "version": "0"})
    assert answer.status_code in (409, 422), said(answer)
    assert "第二个人填的" in answer.text or not choice.needs


def test_a_case_is_closed_to_those_who_may_not_see_it(desk: Office) -> None:
    no = case(desk, OPEN)["no"]
    assert desk.person("admin1").get(f"/desk/cases/{no}").status_code == 403
    assert desk.person("auditor1").get("/desk").status_code == 403
    investigator = desk.person("investigator1")
    assert investigator.get(f"/desk/cases/{no}").status_code == 403
    nonsense = desk.person("intake1").get("/desk/cases/TL-1999-000001")
    assert nonsense.status_code == 404
    for path in ("/desk", f"/desk/cases/{no}", f"/desk/cases/{no}/act?on={no}&do=accept"):
        stranger = desk.person("intake1").web
        stranger.cookies.clear()
        assert stranger.get(path).headers["location"].startswith("/login?next=")
