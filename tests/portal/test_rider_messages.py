"""短信和邮件 on the phone: what can be done without, by the page and by a mail's link; nobody does it for another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.offices import said
from tests.support.reporting import report
from tests.support.riders import ringing_room, signed_in
from tests.support.staff_room import Browser, Room
from tests.support.world import INJURED
from workflows.unsubscribing import Unwanted, link_of

PAGE = "/r/me/messages"
PROGRESS = Unwanted(INJURED, "progress")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ringing_room(tmp_path) as made:
        report(made.world)
        yield made


@pytest.fixture
def rider(room: Room) -> Browser:
    return signed_in(room)


def standing(room: Room) -> list[tuple[str, str]]:
    return [(row["topic"], row["way"]) for row in room.world.rows("unsubscription") if row["ends_at"] is None]


def link(room: Room, one: Unwanted = PROGRESS) -> str:
    return link_of(room.desk, one).removeprefix("http://127.0.0.1:8000")


def test_a_topic_is_done_without_and_taken_again(room: Room, rider: Browser) -> None:
    assert PAGE in rider.get("/r/me").text
    before = said(rider.get(PAGE))
    assert before.count("现在照常发。") == 2
    assert "申请已受理" in before
    assert "登录验证码，一定要发，不能退订" in before
    assert rider.fill(PAGE, {"topic": "progress", "do": "stop"}).headers["location"] == PAGE
    assert "2024年10月10日（周四） 起不再发。" in said(rider.get(PAGE))
    assert standing(room) == [("progress", "page")]
    rider.fill(PAGE, {"topic": "progress", "do": "go-on"})
    assert said(rider.get(PAGE)).count("现在照常发。") == 2
    assert standing(room) == []


def test_what_is_no_topic_is_refused_and_a_form_from_elsewhere_too(room: Room, rider: Browser) -> None:
    answer = rider.fill(PAGE, {"topic": "served", "do": "stop"})
    assert answer.status_code == 422
    assert "可以退订的有：办理进展、期限提醒。" in said(answer)
    assert rider.web.post(PAGE, data={"topic": "progress", "do": "stop"}).status_code == 403
    assert rider.fill(PAGE, {"topic": "progress"}, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert standing(room) == []


def test_a_link_asks_first_and_its_button_needs_no_sign_in(room: Room) -> None:
    web = room.browser()
    asked = web.get(link(room))
    assert asked.status_code == 200
    assert "退订办理进展" in said(asked)
    assert standing(room) == []
    assert "已退订" in said(web.web.post(link(room)))
    assert standing(room) == [("progress", "link")]


def test_the_button_of_a_mail_program_does_it_once(room: Room) -> None:
    mailer = room.browser()
    for _ in range(2):
        done = mailer.web.post(
            link(room, Unwanted(INJURED, "reminder")), data={"List-Unsubscribe": "One-Click"},
            headers={"sec-fetch-site": "cross-site", "origin": "https://mail.example"},
        )  # fmt: skip
        assert done.status_code == 200
    assert standing(room) == [("reminder", "link")]


def test_a_link_that_was_changed_is_no_page(room: Room) -> None:
    web = room.browser()
    wrong = link(room).replace("progress", "reminder")
    for method in ("GET", "POST"):
        answer = web.web.request(method, wrong)
        assert answer.status_code == 404
        assert answer.text == web.web.request(method, "/r/unsubscribe/nothing").text
    assert standing(room) == []
