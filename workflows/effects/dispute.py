"""Effects of the dispute 争议: what is recorded, and what a stay does to payments."""

from __future__ import annotations

from claims.store.rows import Row
from workflows import clockwork
from workflows.remedies import disputed_service, party_of
from workflows.situation import Situation

MEDICAL_STOPS = "limits.dispute_stops_medical_payment"


def open_dispute(s: Situation) -> None:
    """What is disputed, by which side, by which way, against which service."""
    service = disputed_service(s)
    s.set(
        matter=s.data["matter"],
        route=s.data["route"],
        lodged_by=service["recipient_kind"] if service else party_of(s),
        lodged_on=s.occurred_on,
        service_id=service["id"] if service else None,
        instance=1,
    )


def mark_fast(s: Situation) -> None:
    """The dispute goes on the fast track; the law's own periods stay as they are."""
    s.set(fast=True)


def note_organ_refusal(s: Situation) -> None:
    """The day on which the organ refused the dispute; a suit after a refused review counts from it."""
    s.set(decided_on=s.occurred_on)


def order_stay(s: Situation) -> None:
    """The act is stayed: payments that wait are held, but for medical costs where the law says that they go on."""
    s.set(stay_from=s.occurred_on, stay_to=None)
    for payment in s.file.where("payment", lambda row: row["state"] == "pending"):
        if _is_stayed(s, payment):
            s.then(payment["id"], "hold", reason="停止执行通知", document=s.data["document"])


def _is_stayed(s: Situation, payment: Row) -> bool:
    """Medical costs are paid during review and suit (工伤保险条例第三十一条)."""
    item = s.file.find("award_item", payment["item_id"])
    medical = item is not None and item["code"] == "medical"
    return not medical or bool(s.rules.at(MEDICAL_STOPS, s.occurred_on).value)


def lift_stay(s: Situation) -> None:
    """The stay ends, by order or with the dispute; held payments are released by an approval of their own."""
    if s.subject["stay_from"] is not None and s.subject["stay_to"] is None:
        s.set(stay_to=s.occurred_on)


def remember_stage(s: Situation) -> None:
    """Where the dispute goes back to when the mediation ends."""
    s.set(back_to=s.scratch["source"])


def note_outcome(s: Situation) -> None:
    """What was decided; it acts on the case only when it is effective."""
    s.set(outcome=s.data["outcome"], decided_on=s.occurred_on)


def next_instance(s: Situation) -> None:
    """The dispute goes on: from review to the court of first instance, from a court to the next."""
    from_review = s.subject["route"] == "review"
    instance = 1 if from_review else s.subject["instance"] + 1
    route = "suit" if from_review else s.subject["route"]
    s.set(route=route, instance=instance, outcome=None, decided_on=None, effective_on=None)
    if from_review:
        clockwork.start(s, "T30")


def note_effective(s: Situation) -> None:
    """The result binds from this day."""
    s.set(effective_on=s.occurred_on)
