"""A bank file before it is taken in: what each line would come to. Nothing of it is stored with the bank's files or posted.

Between the look and the decision the bytes wait, sealed, with the forms of the person who brought them, and only for him.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from claims.bank.lines import Answer, Movement
from claims.errors import BadInput, Refused, words
from claims.store.rows import Row, select_one
from workflows.bank_buckets import BUCKET_NAMES, Bucket, Told, judged
from workflows.bank_files import KIND_NAMES, RETURN, STATEMENT, known_file, line_id, reading_format, require_cashier
from workflows.bank_sorting import known_of
from workflows.files_put_by import put_by, taken_up
from workflows.transaction import Desk, reading

PLACE = "bank_file:"
BACK = (Bucket.REJECTED, Bucket.REFUNDED)
UNSTORED = "-"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A line of a return file and the bucket in which it would end, with the reason in words."""

    line_no: int
    payment_id: str
    amount_fen: int
    bank_ref: str
    bucket: Bucket
    reason: str

    @property
    def name(self) -> str:
        """The bucket in words."""
        return BUCKET_NAMES[self.bucket]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would come to. `file_no` is the number under which the same bytes stand already (empty: they are new);
    `answers` are the lines of a return file, `movements` and `known_movements` count those of a statement."""

    kind: str
    name: str
    sha256: str
    file_no: str = ""
    answers: tuple[Foreseen, ...] = ()
    movements: int = 0
    known_movements: int = 0
    sum_fen: int = 0
    kept: str = ""

    @property
    def kind_name(self) -> str:
        """回盘 or 对账单."""
        return KIND_NAMES[self.kind]

    def count(self, *buckets: Bucket) -> int:
        """How many lines would end in one of these buckets."""
        return sum(1 for one in self.answers if one.bucket in buckets)

    @property
    def told(self) -> str:
        """The sentence above the lines: 「匹配 2 · 退汇 1 · 金额不符 0 · 对不上 0」."""
        others = len(self.answers) - self.count(Bucket.PAID, *BACK, Bucket.PARTIAL)
        counts = {"matched": self.count(Bucket.PAID), "back": self.count(*BACK), "differs": self.count(Bucket.PARTIAL)}
        return words("bank_preview_counts", **counts, others=others)


def preview(desk: Desk, username: str, kind: str, name: str, content: bytes) -> Preview:
    """Look at a file as `username`, who may take it in afterwards. Nothing is booked.

    Raises Refused where the account is not a cashier's, BadInput, with everything that is wrong, for a file that cannot be
    read whole.
    """
    day = desk.today()
    with reading(desk) as connection:
        require_cashier(connection, username, day)
    if kind not in KIND_NAMES:
        raise BadInput("bank_kind_unknown")
    digest = sha256(content).hexdigest()
    known = known_file(desk, content, kind)
    if known is not None:
        return Preview(kind, name, digest, file_no=known["no"])
    format_ = reading_format(desk, content, day, None)
    if kind == RETURN:
        answers = format_.read_answers(content)
        lines = tuple(_foreseen(desk, answers))
        found = Preview(kind, name, digest, answers=lines, sum_fen=sum(one.amount_fen for one in answers))
    else:
        movements = format_.read_movements(content)
        sum_fen = sum(one.amount_fen for one in movements)
        found = Preview(
            kind, name, digest, movements=len(movements), known_movements=_known(desk, movements), sum_fen=sum_fen
        )
    return replace(found, kept=put_by(desk, username, PLACE + kind, name, content))


def _foreseen(desk: Desk, answers: Sequence[Answer]) -> list[Foreseen]:
    """Each line as if it were sorted now; one that says what an earlier one of the file says is a duplicate."""
    found: list[Foreseen] = []
    seen: set[tuple[object, ...]] = set()
    with reading(desk) as connection:
        for one in answers:
            told = Told(_row(one), one.account_name, one.account, one.reason)
            alike = (one.payment_id, one.amount_fen, one.result, one.bank_ref, one.original_ref)
            judgement = judged(told, known_of(connection, told.line))
            bucket, reason = judgement.bucket, judgement.reason
            if alike in seen:
                bucket, reason = Bucket.DUPLICATE, "bank_line_came_before"
            seen.add(alike)
            found.append(Foreseen(one.line_no, one.payment_id, one.amount_fen, one.bank_ref, bucket, words(reason)))
    return found


def _row(one: Answer) -> Row:
    """A line as it would be stored, under a number that no file has."""
    return {
        "id": line_id(UNSTORED, one.line_no),
        "file_no": UNSTORED,
        "line_no": one.line_no,
        "batch_no": one.batch_no,
        "payment_id": one.payment_id,
        "amount_fen": one.amount_fen,
        "result": one.result.value,
        "bank_ref": one.bank_ref,
        "original_ref": one.original_ref,
        "told_on": one.told_on,
    }


def _known(desk: Desk, movements: Sequence[Movement]) -> int:
    with reading(desk) as connection:
        return sum(
            1
            for one in movements
            if select_one(connection, "statement_line", day=one.day, direction=one.direction.value,
                          bank_ref=one.bank_ref, amount_fen=one.amount_fen, balance_fen=one.balance_fen)
        )  # fmt: skip


def looked_at(desk: Desk, username: str, kept: str) -> tuple[str, str, bytes]:
    """The kind, name and bytes of a file that this person has looked at, given once. Raises Refused where it is gone."""
    file = taken_up(desk, username, kept)
    kind = file.place.removeprefix(PLACE) if file else ""
    if file is None or kind not in (RETURN, STATEMENT):
        raise Refused("bank_preview_gone")
    return kind, file.name, file.content
