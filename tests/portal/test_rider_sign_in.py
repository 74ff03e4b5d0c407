"""Signing in by telephone: a code that is short-lived, few tries, and never somebody else's case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Connection

from claims.canonical import canonical_json
from claims.store.rows import update_row
from tests.support.offices import said
from tests.support.riders import CODE, PHONE, code_of, report, reporting_room, sign_in
from tests.support.staff_room import HIDDEN, Browser, Room
from tests.support.world import World
from workflows.person_index import index_again
from workflows.phone_codes import TRIES
from workflows.transaction import in_one_transaction


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        report(made.browser())
        made.later(minutes=30)
        yield made


@pytest.fixture
def web(room: Room) -> Browser:
    return room.browser()


def own_no(world: World) -> str:
    return str(world.one("claim")["no"])


def give_id_number(world: World, person_id: str, number: str) -> None:
    """Let a person have told an ID number, as an officer would have noted it."""
    body = {"name": "王一鸣", "phone": PHONE, "id_number": number}

    def write(connection: Connection) -> None:
        update_row(connection, "person_private", {"person_id": person_id}, {"body": canonical_json(body)})
        index_again(connection, person_id)

    in_one_transaction(world.desk, write)


def test_who_holds_the_phone_sees_the_case(web: Browser, room: Room) -> None:
    answer = sign_in(web)
    assert answer.headers["location"] == "/r/cases"
    assert web.get("/r/cases").headers["location"] == f"/r/cases/{own_no(room.world)}"
    assert "我们收到了您的报案。" in said(web.get(f"/r/cases/{own_no(room.world)}"))
    session = room.world.one("sign_in_session")
    assert (session["kind"], session["way"]) == ("rider", "phone")
    assert room.happened(session["username"]) == ["signed_in"]


def test_the_page_asked_for_comes_after_it_and_only_one_of_these(web: Browser, room: Room) -> None:
    no = own_no(room.world)
    away = web.get(f"/r/cases/{no}").headers["location"]
    assert away == f"/r/login?next=%2Fr%2Fcases%2F{no}"
    assert sign_in(web, after=f"/r/cases/{no}").headers["location"] == f"/r/cases/{no}"
    assert sign_in(room.browser(), after="/admin").headers["location"] == "/r/cases"


def test_a_code_opens_one_session_within_ten_minutes(web: Browser, room: Room) -> None:
    hidden = dict(HIDDEN.findall(web.fill("/r/login", {"phone": PHONE}).text))
    form = {**hidden, "code": code_of(room.world)}
    room.later(minutes=11)
    assert "验证码不对或已过期" in said(web.web.post("/r/login/code", data=form))
    assert sign_in(web).status_code == 303
    again = {**form, "code": code_of(room.world)}
    assert web.web.post("/r/login/code", data=again).status_code == 422


def test_five_tries_and_the_code_is_spent(web: Browser, room: Room) -> None:
    hidden = dict(HIDDEN.findall(web.fill("/r/login", {"phone": PHONE}).text))
    right = code_of(room.world)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for left in range(TRIES - 1, 0, -1):
        assert f"还可再试 {left} 次" in said(web.web.post("/r/login/code", data={**hidden, "code": wrong}))
    for code in (wrong, right):
        assert "验证码不对或已过期" in said(web.web.post("/r/login/code", data={**hidden, "code": code}))
    assert room.world.rows("sign_in_session") == []


def test_nobody_learns_whose_number_is_here(web: Browser, room: Room) -> None:
    before = len(room.world.rows("message"))
    known = said(web.fill("/r/login", {"phone": PHONE})).replace("138****5678", "#")
    unknown = said(web.fill("/r/login", {"phone": "13900000000"})).replace("139****0000", "#")
    assert known == unknown
    assert len(room.world.rows("message")) == before + 1
    code = code_of(room.world)
    wrong = "000001" if code != "000001" else "000002"
    tried = [room.browser(), room.browser()]
    known_ways: list[list[tuple[int, str]]] = []
    for browser, phone in zip(tried, (PHONE, "13900000000"), strict=True):
        form = dict(HIDDEN.findall(browser.fill("/r/login", {"phone": phone}).text))
        answers = [browser.web.post("/r/login/code", data={**form, "code": wrong}) for _ in range(TRIES + 1)]
        ways = [(one.status_code, said(one).replace("138****5678", "#").replace("139****0000", "#")) for one in answers]
        known_ways.append(ways)
        assert "还可再试 4 次" in ways[0][1]
        assert "验证码不对或已过期" in ways[-1][1]
    assert known_ways[0] == known_ways[1]
    code = code_of(room.world)
    stored = [str(row) for row in room.world.rows("phone_code")]
    assert not [text for text in stored if code in text or PHONE in text]


def test_one_number_gets_few_codes_whoever_asks(room: Room) -> None:
    answers = [said(room.browser(address=f"192.0.2.{one}").fill("/r/login", {"phone": PHONE})) for one in range(1, 23)]
    assert "可以再发" not in answers[0]
    assert "今天发得太多了" in answers[-1]
    told = [row for row in room.world.rows("message") if row["kind"] == "sign_in_code"]
    assert len(told) < len(answers)


def test_a_number_that_may_have_changed_hands_asks_for_the_id_number(web: Browser, room: Room) -> None:
    give_id_number(room.world, str(room.world.one("claim")["person_id"]), "500151199001010003")
    answer = sign_in(web)
    assert (answer.status_code, "身份证号后 4 位" in said(answer), "王" in said(answer)) == (200, True, False)
    hidden = dict(HIDDEN.findall(answer.text))
    form = {**hidden, "code": code_of(room.world)}
    assert "身份证号后 4 位对不上" in said(web.web.post("/r/login/code", data={**form, "tail": "0004"}))
    assert room.world.rows("sign_in_session") == []
    assert room.happened(None) == ["code_wrong"]
    assert web.web.post("/r/login/code", data={**form, "tail": "０００３"}).status_code == 303


def test_the_end_of_an_id_number_cannot_be_guessed(web: Browser, room: Room) -> None:
    give_id_number(room.world, str(room.world.one("claim")["person_id"]), "500151199001010003")

    def tried(*tails: str) -> list[Response]:
        hidden = dict(HIDDEN.findall(sign_in(web).text))
        form = {**hidden, "code": code_of(room.world)}
        return [web.web.post("/r/login/code", data={**form, "tail": tail}) for tail in tails]

    wrong = [*tried("1001", "1002", "1003", "1004"), *tried("1005", "1006", "1007", "1008"), *tried("1009", "1010")]
    assert all("后 4 位对不上" in said(answer) for answer in wrong)
    (right,) = tried("0003")
    assert ("今天试得太多了" in said(right), room.world.rows("sign_in_session")) == (True, [])
    room.later(hours=3)
    assert [answer.status_code for answer in tried("0003")] == [303]


def test_of_two_with_one_number_each_says_who_he_is(web: Browser, room: Room) -> None:
    report(room.browser(), person_name="何小雨", when="earlier", year="2024", month="9", day="1")
    answer = sign_in(web)
    assert "王*鸣" in said(answer)
    assert "何*雨" in said(answer)
    named = {
        str(row["person_id"]): str(row["body"]) for row in room.world.rows("person_private") if PHONE in row["body"]
    }
    rain = next(person for person, body in named.items() if "何小雨" in body)
    form = {**dict(HIDDEN.findall(answer.text)), "code": code_of(room.world), "who": rain}
    assert web.web.post("/r/login/code", data=form).status_code == 303
    own = {row["no"]: row["person_id"] for row in room.world.rows("claim")}
    assert {no: web.get(f"/r/cases/{no}").status_code for no in own} == {
        no: 200 if person == rain else 404 for no, person in own.items()
    }


def test_anothers_case_is_as_if_it_were_not(room: Room) -> None:
    mine, other = room.browser(), room.browser()
    report(other, phone="13900000000", person_name="何小雨")
    room.later(minutes=1)
    sign_in(mine)
    strange = next(row["no"] for row in room.world.rows("claim") if row["no"] != own_nos(room)[0])
    found, nonsense = mine.get(f"/r/cases/{strange}"), mine.get("/r/cases/TL-2024-999999")
    assert (found.status_code, found.text) == (nonsense.status_code, nonsense.text) == (404, nonsense.text)


def own_nos(room: Room) -> list[str]:
    persons = [row["person_id"] for row in room.world.rows("person_private") if PHONE in row["body"]]
    return [row["no"] for row in room.world.rows("claim") if row["person_id"] in persons]


def test_these_pages_are_for_injured_persons_and_forms_for_this_browser(web: Browser, room: Room) -> None:
    staff = room.browser()
    staff.sign_in("intake1")
    assert staff.get("/r/cases").status_code == 403
    assert web.web.post("/r/login", data={"phone": PHONE}).status_code == 403
    sign_in(web)
    assert web.get("/desk").status_code == 403


def test_signing_out_ends_it(web: Browser, room: Room) -> None:
    sign_in(web)
    page = f"/r/cases/{own_no(room.world)}"
    assert web.fill(page, {}, to="/r/logout").headers["location"] == "/"
    assert web.get(page).headers["location"].startswith("/r/login")


def test_the_receipt_proves_the_phone_or_lets_it_be(room: Room) -> None:
    web = room.browser()
    receipt = report(web, phone="13700000000")
    assert "收不到，跳过" in said(web.get(receipt))
    assert "输入短信验证码" not in said(web.get(f"{receipt}?skip=1"))
    assert "还可再试" in said(web.fill(receipt, {"code": "1"}))
    done = web.fill(receipt, {"code": code_of(room.world)})
    assert done.headers["location"].startswith("/r/cases/TL-")
    assert web.get(done.headers["location"]).status_code == 200


def test_the_text_with_the_code_is_short_and_says_nothing_of_the_case(web: Browser, room: Room) -> None:
    web.fill("/r/login", {"phone": PHONE})
    message = next(row for row in room.world.rows("message") if row["kind"] == "sign_in_code")
    text = room.world.one("message_private", message_id=message["id"])["text"]
    assert CODE.search(text)
    assert len(text) <= 70
    assert own_no(room.world) not in text


def test_a_stranger_who_asks_and_guesses_keeps_nobody_out(web: Browser, room: Room) -> None:
    form = dict(HIDDEN.findall(web.fill("/r/login", {"phone": PHONE}).text))
    right = code_of(room.world)
    stranger = room.browser(address="192.0.2.9")
    for _ in range(9):
        theirs = dict(HIDDEN.findall(stranger.fill("/r/login", {"phone": PHONE}).text))
        for guess in (right, *["000001"] * TRIES):
            assert stranger.web.post("/r/login/code", data={**theirs, "code": guess}).status_code == 422
    assert web.web.post("/r/login/code", data={**form, "code": right}).status_code == 303
    assert "可以再发" not in said(room.browser(address="192.0.2.10").fill("/r/login", {"phone": PHONE}))
