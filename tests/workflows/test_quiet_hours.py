"""At night an SMS that is not urgent waits for the morning: not lost, not tried, and keeping nothing else back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from claims.store.rows import Row
from notifications.messages.kinds import MESSAGE_KINDS
from tests.support.gateways import Gateway
from tests.support.reporting import report
from tests.support.riders import SOMEBODY, let_ring
from tests.support.told import PHONE, give_phone, the_message, use_gateway
from tests.support.world import INJURED, World
from workflows.health import health
from workflows.outbox import Drained, drain
from workflows.phone_codes import Purpose, send_code
from workflows.quiet_hours import quiet_until
from workflows.sending import TRIES_MAX

NIGHT = datetime(2024, 10, 10, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai
MORNING = datetime(2024, 10, 11, 0, 0, tzinfo=UTC)


@pytest.fixture
def told(world: World, gateway: Gateway) -> World:
    """A bureau that sends SMS, at night."""
    give_phone(world, INJURED, PHONE)
    use_gateway(world, gateway.url)
    world.moment = NIGHT
    return world


def an_sms(kind: str = "paid", **more: object) -> Row:
    return {"kind": kind, "channel": "sms", "due_on": None, **more}


@pytest.mark.parametrize(("at", "ends"), [
    ("2024-10-10T13:59:59", None), ("2024-10-10T14:00:00", MORNING), ("2024-10-10T15:59:59", MORNING),
    ("2024-10-10T16:00:00", MORNING), ("2024-10-10T23:59:59", MORNING), ("2024-10-11T00:00:00", None),
])  # fmt: skip
def test_the_night_is_from_ten_to_eight_in_shanghai(world: World, at: str, ends: datetime | None) -> None:
    world.moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert quiet_until(world.desk, an_sms()) == ends


@pytest.mark.parametrize(("message", "waits"), [
    (an_sms(), True), (an_sms("sign_in_code"), False), (an_sms("account_code"), False), (an_sms("served_electronically"), False),
    (an_sms(channel="mail"), False), (an_sms(channel="webhook"), False),
    (an_sms("remind_apply", due_on=NIGHT.date()), False),
    (an_sms("remind_apply", due_on=MORNING.date()), True),
])  # fmt: skip
def test_what_is_urgent_or_would_be_too_late_in_the_morning_goes_at_once(
    world: World, message: Row, waits: bool
) -> None:
    world.moment = NIGHT
    assert (quiet_until(world.desk, message) is not None) == waits


def test_what_is_urgent_says_of_whom_to_beware_or_is_statutory() -> None:
    urgent = {code for code, kind in MESSAGE_KINDS.items() if kind.urgent}
    codes = {"sign_in_code", "account_code", "phone_code", "copy_code"}
    assert (
        urgent
        == {"served_electronically", "withdrawal_asked", "account_asked", "account_changed", "phone_changed"} | codes
    )


def test_an_sms_of_the_night_goes_in_the_morning_once_and_counts_no_try(told: World, gateway: Gateway) -> None:
    no = report(told)
    for _ in range(2 * TRIES_MAX):
        drain(told.desk)
        told.moment += timedelta(minutes=30)
    assert gateway.taken == []
    message = the_message(told, no)
    assert (message["state"], message["attempts"], message["last_error"]) == ("produced", 0, None)
    waits = told.one("outbox", effect_key=f"send_message:{message['id']}")
    assert (waits["state"], waits["attempts"], waits["faults"]) == ("pending", 0, 0)
    assert waits["not_before"] == "2024-10-11T00:00:00.000000Z"
    found = health(told.desk, told.moment)
    assert (found.waiting, found.waits, found.undelivered) == (0, None, ())
    told.moment = MORNING
    assert drain(told.desk) == Drained(1, 0)
    assert (the_message(told, no)["state"], gateway.delivered) == ("sent", [message["id"]])


def test_a_code_for_signing_in_passes_what_waits_on_its_case(told: World, gateway: Gateway) -> None:
    no = report(told)
    let_ring(told, INJURED)
    drain(told.desk)
    assert send_code(told.desk, Purpose.SIGN_IN, "13800135678", SOMEBODY, told.moment) == 0
    drain(told.desk)
    assert (the_message(told, no, "sign_in_code")["state"], the_message(told, no)["state"]) == ("sent", "produced")
    assert len(gateway.taken) == 1


def test_what_is_over_by_the_morning_is_not_sent(told: World, gateway: Gateway) -> None:
    no = report(told)
    drain(told.desk)
    told.execute("UPDATE claim SET state = 'merged' WHERE no = ?", no)
    told.moment = MORNING
    drain(told.desk)
    assert (the_message(told, no)["last_error"], gateway.taken) == ("case_over", [])


def test_a_provider_that_fails_until_the_night_is_asked_again_in_the_morning(told: World, gateway: Gateway) -> None:
    told.moment = NIGHT - timedelta(minutes=31)
    no = report(told)
    gateway.behaves.append(503)
    drain(told.desk)
    told.moment = NIGHT
    drain(told.desk)
    message = the_message(told, no)
    assert (message["attempts"], len(gateway.taken)) == (1, 1)
    assert told.one("outbox", effect_key=f"send_message:{message['id']}")["attempts"] == 1
    told.moment = MORNING
    drain(told.desk)
    assert (the_message(told, no)["attempts"], gateway.delivered) == (2, [message["id"]])
