"""The case and the things that have a life of their own beside it: approval, appraisal, award item, payment, dispute."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql

from claims.store.base import Stored, counter, fen, key, maybe_fen, maybe_text, refers, text, whole

LIVE_PAYMENT = "state IN ('pending','held','batched','sent','unknown','mismatch','returned','corrected')"
TO_BE_PAID = "state IN ('pending','batched','unknown','mismatch','corrected')"
UNDECIDED = "state IN ('drafted','reviewed','panel','returned')"
LIVE_ITEM = "state IN ('approved','effective','part_paid','discharged','suspended')"


class Claim(Stored, table=True):
    """A case 案件: its state on the main line, the head of its event chain, and facts that are not personal."""

    __table_args__ = (
        CheckConstraint("version >= 1 AND event_seq >= 0 AND subject_seq >= 0", name="counters"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 10", name="grade"),
        CheckConstraint("approved_sum_fen >= 0", name="approved_sum"),
        Index("ix_claim_person_accident", "person_id", "accident_on"),
        Index("ix_claim_in_order", "reported_on", "no"),
        Index("ix_claim_by_accident", "accident_on", "no"),
    )
    no: str = key()
    state: str = text(index=True)
    version: int
    event_seq: int
    subject_seq: int
    head_hash: str = text()
    last_occurred_on: date
    last_recorded_at: str = text()
    resume_to: str | None = maybe_text()
    province: str = text()
    person_id: str = refers("person.id", index=False)
    claimant_id: str = refers("person.id")
    claimant_relation: str = text()
    platform: str = text(index=True)
    industry: str = text()
    channel: str = text()
    application_kind: str | None = maybe_text()
    applied_by: str | None = maybe_text()
    accident_on: date
    order_no: str | None = maybe_text(index=True)
    order_state: str = text()
    order_accepted_at: str | None = maybe_text()
    order_completed_at: str | None = maybe_text()
    gongshang_enrolled: bool = False
    labour_signs: bool = False
    other_line: str | None = maybe_text()
    reported_on: date
    received_on: date | None = None
    accepted_on: date | None = None
    supplement_count: int = 0
    fast_lane: bool = False
    criterion: str | None = maybe_text()
    refusal_reason: str | None = maybe_text()
    decided_on: date | None = None
    decision_letter: str | None = maybe_text()
    effective_on: date | None = None
    grade: int | None = None
    care_level: str | None = maybe_text()
    no_grading: bool = False
    approved_sum_fen: int = fen(0)
    death_on: date | None = None
    death_cause: str | None = maybe_text()
    returned_on: date | None = None
    withdrawal_requested_at: str | None = maybe_text()
    merged_into: str | None = maybe_text()
    successor_of: str | None = maybe_text()


class ClaimPrivate(Stored, table=True):
    """Place and course of the accident, diagnosis, injured parts, facts found: a JSON document."""

    claim_no: str = key()
    salt: str = text()
    body: str = text()


class Paper(Stored, table=True):
    """A paper 材料 on the case: its kind, when it came, and the hash of the file."""

    __table_args__ = (UniqueConstraint("claim_no", "kind", "document"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    kind: str = text()
    document: str = text()
    received_on: date
    sha256: str | None = maybe_text()


class Approval(Stored, table=True):
    """An act put forward for signature: its kind, the moves it will fire, and one hash of the exact content."""

    __table_args__ = (
        CheckConstraint("levels BETWEEN 1 AND 3", name="levels"),
        CheckConstraint("amount_fen >= 0", name="amount"),
        Index("ix_approval_undecided", "claim_no", sqlite_where=sql(UNDECIDED), postgresql_where=sql(UNDECIDED)),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text()
    version: int
    kind: str = text()
    act: str = text()
    targets: str = text()
    proposal: str = text()
    subject_hash: str = text()
    amount_fen: int = fen()
    levels: int
    panel_required: bool = False
    drafted_on: date
    round: int


class ApprovalPrivate(Stored, table=True):
    """The personal part of a proposal, as a JSON document."""

    approval_id: str = key()
    claim_no: str = refers("claim.no")
    salt: str = text()
    body: str = text()


class Signature(Stored, table=True):
    """One person's signature on an approval; kept when the draft is returned, but no longer valid."""

    id: int | None = counter()
    claim_no: str = refers("claim.no")
    approval_id: str = refers("approval.id")
    round: int
    step: str = text()
    username: str = text()
    id_index: str = text()
    verdict: str = text()
    signed_on: date
    valid: bool = True


class Appraisal(Stored, table=True):
    """A labour-capacity appraisal 劳动能力鉴定: initial, redo 再次 or review 复查."""

    __table_args__ = (
        CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 10", name="grade"),
        CheckConstraint("panel_size IS NULL OR panel_size IN (3, 5)", name="panel"),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text()
    version: int
    kind: str = text()
    effect: str = text()
    requested_on: date
    requested_by: str | None = maybe_text()
    supplement_count: int = 0
    panel_size: int | None = None
    extended: bool = False
    no_show_count: int = 0
    grade: int | None = None
    care_level: str | None = maybe_text()
    injury_period_from: date | None = None
    injury_period_to: date | None = None
    concluded_on: date | None = None
    final_on: date | None = None
    replaces: str | None = maybe_text()
    letter_id: str | None = maybe_text()


class AwardItem(Stored, table=True):
    """A benefit item 待遇项目 in one version; claimed, allowed, awarded and paid are kept apart, in fen.

    A monthly one awards a month's sum, from `from_month` to `to_month` (None: no end yet), and is counted as paid month
    by month (`Instalment`); `checked_on` is the day on which the right to it was last checked. `prepaid_by` says what kind
    of payer the beneficiary is where he has paid the cost in advance 垫付.
    """

    __table_args__ = (
        CheckConstraint("claimed_fen >= 0 AND allowed_fen >= 0 AND awarded_fen >= 0 AND paid_fen >= 0", name="amounts"),
        CheckConstraint("awarded_fen <= allowed_fen AND allowed_fen <= claimed_fen", name="stages"),
        CheckConstraint("paid_fen <= awarded_fen", name="paid"),
        CheckConstraint(whole("claimed_fen", "allowed_fen"), name="asked_whole"),
        CheckConstraint(whole("awarded_fen", "paid_fen"), name="given_whole"),
        Index(
            "uq_award_item_live",
            "claim_no",
            "code",
            "beneficiary",
            "period",
            unique=True,
            sqlite_where=sql(LIVE_ITEM),
            postgresql_where=sql(LIVE_ITEM),
        ),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text()
    version: int
    code: str = text()
    beneficiary: str = text(index=True)
    period: str = text()
    generation: int
    monthly: bool
    payer: str = text()
    claimed_fen: int = fen()
    allowed_fen: int = fen()
    awarded_fen: int = fen()
    paid_fen: int = fen(0)
    provisional: bool = False
    base_fen: int | None = maybe_fen()
    explanation: str = text()
    parameters: str = text()
    drafted_on: date
    effective_on: date | None = None
    letter_id: str | None = maybe_text()
    replaces: str | None = maybe_text()
    from_month: str | None = maybe_text()
    to_month: str | None = maybe_text()
    checked_on: date | None = None
    prepaid_by: str | None = maybe_text()


class InvoiceLine(Stored, table=True):
    """One line of an invoice; a line that counts (`live`) can never be claimed twice, on any claim.

    What was cut or refused says why (`reason`, a code of the closed list) and by which version of which catalogue.
    """

    __table_args__ = (
        Index(
            "uq_invoice_line_live",
            "invoice_code",
            "invoice_number",
            "line_no",
            unique=True,
            sqlite_where=sql("live"),
            postgresql_where=sql("live"),
        ),
        CheckConstraint("claimed_fen >= 0 AND allowed_fen >= 0 AND allowed_fen <= claimed_fen", name="amounts"),
    )
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    item_id: str = refers("award_item.id")
    invoice_code: str = text()
    invoice_number: str = text()
    line_no: int
    claimed_fen: int = fen()
    allowed_fen: int = fen()
    verdict: str = text()
    part: str = text()
    live: bool = True
    reason: str | None = maybe_text()
    catalogue: str | None = maybe_text()


class Payment(Stored, table=True):
    """A payment of one item, or of one `month` of a monthly item, to one payee; at most one live payment of either.

    `amount_fen` was ordered, `told_fen` is what the bank said where that differs, `paid_fen` what it has paid on it.
    `repaid_fen` of it is no part of the award: the person had repaid so much before the bank gave the money back.
    """

    __table_args__ = (
        CheckConstraint("amount_fen > 0 AND repaid_fen BETWEEN 0 AND amount_fen", name="amount"),
        CheckConstraint(whole("amount_fen", "repaid_fen"), name="whole"),
        Index(
            "uq_payment_live",
            "item_id",
            unique=True,
            sqlite_where=sql(f"{LIVE_PAYMENT} AND month IS NULL"),
            postgresql_where=sql(f"{LIVE_PAYMENT} AND month IS NULL"),
        ),
        Index(
            "uq_payment_live_month",
            "item_id",
            "month",
            unique=True,
            sqlite_where=sql(f"{LIVE_PAYMENT} AND month IS NOT NULL"),
            postgresql_where=sql(f"{LIVE_PAYMENT} AND month IS NOT NULL"),
        ),
        Index("ix_payment_to_be_paid", "claim_no", sqlite_where=sql(TO_BE_PAID), postgresql_where=sql(TO_BE_PAID)),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text(index=True)
    version: int
    item_id: str = refers("award_item.id")
    generation: int
    beneficiary: str = text()
    amount_fen: int = fen()
    told_fen: int | None = maybe_fen()
    paid_fen: int = fen(0)
    repaid_fen: int = fen(0)
    account_hash: str = text()
    batch_no: str | None = refers("batch.no", optional=True)
    bank_ref: str | None = maybe_text(unique=True)
    created_on: date
    sent_on: date | None = None
    paid_on: date | None = None
    prior: str | None = maybe_text()
    month: str | None = maybe_text()


class Batch(Stored, table=True):
    """A payment batch: its file's format, hash, count and sum are fixed when it is sealed; two persons release it."""

    no: str = key()
    sealed: bool = False
    count: int = 0
    sum_fen: int = fen(0)
    format: str | None = maybe_text()
    sha256: str | None = maybe_text()
    made_by: str = text()
    made_on: date
    released_by: str | None = maybe_text()
    released_on: date | None = None


class Dispute(Stored, table=True):
    """A dispute 争议: what is disputed, by which route and procedure, on which track, and its result.

    `area` is that of the arbitrator in charge (仲裁员分片区联系), `term_days` what a court or review organ gave the bureau,
    `appraisal_id` the new appraisal of a dispute about a grade, `act_letter` the bureau's new act during the dispute,
    `forum` and `forum_case_no` the organ or court that has it now and its number there,
    `scope` the part that was quashed, `outcome_below` what the instance before decided, which stands where the next one
    dismisses, `served_to` the parties on whom the decision has been served.
    """

    id: str = key()
    claim_no: str = refers("claim.no")
    state: str = text()
    version: int
    matter: str = text()
    route: str = text()
    lodged_by: str = text()
    lodged_on: date
    service_id: str | None = maybe_text()
    instance: int
    procedure: str | None = maybe_text()
    deemed_accepted: bool = False
    answer_missed_on: date | None = None
    term_days: int | None = None
    appraisal_id: str | None = maybe_text()
    act_letter: str | None = maybe_text()
    forum: str | None = maybe_text()
    forum_case_no: str | None = maybe_text()
    fast: bool = False
    fast_asked_on: date | None = None
    fast_ground: str | None = maybe_text()
    fast_decided_by: str | None = maybe_text()
    fast_decided_on: date | None = None
    area: str | None = maybe_text()
    stay_from: date | None = None
    stay_to: date | None = None
    outcome: str | None = maybe_text()
    outcome_below: str | None = maybe_text()
    document: str | None = maybe_text()
    scope: str | None = maybe_text()
    decided_on: date | None = None
    served_to: str | None = maybe_text()
    effective_on: date | None = None
    back_to: str | None = maybe_text()
