"""The bank on a walk: it answers by files, right and wrong, late and twice; people decide what its lines leave open."""

from __future__ import annotations

from datetime import date
from random import Random

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.store.rows import Row
from tests.support.walking.filling import Data, fills
from tests.support.walking.sight import Sight
from tests.support.world import World
from workflows.bank_decisions import GROUNDS, Waits, waiting_lines
from workflows.bank_files import take_answers
from workflows.bank_sorting import sort_lines
from workflows.fund_acts import confirm, prepare_setting_down
from workflows.transaction import reading

SPOKEN_OF = ("sent", "unknown", "paid", "returned", "corrected", "reissued", "cancelled", "mismatch")
LIKELY = {
    "sent": (Result.PAID, Result.PAID, Result.PAID, Result.REJECTED, Result.PENDING),
    "unknown": (Result.PAID, Result.PAID, Result.REJECTED),
    "paid": (Result.REFUNDED, Result.PAID),
}
ODD = 0.3


def speak(world: World, day: date, chance: Random) -> str:
    """A return file on some payments that have left, or would have; what became of its lines."""
    left = [row for row in world.rows("payment") if row["state"] in SPOKEN_OF]
    if not left:
        return "the bank has nothing to say"
    answers = [_answer(world, row, day, chance) for row in chance.choices(left, k=chance.choice((1, 1, 2)))]
    file_no = take_answers(world.desk, "cashier1", "回盘.csv", PLAIN_CSV.answers(answers), day).file_no
    waiting = sort_lines(world.desk, None, day)
    told = [
        f"{row['line_id']} {row['bucket']}" for row in world.rows("bank_sorted") if row["line_id"].startswith(file_no)
    ]
    return f"bank file {file_no}: {told}, left {[one.reason for one in waiting]}"


def _answer(world: World, payment: Row, day: date, chance: Random) -> Answer:
    result = chance.choice(LIKELY.get(payment["state"], tuple(Result)))
    amount = payment["paid_fen"] or payment["amount_fen"]
    if chance.random() < ODD:
        amount = max(1, amount + chance.choice((-100, -1, 1, 100)))
    moves = result in (Result.PAID, Result.REFUNDED)
    known = [
        row["bank_ref"] for row in world.rows("bank_line") if row["payment_id"] == payment["id"] and row["bank_ref"]
    ]
    fresh = f"银行流水{len(world.rows('bank_line'))}-{chance.randrange(100)}"
    ref = chance.choice(known) if known and chance.random() < ODD / 2 else fresh
    original = chance.choice((payment["bank_ref"] or "", "", *known)) if result is Result.REFUNDED else ""
    name = f"{payment['id']}9" if chance.random() < ODD / 2 else payment["id"]
    return Answer(0, name, amount, result, "", ref if moves else "", original, day, "", "")


def set_down(world: World, day: date, chance: Random) -> str:
    """Two persons set a line down that waits."""
    waiting = _waiting(world)
    if not waiting:
        return "no line waits"
    name = chance.choice(waiting).line["id"]
    number = prepare_setting_down(world.desk, "cashier1", name, chance.choice(GROUNDS), f"函{name}", day)
    if chance.random() < 0.7:
        confirm(world.desk, "approver1", number)
    return f"{name} set down as {number}"


def _waiting(world: World) -> list[Waits]:
    with reading(world.desk) as connection:
        return waiting_lines(connection)


@fills("payment", "note_overpaid", "confirm_late", "match_line")
def _finding(sight: Sight, subject: Row | None, usual: Data) -> Data:
    return _on_line(sight, subject, usual, tuple(Result))


@fills("payment", "refund_in_part", "refund_with_overpaid")
def _refund(sight: Sight, subject: Row | None, usual: Data) -> Data:
    return _on_line(sight, subject, usual, (Result.REFUNDED,))


def _on_line(sight: Sight, subject: Row | None, usual: Data, results: tuple[Result, ...]) -> Data:
    waiting = [one.line for one in _waiting(sight.world) if one.line["result"] in results]
    own = [row for row in waiting if subject is not None and row["payment_id"].rstrip("9") == subject["id"].rstrip("9")]
    line = sight.any_of(own or waiting)
    return {**(usual or {}), "line": line["id"], "document": "银行函1号"} if line else None
