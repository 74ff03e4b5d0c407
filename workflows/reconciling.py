"""Published figures against awards, ledger and bank: one line a figure, and each difference named to its case.

The bank's side comes from the files themselves: a statement by reference, a return file by payment, read again here and not
taken from what the import made of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from claims.bank.lines import Direction, Result
from claims.digits import whole_number
from claims.errors import BadInput
from claims.ledger import Account
from claims.money import FEN_PER_YUAN, parse_yuan
from claims.store.rows import Row, select_rows
from claims.store.tables import table
from workflows.bank_buckets import Bucket
from workflows.bank_decisions import cash_of_lines, decided_lines, waiting_lines
from workflows.bank_files import reading_format
from workflows.bank_matching import cash_references
from workflows.transaction import Desk, reading

LUMP_SUM, MEDICAL = "disability_lump_sum", "medical"
UNDONE = ("revoked", "quashed_final", "redeciding")
STANDING = ("effective", "part_paid", "discharged", "suspended")
MADE_GOOD = ("overpaid_refunded", "overpaid_counted", "recovery_refunded", "recovery_counted", "written_off_returned",
             "written_off_counted")  # fmt: skip
LEDGER_SIGNS = {"paid": 1, "refunded": -1, "overpaid": -1, **dict.fromkeys(MADE_GOOD, 1)}
ELSEWHERE = "-"
ITEM_NAMES = {LUMP_SUM: "一次性伤残补助金", MEDICAL: "医疗费"}
PERSONS = "确认职业伤害人数"
Sums = dict[str, int]


@dataclass(frozen=True, slots=True)
class Published:
    """The three figures that were published: persons confirmed, and the sums paid in fen."""

    persons: int
    lump_sum_fen: int
    medical_fen: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure from every side: a number of persons, or fen. None: that side does not know it."""

    name: str
    published: int
    awards: int
    ledger: int | None
    bank: int | None

    @property
    def agrees(self) -> bool:
        """Whether all sides that know it say the same."""
        return {self.awards, self.ledger, self.bank} - {None} == {self.published}


@dataclass(frozen=True, slots=True)
class Difference:
    """A case on which awards, ledger and bank differ for one kind of benefit, in fen. `claim_no` is empty for bank movements
    that belong to no case."""

    claim_no: str
    item: str
    awarded_fen: int
    ledger_fen: int
    bank_fen: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of it: the figures side by side, every case that differs, and how many lines of the bank wait for people."""

    figures: tuple[Compared, ...]
    differences: tuple[Difference, ...]
    waiting: int = 0

    @property
    def agrees(self) -> bool:
        """Whether there is no difference anywhere."""
        return all(one.agrees for one in self.figures) and not self.differences

    def as_json(self) -> dict[str, object]:
        """The result as plain data."""
        return {
            "agrees": self.agrees,
            "waiting_lines": self.waiting,
            "figures": [
                {"name": f.name, "published": f.published, "awards": f.awards, "ledger": f.ledger, "bank": f.bank}
                for f in self.figures
            ],
            "differences": [
                {
                    "claim_no": d.claim_no,
                    "item": d.item,
                    "awarded_fen": d.awarded_fen,
                    "ledger_fen": d.ledger_fen,
                    "bank_fen": d.bank_fen,
                }
                for d in self.differences
            ],
        }


def read_published(text: str) -> Published:
    """`41,473400,50800`: persons, yuan of lump sums, yuan of medical costs. Raises BadInput."""
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    persons = whole_number(parts[0])
    if len(parts) != 3 or persons is None:
        raise BadInput("published_unreadable", text=text)
    return Published(persons, parse_yuan(parts[1]), parse_yuan(parts[2]))


def reconcile(desk: Desk, published: Published, until: date, bank_files: Sequence[bytes] = ()) -> Reconciled:
    """Compare the sides up to and including `until`. Without files of the bank, its lines on record are its side.

    Raises BadInput for a file that cannot be read.
    """
    with reading(desk) as connection:
        items = {row["id"]: row for row in select_rows(connection, "award_item")}
        payments = {row["id"]: row for row in select_rows(connection, "payment")}
        transfers = [row for row in select_rows(connection, "transfer") if row["value_on"] <= until]
        claims = select_rows(connection, "claim")
        refs = cash_references(connection)
        waiting = sum(one.needs_decision for one in waiting_lines(connection))
        stored = _stored_answers(connection, transfers, until)
    told = _of_files(desk, bank_files, until, _payment_by_ref(transfers, refs)) if bank_files else stored
    persons = len({row["person_id"] for row in claims if _is_confirmed(row, until)})
    figures = [Compared(PERSONS, published.persons, persons, None, None)]
    differences: list[Difference] = []
    for code, wanted_fen in ((LUMP_SUM, published.lump_sum_fen), (MEDICAL, published.medical_fen)):
        awards, ledger = _awarded(items, code, until), _ledger(items, transfers, code)
        bank = _by_case(items, payments, told, code)
        sums = (sum(side.values()) for side in (awards, ledger, bank))
        figures.append(Compared(ITEM_NAMES[code], wanted_fen, *sums))
        differences.extend(_differences(code, awards, ledger, bank))
    if told.get("", 0):
        differences.append(Difference("", "银行另有对不上的收支", 0, 0, told[""]))
    return Reconciled(tuple(figures), tuple(differences), waiting)


def in_yuan(figure: Compared, value: int | None) -> str:
    """A value of a figure as a person reads it: yuan for sums, persons for persons, — where that side knows it not."""
    if value is None:
        return "—"
    if figure.name == PERSONS:
        return f"{value} 人"
    return f"{value // FEN_PER_YUAN:,}.{value % FEN_PER_YUAN:02d}"


def _is_confirmed(claim: Row, until: date) -> bool:
    decided = claim["decided_on"] is not None and claim["decided_on"] <= until
    return decided and claim["refusal_reason"] is None and claim["state"] not in UNDONE


def _awarded(items: Mapping[str, Row], code: str, until: date) -> Sums:
    """What is awarded and in effect, case by case."""
    found: Sums = defaultdict(int)
    for row in items.values():
        in_effect = row["effective_on"] is not None and row["effective_on"] <= until
        if row["code"] == code and row["state"] in STANDING and in_effect:
            found[row["claim_no"]] += row["awarded_fen"]
    return found


def _ledger(items: Mapping[str, Row], transfers: Sequence[Row], code: str) -> Sums:
    """What the ledger says was paid and is not to be given back, case by case."""
    found: Sums = defaultdict(int)
    for row in transfers:
        if row["item_id"] and items[row["item_id"]]["code"] == code:
            found[row["claim_no"]] += row["amount_fen"] * LEDGER_SIGNS.get(row["entry"], 0)
    return found


def _by_case(items: Mapping[str, Row], payments: Mapping[str, Row], told: Mapping[str, int], code: str) -> Sums:
    found: Sums = defaultdict(int)
    for payment_id, fen in told.items():
        payment = payments.get(payment_id)
        if payment is not None and items[payment["item_id"]]["code"] == code:
            found[payment["claim_no"]] += fen
    return found


def _differences(code: str, awards: Sums, ledger: Sums, bank: Sums) -> list[Difference]:
    sides = [
        Difference(no, ITEM_NAMES[code], awards.get(no, 0), ledger.get(no, 0), bank.get(no, 0))
        for no in sorted({*awards, *ledger, *bank})
    ]
    return [one for one in sides if len({one.awarded_fen, one.ledger_fen, one.bank_fen}) > 1]


def _stored_answers(connection: Connection, transfers: Sequence[Row], until: date) -> Sums:
    """What the bank's stored lines say left and came back, by payment; where a line named another sum than was ordered,
    the sum that two persons found in the bank's slip.
    """
    files = {row["no"]: row["imported_on"] for row in select_rows(connection, "bank_file")}
    known = {row["line_id"]: str(row["bucket"]) for row in select_rows(connection, "bank_sorted")}
    decided, cash = decided_lines(connection), cash_of_lines(connection, transfers)
    found: Sums = _found_by_resolving(connection, transfers)
    for line in select_rows(connection, "bank_line"):
        if files[line["file_no"]] <= until:
            payment_id = decided.get(line["id"]) or line["payment_id"]
            found[payment_id] += cash.get(line["id"], _moved(line, known.get(line["id"], "")))
    return found


def _found_by_resolving(connection: Connection, transfers: Sequence[Row]) -> Sums:
    """What two persons found to have left on payments whose line named another sum; nothing before it was found."""
    event = table("event")
    made = select(event.c.id).where(event.c.machine == "payment", event.c.trigger == "resolve")
    resolved = set(connection.execute(made).scalars())
    found: Sums = defaultdict(int)
    for row in transfers:
        if row["cash"] and row["event_id"] in resolved:
            found[row["payment_id"]] += row["amount_fen"]
    return found


def _moved(line: Row, bucket: str) -> int:
    """What a sorted line moved on the account that no finding has booked, in fen paid out."""
    if line["result"] == Result.PAID and bucket in (Bucket.PAID, Bucket.DOUBLED):
        return int(line["amount_fen"])
    return -int(line["amount_fen"]) if bucket == Bucket.REFUNDED else 0


def _payment_by_ref(transfers: Sequence[Row], refs: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Which payment a reference and direction of the account belongs to, by the books; ELSEWHERE for other cash."""
    found = {}
    for row in transfers:
        if row["cash"]:
            direction = Direction.IN if row["debit"] == Account.BANK else Direction.OUT
            ref = refs.get(row["event_id"]) or row["document"] or row["event_id"]
            found[ref, direction.value] = row["payment_id"] or ELSEWHERE
    return found


def _of_files(desk: Desk, contents: Sequence[bytes], until: date, by_ref: Mapping[tuple[str, str], str]) -> Sums:
    """What files of the bank say left and came back, by payment; under no payment what nobody knows."""
    found: Sums = defaultdict(int)
    seen: set[tuple[object, ...]] = set()
    for content in contents:
        for key, payment_id, moved_fen in _moves_of(desk, content, until, by_ref):
            if key not in seen and payment_id != ELSEWHERE:
                seen.add(key)
                found[payment_id] += moved_fen
    return found


def _moves_of(
    desk: Desk, content: bytes, until: date, by_ref: Mapping[tuple[str, str], str]
) -> Iterator[tuple[tuple[object, ...], str, int]]:
    """The movements of a statement or a return file: what tells them apart, their payment, and the fen paid out."""
    format_ = reading_format(desk, content, until, None)
    try:
        movements = format_.read_movements(content)
    except BadInput as no_statement:
        if no_statement.code != "bank_file_headings":
            raise
        for line in format_.read_answers(content):
            sign = {Result.PAID: 1, Result.REFUNDED: -1}.get(line.result, 0)
            yield (line.payment_id, line.result, line.bank_ref), line.payment_id, sign * line.amount_fen
        return
    for one in movements:
        moved_fen = one.amount_fen if one.direction is Direction.OUT else -one.amount_fen
        if one.day <= until:
            key = (one.day, one.direction, one.bank_ref, one.amount_fen, one.balance_fen)
            yield key, by_ref.get((one.bank_ref, one.direction.value), ""), moved_fen
