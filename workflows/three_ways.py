"""Reconciliation by the database's own sums: published figures by accident year, cases three ways, batches with the bank.

What the bank says is taken from the lines of its return files, what was awarded from the items, what was paid from the
ledger; none is made of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, FromClause, Integer, and_, case, cast, extract, func, or_, select

from claims.ledger import Account
from claims.store.rows import Row
from claims.store.tables import table
from workflows.bank_buckets import Bucket
from workflows.checks.money import COMES_BACK, IN_TRANSIT
from workflows.reconciling import ITEM_NAMES, LEDGER_SIGNS, PERSONS, STANDING, UNDONE
from workflows.transaction import Desk, reading

PUBLISHED = "audit.published"
PAGE_ROWS = 100
CLAIM, ITEM, TRANSFER, PAYMENT, BATCH, LINE, SORTED, STATEMENT = (
    table(name)
    for name in ("claim", "award_item", "transfer", "payment", "batch", "bank_line", "bank_sorted", "statement_line")
)
CAME_BACK = ("returned", "corrected", "reissued", "cancelled")


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure (None: nothing was published) beside the system's, persons or fen; `year` of a part of it."""

    name: str
    published: int | None
    found: int
    item: str = ""
    year: str = ""

    @property
    def difference(self) -> int | None:
        """The system's less the published one."""
        return None if self.published is None else self.found - self.published

    @property
    def is_money(self) -> bool:
        """Whether it is fen, and no number of persons."""
        return bool(self.item)


@dataclass(frozen=True, slots=True)
class Balanced:
    """A case three ways, in fen: what its items award, what the ledger says was awarded, and where that is now."""

    claim_no: str
    items_fen: int
    awarded_fen: int
    payable_fen: int
    in_transit_fen: int
    returned_fen: int
    paid_fen: int
    items_paid_fen: int
    bank_fen: int
    booked_fen: int

    @property
    def agrees(self) -> bool:
        """Whether the awards are the ledger's, the ledger accounts for each fen, and the bank paid what is booked."""
        accounted = self.payable_fen + self.in_transit_fen + self.returned_fen + self.paid_fen
        awards = self.items_fen == self.awarded_fen == accounted
        return awards and self.items_paid_fen == self.paid_fen and self.bank_fen == self.booked_fen


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch with what was sent, what the bank confirmed and gave back, and what it has not answered, in fen."""

    batch_no: str
    released_on: date | None
    count: int
    sent_fen: int
    confirmed_fen: int
    returned_fen: int

    @property
    def difference_fen(self) -> int:
        """What was sent and neither confirmed nor given back."""
        return self.sent_fen - self.confirmed_fen - self.returned_fen


def figures(desk: Desk, until: date) -> tuple[Figure, ...]:
    """The published figures beside the ledger's up to `until`, the sums also by the year of the accident."""
    value = desk.rules.find(PUBLISHED, until)
    told = value.as_record() if value else {}
    with reading(desk) as connection:
        found = [Figure(PERSONS, _told(told, "persons"), _persons(connection, until))]
        for code, name in ITEM_NAMES.items():
            years = _paid_by_year(connection, code, until)
            found.append(Figure(name, _told(told, f"{code}_fen"), sum(years.values()), code))
            found += [Figure(name, None, fen, code, year) for year, fen in sorted(years.items()) if fen]
    return tuple(found)


def _told(told: dict[str, object], name: str) -> int | None:
    return int(str(told[name])) if name in told else None


def _persons(connection: Connection, until: date) -> int:
    confirmed = (CLAIM.c.decided_on <= until, CLAIM.c.refusal_reason.is_(None), CLAIM.c.state.not_in(UNDONE))
    chosen = select(func.count(CLAIM.c.person_id.distinct())).where(*confirmed)
    return int(connection.execute(chosen).scalar_one())


def _paid_by_year(connection: Connection, code: str, until: date) -> dict[str, int]:
    """What the ledger says was paid for one kind of benefit and is not to be given back, by the year of the accident."""
    year = extract("year", CLAIM.c.accident_on)
    signed = case(*((TRANSFER.c.entry == entry, TRANSFER.c.amount_fen * sign) for entry, sign in LEDGER_SIGNS.items()))
    chosen = (
        select(year, func.sum(signed))
        .join(ITEM, ITEM.c.id == TRANSFER.c.item_id)
        .join(CLAIM, CLAIM.c.no == TRANSFER.c.claim_no)
        .where(ITEM.c.code == code, TRANSFER.c.entry.in_(LEDGER_SIGNS), TRANSFER.c.value_on <= until)
        .group_by(year)
    )
    return {str(int(of)): int(fen or 0) for of, fen in connection.execute(chosen)}


def cases(desk: Desk, after: str = "", rows: int = PAGE_ROWS, numbers: Sequence[str] = ()) -> tuple[Balanced, ...]:
    """The cases that have money in the books, three ways, by number behind `after`; of monthly benefits see their months."""
    with reading(desk) as connection:
        wanted = select(TRANSFER.c.claim_no).where(TRANSFER.c.claim_no > after)
        if numbers:
            wanted = wanted.where(TRANSFER.c.claim_no.in_(numbers))
        found = connection.execute(wanted.distinct().order_by(TRANSFER.c.claim_no).limit(rows)).scalars().all()
        return _balanced(connection, [str(no) for no in found])


def differing(desk: Desk, most: int = PAGE_ROWS) -> tuple[int, tuple[Balanced, ...]]:
    """How many cases with money there are, and the first that do not agree."""
    with reading(desk) as connection:
        total = connection.execute(select(func.count(TRANSFER.c.claim_no.distinct()))).scalar_one()
        return int(total), tuple(one for one in _balanced(connection, None) if not one.agrees)[:most]


def _balanced(connection: Connection, numbers: Sequence[str] | None) -> tuple[Balanced, ...]:
    """The cases of these numbers (None: all) in three statements, grouped by the database."""
    ledger = _rows(connection, TRANSFER.c.claim_no, numbers, _of_ledger(), _counted())
    awards = _rows(connection, ITEM.c.claim_no, numbers, _of_items(), _standing())
    bank = _rows(connection, PAYMENT.c.claim_no, numbers, _of_bank(), _counted_payments())
    return tuple(_case(no, row, awards.get(no, {}), bank.get(no, {})) for no, row in sorted(ledger.items()))


def _case(no: str, ledger: Row, award: Row, bank: Row) -> Balanced:
    return Balanced(
        claim_no=no,
        items_fen=award.get("items_fen", 0),
        awarded_fen=ledger["awarded_fen"],
        payable_fen=ledger["payable_fen"],
        in_transit_fen=ledger["in_transit_fen"],
        returned_fen=ledger["returned_fen"],
        paid_fen=ledger["paid_fen"],
        items_paid_fen=award.get("items_paid_fen", 0),
        bank_fen=bank.get("bank_fen", 0),
        booked_fen=ledger["booked_fen"],
    )


def _rows(
    connection: Connection, of: ColumnElement[str], numbers: Sequence[str] | None,
    columns: Sequence[ColumnElement[int]], source: tuple[FromClause, Sequence[ColumnElement[bool]]],
) -> dict[str, Row]:  # fmt: skip
    joined, conditions = source
    chosen = select(of.label("no"), *columns).select_from(joined).where(of.is_not(None), *conditions)
    if numbers is not None:
        chosen = chosen.where(of.in_(numbers))
    found = connection.execute(chosen.group_by(of)).mappings()
    return {
        row["no"]: {name: value if name == "no" else int(value or 0) for name, value in row.items()} for row in found
    }


def _counted() -> tuple[FromClause, Sequence[ColumnElement[bool]]]:
    whole = or_(ITEM.c.id.is_(None), ITEM.c.monthly.is_(False))
    joined = TRANSFER.outerjoin(ITEM, ITEM.c.id == TRANSFER.c.item_id)
    return joined, (whole, TRANSFER.c.debit.not_like("9%"), TRANSFER.c.entry.not_in(COMES_BACK))


def _of_ledger() -> Sequence[ColumnElement[int]]:
    expense = _moved(TRANSFER.c.debit.like("51%"), TRANSFER.c.credit.like("51%"))
    bank, overpaid, recoverable = (_of(one) for one in (Account.BANK, Account.OVERPAID, Account.RECOVERABLE))
    return (
        expense.label("awarded_fen"),
        (-_of(Account.PAYABLE)).label("payable_fen"),
        (-_of(Account.IN_TRANSIT)).label("in_transit_fen"),
        (-_of(Account.RETURNED)).label("returned_fen"),
        (-bank - overpaid - recoverable).label("paid_fen"),
        (-bank).label("booked_fen"),
    )


def _of(account: Account) -> ColumnElement[int]:
    return _moved(TRANSFER.c.debit == account.value, TRANSFER.c.credit == account.value)


def _moved(debited: ColumnElement[bool], credited: ColumnElement[bool]) -> ColumnElement[int]:
    """Debits less credits."""
    sides = cast(case((debited, 1), else_=0), Integer) - cast(case((credited, 1), else_=0), Integer)
    return func.sum(TRANSFER.c.amount_fen * sides)


def _standing() -> tuple[FromClause, Sequence[ColumnElement[bool]]]:
    return ITEM, (ITEM.c.state.in_(STANDING), ITEM.c.payer == "fund", ITEM.c.monthly.is_(False))


def _of_items() -> Sequence[ColumnElement[int]]:
    return func.sum(ITEM.c.awarded_fen).label("items_fen"), func.sum(ITEM.c.paid_fen).label("items_paid_fen")


def _counted_payments() -> tuple[FromClause, Sequence[ColumnElement[bool]]]:
    joined = (
        PAYMENT.join(LINE, LINE.c.payment_id == PAYMENT.c.id)
        .join(SORTED, SORTED.c.line_id == LINE.c.id)
        .join(ITEM, ITEM.c.id == PAYMENT.c.item_id)
    )
    return joined, (ITEM.c.monthly.is_(False),)


def _of_bank() -> Sequence[ColumnElement[int]]:
    """What the bank's sorted lines say left the account; of a sum that differed, what two persons found."""
    is_paid = and_(LINE.c.result == "paid", SORTED.c.bucket.in_((Bucket.PAID.value, Bucket.DOUBLED.value)))
    moved = case(
        (is_paid, LINE.c.amount_fen),
        (and_(LINE.c.result == "paid", SORTED.c.bucket == Bucket.PARTIAL.value), PAYMENT.c.paid_fen),
        (SORTED.c.bucket == Bucket.REFUNDED.value, -LINE.c.amount_fen),
        else_=0,
    )
    return (func.sum(moved).label("bank_fen"),)


def batches(desk: Desk, after: str = "", rows: int = PAGE_ROWS) -> tuple[BatchLine, ...]:
    """The batches that were released, by number behind `after`, with what the bank has answered."""
    live = PAYMENT.c.state.not_in(IN_TRANSIT)
    back = PAYMENT.c.state.in_(CAME_BACK)
    confirmed = func.sum(case((and_(live, ~back), PAYMENT.c.paid_fen), else_=0))
    part = (
        PAYMENT.c.amount_fen - PAYMENT.c.paid_fen
    )  # of a payment in part paid or in part returned: it is no open question
    returned = func.sum(case((back, PAYMENT.c.amount_fen), (live, part), else_=0))
    chosen = (
        select(BATCH.c.no, BATCH.c.released_on, BATCH.c.count, BATCH.c.sum_fen, confirmed, returned)
        .join(PAYMENT, PAYMENT.c.batch_no == BATCH.c.no)
        .where(BATCH.c.released_on.is_not(None), BATCH.c.no > after)
        .group_by(BATCH.c.no, BATCH.c.released_on, BATCH.c.count, BATCH.c.sum_fen)
        .order_by(BATCH.c.no)
        .limit(rows)
    )
    with reading(desk) as connection:
        return tuple(
            BatchLine(no, day, int(count), int(sent), int(paid or 0), int(came or 0))
            for no, day, count, sent, paid, came in connection.execute(chosen)
        )
