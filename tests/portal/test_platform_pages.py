"""The pages of a platform's people: what falls due, one case, what they answer, apply for, pay, and their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from claims.store.rows import Row, update_row
from tests.support.cards import card_seen
from tests.support.handed_in import pdf
from tests.support.offices import HIDDEN, THEN, Office, Visitor, office, said
from tests.support.platforms import REPORT
from workflows.acting import act
from workflows.people import HeldPost, open_account
from workflows.platform_acts import report
from workflows.platform_bodies import read_api_report
from workflows.platform_cases import due_of
from workflows.roles import Role
from workflows.transaction import in_one_transaction, reading

PAGES = ("/p", "/p/reports", "/p/allowance", "/p/people", "/p/api")
APPLICATION = {"kind": "injury", "consent": "1", "form": "1"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("platform"), 3, 20) as made:
        yield made


@pytest.fixture(scope="module")
def meituan(room: Office) -> Visitor:
    return room.person("meituan")


def case_of(room: Office, person: str) -> str:
    """A case that 美团 has reported."""
    given = {**REPORT, "id_number": person, "person_name": f"合成人员{person[-4:]}"}
    data, faults = read_api_report(given, "美团", room.desk.today())
    assert faults == {}
    return report(room.desk, "meituan", data, f"report-{person}").claim_no


def asked_of(room: Office, person: str) -> str:
    """One that waits for the platform's data."""
    no, today = case_of(room, person), room.desk.today()
    assert act(room.desk, "meituan", no, "apply", today, {"kind": "injury", "consent": True, "form": True}).done
    assert card_seen(room.desk, no, f"合成人员{person[-4:]}", person).done
    assert act(room.desk, "intake1", no, "accept", today, {"criterion": "2021-10-1-1", "diagnosis": "手腕骨折"}).done
    return no


@pytest.mark.parametrize("username", ["intake1", "auditor1", "admin1", "investigator1"])
def test_the_pages_are_for_platforms(room: Office, username: str) -> None:
    other = room.person(username)
    assert [other.get(page).status_code for page in PAGES] == [403] * len(PAGES)


def test_a_platform_sees_its_own_cases_and_of_others_nothing(room: Office, meituan: Visitor) -> None:
    strange = next(row["no"] for row in room.replayed.rows("claim") if row["platform"] != "美团")
    own = case_of(room, "500151199001010011")
    assert own in meituan.text("/p/reports")
    assert strange not in meituan.text("/p/reports")
    ends = ("/p/reports/{}", "/p/requests/{}", "/p/apply/{}", "/p/reports/{}/act?on={}&do=apply")
    there = [meituan.get(end.format(strange, strange)) for end in ends]
    nowhere = [meituan.get(end.format("TL-2099-000001", "TL-2099-000001")) for end in ends]
    assert [answer.status_code for answer in there] == [404] * len(ends)
    assert [plain(answer.text) for answer in there] == [plain(answer.text) for answer in nowhere]
    assert meituan.get(f"/desk/cases/{own}").status_code == 403


def plain(page: str) -> str:
    """A page without the number that was asked for."""
    return re.sub(r"TL-\d{4}-\d{6}", "TL", page)


def test_nothing_of_health_or_of_the_person_is_on_a_page(room: Office, meituan: Visitor) -> None:
    no = asked_of(room, "50015119900101002X")
    source = "".join(meituan.get(page).text for page in ("/p", f"/p/reports/{no}", f"/p/requests/{no}", "/p/reports"))
    assert not any(
        secret in source for secret in ("手腕骨折", "50015119900101002X", "合成人员002X", "13800000091", "中兴路口")
    )
    assert [row["username"] for row in room.replayed.rows("access_log", claim_no=no, what="case")] == ["meituan"]


def test_what_is_asked_stands_first_with_its_light_and_late_it_says_what_follows(room: Office) -> None:
    no = asked_of(room, "500151199001010038")
    later = replace(room, desk=replace(room.desk, now=lambda: THEN + timedelta(days=20))).person("meituan")
    told = later.text("/p")
    assert "我局将按从业人员提供的证据作出决定，并写入文书。" in told
    assert f'href="/p/requests/{no}"' in later.get("/p").text
    answered = later.fill(f"/p/requests/{no}", {"do": "none", "reason": "系统里没有这一单"})
    assert (answered.status_code, answered.headers["location"]) == (303, f"/p/reports/{no}?did=late")
    assert "已办理，逾期提交。" in later.text(answered.headers["location"])
    assert "已答复没有这项数据，2025年7月21日，逾期" in later.text(f"/p/reports/{no}")
    (clock,) = room.replayed.rows("clock", claim_no=no, code="data_request")
    assert clock["state"] == "late"
    assert [row["kind"] for row in room.replayed.rows("paper", claim_no=no)] == ["platform_no_data"]
    assert "没有这项数据：系统里没有这一单" in room.person("intake1").text(f"/desk/cases/{no}/investigation")


def test_data_is_read_line_by_line_and_sent_twice_is_one_answer(room: Office, meituan: Visitor) -> None:
    no = asked_of(room, "500151199001010046")
    page = f"/p/requests/{no}"
    wrong = {"do": "make", "order_no": "MT1", "track": "2025-06-30 12:30,29.8,106.05\n2025-06-30 12:31,95,x"}
    answer = meituan.fill(page, wrong)
    assert answer.status_code == 422
    for sentence in ("受伤时订单状态没有填写", "接单时间没有填写", "轨迹第 2 行读不懂"):
        assert sentence in said(answer)
    assert "95,x" in answer.text
    right = {**wrong, "state": "delivering", "accepted_at": "2025-06-30 12:20", "track": "2025-06-30 12:30,29.8,106.05"}
    form = {**right, "key": "one-press", "version": str(room.replayed.rows("claim", no=no)[0]["version"])}
    assert [meituan.fill(page, form).status_code for _ in range(2)] == [303, 303]
    assert len(room.replayed.rows("event", claim_no=no, trigger="receive_data")) == 1
    assert "29.8" not in str(room.replayed.rows("event", claim_no=no))
    told = meituan.get(f"/p/reports/{no}").text
    assert "已收到订单数据，2025年7月1日，按期" in told
    assert re.search(f'class="outline" href="{page}">再补充数据…', told)
    assert "答复数据请求…" not in told
    read = room.person("intake1").text(f"/desk/cases/{no}/investigation")
    assert all(text in read for text in ("MT1", "2025-06-30 12:20", "轨迹 1 个点", "2025-06-30 12:30 29.8 106.05"))


def test_an_application_is_looked_over_before_it_is_sent(room: Office, meituan: Visitor) -> None:
    no = case_of(room, "500151199001010054")
    page = f"/p/apply/{no}"
    assert "请填写申请种类" in said(meituan.fill(page, {"do": "check"}))
    checked = meituan.fill(page, {**APPLICATION, "do": "check"})
    assert "核对一下" in said(checked)
    assert room.replayed.rows("claim", no=no)[0]["state"] == "reported"
    back = meituan.fill(page, {**APPLICATION, "do": "back-to-form"})
    assert re.search(r'name="consent" value="1" checked', back.text)
    assert meituan.fill(page, {**APPLICATION, "do": "make", "version": "99"}).status_code == 409
    assert meituan.fill(page, {**APPLICATION, "do": "make"}).status_code == 303
    assert room.replayed.rows("claim", no=no)[0]["applied_by"] == "platform"
    assert meituan.get(page).status_code == 404
    unsigned = meituan.web.post(page, data={**APPLICATION, "do": "make"})
    assert unsigned.status_code == 403


def test_only_what_the_tables_give_a_platform_has_a_page(room: Office, meituan: Visitor) -> None:
    no = case_of(room, "500151199001010062")
    for trigger in ("accept", "confirm", "nothing"):
        assert meituan.get(f"/p/reports/{no}/act?on={no}&do={trigger}").status_code == 404
        sent = meituan.fill("/p/api", {"do": "make"}, f"/p/reports/{no}/act?on={no}&do={trigger}")
        assert sent.status_code == 404
    assert meituan.get(f"/p/reports/{no}/act?on={no}/nothing-1&do=apply").status_code == 404


def test_a_key_asks_again_who_it_is_is_told_once_and_revoked(room: Office) -> None:
    meituan = room.person("meituan")
    wanted = {"scopes": "read", "networks": "203.0.113.0/24"}
    assert meituan.fill("/p/api", wanted, "/p/api/keys").headers["location"].startswith("/step-up")
    meituan.step_up()
    made = meituan.fill("/p/api", wanted, "/p/api/keys")
    found = re.search(r"(ak_[0-9a-f]{32}) ([\w-]{43})", said(made))
    assert found
    assert found[2] not in meituan.get("/p/api").text
    assert "203.0.113.0/24" in meituan.text("/p/api")
    assert meituan.fill("/p/api", {**wanted, "networks": "x"}, "/p/api/keys").status_code == 422
    assert meituan.fill("/p/api", {}, "/p/api/keys").status_code == 422
    other = room.person("eleme")
    other.step_up()
    assert found[1] not in other.get("/p/api").text
    assert other.fill("/p/api", {}, f"/p/api/keys/{found[1]}/revoke").status_code == 422
    assert meituan.fill("/p/api", {}, f"/p/api/keys/{found[1]}/revoke").status_code == 303
    assert "已吊销" in meituan.text("/p/api")
    logged = {row["what"]: row["username"] for row in room.replayed.rows("security_event", detail=found[1])}
    assert logged == {"api_key_made": "meituan", "api_key_revoked": "meituan"}


def test_a_remedy_that_was_not_used_is_no_last_day(room: Office) -> None:
    own = {row["no"] for row in room.replayed.rows("claim", platform="美团")}
    clocks = room.replayed.rows("clock", code="T23", party="platform")
    clock = next(row for row in clocks if row["claim_no"] in own)
    no, found = clock["claim_no"], {"id": clock["id"]}
    in_one_transaction(room.desk, lambda connection: update_row(connection, "clock", found, {"state": "running"}))
    with reading(room.desk) as connection:
        due = [due_of(connection, [no], clock["due_on"] + timedelta(days=days))[no] for days in (0, 1)]
    assert ["T23" in {one.code for one in told} for told in due] == [True, False]


def test_rights_stand_apart_from_duties_and_are_not_counted_with_them(room: Office, meituan: Visitor) -> None:
    no = asked_of(room, "500151199001010089")
    own = {row["no"] for row in room.replayed.rows("claim", platform="美团")}
    right = next(row for row in room.replayed.rows("clock", code="T23", party="platform") if row["claim_no"] in own)
    found = {"id": right["id"]}

    def put(values: Row) -> None:
        in_one_transaction(room.desk, lambda connection: update_row(connection, "clock", found, values))

    put({"state": "running", "due_on": room.desk.today() + timedelta(days=9)})
    try:
        text = meituan.text("/p")
    finally:
        put({"state": right["state"], "due_on": right["due_on"]})
    duties, rights = re.split("贵单位的权利", text, maxsplit=1)
    (count,) = re.findall(r"待办 (\d+)", duties)
    rows = re.findall(r"TL-\d{4}-\d{6}", duties)
    assert no in rows
    assert int(count) == len(rows)
    assert "申请行政复议" not in duties
    assert f"{right['claim_no']}" in rights
    assert "申请行政复议" in rights
    assert "用不用由贵单位定" in rights


def test_papers_are_handed_in_in_the_house_and_only_those_of_a_platform(room: Office, meituan: Visitor) -> None:
    no = asked_of(room, "500151199001010097")
    page = f"/p/reports/{no}/papers"
    shown = meituan.get(page).text
    assert "- 平台端 -" in shown
    assert re.search('href="/p/reports" aria-current="page"', shown)
    assert f'action="{page}"' in shown
    assert page in meituan.get(f"/p/reports/{no}").text
    offered = set(re.findall('<option value="([a-z_]+)"', shown))
    assert {"order_record", "consent", "platform_data", "other"} <= offered
    assert not offered & {
        "interview",
        "evidence",
        "platform_no_data",
        "death_certificate",
        "kin_proof",
        "appraisal_form",
    }
    hidden = dict(HIDDEN.findall(shown))
    sent = {"files": ("订单.pdf", pdf(), "application/pdf")}
    wrong = meituan.web.post(page, data={**hidden, "kind": "interview"}, files=sent)
    assert (wrong.status_code, "没有这种材料" in said(wrong)) == (422, True)
    right = meituan.web.post(page, data={**hidden, "kind": "order_record"}, files=sent)
    assert (right.status_code, right.headers["location"]) == (303, f"{page}?came=1")
    assert "订单.pdf" in meituan.text(page)


def test_an_application_names_the_papers_of_a_death_as_such(room: Office, meituan: Visitor) -> None:
    no = case_of(room, "50015119900101010X")
    text = meituan.text(f"/p/apply/{no}")
    assert "死亡证明（申请死亡待遇的才要）" in text
    assert "从业人员（近亲属）已签知情同意书" in text
    assert not [name for name in ("询问笔录", "劳动能力鉴定申请表", "调查证据") if name in text]


def test_what_is_asked_for_stands_before_the_form(room: Office, meituan: Visitor) -> None:
    no = asked_of(room, "500151199001010118")
    text = meituan.text(f"/p/requests/{no}")
    assert text.index("要什么") < text.index("受伤时订单状态") < text.index("没有这项数据的理由")


def test_a_wrong_file_is_told_in_no_words_of_a_terminal(room: Office, meituan: Visitor) -> None:
    hidden = dict(HIDDEN.findall(meituan.get("/p/orders").text))
    wrong = meituan.web.post("/p/orders", data=hidden, files={"file": ("a.csv", b"x,y\n1,2\n", "text/csv")})
    assert (wrong.status_code, "请下载模板，和您的文件逐列对照" in said(wrong)) == (422, True)
    assert "claims" not in said(wrong)


def test_no_page_tells_how_far_a_benefit_is(room: Office, meituan: Visitor) -> None:
    claim = room.replayed.rows("claim", platform="美团")[0]

    def put(state: str) -> None:
        in_one_transaction(room.desk, lambda connection: update_row(connection, "claim", found, {"state": state}))

    found = {"no": claim["no"]}
    for state, told in (("appraised", "已确认"), ("closed_periodic", "结案")):
        put(state)
        pages = [meituan.text(page) for page in ("/p/reports", f"/p/reports/{claim['no']}")]
        assert all(told in page for page in pages)
        assert not any(text in page for page in pages for text in ("已鉴定", "长期待遇"))
    put(claim["state"])


def test_nothing_there_is_said(room: Office) -> None:
    caocao = room.person("dada")
    assert "没有待办。" in caocao.text("/p")
    assert "没有生活保障费。" in caocao.text("/p/allowance")
    assert "还没有调用记录。" in caocao.text("/p/api")
    assert "还没有贵平台的案件。" in caocao.text("/p/reports")


def test_a_platform_sees_who_signs_in_for_it_and_nobody_else(room: Office, meituan: Visitor) -> None:
    def write(connection: Connection) -> None:
        for username, name, org, until in (
            ("meituan-gone", "美团离职员", "platform:美团", room.desk.today() - timedelta(days=1)),
            ("eleme-two", "别家的人", "platform:饿了么", None),
        ):
            held = [HeldPost(Role.PLATFORM, room.desk.today() - timedelta(days=9), valid_to=until)]
            open_account(connection, username, name, org, f"index-{username}", held)

    in_one_transaction(room.desk, write)
    text = meituan.text("/p/people")
    for told in ("人员 2", "（您）", "可以登录", "美团离职员", "没有权限", "还没有密码", "一人一个账号", "告诉我局"):
        assert told in text, told
    assert "别家的人" not in text
    assert 'aria-current="page"' in meituan.get("/p/people").text
