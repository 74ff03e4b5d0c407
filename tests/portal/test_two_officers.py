"""Two officers on one page: the second is told who changed what and when, beside what he saw, keeps all that he wrote, and can
send it again. On every kind of form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from httpx2 import Response

from tests.support.offices import Office, Visitor, hidden_of, office, said
from tests.support.pilots import FIRST
from workflows.acting import act, propose
from workflows.fund_acts import prepare_funding
from workflows.roles import Role

APPLIED, AWARDED, PAYABLE = 48, 23, 25
PAYMENTS, FUND = "/desk/payments", "/desk/payments/fund"
KEPT = "请先看新内容，您填的内容已保留。"
CASE, HERE = "更新了此案", "更新了这里"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("house"), APPLIED) as made:
        made.hire("intake2", "合成受理二", Role.INTAKE)
        accepted = {"criterion": "2021-10-1-1", "diagnosis": "左小腿软组织挫伤"}
        assert act(made.desk, "intake1", number(made, APPLIED), "accept", made.desk.today(), accepted).done
        yield made


@pytest.fixture(scope="module")
def money(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("money"), AWARDED, data=replace(FIRST, until=date(2024, 11, 1))) as made:
        made.hire("intake2", "合成受理二", Role.INTAKE)
        yield made


@pytest.fixture(scope="module")
def cash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("cash"), PAYABLE, data=replace(FIRST, until=date(2024, 7, 8))) as made:
        yield made


def number(house: Office, person: int) -> str:
    return str(house.replayed.case_of(person)["no"])


def send(visitor: Visitor, page: Response, to: str, answers: Mapping[str, object]) -> Response:
    """The form of a page that stands open, with these answers."""
    return visitor.web.post(to, data={**hidden_of(page), **answers})


def is_told(answer: Response, who: str, where: str, *rows: tuple[str, str, str]) -> None:
    """The answer is a 409 that says who, and each of these things as it was seen beside as it is now."""
    text = said(answer)
    assert answer.status_code == 409, text
    assert f"{who} 在 10:00 {where}。{KEPT}" in text
    for name, seen, now in rows:
        assert re.search(rf"{name}\s+{seen}\s+{now}", text), (name, text)


def test_a_move_is_sent_again_on_the_new_version(house: Office) -> None:
    no, visitor = number(house, APPLIED), house.person("intake1")
    page = f"/desk/cases/{no}/act?on={no}&do=report_done"
    opened = visitor.get(page)
    typed = {"criterion": "2021-10-1-1", "evidence": "platform_data", "interview": "第二个人写的笔录"}
    away = {"officer": "legal1", "reason": "与申请人是同乡"}
    assert act(house.desk, "reviewer1", no, "recuse", house.desk.today(), away).done
    late = send(visitor, opened, page, typed)
    is_told(late, "刘复核", CASE, ("案件：.*", "—", "legal1"))
    assert "刘复核（复核岗） 回避" in said(late)
    assert 'value="第二个人写的笔录"' in late.text
    assert "同乡" not in late.text
    assert send(visitor, opened, page, typed).status_code == 409
    assert send(visitor, late, page, typed).status_code == 303
    assert [row["actor"] for row in house.replayed.events_of(APPLIED) if row["trigger"] == "report_done"] == ["intake1"]


def test_what_was_refused_is_mended_under_a_new_key(house: Office) -> None:
    no, visitor = number(house, APPLIED), house.person("reviewer1")
    page = f"/desk/cases/{no}/act?on={no}&do=recuse"
    refused = send(visitor, visitor.get(page), page, {"officer": "nobody", "reason": "是同学"})
    assert (refused.status_code, "您打开这一页以后" in said(refused)) == (422, False)
    assert send(visitor, refused, page, {"officer": "chief1", "reason": "是同学"}).status_code == 303


def test_a_conclusion_that_another_handed_in_leaves_what_was_written_in_the_page_and_as_a_draft(house: Office) -> None:
    page, first, second = (
        f"/desk/cases/{number(house, APPLIED)}/decision",
        house.person("intake2"),
        house.person("intake1"),
    )
    written = {
        "act": "confirm", "criterion": "2021-10-1-1", "part.0": "左小腿", "verdict.0": "confirmed", "do": "hand_in",
        "facts_found": "第二个人查明的事实。", "ev.diagnosis": "adopt", "evwhy.diagnosis": "就诊时间",
    }  # fmt: skip
    opened = second.get(page)
    assert send(first, first.get(page), page, {**written, "facts_found": "卸货时滑倒。"}).status_code == 303
    late = send(second, opened, page, written)
    is_told(late, "合成受理二", CASE, (r"审批 \d+：状态", "—", "已拟稿"))
    assert "卸货时滑倒。" not in late.text  # it is told on the page of the approval, which is linked here
    assert "/desk/approvals/" in late.text
    assert "第二个人查明的事实。" in late.text
    (draft,) = house.replayed.rows("draft_form", page="decision")
    assert draft["username"] == "intake1"
    assert send(second, late, page, written).status_code == 422


def test_a_case_that_another_handed_to_an_investigator_is_looked_at_first(house: Office) -> None:
    page, first, second = (
        f"/desk/cases/{number(house, APPLIED)}/assignments",
        house.person("intake2"),
        house.person("intake1"),
    )
    opened, days = second.get(page), {"username": "investigator1", "begins_on": "2025-07-01", "do": "assign"}
    assert send(first, first.get(page), page, {**days, "ends_on": "2025-07-05"}).status_code == 303
    late = send(second, opened, page, {**days, "ends_on": "2025-07-20"})
    is_told(late, "合成受理二", CASE, ("委托", "没有委托", "林调查 2025-07-01 至 2025-07-05"))
    assert 'value="2025-07-20"' in late.text
    assert send(second, late, page, {**days, "ends_on": "2025-07-20"}).status_code == 303


def test_the_same_award_drafted_twice_is_drafted_once(money: Office) -> None:
    page = f"/desk/cases/{number(money, AWARDED)}/awards/new?code=travel"
    first, second = money.person("intake1"), money.person("intake2")
    opened, typed = second.get(page), {"period": "R1", "amount": "300", "allowed": "260.50"}
    assert send(first, first.get(page), page, typed).status_code == 303
    late = send(second, opened, page, {**typed, "allowed": "111.50"})
    is_told(late, "陈受理", CASE, (r"待遇项目 \d+：状态", "—", "已.*"))
    assert 'value="111.50"' in late.text
    assert send(second, late, page, {**typed, "period": "R2"}).status_code == 303


def test_bills_of_a_period_that_another_has_just_handed_in(money: Office) -> None:
    page = f"/desk/cases/{number(money, AWARDED)}/invoices"
    first, second = money.person("intake1"), money.person("intake2")
    opened = second.get(page)
    part = re.findall(r'name="part.1".*?<option value="([^"]*)"', opened.text)[0]
    bill = {
        "period": "R9", "part.1": part, "hospital.1": "合成医院", "cost_on.1": "2024-06-01", "invoice_code.1": "合成票据",
        "line_no.1": "1", "claimed.1": "100", "allowed.1": "100",
    }  # fmt: skip
    assert send(first, first.get(page), page, {**bill, "invoice_number.1": "9902"}).status_code == 303
    late = send(second, opened, page, {**bill, "invoice_number.1": "9903"})
    is_told(late, "陈受理", CASE, (r"待遇项目 \d+：状态", "—", ".*"))
    assert 'value="9903"' in late.text


def test_items_that_another_has_put_forward(money: Office) -> None:
    page = f"/desk/cases/{number(money, AWARDED)}/awards/propose"
    first, second = money.person("intake1"), money.person("intake2")
    opened = second.get(page)
    ready = re.findall(r'name="item" value="([^"]*)"', opened.text)
    assert send(first, first.get(page), page, {"item": ready}).status_code == 303
    is_told(send(second, opened, page, {"item": ready}), "陈受理", CASE, (r"审批 \d+：状态", "—", "已拟稿"))


def test_a_draft_that_another_has_written_anew(money: Office) -> None:
    no, today = number(money, AWARDED), money.desk.today()
    asked = {"act": "set_payee_account", "day": "2024-10-20", "reason": "补录"}
    drafted = propose(money.desk, "intake1", "permit_late_entry", [no], asked, today)
    assert act(money.desk, "reviewer1", drafted.subject, "return", today, {"reason": "请写明原因"}).done
    page, first, second = f"/desk/approvals/{drafted.subject}/redraft", money.person("intake1"), money.person("intake2")
    opened, plain = second.get(page), {name: value for name, value in asked.items() if name != "reason"}
    assert send(first, first.get(page), page, {**plain, "reason": "窗口当日已收"}).status_code == 303
    late = send(second, opened, page, {**plain, "reason": "第二个人的原因"})
    is_told(late, "陈受理", CASE, (r"审批 \d+：状态", "已退回", "已拟稿"))
    assert "第二个人的原因" in late.text


def test_a_payment_that_another_has_put_into_a_batch_goes_into_no_second(cash: Office) -> None:
    first, second = cash.person("cashier1"), cash.person("cashier2")
    opened = second.get(PAYMENTS)
    (payment,) = re.findall(r'name="payment" value="([^"]*)"', opened.text)
    new = f"{PAYMENTS}/batches/new"
    assert send(first, first.get(PAYMENTS), new, {"payment": payment}).status_code == 303
    late = send(second, opened, new, {"payment": payment})
    is_told(late, "孙支付", HERE, (payment, "待付", r"已入批 PF-\d{8}-\d\d"))
    assert len(cash.replayed.rows("batch", made_by="cashier2")) == 0


def test_a_batch_from_which_another_has_taken_a_payment_is_not_released(cash: Office) -> None:
    first, second = cash.person("cashier1"), cash.person("cashier2")
    (payment,) = cash.replayed.rows("payment", state="batched")
    page = f"{PAYMENTS}/batches/{payment['batch_no']}"
    assert first.fill(page, {}, f"{page}/seal").status_code == 303
    second.step_up()
    opened = second.get(page)
    out = f"/desk/cases/{payment['claim_no']}/act?on={quote(payment['id'])}&do=unbatch"
    taken = first.fill(out, {"reason": "账户待核对"})
    assert taken.status_code == 303, said(taken)
    late = send(second, opened, f"{page}/release", {})
    is_told(late, "孙支付", HERE, ("状态", "已封存", "未封存"), ("笔数", "1", "0"))
    assert cash.replayed.rows("payment", id=payment["id"])[0]["state"] == "pending"


def test_an_act_of_the_fund_that_another_has_answered(cash: Office) -> None:
    wanted = prepare_funding(cash.desk, "cashier1", "receive", 100_000, date(2024, 7, 8), "合成拨款通知7")
    first, second = cash.person("approver1"), cash.person("approver2")
    opened, answer = second.get(FUND), {"number": wanted}
    for visitor in (first, second):
        visitor.step_up()
    assert send(first, first.get(FUND), FUND, {**answer, "act": "decline"}).status_code == 303
    late = send(second, opened, FUND, {**answer, "act": "confirm"})
    is_told(late, "赵审批", HERE, (re.escape(wanted), "等另一人确认", "已记不同意"))
    assert cash.replayed.rows("transfer", document="合成拨款通知7") == []
