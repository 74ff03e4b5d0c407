"""What a person is told he may do is what he may do; what he may not do names what stands in the way; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claims.errors import Refused
from tests.support.casebook import Case
from tests.support.fixtures.making import every_row, make_ready, row_name
from tests.support.world import ACTOR_OF, INJURED, REPORTED, TODAY, World
from workflows.acting import act, propose
from workflows.machines import MACHINES
from workflows.moves import DRAFT, Choice, choices
from workflows.roles import Role
from workflows.table import NEW, Move

Row = tuple[str, Move, str, Role, Role]
NOTHING_ASIDE: frozenset[str] = frozenset()


def rows_for_people() -> Iterator[Row]:
    """Every row on a case that is there, with who fires it and who asks for it: the drafter where it needs an approval."""
    for machine, move, source, role in every_row():
        if move is DRAFT or (machine, source) == ("claim", NEW):
            continue
        for asks in move.proposers if move.approval else (role,):
            if asks is not Role.SYSTEM:
                yield machine, move, source, role, asks


def find(found: list[Choice], trigger: str, target: str | None = None) -> Choice:
    wanted = [choice for choice in found if choice.move.trigger == trigger and target in (None, choice.target)]
    assert len(wanted) == 1, f"{trigger}: {len(wanted)} of {[choice.move.trigger for choice in found]}"
    return wanted[0]


def codes(choice: Choice) -> list[str]:
    return [refusal.code for refusal in choice.reasons]


def approval_of(case: Case, **columns: object) -> str:
    """A drafted confirmation on the case, three levels, signed by its drafter intake1."""
    facts = {
        "kind": "confirm",
        "act": "confirm",
        "targets": f'["{case.no}"]',
        "proposal": "{}",
        "levels": 3,
        "round": 1,
    }
    row = case.subject("approval", "drafted", drafted_on=REPORTED, subject_hash="h", **{**facts, **columns})
    case.add("approval_private", approval_id=row["id"], claim_no=case.no, salt="s", body="{}")
    signs(case, row["id"], "draft", "intake1")
    return str(row["id"])


def signs(case: Case, approval: str, step: str, username: str) -> None:
    case.add(
        "signature", claim_no=case.no, approval_id=approval, round=1, step=step, username=username,
        id_index=f"index-{username}", verdict="agree", signed_on=REPORTED, valid=True,
    )  # fmt: skip


@pytest.mark.parametrize("row", list(rows_for_people()), ids=lambda row: row_name(row[0], row[1], row[2], row[4]))
def test_a_move_that_the_table_allows_is_offered(row: Row, world: World) -> None:
    machine, move, source, role, asks = row
    ready = make_ready(world, machine, move, source, role)
    ready.save()
    actor = ACTOR_OF[asks] if move.approval else ready.actor
    offered = find(choices(world.desk, actor, ready.case.no), move.trigger, ready.target)
    assert offered.reasons == ()
    assert offered.state == source


def test_looking_writes_nothing_and_takes_no_number(world: World) -> None:
    case = Case(world, "applied")
    case.clock("T5")
    case.save()
    before = world.digest(NOTHING_ASIDE)
    for username in ACTOR_OF.values():
        choices(world.desk, username, case.no)
    assert world.digest(NOTHING_ASIDE) == before


def test_what_is_offered_without_data_succeeds(world: World) -> None:
    case = Case(world, "suspended", resume_to="deciding")
    case.clock("T8", state="paused")
    case.letter("suspension")
    case.save()
    resume = find(choices(world.desk, "reviewer1", case.no), "resume")
    assert (resume.allowed, resume.move.approval, resume.enters) == (True, "resume", "deciding")
    drafted = propose(world.desk, "reviewer1", "resume", [case.no], {"conclusion": "收到结论"}, TODAY)
    assert drafted.done
    signing = find(choices(world.desk, "reviewer2", case.no), "approve", drafted.subject)
    assert (signing.allowed, signing.needs, signing.enters) == (True, (), "approved")
    assert act(world.desk, "reviewer2", drafted.subject, "approve", TODAY).done
    assert world.one("claim", no=case.no)["state"] == "deciding"


def test_a_draft_that_is_undecided_stands_in_the_way_of_another(world: World) -> None:
    case = Case(world, "suspended", resume_to="deciding")
    case.clock("T8", state="paused")
    case.save()
    propose(world.desk, "reviewer1", "resume", [case.no], {"conclusion": "收到结论"}, TODAY)
    assert codes(find(choices(world.desk, "reviewer1", case.no), "resume")) == ["no_rival_draft"]


def test_a_platform_on_no_list_is_named_before_anything_is_filled_in(world: World) -> None:
    case = Case(world, "applied", platform="万顺")
    case.save()
    accept = find(choices(world.desk, "intake1", case.no), "accept")
    assert codes(accept) == ["coverage_gate"]
    assert "万顺" in accept.reasons[0].message()


def test_the_signer_who_drafted_and_the_approver_over_his_limit_are_told_so(world: World) -> None:
    case = Case(world, "deciding")
    approval = approval_of(case, amount_fen=500)
    signs(case, approval, "review", "reviewer1")
    case.rows["approval"][0]["state"] = "reviewed"
    signs(case, approval, "approve", "approver1")
    case.save()
    approve = find(choices(world.desk, "approver_small", case.no), "approve", approval)
    assert {"within_limit", "content_unchanged"} == set(codes(approve))
    assert "another_person" in codes(find(choices(world.desk, "approver1", case.no), "approve", approval))


def test_a_move_of_another_state_names_the_states_in_which_it_is_possible(world: World) -> None:
    case = Case(world, "reported")
    case.save()
    accept = find(choices(world.desk, "intake1", case.no), "accept")
    assert (accept.allowed, accept.possible_in) == (False, ("applied",))
    assert accept.reasons[0].message() == "现在的状态是“已报案”，须在“已申请”时办理。"


def test_the_moves_of_other_roles_are_not_shown(world: World) -> None:
    case = Case(world, "applied")
    case.save()
    for role, username in ACTOR_OF.items():
        for choice in choices(world.desk, username, case.no):
            assert role in (choice.move.proposers if choice.move.approval else choice.move.who)
    for username in ("auditor1", "admin1", "investigator1"):
        assert choices(world.desk, username, case.no) == []


def test_an_officer_who_was_hurt_or_stays_away_moves_nothing(world: World) -> None:
    case = Case(world, "applied")
    case.add("recusal", claim_no=case.no, username="intake2", reason="recused", recorded_at="x")
    case.save()
    recused = choices(world.desk, "intake2", case.no)
    assert recused
    assert all("recused" in codes(choice) for choice in recused if not choice.possible_in)
    world.insert(
        "account", {"username": "hurt", "display_name": "合成", "org": "bureau", "id_index": f"index-{INJURED}"}
    )
    world.insert("post", {"username": "hurt", "role": "IN", "valid_from": REPORTED})
    own = choices(world.desk, "hurt", case.no)
    assert own
    assert all("own_case" in codes(choice) for choice in own if not choice.possible_in)


@pytest.mark.parametrize("username", ["rider3", "platform2"])
def test_who_has_no_part_in_a_case_does_not_see_it(username: str, world: World) -> None:
    case = Case(world, "applied")
    case.save()
    with pytest.raises(Refused, match="没有找到这个案件"):
        choices(world.desk, username, case.no)


def test_an_unknown_case_or_account_is_refused_by_name(world: World) -> None:
    case = Case(world, "applied")
    case.save()
    with pytest.raises(Refused, match="TL-2024-999999"):
        choices(world.desk, "intake1", "TL-2024-999999")
    with pytest.raises(Refused, match="nobody1"):
        choices(world.desk, "nobody1", case.no)


def test_every_machine_with_rows_for_people_appears() -> None:
    by_the_system = {"instalment"}  # months run by themselves
    assert {row[0] for row in rows_for_people()} == set(MACHINES) - by_the_system
