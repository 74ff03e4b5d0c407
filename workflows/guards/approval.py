"""Guards of the three-level approval 三级审核."""

from __future__ import annotations

import json

from claims.errors import words
from claims.money import yuan
from claims.store.rows import Row
from workflows.machines.approval import STEPS
from workflows.proposals import act_rows, aims, content_hash, current_hash, proposal_of, stored_targets
from workflows.roles import ROLE_NAMES, Role
from workflows.situation import Facts, Situation

BUREAU = "bureau"
UNDECIDED = ("drafted", "reviewed", "panel", "returned")


def act_needs_approval(s: Situation) -> Facts | None:
    """The act is one that needs an approval, and its targets are in a state in which it can be done."""
    targets = s.data["targets"]
    found = len(aims(s.file, targets)) == len(targets)
    rows = act_rows(s.file, s.data["act"], targets)
    return None if found and len(rows) >= len(targets) > 0 else {"act": s.data["act"]}


def may_propose(s: Situation) -> Facts | None:
    """The act may be put forward by this role."""
    rows = act_rows(s.file, s.data["act"], s.data["targets"])
    if rows and not any(role in s.actor.roles for role in rows[0].proposers):
        return {"act": rows[0].label, "roles": "、".join(ROLE_NAMES[role] for role in rows[0].proposers)}
    return None


def targets_ready(s: Situation) -> Facts | None:
    """The act would be permitted on every target as things stand."""
    for target in s.data["targets"]:
        refusals = s.foresee(target, s.data["act"], proposal_of(s.data))
        if refusals:
            return {"target": target, "reasons": "；".join(refusal.message() for refusal in refusals)}
    return None


def no_rival_draft(s: Situation) -> Facts | None:
    """The targets are not in another draft that is still undecided; of an account, in one for the same beneficiary."""
    wanted = set(s.data["targets"])
    for row in s.file.rows("approval"):
        same_act = row["act"] == s.data["act"] or (s.data["act"] in DECISIONS and row["act"] in DECISIONS)
        if row["state"] in UNDECIDED and same_act and wanted & set(stored_targets(row)) and _of_one_person(s, row):
            return {"approval": row["id"]}
    return None


def _of_one_person(s: Situation, draft: Row) -> bool:
    """Whether a draft of the same act is about the same person, where the act is one of a beneficiary among several."""
    if s.data["act"] not in ACCOUNTS:
        return True
    return bool(json.loads(draft["proposal"]).get("beneficiary") == s.data["proposal"][0].get("beneficiary"))


ACCOUNTS = ("register_asked_account", "set_payee_account")
DECISIONS = ("confirm", "refuse_confirm", "redo_confirm", "redo_refuse", "refuse_accept")


def one_level(s: Situation) -> Facts | None:
    """The act needs one signature."""
    return _levels(s, 1)


def two_levels(s: Situation) -> Facts | None:
    """The act needs two signatures."""
    return _levels(s, 2)


def three_levels(s: Situation) -> Facts | None:
    """The act needs three signatures."""
    return _levels(s, 3)


def _levels(s: Situation, wanted: int) -> Facts | None:
    return None if s.subject["levels"] == wanted else {"levels": s.subject["levels"]}


def _valid_signatures(s: Situation) -> list[Row]:
    """The signatures of the present round that count."""
    return s.file.where(
        "signature",
        lambda row: row["approval_id"] == s.subject["id"] and row["round"] == s.subject["round"] and bool(row["valid"]),
    )


def another_person(s: Situation) -> Facts | None:
    """The signer is another natural person than those who signed before (社会保险经办条例第三十六条)."""
    before = next((row for row in _valid_signatures(s) if _same_person(s, row) and row["step"] != "vote"), None)
    if before is None:
        return None
    return {"step": words(f"signed_as_{before['step']}"), "now": STEPS.get(s.move.trigger, s.move.label)}


def _same_person(s: Situation, signature: Row) -> bool:
    return bool(signature["id_index"] == s.actor.id_index)


def own_draft(s: Situation) -> Facts | None:
    """Who takes a draft back is the person who drafted it last."""
    drafts = s.file.where("signature", lambda row: row["approval_id"] == s.subject["id"] and row["step"] == "draft")
    last = max(drafts, key=lambda row: int(row["round"]))
    return None if _same_person(s, last) else {"username": last["username"]}


def content_unchanged(s: Situation) -> Facts | None:
    """What the signer saw is what was drafted and what would be done now."""
    seen, drafted, now = s.data["subject_hash"], s.subject["subject_hash"], current_hash(s, s.subject)
    return None if seen == drafted == now else {"seen": seen[:8], "now": now[:8]}


def content_as_drafted(s: Situation) -> Facts | None:
    """What the panel voted on is still what would be done now."""
    drafted, now = s.subject["subject_hash"], current_hash(s, s.subject)
    return None if drafted == now else {"drafted": drafted[:8], "now": now[:8]}


def content_differs(s: Situation) -> Facts | None:
    """The content has changed since it was drafted."""
    return None if current_hash(s, s.subject) != s.subject["subject_hash"] else {}


def panel_not_required(s: Situation) -> Facts | None:
    """The act need not go to a panel 集体会审."""
    return {} if s.subject["panel_required"] else None


def within_limit(s: Situation) -> Facts | None:
    """The case's sums together stay within the approver's limit."""
    together = s.claim["approved_sum_fen"] + s.subject["amount_fen"]
    limit = s.actor.limit_fen(Role.APPROVER)
    if s.subject["amount_fen"] == 0 or together <= limit:
        return None
    return {"sum": yuan(together), "limit": yuan(limit)}


def of_the_bureau(s: Situation) -> Facts | None:
    """Who signs is of the bureau: the insurer's people inquire, they neither draft nor decide."""
    return None if s.actor.org == BUREAU else {"actor": s.actor.username}


def sat_on_the_panel(s: Situation) -> Facts | None:
    """Who declares what the panel has decided has voted on it."""
    voted = any(row["step"] == "vote" and _same_person(s, row) for row in _valid_signatures(s))
    return None if voted else {"actor": s.actor.username}


def not_voted_yet(s: Situation) -> Facts | None:
    """Each member votes once."""
    voted = any(row["step"] == "vote" and _same_person(s, row) for row in _valid_signatures(s))
    return {} if voted else None


def quorum_odd(s: Situation) -> Facts | None:
    """At least the number of members the rules ask for have voted, and their number is odd."""
    votes = [row for row in _valid_signatures(s) if row["step"] == "vote"]
    wanted = s.rules.at("approvals.panel.members", s.occurred_on).as_int()
    return None if len(votes) >= wanted and len(votes) % 2 == 1 else {"votes": len(votes), "wanted": wanted}


def majority_agrees(s: Situation) -> Facts | None:
    """More members agree than not."""
    votes = [row["verdict"] for row in _valid_signatures(s) if row["step"] == "vote"]
    agree = votes.count("agree")
    return None if agree * 2 > len(votes) else {"agree": agree, "votes": len(votes)}


def same_act(s: Situation) -> Facts | None:
    """A returned draft is drafted again for the same act and the same targets."""
    same = s.data["act"] == s.subject["act"] and s.data["targets"] == json.loads(s.subject["targets"])
    return None if same else {"act": s.subject["act"]}


def content_changed(s: Situation) -> Facts | None:
    """A returned draft comes back with something changed."""
    new = content_hash(s.file, s.data["act"], s.data["targets"], proposal_of(s.data))
    return {} if new == s.subject["subject_hash"] else None


def officer_signed(s: Situation) -> Facts | None:
    """The officer who should have stayed away did sign."""
    signed = any(row["username"] == s.data["officer"] for row in _valid_signatures(s))
    return None if signed else {"officer": s.data["officer"]}
