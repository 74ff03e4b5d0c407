"""收款账户: a person asks for another account with a code; two officers look at it before any money goes there."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from claims.errors import Refused
from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import account, item, payment, standing
from tests.support.offices import said
from tests.support.riders import PHONE, TAIL, code_of, ringing_room, sign_in
from tests.support.staff_room import HIDDEN, PASSWORD, Browser, Room
from tests.support.world import INJURED, STRANGER, TODAY
from workflows.acting import act
from workflows.phone_codes import TRIES
from workflows.phone_sign_in import prove_again
from workflows.receipts import texts_of

PAGE, DESK = f"/r/me/bank?no={NUMBER}", f"/desk/cases/{NUMBER}/register_asked_account"
NEW = {"basis": "社会保障卡", "bank": "工商银行", "account": "６２２２ 0000-0000 0017"}
NEW_PHONE = "13966660000"
REFUSED = {"reason": "与银行卡不符"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A case being settled, whose payment the bank has given back."""
    with ringing_room(tmp_path) as made:
        case = standing(made.world, "settling")
        account(case)
        payment(case, "returned", item(case, "effective"))
        case.save()
        yield made


@pytest.fixture
def web(room: Room) -> Browser:
    browser = room.browser()
    assert sign_in(browser, tail="0001").status_code == 303
    room.later(minutes=10)
    return browser


def written(web: Browser, **other: str) -> Response:
    """The first step: the account is written, and stands there to be looked at again."""
    web.room.later(seconds=61)
    return web.fill(PAGE, {**NEW, **other, "do": "check"})


def sent(web: Browser, shown: Response, code: str = "") -> Response:
    """The second step, with the code."""
    hidden = dict(HIDDEN.findall(shown.text))
    return web.web.post("/r/me/bank", data={**hidden, "do": "send", "code": code or code_of(web.room.world)})


def officer(room: Room) -> Browser:
    browser = room.browser()
    browser.sign_in("intake1")
    return browser


def test_nothing_goes_to_an_account_before_two_officers_have_looked(web: Browser, room: Room) -> None:
    assert "银行退回了" in said(web.get(f"/r/cases/{NUMBER}"))
    assert f"/r/me/bank?no={NUMBER}" in web.get(f"/r/cases/{NUMBER}").text
    assert web.get("/r/me/bank").headers["location"] == PAGE
    shown = written(web)
    assert "请再看一遍：工商银行 尾号 0017" in said(shown)
    assert "看起来不对" not in said(shown)
    assert sent(web, shown).headers["location"] == f"{PAGE}&sent=1"
    assert "工商银行 尾号 0017 正在核对" in said(web.get(PAGE))
    world = room.world
    assert len(world.rows("payee_account")) == 1
    desk = officer(room)
    text = said(desk.get(DESK))
    assert ("尾号 0017" in text, "0000" in text.partition("账号")[2][:40]) == (True, False)
    assert "核对本人申请的收款账户" in said(desk.get("/desk"))
    assert desk.fill(DESK, {}).status_code == 303
    draft = world.one("approval")
    assert (draft["kind"], draft["levels"]) == ("payee_account", 2)
    assert len(world.rows("payee_account")) == 1
    assert act(room.desk, "approver1", str(draft["id"]), "approve", TODAY).done
    new = max(world.rows("payee_account"), key=lambda row: int(row["generation"]))
    assert (new["proposed_by"], new["approved_by"], new["beneficiary"]) == ("intake1", "approver1", INJURED)
    kept = json.loads(world.one("payee_account_private", account_id=new["id"])["body"])
    assert kept == {"bank": "工商银行", "account": "6222000000000017", "account_name": "合成人员01"}
    assert world.one("payment")["account_hash"] != new["account_hash"]
    assert "尾号 0017" in said(web.get(PAGE))
    assert desk.get(DESK).status_code == 404
    assert not [row for row in world.rows("event") if "6222000000000017" in str(row["data"])]


def test_who_has_asked_for_another_account_is_not_asked_again(web: Browser, room: Room) -> None:
    before = said(web.get(f"/r/cases/{NUMBER}"))
    assert "去更正收款账户" in before
    assert "请更正账户" in before
    sent(web, written(web))
    for page in (f"/r/cases/{NUMBER}", PAGE):
        text = said(web.get(page))
        assert "您申请的账户正在核对，最晚" in text
        assert "请更正账户" not in text
        assert "去更正收款账户" not in text


@pytest.mark.parametrize(
    ("state", "sentence"), [("reported", "现在还不用填账户"), ("withdrawn", "现在不能在这里改账户")]
)
def test_a_case_that_takes_no_account_says_so_without_the_table_of_states(
    state: str, sentence: str, tmp_path: Path
) -> None:
    with ringing_room(tmp_path) as room:
        standing(room.world, state).save()
        web = room.browser()
        assert sign_in(web, tail=TAIL).status_code == 303
        text = said(web.get(PAGE))
    assert sentence in text
    assert "现在的状态是" not in text


def test_the_second_officer_looks_at_the_whole_number_too(web: Browser, room: Room) -> None:
    assert sent(web, written(web)).status_code == 303
    assert officer(room).fill(DESK, {}).status_code == 303
    draft = str(room.world.one("approval")["id"])
    room.give_password("approver1")
    second = room.browser()
    second.sign_in("approver1")
    show = f"/desk/cases/{NUMBER}/show?person={INJURED}&field=asked_account"
    page = second.get(f"/desk/approvals/{draft}")
    assert (show in html.unescape(page.text), "6222000000000017" in page.text) == (True, False)
    second.fill("/step-up", {"password": PASSWORD})
    assert "6222000000000017" in second.fill(show, {"reason": "核对收款账户"}, to=show).text
    looks = [row for row in room.world.rows("access_log") if row["what"] == "unmask"]
    assert [(row["username"], row["person_id"], row["field"]) for row in looks] == [
        ("approver1", INJURED, "asked_account")
    ]
    assert act(room.desk, "approver1", draft, "approve", TODAY).done
    assert "field=asked_account" not in second.get(f"/desk/approvals/{draft}").text


def test_the_form_that_comes_twice_asks_once_and_a_wrong_code_not_at_all(web: Browser, room: Room) -> None:
    shown = written(web)
    right = code_of(room.world)
    assert "还可再试" in said(sent(web, shown, f"{(int(right) + 1) % 10**6:06d}"))
    assert [sent(web, shown, right).status_code for _ in range(2)] == [303, 303]
    assert len([row for row in room.world.rows("event") if row["trigger"] == "ask_payee_account"]) == 1
    again = written(web)
    wrong = f"{(int(code_of(room.world)) + 1) % 10**6:06d}"
    answers = [said(sent(web, again, wrong)) for _ in range(TRIES)]
    assert "验证码不对或已过期" in answers[-1]
    assert sent(web, again).status_code == 422
    assert sent(web, again, right).status_code == 422


def test_a_code_is_good_for_what_its_message_says_and_for_nothing_else(web: Browser, room: Room) -> None:
    shown = written(web)
    for_account = code_of(room.world)
    assert f"验证码{for_account}，10分钟内有效，用来更改收款账户" in texts_of(room.desk, ("mailbox",))[0]["text"]
    room.later(seconds=1)
    other = room.browser()
    hidden = dict(HIDDEN.findall(other.fill("/r/login", {"phone": PHONE}).text))
    for_sign_in, sessions = code_of(room.world), len(room.world.rows("sign_in_session"))

    def signed_in(code: str) -> int:
        return other.web.post("/r/login/code", data={**hidden, "code": code, "tail": "0001"}).status_code

    assert (signed_in(for_account), len(room.world.rows("sign_in_session"))) == (422, sessions)
    assert "验证码不对" in said(sent(web, shown, for_sign_in))
    assert not [row for row in room.world.rows("event") if row["trigger"] == "ask_payee_account"]
    assert (signed_in(for_sign_in), sent(web, shown, for_account).status_code) == (303, 303)


def test_of_two_taps_at_once_the_later_one_is_answered_as_the_first(
    web: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = written(web)
    earlier: list[int] = []

    def overtaken(*given: Any, **more: Any) -> None:
        if not earlier:
            earlier.append(0)
            earlier[0] = sent(web, shown).status_code
        prove_again(*given, **more)

    monkeypatch.setattr("portal.rider.bank.prove_again", overtaken)
    answer = sent(web, shown)
    assert (earlier, answer.status_code, answer.headers.get("location")) == ([303], 303, f"{PAGE}&sent=1")
    assert len([row for row in room.world.rows("event") if row["trigger"] == "ask_payee_account"]) == 1


def test_the_present_telephone_is_told_and_for_some_weeks_that_which_was_given_up(room: Room) -> None:
    change = {"holder": INJURED, "new_phone": NEW_PHONE, "id_shown": True, "reason": "旧号停用"}
    assert act(room.desk, "intake1", NUMBER, "change_phone_checked", TODAY, change).done
    assert act(room.desk, "approver1", str(room.world.one("approval")["id"]), "approve", TODAY).done
    room.later(days=3)
    web = room.browser()
    assert sign_in(web, phone=NEW_PHONE, tail=TAIL).status_code == 303
    shown = written(web)
    assert "您登记的手机号会收到提醒；30 天内换过号的，旧号码也会收到。" in said(shown)
    assert sent(web, shown).status_code == 303
    told = room.world.rows("message", kind="account_asked")
    went = {str(room.world.one("message_private", message_id=row["id"])["address"]) for row in told}
    assert (went, {row["recipient"] for row in told}) == ({NEW_PHONE, PHONE}, {INJURED})
    page = said(web.get("/r/notices"))
    assert page.count("发到换掉的号码 138****5678") == 2  # that the number was changed, and what was asked for since


def test_what_cannot_be_an_account_is_said_and_what_looks_wrong_may_go_on(web: Browser) -> None:
    answer = written(web, bank="", account="123")
    assert answer.status_code == 422
    assert "账号应是 8—32 位数字" in said(answer)
    assert 'value="123"' in answer.text
    doubtful = written(web, account="6222 0000 0000 0018")
    assert "这个号码看起来不对，请核对。" in said(doubtful)
    assert sent(web, doubtful).status_code == 303
    text = said(officer(web.room).fill(DESK, {}))
    assert "银行卡号（以62开头）应为" in text


def test_a_later_request_overtakes_and_a_declined_one_says_why(web: Browser, room: Room) -> None:
    assert sent(web, written(web)).status_code == 303
    desk = officer(room)
    hidden = dict(HIDDEN.findall(desk.get(DESK).text))
    assert desk.fill(DESK, {}).status_code == 303
    assert sent(web, written(web, account="6222000000000025")).status_code == 303
    assert desk.web.post(DESK, data=hidden).status_code == 409
    with pytest.raises(Refused, match="最后一次申请的账户不一致"):
        act(room.desk, "approver1", str(room.world.one("approval")["id"]), "approve", TODAY)
    assert act(room.desk, "intake1", NUMBER, "decline_asked_account", TODAY, {**REFUSED, "beneficiary": INJURED}).done
    assert "没有登记，原因：与银行卡不符" in said(web.get(PAGE))
    assert [row["state"] for row in room.world.rows("clock", code="account_check")] == ["met", "met"]


def test_on_two_telephones_the_second_form_is_of_an_older_page(web: Browser, room: Room) -> None:
    second = room.browser()
    assert sign_in(second, tail="0001").status_code == 303
    room.later(minutes=10)
    theirs = dict(HIDDEN.findall(second.get(PAGE).text))
    assert sent(web, written(web)).status_code == 303
    room.later(minutes=10)
    shown = second.web.post("/r/me/bank", data={**theirs, **NEW, "account": "6222000000000025", "do": "check"})
    answer = sent(second, shown)
    assert (answer.status_code, "这个案件刚刚有变化" in said(answer)) == (409, True)
    assert "尾号 0017 正在核对" in said(second.get(PAGE))
    assert sent(second, written(second, account="6222000000000025")).status_code == 303
    assert "尾号 0025 正在核对" in said(web.get(PAGE))


def test_the_account_of_anothers_case_is_as_if_it_were_not(web: Browser, room: Room) -> None:
    other = standing(room.world, "settling", "TL-2024-000902")
    other.claim.update(person_id=STRANGER, claimant_id=STRANGER)
    other.save()
    there, nowhere = web.get("/r/me/bank?no=TL-2024-000902"), web.get("/r/me/bank?no=TL-2024-999999")
    assert (there.status_code, there.text) == (404, nowhere.text)
    form = dict(HIDDEN.findall(web.get(PAGE).text))
    assert web.web.post("/r/me/bank", data={**form, **NEW, "no": "TL-2024-000902", "do": "check"}).status_code == 404
    assert web.web.post("/r/me/bank", data={**NEW, "no": NUMBER, "do": "check"}).status_code == 403
