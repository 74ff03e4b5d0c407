"""What the letters of a recovery 追回待遇决定书 and of the platform's 生活保障费 say beyond the facts of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json import loads

from claims.errors import words
from claims.months import first_day, month_of, moved
from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.citations import legal_basis, unmarked, written
from workflows.machines.recovery import RETURN
from workflows.month_set_offs import floor_fen
from workflows.recoveries import item_of, lessened_fen, outstanding_fen, settled_fen
from workflows.situation import Situation
from workflows.versions import versions_of

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


def _announced(s: Situation) -> dict[str, object]:
    """What is to be recovered and why, and how long the person has to speak."""
    item = item_of(s.file, s.subject["item_id"])
    cited = _paid_on(s, item)
    return {
        "earlier_name": letter_kind(cited["kind"]).name if cited else None,
        "earlier_number": cited["number"] if cited else None,
        "reason": f"{s.subject['ground']}：{s.data['reason']}",
        "recovered": [_row(s, item)],
        "reply_days": s.rules.at("limits.recovery_statement", s.occurred_on).as_int(),
        "legal_basis": written(s, RETURN),
    }


def _lessened(s: Situation) -> dict[str, object]:
    """By how much less is owed than the decision says, and what is to be returned by when and where to."""
    cited = s.file.find("letter", s.subject["letter_id"])
    return {
        "earlier_number": cited["number"] if cited else None,
        "earlier_on": cited["dated_on"] if cited else None,
        "lessened_fen": lessened_fen(s.file, s.subject),
        "outstanding_fen": outstanding_fen(s.subject),
        "repay_due_on": s.subject["due_on"],
        "repay_account": s.rules.at("fund.repay_account", s.occurred_on).as_text(),
        "legal_basis": legal_basis(s),
    }


def _withdrawn(s: Situation) -> dict[str, object]:
    """Which decision falls, and what of it has come in."""
    cited = s.file.find("letter", s.subject["letter_id"])
    return {
        "earlier_number": cited["number"] if cited else None,
        "earlier_on": cited["dated_on"] if cited else None,
        "reason": s.data.get("reason") or words("why_sum_is_gone"),
        "cause_document": s.data.get("document") or words("shown_by_books"),
        "outstanding_fen": outstanding_fen(s.subject),
        "settled_fen": settled_fen(s.subject),
        "legal_basis": legal_basis(s),
    }


def _kept_monthly(s: Situation) -> dict[str, object]:
    """Of which benefit how much is kept back each month, and what stays."""
    item = item_of(s.file, s.data["item"])
    cited = s.file.find("letter", s.subject["letter_id"])
    floor = floor_fen(s.rules, s.occurred_on)
    most = min(s.data["amount_fen"], max(0, item["awarded_fen"]))
    row = {"label": loads(item["explanation"])["label"], "gross_fen": item["awarded_fen"], "set_off_fen": most}
    return {
        "earlier_number": cited["number"] if cited else None,
        "outstanding_fen": outstanding_fen(s.subject),
        "kept_back": [{**row, "net_fen": item["awarded_fen"] - most}],
        "from_on": first_day(moved(month_of(s.occurred_on), 1)),
        "floor_fen": floor,
        "consent_paper": s.data.get("document"),
        "reason": s.data.get("reason"),
        "legal_basis": written(s, RETURN),
    }


def _months(s: Situation, item: Row) -> list[Row]:
    """The months of the benefit that count on any version of it."""
    versions = versions_of(s.file, item)
    return s.file.where("instalment", lambda row: row["item_id"] in versions and row["state"] in ("due", "paid"))


def _row(s: Situation, item: Row) -> dict[str, object]:
    told = loads(item["explanation"])
    months = _months(s, item) if item["monthly"] else []
    awarded = sum(row["paid_fen"] + row["set_off_fen"] for row in months) if item["monthly"] else item["awarded_fen"]
    due_fen = awarded if item["state"] in COUNTED and s.subject["account"] == "1104" else 0
    amount_fen = s.subject["amount_fen"]
    formula = "；".join(unmarked(line) for line in told["lines"]) if due_fen else words("why_nothing_due")
    if months and due_fen:
        formula = words("why_months_together", count=len(months), formula=formula)
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
    "recovery_hearing": _announced,
    "recovery_lessened": _lessened,
    "recovery_withdrawal": _withdrawn,
    "monthly_set_off": _kept_monthly,
    "living_support": _support,
}
