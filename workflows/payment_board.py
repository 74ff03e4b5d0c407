"""Payments as those who pay see them: what waits, what came back, what is paid, and which answers of the bank need somebody."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, or_, select

from claims.errors import words
from claims.formulas.items import KINDS, ItemCode
from claims.masking import masked_account
from claims.money import grouped
from claims.store.rows import Row, select_among, select_rows
from claims.store.tables import table
from workflows.bank_buckets import BUCKET_NAMES, FOR_A_PERSON, Bucket
from workflows.case_heads import names_of
from workflows.machines import MACHINES
from workflows.moves import Choice, choices_on, looks
from workflows.payees import moved_fen
from workflows.plain_names import numbered
from workflows.roles import Actor
from workflows.sight import sees
from workflows.transaction import Desk

PAYMENT, ITEM, CLAIM, CLOCK = table("payment"), table("award_item"), table("claim"), table("clock")
LINE, SORTED = table("bank_line"), table("bank_sorted")
PAGE_ROWS = 50
WAITING, RETURNED, PAID = ("pending", "held", "batched"), ("returned", "corrected"), ("paid", "reissued", "cancelled")
UNANSWERED = ("sent", "unknown", "mismatch")
RETURN_CLOCK = "T33"
SET_RIGHT = "corrected"
UNSEEN_BEFORE = {"batch_goes_whole"}


@dataclass(frozen=True, slots=True)
class Payable:
    """One payment in a list: whose it is (masked), what for, its sum in fen as ordered and as the bank paid it, the tail of the
    account, and where it stands."""

    id: str
    claim_no: str
    state: str
    version: int
    name: str
    item_id: str
    label: str
    month: str
    amount_fen: int
    moved_fen: int
    account: str
    batch_no: str
    sent_on: date | None
    paid_on: date | None
    bank_ref: str
    bank_reason: str = ""
    due_on: date | None = None

    @property
    def number(self) -> str:
        """Its number within its case."""
        return numbered(self.id)


@dataclass(frozen=True, slots=True)
class Board:
    """A page of payments, with the number and the sum in fen of all that the filter leaves."""

    rows: tuple[Payable, ...]
    total: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of a return file that somebody has to look at, and the payment that it names, if there is one."""

    id: str
    file_no: str
    bucket: str
    reason: str
    amount_fen: int
    bank_ref: str
    payment_id: str
    claim_no: str
    state: str


def payments_in(connection: Connection, actor: Actor, today: date, states: Sequence[str], page: int = 1) -> Board:
    """The payments in these states on cases that `actor` may see today, case by case."""
    joined = PAYMENT.join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no).join(ITEM, ITEM.c.id == PAYMENT.c.item_id)
    wanted: tuple[ColumnElement[bool], ...] = (PAYMENT.c.state.in_(states), sees(actor, today))
    counted = select(func.count(), func.coalesce(func.sum(PAYMENT.c.amount_fen), 0)).select_from(joined).where(*wanted)
    total, total_fen = connection.execute(counted).one()
    found = select(PAYMENT, ITEM.c.code).select_from(joined).where(*wanted)
    ordered = found.order_by(PAYMENT.c.paid_on.desc(), PAYMENT.c.claim_no, PAYMENT.c.id)
    rows = connection.execute(ordered.limit(PAGE_ROWS).offset((max(page, 1) - 1) * PAGE_ROWS)).mappings()
    return Board(tuple(payables(connection, [dict(row) for row in rows])), int(total), int(total_fen))


def payables(connection: Connection, rows: Sequence[Row]) -> list[Payable]:
    """Rows of `payment`, each with the `code` of its item, as they are shown."""
    names = names_of(connection, (row["beneficiary"] for row in rows))
    accounts, reasons = account_tails(connection, rows), _bank_reasons(connection, rows)
    due = _due(connection, [row["id"] for row in rows])
    return [
        Payable(
            id=row["id"], claim_no=row["claim_no"], state=row["state"], version=row["version"],
            name=str(names.get(row["beneficiary"], row["beneficiary"])), item_id=row["item_id"],
            label=_label(row), month=row["month"] or "", amount_fen=row["amount_fen"],
            moved_fen=moved_fen(row), account=accounts.get(row["id"], ""), batch_no=row["batch_no"] or "", sent_on=row["sent_on"],
            paid_on=row["paid_on"], bank_ref=row["bank_ref"] or "", bank_reason=reasons.get(row["id"], ""),
            due_on=due.get(row["id"]),
        )
        for row in rows
    ]  # fmt: skip


def _label(payment: Row) -> str:
    """What it is for, with the part that gives back what the person had repaid."""
    repaid_fen, label = payment["repaid_fen"], KINDS[ItemCode(payment["code"])].label
    return f"{label}{words('with_given_back', amount=grouped(repaid_fen))}" if repaid_fen else label


def account_tails(connection: Connection, rows: Sequence[Row]) -> dict[str, str]:
    """The account that each payment went to, or goes to, masked, by the payment's id: one that came back and was set right goes
    to the latest."""
    numbers = sorted({row["claim_no"] for row in rows})
    approved = sorted(
        select_among(connection, "payee_account", "claim_no", numbers), key=lambda one: int(one["generation"])
    )
    known = {(one["claim_no"], one["account_hash"]): one["id"] for one in approved}
    latest = {(one["claim_no"], one["beneficiary"]): one["id"] for one in approved}
    wanted = {
        row["id"]: latest.get((row["claim_no"], row["beneficiary"]), "")
        if row.get("state") == SET_RIGHT
        else known.get((row["claim_no"], row["account_hash"]), "")
        for row in rows
    }
    private = select_among(connection, "payee_account_private", "account_id", sorted(set(wanted.values()) - {""}))
    tails = {one["account_id"]: masked_account(str(json.loads(one["body"]).get("account", ""))) for one in private}
    return {payment: tails.get(account, "") for payment, account in wanted.items()}


def _bank_reasons(connection: Connection, rows: Sequence[Row]) -> dict[str, str]:
    """Why the bank gave back what is returned, in the bank's words."""
    back = [row["id"] for row in rows if row["state"] in RETURNED]
    found = select(SORTED.c.payment_id, SORTED.c.line_id).where(
        SORTED.c.payment_id.in_(back), SORTED.c.bucket.in_([Bucket.REJECTED.value, Bucket.REFUNDED.value])
    )
    lines = {row.line_id: row.payment_id for row in connection.execute(found.order_by(SORTED.c.recorded_at))}
    private = select_among(connection, "bank_line_private", "line_id", sorted(lines))
    return {lines[one["line_id"]]: str(json.loads(one["body"]).get("reason", "")) for one in private}


def returned_sums(connection: Connection, payments: Sequence[Row]) -> tuple[tuple[int, str], ...]:
    """Each of these payments that the bank has given back: its sum in fen, and why, in the bank's words."""
    back = [row for row in payments if row["state"] == "returned"]
    reasons = _bank_reasons(connection, back) if back else {}
    return tuple((moved_fen(row), reasons.get(row["id"], "")) for row in back)


def _due(connection: Connection, ids: Sequence[str]) -> dict[str, date]:
    """Until when a returned payment is to be set right."""
    open_ = (CLOCK.c.code == RETURN_CLOCK, CLOCK.c.state == "running", CLOCK.c.subject.in_(ids))
    return {
        row.subject: row.due_on for row in connection.execute(select(CLOCK.c.subject, CLOCK.c.due_on).where(*open_))
    }


def acts_on(desk: Desk, connection: Connection, username: str, rows: Sequence[Payable]) -> dict[str, list[Choice]]:
    """What this person may do with each payment, allowed or not, by its id; nothing on a case that is closed to him."""
    found: dict[str, list[Choice]] = {}
    machine = MACHINES["payment"]
    shown = {row.id for row in rows}
    for viewer in looks(desk, connection, username, sorted({row.claim_no for row in rows})):
        for row in viewer.file.rows("payment"):
            if row["id"] in shown:
                found[str(row["id"])] = list(choices_on(viewer, machine, row))
    return found


def reasons_against(found: Mapping[str, list[Choice]], payment_id: str, trigger: str) -> list[str] | None:
    """Why a move cannot be made on a payment: empty where it can, None where this person has no such move at all."""
    choice = next((one for one in found.get(payment_id, []) if one.move.trigger == trigger), None)
    if choice is None:
        return None
    return [one.message() for one in choice.reasons if one.code not in UNSEEN_BEFORE]


def open_lines_for_a_person(
    connection: Connection, actor: Actor, today: date, page: int = 1
) -> tuple[list[OpenLine], int]:
    """The lines in no bucket, or in one that waits for a person while their payment does, and how many there are.

    A line that names no payment of ours is everybody's who pays; others are only of cases that may be seen.
    """
    joined = (
        LINE.outerjoin(SORTED, SORTED.c.line_id == LINE.c.id)
        .outerjoin(PAYMENT, PAYMENT.c.id == LINE.c.payment_id)
        .outerjoin(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no)
    )
    waits = or_(SORTED.c.bucket.is_(None), SORTED.c.bucket.in_([one.value for one in FOR_A_PERSON]))
    is_done = (SORTED.c.bucket == Bucket.PARTIAL.value) & (PAYMENT.c.state.not_in(UNANSWERED))
    wanted = (
        waits,
        or_(SORTED.c.bucket.is_(None), PAYMENT.c.id.is_(None), ~is_done),
        or_(PAYMENT.c.id.is_(None), sees(actor, today)),
    )
    total = connection.execute(select(func.count()).select_from(joined).where(*wanted)).scalar_one()
    columns = (LINE.c.id, LINE.c.file_no, LINE.c.amount_fen, LINE.c.bank_ref, LINE.c.payment_id, SORTED.c.bucket,
               SORTED.c.reason, PAYMENT.c.claim_no, PAYMENT.c.state)  # fmt: skip
    found = select(*columns).select_from(joined).where(*wanted).order_by(LINE.c.file_no.desc(), LINE.c.line_no)
    rows = connection.execute(found.limit(PAGE_ROWS).offset((max(page, 1) - 1) * PAGE_ROWS)).mappings()
    return [_open_line(dict(row)) for row in rows], int(total)


def _open_line(row: Row) -> OpenLine:
    bucket = BUCKET_NAMES[Bucket(row["bucket"])] if row["bucket"] else words("bank_line_unsorted")
    return OpenLine(
        row["id"], row["file_no"], bucket, words(row["reason"] or "bank_line_open"), row["amount_fen"], row["bank_ref"],
        row["payment_id"], row["claim_no"] or "", row["state"] or "",
    )  # fmt: skip


def payables_of_batch(
    connection: Connection, actor: Actor, today: date, batch_no: str, page: int = 1
) -> tuple[list[Payable], int]:
    """A page of the payments of a batch on cases that `actor` may see today, and how many of them there are."""
    joined = PAYMENT.join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no).join(ITEM, ITEM.c.id == PAYMENT.c.item_id)
    wanted = (PAYMENT.c.batch_no == batch_no, sees(actor, today))
    total = connection.execute(select(func.count()).select_from(joined).where(*wanted)).scalar_one()
    found = select(PAYMENT, ITEM.c.code).select_from(joined).where(*wanted).order_by(PAYMENT.c.claim_no, PAYMENT.c.id)
    rows = connection.execute(found.limit(PAGE_ROWS).offset((max(page, 1) - 1) * PAGE_ROWS)).mappings()
    return payables(connection, [dict(row) for row in rows]), int(total)


@dataclass(frozen=True, slots=True)
class Payee:
    """An approved account of a case: whose (masked), its tail, on what it rests, and who put it forward and approved it."""

    id: str
    name: str
    account: str
    generation: int
    basis: str
    proposed_by: str
    approved_by: str
    approved_on: date


def payees_of(connection: Connection, claim_no: str) -> list[Payee]:
    """The approved accounts of a case, the latest first."""
    rows = select_rows(connection, "payee_account", claim_no=claim_no)
    names = names_of(connection, (row["beneficiary"] for row in rows))
    tails = account_tails(connection, [{**row} for row in rows])
    found = [
        Payee(row["id"], str(names.get(row["beneficiary"], row["beneficiary"])), tails.get(row["id"], ""),
              row["generation"], row["basis"], row["proposed_by"], row["approved_by"], row["approved_on"])
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name, -one.generation))
