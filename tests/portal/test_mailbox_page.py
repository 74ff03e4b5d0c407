"""The mailbox is there for a demonstration and for nobody else; what a gateway tells counts once, and only when signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.clock import minute_text, parse_instant
from claims.masking import masked_phone
from claims.store.rows import Row
from notifications.messages.kinds import TOPICS
from notifications.messages.routes import Channels, SmsGateway
from notifications.messages.webhook import signature
from portal.app import make_app
from portal.gateway import AGE_MAX_SECONDS, BODY_MAX_BYTES
from tests.portal.conftest import Portal
from tests.support.web_client import WebClient
from workflows.receipts import texts_of

KEY = "a key of the gateway"


def test_the_messages_of_a_demonstration_can_be_read(portal: Portal) -> None:
    told = texts_of(portal.replayed.desk, ("mailbox", "notice"))
    page = portal.web.get("/mailbox")
    assert page.status_code == 200
    assert told[0]["text"] in page.text
    assert f"共 {len(told)} 条" in page.text


def test_those_of_one_recipient_are_shown_alone(portal: Portal) -> None:
    told = texts_of(portal.replayed.desk, ("mailbox", "notice"))
    recipient = told[0]["recipient"]
    own = {row["text"] for row in told if row["recipient"] == recipient}
    others = {row["text"] for row in told} - own
    page = portal.web.get("/mailbox", params={"to": recipient})
    assert told[0]["text"] in page.text
    assert others
    assert not [text for text in others if text in page.text]
    assert "共 0 条" in portal.web.get("/mailbox", params={"to": "<script>"}).text


def test_it_says_to_which_number_a_message_went(portal: Portal) -> None:
    (phone,) = [json.loads(row["body"])["phone"] for row in portal.replayed.rows("person_private")[:1]]
    assert f"发到 {masked_phone(phone)}" in portal.web.get("/mailbox").text


def test_what_lies_ahead_of_the_clock_is_not_shown_as_the_newest(portal: Portal) -> None:
    desk, told = portal.replayed.desk, texts_of(portal.replayed.desk, ("mailbox", "notice"))
    newest, earlier = told[0], next(row for row in told if row["created_at"] < told[0]["created_at"])
    before = replace(desk, now=lambda: parse_instant(newest["created_at"]) - timedelta(seconds=1))
    with WebClient(make_app(before)) as web:
        page = web.get("/mailbox").text
    first = page.partition('<article class="card message">')[2].partition("</article>")[0]
    assert minute_text(earlier["created_at"]) in first
    assert minute_text(newest["created_at"]) not in first


def production(portal: Portal, channels: Channels | None = None) -> WebClient:
    desk = replace(portal.replayed.desk, production=True, now=None, channels=channels or Channels())
    return WebClient(make_app(desk), raise_server_exceptions=False)


def test_a_production_installation_has_no_mailbox(portal: Portal) -> None:
    answer = production(portal).get("/mailbox")
    assert answer.status_code == 404
    assert "演示信箱" not in answer.text


@pytest.fixture
def gateway(portal: Portal) -> WebClient:
    desk = replace(portal.replayed.desk, channels=Channels(sms=SmsGateway("https://sms.example", KEY)))
    return WebClient(make_app(desk), raise_server_exceptions=False)


def signed(portal: Portal, body: bytes, *, key: str = KEY, late: int = 0) -> Mapping[str, str]:
    at = str(int(portal.replayed.desk.instant().timestamp()) - late)
    return {
        "X-Claims-Timestamp": at,
        "X-Claims-Nonce": "n1",
        "X-Claims-Signature": signature(key, at, "n1", body),
    }


def receipt(message: Row, state: str = "delivered", **more: Any) -> bytes:
    return json.dumps({"id": message["id"], "state": state, **more}).encode()


@pytest.fixture
def sent(portal: Portal) -> Row:
    """A message as if a gateway had taken it."""
    message = portal.replayed.rows("message")[0]
    with portal.replayed.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE message SET state = 'sent' WHERE id = ?", (message["id"],))
    return message


def state_of(portal: Portal, message: Row) -> str:
    return str(portal.replayed.rows("message", id=message["id"])[0]["state"])


def test_a_receipt_is_noted_and_noted_once(portal: Portal, gateway: WebClient, sent: Row) -> None:
    body = receipt(sent)
    for _ in range(2):
        answer = gateway.post("/receipts/sms", content=body, headers=signed(portal, body))
        assert (answer.status_code, answer.json()) == (200, {"state": "delivered"})
    assert state_of(portal, sent) == "delivered"
    failed = receipt(sent, "failed", reason="ABSENT")
    assert gateway.post("/receipts/sms", content=failed, headers=signed(portal, failed)).json()["state"] == "delivered"


@pytest.mark.parametrize(
    "headers",
    [
        lambda portal, body: {},
        lambda portal, body: signed(portal, body, key="another"),
        lambda portal, body: signed(portal, body + b" "),
        lambda portal, body: signed(portal, body, late=AGE_MAX_SECONDS + 5),
        lambda portal, body: {**signed(portal, body), "X-Claims-Timestamp": "1e9"},
        lambda portal, body: {**signed(portal, body), "X-Claims-Nonce": "n2"},
    ],
    ids=["unsigned", "another key", "another body", "too old", "no time", "another nonce"],
)
def test_what_the_gateway_did_not_sign_is_no_receipt(
    headers: Any, portal: Portal, gateway: WebClient, sent: Row
) -> None:
    body = receipt(sent)
    assert gateway.post("/receipts/sms", content=body, headers=headers(portal, body)).status_code == 404
    assert state_of(portal, sent) == "sent"


def test_without_a_gateway_there_are_no_receipts(portal: Portal, sent: Row) -> None:
    body = receipt(sent)
    assert portal.web.post("/receipts/sms", content=body, headers=signed(portal, body, key="")).status_code == 404


def test_an_answer_is_taken_alike_whoever_has_the_number(portal: Portal, gateway: WebClient) -> None:
    (body,) = [row["body"] for row in portal.replayed.rows("person_private")[:1]]
    known = json.loads(body)["phone"]
    at = portal.replayed.desk.instant().isoformat()
    for phone in ("+86 " + known, "19900000000"):
        answer = json.dumps({"phone": phone, "text": "td。", "at": at}).encode()
        for _ in range(2):
            taken = gateway.post("/answers/sms", content=answer, headers=signed(portal, answer))
            assert (taken.status_code, taken.json()) == (200, {"state": "taken"})
    stopped = portal.replayed.rows("unsubscription", way="answer")
    assert {row["topic"] for row in stopped} == set(TOPICS)
    assert len(stopped) == len({(row["person_id"], row["topic"]) for row in stopped})


@pytest.mark.parametrize("wrong", [{"phone": ""}, {"text": 5}, {"at": "now"}, {"at": "2025-07-01T10:00:00"}], ids=str)
def test_an_answer_that_cannot_be_read_is_none(wrong: dict[str, Any], portal: Portal, gateway: WebClient) -> None:
    body = json.dumps({"phone": "13800000000", "text": "TD", "at": "2025-07-01T10:00:00+08:00", **wrong}).encode()
    answer = gateway.post("/answers/sms", content=body, headers=signed(portal, body))
    assert (answer.status_code, answer.json()) == (400, {"error": "answer_unreadable"})
    assert gateway.post("/answers/sms", content=body, headers=signed(portal, body, key="other")).status_code == 404


@settings(
    max_examples=settings().max_examples * 4 // 5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.binary(max_size=BODY_MAX_BYTES + 10)
    | st.dictionaries(st.text(), st.text()).map(lambda d: json.dumps(d).encode())
)
def test_no_body_breaks_the_page(portal: Portal, gateway: WebClient, body: bytes) -> None:
    answer = gateway.post("/receipts/sms", content=body, headers=signed(portal, body))
    assert answer.status_code in (400, 404, 413)
