"""Effects of recourse 追偿: the claim on the third party, and the expense that falls when he pays."""

from __future__ import annotations

from workflows.posting import post
from workflows.recoveries import item_of
from workflows.situation import Situation


def open_recourse(s: Situation) -> None:
    """The claim stands beside an equal debt, so that no income is shown before the money comes."""
    item = item_of(s.file, s.data["item"])
    s.set(
        item_id=item["id"],
        amount_fen=s.data["amount_fen"],
        document=s.data["document"],
        arose_on=s.occurred_on,
    )
    _post(s, "recourse_arises", s.data["amount_fen"])


def book_recourse_receipt(s: Situation) -> None:
    """Money has come: the claim goes, and the expense of the item falls."""
    amount = s.data["amount_fen"]
    s.set(received_fen=s.subject["received_fen"] + amount)
    row = {
        "claim_no": s.file.no,
        "recourse_id": s.subject["id"],
        "amount_fen": amount,
        "bank_ref": s.data["bank_ref"],
        "received_on": s.occurred_on,
        "event_id": s.event_id,
    }
    s.file.add("recourse_receipt", row)
    _post(s, "recourse_received", amount)
    _post(s, "recourse_credited", amount)
    if s.subject["received_fen"] == s.subject["amount_fen"]:
        s.then(s.subject["id"], "settle")


def give_recourse_up(s: Situation) -> None:
    """What will not come is taken off both sides: it never was income."""
    _post(s, "recourse_given_up", s.subject["amount_fen"] - s.subject["received_fen"])


def close_recourse(s: Situation) -> None:
    """The day on which nothing more was asked of the third party."""
    s.set(closed_on=s.occurred_on)


def _post(s: Situation, entry: str, amount_fen: int) -> None:
    post(s, entry, amount_fen, item_of(s.file, s.subject["item_id"]), document=s.subject["document"])
