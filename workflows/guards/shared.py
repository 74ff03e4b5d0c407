"""Guards that several machines use."""

from __future__ import annotations

from claims.store.rows import Row, select_one
from workflows.machines.claim_rows.states import STATES as CLAIM_STATES
from workflows.missing import has_returned
from workflows.payees import LIVE_PAYMENTS, PAYING_STATES
from workflows.situation import Facts, Situation

CONFIRMED_STATES = ("confirmed", "appraising", "appraised", "settling", "settled", "closed_periodic")


def claim_pays(s: Situation) -> Facts | None:
    """The decision stands and has been served, and the beneficiary is alive: only then does money move. What the person had
    repaid is his own, whatever has become of the decision.
    """
    beneficiary = s.subject.get("beneficiary") or _item_of(s).get("beneficiary")
    alive = s.claim["death_on"] is None or beneficiary != s.claim["person_id"]
    stands = s.claim["state"] in PAYING_STATES and s.claim["effective_on"] is not None
    returned = has_returned(s.claim, {"code": None, **_item_of(s)})
    pays = _gives_back_only(s) or (stands and not returned)
    return None if pays and alive else _state_of_case(s)


def _gives_back_only(s: Situation) -> bool:
    """Whether the payment is of nothing but what the person had repaid."""
    payment = s.subject if s.subject.get("amount_fen") else s.data
    return bool(payment.get("repaid_fen")) and payment["repaid_fen"] == payment.get("amount_fen")


def _state_of_case(s: Situation) -> Facts:
    """The state of the case as it is called."""
    return {"state": CLAIM_STATES[s.claim["state"]]}


def _item_of(s: Situation) -> Row:
    item_id = s.subject.get("item_id") or s.data.get("item")
    return s.file.find("award_item", item_id) or {} if item_id else {}


def not_stayed(s: Situation) -> Facts | None:
    """No court or review organ has ordered a stay (行政复议法第四十二条；行政诉讼法第五十六条).

    A stay does not stop what medical treatment costs (工伤保险条例第三十一条).
    """
    if _item_of(s).get("code") == "medical" or _gives_back_only(s):
        return None
    stays = s.file.where("dispute", lambda row: row["stay_from"] is not None and row["stay_to"] is None)
    return {"dispute": stays[0]["id"]} if stays else None


def no_live_payment(s: Situation) -> Facts | None:
    """No payment of the case is on its way or waits for a correction; the months of a running benefit go on."""
    running = {row["id"] for row in s.file.rows("award_item") if row["state"] in ("effective", "suspended")}
    live = s.file.where(
        "payment",
        lambda row: row["state"] in LIVE_PAYMENTS and (row["month"] is None or row["item_id"] not in running),
    )
    return {"payment": live[0]["id"]} if live else None


def claim_confirmed(s: Situation) -> Facts | None:
    """The case is confirmed and its decision stands."""
    return None if s.claim["state"] in CONFIRMED_STATES else _state_of_case(s)


def claim_no_longer_confirmed(s: Situation) -> Facts | None:
    """The confirmation has been revoked, quashed or turned into its opposite; or the item is for the death of a person who
    has returned alive.
    """
    gone = s.claim["state"] in ("revoked", "quashed_final", "not_confirmed")
    return None if gone or has_returned(s.claim, s.subject) else _state_of_case(s)


def claimant_in_register(s: Situation) -> Facts | None:
    """The new claimant is a registered person."""
    return _registered(s, s.data["claimant_id"])


def heir_in_register(s: Situation) -> Facts | None:
    """The heir is a registered person."""
    return _registered(s, s.data["heir"])


def officer_known(s: Situation) -> Facts | None:
    """The officer who must stay away has a sign-in."""
    found = select_one(s.connection, "account", username=s.data["officer"])
    return None if found else {"officer": s.data["officer"]}


def _registered(s: Situation, person_id: str) -> Facts | None:
    return None if select_one(s.connection, "person", id=person_id) else {"person": person_id}
