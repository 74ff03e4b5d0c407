"""Who has a part of a case that is not his: by a letter to him as kin, or by an item that has been decided for him."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from claims.store.rows import Row, select_one
from claims.store.tables import table
from tests.support.casebook import NUMBER, OTHER_NUMBER
from tests.support.fixtures.standing import CONCLUDED, SERVED, dispute, item, standing
from tests.support.riders import PHONE, let_ring
from tests.support.world import INJURED, STRANGER, TODAY, World, sqlite_world
from workflows.locking import open_actor
from workflows.machines.award_item import STATES
from workflows.machines.service import STATES as SERVICE_STATES
from workflows.phone_codes import persons_of_phone
from workflows.rider_view import RiderCase, rider_case
from workflows.roles import Actor
from workflows.sight import Part, known_by, may_see_case, part_of_case
from workflows.transaction import reading

KINDS = {False: "death_lump_sum", True: "survivor_pension"}
TOLD = set(STATES) - {"draft", "allowed", "discarded"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sqlite_world(tmp_path) as made:
        yield made


def actor(world: World, username: str = "rider3") -> Actor:
    with reading(world.desk) as connection:
        found, _ = open_actor(connection, username, TODAY)
    assert found is not None
    return found


def part(world: World, username: str = "rider3", no: str = NUMBER) -> str:
    """The part that somebody has, or why he has none."""
    who = actor(world, username)
    with reading(world.desk) as connection:
        claim = select_one(connection, "claim", no=no)
        assert claim is not None
        found = part_of_case(connection, who, claim, TODAY)
        # Whoever has but a part does not see the case wherever a case is shown.
        assert (may_see_case(connection, who, claim, TODAY) is None) == (found is Part.WHOLE)
    return found.value if isinstance(found, Part) else found.code


def kin_service(world: World, state: str, kind: str = "kin") -> None:
    case = standing(world, "confirmed")
    letter = next(row for row in case.of("letter") if row["kind"] == "confirmation")
    row = case.subject(
        "service", "served", letter_id=letter["id"], recipient=STRANGER, recipient_kind=kind, variant="party"
    )
    row.update(served_on=SERVED, method="direct", evidence="回证")
    case.save()
    world.execute("UPDATE service SET state = ? WHERE id = ?", state, row["id"])


@pytest.mark.parametrize("state", sorted(SERVICE_STATES))
def test_a_letter_to_kin_gives_a_part_until_another_takes_his_place(state: str, world: World) -> None:
    kin_service(world, state)
    assert part(world) == ("not_your_case" if state == "replaced" else "own")


def test_a_third_party_reads_his_copy_on_paper(world: World) -> None:
    kin_service(world, "served", "third_party")
    assert part(world) == "not_your_case"


@pytest.mark.parametrize("state", ["draft", "allowed", "effective", "revoked", "discarded"])
def test_an_item_gives_a_part_once_it_has_been_decided(state: str, world: World) -> None:
    case = standing(world, "settling")
    row = item(case, "effective", beneficiary=STRANGER, code="death_lump_sum")
    case.save()
    world.execute("UPDATE award_item SET state = ? WHERE id = ?", state, row["id"])
    assert part(world) == ("own" if state in TOLD else "not_your_case")
    assert part(world, "rider1") == "whole"
    assert part(world, "platform2") == "not_your_case"


def test_an_earlier_claimant_has_no_part_by_what_he_was_served_with(world: World) -> None:
    standing(world, "confirmed").save()
    world.execute("UPDATE claim SET person_id = ?, claimant_id = ? WHERE no = ?", "P000002", "P000002", NUMBER)
    assert part(world, "rider1") == "not_your_case"


def test_a_phone_is_known_by_a_part_too(world: World) -> None:
    let_ring(world, STRANGER)
    with reading(world.desk) as connection:
        assert persons_of_phone(connection, PHONE) == []
    kin_service(world, "served")
    standing(world, "reported", OTHER_NUMBER).save()
    let_ring(world, INJURED)
    with reading(world.desk) as connection:
        assert persons_of_phone(connection, PHONE) == [INJURED, STRANGER]


def test_whose_cases_are_known_is_found_without_reading_all_cases(world: World) -> None:
    found = select(table("claim").c.no).where(known_by([STRANGER]))
    asked = found.compile(world.engine, compile_kwargs={"literal_binds": True})
    with world.engine.connect() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")]
    assert len([step for step in plan if step.startswith("SEARCH")]) == 7
    assert [step for step in plan if step.startswith("SCAN")] == []


def seen_by(world: World, username: str) -> RiderCase:
    found = rider_case(world.desk, actor(world, username), NUMBER)
    assert isinstance(found, RiderCase)
    return found


def disputed(world: World, lodged_by: str, **columns: object) -> Row:
    """The confirmation that both were served with, in dispute by one of them, with the period to sue after review."""
    case = standing(world, "confirmed")
    letter = next(row for row in case.of("letter") if row["kind"] == "confirmation")
    kin = case.subject(
        "service", "served", letter_id=letter["id"], recipient=STRANGER, recipient_kind="kin", variant="party"
    )
    kin.update(served_on=CONCLUDED, method="direct", evidence="回证")
    columns = {"service_id": kin["id"], **columns} if lodged_by == "kin" else columns
    row = dispute(case, "decided", lodged_by=lodged_by, **columns)
    case.clock("T29", CONCLUDED, subject=row["id"])["party"] = lodged_by
    case.save()
    return row


@pytest.mark.parametrize(("lodged_by", "his", "others"), [("kin", "rider3", "rider1"), ("person", "rider1", "rider3")])
def test_a_dispute_and_its_periods_are_of_who_lodged_it(lodged_by: str, his: str, others: str, world: World) -> None:
    row = disputed(world, lodged_by)
    mine, theirs = seen_by(world, his), seen_by(world, others)
    assert "dispute_open" in mine.overlays
    assert [clock["subject"] for clock in mine.rights if clock["code"] == "T29"] == [row["id"]]
    assert "dispute_open" not in theirs.overlays
    assert [clock for clock in theirs.rights if clock["code"] == "T29"] == []
    assert ("dispute_by_another" in theirs.overlays) is (others == "rider1")
    assert "dispute_by_platform" not in theirs.overlays


def test_what_kin_dispute_of_their_own_sums_is_theirs_alone(world: World) -> None:
    disputed(world, "kin", matter="award")
    assert not {"dispute_open", "dispute_by_another", "dispute_by_platform"} & set(seen_by(world, "rider1").overlays)


def test_of_a_part_nothing_is_told_that_is_the_injured_persons(world: World) -> None:
    kin_service(world, "served")
    whole, own = seen_by(world, "rider1"), seen_by(world, "rider3")
    assert (whole.part, own.part) == (Part.WHOLE, Part.OWN)
    assert [clock["code"] for clock in whole.clocks] == ["appraisal_request"]
    assert (own.clocks, own.overlays, own.appraisal, own.papers, own.told) == ((), (), None, 0, ())
    assert (own.awarded_fen, own.paid_fen, own.paying) == (0, 0, False)


@pytest.mark.parametrize("state", ["draft", "allowed", "approved", "effective", "ended"])
def test_a_sum_is_told_once_it_has_been_decided_and_a_month_as_long_as_it_runs(state: str, world: World) -> None:
    case = standing(world, "settling")
    made = {monthly: item(case, "effective", monthly=monthly, code=code) for monthly, code in KINDS.items()}
    case.save()
    world.execute("UPDATE award_item SET state = ? WHERE id IN (?, ?)", state, *(row["id"] for row in made.values()))
    before = {row["id"] for row in made.values()}
    others = sum(
        row["awarded_fen"] for row in world.rows("award_item") if row["id"] not in before and not row["monthly"]
    )
    seen, told = seen_by(world, "rider1"), state not in ("draft", "allowed")
    assert seen.awarded_fen - others == made[False]["awarded_fen"] * told
    assert seen.monthly_fen == made[True]["awarded_fen"] * (told and state != "ended")
