"""What a person does with his own case from the telephone: he applies, he withdraws, he thinks better of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.days import day_text
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import standing
from tests.support.handed_in import photograph
from tests.support.offices import said
from tests.support.riders import ringing_room, signed_in
from tests.support.staff_room import HIDDEN, Room
from tests.support.world import STRANGER, TODAY

PAGE = f"/r/cases/{NUMBER}"
APPLY, WITHDRAW, PAPERS = f"{PAGE}/apply", f"{PAGE}/withdraw", f"{PAGE}/papers"
ANSWERS = {"kind": "injury", "consent": "1", "form": "1"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ringing_room(tmp_path) as made:
        yield made


def reported(room: Room, on: date = TODAY) -> Case:
    """A case that was reported, with ninety days to apply from its accident."""
    case = standing(room.world, "reported")
    for row in case.of("clock"):
        if row["code"] == "T3":
            row.update(due_on=max(on, row["due_on"]))
    return case


def test_a_person_applies_and_has_a_receipt_with_the_laws_days(room: Room) -> None:
    reported(room).save()
    web = signed_in(room)
    assert APPLY in web.get(PAGE).text
    hidden = dict(HIDDEN.findall(web.get(PAPERS).text))
    files = {"files": ("病历.jpg", photograph(), "image/jpeg")}
    assert web.web.post(PAPERS, data={**hidden, "kind": "diagnosis"}, files=files).status_code == 303
    form = dict(HIDDEN.findall(web.get(APPLY).text))
    lacking = web.web.post(APPLY, data={**form, "kind": "death"})
    assert lacking.status_code == 422
    assert all(one in said(lacking) for one in ("有 3 处要改", "请勾选“以上内容真实”再提交", "不核实就没法办"))
    answers = [web.web.post(APPLY, data={**form, **ANSWERS}) for _ in range(2)]
    assert [one.headers["location"] for one in answers] == [APPLY, APPLY]
    claim = room.world.one("claim")
    assert (claim["state"], claim["applied_by"], claim["application_kind"]) == ("applied", "person", "injury")
    assert [row["kind"] for row in room.world.rows("paper")] == ["diagnosis"]
    receipt = said(web.get(APPLY))
    days = {row["code"]: row["due_on"] for row in room.world.rows("clock") if row["state"] == "running"}
    assert set(days) == {"T5", "T8"}
    assert all(day_text(day, TODAY) in receipt for day in days.values())
    assert "申请已收到" in receipt
    assert APPLY not in web.get(PAGE).text


def test_who_is_late_or_not_known_yet_is_told_what_to_do(room: Room) -> None:
    case = standing(room.world, "reported")
    for row in case.of("clock"):
        row.update(due_on=date(2024, 10, 9))
    case.save()
    web = signed_in(room)
    assert APPLY not in web.get(PAGE).text
    text = said(web.get(APPLY))
    assert "过了期限还能申请，要写超期说明。" in text
    assert "提交申请" not in text
    form = dict(HIDDEN.findall(web.get(PAPERS).text))
    version = str(room.world.one("claim")["version"])
    late = web.web.post(APPLY, data={**form, **ANSWERS, "key": "k", "version": version})
    assert (late.status_code, room.world.one("claim")["state"]) == (422, "reported")


def test_a_withdrawal_is_explained_asked_for_and_taken_back(room: Room) -> None:
    standing(room.world, "investigating").save()
    web = signed_in(room)
    text = said(web.get(WITHDRAW))
    assert text.index("这个案件不再办") < text.index("为什么撤回")
    assert web.fill(WITHDRAW, {}).headers["location"] == WITHDRAW
    assert "24 小时" in text
    assert "2024年10月11日 12:0" in said(web.get(WITHDRAW))
    assert "您申请了撤回" in said(web.get(PAGE))
    assert room.world.one("claim")["state"] == "investigating"
    form = dict(HIDDEN.findall(web.get(WITHDRAW).text))
    answers = [web.web.post(WITHDRAW, data={**form, "do": "undo_withdrawal"}) for _ in range(2)]
    assert [one.headers["location"] for one in answers] == [PAGE, PAGE]
    assert room.world.one("claim")["withdrawal_requested_at"] is None
    stale = web.web.post(WITHDRAW, data={**form, "key": "another", "do": "undo_withdrawal"})
    assert stale.status_code == 409


def test_what_is_decided_is_not_withdrawn_and_a_strangers_case_not_there(room: Room) -> None:
    standing(room.world, "confirmed").save()
    other = standing(room.world, "reported", "TL-2024-000902")
    other.claim.update(person_id=STRANGER, claimant_id=STRANGER)
    other.save()
    web = signed_in(room)
    assert WITHDRAW not in web.get(PAGE).text
    assert [web.get(one).status_code for one in (WITHDRAW, f"{PAGE}x/withdraw")] == [404, 404]
    form = dict(HIDDEN.findall(web.get(PAPERS).text))
    for page in ("apply", "withdraw"):
        there, nowhere = (web.get(f"/r/cases/{no}/{page}") for no in ("TL-2024-000902", "TL-2024-999999"))
        assert (there.status_code, there.text) == (404, nowhere.text)
        assert web.web.post(f"/r/cases/TL-2024-000902/{page}", data={**form, **ANSWERS}).status_code == 404
        assert web.web.post(f"{PAGE}/{page}", data=ANSWERS).status_code == 403
    assert {row["state"] for row in room.world.rows("claim")} == {"confirmed", "reported"}
