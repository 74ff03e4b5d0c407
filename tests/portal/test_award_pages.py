"""Awards on the desk: every sum opens, a form for each kind, bills line by line, a trial that cannot be sent, one proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from httpx2 import Response

from portal.desk.award_form import OFFERED
from tests.support.offices import HIDDEN, Office, Visitor, office, said
from tests.support.pilots import FIRST

PERSON = 23  # on this day his lump sum and his living support wait to be put forward together
UNTIL = date(2024, 11, 1)
BILL = {
    "hospital.1": "合成医院", "cost_on.1": "2024-06-01", "invoice_code.1": "合成票据", "invoice_number.1": "９９ 01",
    "line_no.1": "1", "claimed.1": "1,239.00", "allowed.1": "1,000", "reason.1": "not_in_medicines",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("awards"), PERSON, data=replace(FIRST, until=UNTIL)) as made:
        yield made


def base(desk: Office) -> str:
    return f"/desk/cases/{desk.replayed.case_of(PERSON)['no']}"


def items(desk: Office, state: str) -> list[str]:
    return sorted(str(row["id"]) for row in desk.replayed.rows("award_item", state=state))


def test_every_sum_opens_to_its_working(desk: Office) -> None:
    text = desk.person("intake1").text(base(desk) + "/awards")
    assert "5,329.00元 × 13个月 = 69,277.00元" in text
    assert "计发基数：重庆2023年" in text
    assert "重庆市统计局" in text
    assert "柒万贰仟肆佰伍拾柒元整" in text
    apart = text.index("由平台支付，不进基金账")
    assert apart > text.index("合计（核定）")
    assert "14,070.00" in text[apart:]
    assert "一次性伤残就业补助金" in text[text.index("不予支付的") :]
    assert "待核" in text


def test_acts_are_those_of_the_post(desk: Office) -> None:
    mine = desk.person("intake1").text(base(desk) + "/awards")
    assert ("提交待遇核定…" in mine, "拟定待遇…" in mine) == (True, True)
    for username in ("cashier1", "approver1"):
        visitor = desk.person(username)
        assert "提交待遇核定…" not in visitor.text(base(desk) + "/awards")
        for page in ("/awards/propose", "/awards/new", "/awards/new?code=travel"):
            assert visitor.get(base(desk) + page).status_code == 404
        assert "拟定医疗费并审核" not in visitor.text(base(desk) + "/invoices")
    for page in ("/awards", "/awards/what-if", "/invoices"):
        assert desk.person("admin1").get(base(desk) + page).status_code == 403
        assert desk.person("intake1").get("/desk/cases/TL-1999-000001" + page).status_code == 404


def test_a_trial_says_so_on_each_line_and_sends_nothing(desk: Office) -> None:
    visitor = desk.person("intake1")
    page = visitor.get(base(desk) + "/awards/what-if?grade=10&amount=1300&from=2024-04-01&to=2024-04-10")
    assert "试算 · 一次性伤残补助金" in said(page)
    rows = re.findall(r'<th scope="row">(.*?)</th>', page.text)
    assert rows
    assert all(row.startswith("试算") for row in rows)
    assert 'method="post"' not in page.text.split("<main", 1)[1].split("</main", 1)[0]
    wrong = visitor.get(base(desk) + "/awards/what-if?grade=7&amount=xx")
    assert (wrong.status_code, "<title>错误：" in wrong.text) == (422, True)
    assert visitor.get(base(desk) + "/awards/what-if?grade=99").status_code == 422


@pytest.mark.parametrize("code", OFFERED)
def test_every_kind_has_its_form_and_names_what_is_missing(code: str, desk: Office) -> None:
    visitor, page = desk.person("intake1"), f"{base(desk)}/awards/new?code={code}"
    assert "计算用到的" in visitor.text(page)
    before = len(desk.replayed.rows("award_item"))
    bad = visitor.fill(page, {"occurred_on": "昨天"})
    assert (bad.status_code, "日期读不懂" in said(bad)) == (422, True)
    assert visitor.web.post(page, data={"period": "R1"}).status_code == 403
    assert len(desk.replayed.rows("award_item")) == before


def test_dependants_are_added_without_script(desk: Office) -> None:
    visitor, page = desk.person("intake1"), f"{base(desk)}/awards/new?code=survivor_pension"
    more = visitor.fill(page, {"relation.1": "child", "more": "1"})
    assert (more.status_code, "供养亲属 2" in said(more)) == (200, True)
    assert '<option value="child" selected>' in more.text
    fewer = visitor.fill(page, {"count": "2", "relation.1": "child", "relation.2": "spouse", "drop": "1"})
    assert ("供养亲属 2" in said(fewer), '<option value="spouse" selected>' in fewer.text) == (False, True)


def test_a_draft_is_made_once(desk: Office) -> None:
    visitor, page = desk.person("intake1"), f"{base(desk)}/awards/new?code=travel"
    filled = {"period": "R1", "amount": "300", "allowed": "260.50"}
    hidden = dict(HIDDEN.findall(visitor.get(page).text))
    sent = {**hidden, **filled}
    first, again = visitor.web.post(page, data=sent), visitor.web.post(page, data=sent)
    assert first.status_code == 303, said(first)
    assert again.headers["location"] == first.headers["location"]
    (row,) = desk.replayed.rows("award_item", code="travel")
    assert (row["claimed_fen"], row["allowed_fen"], row["state"]) == (30000, 26050, "draft")
    twin = visitor.fill(page, filled)
    assert (twin.status_code, 'value="260.50"' in twin.text) == (422, True)


def bills(visitor: Visitor, page: str, **changes: str) -> Response:
    part = re.findall(r'name="part.1".*?<option value="([^"]*)"', visitor.get(page).text)
    return visitor.fill(page, {"period": "R9", "part.1": part[0], **BILL, **changes})


def test_bills_are_checked_line_by_line_and_kept_once(desk: Office) -> None:
    visitor, page = desk.person("intake1"), base(desk) + "/invoices"
    above = bills(visitor, page, **{"allowed.1": "1300"})
    assert "允许额 1,300.00 大于发票额 1,239.00，请改小或换发票" in said(above)
    reasonless = bills(visitor, page, **{"reason.1": ""})
    assert (reasonless.status_code, "请选原因" in said(reasonless)) == (422, True)
    looked = bills(visitor, page, check="1")
    assert (looked.status_code, "所有案件中没有用过这一行。" in said(looked)) == (200, True)
    assert desk.replayed.rows("invoice_line", invoice_number="9901") == []
    kept = bills(visitor, page)
    assert kept.status_code == 303, said(kept)
    (line,) = desk.replayed.rows("invoice_line", invoice_number="9901")
    assert (line["claimed_fen"], line["allowed_fen"], line["verdict"]) == (123900, 100000, "cut")
    again = bills(visitor, page, period="R10")
    assert (again.status_code, "中使用，不能再报。" in said(again)) == (422, True)
    assert "核减" in desk.person("approver1").text(page)


def test_several_items_are_put_forward_as_one(desk: Office) -> None:
    visitor, page = desk.person("intake1"), base(desk) + "/awards/propose"
    nothing = visitor.fill(page, {})
    assert (nothing.status_code, "请勾选要提交的项目。" in said(nothing)) == (422, True)
    ready = re.findall(r'name="item" value="([^"]*)"', visitor.get(page).text)
    assert set(ready) == set(items(desk, "allowed"))
    assert len(ready) >= 2
    hidden = dict(HIDDEN.findall(visitor.get(page).text))
    foreign = visitor.web.post(page, data={**hidden, "item": "TL-1999-000001/item-1"})
    assert foreign.status_code == 422
    sent = {**hidden, "item": ready}
    first, again = visitor.web.post(page, data=sent), visitor.web.post(page, data=sent)
    assert first.status_code == 303, said(first)
    assert again.headers["location"] == first.headers["location"]
    (draft,) = [row for row in desk.replayed.rows("approval", state="drafted") if row["act"] == "approve"]
    assert all(one in draft["targets"] for one in ready)
    assert "没有可以提交的项目。" in visitor.text(page)
