"""The platforms' interface over HTTP: what their own client does, and what strangers, repetitions and other platforms get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.support.cards import card_seen
from tests.support.offices import THEN, Office, office
from tests.support.platforms import REPORT, client, program, serving
from workflows.acting import act
from workflows.api_keys import make_key, revoke_key

PLACE = "/api/v1"
DATA = {
    "orders": [{"order_no": "MT20250630001", "state": "delivering", "accepted_at": "2025-06-30T12:20:00+08:00"}],
    "track": [{"at": "2025-06-30T12:39:00+08:00", "lat": "29.84512", "lng": "106.05634"}],
}
ACCEPTED = {"criterion": "2021-10-1-1", "diagnosis": "手腕骨折"}


@dataclass(frozen=True)
class Door:
    """The office, its address, and the client of 美团."""

    room: Office
    base: str
    meituan: Any

    def send(
        self, method: str, path: str, body: bytes = b"", key: str | None = None, **changed: str
    ) -> httpx2.Response:
        """A request signed by the client, some of its headers changed afterwards."""
        sent = {**self.meituan.headers(method, PLACE + path, body, key), **changed}
        headers = {name: value.encode("latin-1") for name, value in sent.items()}
        return httpx2.request(method, self.base + PLACE + path, content=body, headers=headers)

    def reported(self, person: str, key: str) -> str:
        """A case that 美团 has reported, of a person of its own."""
        made = self.meituan.report({**REPORT, "id_number": person, "person_name": f"合成人员{person[-4:]}"}, key)
        return str(made["claim_no"])

    def accepted(self, person: str, key: str) -> str:
        """One that waits for the platform's data."""
        no = self.reported(person, key)
        self.meituan.apply(no, {"kind": "injury", "consent": True, "form": True}, f"apply-{key}")
        assert card_seen(self.room.desk, no, f"合成人员{person[-4:]}", person).done
        assert act(self.room.desk, "intake1", no, "accept", self.room.desk.today(), ACCEPTED).done
        return no


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with office(tmp_path_factory.mktemp("door"), 3, 20) as room, serving(room.desk) as base:
        yield Door(room, base, program(room.desk, base, "meituan"))


def codes(refused: Any) -> list[tuple[str, str]]:
    return [(one["field"], one["code"]) for one in refused.value.errors]


def test_a_report_sent_twice_is_one_case_and_says_so(door: Door) -> None:
    first = door.meituan.report(REPORT, "report-0001")
    again = door.meituan.report(REPORT, "report-0001")
    assert (first["state"], first["repeated"]) == ("reported", False)
    assert [(one["code"], one["due_on"], one["yours"]) for one in first["due"]] == [("T2", "2025-07-31", True)]
    assert again == {**first, "repeated": True, "note": "这个键已用过，返回原结果"}
    other_key = door.meituan.report(REPORT, "report-0002")
    assert (other_key["claim_no"], other_key["note"]) == (first["claim_no"], "这次受伤已经报过，是这个案件")
    assert len(door.room.replayed.rows("event", claim_no=first["claim_no"])) == 1


def test_a_key_is_good_for_one_body_and_for_one_platform(door: Door) -> None:
    no = door.reported("500151199001010011", "report-0101")
    with pytest.raises(client.Refused) as refused:
        door.meituan.report({**REPORT, "injury": "左手"}, "report-0101")
    assert (refused.value.status, codes(refused)) == (409, [("", "api_key_other_body")])
    other = program(door.room.desk, door.base, "eleme")
    mine = other.report({**REPORT, "id_number": "50015119900101002X", "person_name": "合成人员92"}, "report-0101")
    assert mine["claim_no"] != no
    assert mine["repeated"] is False


def test_all_faults_come_at_once_with_their_cures(door: Door) -> None:
    bad = {**REPORT, "id_number": "500151199001010004", "phone": "12", "accident_on": "2025-07-02", "extra": 1}
    with pytest.raises(client.Refused) as refused:
        door.meituan.report(bad, "report-0201")
    found = {one["field"]: one for one in refused.value.errors}
    assert (refused.value.status, set(found)) == (422, {"id_number", "phone", "accident_on", "extra"})
    assert found["extra"]["cure"].startswith("此处可用的键：")
    assert all(one["message"] and one["code"] for one in found.values())
    made = door.meituan.report({**REPORT, "accident_on": "2025-06-29"}, "report-0201")
    assert made["repeated"] is False  # what was never read has not used the key


def test_data_is_answered_late_or_with_none(door: Door) -> None:
    no = door.accepted("500151199001010038", "report-0301")
    with pytest.raises(client.Refused) as refused:
        door.meituan.send_data(
            no, {"track": [{"at": "2025-06-20T12:00:00+08:00", "lat": "91", "lng": "1e3"}]}, "data-0001"
        )
    expected = [("orders", "fault_missing"), ("track[0].lat", "api_not_a_place"), ("track[0].lng", "api_not_a_place")]
    assert codes(refused) == [*expected, ("track[0].at", "api_track_of_another_day")]
    ages_ago = {**DATA, "track": [{**DATA["track"][0], "at": "0206-06-17T16:56:39Z"}]}
    after_all = {**DATA, "orders": [{**DATA["orders"][0], "completed_at": "9999-12-31T23:59:59Z"}]}
    for data, where in ((ages_ago, "track[0].at"), (after_all, "orders[0].completed_at")):
        with pytest.raises(client.Refused) as refused:
            door.meituan.send_data(no, data, "data-0001")
        assert codes(refused) == [(where, "fault_not_a_moment")]
    made = door.meituan.send_data(no, DATA, "data-0002")
    assert (made["late"], [one["code"] for one in made["due"]]) == (False, ["T8"])
    assert door.meituan.send_data(no, DATA, "data-0002")["repeated"] is True
    assert len(door.room.replayed.rows("event", claim_no=no, trigger="receive_data")) == 1
    later = replace(door.room.desk, now=lambda: THEN + timedelta(days=20))
    with serving(later) as base:
        late = door.accepted("500151199001010046", "report-0302")
        told = program(later, base, "meituan", given=make_key(later, "meituan", "meituan", ["data"])).say_no_data(
            late, "系统里没有这一单", "none-0001"
        )
    assert (told["late"], told["note"]) == (True, "逾期提交")
    assert "系统里没有" not in json.dumps(
        door.room.replayed.rows("event", claim_no=late), default=str, ensure_ascii=False
    )


def test_another_platforms_case_is_as_one_that_is_not_there(door: Door) -> None:
    strange = next(row["no"] for row in door.room.replayed.rows("claim") if row["platform"] != "美团")
    body = json.dumps(DATA).encode()
    for method, end in (("GET", ""), ("POST", "/data"), ("POST", "/application"), ("POST", "/supports/1/payment")):
        sent = b"" if method == "GET" else body
        there = door.send(method, f"/cases/{strange}{end}", sent, "strange-0001")
        nowhere = door.send(method, f"/cases/TL-2099-000001{end}", sent, "strange-0002")
        assert (there.status_code, there.content) == (404, nowhere.content)
        assert there.headers.keys() == nowhere.headers.keys()
    assert strange not in {one["claim_no"] for one in door.meituan.cases()}


def test_nothing_of_health_or_of_the_person_is_told(door: Door) -> None:
    told = json.dumps([door.meituan.cases(), door.meituan.supports()], ensure_ascii=False)
    private = [json.loads(row["body"]) for row in door.room.replayed.rows("claim_private")]
    secret = {str(one[name]) for one in private for name in ("diagnosis", "injury", "accident_place") if one.get(name)}
    assert secret
    assert [one for one in secret if one in told] == []
    assert not any(word in told for word in ("等级", "合成人员", "500151", "diagnosis", "grade"))


@pytest.mark.parametrize(
    ("changed", "code", "status"),
    [
        ({"X-Claims-Signature": "0" * 64}, "api_not_signed", 401),
        ({"X-Claims-Signature": "\xff"}, "api_not_signed", 401),
        ({"X-Claims-Key": "ak_0000000000000000"}, "api_not_signed", 401),
        ({"X-Claims-Nonce": "short"}, "api_not_signed", 401),
        ({"X-Claims-Timestamp": str(int(THEN.timestamp()) - 301)}, "api_stale", 401),
        ({"X-Claims-Timestamp": str(int(THEN.timestamp()) - 299)}, "api_not_signed", 401),
        ({"X-Claims-Timestamp": "soon"}, "api_stale", 401),
    ],
)
def test_what_is_signed_otherwise_changes_nothing(door: Door, changed: dict[str, str], code: str, status: int) -> None:
    before = len(door.room.replayed.rows("claim"))
    body = json.dumps({**REPORT, "accident_on": "2025-06-01"}).encode()
    answer = door.send("POST", "/reports", body, "report-0401", **changed)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert len(door.room.replayed.rows("claim")) == before


def test_a_request_counts_once_and_only_as_it_was_signed(door: Door) -> None:
    body = json.dumps({**REPORT, "accident_on": "2025-06-02"}).encode()
    headers = door.meituan.headers("POST", f"{PLACE}/reports", body, "report-0501")
    address = f"{door.base}{PLACE}/reports"
    assert httpx2.post(f"{address}?x=1", content=body, headers=headers).status_code == 401
    assert httpx2.post(address, content=body.replace(b"06-02", b"06-03"), headers=headers).status_code == 401
    assert httpx2.post(address, content=body, headers=headers).status_code == 201
    replayed = httpx2.post(address, content=body, headers=headers)
    assert (replayed.status_code, replayed.json()["errors"][0]["code"]) == (401, "api_nonce_used")


def test_a_key_has_its_scopes_its_networks_and_its_end(door: Door) -> None:
    desk = door.room.desk
    given = make_key(desk, "dada", "dada", ["read"], ["203.0.113.0/24"])
    elsewhere = program(desk, door.base, "dada", given=given)
    with pytest.raises(client.Refused) as refused:
        elsewhere.cases()
    assert (refused.value.status, codes(refused)) == (403, [("", "api_from_elsewhere")])
    revoke_key(desk, "dada", given.id)
    reader = program(desk, door.base, "dada", "read")
    assert all(one["claim_no"] for one in reader.cases())
    with pytest.raises(client.Refused) as refused:
        reader.report(REPORT, "report-0601")
    assert (refused.value.status, codes(refused)) == (403, [("", "api_scope")])
    with pytest.raises(client.Refused) as refused:
        elsewhere.cases()
    assert codes(refused) == [("", "api_not_signed")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "api_not_json"), (b"\xff", "api_not_json"), (b"[" * 2000, "api_too_deep"), (b'{"a": 1.5}', "api_not_whole"),
        (b'{"a": NaN}', "api_not_whole"), (b'{"a": 1, "a": 2}', "api_key_twice"), (b'{"a": "\\u0000"}', "api_unreadable_text"),
        (b'{"a": "\\ud800"}', "api_unreadable_text"), (b'["' + b"x" * 3000 + b'"]', "api_unreadable_text"),
        (b"[]", "fault_not_an_object"), (b"", "fault_not_an_object"), (b"1" * 5000, "api_not_json"),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused_in_words(door: Door, body: bytes, code: str) -> None:
    answer = door.send("POST", "/reports", body, "report-0701")
    assert answer.status_code == 422
    assert code in {one["code"] for one in answer.json()["errors"]}


def test_a_large_body_a_wrong_address_and_a_wrong_method_are_answered_in_json(door: Door) -> None:
    assert door.send("POST", "/reports", b" " * (256 * 1024 + 1), "report-0801").status_code == 413
    assert door.send("GET", "/nothing").json()["errors"][0]["code"] == "api_no_such_place"
    assert door.send("GET", "/reports").json()["errors"][0]["code"] == "api_wrong_method"
    assert door.send("GET", "/cases?limit=9999").json()["errors"][0]["field"] == "limit"
    assert door.send("POST", "/reports", b"{}").json()["errors"][0]["code"] == "api_key_form"


def test_what_was_asked_is_found_by_its_number_and_reading_is_logged(door: Door) -> None:
    no = door.reported("500151199001010054", "report-0901")
    answer = door.send("GET", f"/cases/{no}")
    (row,) = door.room.replayed.rows("api_call", request_id=answer.headers["x-request-id"])
    assert (row["platform"], row["route"], row["status"], row["code"]) == ("美团", "/cases/{no}", 200, None)
    assert [one["username"] for one in door.room.replayed.rows("access_log", claim_no=no, what="case")] == ["meituan"]
