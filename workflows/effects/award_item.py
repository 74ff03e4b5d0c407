"""Effects of the award item 待遇项目: what it comes to, and what it posts when it becomes effective or is changed."""

from __future__ import annotations

from claims.canonical import canonical_json
from claims.errors import words
from claims.store.rows import Row
from workflows import clockwork
from workflows.computing import REIMBURSED, compute, period_of
from workflows.invoice_reasons import catalogue_of, cost_day
from workflows.invoices import plain_number
from workflows.month_changes import UNSENT, replace_months, take_back_months
from workflows.monthly import OF_KIN, beyond_end, months_of, owed_fen, start_line, version_month
from workflows.payees import LIVE_PAYMENTS, account_of, payment_can_start
from workflows.platform_dues import due_fen
from workflows.posting import post
from workflows.proposals import yearly_fen
from workflows.receivers import beyond, reached, set_apart
from workflows.returned_sums import unpaid_fen, waiting_fen, waiting_payments
from workflows.situation import Situation
from workflows.successors import pass_on_as_beneficiary
from workflows.taking_back import make_good
from workflows.versions import versions_of

TAKEN_BACK = ("effective", "part_paid", "discharged", "suspended")


def compute_item(s: Situation) -> None:
    """Fill the item from the pure rules: the stages, the explanation, and the rule values it rests on."""
    computed = compute(s)
    item = computed.item
    replaces = s.data.get("replaces")
    earlier = s.file.find("award_item", replaces) if replaces else None
    lines, months = list(item.explanation), {}
    if item.monthly:
        month = version_month(s, item.code.value, computed.facts, earlier)
        drafted = {"code": item.code.value, "drafted_on": s.occurred_on, "from_month": month}
        lines.append(start_line(s.rules, drafted))
        months = {"from_month": month, "checked_on": earlier["checked_on"] if earlier else None}
    if "prepaid_by" in s.data:
        lines.append(words("prepaid", payer=s.data["beneficiary"]))
    s.set(
        code=item.code.value,
        beneficiary=s.data.get("beneficiary", s.claim["person_id"]),
        period=period_of(s.data),
        generation=earlier["generation"] + 1 if earlier else 1,
        monthly=item.monthly,
        payer=item.payer.value,
        claimed_fen=max(computed.claimed_fen, computed.allowed_fen),
        allowed_fen=computed.allowed_fen,
        awarded_fen=item.amount_fen,
        provisional=item.provisional,
        base_fen=computed.base_fen,
        explanation=canonical_json(
            {"label": item.label, "lines": lines, "sources": item.sources, "confidence": item.confidence}
        ),
        parameters=canonical_json({"values": item.rule_versions, "facts": computed.facts}),
        drafted_on=s.occurred_on,
        replaces=replaces,
        prepaid_by=s.data.get("prepaid_by"),
        **months,
    )


def start_reimbursement_clock(s: Situation) -> None:
    """A bill handed in must be settled within the period of 社会保险经办条例第二十二条."""
    if s.subject["code"] in REIMBURSED:
        clockwork.start(s, "T20", on=s.data.get("claimed_on"))


def keep_invoice_lines(s: Situation) -> None:
    """Every line of the invoices with its verdict; none can be used again."""
    for line in s.data.get("invoices", []):
        row = {
            "claim_no": s.file.no,
            "item_id": s.subject["id"],
            "invoice_code": plain_number(line["invoice_code"]),
            "invoice_number": plain_number(line["invoice_number"]),
            "line_no": line["line_no"],
            "claimed_fen": line["claimed_fen"],
            "allowed_fen": line["allowed_fen"],
            "verdict": line["verdict"],
            "part": line["part"],
            "live": s.subject["replaces"] is None,
            "reason": line.get("reason"),
            "catalogue": catalogue_of(s.rules, line.get("reason"), cost_day(line, s.claim["accident_on"])),
        }
        s.file.add("invoice_line", row)


def free_invoice_lines(s: Situation) -> None:
    """The item falls away, and its lines may be claimed again."""
    _mark_lines(s, live=False)


def hold_invoice_lines(s: Situation) -> None:
    """The later version takes the lines over from the one it replaces."""
    _mark_lines(s, live=True)


def _mark_lines(s: Situation, *, live: bool) -> None:
    for line in s.file.rows("invoice_line"):
        if line["item_id"] == s.subject["id"]:
            s.file.change("invoice_line", line, live=live)


def count_towards_limit(s: Situation) -> None:
    """What has been approved on the case counts towards every later approver's limit."""
    if s.subject["payer"] == "fund":
        s.file.set(approved_sum_fen=s.claim["approved_sum_fen"] + yearly_fen(s.subject))


def post_award(s: Situation) -> None:
    """The fund owes the item from the day it is served, a monthly one month by month; what a platform pays is a memo only."""
    s.set(effective_on=s.occurred_on)
    if s.subject["code"] == OF_KIN:
        clockwork.stop(s, "missing_pension", subject=s.file.no)
    if s.subject["monthly"]:
        s.set(checked_on=s.subject["checked_on"] or s.occurred_on)
        replace_months(s)
        return
    if s.subject["payer"] == "platform":
        before = _last_in_effect(s, s.subject)
        if before is not None:
            post(s, "platform_cancelled", before["awarded_fen"], before)
        post(s, "platform_assessed", s.subject["awarded_fen"], s.subject)
        return
    earlier = _last_in_effect(s, s.subject)
    post(s, "award_effective", s.subject["awarded_fen"], s.subject)
    if earlier is not None:
        _settle_against(s, earlier)
    elif s.subject["code"] == "medical":
        post(s, "third_party_paid", s.subject["allowed_fen"] - s.subject["awarded_fen"], s.subject)


def _last_in_effect(s: Situation, item: Row) -> Row | None:
    """The version before `item` that last took effect; versions that were never served have posted nothing."""
    earlier = s.file.find("award_item", item["replaces"]) if item["replaces"] else None
    while earlier is not None and earlier["effective_on"] is None:
        earlier = s.file.find("award_item", earlier["replaces"]) if earlier["replaces"] else None
    return earlier


def _settle_against(s: Situation, earlier: Row) -> None:
    """What was already paid on the earlier version is paid on this one; what was paid too much is set apart, and what had
    been set apart before counts as paid after all as far as this version owes it.

    The unpaid part of the earlier award is taken out under the earlier item, the paid part under this one, so that
    what is payable is never negative on either.
    """
    paid = earlier["paid_fen"] - _put_back(s, earlier)
    counts = min(paid, s.subject["awarded_fen"])
    post(s, "award_cancelled", earlier["awarded_fen"] - paid, earlier)
    post(s, "award_cancelled", paid, s.subject)
    set_apart(s, s.subject, beyond(reached(s.file, earlier, None), s.subject, counts, paid))
    s.set(paid_fen=counts + make_good(s, earlier, s.subject["awarded_fen"] - counts))


def _put_back(s: Situation, earlier: Row) -> int:
    """What came back of the earlier version since its change was signed is payable again, by the payment of this one."""
    waiting = waiting_payments(s.file, earlier)
    for payment, fen in waiting:
        of = s.file.find("award_item", payment["item_id"]) or earlier
        post(s, "return_cancelled", fen, of, payment=payment)
        s.then(payment["id"], "cancel", reason="待遇已变更")
    return sum(fen for _, fen in waiting)


def create_payment(s: Situation) -> None:
    """A one-off item of the fund is paid as soon as its beneficiary's account is approved."""
    if payment_can_start(s.file, s.claim, s.subject):
        s.then(f"{s.file.no}/payment", "create", item=s.subject["id"], amount_fen=unpaid_fen(s.file, s.subject))


def discharge_nothing_due(s: Situation) -> None:
    """Where nothing is owed any more the item is settled as it stands."""
    owed = s.subject["awarded_fen"] - s.subject["paid_fen"]
    if s.subject["payer"] == "fund" and not s.subject["monthly"] and owed == 0:
        s.then(s.subject["id"], "discharge", paid_fen=0)


def count_paid(s: Situation) -> None:
    """What the bank has paid."""
    s.set(paid_fen=s.subject["paid_fen"] + s.data["paid_fen"])


def count_returned(s: Situation) -> None:
    """What came back from the bank after it had been paid."""
    s.set(paid_fen=s.subject["paid_fen"] - s.data["returned_fen"])


def settle_claim_if_all_paid(s: Situation) -> None:
    """With the last one-off item paid, or fallen away, the case is settled."""
    unpaid = s.file.where(
        "award_item",
        lambda row: (
            row["payer"] == "fund"
            and not row["monthly"]
            and row["state"] in ("draft", "allowed", "approved", "effective", "part_paid")
        ),
    )
    live = s.file.where("payment", lambda row: row["month"] is None and row["state"] in LIVE_PAYMENTS)
    if s.claim["state"] == "settling" and not unpaid and not live:
        s.then(s.file.no, "all_discharged")
        for clock in clockwork.open_clocks(s.file, "small_payment"):  # what was to be paid was waived or refused
            clockwork.end(s, clock)


def settle_claim_paid_before(s: Situation) -> None:
    """A case that comes to its settlement with everything paid already is settled at once."""
    if s.file.where("award_item", lambda row: row["payer"] == "fund" and row["state"] == "discharged"):
        settle_claim_if_all_paid(s)


def cancel_unsent_payments(s: Situation) -> None:
    """Payments of the item that have not left yet are cancelled, and those that came back of an earlier version of what is
    paid once; one that is with the bank is answered first.
    """
    versions = _cancelled_with(s)
    for row in s.file.rows("payment"):
        if (
            row["item_id"] in versions
            and row["state"] in UNSENT
            and not _paid_on(s, row)
            and not _waits_for_account(s, row)
        ):
            s.then(row["id"], "cancel", reason="待遇已变更")


def _waits_for_account(s: Situation, payment: Row) -> bool:
    """What the dead had repaid is paid to the heir anew once he has an account; until then it waits with its payment."""
    heir = s.data.get("heir")
    return heir is not None and payment["repaid_fen"] > 0 and account_of(s.file, heir) is None


def _cancelled_with(s: Situation) -> set[str]:
    """The versions whose payments fall with the subject. A change that was never served has taken nothing over yet: where
    another takes its place, or an heir, what came back before waits on.
    """
    inherited = s.move.trigger == "succeed"
    waits_on = s.subject["effective_on"] is None and (inherited or s.subject["state"] == "superseded")
    of_version = waits_on or (s.subject["monthly"] and not inherited)
    return {s.subject["id"]} if of_version else set(versions_of(s.file, s.subject))


def _paid_on(s: Situation, payment: Row) -> bool:
    """Whether it pays a month before the new version begins: that month is still owed on this one."""
    replaced = s.move.trigger == "supersede"
    return replaced and bool(payment["month"]) and not beyond_end(s.subject, payment["month"])


def approve_successor(s: Situation) -> None:
    """The new version is approved in the same transaction as the old one is superseded."""
    successor = s.file.find("award_item", s.data["successor"])
    if successor is not None:
        s.file.set(approved_sum_fen=max(0, s.claim["approved_sum_fen"] - yearly_fen(s.subject)))
        s.scratch["earlier"] = dict(s.subject)
        s.then(successor["id"], "approve")


def post_revocation(s: Situation) -> None:
    """The award is taken out of the books; what was paid on it waits for the decision on recovery."""
    if s.subject["payer"] == "platform":
        post(s, "platform_cancelled", due_fen(s.file, s.subject), s.subject)
        return
    if s.subject["monthly"]:
        take_back_months(s)
        return
    _cancel_award(s, s.subject)
    set_apart(s, s.subject, beyond(reached(s.file, s.subject, None), s.subject, 0, s.subject["paid_fen"]))


def post_waiver(s: Situation) -> None:
    """What was waived is not owed any more, nor is an earlier version that a change not yet served had replaced."""
    if s.subject["monthly"]:
        take_back_months(s)
        return
    if s.subject["payer"] == "fund":
        owed = s.subject if s.subject["effective_on"] is not None else _last_in_effect(s, s.subject)
        if owed is not None:
            _cancel_award(s, owed)
    elif s.subject["effective_on"] is not None:
        post(s, "platform_cancelled", due_fen(s.file, s.subject), s.subject)


def _cancel_award(s: Situation, item: Row) -> None:
    """The award is taken out of the books but for what waits in the returned sums: that follows with its payment, so that
    what is payable is at no moment less than nothing.
    """
    post(s, "award_cancelled", item["awarded_fen"] - waiting_fen(s.file, item), item)


def post_succession(s: Situation) -> None:
    """What is still owed belongs to the heir, also what the bank has given back and what is counted of the months; he is
    served with the award if it has reached nobody yet.
    """
    heir = s.data["heir"]
    owed = s.subject["awarded_fen"] - s.subject["paid_fen"]
    if s.subject["monthly"]:
        owed = sum(owed_fen(row) for row in months_of(s.file, s.subject))
    if s.subject["effective_on"] is not None and s.subject["payer"] == "fund":
        post(s, "succession", owed, s.subject, to_beneficiary=heir)
    s.scratch["earlier_beneficiary"] = s.subject["beneficiary"]
    s.set(beneficiary=heir)
    pass_on_as_beneficiary(s, s.subject, s.scratch["earlier_beneficiary"])
