"""Effects of the three-level approval: signatures, and the act that an approval fires."""

from __future__ import annotations

from claims.canonical import canonical_json
from workflows.proposals import (
    act_rows,
    committed_fen,
    content_hash,
    current_hash,
    private_rows,
    proposal_of,
    stored_proposal,
    stored_targets,
)
from workflows.situation import FollowOn, Situation


def open_approval(s: Situation) -> None:
    """Fix what is put forward: the act, its data, its targets, their content, and how many must sign."""
    act, targets, proposal = s.data["act"], s.data["targets"], proposal_of(s.data)
    move = act_rows(s.file, act, targets)[0]
    private = {field.name for field in move.needs if field.private}
    kind = str(move.approval)
    amount = committed_fen(s.file, kind, targets, proposal)
    s.set(
        kind=kind,
        act=act,
        targets=canonical_json(targets),
        proposal=canonical_json({name: value for name, value in proposal.items() if name not in private}),
        subject_hash=content_hash(s.file, act, targets, proposal),
        amount_fen=amount,
        levels=s.rules.at(f"approvals.levels.{kind}", s.occurred_on).as_int(),
        panel_required=_panel_required(s, kind, amount),
        drafted_on=s.occurred_on,
        round=s.subject["round"] + 1,
    )
    _keep_private(s, {name: value for name, value in proposal.items() if name in private})


def _panel_required(s: Situation, kind: str, amount_fen: int) -> bool:
    acts = s.rules.at("approvals.panel.acts", s.occurred_on)
    by_death = bool(s.rules.at("approvals.panel.death", s.occurred_on).value) and s.claim["application_kind"] == "death"
    ceiling = s.rules.at("approvals.panel.amount", s.occurred_on).as_int()
    over = amount_fen > 0 and s.claim["approved_sum_fen"] + amount_fen > ceiling
    decides = kind in ("confirm", "refuse_confirm", "award")
    return kind in acts.as_list() or over or (by_death and decides)


def _keep_private(s: Situation, private: dict[str, object]) -> None:
    row = {"approval_id": s.subject["id"], "claim_no": s.file.no, "salt": s.salt(), "body": canonical_json(private)}
    known = next((found for found in private_rows(s) if found["approval_id"] == s.subject["id"]), None)
    if known is None:
        s.file.add("approval_private", row)
    else:
        s.file.change("approval_private", known, body=row["body"])


def sign_draft(s: Situation) -> None:
    """The drafter's signature; with one level it is the reviewer's own, who signs again to approve."""
    _sign(s, "draft", "agree")


def sign_review(s: Situation) -> None:
    """The reviewer's signature."""
    _sign(s, "review", "agree")


def call_the_panel(s: Situation) -> None:
    """What a panel must decide goes to it at once."""
    if s.subject["panel_required"]:
        s.then(s.subject["id"], "escalate")


def sign_approval(s: Situation) -> None:
    """The approver's signature."""
    _sign(s, "approve", "agree")


def sign_vote(s: Situation) -> None:
    """A panel member's vote."""
    _sign(s, "vote", "agree" if s.data["agrees"] else "disagree")


def _sign(s: Situation, step: str, verdict: str) -> None:
    row = {
        "claim_no": s.file.no,
        "approval_id": s.subject["id"],
        "round": s.subject["round"],
        "step": step,
        "username": s.actor.username,
        "id_index": s.actor.id_index,
        "verdict": verdict,
        "signed_on": s.occurred_on,
        "valid": True,
    }
    s.file.add("signature", row)


def fire_act(s: Situation) -> None:
    """The approval decides: the act happens on every target, now, in this transaction."""
    proposal = stored_proposal(s, s.subject)
    for target in stored_targets(s.subject):
        s.follow_ons.append(FollowOn(target, s.subject["act"], proposal, s.occurred_on, s.subject["id"]))


def void_signatures(s: Situation) -> None:
    """The signatures of this round are kept, but no longer count."""
    for row in s.file.rows("signature"):
        if row["approval_id"] == s.subject["id"] and row["valid"]:
            s.file.change("signature", row, valid=False)


def take_new_content(s: Situation) -> None:
    """The draft now stands for what is there now."""
    proposal, targets = stored_proposal(s, s.subject), stored_targets(s.subject)
    amount = committed_fen(s.file, s.subject["kind"], targets, proposal)
    s.set(subject_hash=current_hash(s, s.subject), amount_fen=amount)


def sign_again_as_drafter(s: Situation) -> None:
    """The signature of who drafted this round is carried over to the new content; everybody else signs anew."""
    drafts = s.file.where("signature", lambda row: row["approval_id"] == s.subject["id"] and row["step"] == "draft")
    last = max(drafts, key=lambda row: int(row["round"]))
    s.set(round=s.subject["round"] + 1)
    s.file.add(
        "signature", {**{k: v for k, v in last.items() if k != "id"}, "round": s.subject["round"], "valid": True}
    )
