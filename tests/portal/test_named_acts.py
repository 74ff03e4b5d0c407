"""An act on one thing of several is named by what it is about, wherever it is read, and a stale one says who was quicker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import standing
from tests.support.offices import said
from tests.support.riders import reporting_room
from tests.support.staff_room import Browser, Room
from tests.support.world import INJURED, PLATFORM, TODAY
from workflows.acting import act
from workflows.thing_names import thing_names
from workflows.transaction import reading

BASE = f"/desk/cases/{NUMBER}"
BARE = re.compile(r"第 \d+ 号")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with reporting_room(tmp_path) as made:
        yield made


@pytest.fixture
def officer(room: Room) -> Browser:
    web = room.browser()
    web.sign_in("intake1")
    return web


def acceptance(room: Room) -> tuple[str, dict[str, str]]:
    """An acceptance that waits to be served; its name with its number, and the services by whom they are for."""
    case: Case = standing(room.world, "investigating")
    letter = case.letter("acceptance")
    case.save()
    services = {row["recipient_kind"]: str(row["id"]) for row in case.of("service")}
    return f"受理决定书 {letter['number']}", services


def serving(service: str, **more: str) -> str:
    return f"{BASE}/act?{urlencode({'on': service, 'do': 'serve', **more})}"


def test_each_button_tells_its_letter_and_to_whom(room: Room, officer: Browser) -> None:
    name, services = acceptance(room)
    text = said(officer.get(f"{BASE}/letters"))
    assert f"登记送达：{name} → 平台企业 {PLATFORM}…" in text or f"送达：{name} → 平台企业 {PLATFORM}…" in text
    assert f"送达：{name} → 申请人…" in text
    assert BARE.findall(text) == []
    assert set(services) == {"person", "platform"}


def test_the_pages_of_an_act_tell_it_in_their_heading(room: Room, officer: Browser) -> None:
    name, services = acceptance(room)
    for page in (serving(services["platform"]), serving(services["platform"], method="direct")):
        answer = officer.get(page)
        heading = re.search(r"<h1>(.*?) <small>", answer.text, re.DOTALL)
        assert heading is not None
        assert heading[1].endswith(f"送达：{name} → 平台企业 {PLATFORM}"), heading[1]


def test_the_receipt_tells_each_of_the_things_that_were_moved(room: Room, officer: Browser) -> None:
    name, services = acceptance(room)
    page = serving(services["platform"], method="direct")
    form = {"occurred_on": TODAY.isoformat(), "evidence": "送达回证", "method": "direct", "do": "make"}
    form |= {"signer": "clerk", "signed_by": "前台"}
    answer = officer.fill(page, form, to=page)
    assert answer.status_code == 303, said(answer)
    done = said(officer.get(answer.headers["location"]))
    assert f"送达：{name} → 平台企业 {PLATFORM}" in done
    assert f"送达：{name} → 平台企业 {PLATFORM} → 已送达" in said(officer.get(f"{BASE}/timeline"))


def test_who_comes_too_late_reads_who_was_quicker(room: Room, officer: Browser) -> None:
    name, services = acceptance(room)
    proof = {"method": "direct", "evidence": "送达回证"}
    assert act(room.desk, "system", services["platform"], "serve", TODAY, proof).done
    late = officer.get(serving(services["platform"]))
    text = said(late)
    assert late.status_code == 409
    assert f"{name} → 平台企业 {PLATFORM}：现在是“已送达”，不能再“" in text
    assert "系统办了“送达”" in text
    assert "回到案件" in text


def test_what_is_not_there_is_said_among_ones_own_columns(officer: Browser) -> None:
    answer = officer.get("/desk/cases/TL-2024-009999")
    assert answer.status_code == 404
    assert "<h1>没有找到这个页面" in answer.text
    assert "没有办理" not in answer.text
    assert "今日工作台" in said(answer)


def test_alike_things_have_their_place_beside_them(room: Room) -> None:
    case = standing(room.world, "confirmed")
    first, second = (case.subject("dispute", "lodged", matter="confirmation", route="review", lodged_by=side,
                                  lodged_on=TODAY) for side in ("person", "platform"))  # fmt: skip
    other = case.subject("dispute", "lodged", matter="confirmation", route="suit", lodged_by="person", lodged_on=TODAY)
    case.save()
    with reading(room.desk) as connection:
        names = thing_names(connection, NUMBER, [first["id"], second["id"], other["id"], NUMBER, INJURED])
    assert set(names) == {first["id"], second["id"], other["id"]}
    assert names[other["id"]].endswith("，行政诉讼")
    assert len(set(names.values())) == 3
    assert names[first["id"]].endswith(f"（第 {first['id'].rpartition('-')[2]} 号）")
