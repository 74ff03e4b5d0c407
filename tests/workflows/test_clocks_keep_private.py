"""What clocks and their rungs keep to themselves: whose case it is, who must stay away, and why somebody did something."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from claims.store.rows import insert_rows
from tests.support.at_the_clock import applied, at, make_payment, move_of, told
from tests.support.casebook import NUMBER
from tests.support.fixtures.making import make_ready
from tests.support.fixtures.standing import standing
from tests.support.world import TODAY, World
from tests.support.years import load_year
from tests.workflows.test_recount import notice
from workflows.inbox import inbox
from workflows.roles import Role
from workflows.sweep import sweep


def test_an_officer_who_is_the_claimant_does_not_find_the_case_in_his_inbox(world: World) -> None:
    world.execute("UPDATE account SET id_index = 'index-P000002' WHERE username = 'intake2'")
    case = applied(world)
    case.claim.update(claimant_id="P000002", claimant_relation="kin")
    case.save()
    assert inbox(world.desk, "intake2") == []


def test_a_recused_person_does_not_find_the_case_under_a_second_sign_in(world: World) -> None:
    world.execute("UPDATE account SET id_index = (SELECT id_index FROM account WHERE username = 'reviewer1')"
                  " WHERE username = 'intake2'")  # fmt: skip
    case = applied(world)
    case.add("recusal", claim_no=case.no, username="reviewer1", reason="recused", recorded_at="x")
    case.save()
    assert inbox(world.desk, "intake2") == []


def test_an_underscore_in_a_sign_in_is_no_wildcard(world: World) -> None:
    case = standing(world, "confirmed")
    clock = case.clock("T8", date(2024, 9, 4))
    case.save()
    with world.engine.begin() as connection:
        for name in ("li_1", "lix1"):
            account = {"username": name, "display_name": name, "org": "bureau", "id_index": name, "person_id": None}
            insert_rows(connection, "account", [account])
            post = {"username": name, "role": "AR", "limit_fen": None, "areas": "甲" if name == "li_1" else "乙"}
            insert_rows(connection, "post", [{**post, "valid_from": date(2024, 1, 1), "valid_to": None}])
        rung = {"claim_no": NUMBER, "clock_id": clock["id"], "generation": 1, "rung": "overdue", "level": "officer"}
        rung |= {"told": '["lix1"]', "due_on": clock["due_on"], "fired_on": TODAY, "claimed_at": "x"}
        insert_rows(connection, "rung", [rung])
    assert [one.code for one in inbox(world.desk, "lix1")] == ["T8"]
    assert inbox(world.desk, "li_1") == []


def test_a_move_of_the_bank_s_day_is_told_to_the_cashier_not_to_the_rider(world: World, world_folder: Path) -> None:
    ready = make_ready(world, "payment", move_of("payment", "bank_paid"), "sent", Role.SYSTEM)
    for clock in [one for one in ready.case.of("clock") if one["code"] == "bank_answer"]:
        ready.case.drop("clock", clock)
    ready.case.clock("bank_answer", date(2026, 12, 31), subject=ready.subject_id)
    ready.save()
    at(world, date(2026, 12, 31))
    load_year(world.desk, notice(world_folder))
    moved = [one for one in sweep(world.desk, date(2026, 12, 31)).moved if one.code == "bank_answer"]
    assert [one.told for one in moved] == [("cashier1", "cashier2")]


def test_a_clerk_who_has_left_the_platform_is_not_told_any_more(world: World) -> None:
    world.execute("UPDATE post SET valid_to = '2024-09-01' WHERE username = 'platform1'")
    standing(world, "investigating").save()
    found = dict(told(world, date(2024, 9, 20), "data_request"))
    assert found["near"] == ()


def test_why_somebody_did_not_come_stays_in_a_private_row(world: World) -> None:
    ready = make_ready(world, "appraisal", move_of("appraisal", "no_show"), "examining", Role.APPRAISAL)
    ready.data["reason"] = "精神科住院"
    assert ready.fire().done
    assert world.one("event", trigger="no_show")["data"].find("精神科") < 0
    assert world.one("clock_pause")["reason"].find("精神科") < 0


def test_why_a_period_was_extended_stays_in_a_private_row(world: World) -> None:
    ready = make_ready(world, "appraisal", move_of("appraisal", "extend"), "examining", Role.SYSTEM)
    ready.data["reason"] = "合并精神障碍，须会诊"
    assert ready.fire().done
    assert world.one("clock_extension")["reason"].find("精神") < 0


def test_the_proof_of_death_stays_in_a_private_row(world: World) -> None:
    ready = make_ready(world, "claim", move_of("claim", "death_supervenes"), "settling", Role.REVIEWER)
    waiting = make_payment(ready.case)
    ready.data["death_proof"] = "死亡医学证明（肺癌）"
    fired = ready.fire()
    assert fired.done, fired.refusals
    assert world.one("payment", id=waiting["id"])["state"] == "held"
    assert all("肺癌" not in event["data"] for event in world.rows("event"))
