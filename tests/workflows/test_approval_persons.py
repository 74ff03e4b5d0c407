"""Three levels are three natural persons 三级审核: no second sign-in, no member of the insurer, no limit gets round them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from claims.errors import BadInput
from tests.support.fixtures.approvals import APPROVERS, approval
from tests.support.fixtures.of_approval import CONFIRM
from tests.support.fixtures.standing import item as award_item
from tests.support.fixtures.standing import standing
from tests.support.invariants import faults
from tests.support.world import TODAY, World
from workflows.acting import act
from workflows.advance import advance
from workflows.checks.record import RECORD
from workflows.command import Command, Outcome
from workflows.people import HeldPost, give_post, open_account
from workflows.roles import SYSTEM, Role

INTAKE, REVIEWER = "intake1", "reviewer1"
SECOND = "second-signin"
FIRST_DAY = date(2022, 1, 1)


def second_sign_in(world: World, of: str, role: Role) -> None:
    """Another sign-in of the person behind `of`, with another post."""
    index = world.one("account", username=of)["id_index"]
    row = {"username": SECOND, "display_name": "合成second", "org": "bureau", "id_index": index, "person_id": None}
    limit = 100_000_000 if role is Role.APPROVER else None
    post = {
        "username": SECOND,
        "role": role.value,
        "limit_fen": limit,
        "areas": None,
        "valid_from": FIRST_DAY,
        "valid_to": None,
    }
    world.insert("account", row)
    world.insert("post", post)


def drafted(world: World, **facts: Any) -> str:
    """The id of the draft of a confirmation."""
    case = standing(world, "deciding")
    case.claim.update(**facts)
    case.save()
    return str(made(act(world.desk, INTAKE, case.no, "confirm", TODAY, CONFIRM)).subject)


def reviewed(world: World, **facts: Any) -> str:
    draft = drafted(world, **facts)
    made(act(world.desk, REVIEWER, draft, "review", TODAY))
    return draft


def before_a_panel(world: World) -> str:
    """The id of a draft that lies before a panel: the sum of the case is made to be over what one person may approve."""
    case = standing(world, "settling")
    case.claim.update(approved_sum_fen=20_000_000)
    item = award_item(case, "allowed")
    case.save()
    draft = str(made(act(world.desk, INTAKE, item["id"], "approve", TODAY)).subject)
    made(act(world.desk, REVIEWER, draft, "review", TODAY))
    return draft


def made(outcome: Outcome) -> Outcome:
    assert outcome.done, [refusal.message() for refusal in outcome.refusals]
    return outcome


def codes(outcome: Outcome) -> list[str]:
    assert not outcome.done
    return [refusal.code for refusal in outcome.refusals]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER])
def test_the_drafter_signs_no_second_time_under_another_sign_in(world: World, role: Role) -> None:
    draft = drafted(world) if role is Role.REVIEWER else reviewed(world)
    second_sign_in(world, INTAKE, role)
    step = "review" if role is Role.REVIEWER else "approve"
    assert codes(act(world.desk, SECOND, draft, step, TODAY)) == ["another_person"]


def test_the_reviewer_does_not_approve_under_another_sign_in(world: World) -> None:
    draft = reviewed(world)
    second_sign_in(world, REVIEWER, Role.APPROVER)
    assert codes(act(world.desk, SECOND, draft, "approve", TODAY)) == ["another_person"]
    made(act(world.desk, APPROVERS[0], draft, "approve", TODAY))


def test_what_a_panel_must_decide_goes_there_by_itself(world: World) -> None:
    draft = before_a_panel(world)
    assert world.one("approval", id=draft)["state"] == "panel"
    escalated = world.one("event", subject=draft, trigger="escalate")
    assert (escalated["actor"], escalated["role"]) == (SYSTEM.username, "SYS")


def test_what_needs_no_panel_stays_with_the_approver(world: World) -> None:
    assert world.one("approval", id=reviewed(world))["state"] == "reviewed"


@pytest.mark.parametrize("of", [INTAKE, REVIEWER])
def test_who_drafted_or_reviewed_has_no_vote_under_another_sign_in(world: World, of: str) -> None:
    draft = before_a_panel(world)
    second_sign_in(world, of, Role.APPROVER)
    assert codes(act(world.desk, SECOND, draft, "vote", TODAY, {"agrees": True})) == ["another_person"]


def test_nobody_votes_twice_under_another_sign_in(world: World) -> None:
    draft = before_a_panel(world)
    made(act(world.desk, APPROVERS[0], draft, "vote", TODAY, {"agrees": True}))
    second_sign_in(world, APPROVERS[0], Role.APPROVER)
    assert codes(act(world.desk, SECOND, draft, "vote", TODAY, {"agrees": True})) == ["not_voted_yet"]


def voted(world: World, *verdicts: bool) -> str:
    draft = before_a_panel(world)
    for username, agrees in zip(APPROVERS, verdicts, strict=True):
        made(act(world.desk, username, draft, "vote", TODAY, {"agrees": agrees}))
    return draft


def test_only_who_sat_on_the_panel_declares_its_decision(world: World) -> None:
    draft = voted(world, True, True, False)
    assert codes(act(world.desk, "approver1", draft, "panel_approve", TODAY)) == ["sat_on_the_panel"]
    made(act(world.desk, APPROVERS[2], draft, "panel_approve", TODAY))


def test_a_panel_leaves_minutes_on_the_file_and_serves_them_on_nobody(world: World) -> None:
    draft = voted(world, True, True, False)
    made(act(world.desk, APPROVERS[0], draft, "panel_approve", TODAY, {"grounds": ["金额与票据相符"]}))
    letter = world.one("letter", kind="panel_minutes")
    assert letter["number"].startswith("铜人社职会〔2024〕")
    assert (letter["subject"], letter["dated_on"]) == (draft, TODAY)
    assert world.rows("service", letter_id=letter["id"]) == []
    said = json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"])
    assert said["members"] == [
        f"合成{name}（{what}）" for name, what in zip(APPROVERS, ("同意", "同意", "不同意"), strict=True)
    ]
    assert said["grounds"] == ["金额与票据相符"]
    assert said["result"].startswith("参加表决3人，同意2人，不同意1人，通过：")
    assert said["held_on"] == TODAY.isoformat()
    event = world.one("event", subject=draft, trigger="panel_approve")
    assert "金额与票据相符" not in event["data"] + event["consequences"]


@pytest.mark.parametrize("verdicts", [(True, False, False), (False, False, False)])
def test_a_panel_that_does_not_agree_leaves_no_minutes_and_decides_nothing(
    world: World, verdicts: tuple[bool, bool, bool]
) -> None:
    draft = voted(world, *verdicts)
    assert codes(act(world.desk, APPROVERS[0], draft, "panel_approve", TODAY)) == ["majority_agrees"]
    assert world.rows("letter", kind="panel_minutes") == []


@pytest.mark.parametrize(("before_fen", "refused"), [(99_000_000, False), (99_000_001, True)])
def test_an_approvers_limit_is_for_all_that_the_case_has_been_given(
    world: World, before_fen: int, refused: bool
) -> None:
    case = standing(world, "settling")
    case.claim.update(approved_sum_fen=before_fen)
    item = award_item(case, "allowed", claimed_fen=1_000_000, allowed_fen=1_000_000, awarded_fen=1_000_000)
    row = approval(case, "reviewed", "approve", item["id"], {})
    case.save()
    outcome = act(world.desk, APPROVERS[0], row["id"], "approve", TODAY)
    assert outcome.done is not refused
    assert [one.code for one in outcome.refusals] == (["within_limit"] if refused else [])


def test_a_smaller_officer_does_not_approve_what_a_greater_one_may(world: World) -> None:
    case = standing(world, "settling")
    item = award_item(case, "allowed")
    row = approval(case, "reviewed", "approve", item["id"], {})
    case.save()
    assert codes(act(world.desk, "approver_small", row["id"], "approve", TODAY)) == ["within_limit"]
    made(act(world.desk, APPROVERS[0], row["id"], "approve", TODAY))


def signatures(world: World, draft: str) -> list[tuple[str, str, int, bool]]:
    return [
        (row["step"], row["username"], row["round"], bool(row["valid"]))
        for row in world.rows("signature", approval_id=draft)
    ]


def test_a_return_keeps_every_signature_and_counts_none(world: World) -> None:
    draft = reviewed(world)
    made(act(world.desk, APPROVERS[0], draft, "return", TODAY, {"reason": "补充理由"}))
    assert signatures(world, draft) == [("draft", INTAKE, 1, False), ("review", REVIEWER, 1, False)]
    redraft(world, draft, "intake2")
    assert signatures(world, draft)[2:] == [("draft", "intake2", 2, True)]
    assert codes(act(world.desk, APPROVERS[0], draft, "approve", TODAY)) == ["no_branch"]
    made(act(world.desk, REVIEWER, draft, "review", TODAY))
    made(act(world.desk, APPROVERS[0], draft, "approve", TODAY))
    assert [valid for *_, valid in signatures(world, draft)] == [False, False, True, True, True]


def redraft(world: World, draft: str, username: str) -> None:
    row = world.one("approval", id=draft)
    proposal = {**CONFIRM, "facts_found": "补充查明的事实"}
    data = {"act": row["act"], "targets": json.loads(row["targets"]), "proposal": [proposal]}
    made(act(world.desk, username, draft, "redraft", TODAY, data))


def test_content_that_changed_is_again_the_draft_of_who_drafted_last(world: World) -> None:
    draft = reviewed(world)
    made(act(world.desk, APPROVERS[0], draft, "return", TODAY, {"reason": "补充理由"}))
    redraft(world, draft, "intake2")
    made(act(world.desk, REVIEWER, draft, "review", TODAY))
    world.execute("UPDATE claim SET platform = '饿了么'")
    version = world.one("approval", id=draft)["version"]
    made(advance(world.desk, Command(draft, "amend_subject", SYSTEM.username, TODAY, "amend", version)))
    assert [one for one in signatures(world, draft) if one[-1]] == [("draft", "intake2", 3, True)]
    second_sign_in(world, "intake2", Role.REVIEWER)
    assert codes(act(world.desk, SECOND, draft, "review", TODAY)) == ["another_person"]


@pytest.mark.parametrize(
    ("step", "role"), [("review", Role.REVIEWER), ("approve", Role.APPROVER), ("vote", Role.APPROVER)]
)
def test_nobody_of_the_insurer_signs_whatever_post_he_was_given(world: World, step: str, role: Role) -> None:
    draft = {"review": drafted, "approve": reviewed, "vote": before_a_panel}[step](world)
    second_sign_in(world, "investigator1", role)
    world.execute("UPDATE account SET org = 'insurer' WHERE username = ?", SECOND)
    data = {"agrees": True} if step == "vote" else {}
    assert codes(act(world.desk, SECOND, draft, step, TODAY, data)) == ["of_the_bureau"]


def test_nobody_of_the_insurer_drafts(world: World) -> None:
    case = standing(world, "deciding")
    case.save()
    assert "wrong_role" in codes(act(world.desk, "investigator1", case.no, "confirm", TODAY, CONFIRM))
    second_sign_in(world, "investigator1", Role.INTAKE)
    world.execute("UPDATE account SET org = 'insurer' WHERE username = ?", SECOND)
    assert "of_the_bureau" in codes(act(world.desk, SECOND, case.no, "confirm", TODAY, CONFIRM))


def test_no_post_of_the_bureau_is_given_to_the_insurer(world: World) -> None:
    with world.engine.begin() as connection, pytest.raises(BadInput, match="只能由本局人员担任"):
        give_post(connection, "investigator1", HeldPost(Role.INTAKE, FIRST_DAY))


@pytest.mark.parametrize(
    ("of", "org", "role"), [("investigator1", "bureau", Role.INTAKE), (INTAKE, "insurer", Role.INVESTIGATOR)]
)
def test_nobody_inquires_for_the_insurer_and_decides_for_the_bureau(
    world: World, of: str, org: str, role: Role
) -> None:
    index = world.one("account", username=of)["id_index"]
    with world.engine.begin() as connection, pytest.raises(BadInput, match="同一个自然人已经有"):
        open_account(connection, SECOND, "合成second", org, index, [HeldPost(role, FIRST_DAY)])
    assert world.rows("account", username=SECOND) == []


def test_a_vote_of_who_drafted_is_noticed_though_it_was_written_past_the_engine(world: World) -> None:
    draft = voted(world, True, True, False)
    made(act(world.desk, APPROVERS[0], draft, "panel_approve", TODAY))
    holds = {"signers": RECORD["signers_are_different_persons"]}
    assert faults(world, holds) == []
    world.execute("UPDATE signature SET id_index = 'index-intake1' WHERE username = ? AND step = 'vote'", APPROVERS[2])
    assert faults(world, holds) == [f"signers: {draft}: one person voted twice, or on what he had signed"]
