"""Guards of the award item 待遇项目."""

from __future__ import annotations

from sqlalchemy import or_, select

from claims.errors import ClaimsError
from claims.store.rows import Row
from claims.store.tables import table
from workflows.casefacts import part_verdicts
from workflows.computing import compute
from workflows.situation import Facts, Situation

GRADED = ("disability_lump_sum", "disability_allowance", "allowance_top_up")
DEAD = ("superseded", "refused", "revoked", "waived", "ended")
VERDICTS = ("allowed", "cut", "refused")


def item_computes(s: Situation) -> Facts | None:
    """The rules and the facts give an amount; what is missing or refused by the law is named.

    Without the grade that it needs there is nothing to compute yet, and that is said by itself.
    """
    if grade_is_known(s) is not None:
        return None
    try:
        compute(s)
    except ClaimsError as reason:
        return {"reason": reason.message()}
    return None


def no_live_twin(s: Situation) -> Facts | None:
    """No other live item of the same kind, beneficiary and period, unless this one replaces it."""
    for row in s.file.rows("award_item"):
        same = row["code"] == s.data["code"] and row["beneficiary"] == s.data.get("beneficiary", s.claim["person_id"])
        replaced = row["id"] == s.data.get("replaces")
        if same and not replaced and row["period"] == _period(s) and row["state"] not in DEAD:
            return {"item": row["id"]}
    return None


def _period(s: Situation) -> str:
    return str(s.data.get("period", "-"))


def grade_is_known(s: Situation) -> Facts | None:
    """What depends on a grade waits for the served conclusion."""
    return {} if s.data["code"] in GRADED and s.claim["grade"] is None else None


def lines_have_verdicts(s: Situation) -> Facts | None:
    """A medical cost is allowed line by line: every line has a verdict and belongs to a confirmed part."""
    if s.subject["code"] != "medical":
        return None
    parts = part_verdicts(s)
    for place, line in enumerate(s.data.get("invoices", []), start=1):
        if line.get("verdict") not in VERDICTS or line.get("part") not in parts:
            return {"line": place}
        if parts[line["part"]] == "refused" and line.get("allowed_fen", 0) > 0:
            return {"line": place}
    return None if s.data.get("invoices") else {"line": 0}


def lines_unused(s: Situation) -> Facts | None:
    """No line of an invoice has been used before, on any case (发票代码、号码、行)."""
    invoice = table("invoice_line")
    wanted = [
        (invoice.c.invoice_code == str(line.get("invoice_code")))
        & (invoice.c.invoice_number == str(line.get("invoice_number")))
        & (invoice.c.line_no == line.get("line_no"))
        for line in s.data.get("invoices", [])
    ]
    if not wanted:
        return None
    used = s.connection.execute(select(invoice.c.claim_no, invoice.c.invoice_number).where(or_(*wanted))).first()
    return {"claim": used.claim_no, "invoice": used.invoice_number} if used else None


def lines_add_up(s: Situation) -> Facts | None:
    """The lines together are what the item claims and allows."""
    lines = s.data.get("invoices", [])
    if not lines:
        return None
    claimed = sum(line.get("claimed_fen", 0) for line in lines)
    allowed = sum(line.get("allowed_fen", 0) for line in lines)
    right = claimed == s.subject["claimed_fen"] and allowed == s.subject["allowed_fen"]
    return None if right else {"claimed_fen": claimed, "allowed_fen": allowed}


def base_published_or_provisional(s: Situation) -> Facts | None:
    """The base was published on the day of the award, or the item says that it is provisional (先行核定，补差)."""
    if s.subject["base_fen"] is None or s.subject["provisional"]:
        return None
    try:
        s.rules.at("wages.private_average", s.claim["accident_on"], s.occurred_on)
    except ClaimsError as reason:
        return {"reason": reason.message()}
    return None


def award_letter_served(s: Situation) -> Facts | None:
    """The award letter has been served on the applicant."""
    served = s.file.where(
        "service",
        lambda row: (
            row["letter_id"] == s.subject["letter_id"]
            and row["recipient_kind"] == "person"
            and row["state"] == "served"
        ),
    )
    return None if served else {}


def still_owed_after(s: Situation) -> Facts | None:
    """After this payment something is still owed."""
    paid = s.subject["paid_fen"] + s.data["paid_fen"]
    return None if paid < s.subject["awarded_fen"] else {"paid_fen": paid}


def paid_in_full(s: Situation) -> Facts | None:
    """With this payment the item is paid exactly."""
    paid = s.subject["paid_fen"] + s.data["paid_fen"]
    return None if paid == s.subject["awarded_fen"] else {"paid_fen": paid, "awarded_fen": s.subject["awarded_fen"]}


def first_version(s: Situation) -> Facts | None:
    """The item replaces no other."""
    return None if s.subject["replaces"] is None else {}


def later_version(s: Situation) -> Facts | None:
    """The item replaces an earlier version."""
    return {} if s.subject["replaces"] is None else None


def one_off_item(s: Situation) -> Facts | None:
    """The item is paid once."""
    return {} if s.subject["monthly"] else None


def periodic_item(s: Situation) -> Facts | None:
    """The item is paid monthly."""
    return None if s.subject["monthly"] else {}


def successor_is_newer(s: Situation) -> Facts | None:
    """The new version is on the case, names this item and has been checked."""
    successor = s.file.find("award_item", s.data["successor"])
    right = successor and successor["replaces"] == s.subject["id"] and successor["state"] == "allowed"
    return None if right else {"successor": s.data["successor"]}


def another_beneficiary(s: Situation) -> Facts | None:
    """The heir is another person."""
    return {} if s.data["heir"] == s.subject["beneficiary"] else None


def no_money_on_the_way(s: Situation) -> Facts | None:
    """No payment of the item is with the bank."""
    away = s.file.where("payment", lambda row: row["item_id"] == s.subject["id"] and _away(row))
    return {"payment": away[0]["id"]} if away else None


def _away(payment: Row) -> bool:
    return payment["state"] in ("batched", "sent", "unknown", "mismatch")
