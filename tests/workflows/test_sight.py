"""What each post sees: a table of posts and cases, and one rule asked of a case and of a list gives one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from claims.errors import BadInput, Refused
from claims.store.rows import select_one
from claims.store.tables import table
from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.fixtures.standing import item, standing
from tests.support.world import (
    ACTOR_OF,
    INJURED,
    KIN,
    OTHER_PLATFORM,
    STRANGER,
    TODAY,
    World,
    world_on,
)
from workflows.assignments import assign, end_assignment
from workflows.locking import open_actor, open_claim, own_or_recused
from workflows.own_cases import concerned as concerned_by
from workflows.roles import SYSTEM, Actor, Role
from workflows.sight import may_see_case, named, visible_claims
from workflows.transaction import reading

PLAIN, OTHERS = NUMBER, OTHER_NUMBER


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world with two cases: PLAIN of the injured person on his platform, OTHERS of a stranger on another."""
    with world_on(request, tmp_path) as made:
        Case(made, "investigating", PLAIN).save()
        Case(
            made, "investigating", OTHERS, person_id=STRANGER, claimant_id=STRANGER, platform=OTHER_PLATFORM
        ).save()  # fmt: skip
        yield made


def actor(world: World, username: str) -> Actor:
    """Who signs in under this name today."""
    with reading(world.desk) as connection:
        found, _ = open_actor(connection, username, TODAY)
    assert found is not None
    return found


def seen(world: World, username: str, today: date = TODAY) -> dict[str, str]:
    """Of each case why this person does not see it, empty where he does; the list and the single question agree."""
    who = actor(world, username)
    claim = table("claim")
    with reading(world.desk) as connection:
        listed = set(connection.execute(visible_claims(select(claim.c.no), who, today)).scalars())
        found = {}
        for no in (PLAIN, OTHERS):
            row = select_one(connection, "claim", no=no)
            assert row is not None
            refusal = may_see_case(connection, who, row, today)
            assert (refusal is None) == (no in listed), no
            found[no] = "" if refusal is None else refusal.code
    return found


EVERYTHING = {PLAIN: "", OTHERS: ""}
TABLE: dict[Role, dict[str, str]] = {
    Role.RIDER: {PLAIN: "", OTHERS: "not_your_case"},
    Role.PLATFORM: {PLAIN: "", OTHERS: "not_your_case"},
    Role.INVESTIGATOR: {PLAIN: "not_assigned", OTHERS: "not_assigned"},
    Role.INTAKE: EVERYTHING,
    Role.REVIEWER: EVERYTHING,
    Role.APPROVER: EVERYTHING,
    Role.CASHIER: EVERYTHING,
    Role.APPRAISAL: {PLAIN: "not_appraised_here", OTHERS: "not_appraised_here"},
    Role.LEGAL: EVERYTHING,
    Role.AUDITOR: EVERYTHING,
    Role.ADMINISTRATOR: {PLAIN: "administrator_sees_no_case", OTHERS: "administrator_sees_no_case"},
    Role.SECTION_HEAD: EVERYTHING,
    Role.LEADER: EVERYTHING,
    Role.ARBITRATOR: {PLAIN: "not_disputed", OTHERS: "not_disputed"},
}


def test_the_table_has_every_post() -> None:
    assert set(TABLE) == set(Role) - {Role.SYSTEM}


def test_each_post_sees_what_it_needs(world: World) -> None:
    assert {role: seen(world, ACTOR_OF[role]) for role in TABLE} == TABLE


def test_the_other_parties_see_the_other_case(world: World) -> None:
    swapped = {PLAIN: "not_your_case", OTHERS: ""}
    assert seen(world, "rider3") == seen(world, "platform2") == swapped


OFFICES = [role for role in TABLE if role not in (Role.RIDER, Role.PLATFORM)]


@pytest.mark.parametrize("as_whom", ["person_id", "claimant_id"])
def test_nobody_sees_his_own_case_or_his_kins_from_his_desk(world: World, as_whom: str) -> None:
    person = INJURED if as_whom == "person_id" else KIN
    world.execute(f"UPDATE claim SET claimant_id = '{KIN}' WHERE no = '{PLAIN}'")
    world.execute(f"UPDATE account SET id_index = 'index-{person}' WHERE org IN ('bureau', 'insurer')")
    assert {seen(world, ACTOR_OF[role])[PLAIN] for role in OFFICES} == {"own_case_unseen"}
    assert seen(world, "intake1")[OTHERS] == ""


def test_nor_one_by_which_something_is_owed_to_him(world: World) -> None:
    case = Case(world, "settling", "TL-2024-000903")
    case.add(
        "award_item", id="TL-2024-000903/item-1", claim_no=case.no, state="approved", beneficiary=KIN, drafted_on=TODAY
    )
    case.save()
    world.execute(f"UPDATE account SET id_index = 'index-{KIN}' WHERE username = 'cashier1'")
    who = actor(world, "cashier1")
    with reading(world.desk) as connection:
        row = select_one(connection, "claim", no=case.no)
        assert row is not None
        refusal = may_see_case(connection, who, row, TODAY)
    assert refusal is not None
    assert refusal.code == "own_case_unseen"


CONFIRMED = "TL-2024-000905"


def served_as_kin(world: World, person: str) -> None:
    """A confirmed case, the letter of which was to go to this person as kin until another took his place."""
    case = standing(world, "confirmed", CONFIRMED)
    letter = next(row for row in case.of("letter") if row["kind"] == "confirmation")
    case.subject("service", "replaced", letter_id=letter["id"], recipient=person, recipient_kind="kin", variant="party")
    case.save()


def owed_to(world: World, person: str) -> None:
    """The same case with a draft of an item for this person."""
    case = standing(world, "confirmed", CONFIRMED)
    item(case, "draft", beneficiary=person, code="death_lump_sum")
    case.save()


@pytest.mark.parametrize("concerned", [served_as_kin, owed_to])
def test_kin_neither_see_nor_move_nor_hear_of_a_case_from_their_desk(
    world: World, concerned: Callable[[World, str], None]
) -> None:
    concerned(world, STRANGER)
    world.execute(f"UPDATE account SET id_index = 'index-{STRANGER}' WHERE username = 'reviewer1'")
    found: dict[str, tuple[str, bool, set[str], bool]] = {}
    for username in ("reviewer1", "reviewer2"):
        who = actor(world, username)
        with reading(world.desk) as connection:
            row = select_one(connection, "claim", no=CONFIRMED)
            assert row is not None
            refusal = may_see_case(connection, who, row, TODAY)
            opened = open_claim(connection, CONFIRMED, username, TODAY)
            own, _ = own_or_recused(connection, who, [CONFIRMED, PLAIN])
            away = connection.execute(concerned_by([CONFIRMED, PLAIN])).all()
        hears = (CONFIRMED, who.id_index) not in [tuple(one) for one in away]
        found[username] = ("" if refusal is None else refusal.code, opened.own_case, own, hears)
    assert found == {"reviewer1": ("own_case_unseen", True, {CONFIRMED}, False), "reviewer2": ("", False, set(), True)}


def test_who_is_recused_does_not_see_it_under_any_sign_in(world: World) -> None:
    world.insert(
        "recusal", {"claim_no": PLAIN, "username": "reviewer1", "reason": "kin", "recorded_at": "2024-10-01T00:00:00.000000Z"}
    )  # fmt: skip
    world.execute("UPDATE account SET id_index = 'index-reviewer1' WHERE username = 'auditor1'")
    assert seen(world, "reviewer1") == seen(world, "auditor1") == {PLAIN: "recused", OTHERS: ""}
    assert seen(world, "reviewer2") == EVERYTHING


def test_a_refusal_names_another_case_only_to_who_may_see_it(world: World) -> None:
    world.insert(
        "recusal", {"claim_no": PLAIN, "username": "reviewer1", "reason": "kin", "recorded_at": "2024-10-01T00:00:00.000000Z"}
    )  # fmt: skip
    with reading(world.desk) as connection:
        said = {
            username: named(connection, actor(world, username), PLAIN, TODAY)
            for username in ("reviewer1", "reviewer2", "platform1", "platform2")
        }
        by_system = named(connection, SYSTEM, PLAIN, TODAY)
    unnamed = "另一件不归您看的案件"
    assert said == {"reviewer1": unnamed, "reviewer2": PLAIN, "platform1": PLAIN, "platform2": unnamed}
    assert by_system == PLAIN


def test_an_officer_who_is_hurt_himself_sees_his_case_as_a_rider(world: World) -> None:
    world.execute(f"UPDATE account SET id_index = 'index-{INJURED}' WHERE username = 'intake1'")
    assert seen(world, "rider1")[PLAIN] == ""
    assert seen(world, "intake1")[PLAIN] == "own_case_unseen"


def test_an_investigator_sees_a_case_from_the_first_day_of_his_assignment_to_the_last(world: World) -> None:
    assign(world.desk, "intake1", PLAIN, "investigator1", TODAY, TODAY + timedelta(days=2))
    seen_on = [seen(world, "investigator1", TODAY + timedelta(days=n))[PLAIN] for n in (-1, 0, 2, 3)]
    assert seen_on == ["not_assigned", "", "", "not_assigned"]
    assert seen(world, "investigator1")[OTHERS] == "not_assigned"
    end_assignment(world.desk, "reviewer1", PLAIN, "investigator1", TODAY)
    assert [seen(world, "investigator1", TODAY + timedelta(days=n))[PLAIN] for n in (0, 1)] == ["", "not_assigned"]
    assert [row["what"] for row in world.rows("security_event")] == ["assigned", "assignment_ended"]


def test_a_second_assignment_takes_the_place_of_the_first(world: World) -> None:
    day = timedelta(days=1)
    assign(world.desk, "intake1", PLAIN, "investigator1", TODAY, TODAY + 30 * day)
    assign(world.desk, "chief1", PLAIN, "investigator1", TODAY, TODAY + 2 * day)
    assert seen(world, "investigator1", TODAY + 3 * day)[PLAIN] == "not_assigned"
    assign(world.desk, "chief1", PLAIN, "investigator1", TODAY + day, TODAY + 5 * day)
    assert seen(world, "investigator1", TODAY)[PLAIN] == seen(world, "investigator1", TODAY + 5 * day)[PLAIN] == ""


@pytest.mark.parametrize(
    ("by", "no", "username", "days", "code"),
    [
        ("admin1", PLAIN, "investigator1", 2, "assignment_not_yours"),
        ("investigator1", PLAIN, "investigator1", 2, "assignment_not_yours"),
        ("intake1", PLAIN, "intake2", 2, "not_an_investigator"),
        ("intake1", PLAIN, "nobody", 2, "not_an_investigator"),
        ("intake1", "TL-2024-999999", "investigator1", 2, "no_such_claim"),
        ("intake1", PLAIN, "investigator1", -1, "assignment_period"),
        ("intake1", PLAIN, "investigator1", 1000, "assignment_period"),
    ],
)
def test_what_is_no_assignment_is_refused(world: World, by: str, no: str, username: str, days: int, code: str) -> None:
    with pytest.raises((Refused, BadInput)) as refused:
        assign(world.desk, by, no, username, TODAY, TODAY + timedelta(days=days))
    assert refused.value.code == code
    assert world.rows("assignment") == []


def test_the_appraisal_clerk_sees_what_was_sent_and_the_arbitrator_what_is_in_dispute(world: World) -> None:
    world.execute(f"UPDATE claim SET state = 'appraising' WHERE no = '{PLAIN}'")
    assert seen(world, "appraisal1") == {PLAIN: "", OTHERS: "not_appraised_here"}
    case = Case(world, "appraised", "TL-2024-000904")
    case.add(
        "appraisal",
        id="TL-2024-000904/appraisal-1",
        claim_no=case.no,
        state="final",
        kind="initial",
        requested_on=TODAY,
    )
    case.add("dispute", id="TL-2024-000904/dispute-1", claim_no=case.no, state="lodged", lodged_on=TODAY)
    case.save()
    with reading(world.desk) as connection:
        row = select_one(connection, "claim", no=case.no)
        assert row is not None
        assert may_see_case(connection, actor(world, "appraisal1"), row, TODAY) is None
        assert may_see_case(connection, actor(world, "arbitrator1"), row, TODAY) is None


def test_posts_together_see_what_any_of_them_sees_and_none_of_them_nothing(world: World) -> None:
    world.insert("post", {"username": "admin1", "role": "AU", "limit_fen": None, "areas": None,
                          "valid_from": TODAY, "valid_to": TODAY})  # fmt: skip
    assert seen(world, "admin1") == EVERYTHING
    world.execute("UPDATE post SET valid_to = '2024-10-09' WHERE username = 'intake1'")
    assert set(seen(world, "intake1").values()) == {"no_post"}


def test_the_condition_holds_in_a_statement_that_joins_the_same_tables(world: World) -> None:
    world.execute(f"UPDATE account SET id_index = 'index-{INJURED}' WHERE username = 'intake1'")
    claim, person = table("claim"), table("person")
    statement = select(claim.c.no).select_from(claim.join(person, person.c.id == claim.c.person_id))
    with reading(world.desk) as connection:
        found = connection.execute(visible_claims(statement, actor(world, "intake1"), TODAY)).scalars().all()
    assert found == [OTHERS]
