"""The pages of administrators: how the work goes, what is set aside, the sign-ins of others; for nobody else, and no case."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from claims.clock import instant_text
from claims.store.rows import insert_rows
from portal.app import make_app
from tests.support.limitless import Limitless
from tests.support.offices import THEN, Office, Visitor, office, said
from tests.support.web_client import WebClient
from workflows import heartbeat
from workflows.transaction import in_one_transaction

PAGES = ("/admin", "/admin/jobs", "/admin/people", "/admin/people/intake1", "/admin/acts")
STUCK = "clock/9/rung"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office after the replay of one person."""
    with office(tmp_path_factory.mktemp("office"), 20) as made:
        yield made


@pytest.fixture(scope="module")
def admin(room: Office) -> Visitor:
    """The administrator."""
    return room.person("admin1")


def set_aside(room: Office, name: str) -> None:
    """Let work of the sweep have failed five times."""
    row = {"id": name, "claim_no": room.replayed.case_of(20)["no"], "attempts": 5, "last_error": "KeyError"}
    times = {"first_at": instant_text(THEN), "rests_until": instant_text(THEN), "set_aside": True}

    def write(connection: Connection) -> None:
        insert_rows(connection, "stuck", [{**row, **times}])

    in_one_transaction(room.desk, write)


@pytest.mark.parametrize("username", ["intake1", "approver1", "auditor1", "chief1", "investigator1"])
def test_the_pages_are_for_administrators(room: Office, username: str) -> None:
    other = room.person(username)
    assert [other.get(page).status_code for page in PAGES] == [403] * len(PAGES)
    assert other.web.post("/admin/people/intake1/password", data={"csrf": "x"}).status_code == 403
    assert room.replayed.rows("security_event", what="password_given") == []


def test_an_administrator_sees_no_case_and_no_search(room: Office, admin: Visitor) -> None:
    case = room.replayed.case_of(20)["no"]
    assert admin.get(f"/desk/cases/{case}").status_code == 403
    assert admin.get("/desk/cases").status_code == 403
    assert "/desk/search" not in admin.get("/admin").text


def test_who_is_not_signed_in_signs_in_first(room: Office) -> None:
    stranger = WebClient(make_app(room.desk, Limitless()), base_url="https://testserver", follow_redirects=False)
    assert [stranger.get(page).headers["location"].partition("?")[0] for page in PAGES] == ["/login"] * len(PAGES)


def test_every_link_of_the_area_leads_somewhere(admin: Visitor) -> None:
    menu = set(re.findall(r'href="(/admin[^"]*)"', admin.get("/admin").text))
    assert menu >= {"/admin", "/admin/jobs", "/admin/people", "/admin/acts"}
    assert {path: admin.get(html.unescape(path)).status_code for path in menu} == dict.fromkeys(menu, 200)


def test_a_worker_that_stopped_is_a_thing_to_do(room: Office, admin: Visitor) -> None:
    for name in heartbeat.EVERY:
        heartbeat.beat(room.desk, name, 3)
    assert "一切正常。" in admin.text("/admin")
    late = replace(room, desk=replace(room.desk, now=lambda: THEN + timedelta(minutes=10))).person("admin1")
    told = late.text("/admin")
    assert "没有进程在做：巡查到期事项" in told
    assert "一切正常。" not in told
    assert "10 分钟前" in told


def test_what_is_set_aside_is_sent_again_once_and_logged(room: Office, admin: Visitor) -> None:
    assert "没有搁置的事项" in admin.text("/admin/jobs")
    set_aside(room, STUCK)
    assert STUCK in admin.text("/admin/jobs")
    assert admin.web.post("/admin/jobs", data={"name": STUCK}).status_code == 403
    sent = admin.fill("/admin/jobs", {"name": STUCK})
    assert (sent.status_code, sent.headers["location"]) == (303, "/admin/jobs?sent=1")
    assert room.replayed.rows("stuck") == []
    assert STUCK not in admin.text("/admin/jobs")
    told = admin.text("/admin/acts")
    assert "重新交办" in told
    assert STUCK in told


def test_a_retry_of_nothing_says_why(room: Office, admin: Visitor) -> None:
    set_aside(room, "clock/10/rung")
    refused = admin.fill("/admin/jobs", {"name": "clock/11/rung"})
    assert refused.status_code == 422
    assert "重试失败：" in said(refused)


def test_people_are_found_by_name_and_none_is_said(admin: Visitor) -> None:
    assert "共 26 个账号" in admin.text("/admin/people")
    found = admin.text("/admin/people?find=intake")
    assert "共 1 个账号" in found
    assert "受理岗" in found
    assert "没有这样的账号" in admin.text("/admin/people?find=%25")
    assert admin.get("/admin/people/nobody").status_code == 404
    assert "rider-" not in admin.text("/admin/people?page=999")


def test_an_act_on_a_sign_in_asks_again_who_it_is_and_is_told(room: Office) -> None:
    admin, page = room.person("admin1"), "/admin/people/reviewer1"
    first = admin.fill(page, {}, f"{page}/password")
    assert first.status_code == 303
    assert first.headers["location"].startswith("/step-up")
    admin.step_up()
    assert "已提出" in said(admin.fill(page, {}, f"{page}/password"))
    assert "提出登录事项 管理员" in admin.text(page)
    assert "reviewer1" in admin.text("/admin/acts?username=reviewer1")
    assert admin.fill(page, {}, f"{page}/promote").status_code == 404
    assert admin.web.post(f"{page}/unlock", data={"csrf": "x"}).status_code == 403
    assert "可以再试了" in said(admin.fill(page, {}, f"{page}/unlock"))
