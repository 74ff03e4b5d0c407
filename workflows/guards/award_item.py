"""Guards of the award item 待遇项目."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import or_, select

from claims.errors import ClaimsError
from claims.months import is_month, month_of, moved
from claims.store.rows import Row
from claims.store.tables import table
from workflows.casefacts import part_verdicts
from workflows.computing import REIMBURSED, compute, period_of
from workflows.invoice_reasons import reason_codes
from workflows.invoices import plain_number
from workflows.locking import read_person
from workflows.missing import ADVANCE
from workflows.month_payments import waits_for_run
from workflows.monthly import conclusion_of, last_month, latest_month, months_of, months_to_count, owed_fen
from workflows.proposals import stored_targets
from workflows.returned_sums import waiting_fen
from workflows.sight import named
from workflows.situation import Facts, Situation
from workflows.versions import benefit_of, last_effective

LUMP_SUM = "disability_lump_sum"
BY_PLATFORM = "平台企业"
GRADED = ("disability_lump_sum", "disability_allowance", "allowance_top_up")
DEAD = ("superseded", "refused", "revoked", "waived", "ended", "discarded")
VERDICTS: dict[str, Callable[[int, int], bool]] = {
    "allowed": lambda claimed, allowed: claimed == allowed,
    "cut": lambda claimed, allowed: 0 < allowed < claimed,
    "refused": lambda _claimed, allowed: allowed == 0,
}


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
        if same and not replaced and row["period"] == period_of(s.data) and row["state"] not in DEAD:
            return {"item": row["id"]}
    return None


def grade_is_known(s: Situation) -> Facts | None:
    """What depends on a grade waits for the served conclusion."""
    return {} if s.data["code"] in GRADED and s.claim["grade"] is None else None


def not_in_approval(s: Situation) -> Facts | None:
    """The draft is not before a signer."""
    waiting = s.file.where(
        "approval",
        lambda row: row["state"] in ("drafted", "reviewed", "panel") and s.subject["id"] in stored_targets(row),
    )
    return {"approval": waiting[0]["id"]} if waiting else None


def lines_have_verdicts(s: Situation) -> Facts | None:
    """A medical cost is allowed line by line: every line has a verdict and belongs to a confirmed part."""
    if s.subject["code"] != "medical":
        return None
    parts = part_verdicts(s)
    for place, line in enumerate(s.data.get("invoices", []), start=1):
        if not _is_whole(line) or not VERDICTS[line["verdict"]](line["claimed_fen"], line["allowed_fen"]):
            return {"line": place}
        if line["part"] not in parts or (parts[line["part"]] == "refused" and line["allowed_fen"] > 0):
            return {"line": place}
    return None if s.data.get("invoices") else {"line": 0}


def lines_have_reasons(s: Situation) -> Facts | None:
    """A line that is cut or refused says why by a code of the list, one that is allowed in full does not."""
    codes = reason_codes(s.rules, s.occurred_on)
    parts = part_verdicts(s)
    for place, line in enumerate(s.data.get("invoices", []), start=1):
        in_full, reason = line.get("verdict") == "allowed", line.get("reason")
        of_refused_part = parts.get(line.get("part", "")) == "refused"
        named = reason is None if in_full else reason in codes
        if (
            not named
            or not _is_day(line.get("cost_on"))
            or (of_refused_part and not in_full and reason != "other_part")
        ):
            return {"line": place, "codes": "、".join(codes)}
    return None


def _is_day(text: object) -> bool:
    """Whether what a line names as the day of its cost is a day; it need not name one."""
    if text is None:
        return True
    try:
        date.fromisoformat(str(text))
    except ValueError:
        return False
    return True


def grant_not_reviewed(s: Situation) -> Facts | None:
    """A lump sum that replaces another does not rest on a review 复查: that acts on monthly items only."""
    conclusion = conclusion_of(s) if s.data["code"] == LUMP_SUM and s.data.get("replaces") else None
    return {} if conclusion is not None and conclusion["kind"] == "review" else None


def payer_is_proven(s: Situation) -> Facts | None:
    """What is not owed to a registered person is owed to who paid the cost in advance 垫付, on his own statement.

    Only costs are prepaid; what a platform claims is claimed by the platform of the case.
    """
    beneficiary, by = s.data.get("beneficiary"), s.data.get("prepaid_by")
    registered = beneficiary is None or read_person(s.connection, beneficiary) is not None
    if by is None:
        return None if registered else {"beneficiary": beneficiary}
    own_platform = by != BY_PLATFORM or beneficiary == s.claim["platform"]
    proven = bool(s.data.get("prepaid_statement")) and s.data["code"] in REIMBURSED and own_platform
    return None if proven and not registered else {"beneficiary": beneficiary or "—"}


def _is_whole(line: Row) -> bool:
    """The line has everything a line needs, in the right form."""
    sums = [line.get(name) for name in ("claimed_fen", "allowed_fen", "line_no")]
    counted = all(isinstance(value, int) and not isinstance(value, bool) and value >= 0 for value in sums)
    return counted and bool(line.get("invoice_number")) and "invoice_code" in line and line.get("verdict") in VERDICTS


def lines_unused(s: Situation) -> Facts | None:
    """No line of an invoice has been used before, on any case (发票代码、号码、行)."""
    asked = [
        (plain_number(line.get("invoice_code")), plain_number(line.get("invoice_number")), line.get("line_no"))
        for line in s.data.get("invoices", [])
    ]
    twice = next((line for line in asked if asked.count(line) > 1), None)
    if twice is not None:
        return {"claim": s.file.no, "invoice": twice[1]}
    used = _used(s, asked)
    if used is None:
        return None
    return {"claim": named(s.connection, s.actor, used["claim_no"], s.recorded_on), "invoice": used["invoice_number"]}


def _used(s: Situation, asked: list[tuple[str, str, object]]) -> Row | None:
    """A line among those asked for that counts on another item than the one that this one replaces."""
    invoice = table("invoice_line")
    wanted = [
        (invoice.c.invoice_code == code) & (invoice.c.invoice_number == number) & (invoice.c.line_no == line)
        for code, number, line in asked
    ]
    if not wanted:
        return None
    others = (or_(*wanted), invoice.c.live, invoice.c.item_id != (s.subject["replaces"] or ""))
    found = s.connection.execute(select(invoice).where(*others)).mappings().first()
    return dict(found) if found else None


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
    """The item replaces no other, and is no advance, which has a letter of its own."""
    return None if s.subject["replaces"] is None and s.subject["code"] != ADVANCE else {}


def later_version(s: Situation) -> Facts | None:
    """The item replaces an earlier version."""
    return {} if s.subject["replaces"] is None else None


def part_came_back(s: Situation) -> Facts | None:
    """What came back is less than what counts as paid: something stays paid."""
    return None if 0 < s.data["returned_fen"] < s.subject["paid_fen"] else {"paid_fen": s.subject["paid_fen"]}


def one_off_item(s: Situation) -> Facts | None:
    """The item is paid once."""
    return {} if s.subject["monthly"] else None


def periodic_item(s: Situation) -> Facts | None:
    """The item is paid monthly."""
    return None if s.subject["monthly"] else {}


def successor_is_newer(s: Situation) -> Facts | None:
    """The new version is on the case, names this item and has been checked."""
    successor = s.file.find("award_item", s.data["successor"])
    if successor is None or successor["replaces"] != s.subject["id"] or successor["state"] != "allowed":
        return {"successor": s.data["successor"]}
    alike = all(successor[name] == s.subject[name] for name in ("code", "beneficiary", "period"))
    return None if alike else {"successor": s.data["successor"]}


def change_fits_rhythm(s: Situation) -> Facts | None:
    """What is paid once is changed from the start, what is paid monthly from the month that the new version begins with:
    `ex_tunc` from the same month as the old one, `ex_nunc` from a later one, which a version not yet served cannot.
    """
    from_later = s.data["effect"] == "ex_nunc"
    if not s.subject["monthly"]:
        return {} if from_later else None
    successor = s.file.find("award_item", s.data["successor"])
    begins = successor["from_month"] if successor else None
    right = begins == s.subject["from_month"] if not from_later else _begins_later(s.subject, begins)
    return None if right else {}


def _begins_later(item: Row, month: str | None) -> bool:
    return item["effective_on"] is not None and month is not None and month > (item["from_month"] or "")


def month_fits_version(s: Situation) -> Facts | None:
    """A month is named only for a later version of a monthly item, and lies not before the first month of the old one."""
    month = s.data.get("from_month")
    if month is None:
        return None
    earlier = s.file.find("award_item", s.data.get("replaces") or "")
    first = earlier["from_month"] if earlier is not None else None
    right = is_month(month) and first is not None and month >= first
    return None if right else {"month": month, "first": first or "—"}


def last_month_fits(s: Situation) -> Facts | None:
    """The last month, where it is named, is a month and not before the one in which the benefit would begin."""
    month, first = s.data.get("last_month"), s.subject["from_month"]
    if month is None:
        return None
    right = is_month(month) and (first is None or month >= moved(first, -1))
    return None if right else {"month": month, "first": first or "—"}


def nothing_paid_yet(s: Situation) -> Facts | None:
    """Nothing of the benefit has been paid, in no month and no version of it; what was paid cannot be given up."""
    if s.subject["monthly"]:
        benefit = benefit_of(s.file, s.subject)
        months = s.file.where("instalment", lambda row: row["benefit"] == benefit and row["state"] != "revoked")
        paid = sum(row["paid_fen"] + row["set_off_fen"] for row in months)
    else:
        paid = _still_paid_fen(s)
    return {"paid_fen": paid} if paid else None


def _still_paid_fen(s: Situation) -> int:
    """What is paid of a one-off benefit; what came back since its change was signed is not, though nothing counts it yet."""
    last = last_effective(s.file, s.subject)
    if last is None:
        return int(s.subject["paid_fen"])
    back = waiting_fen(s.file, last) if last["state"] == "superseded" else 0
    return int(last["paid_fen"] - back)


def own_item(s: Situation) -> Facts | None:
    """The item belongs to the person who gives it up."""
    return None if s.actor.person_id == s.subject["beneficiary"] else {}


def months_are_owed(s: Situation) -> Facts | None:
    """A month that the benefit ran before it stopped is still to be paid, or to be counted."""
    owed = sum(owed_fen(row) for row in months_of(s.file, s.subject))
    until = latest_month(s.rules, s.occurred_on)
    return None if owed or months_to_count(s.file, s.claim, s.subject, until) else {"item": s.subject["id"]}


def another_beneficiary(s: Situation) -> Facts | None:
    """The heir is another person."""
    return {} if s.data["heir"] == s.subject["beneficiary"] else None


def no_money_on_the_way(s: Situation) -> Facts | None:
    """No payment that the move would touch is with the bank: of a monthly item only those of the months it takes away."""
    first = _first_touched(s)
    away = s.file.where("payment", lambda row: row["item_id"] == s.subject["id"] and _away(row, first))
    return {"payment": away[0]["id"]} if away else None


def months_are_counted(s: Situation) -> Facts | None:
    """No month that a change has replaced waits for the run: taken away before it is counted anew, what was paid of it would
    be followed up by nobody."""
    benefit, last = benefit_of(s.file, s.subject), last_month(s.claim, s.subject)
    replaced = s.file.where("instalment", lambda row: (row["benefit"], row["state"]) == (benefit, "superseded"))
    months = {row["month"] for row in replaced if last is None or row["month"] <= last}
    waiting = sorted(month for month in months if waits_for_run(s.file, s.subject, month))
    return {"month": waiting[0]} if waiting else None


def _first_touched(s: Situation) -> str:
    """The first month that the move takes away from the item; empty where it takes all of them."""
    if s.move.trigger == "supersede":
        successor = s.file.find("award_item", s.data["successor"])
        return str(successor["from_month"] or "") if successor else ""
    if s.move.trigger == "suspend":
        return moved(month_of(s.occurred_on), 1)
    if s.move.trigger == "end":
        named = s.data.get("last_month") or month_of(s.occurred_on)
        return moved(named, 1) if is_month(named) else ""
    return ""


def _away(payment: Row, first: str) -> bool:
    touched = payment["month"] is None or payment["month"] >= first
    return touched and payment["state"] in ("batched", "sent", "unknown", "mismatch")
