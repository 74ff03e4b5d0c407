"""Guards of what a missing rider's 下落不明 kin receive, and of the rider's return."""

from __future__ import annotations

from claims.ledger import Account
from workflows.missing import ADVANCE, LUMP_SUM, MISSING, UNDECIDED, advances_of, has_returned, is_missing
from workflows.payees import DEATH_CODES
from workflows.recoveries import GIVEN_UP
from workflows.situation import Facts, Situation


def loss_or_death_stands(s: Situation) -> Facts | None:
    """What is for a loss or a death rests on what the case knows: missing since the accident, or dead, and not returned."""
    if s.data["code"] not in DEATH_CODES:
        return None
    if s.claim["returned_on"] is not None:
        return {"why": "失踪人已经生还"}
    told = (s.data.get("facts") or [{}])[0].get("death") or {}
    if told.get("cause") == MISSING:
        right = is_missing(s.claim) and told.get("date") == s.claim["accident_on"].isoformat()
        return None if right else {"why": "本案不是失踪案件、已经宣告死亡，或者失踪日期不是事故日期"}
    declared = s.claim["application_kind"] != MISSING or s.claim["death_on"] is not None
    return None if declared else {"why": "失踪人还没有被宣告死亡"}


def no_advance_undecided(s: Situation) -> Facts | None:
    """The lump sum is less by what was advanced; so nothing of an advance is still being decided when it is worked out."""
    if s.data["code"] != LUMP_SUM:
        return None
    waiting = [row for row in advances_of(s.file) if row["state"] in UNDECIDED]
    return {"item": waiting[0]["id"]} if waiting else None


def advance_of_lump_sum(s: Situation) -> Facts | None:
    """The item is an advance of the lump sum."""
    return None if s.subject["code"] == ADVANCE and s.subject["replaces"] is None else {}


def rider_is_missing(s: Situation) -> Facts | None:
    """The rider is still missing: after a declaration of death the whole lump sum is due, after a return nothing."""
    return None if is_missing(s.claim) else {}


def rider_has_not_returned(s: Situation) -> Facts | None:
    """The item is not for the death of a person who has returned alive."""
    return {} if has_returned(s.claim, s.subject) else None


def rider_was_missing(s: Situation) -> Facts | None:
    """The case is one of a missing rider who has not returned yet, and the return is not before the loss."""
    missing = s.claim["application_kind"] == MISSING and s.claim["returned_on"] is None
    on_time = s.claim["accident_on"] <= s.data["returned_on"] <= s.occurred_on
    return None if missing and on_time else {"returned_on": s.data["returned_on"]}


def not_claimed_back_already(s: Situation) -> Facts | None:
    """The item is not being recovered as that of a person who returned, out of its expense: it would be claimed twice."""
    same = s.file.where(
        "recovery",
        lambda row: (
            (row["item_id"], row["account"]) == (s.subject["id"], Account.DEATH) and row["state"] not in GIVEN_UP
        ),
    )
    return {"recovery": same[0]["id"]} if same else None
