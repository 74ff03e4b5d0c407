"""The calendar and the parameters: seen by officers, proposed by one person, applied by another, and the mark goes everywhere."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

import pytest
from httpx2 import Response

from claims.rules.book import FOLDER
from portal.desk.rules import TOPICS
from tests.support.handed_in import pdf
from tests.support.offices import HIDDEN, Office, Visitor, office, said

PERSON = 20
PARAMS, CHANGES, CALENDAR = "/desk/rules/params", "/desk/rules/changes", "/desk/rules/calendar"
NORM = "limits.service_norm.acceptance_check"
WAGE = "wages.private_average"
NOTICE = {
    "source": "合成的2027年放假安排（测试用）",
    "off": "2027-01-01，2027-02-05、2027-02-08 2027-02-09\n2027-02-10,2027-02-11",
    "worked": "2027-01-31\n2027-02-20",
}


def test_every_topic_of_the_law_has_its_name() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/*.toml")} == set(TOPICS)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("rules"), PERSON) as made:
        yield made


def send(visitor: Visitor, page: str, fields: Mapping[str, str], content: bytes = b"", to: str = "") -> Response:
    """The form of a page with its file, as a browser sends it."""
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(visitor.get(page).text)}
    paper = {"file": ("通知.pdf", content, "application/pdf")}
    return visitor.web.post(to or page.partition("?")[0], data={**hidden, **fields}, files=paper)


def applied(desk: Office, answer: Response, by: str = "approver3") -> Response:
    """Let a second person apply what was just proposed."""
    assert answer.status_code == 303, said(answer)
    page = answer.headers["location"].partition("?")[0]
    second = desk.person(by)
    second.step_up()
    return second.fill(page, {"act": "apply"})


def test_every_officer_reads_and_only_a_head_proposes(desk: Office) -> None:
    for username, may in (("intake1", False), ("cashier1", False), ("approver3", False), ("chief1", True)):
        visitor = desk.person(username)
        assert "待核参数" in visitor.text(PARAMS)
        assert ("公布新值…" in visitor.text(f"{PARAMS}/{WAGE}")) is may
        assert ("导入这一年的安排…" in visitor.text(f"{CALENDAR}/2027")) is may
        assert visitor.get("/desk/rules").headers["location"] == PARAMS
    for username in ("auditor1", "admin1", "investigator1", "meituan"):
        assert desk.person(username).get(PARAMS).status_code == 403
    clerk = desk.person("intake1")
    tried = send(clerk, PARAMS, {"act": "confirm", "version": f"{NORM}@chongqing:2022-07-01", "source": "x",
                                 "csrf": csrf(clerk)}, pdf(), f"{PARAMS}/{NORM}")  # fmt: skip
    assert (tried.status_code, "没有改参数" in said(tried)) == (422, True)
    assert clerk.web.post(f"{CALENDAR}/2027", data={"off": "2027-01-01"}).status_code == 403
    assert clerk.get(f"{PARAMS}/limits.none").status_code == 404
    assert [clerk.get(f"{CHANGES}/{number}").status_code for number in ("99", "x", "9" * 5000)] == [404] * 3
    assert desk.replayed.rows("rule_change") == []


def test_how_a_value_was_read_is_told_to_those_who_have_to_mend_it(desk: Office) -> None:
    told = desk.person("chief1").text(f"{PARAMS}/messages.quiet_from")
    assert "出处待核 怎样得知：短信服务商通行的时段（凭记忆）" in told
    assert "出处待核 短信服务商通行的时段（凭记忆）" in desk.person("intake1").text(f"{PARAMS}?topic=messages")
    assert "出处待核 短信服务商通行的时段（凭记忆）" in desk.person("auditor1").text("/audit/rules?words=messages")


def csrf(visitor: Visitor) -> str:
    """What a form of this session carries."""
    return str(dict(HIDDEN.findall(visitor.get("/desk").text))["csrf"])


def test_a_filter_stands_in_the_address(desk: Office) -> None:
    text = desk.person("intake1").text(f"{PARAMS}?topic=wages&only=1&words=私营")
    assert "城镇私营单位就业人员年平均工资" in text
    assert "受理审查" not in text
    assert "这个条件下没有参数。" in desk.person("intake1").text(f"{PARAMS}?words=查无此项")


def test_a_confirmed_value_loses_its_mark_on_every_page(desk: Office) -> None:
    head = desk.person("chief1")
    decided = ("award_item", "letter", "letter_private", "clock", "transfer")
    before = {name: desk.replayed.rows(name) for name in decided}
    page = f"{PARAMS}/{NORM}?act=confirm&version={NORM}@chongqing:2022-07-01"
    filled = {"source": "铜人社发〔2025〕99号（合成）"}
    empty = send(head, page, {"source": " "})
    assert (empty.status_code, "请选择文件" in said(empty), "<title>错误：" in empty.text) == (422, True, True)
    wrong = send(head, page, filled, b"<html>")
    assert (wrong.status_code, "铜人社发〔2025〕99号（合成）" in wrong.text) == (422, True)
    answer = send(head, page, filled, pdf())
    proposal = answer.headers["location"].partition("?")[0]
    assert "待应用" in head.text(proposal)
    assert "不能由您应用" in head.text(proposal)
    assert "应用这项改动" not in head.text(proposal)
    head.step_up()
    assert head.fill(proposal, {"act": "apply"}).status_code == 409
    assert "待核" in head.text(f"{PARAMS}/{NORM}").partition("历史")[0]
    done = applied(desk, answer)
    assert done.status_code == 303, said(done)
    assert applied(desk, answer).status_code == 303
    assert "待核" not in head.text(f"{PARAMS}/{NORM}").partition("在办案件")[0].replace("只去掉“待核”", "")
    assert "由局确认：铜人社发〔2025〕99号（合成）" in head.text(f"{PARAMS}/{NORM}")
    paper = head.get(f"{proposal}/document")
    assert (paper.content, paper.headers["content-disposition"].startswith("attachment")) == (pdf(), True)
    assert {name: desk.replayed.rows(name) for name in decided} == before


def test_a_new_value_says_from_when_and_which_cases(desk: Office) -> None:
    head = desk.person("chief1")
    page = f"{PARAMS}/{NORM}?act=value"
    paper = {"source": "铜人社发〔2025〕100号（合成）"}
    past = send(head, page, {**paper, "value": "2", "from": "2025-06-01"}, pdf())
    assert (past.status_code, "不晚于今天" in said(past), 'value="2"' in past.text) == (422, True, True)
    unread = send(head, page, {**paper, "value": "2", "from": "明天"}, pdf())
    assert (unread.status_code, "日期读不懂" in said(unread)) == (422, True)
    answer = send(head, page, {**paper, "value": "2", "from": "2025-09-01"}, pdf())
    proposal = answer.headers["location"].partition("?")[0]
    shown = desk.person("intake1").text(proposal)
    for text in ("原值 3个工作日", "改为 2个工作日", "2025-09-01 至 今", "影响的在办案件"):
        assert text in shown
    assert send(head, page, {**paper, "value": "1", "from": "2025-10-01"}, pdf()).status_code == 422
    head.step_up()
    assert head.fill(proposal, {"act": "withdraw"}).status_code == 303
    assert "已撤下" in head.text(CHANGES)


def test_the_years_are_shown_and_a_notice_lists_what_it_moves(desk: Office) -> None:
    head = desk.person("chief1")
    shown = head.text(f"{CALENDAR}/2025")
    assert "国务院办公厅" in shown
    assert ("28休" in shown.replace(" ", ""), "班" in shown) == (True, True)
    assert "2027年：尚未公布，涉及" in head.text(f"{CALENDAR}/2027")
    assert [head.get(f"{CALENDAR}/{year}").status_code for year in (2021, 2031, 0, 99999, "x")] == [404] * 5
    page = f"{CALENDAR}/2027?act=import"
    for field, text, why in (
        ("off", "2027-01-02", "本来就不上班"),
        ("off", "元旦", "不是日期"),
        ("off", "2026-01-01", "只写 2027 年"),
        ("worked", "2027-01-04", "不是调休上班"),
        ("source", " ", "请填写通知"),
        ("off", " ", "请至少写一个"),
    ):
        wrong = head.fill(page, {**NOTICE, field: text}, f"{CALENDAR}/2027")
        assert (wrong.status_code, why in said(wrong)) == (422, True), said(wrong)
    answer = head.fill(page, NOTICE, f"{CALENDAR}/2027")
    proposal = answer.headers["location"].partition("?")[0]
    assert "变动的期限" in head.text(proposal)
    assert "尚未公布" in head.text(f"{CALENDAR}/2027")
    assert applied(desk, answer, "approver3").status_code == 303
    text = desk.person("intake1").text(f"{CALENDAR}/2027")
    assert "合成的2027年放假安排（测试用）" in text
    assert "尚未公布" in desk.person("intake1").text(f"{CALENDAR}/2028")
