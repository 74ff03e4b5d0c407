"""A platform's own address for what concerns it: who sets it, what is sent there, and that sending anew has one effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from claims.errors import BadInput
from notifications.messages.routes import Channels
from notifications.messages.webhook import signature
from tests.support.gateways import Gateway
from tests.support.offices import THEN, Office, office, said
from tests.support.platforms import REPORT
from workflows.acting import act
from workflows.outbox import LONGEST_REST, drain
from workflows.platform_acts import report
from workflows.platform_bodies import read_api_report
from workflows.platform_endpoints import drop_endpoint, set_endpoint
from workflows.transaction import Desk

PAGE = "/p/api/notices"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that may call this machine, after the outbox of the replay is empty."""
    with office(tmp_path_factory.mktemp("notices"), 20) as made:
        drain(made.desk, 1000)
        yield replace(made, desk=replace(made.desk, channels=Channels(allow_private=True)))


def told_of(room: Office, desk: Desk, person: str) -> tuple[str, str]:
    """A report of 美团, and the message that tells it so."""
    given = {**REPORT, "id_number": person, "person_name": f"合成人员{person[-4:]}"}
    data, _ = read_api_report(given, "美团", desk.today())
    no = report(desk, "meituan", data, f"notice-{person}").claim_no
    (message,) = room.replayed.rows("message", claim_no=no, kind="report_received_platform")
    return no, message["id"]


def later_by(rests: int) -> datetime:
    """After so many rests of the outbox."""
    return THEN + rests * (LONGEST_REST + timedelta(minutes=1))


def state_of(room: Office, message_id: str) -> str:
    return str(room.replayed.rows("message", id=message_id)[0]["state"])


def test_an_event_comes_signed_and_sent_anew_it_is_the_same_one(room: Office, gateway: Gateway) -> None:
    meituan = room.person("meituan")
    assert meituan.fill(PAGE, {"url": gateway.url}).headers["location"].startswith("/step-up")
    meituan.step_up()
    secret = said(meituan.fill(PAGE, {"url": gateway.url})).partition("请立即存好：")[2].split()[0]
    assert secret not in meituan.get(PAGE).text
    no, message_id = told_of(room, room.desk, "500151199001010011")
    gateway.behaves.append(400)
    drain(room.desk)
    page = meituan.text(PAGE)
    assert state_of(room, message_id) == "failed"
    assert "失败" in page
    assert "没有收下：回答的不是 2xx。查明以后请按“重发”。" in page
    assert "claims messages" not in page
    other = room.person("eleme")
    assert other.fill(PAGE, {"message": message_id}, f"{PAGE}/again").status_code == 422
    assert meituan.fill(PAGE, {"message": message_id}, f"{PAGE}/again").status_code == 303
    assert meituan.fill(PAGE, {"message": message_id}, f"{PAGE}/again").status_code == 422
    drain(room.desk)
    assert state_of(room, message_id) == "sent"
    first, second = gateway.taken
    assert (first.body, first.fields["claim_no"]) == (second.body, no)
    assert gateway.delivered == [message_id]
    for one in gateway.taken:
        signed = (one.headers["x-claims-timestamp"], one.headers["x-claims-nonce"])
        assert one.headers["x-claims-signature"] == signature(secret, *signed, one.body)
        assert not any(word in one.body.decode() for word in ("合成人员", "手腕", "500151"))


def test_a_notice_that_was_overtaken_says_so_in_words_of_its_own(room: Office) -> None:
    set_endpoint(room.desk, "meituan", "http://127.0.0.1:9/")
    no, message_id = told_of(room, room.desk, "500151199001010054")
    asked = {"kind": "injury", "consent": True, "form": True}
    assert act(room.desk, "meituan", no, "apply", room.desk.today(), asked).done
    drain(room.desk)
    assert state_of(room, message_id) == "dropped"
    page = room.person("meituan").text(PAGE)
    assert "没有发：等着发的时候案件有了变化" in page
    assert "更新了此案" not in page


def test_what_cannot_be_reached_is_tried_again_later(room: Office, gateway: Gateway) -> None:
    set_endpoint(room.desk, "meituan", gateway.url)
    _, message_id = told_of(room, room.desk, "50015119900101002X")
    gateway.behaves.extend([503, "away"])
    drain(room.desk)
    assert (state_of(room, message_id), len(gateway.taken)) == ("produced", 1)
    for hours in (1, 2):
        drain(replace(room.desk, now=partial(later_by, hours)))
    assert (state_of(room, message_id), len(gateway.taken)) == ("sent", 3)  # a redirection is not followed


def test_without_the_setting_our_own_networks_are_not_called(room: Office, gateway: Gateway) -> None:
    closed = replace(room.desk, channels=Channels())
    for url in (
        gateway.url,
        "ftp://a.example/",
        "https://user:secret@a.example/",
        "https://a.example/#x",
        "x" * 400,
        "https:///",
    ):
        with pytest.raises(BadInput) as refused:
            set_endpoint(closed, "meituan", url)
        assert refused.value.code == "endpoint_url"
    set_endpoint(closed, "meituan", gateway.url.replace("http://", "https://"))
    _, message_id = told_of(room, closed, "500151199001010038")
    drain(closed)
    (message,) = room.replayed.rows("message", id=message_id)
    assert (message["state"], message["last_error"]) == ("produced", "BadInput: message_address_private")
    assert gateway.taken == []


def test_without_an_address_the_platform_reads_its_notices(room: Office) -> None:
    set_endpoint(room.desk, "meituan", "http://127.0.0.1:9/")
    drop_endpoint(room.desk, "meituan")
    _, message_id = told_of(room, room.desk, "500151199001010046")
    assert room.replayed.rows("message", id=message_id)[0]["channel"] == "notice"
    assert room.replayed.rows("platform_endpoint_private") == []
