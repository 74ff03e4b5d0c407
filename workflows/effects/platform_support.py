"""Effects of the platform's 生活保障费: what is due, what the platform says, and the memo entry of what it paid."""

from __future__ import annotations

from workflows import clockwork
from workflows.platform_dues import due_fen, earlier_versions
from workflows.posting import post
from workflows.recoveries import item_of
from workflows.situation import Situation

OPEN_SUPPORT = ("due", "reported")


def track_support(s: Situation) -> None:
    """With its award in effect the platform is told what it owes; what it owed on an earlier version falls away."""
    if s.subject["payer"] != "platform":
        return
    for earlier in earlier_versions(s.file, s.subject):
        _cancel(s, earlier["id"])
    if due_fen(s.file, s.subject) > 0:
        s.then(f"{s.file.no}/support", "assess", item=s.subject["id"])


def cancel_support(s: Situation) -> None:
    """The item has fallen away, and with it what the platform owed."""
    _cancel(s, s.subject["id"])


def _cancel(s: Situation, item_id: str) -> None:
    for row in s.file.rows("platform_support"):
        if row["item_id"] == item_id and row["state"] in OPEN_SUPPORT:
            s.then(row["id"], "cancel")


def open_support(s: Situation) -> None:
    """What the platform owes, and to whom it belongs."""
    item = item_of(s.file, s.data["item"])
    s.set(
        item_id=item["id"],
        platform=s.claim["platform"],
        amount_fen=due_fen(s.file, item),
        assessed_on=s.occurred_on,
        due_on=clockwork.start(s, "support_payment")["due_on"],
    )


def note_support_report(s: Situation) -> None:
    """What the platform says it has paid, when, and by which paper."""
    data = s.data
    s.set(reported_fen=data["amount_fen"], reported_paid_on=data["paid_on"], document=data["document"])


def clear_support_report(s: Situation) -> None:
    """The report is not taken; the platform owes the sum as before, and from the same day on."""
    clockwork.start(s, "support_payment", on=s.subject["assessed_on"])
    s.set(reported_fen=0, reported_paid_on=None, document=None)


def confirm_support(s: Situation) -> None:
    """The platform has paid: a memo, no money of the fund."""
    s.set(confirmed_on=s.occurred_on)
    item = item_of(s.file, s.subject["item_id"])
    post(s, "platform_paid", s.subject["amount_fen"], item, document=s.subject["document"])
