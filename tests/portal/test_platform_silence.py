"""A platform that did not give in time what it was asked for: the conclusion says so, in the officer's words, and stays true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from claims.errors import Refused, words
from tests.portal.test_decision_pages import APPLIED, WAITING, WRITTEN
from tests.support.offices import THEN, Office, Visitor, office, said
from workflows.acting import act

LATER = THEN + timedelta(days=20)
FIELD = re.compile(r'<textarea id="f-platform_answer"[^>]*>([^<]*)</textarea>')
HAND_IN = {**WRITTEN, "do": "hand_in"}
SILENT = "期限届满，货拉拉没有提供。根据《工伤认定办法》第十七条（参照），本局依据申请人提交的材料和调查取得的证据认定上述事实"
LATE = "2025年7月21日逾期提交。逾期提交的数据，本局已与其他证据一并审核"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An application that is accepted and inquired into on one day; three weeks later no data has come."""
    with office(tmp_path_factory.mktemp("silent"), WAITING, APPLIED) as made:
        no = number(made)
        do(made, "intake1", no, "accept", criterion="2021-10-1-1", diagnosis="左小腿软组织挫伤")
        found = {"evidence": ["orders"], "interview": f"{no}调查笔录"}
        do(made, "reviewer1", no, "report_done", criterion="2021-10-1-1", **found)
        yield replace(made, desk=replace(made.desk, now=lambda: LATER))


def number(house: Office) -> str:
    return str(house.replayed.case_of(APPLIED)["no"])


def do(house: Office, who: str, target: str, trigger: str, **data: object) -> str:
    outcome = act(house.desk, who, target, trigger, house.desk.today(), data)
    assert outcome.done, [one.message() for one in outcome.refusals]
    return str(outcome.subject)


def page_of(house: Office) -> str:
    return f"/desk/cases/{number(house)}/decision"


def answer_in(visitor: Visitor, house: Office) -> str:
    """The sentence as it stands in the form; empty where the form has no place for it."""
    found = FIELD.search(visitor.get(page_of(house)).text)
    return unescape(found[1]) if found else ""


def open_draft(house: Office) -> str:
    (row,) = house.replayed.rows("approval", claim_no=number(house), act="confirm")
    return str(row["id"])


def test_nobody_is_called_silent_who_was_not_asked(house: Office) -> None:
    drafter = house.person("intake1")
    assert answer_in(drafter, house) == ""
    assert "向平台的协查函送达以后，这一句才写入文书" in drafter.text(page_of(house))


def test_the_form_says_what_was_asked_and_not_given_and_takes_better_words(house: Office) -> None:
    notice = house.replayed.rows("letter", claim_no=number(house), kind="assistance")[0]
    (service,) = house.replayed.rows("service", letter_id=notice["id"])
    on_the_day = replace(house, desk=replace(house.desk, now=lambda: THEN))
    do(on_the_day, "intake1", service["id"], "serve", method="direct", evidence="回证", signed_by="receiver")
    drafter = house.person("intake1")
    sentence = answer_in(drafter, house)
    asked = f"本局于2025年7月1日以{notice['number']}《协助调查通知书》要求货拉拉提供{words('data_wanted')}"
    assert sentence == f"{asked}，期限至2025年7月8日。{SILENT}"
    seen = drafter.fill(page_of(house), {**WRITTEN, "do": "preview"})
    assert f"{sentence}。" in said(seen)
    assert "✓ 平台没有按时提供数据，文书已写明" in said(seen)
    diagnosed = drafter.fill(page_of(house), {**HAND_IN, "platform_answer": "左小腿软组织挫伤，货拉拉没有提供。"})
    assert (diagnosed.status_code, "诊断" in said(diagnosed)) == (422, True)
    handed = drafter.fill(page_of(house), {**HAND_IN, "platform_answer": "货拉拉至今没有提供订单数据"})
    assert handed.status_code == 303, said(handed)
    assert "货拉拉至今没有提供订单数据。" in drafter.text(f"/desk/approvals/{open_draft(house)}")


def test_what_comes_late_is_taken_and_the_draft_must_say_so(house: Office) -> None:
    no, draft = number(house), open_draft(house)
    do(house, "reviewer1", draft, "review", subject_hash=hash_of(house))
    do(house, "intake1", no, "receive_data", record="货拉拉-补交")
    with pytest.raises(Refused, match="请退回重新拟稿"):
        do(house, "approver1", draft, "approve", subject_hash=hash_of(house))
    do(house, "approver1", draft, "return", reason="平台补交了数据")
    drafter = house.person("intake1")
    assert LATE in answer_in(drafter, house)
    old = {"platform_answer": "货拉拉至今没有提供订单数据", "platform_answered_on": ""}
    again = drafter.fill(page_of(house), {**HAND_IN, **old})
    assert again.status_code == 303, said(again)
    for who, step in (("reviewer1", "review"), ("approver1", "approve")):
        do(house, who, draft, step, subject_hash=hash_of(house))
    (letter,) = house.replayed.rows("letter", claim_no=no, kind="confirmation")
    (kept,) = house.replayed.rows("letter_private", letter_id=letter["id"])
    assert LATE in json.loads(kept["snapshot"])["platform_answer"]


def hash_of(house: Office) -> str:
    (row,) = house.replayed.rows("approval", claim_no=number(house), act="confirm")
    return str(row["subject_hash"])
