"""Messages go at least once, always with the same id; one that cannot go is shown, and keeps nothing else back."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from claims.errors import Refused
from claims.store.rows import Row
from notifications.messages import transport
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import Channels, MailServer, PlatformContact
from tests.support.fixtures.making import make_ready
from tests.support.gateways import Gateway, running_post
from tests.support.reporting import report
from tests.support.told import PHONE, drain_and_die, give_phone, the_message, use_gateway
from tests.support.world import INJURED, KIN, OTHER_PLATFORM, PLATFORM, TODAY, World
from workflows.acting import act
from workflows.clock_rules import CLOCK_RULES
from workflows.health import health
from workflows.inbox import inbox
from workflows.leasing import LEASE
from workflows.machines import MACHINES
from workflows.machines.claim_rows.states import STATES
from workflows.outbox import LONGEST_REST, Drained, drain
from workflows.promised import EFFECTS, EffectKind
from workflows.promises import SEND_MESSAGE
from workflows.receipts import Receipt, messages_of, note_informed, note_receipt, send_anew
from workflows.roles import Role
from workflows.sending import TRIES_MAX
from workflows.stale_messages import (
    ASK_THE_PLATFORM,
    HOLD_IN_STATES_OF_THE_CASE,
    HOLD_IN_THE_STATE_OF_THE_MOVE,
    HOLD_WHILE_A_CLOCK_RUNS,
)

MOMENT = timedelta(seconds=1)


@pytest.fixture
def told(world: World, gateway: Gateway) -> World:
    """A bureau that sends SMS; the injured person has a phone."""
    give_phone(world, INJURED, PHONE)
    use_gateway(world, gateway.url)
    return world


def effect_of(world: World, message_id: str) -> tuple[str, int]:
    row = world.one("outbox", effect_key=f"send_message:{message_id}")
    return row["state"], row["attempts"]


def try_until_given_up(world: World) -> None:
    for _ in range(TRIES_MAX):
        drain(world.desk)
        world.moment += LONGEST_REST + MOMENT


def test_a_message_is_sent_after_its_letter_and_marked(told: World, gateway: Gateway) -> None:
    no = report(told)
    before = the_message(told, no)
    assert (before["state"], before["channel"], before["id"]) == ("produced", "sms", f"{no}#1/report_received/person")
    assert drain(told.desk, limit=1) == Drained(1, 0)
    assert (told.one("letter", claim_no=no)["state"], gateway.taken) == ("rendered", [])
    assert drain(told.desk) == Drained(1, 0)
    after = the_message(told, no)
    assert (after["state"], after["provider_id"], after["attempts"]) == ("sent", "G-1", 1)
    assert after["sent_at"] == "2024-10-10T04:00:00.000000Z"
    assert gateway.taken[0].fields["phone"] == PHONE
    assert drain(told.desk) == Drained(0, 0)
    assert len(gateway.taken) == 1


def check_killed(world: World, url: str, gateway: Gateway) -> None:
    give_phone(world, INJURED, PHONE)
    use_gateway(world, gateway.url)
    no = report(world)
    drain_and_die(url, world.desk.var_dir, gateway.url)
    message = the_message(world, no)
    assert (message["state"], gateway.delivered) == ("produced", [message["id"]])
    world.moment += LEASE + MOMENT
    assert drain(world.desk) == Drained(1, 0)
    assert len(gateway.taken) == 2
    assert gateway.delivered == [message["id"]]
    assert gateway.taken[0].body == gateway.taken[1].body
    assert (the_message(world, no)["state"], effect_of(world, message["id"])) == ("sent", ("done", 2))


def test_a_worker_killed_between_sending_and_marking_sends_again_with_the_same_id(
    world: World, gateway: Gateway
) -> None:
    check_killed(world, f"sqlite:///{world.desk.var_dir}/world.sqlite", gateway)


def test_the_same_on_postgresql(pg_world: World, bureau_url: str, gateway: Gateway) -> None:
    check_killed(pg_world, bureau_url, gateway)


def test_two_workers_at_once_send_once(told: World, gateway: Gateway) -> None:
    for _ in range(3):
        report(told)
        give_phone(told, KIN, "10000000002")
        report(told, KIN)
    start = Barrier(2)

    def work() -> None:
        start.wait()
        drain(told.desk)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain(told.desk)
    assert len(gateway.taken) == len(gateway.delivered) == 6
    assert {row["state"] for row in told.rows("message", channel="sms")} == {"sent"}


def test_a_worker_that_lost_its_lease_while_sending_marks_nothing(
    told: World, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = report(told)
    drain(told.desk, limit=1)
    send = EFFECTS[SEND_MESSAGE]

    def slowly(desk: object, payload: dict[str, str]) -> dict[str, object]:
        monkeypatch.setitem(EFFECTS, SEND_MESSAGE, send)
        result = send.run(told.desk, payload)
        told.moment += LEASE + MOMENT
        assert drain(told.desk) == Drained(1, 0)
        return result

    monkeypatch.setitem(EFFECTS, SEND_MESSAGE, EffectKind(slowly, send.keep, tries=send.tries, failed=send.failed))
    assert drain(told.desk) == Drained(0, 0)
    assert (len(gateway.taken), len(gateway.delivered)) == (2, 1)
    assert the_message(told, no)["provider_id"] == "G-2"


@pytest.mark.parametrize("how", [500, "drop", "hang"])
def test_a_gateway_in_trouble_is_tried_again_with_the_same_id(
    told: World, gateway: Gateway, how: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "SECONDS_MAX", 0.3)
    no = report(told)
    gateway.behaves[:] = [how, how]
    for _ in range(3):
        drain(told.desk)
        told.moment += LONGEST_REST + MOMENT
    message = the_message(told, no)
    assert (message["state"], message["attempts"], message["last_error"]) == ("sent", 3, None)
    assert gateway.delivered == [message["id"]]


def test_after_the_last_try_it_has_failed_and_is_shown_and_the_case_goes_on(told: World, gateway: Gateway) -> None:
    no = report(told)
    gateway.behaves[:] = [503] * TRIES_MAX
    try_until_given_up(told)
    message = the_message(told, no)
    error = "Retryable: message_not_taken"
    assert (message["state"], message["attempts"], message["last_error"]) == ("failed", TRIES_MAX, error)
    assert effect_of(told, message["id"]) == ("done", TRIES_MAX)
    found = health(told.desk, told.moment)
    assert [row["id"] for row in found.undelivered] == [message["id"]]
    assert found.needs_a_human
    assert messages_of(told.desk, failed=True) == [message]
    (entry,) = [one for one in inbox(told.desk, "intake1") if one.target == message["id"]]
    assert (entry.what, entry.claim_no) == ("短信没有送到，请改用其他方式通知：报案已收到", no)
    assert message["id"] not in {one.target for one in inbox(told.desk, "cashier1")}
    drain(told.desk)
    assert len(gateway.taken) == TRIES_MAX


def test_what_is_refused_for_good_is_not_tried_again(told: World, gateway: Gateway) -> None:
    no = report(told)
    gateway.behaves.append(422)
    drain(told.desk)
    message = the_message(told, no)
    assert (message["state"], message["attempts"]) == ("failed", 1)
    assert len(gateway.taken) == 1


def test_a_message_that_waits_lets_letters_pass_but_no_later_message(told: World, gateway: Gateway) -> None:
    no = report(told)
    gateway.behaves.append(503)
    drain(told.desk)
    row = told.one("outbox", effect_key=f"send_message:{the_message(told, no)['id']}")
    letter = told.one("outbox", kind="render_letter")
    told.insert("outbox", {**letter, "effect_key": "render_letter:later", "seq": row["seq"] + 1, "state": "pending",
                           "token": None, "attempts": 0, "payload": letter["payload"]})  # fmt: skip
    told.insert("outbox", {**row, "effect_key": "send_message:later", "seq": row["seq"] + 2, "leased_until": None,
                           "attempts": 0})  # fmt: skip
    drain(told.desk)
    assert told.one("outbox", effect_key="render_letter:later")["state"] == "done"
    assert told.one("outbox", effect_key="send_message:later")["attempts"] == 0


def test_a_message_waits_behind_a_letter_that_cannot_be_rendered(told: World, gateway: Gateway) -> None:
    no = report(told)
    told.execute("DELETE FROM letter_private WHERE letter_id = ?", told.one("letter", claim_no=no)["id"])
    for _ in range(2 * TRIES_MAX):
        drain(told.desk)
        told.moment += LONGEST_REST + MOMENT
    assert gateway.taken == []
    assert the_message(told, no)["state"] == "produced"


def test_workers_that_die_of_a_message_do_not_block_its_case(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    no = report(told)
    send = EFFECTS[SEND_MESSAGE]

    def die(_desk: object, _payload: dict[str, str]) -> dict[str, object]:
        raise SystemExit

    monkeypatch.setitem(EFFECTS, SEND_MESSAGE, EffectKind(die, send.keep, tries=send.tries, failed=send.failed))
    for _ in range(TRIES_MAX):
        with pytest.raises(SystemExit):
            drain(told.desk)
        told.moment += LEASE + MOMENT
    drain(told.desk)
    message = the_message(told, no)
    assert (message["state"], message["last_error"]) == ("failed", "ClaimsError: effect_given_up")
    assert effect_of(told, message["id"])[0] == "done"


@pytest.mark.parametrize(("change", "reason"), [
    ("UPDATE claim SET state = 'merged'", "case_over"),
    ("UPDATE message SET due_on = '2024-10-09'", "period_over"),
    ("UPDATE message SET letter_id = (SELECT id FROM letter)", "letter_void"),
    ("UPDATE message SET event_id = NULL, clock_id = (SELECT id FROM clock WHERE code = 'T2')", "period_changed"),
])  # fmt: skip
def test_what_is_not_true_any_more_is_not_sent(told: World, gateway: Gateway, change: str, reason: str) -> None:
    no = report(told)
    drain(told.desk, limit=1)
    told.execute("UPDATE letter SET state = 'voided'")
    told.execute(change)
    assert drain(told.desk) == Drained(1, 0)
    message = the_message(told, no)
    assert (message["state"], message["last_error"], gateway.taken) == ("dropped", reason, [])
    assert not health(told.desk, told.moment).undelivered


def waiting(
    told: World, gateway: Gateway, machine: str, trigger: str, source: str, role: Role
) -> tuple[str, list[Row]]:
    """A move was made, and the gateway is away. Returns the number of its case and the messages that wait."""
    ready = make_ready(told, machine, MACHINES[machine].rows(trigger, source)[0], source, role)
    fired = ready.fire()
    assert fired.done, fired.refusals
    gateway.behaves[:] = [503] * 2
    drain(told.desk)
    told.moment += timedelta(minutes=10)
    return ready.case.no, told.rows("message", claim_no=ready.case.no, channel="sms", state="produced")


def state_and_reason(told: World, gateway: Gateway, kind: str, no: str) -> tuple[str, str | None]:
    gateway.behaves.clear()
    for _ in range(3):
        told.moment += LONGEST_REST + MOMENT
        drain(told.desk)
    message = the_message(told, no, kind)
    return message["state"], message["last_error"]


def test_papers_that_were_handed_in_are_not_asked_for(told: World, gateway: Gateway) -> None:
    no, waits = waiting(told, gateway, "claim", "ask_supplement", "applied", Role.INTAKE)
    assert [row["kind"] for row in waits] == ["papers_missing"]
    done = act(told.desk, "intake1", no, "supplement", TODAY, {"papers": ["application_form"]})
    assert done.done, done.refusals
    assert state_and_reason(told, gateway, "papers_missing", no) == ("dropped", "overtaken")
    assert state_and_reason(told, gateway, "application_received", no) == ("sent", None)


@pytest.mark.parametrize(("change", "wanted"), [
    ("UPDATE appraisal SET state = 'requested'", ("dropped", "overtaken")),
    ("UPDATE appraisal SET panel_size = 5", ("sent", None)),
])  # fmt: skip
def test_an_appointment_holds_while_the_appraisal_is_where_it_was(
    told: World, gateway: Gateway, change: str, wanted: tuple[str, str | None]
) -> None:
    no, waits = waiting(told, gateway, "appraisal", "accept", "requested", Role.APPRAISAL)
    assert "appraisal_arranged" in {row["kind"] for row in waits}
    told.execute(change)
    assert state_and_reason(told, gateway, "appraisal_arranged", no) == wanted


@pytest.mark.parametrize(("change", "wanted"), [
    ("UPDATE claim SET claimant_relation = 'kin'", ("sent", None)),
    ("UPDATE clock SET state = 'met', next_wake_on = NULL WHERE code = 'data_request'", ("dropped", "overtaken")),
    ("UPDATE claim SET platform = 'another'", ("dropped", "overtaken")),
])  # fmt: skip
def test_data_that_came_or_that_another_platform_has_are_not_asked_for(
    told: World, gateway: Gateway, change: str, wanted: tuple[str, str | None]
) -> None:
    contact = PlatformContact(gateway.url, "secret")
    told.desk = replace(told.desk, channels=Channels(platforms={PLATFORM: contact}, allow_private=True))
    ready = make_ready(told, "claim", MACHINES["claim"].rows("accept", "applied")[0], "applied", Role.INTAKE)
    assert ready.fire().done
    told.execute(change)
    assert state_and_reason(told, gateway, "data_asked", ready.case.no) == wanted


def test_conditions_name_only_kinds_states_and_clocks_that_there_are() -> None:
    by_state = set(HOLD_IN_STATES_OF_THE_CASE)
    assert by_state | HOLD_IN_THE_STATE_OF_THE_MOVE | set(HOLD_WHILE_A_CLOCK_RUNS) | ASK_THE_PLATFORM <= set(
        MESSAGE_KINDS
    )
    assert {state for states in HOLD_IN_STATES_OF_THE_CASE.values() for state in states} < set(STATES)
    assert set(HOLD_WHILE_A_CLOCK_RUNS.values()) <= set(CLOCK_RULES)


def test_a_receipt_goes_forward_only_and_counts_once(told: World) -> None:
    message_id = the_message(told, report(told))["id"]
    drain(told.desk)
    assert note_receipt(told.desk, "G-1", Receipt.FAILED, "UNDELIV 10000000001") == "failed"
    assert told.one("message", id=message_id)["last_error"] == "unreadable"
    assert note_receipt(told.desk, "G-1", Receipt.FAILED, "OTHER") == "failed"
    assert note_receipt(told.desk, message_id, Receipt.DELIVERED) == "delivered"
    assert note_receipt(told.desk, message_id, Receipt.DELIVERED) == "delivered"
    assert note_receipt(told.desk, message_id, Receipt.FAILED) == "delivered"
    with pytest.raises(Refused) as unknown:
        note_receipt(told.desk, "G-9", Receipt.DELIVERED)
    assert unknown.value.code == "message_unknown"


def test_a_receipt_that_is_faster_than_our_mark_stands(told: World, gateway: Gateway) -> None:
    message = the_message(told, report(told))
    assert note_receipt(told.desk, message["id"], Receipt.DELIVERED) == "delivered"
    drain(told.desk)
    assert (told.one("message", id=message["id"])["state"], gateway.taken) == ("delivered", [])


def test_an_id_of_two_messages_is_no_id(told: World) -> None:
    report(told)
    report(told)
    told.execute("UPDATE message SET provider_id = 'G-1', state = 'sent' WHERE channel = 'sms'")
    with pytest.raises(Refused) as unknown:
        note_receipt(told.desk, "G-1", Receipt.DELIVERED)
    assert unknown.value.code == "message_unknown"


def test_an_administrator_sends_again_under_a_key_of_its_own(told: World, gateway: Gateway) -> None:
    message_id = the_message(told, report(told))["id"]
    with pytest.raises(Refused) as not_failed:
        send_anew(told.desk, message_id, "admin1")
    assert not_failed.value.code == "message_not_failed"
    gateway.behaves.append(400)
    drain(told.desk)
    for username, code in (("intake1", "again_by_administrator"), ("nobody", "again_by_administrator")):
        with pytest.raises(Refused) as refused:
            send_anew(told.desk, message_id, username)
        assert refused.value.code == code
    send_anew(told.desk, message_id, "admin1")
    drain(told.desk)
    assert told.one("message", id=message_id)["state"] == "sent"
    assert gateway.delivered == [message_id, f"{message_id}~2"]
    with pytest.raises(Refused) as unknown:
        send_anew(told.desk, "no such", "admin1")
    assert unknown.value.code == "message_unknown"


@pytest.mark.parametrize("sent_already", [False, True])
def test_a_failure_that_is_told_again_says_nothing_of_the_second_sending(
    told: World, gateway: Gateway, sent_already: bool
) -> None:
    message_id = the_message(told, report(told))["id"]
    drain(told.desk)
    for reference in (message_id, "G-1"):
        assert note_receipt(told.desk, reference, Receipt.FAILED, "EXPIRED") == "failed"
    send_anew(told.desk, message_id, "admin1")
    if sent_already:
        drain(told.desk)
    state = "sent" if sent_already else "produced"
    assert note_receipt(told.desk, message_id, Receipt.FAILED, "EXPIRED") == state
    with pytest.raises(Refused):
        note_receipt(told.desk, "G-1", Receipt.FAILED, "EXPIRED")
    drain(told.desk)
    assert len(gateway.taken) == 2
    assert note_receipt(told.desk, f"{message_id}~2", Receipt.FAILED, "ABSENT") == "failed"
    assert note_receipt(told.desk, message_id, Receipt.DELIVERED) == "delivered"


def test_an_officer_who_told_the_recipient_otherwise_clears_the_desk(told: World, gateway: Gateway) -> None:
    message_id = the_message(told, report(told))["id"]
    gateway.behaves.append(400)
    drain(told.desk)
    with pytest.raises(Refused) as refused:
        note_informed(told.desk, message_id, "rider1")
    assert refused.value.code == "informed_by_officer"
    note_informed(told.desk, message_id, "intake1")
    message = told.one("message", id=message_id)
    assert (message["state"], message["informed_by"]) == ("informed", "intake1")
    assert message_id not in {one.target for one in inbox(told.desk, "intake1")}


def test_a_platform_is_told_by_its_interface_and_another_by_mail(world: World, gateway: Gateway) -> None:
    with running_post() as office:
        world.desk = replace(world.desk, channels=Channels(
            mail=MailServer(office.url, "claims@bureau.example"), allow_private=True,
            platforms={PLATFORM: PlatformContact(gateway.url, "secret"), OTHER_PLATFORM: PlatformContact(mail="a@b.example")},
        ))  # fmt: skip
        numbers = [report(world, INJURED), report(world, KIN, platform=OTHER_PLATFORM)]
        drain(world.desk)
    first, second = (the_message(world, no, "report_received_platform") for no in numbers)
    assert [(row["channel"], row["state"]) for row in (first, second)] == [("webhook", "sent"), ("mail", "sent")]
    assert gateway.taken[0].fields["due_on"] == first["due_on"].isoformat()
    assert "To: a@b.example" in office.mails[0]
    assert numbers[1] in office.mails[0]


def test_nothing_personal_is_in_public_rows_or_in_the_log(
    told: World, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    report(told)
    gateway.behaves[:] = [500, 400]
    for _ in range(2):
        drain(told.desk)
        told.moment += LONGEST_REST + MOMENT
    person = json.loads(told.one("person_private", person_id=INJURED)["body"])
    public = "".join(repr(told.rows(name)) for name in ("message", "outbox", "event", "attempt", "stuck"))
    for secret in (PHONE, person["name"], person["id_number"], "右手腕"):
        assert secret not in public
        assert secret not in caplog.text
    assert "Rejected: message_not_taken" in caplog.text
