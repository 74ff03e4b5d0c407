"""Progress, papers, sums and objections on the phone: what the state asks of the person stands there, and what runs beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from claims.canonical import canonical_json
from claims.money import yuan
from claims.months import month_text
from portal.days import day_text
from portal.rider.periods import UNCONFIRMED
from portal.wording import overlay_words, state_words
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import standing
from tests.support.handed_in import HEIC, photograph
from tests.support.offices import said
from tests.support.payroll import Payroll
from tests.support.riders import ringing_room, signed_in
from tests.support.staff_room import HIDDEN, Browser, Room
from tests.support.told_sums import desk_sums, pages_tell_the_ledger
from tests.support.world import INJURED, KIN, TODAY
from workflows.award_sheet import sheet
from workflows.evidence_kinds import FROM_THE_INQUIRY
from workflows.machines.claim_rows.states import STATES
from workflows.tracing import trace

PAGE = f"/r/cases/{NUMBER}"
PAPERS = f"{PAGE}/papers"
UNSURE = overlay_words(UNCONFIRMED)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ringing_room(tmp_path) as made:
        yield made


def saved_and_signed_in(room: Room, case: Case) -> Browser:
    case.save()
    return signed_in(room)


def late(case: Case, code: str) -> None:
    """Let the last day of a period be yesterday."""
    for row in case.of("clock"):
        if row["code"] == code:
            row.update(due_on=TODAY - timedelta(days=1), target_on=None)


@pytest.mark.parametrize("state", STATES)
def test_each_state_says_where_it_stands_and_what_comes(state: str, room: Room) -> None:
    text = said(saved_and_signed_in(room, standing(room.world, state)).get(PAGE))
    words = state_words("claim", state)
    for question in ("现在", "下一步", "最晚", "您要做的"):
        assert question in text
    assert words.next in text
    assert words.who in text
    assert (words.you or "现在不用做什么。有变化会发短信。") in text
    assert (UNSURE in text) == ("待核" in text.replace(UNSURE, "")), "said only where such a day stands on the page"


def test_a_day_stands_only_where_a_clock_does(room: Room) -> None:
    case = standing(room.world, "reported")
    text = said(saved_and_signed_in(room, case).get(PAGE))
    clocks = [row for row in case.of("clock") if row["code"] in ("T2", "T3")]
    assert len(clocks) == 2
    for row in clocks:
        assert day_text(row["due_on"], TODAY) in text
    bare = standing(room.world, "withdrawn", "TL-2024-000903")
    bare.rows["clock"] = []
    bare.save()
    assert "这一步没有在走的期限。" in said(signed_in(room).get("/r/cases/TL-2024-000903"))


def test_what_we_are_late_with_is_said(room: Room) -> None:
    case = standing(room.world, "deciding")
    late(case, "T8")
    text = said(saved_and_signed_in(room, case).get(PAGE))
    assert "已经超期" in text
    assert "已超期 1 " in text
    web = signed_in(room)
    asked = said(web.get(f"{PAGE}/object?about=inaction"))
    assert all(part in asked for part in ("我局最晚应在", "先申请行政复议", "申请行政复议，最晚"))
    draft = said(web.get(f"{PAGE}/object/draft?about=inaction"))
    assert "确认被申请人逾期没有作出确认结论违法" in draft


def test_a_platform_that_keeps_silent_is_named(room: Room) -> None:
    case = standing(room.world, "investigating")
    late(case, "data_request")
    assert "平台没有按时给材料" in said(saved_and_signed_in(room, case).get(PAGE))


def test_papers_are_wanted_by_the_notice_and_come_one_by_one(room: Room) -> None:
    case = standing(room.world, "supplementing")
    case.event("claim", NUMBER, "supplementing", "ask_supplement", date(2024, 9, 30), source="applied").update(
        data=canonical_json({"missing": ["diagnosis", "id_card"]})
    )
    web = saved_and_signed_in(room, case)
    assert "还缺 2 份材料，收齐就能往下办。" in said(web.get(PAGE))
    answer = upload(web, [("病历.jpg", photograph()), ("病历.heic", HEIC)], kind="diagnosis")
    assert (answer.status_code, "病历.heic" in said(answer), "已收到 1 个文件" in said(answer)) == (422, True, True)
    assert "还缺 1 份材料，收齐就能往下办。" in said(web.get(PAGE))
    (file,) = room.world.rows("evidence_file", claim_no=NUMBER)
    assert b"GPS" not in web.get(f"/files/{file['id']}/view").content
    done = upload(web, [("身份证.jpg", photograph((200, 150)))], kind="id_card")
    assert done.headers["location"] == f"{PAPERS}?came=1"
    assert "现在不缺材料" in said(web.get(PAPERS))
    assert room.world.one("claim")["state"] == "applied"
    assert sorted(row["kind"] for row in room.world.rows("paper") if row["sha256"]) == ["diagnosis", "id_card"]
    assert {row["code"]: row["state"] for row in room.world.rows("clock")} == {
        "T7": "met",
        "T5": "running",
        "T8": "running",
    }
    progress, (_, _, came) = said(web.get(PAGE)), web.get(PAPERS).text.partition("已收到的")
    assert "现在不用做什么。有变化会发短信。" in progress
    assert f"已收到材料 {came.count('wt-card')} 份。" in progress, "as many as the page of papers lists"
    assert came.count("wt-card") > len(room.world.rows("evidence_file", claim_no=NUMBER))
    upload(web, [("又一张.jpg", photograph((100, 150)))], kind="id_card")
    assert len([row for row in room.world.rows("event") if row["trigger"] == "supplement"]) == 1


def upload(web: Browser, files: list[tuple[str, bytes]], kind: str) -> Any:
    """Send the form of the page with files."""
    hidden = dict(HIDDEN.findall(web.get(PAPERS).text))
    parts = [("files", (name, content, "application/octet-stream")) for name, content in files]
    return web.web.post(PAPERS, data={**hidden, "kind": kind}, files=parts)


def test_no_kind_is_filled_in_for_the_person_and_none_of_an_inquiry_is_his(room: Room) -> None:
    web = saved_and_signed_in(room, standing(room.world, "applied"))
    page = web.get(PAPERS).text
    assert '<option value="" selected>请选择</option>' in page
    assert '<option value="diagnosis" selected>' in web.get(f"{PAPERS}?kind=diagnosis").text
    for kind in ("", *FROM_THE_INQUIRY):
        assert f'value="{kind}"' not in page or not kind
        answer = upload(web, [("病历.jpg", photograph())], kind=kind)
        assert (answer.status_code, "请选这是什么材料" in said(answer)) == (422, True)
    assert room.world.rows("evidence_file") == []
    assert upload(web, [("病历.jpg", photograph())], kind="application_form").status_code == 303
    assert upload(web, [("病历.jpg", photograph())], kind="diagnosis").status_code == 303
    assert "再传一次，选对的种类就行" in said(web.get(PAPERS))


def test_a_period_that_stands_still_has_no_last_day(room: Room) -> None:
    case = standing(room.world, "suspended")
    for row in case.of("clock"):
        if row["code"] == "T8":
            row.update(state="paused", due_on=TODAY - timedelta(days=1), target_on=None, next_wake_on=None)
    web = saved_and_signed_in(room, case)
    text = said(web.get(PAGE))
    assert "我局的期限 已暂停" in text
    assert "我局最晚" not in text
    assert "已经超期" not in text


def test_a_day_and_the_doubt_about_it_are_said_once_and_together(room: Room) -> None:
    case = standing(room.world, "settling")
    web = saved_and_signed_in(room, case)
    page = web.get(PAGE)
    (due_on,) = {row["due_on"] for row in case.of("clock") if row["code"] in state_words("claim", "settling").clocks}
    card = page.text[page.text.index('class="wt-four"') : page.text.index("</dl></section>")]
    shown = re.sub(r'<span class="vh">[^<]*</span>', "", card)
    assert shown.count(day_text(due_on, TODAY)) == 1
    assert shown.index(day_text(due_on, TODAY)) < shown.index(UNSURE) < shown.index("您要做的")


def test_who_has_withdrawn_reads_until_when_he_may_apply_again(room: Room) -> None:
    case = standing(room.world, "withdrawn")
    case.clock("T3", date(2024, 9, 2))
    for row in case.of("clock"):
        row.update(state="ended", closed_on=TODAY, due_on=TODAY + timedelta(days=9), target_on=None, next_wake_on=None)
    case.of("claim")[0].update(withdrawal_requested_at="2024-10-01T04:00:00.000000Z")
    web = saved_and_signed_in(room, case)
    text = said(web.get(PAGE))
    assert f"您最晚 {day_text(TODAY + timedelta(days=9), TODAY)}" in text
    assert "在这以前可以取消" not in text
    room.later(days=10)
    late_text = said(signed_in(room).get(PAGE))
    assert "申请期限过了" in late_text
    assert "您最晚" not in late_text


def test_a_form_from_elsewhere_hands_nothing_in(room: Room) -> None:
    web = saved_and_signed_in(room, standing(room.world, "applied"))
    parts = [("files", ("x.jpg", photograph(), "image/jpeg"))]
    assert web.web.post(PAPERS, data={"kind": "diagnosis", "csrf": "x"}, files=parts).status_code == 403
    assert room.world.rows("evidence_file") == []


def test_sums_are_explained_and_another_person_sees_none(room: Room) -> None:
    case = standing(room.world, "settled")
    web = saved_and_signed_in(room, case)
    mine = [row for row in case.of("award_item") if row["beneficiary"] == INJURED and row["payer"] == "fund"]
    text = said(web.get(f"{PAGE}/money"))
    assert mine
    assert "怎么算的，依据哪一条" in text
    assert "不同意这一项" in text
    room.world.execute("UPDATE award_item SET beneficiary = ? WHERE claim_no = ?", KIN, NUMBER)
    assert "还没有决定的金额" in said(web.get(f"{PAGE}/money"))


def test_what_is_paid_monthly_is_in_both_sums_and_says_what_a_month_is(room: Room) -> None:
    payroll = Payroll(room.world, grade=2, care_level="none")
    item = payroll.award("disability_allowance", "2024-10-10")
    payroll.sweep("2024-12-10")
    payroll.pay("2024-12-11")
    month_fen, months = payroll.item(item)["awarded_fen"], payroll.months(item)
    paid_fen = month_fen * len(months)
    sums = f"已决定 {yuan(paid_fen)} · 已到账 {yuan(paid_fen)}"
    web = signed_in(room)
    assert sums in said(web.get(PAGE))
    text = said(web.get(f"{PAGE}/money"))
    first = month_text(min(months))
    assert f"每月 {yuan(month_fen)} 按月发放中" in text
    assert f"从 {first} 起，现在没有定最后一个月" in text
    assert f"到现在已到期 {len(months)} 个月，共 {yuan(paid_fen)}" in text
    assert f"{first} {yuan(month_fen)} 已到账" in text
    assert "等付款" not in text
    pages_tell_the_ledger(room.world, NUMBER)
    assert desk_sums(room.world, NUMBER) == (paid_fen, paid_fen)
    (line,) = sheet(room.desk, room.world.one("claim", no=NUMBER)).awards
    assert (line.awarded_fen, line.paid_fen) == (month_fen, paid_fen), "a month, and what its months were paid"
    last = payroll.payments("paid")[-1]["id"]
    payroll.do("system", last, "bank_refund", "2024-12-13", bank_ref="退汇1", bank_reason="账户已销")
    web = signed_in(room)
    assert f"已决定 {yuan(paid_fen)} · 已到账 {yuan(paid_fen - month_fen)}" in said(web.get(PAGE))
    assert "，其中等付款的 1 个月。" in said(web.get(f"{PAGE}/money"))
    room.give_password("intake1")
    clerk = room.browser()
    clerk.sign_in("intake1")
    tab = said(clerk.get(f"/desk/cases/{NUMBER}/payments"))
    assert f"核定 {yuan(paid_fen)} 已付 {yuan(paid_fen - month_fen)}" in tab
    assert "后来退回 退汇" in tab, "the day on which it was paid is no day on which it arrived"
    entry = max(room.world.rows("transfer", claim_no=NUMBER), key=lambda row: int(row["id"]))
    assert trace(room.desk, entry["id"])["item"]["paid_fen"] == paid_fen - month_fen


def test_objections_name_the_way_the_organ_and_the_last_day(room: Room) -> None:
    case = standing(room.world, "not_confirmed")
    refused = next(row for row in case.of("letter") if row["kind"] == "non_confirmation")
    mine = {"letter_id": refused["id"], "recipient": INJURED}
    service = next(row for row in case.of("service") if mine.items() <= row.items())
    clock = case.clock("T23", TODAY, subject=service["id"])
    web = saved_and_signed_in(room, case)
    text = said(web.get(f"{PAGE}/object?about=confirmation"))
    assert "重庆市铜梁区人民政府" in text
    assert f"最晚 {day_text(clock['due_on'], TODAY)}" in text
    assert "不影响先付医疗费" in text
    assert day_text(clock["due_on"], TODAY) in said(web.get(PAGE))
    for about in ("not_accepted", "grade", "award", "inaction", "weather"):
        assert web.get(f"{PAGE}/object?about={about}").status_code == 404, about
        assert web.get(f"{PAGE}/object/draft?about={about}").status_code == 404, about


def test_who_looked_is_shown_to_the_person(room: Room) -> None:
    web = saved_and_signed_in(room, standing(room.world, "applied"))
    officer = room.browser()
    officer.sign_in("intake1")
    assert officer.get(f"/desk/cases/{NUMBER}").status_code == 200
    text = said(web.get("/r/me"))
    assert "人社局" in text
    assert "看了案件" in text
