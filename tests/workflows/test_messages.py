"""Who is told what: the mapping names only what there is, moves and rungs tell each recipient once, and to the right place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from claims.clock import legal_day
from claims.rules import load_rules
from claims.store.rows import Row
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import Channels, PlatformContact, SmsGateway
from tests.support.casebook import Case
from tests.support.fixtures.making import every_row, make_ready, row_name
from tests.support.fixtures.values import BY_NAME
from tests.support.lanes import Lane
from tests.support.reporting import report
from tests.support.told import PHONE, give_phone, the_message, use_gateway
from tests.support.world import INJURED, KIN, PLATFORM, PROVINCE, STRANGER, World
from tests.workflows.test_service_days import DIRECT, decided, record
from workflows import phone_codes
from workflows.acting import act
from workflows.checks.messages import moves_tell_once
from workflows.checks.stored import Stored
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.health import health
from workflows.inbox import inbox
from workflows.machines import MACHINES
from workflows.message_facts import FACTS_OF_MOVES
from workflows.message_moves import CONDITIONS, TOLD_OF_MOVES, TOLD_OF_RUNGS, Telling
from workflows.message_rows import EARLIER
from workflows.roles import Role
from workflows.rungs import tell
from workflows.sweep import sweep
from workflows.table import Move

AWAY = "http://127.0.0.1:1/"
TELLING = [row for row in every_row() if (row[0], row[1].trigger) in TOLD_OF_MOVES]


def told_by(world: World, event_id: str) -> list[tuple[str, str]]:
    return sorted((row["kind"], row["recipient_kind"]) for row in world.rows("message", event_id=event_id))


def test_the_mapping_names_only_machines_moves_conditions_and_kinds_that_there_are() -> None:
    for (machine, trigger), tellings in TOLD_OF_MOVES.items():
        assert trigger in MACHINES[machine].triggers
        for telling in tellings:
            assert MESSAGE_KINDS[telling.kind].facts <= set(FACTS_OF_MOVES), telling
            assert telling.when is None or telling.when in CONDITIONS
        assert len({(one.kind, one.side) for one in tellings}) == len(tellings)
    used = {one.when for tellings in TOLD_OF_MOVES.values() for one in tellings if one.when}
    assert used == set(CONDITIONS)


def test_the_mapping_names_only_clocks_and_rungs_that_tell_a_party() -> None:
    rules, day = load_rules(PROVINCE), date(2024, 10, 10)
    for code, reminder in TOLD_OF_RUNGS.items():
        rule = CLOCK_RULES[code]
        assert rule.duty in (Duty.APPLICANT, Duty.PLATFORM)
        for rung in reminder.rungs:
            value = rules.at(f"rungs.{rule.ladder}.{rung}", day).as_record()
            assert value["tells"] == "duty", (code, rung)


def test_every_kind_of_message_is_told_by_something() -> None:
    of_moves = {one.kind for tellings in TOLD_OF_MOVES.values() for one in tellings}
    asked_for = set(phone_codes.KINDS)
    assert of_moves | {reminder.kind for reminder in TOLD_OF_RUNGS.values()} | asked_for == set(MESSAGE_KINDS)


@pytest.mark.parametrize(("machine", "move", "source", "role"), TELLING, ids=[row_name(*row) for row in TELLING])
def test_a_move_tells_each_side_once(world: World, machine: str, move: Move, source: str, role: Role) -> None:
    for person in (INJURED, KIN):
        give_phone(world, person, PHONE)
    ready = make_ready(world, machine, move, source, role)
    fired = ready.fire()
    assert fired.done, fired.refusals
    events = world.rows("event", command_id=fired.command.id, machine=machine, trigger=move.trigger)
    wanted = TOLD_OF_MOVES[machine, move.trigger]
    sure = {one.kind for one in wanted if one.when is None}
    rows = [row for event in events for row in world.rows("message", event_id=event["id"])]
    assert sure <= {row["kind"] for row in rows} <= {one.kind for one in wanted}
    assert len({(row["kind"], row["recipient"]) for row in rows}) == len(rows)
    assert_whole(world, rows, wanted)


def assert_whole(world: World, rows: list[Row], wanted: tuple[Telling, ...]) -> None:
    sides = {(one.kind, one.side.value) for one in wanted}
    for row in rows:
        private = world.one("message_private", message_id=row["id"])
        assert row["claim_no"] in private["text"]
        assert (row["kind"], row["recipient_kind"]) in sides or sides & {
            (row["kind"], "served"),
            (row["kind"], "holder"),
            (row["kind"], "kin"),
            (row["kind"], "lodger"),
        }
        assert (row["channel"], row["state"]) in (("mailbox", "delivered"), ("notice", "delivered"))
        assert private["address"] in (PHONE, "", BY_NAME["new_phone"])


def test_a_report_tells_the_injured_person_and_the_platform(world: World) -> None:
    give_phone(world, INJURED, PHONE)
    no = report(world)
    assert told_by(world, f"{no}#1") == [("report_received", "person"), ("report_received_platform", "platform")]
    due = {row["code"]: row["due_on"] for row in world.rows("clock", claim_no=no)}
    person = the_message(world, no)
    assert (person["due_on"], person["recipient"], person["channel"]) == (due["T3"], INJURED, "mailbox")
    platform = the_message(world, no, "report_received_platform")
    assert (platform["due_on"], platform["recipient"], platform["channel"]) == (due["T2"], PLATFORM, "notice")
    assert world.rows("outbox", kind="send_message") == []


def test_a_person_without_a_phone_has_a_notice_only(world: World) -> None:
    use_gateway(world, AWAY)
    message = the_message(world, report(world))
    assert (message["channel"], message["state"]) == ("notice", "delivered")
    assert world.one("message_private", message_id=message["id"])["address"] == ""
    assert world.rows("outbox", kind="send_message") == []


def test_a_production_without_a_channel_shows_notices_and_says_so(world: World) -> None:
    give_phone(world, INJURED, PHONE)
    world.desk = replace(world.desk, production=True, now=None)
    message = the_message(world, report(world))
    assert (message["channel"], message["state"]) == ("notice", "delivered")
    assert health(world.desk, world.moment).no_channel
    world.desk = replace(world.desk, channels=Channels(sms=SmsGateway(AWAY)))
    assert not health(world.desk, world.moment).no_channel


def test_a_platform_with_an_interface_is_told_there(world: World) -> None:
    contact = PlatformContact("https://platform.example/", "secret")
    world.desk = replace(world.desk, channels=Channels(platforms={PLATFORM: contact}))
    message = the_message(world, report(world), "report_received_platform")
    assert (message["channel"], message["state"]) == ("webhook", "produced")
    assert world.one("message_private", message_id=message["id"])["address"] == PLATFORM
    assert (
        world.one("outbox", effect_key=f"send_message:{message['id']}")["payload"] == f'{{"message":"{message["id"]}"}}'
    )


def ask_to_withdraw(world: World, no: str) -> None:
    today = legal_day(world.moment)
    done = act(world.desk, "rider1", no, "request_withdrawal", today, {"reason": "不再申请"})
    assert done.done, done.refusals


def addresses(world: World, kind: str) -> list[str]:
    """Where the messages of a kind went, the person's own telephone first."""
    told = sorted(row["id"] for row in world.rows("message", kind=kind))
    return [str(world.one("message_private", message_id=one)["address"]) for one in told]


def change_phone(world: World, no: str, phone: str) -> None:
    change = {"holder": INJURED, "new_phone": phone, "id_shown": True, "reason": "旧号停用"}
    done = act(world.desk, "intake1", no, "change_phone", legal_day(world.moment), change)
    assert done.done, done.refusals


def test_who_took_over_a_phone_cannot_hush_up_what_was_done_with_it(world: World) -> None:
    use_gateway(world, AWAY)
    give_phone(world, INJURED, PHONE)
    no = report(world)
    for phone in ("13900000666", "13900000777"):
        change_phone(world, no, phone)
    ask_to_withdraw(world, no)
    assert sorted(addresses(world, "withdrawal_asked")) == sorted(["13900000777", "13900000666", PHONE])
    assert {row["channel"] for row in world.rows("message", kind="withdrawal_asked")} == {"sms"}
    assert list(moves_tell_once(Stored(world.desk))) == []


def test_a_number_that_was_given_up_long_ago_is_somebody_elses_and_hears_nothing(world: World) -> None:
    use_gateway(world, AWAY)
    give_phone(world, INJURED, PHONE)
    no = report(world)
    change_phone(world, no, "13900000666")
    world.moment += timedelta(days=31)
    ask_to_withdraw(world, no)
    assert addresses(world, "withdrawal_asked") == ["13900000666"]


def test_a_warning_that_missed_a_number_given_up_is_no_task(world: World) -> None:
    use_gateway(world, AWAY)
    give_phone(world, INJURED, PHONE)
    no = report(world)
    change_phone(world, no, "13900000666")
    ask_to_withdraw(world, no)
    for row in world.rows("message", kind="withdrawal_asked"):
        world.execute("UPDATE message SET state = 'failed' WHERE id = ?", row["id"])
    waiting = [one.target for one in inbox(world.desk, "intake1") if "withdrawal_asked" in one.target]
    assert [EARLIER in one for one in waiting] == [False]


def test_what_is_refused_tells_nobody(world: World) -> None:
    no = report(world)
    before = len(world.rows("message"))
    done = act(world.desk, "intake1", no, "accept", date(2024, 10, 3), {"criterion": "2021-10-1-1", "diagnosis": "x"})
    assert not done.done
    assert len(world.rows("message")) == before


def test_reminders_go_to_the_party_whose_period_it_is_and_once(world: World) -> None:
    give_phone(world, INJURED, PHONE)
    use_gateway(world, AWAY)
    no = report(world)
    due = {row["code"]: row for row in world.rows("clock", claim_no=no)}
    seq = world.one("claim", no=no)["subject_seq"]
    day = due["T3"]["due_on"]
    for _ in range(2):
        told = sweep(world.desk, day - timedelta(days=3)).told
    assert told == ()
    half = [row for row in world.rows("message", kind="remind_apply") if "/half/" in row["id"]]
    near = [row for row in world.rows("message", kind="remind_apply") if "/near/" in row["id"]]
    assert [(row["clock_id"], row["due_on"], row["channel"]) for row in half + near] == [
        (due["T3"]["id"], day, "sms"), (due["T3"]["id"], day, "sms"),
    ]  # fmt: skip
    platform = world.one("message", kind="remind_apply_platform")
    assert (platform["recipient"], platform["channel"], platform["event_id"]) == (PLATFORM, "notice", None)
    places = sorted(row["seq"] for row in world.rows("outbox", claim_no=no))
    assert places[-2:] == [seq + 1, seq + 2]
    assert world.one("claim", no=no)["subject_seq"] == seq + 2
    ask_to_withdraw(world, no)
    assert the_message(world, no, "withdrawal_asked")


def test_who_is_served_is_reminded_and_told_as_the_person_he_is(world: World) -> None:
    """A beneficiary who is not the claimant, and one of the kin: each by his own phone, of his own period."""
    for person, phone in ((KIN, "10000000002"), (STRANGER, "10000000003")):
        give_phone(world, person, phone)
    case = Case(world, "settling", claimant_id=KIN, claimant_relation="kin")
    award = case.letter("benefit_end", date(2024, 9, 20))["id"]
    decision = case.letter("non_confirmation", date(2024, 9, 20))["id"]
    next(row for row in case.of("service") if row["letter_id"] == award)["recipient"] = STRANGER
    kin = case.service(next(row for row in case.of("letter") if row["id"] == decision), "person")
    kin.update(recipient=STRANGER, recipient_kind="kin")
    lane = Lane(world, case)
    use_gateway(world, AWAY)
    (of_award,) = world.rows("service", letter_id=award)
    lane.do("intake1", "grant", "2024-09-20", target=f"{lane.no}/consent", recipient=STRANGER, document="确认书")
    served = {"method": "electronic", "evidence": "回执"}
    for service in (of_award["id"], kin["id"]):
        lane.do("intake1", "serve", "2024-09-23", target=service, **served)
    told = world.rows("message", kind="served_electronically")
    assert {(row["recipient"], row["channel"]) for row in told} == {(STRANGER, "sms")}
    for code in ("T23", "T28"):
        tell(world.desk, world.one("clock", subject=kin["id"], code=code)["due_on"] - timedelta(days=2), [])
    reminded = world.rows("message", kind="remind_right")
    assert {(row["recipient"], row["recipient_kind"], row["channel"]) for row in reminded} == {
        (STRANGER, "person", "sms"), (STRANGER, "kin", "sms"),
    }  # fmt: skip
    assert {world.one("message_private", message_id=row["id"])["address"] for row in reminded} == {"10000000003"}


def test_what_was_served_on_a_claimant_who_died_is_the_new_claimants_to_contest(world: World) -> None:
    lane = decided(world, date(2024, 9, 20))
    claimant = record(lane, "person")
    lane.do("intake1", "serve", "2024-09-23", target=claimant, **DIRECT)
    world.execute("UPDATE letter SET kind = 'non_confirmation'")  # of what gives what was asked nobody is reminded
    proofs = {"death_proof": "死亡证明", "kin_proof": "户口簿"}
    lane.do("reviewer1", "substitute", "2024-09-25", target=lane.no, claimant_id=KIN, **proofs)
    tell(world.desk, world.one("clock", subject=claimant, code="T23")["due_on"] - timedelta(days=2), [])
    assert {row["recipient"] for row in world.rows("message", kind="remind_right")} == {KIN}


def test_rungs_of_many_cases_are_told_in_one_sweep(world: World) -> None:
    numbers = [report(world, person) for person in (INJURED, KIN)]
    tell(world.desk, world.one("clock", claim_no=numbers[0], code="T3")["due_on"], [])
    assert {row["claim_no"] for row in world.rows("message", kind="remind_apply")} == set(numbers)
