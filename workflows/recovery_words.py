"""What the letters of a recovery 追回待遇决定书 and of the platform's 生活保障费 say beyond the facts of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import loads

from claims.errors import words
from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.citations import legal_basis, unmarked
from workflows.recoveries import item_of
from workflows.situation import Situation

COUNTED = ("approved", "effective", "part_paid", "discharged", "suspended", "superseded", "ended")


def _decided(s: Situation) -> dict[str, object]:
    """What was paid, what is due, what is to be returned, by when and where to; and how the person was heard."""
    item = item_of(s.file, s.subject["item_id"])
    cited = _paid_on(s, item)
    day = s.occurred_on
    return {
        "earlier_name": letter_kind(cited["kind"]).name if cited else None,
        "earlier_number": cited["number"] if cited else None,
        "facts_found": s.data["facts_found"],
        "evidence": s.data["evidence"],
        "hearing": s.subject["hearing"],
        "recovered": [_row(s, item)],
        "repay_days": s.rules.at("limits.repayment", day).as_int(),
        "repay_account": s.rules.at("fund.repay_account", day).as_text(),
        "legal_basis": legal_basis(s),
    }


def _row(s: Situation, item: Row) -> dict[str, object]:
    told = loads(item["explanation"])
    due_fen = item["awarded_fen"] if item["state"] in COUNTED and s.subject["account"] == "1104" else 0
    amount_fen = s.subject["amount_fen"]
    formula = "；".join(unmarked(line) for line in told["lines"]) if due_fen else words("why_nothing_due")
    return {
        "label": told["label"],
        "formula": formula,
        "paid_fen": due_fen + amount_fen,
        "due_fen": due_fen,
        "amount_fen": amount_fen,
    }


def _paid_on(s: Situation, item: Row) -> Row | None:
    """The letter by which the sum was paid: that of the version before, where the item took another's place."""
    earlier = s.file.find("award_item", item["replaces"]) if item["replaces"] else None
    letter_id = (earlier or item)["letter_id"] or item["letter_id"]
    return s.file.find("letter", letter_id) if letter_id else None


def _support(s: Situation) -> dict[str, object]:
    """What the platform owes and until when; how the sum comes about, and nothing of the injury."""
    item = item_of(s.file, s.subject["item_id"])
    award = s.file.find("letter", item["letter_id"]) if item["letter_id"] else None
    told = loads(item["explanation"])
    formula = "；".join(unmarked(line) for line in told["lines"])
    return {
        "award_number": award["number"] if award else None,
        "support": [{"label": told["label"], "formula": formula, "amount_fen": s.subject["amount_fen"]}],
        "support_due_on": s.subject["due_on"],
    }


RECOVERY_WORDS: Mapping[str, Callable[[Situation], dict[str, object]]] = {
    "recovery": _decided,
    "living_support": _support,
}
