"""Two of a dead rider's kin ask for accounts on one case: each waits for his own answer, and nobody's touches another's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest

from claims.errors import Refused
from portal.desk.asked_accounts import PATH
from tests.support.casebook import NUMBER
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.offices import said
from tests.support.staff_room import HIDDEN, Room, room_of
from tests.support.survivors import CHILD, SHARE_FEN, owed, settled_death
from tests.support.world import KIN, TODAY, World, sqlite_world
from workflows.account_requests import request_of, requests_on
from workflows.acting import act
from workflows.command import Outcome
from workflows.inbox import inbox
from workflows.phone_changes import is_money_by_phone
from workflows.rider_accounts import account_story
from workflows.transaction import reading

WIDOW, DESK = KIN, PATH.format(no=NUMBER)
SIGN_INS = {WIDOW: "rider-widow", CHILD: "rider3"}
NUMBERS = {WIDOW: "6222000000000033", CHILD: "6222000000000017"}
NAMES = {WIDOW: "合成人员02", CHILD: "合成人员03"}
WHY = "与银行卡不符"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A death that is settled: the widow took the case on, a share is owed to the child."""
    with sqlite_world(tmp_path) as made:
        case = settled_death(made)
        owed(case, "approved", "death_lump_sum", CHILD, SHARE_FEN)
        case.save()
        made.insert(
            "account", {**made.one("account", username="rider3"), "username": SIGN_INS[WIDOW], "person_id": WIDOW}
        )
        post = made.one("post", username="rider3")
        made.insert("post", {**post, "id": post["id"] + 1000, "username": SIGN_INS[WIDOW]})
        yield made


@pytest.fixture
def room(world: World) -> Iterator[Room]:
    with room_of(world) as made:
        yield made


def asks(world: World, person: str, number: str = "") -> Outcome:
    account = {
        "basis": "社会保障卡",
        "bank": "工商银行",
        "account": number or NUMBERS[person],
        "account_name": NAMES[person],
    }
    return act(world.desk, SIGN_INS[person], NUMBER, "ask_payee_account", TODAY, {**account, "beneficiary": person})


def waiting(world: World) -> dict[str, str]:
    """The numbers that wait, by the person."""
    with reading(world.desk) as connection:
        found = {one.beneficiary: one.account for one in requests_on(connection, NUMBER)}
        for person in (WIDOW, CHILD):
            own = request_of(connection, NUMBER, person)
            assert (own.account if own else None) == found.get(person)
            story = account_story(connection, NUMBER, person)
            assert (story.asked.account if story.asked else None) == found.get(person)
    return found


def registers(world: World, person: str) -> None:
    with reading(world.desk) as connection:
        asked = request_of(connection, NUMBER, person)
    assert asked is not None
    drafted = act(world.desk, "intake1", NUMBER, "register_asked_account", TODAY, asked.data)
    assert drafted.done, drafted.refusals
    assert act(world.desk, "approver1", drafted.subject, "approve", TODAY).done


def declines(world: World, person: str) -> Outcome:
    return act(world.desk, "intake1", NUMBER, "decline_asked_account", TODAY, {"reason": WHY, "beneficiary": person})


@pytest.mark.parametrize("order", list(permutations(["ask again", "register", "decline"])))
def test_what_is_done_to_one_request_leaves_the_others_as_it_is(world: World, order: tuple[str, ...]) -> None:
    assert asks(world, WIDOW).done
    assert asks(world, CHILD).done
    untouched = [row for row in world.rows("clock", code="account_check") if row["party"] == CHILD]
    for what in order:
        if WIDOW not in waiting(world):
            assert asks(world, WIDOW).done
        if what == "ask again":
            assert asks(world, WIDOW, "6222000000000025").done
        elif what == "register":
            registers(world, WIDOW)
        else:
            assert declines(world, WIDOW).done
        assert waiting(world)[CHILD] == NUMBERS[CHILD]
        assert [row for row in world.rows("clock", code="account_check") if row["party"] == CHILD] == untouched
    registers(world, CHILD)
    assert CHILD not in waiting(world)
    accounts = {row["beneficiary"] for row in world.rows("payee_account")}
    assert {WIDOW, CHILD} <= accounts
    assert faults(world, WRITTEN_TOO) == []


def test_a_request_is_answered_by_name_and_only_where_one_waits(world: World) -> None:
    assert asks(world, CHILD).done
    assert [one.code for one in declines(world, WIDOW).refusals] == ["asked_by_whom_it_names"]
    assert declines(world, CHILD).done
    with reading(world.desk) as connection:
        declined = [account_story(connection, NUMBER, person).declined for person in (WIDOW, CHILD)]
    assert declined == ["", WHY]
    told = world.one("message", kind="account_declined")
    assert told["recipient"] == CHILD
    assert asks(world, WIDOW).done
    with reading(world.desk) as connection:
        assert account_story(connection, NUMBER, CHILD).declined == WHY


def test_another_account_is_registered_for_who_does_not_wait(world: World) -> None:
    assert asks(world, CHILD).done
    own = {"basis": "社会保障卡", "bank": "农业银行", "account": NUMBERS[WIDOW], "account_name": NAMES[WIDOW]}
    assert act(world.desk, "intake1", NUMBER, "set_payee_account", TODAY, {**own, "beneficiary": WIDOW}).done
    of_child = {**own, "account_name": NAMES[CHILD], "beneficiary": CHILD}
    refused = act(world.desk, "intake2", NUMBER, "set_payee_account", TODAY, of_child)
    assert "本人申请的账户还没有答复" in refused.refusals[0].message()


def test_the_desk_tells_the_two_apart(room: Room) -> None:
    world = room.world
    assert asks(world, WIDOW).done
    assert asks(world, CHILD).done
    lines = [one.what for one in inbox(world.desk, "intake1") if one.code == "account_check"]
    assert sorted(lines) == ["核对本人申请的收款账户（合****2）", "核对本人申请的收款账户（合****3）"]
    web = room.browser()
    web.sign_in("intake1")
    assert {"核对本人申请的收款账户（合****2）", "核对本人申请的收款账户（合****3）"} <= set(
        re.findall(r"核对本人申请的收款账户（[^）]*）", said(web.get(f"/desk/cases/{NUMBER}/clocks")))
    )
    page = web.get(DESK)
    assert ("尾号 0033" in said(page), "尾号 0017" in said(page)) == (True, True)
    forms = [dict(HIDDEN.findall(part)) for part in page.text.split('<form method="post" action="/desk/cases')[1:]]
    assert len({form["asked"] for form in forms}) == len(forms) == 2
    assert [web.web.post(DESK, data=form).status_code for form in forms] == [303, 303]
    drafts = [str(row["id"]) for row in world.rows("approval")]
    assert said(web.get(DESK)).count("已经提交审批，等另一个人批准。") == 2
    assert asks(world, CHILD, "6222000000000025").done
    after = said(web.get(DESK))
    assert (after.count("已经提交审批"), after.count("和现在申请的账户不一样，批不了")) == (1, 1)
    done = [draft for draft in drafts if approved(world, draft)]
    assert (len(done), list(waiting(world))) == (1, [CHILD])
    href = re.search(rf'href="([^"]*do=decline_asked_account[^"]*beneficiary={CHILD})"', web.get(DESK).text)
    assert href is not None
    address = href[1].replace("&amp;", "&")
    assert f'<option value="{CHILD}" selected>' in web.get(address).text


def approved(world: World, draft: str) -> bool:
    with suppress(Refused):
        return act(world.desk, "approver1", draft, "approve", TODAY).done
    return False


def test_a_request_makes_money_of_the_telephone_of_who_asked_alone(world: World) -> None:
    world.execute("DELETE FROM award_item")

    assert asks(world, WIDOW).done
    with reading(world.desk) as connection:
        money = {person: is_money_by_phone(connection, NUMBER, [person]) for person in (WIDOW, CHILD)}
    assert money == {WIDOW: True, CHILD: False}
