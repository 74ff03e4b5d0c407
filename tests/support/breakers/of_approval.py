"""Breakers of the guards of the approval."""

from __future__ import annotations

from tests.support.breakers.breaking import breaks
from tests.support.fixtures.approvals import APPROVERS, approval, sign
from tests.support.fixtures.of_claim_decision import LONG_BEFORE
from tests.support.fixtures.ready import Ready
from tests.support.world import ACTOR_OF, OTHER_PLATFORM, SMALL_LIMIT_FEN
from workflows.proposals import content_hash
from workflows.roles import Role

OTHERS = {
    Role.INTAKE: Role.REVIEWER,
    Role.REVIEWER: Role.INTAKE,
    Role.APPROVER: Role.LEGAL,
    Role.LEGAL: Role.INTAKE,
    Role.APPRAISAL: Role.INTAKE,
    Role.CASHIER: Role.INTAKE,
}


@breaks("act_needs_approval")
def _act_of_no_approval(ready: Ready) -> None:
    ready.case.claim.update(state="deciding", withdrawal_requested_at=LONG_BEFORE)
    ready.data.update(act="withdraw", targets=[ready.case.no], proposal=[{}])


@breaks("may_propose")
def _officer_who_may_not_propose(ready: Ready) -> None:
    ready.actor = ACTOR_OF[OTHERS[ready.role]]


@breaks("targets_ready")
def _proposal_lacks_a_datum(ready: Ready) -> None:
    proposal = ready.data["proposal"][0]
    ready.data.update(proposal=[{**dict(list(proposal.items())[1:]), "added": "x"}])


@breaks("no_rival_draft")
def _drafted_already(ready: Ready) -> None:
    approval(ready.case, "drafted", ready.data["act"], ready.data["targets"][0], ready.data["proposal"][0])


@breaks("three_levels")
def _two_signatures_are_enough(ready: Ready) -> None:
    of(ready).update(levels=2)


@breaks("another_person")
def _signed_before(ready: Ready) -> None:
    for row in ready.case.of("signature"):
        row.update(id_index=f"index-{ready.actor}")


@breaks("own_draft")
def _drafted_by_another(ready: Ready) -> None:
    for row in ready.case.of("signature"):
        row.update(id_index="index-of-another")


@breaks("content_unchanged")
def _case_changed_since(ready: Ready) -> None:
    ready.case.claim.update(platform=OTHER_PLATFORM)


@breaks("content_as_drafted")
def _case_changed_since_the_votes(ready: Ready) -> None:
    ready.case.claim.update(platform=OTHER_PLATFORM)


@breaks("panel_not_required")
def _panel_required(ready: Ready) -> None:
    of(ready).update(panel_required=True)


@breaks("within_limit")
def _beyond_the_limit(ready: Ready) -> None:
    ready.case.claim.update(approved_sum_fen=SMALL_LIMIT_FEN)
    of(ready).update(amount_fen=1)
    ready.actor = "approver_small"


@breaks("of_the_bureau")
def _of_the_insurer(ready: Ready) -> None:
    ready.world.execute("UPDATE account SET org = 'insurer' WHERE username = ?", ready.actor)


@breaks("sat_on_the_panel")
def _absent_from_the_panel(ready: Ready) -> None:
    ready.actor = "approver1"


@breaks("not_voted_yet")
def _voted_already(ready: Ready) -> None:
    sign(ready.case, of(ready), "vote", ready.actor)


@breaks("quorum_odd")
def _two_votes(ready: Ready) -> None:
    ready.case.drop("signature", ready.case.of("signature")[-1])


@breaks("majority_agrees")
def _one_of_three_agrees(ready: Ready) -> None:
    vote = next(row for row in ready.case.of("signature") if row["username"] == APPROVERS[1])
    vote.update(verdict="disagree")


@breaks("same_act")
def _another_act(ready: Ready) -> None:
    of(ready).update(act="terminate")


@breaks("content_changed")
def _nothing_changed(ready: Ready) -> None:
    data = ready.data
    same = content_hash(ready.case.file(), data["act"], data["targets"], data["proposal"][0])
    of(ready).update(subject_hash=same)


@breaks("content_differs")
def _content_as_drafted(ready: Ready) -> None:
    ready.case.claim.update(platform="美团")


@breaks("officer_signed")
def _officer_did_not_sign(ready: Ready) -> None:
    ready.data.update(officer="cashier1")


def of(ready: Ready) -> dict[str, object]:
    """The approval itself."""
    assert ready.subject is not None
    return ready.subject
