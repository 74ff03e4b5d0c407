"""Everybody finds what waits for him, the most urgent first, and nothing of anybody else's."""

from __future__ import annotations

from datetime import date

import pytest

from claims.errors import Refused
from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.fixtures.making import make_ready
from tests.support.world import TODAY, World
from workflows.acting import act, propose
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.inbox import SERVICE_CLOCKS, Entry, inbox
from workflows.inbox_clocks import desk_codes
from workflows.machines import MACHINES
from workflows.roles import OFFICERS, Actor, Role


def seen(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(entry.code, entry.target) for entry in entries]


def test_the_earliest_day_comes_first_over_all_cases_and_what_has_no_day_last(world: World) -> None:
    late, early = Case(world, "applied"), Case(world, "investigating", no=OTHER_NUMBER)
    late.clock("T5", on=date(2024, 9, 20))
    early.clock("T8", on=date(2024, 9, 2))
    early.letter("acceptance")
    late.save()
    early.save()
    entries = inbox(world.desk, "intake1")
    dated = [entry.due_on for entry in entries if entry.due_on]
    assert dated == sorted(dated)
    assert [entry.due_on is None for entry in entries] == sorted(entry.due_on is None for entry in entries)
    assert {("T5", NUMBER), ("T8", OTHER_NUMBER)} <= set(seen(entries))
    assert [entry.what for entry in entries if entry.due_on is None] == [
        "向申请人送达《受理决定书》",
        "向平台企业送达《受理决定书》",
    ]


def test_an_entry_says_what_it_is_how_long_there_is_and_what_can_be_done(world: World) -> None:
    case = Case(world, "applied")
    case.clock("T5", on=date(2024, 9, 20))
    case.save()
    (entry,) = inbox(world.desk, "intake1")
    assert (entry.what, entry.state, entry.provisional) == ("受理审查", "已申请", False)
    assert entry.days_left(TODAY) == (entry.due_on - TODAY).days if entry.due_on else False
    assert entry.days_left(date(2030, 1, 1)) is not None
    assert (entry.days_left(date(2030, 1, 1)) or 0) < 0
    assert {"accept", "refuse_accept", "ask_supplement"} <= set(entry.moves)
    assert "set_payee_account" not in entry.moves


def test_a_period_that_stands_still_or_is_over_is_not_shown(world: World) -> None:
    case = Case(world, "suspended")
    case.clock("T8", state="paused")
    case.clock("T5", state="met")
    case.save()
    assert inbox(world.desk, "intake1") == []


def test_a_draft_waits_for_its_signers_and_for_nobody_else(world: World) -> None:
    ready = make_ready(world, "claim", MACHINES["claim"].rows("confirm", "deciding")[0], "deciding", Role.SYSTEM)
    ready.save()
    drafted = propose(world.desk, "intake1", "confirm", [ready.case.no], ready.data, TODAY)
    assert drafted.done
    (entry,) = [one for one in inbox(world.desk, "reviewer1") if one.target == drafted.subject]
    assert entry.what == "审批：确认职业伤害"
    assert "review" in entry.moves
    assert entry.due_on == min(row["due_on"] for row in world.rows("clock", claim_no=ready.case.no, state="running"))
    for other in ("intake1", "approver1", "cashier1", "rider1"):
        assert drafted.subject not in [one.target for one in inbox(world.desk, other)]
    assert act(world.desk, "reviewer1", drafted.subject, "review", TODAY).done
    assert drafted.subject not in [one.target for one in inbox(world.desk, "reviewer1")]
    assert drafted.subject in [one.target for one in inbox(world.desk, "approver1")]


def test_a_letter_to_be_served_carries_the_day_by_which_it_must_be(world: World) -> None:
    case = Case(world, "confirmed")
    letter = case.letter("confirmation")
    clock = case.clock("T13", subject=letter["id"])
    case.save()
    services = [entry for entry in inbox(world.desk, "intake1") if "/service-" in entry.target]
    assert len(services) == len(case.of("service"))
    assert {(entry.code, entry.due_on) for entry in services} == {("T13", clock["due_on"])}
    assert ("T13", letter["id"]) not in seen(inbox(world.desk, "intake1"))


def test_payments_wait_for_the_cashier(world: World) -> None:
    ready = make_ready(world, "payment", MACHINES["payment"].rows("batch", "pending")[0], "pending", Role.CASHIER)
    ready.save()
    (entry,) = [one for one in inbox(world.desk, "cashier1") if one.target == ready.subject_id]
    assert entry.what.startswith("支付¥")
    assert entry.moves == ("batch",)
    for other in ("intake1", "reviewer1", "legal1"):
        assert ready.subject_id not in [one.target for one in inbox(world.desk, other)]


def test_letters_wait_for_who_serves_them_not_for_who_may_void_them(world: World) -> None:
    case = Case(world, "investigating")
    case.letter("acceptance")
    case.save()
    assert len(inbox(world.desk, "intake1")) == len(case.of("service"))
    assert inbox(world.desk, "reviewer1") == []


def test_a_party_sees_the_periods_of_his_own_case_and_of_his_own_service(world: World) -> None:
    case = Case(world, "confirmed")
    case.letter("confirmation", served_on=date(2024, 9, 5))
    of_person, of_platform = case.of("service")
    assert (of_person["recipient_kind"], of_platform["recipient_kind"]) == ("person", "platform")
    for service in (of_person, of_platform):
        case.clock("T23", on=date(2024, 9, 5), subject=service["id"])
    case.clock("data_request")
    case.clock("T21")
    case.save()
    assert seen(inbox(world.desk, "rider1")) == [("T23", of_person["id"])]
    assert set(seen(inbox(world.desk, "platform1"))) == {("data_request", NUMBER), ("T23", of_platform["id"])}
    assert inbox(world.desk, "rider3") == inbox(world.desk, "platform2") == []


def test_who_stays_away_from_a_case_does_not_find_it(world: World) -> None:
    case = Case(world, "applied")
    case.clock("T5")
    case.add("recusal", claim_no=case.no, username="intake2", reason="recused", recorded_at="x")
    case.save()
    assert seen(inbox(world.desk, "intake1")) == [("T5", NUMBER)]
    assert inbox(world.desk, "intake2") == []


def test_looking_writes_nothing(world: World) -> None:
    case = Case(world, "applied")
    case.clock("T5")
    case.save()
    before = world.digest(frozenset())
    inbox(world.desk, "intake1")
    assert world.digest(frozenset()) == before


def test_an_unknown_account_is_refused_by_name(world: World) -> None:
    with pytest.raises(Refused, match="nobody1"):
        inbox(world.desk, "nobody1")


def test_every_period_of_the_bureau_lies_on_a_desk() -> None:
    ours = {code for code, rule in CLOCK_RULES.items() if rule.duty in (Duty.BUREAU, Duty.BANK)}
    listed = {code for code in ours if CLOCK_RULES[code].listed}
    assert ours - listed == {*SERVICE_CLOCKS, "approval_norm"}
    keepers = Actor("all", "bureau", "i", None, frozenset(OFFICERS))
    assert set(desk_codes(keepers)) == listed
