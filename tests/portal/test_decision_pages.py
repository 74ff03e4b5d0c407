"""Conclusions and their approval: three persons, a draft that comes back, a letter that is seen before it is issued."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response

from tests.support.offices import HIDDEN, Office, Visitor, office, said
from workflows.acting import act

WAITING, APPLIED = 46, 48  # a confirmation that waits for the approver, and an application that has just come
SCENE = "东城街道送餐途中与电动车碰撞"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("decide"), WAITING, APPLIED) as made:
        inquire(made)
        yield made


def inquire(house: Office) -> None:
    """Carry the new application as far as the decision."""
    no, today = house.replayed.case_of(APPLIED)["no"], house.desk.today()
    accepted = {"criterion": "2021-10-1-1", "diagnosis": "左小腿软组织挫伤"}
    assert act(house.desk, "intake1", no, "accept", today, accepted).done
    found = {"criterion": "2021-10-1-1", "evidence": ["platform_data"], "interview": f"{no}调查笔录"}
    assert act(house.desk, "reviewer1", no, "report_done", today, found).done


def approval(house: Office) -> str:
    no = house.replayed.case_of(WAITING)["no"]
    return str(house.replayed.rows("approval", claim_no=no, act="confirm")[0]["id"])


def page_of(house: Office, person: int) -> str:
    return f"/desk/cases/{house.replayed.case_of(person)['no']}/decision"


def form_of(visitor: Visitor, page: str) -> dict[str, Any]:
    """The hidden fields of a page with a form."""
    return dict(HIDDEN.findall(visitor.get(page).text))


def act_page(house: Office, trigger: str) -> str:
    no = house.replayed.case_of(WAITING)["no"]
    return f"/desk/cases/{no}/act?on={approval(house)}&do={trigger}"


WRITTEN = {
    "act": "confirm", "criterion": "2021-10-1-1", "part.0": "左小腿", "verdict.0": "confirmed",
    "facts_found": "2025年6月26日在卸货时滑倒。", "ev.diagnosis": "adopt", "evwhy.diagnosis": "就诊时间",
}  # fmt: skip


def written(house: Office, visitor: Visitor, **changed: str) -> Response:
    page = page_of(house, APPLIED)
    return visitor.web.post(page, data={**form_of(visitor, page), **WRITTEN, **changed})


def test_the_inbox_shows_each_post_what_waits_for_it(house: Office) -> None:
    text = house.person("approver1").text("/desk/approvals")
    assert "待审批 1" in text
    assert "复核 刘复核：同意" in text
    assert "第十条第一款第（一）项" in text
    assert "这一栏没有审批。" in house.person("cashier1").text("/desk/approvals")
    assert "这一栏没有审批。" in house.person("approver1").text("/desk/approvals?box=returned")
    assert "待审批 0" in house.person("reviewer1").text("/desk/approvals?box=nonsense&page=-1")


def test_an_approval_shows_what_it_decides_and_the_letter_it_issues(house: Office) -> None:
    page = f"/desk/approvals/{approval(house)}"
    text = house.person("approver1").text(page)
    for told in (
        "①初审 陈受理",
        "②复核 刘复核",
        "③审批 —",
        "草稿 不具效力",
        "（批准时取号）",
        "属于职业伤害确认范围",
        SCENE,
    ):
        assert told in text, told
    assert "批准并出具文书" in text
    drafter = house.person("intake1").text(page)
    assert "您是本案初审人，不能再" in drafter
    assert "批准并出具文书" not in drafter
    stranger = page.replace(house.replayed.case_of(WAITING)["no"], house.replayed.case_of(APPLIED)["no"])
    assert house.person("approver1").get(stranger).status_code == 404


@pytest.mark.parametrize(("username", "status"), [("admin1", 403), ("auditor1", 403), ("investigator1", 403)])
def test_nobody_else_opens_them(username: str, status: int, house: Office) -> None:
    visitor = house.person(username)
    for path in (f"/desk/approvals/{approval(house)}", page_of(house, APPLIED)):
        assert visitor.get(path).status_code == status, path
    posted = visitor.web.post(page_of(house, APPLIED), data={"csrf": "x", "do": "hand_in"})
    assert posted.status_code == 403


def test_a_form_from_elsewhere_writes_nothing(house: Office) -> None:
    visitor = house.person("intake1")
    for path in ("", "/preview", "/save"):
        answer = visitor.web.post(page_of(house, APPLIED) + path, data={**WRITTEN, "csrf": "forged", "do": "hand_in"})
        assert answer.status_code == 403, path
    assert house.replayed.rows("draft_form") == []


def test_what_is_missing_is_said_and_all_that_was_written_is_kept(house: Office) -> None:
    visitor = house.person("intake1")
    bare = written(house, visitor, **{"ev.diagnosis": "", "do": "hand_in"})
    assert (bare.status_code, "有 1 处要改" in said(bare)) == (422, True)
    assert "<title>错误：" in bare.text
    assert "请至少采信一项证据" in said(bare)
    assert 'value="左小腿"' in bare.text
    empty = visitor.web.post(page_of(house, APPLIED), data={**form_of(visitor, page_of(house, APPLIED)), "act": "x"})
    assert "请选一项结论。" in said(empty)
    refusal = written(house, visitor, act="refuse_confirm", do="hand_in")
    assert "请选一项不予确认的依据" in said(refusal)
    told = written(house, visitor, facts_found="左小腿软组织挫伤，卸货时滑倒。", do="hand_in")
    assert told.status_code == 422
    assert "诊断" in said(told)
    assert house.replayed.rows("approval", claim_no=house.replayed.case_of(APPLIED)["no"], act="confirm") == []


def test_the_letter_is_seen_while_it_is_written(house: Office) -> None:
    visitor, page = house.person("intake1"), page_of(house, APPLIED)
    whole = written(house, visitor, do="preview")
    assert "草稿 不具效力" in said(whole)
    begun = written(house, visitor, facts_found="", **{"part.0": "", "ev.diagnosis": "", "do": "preview"})
    assert ("属于职业伤害确认范围" in said(begun), "（还没有写）" in said(begun)) == (True, True)
    part = visitor.web.post(page + "/preview", data={**form_of(visitor, page), **WRITTEN})
    assert (part.status_code, "<html" in part.text) == (200, False)
    assert "卸货时滑倒" in said(part)
    assert "✓ 写明了救济途径和期限" in said(part)
    lacking = visitor.web.post(
        page + "/preview", data={**form_of(visitor, page), **WRITTEN, "part.0": "左\U0001f6f5腿"}
    )
    assert "“\U0001f6f5”字没有可用字体，请联系管理员加字体，不能换字。" in said(lacking)
    more = written(house, visitor, do="add")
    assert more.text.count('name="part.') == 3


def test_a_draft_is_kept_for_who_wrote_it(house: Office) -> None:
    page = page_of(house, APPLIED)
    visitor = house.person("intake1")
    saved = visitor.web.post(page + "/save", data={**form_of(visitor, page), **WRITTEN, "facts_found": "写了一半"})
    assert saved.text == "草稿已保存 10:00"
    again = house.person("intake1").get(page)  # another browser, another process
    assert "写了一半" in again.text
    assert "草稿已保存 2025年7月1日 10:00" in said(again)
    assert "写了一半" not in house.person("reviewer1").get(page).text
    assert "写了一半" not in str(house.replayed.rows("draft_form"))
    with house.desk.engine.connect() as connection:
        stored = str(connection.exec_driver_sql("SELECT body FROM draft_form_private").all())
    assert "写了一半" not in stored


def test_a_conclusion_is_handed_in_once(house: Office) -> None:
    visitor, page = house.person("intake1"), page_of(house, APPLIED)
    sent = {**form_of(visitor, page), **WRITTEN, "do": "hand_in"}
    first = visitor.web.post(page, data=sent)
    assert first.status_code == 303, said(first)
    again = visitor.web.post(page, data=sent)
    assert again.headers["location"] == first.headers["location"]
    assert house.replayed.rows("draft_form") == []
    text = visitor.text(first.headers["location"])
    assert "待复核" in text
    assert "医疗诊断证明或病历，证明就诊时间" in text
    assert "提交初审意见" not in visitor.text(page)
    assert "待复核 1" in house.person("reviewer1").text("/desk/approvals")


def test_three_persons_decide_and_a_return_voids_the_signatures(house: Office) -> None:
    page, decision = f"/desk/approvals/{approval(house)}", page_of(house, WAITING)
    approver, drafter, reviewer = house.person("approver1"), house.person("intake1"), house.person("reviewer1")
    assert approver.fill(act_page(house, "return"), {"reason": "没有写明是否在配送路线上"}).status_code == 303
    assert "退回给我的 1" in drafter.text("/desk/approvals")
    assert "没有写明是否在配送路线上" in drafter.text(page)
    same = drafter.web.post(decision, data=form_and_answers(drafter, decision))
    assert same.status_code == 422, said(same)
    better = {**form_and_answers(drafter, decision), "facts_found": f"在{SCENE}。事故地点在配送路线上。"}
    assert drafter.web.post(decision, data=better).headers["location"] == page
    text = drafter.text(page)
    assert "因退回失效" in text
    assert "改： 查明的事实" in text
    reviewer.step_up()
    assert reviewer.fill(act_page(house, "review"), {}).status_code == 303
    asked = approver.fill(act_page(house, "approve"), {})
    assert asked.headers["location"].startswith("/step-up")
    approver.step_up()
    seen = form_of(approver, act_page(house, "approve"))
    first = approver.web.post(act_page(house, "approve"), data=seen)
    assert first.status_code == 303, said(first)
    second = approver.web.post(act_page(house, "approve"), data={**seen, "key": "another tab"})
    assert (second.status_code, "您填的内容已保留" in said(second)) == (409, True)
    done = approver.text(page)
    assert re.search(r"铜人社职认〔2025〕\d+号", done)
    assert "草稿 不具效力" not in done
    confirmed = house.replayed.rows("letter", claim_no=house.replayed.case_of(WAITING)["no"], kind="confirmation")
    assert len(confirmed) == 1


def form_and_answers(visitor: Visitor, page: str) -> dict[str, str]:
    """A form as it stands, every answer in it."""
    text = visitor.get(page).text
    answers = dict(HIDDEN.findall(text)) | {"do": "hand_in"}
    answers |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked>', text))
    answers |= dict(re.findall(r'<input type="text" id="[^"]+" name="([^"]+)" value="([^"]*)"', text))
    return answers | dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)</textarea>', text))
