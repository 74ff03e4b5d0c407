"""The account's statement against the books: matched by reference and sum, the rest by age, 1001 explained to the fen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Direction, Movement, Result
from claims.errors import BadInput, Refused
from tests.support.bank_scenes import CASHIER, done, found, imported, line, with_payments
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.world import TODAY, World
from workflows.bank_matching import by_age, match
from workflows.bank_statements import TakenStatement, opening_balance_fen, take_statement
from workflows.bookkeeping import Posting, book
from workflows.reconciling import Published, read_published, reconcile
from workflows.roles import Role
from workflows.transaction import in_one_transaction

OPENING_FEN = 10_000_000


def moves(*told: tuple[str, int, str], day: date = TODAY) -> list[Movement]:
    """Movements one after the other from the opening balance: `out` or `in`, fen, reference."""
    found: list[Movement] = []
    balance_fen = OPENING_FEN
    for way, fen, ref in told:
        balance_fen += fen if way == "in" else -fen
        found.append(
            Movement(len(found) + 2, day, Direction(way), fen, ref, balance_fen, "合成人员01", "6222000000000009")
        )
    return found


def take(world: World, movements: list[Movement]) -> TakenStatement:
    return take_statement(world.desk, CASHIER, "对账单.csv", PLAIN_CSV.movements(movements), TODAY)


def paid_and_refunded(world: World) -> None:
    """One payment that stays, one that comes back, one that was paid in one sum with too much."""
    ids = with_payments(world, ("sent", "sent", "sent"))
    imported(
        world,
        [
            line(ids[0], bank_ref="R0"),
            line(ids[1], bank_ref="R1"),
            line(ids[2], bank_ref="R2", amount_fen=ALLOWED_FEN + 9),
        ],
    )
    imported(world, [line(ids[1], Result.REFUNDED, bank_ref="R1b", original_ref="R1")])
    done(found(world, ids[2], result="overpaid", paid_fen=ALLOWED_FEN + 9))


WHOLE = (
    ("out", ALLOWED_FEN, "R0"),
    ("out", ALLOWED_FEN, "R1"),
    ("in", ALLOWED_FEN, "R1b"),
    ("out", ALLOWED_FEN + 9, "R2"),
)


def test_what_agrees_is_matched_and_1001_is_the_statement(world: World) -> None:
    paid_and_refunded(world)
    assert take(world, moves(*WHOLE)).new_lines == 4
    found = match(world.desk, TODAY)
    assert (found.matched, found.in_books_only, found.at_bank_only) == (4, (), ())
    assert found.ledger_fen == found.statement_fen == -2 * ALLOWED_FEN - 9
    assert (found.holds, opening_balance_fen(world.desk)) == (True, OPENING_FEN)


def test_what_one_side_has_alone_is_listed_with_its_age(world: World) -> None:
    paid_and_refunded(world)
    take(world, moves(WHOLE[0], ("out", ALLOWED_FEN - 1, "R1"), ("in", 77, "利息"), ("out", 88, "R9")))
    later = TODAY + timedelta(days=40)
    found = match(world.desk, later)
    assert [(one.ref, one.direction) for one in found.in_books_only] == [("R1", "out"), ("R1b", "in"), ("R2", "out")]
    assert [(one.ref, one.direction) for one in found.at_bank_only] == [("R1", "out"), ("R9", "out"), ("利息", "in")]
    assert found.holds
    assert by_age(found.at_bank_only, later)["31—90日"] == (3, ALLOWED_FEN - 1 + 77 + 88)
    assert match(world.desk, TODAY - timedelta(days=1)).at_bank_only == ()


@pytest.mark.parametrize(
    ("days", "age"), [(0, "0—7日"), (7, "0—7日"), (8, "8—30日"), (31, "31—90日"), (91, "90日以上")]
)
def test_ages(world: World, days: int, age: str) -> None:
    take(world, moves(("out", 1, "R9")))
    (one,) = match(world.desk, TODAY + timedelta(days=days)).at_bank_only
    assert one.age(TODAY + timedelta(days=days)) == age


def test_money_outside_any_case_is_matched_by_the_reference_of_its_book_event(world: World) -> None:
    data = {"bank_ref": "拨款1", "amount_fen": 500}
    postings = [Posting("funding", 500)]
    by = (CASHIER, Role.CASHIER)
    in_one_transaction(
        world.desk,
        lambda c: book(world.desk, c, "funding", by=by, on=TODAY, key="p", data=data, postings=postings),
    )
    take(world, moves(("in", 500, "拨款1")))
    assert match(world.desk, TODAY).matched == 1


def test_statements_that_overlap_tell_every_movement_once(world: World) -> None:
    whole = moves(*WHOLE)
    assert take(world, whole[:3]).new_lines == 3
    before = world.digest()
    again = take(world, whole[:3])
    assert (again.is_new, again.new_lines, world.digest() == before) == (False, 0, True)
    longer = take(world, whole)
    assert (longer.new_lines, longer.known_lines) == (1, 3)
    assert match(world.desk, TODAY).statement_fen == -2 * ALLOWED_FEN - 9


def test_a_statement_of_days_to_come_or_by_another_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="还没有到"):
        take(world, moves(WHOLE[0], day=TODAY + timedelta(days=1)))
    with pytest.raises(Refused):
        take_statement(world.desk, "intake1", "a.csv", PLAIN_CSV.movements(moves(WHOLE[0])), TODAY)
    assert world.rows("statement_line") == []


def test_who_stands_on_the_other_side_is_in_the_private_row_only(world: World) -> None:
    take(world, moves(WHOLE[0]))
    told = str(world.rows("statement_line")) + str(world.rows("book_event"))
    assert "合成人员" not in told
    assert "合成人员01" in world.rows("statement_line_private")[0]["body"]


def test_the_sides_are_reconciled_and_a_difference_is_named_to_its_case(world: World) -> None:
    ids = with_payments(world, ("sent", "sent"))
    imported(world, [line(ids[0], bank_ref="R0"), line(ids[1], bank_ref="R1")])
    statement = PLAIN_CSV.movements(moves(*WHOLE[:2]))
    persons = reconcile(world.desk, Published(0, 0, 0), TODAY).figures[0].awards
    right = Published(persons, 0, 2 * ALLOWED_FEN)
    assert reconcile(world.desk, right, TODAY).agrees
    assert reconcile(world.desk, right, TODAY, [statement, statement]).agrees
    assert not reconcile(world.desk, replace(right, medical_fen=1), TODAY).agrees
    short = reconcile(world.desk, right, TODAY, [PLAIN_CSV.movements(moves(WHOLE[0]))])
    assert [(one.claim_no, one.bank_fen) for one in short.differences] == [(ids[1].partition("/")[0], 0)]
    strange = reconcile(world.desk, right, TODAY, [PLAIN_CSV.movements(moves(*WHOLE[:2], ("out", 5, "R9")))])
    assert [(one.claim_no, one.bank_fen) for one in strange.differences] == [("", 5)]
    answers = PLAIN_CSV.answers([line(ids[0], bank_ref="R0"), line(ids[1], bank_ref="R1", amount_fen=ALLOWED_FEN - 1)])
    assert [one.bank_fen for one in reconcile(world.desk, right, TODAY, [answers]).differences] == [ALLOWED_FEN - 1]


@pytest.mark.parametrize("text", ["", "41", "41,473400", "41,473400,50800,1", "x,1,1", "41,四十七万,1"])
def test_published_figures_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_published(text)


def test_published_figures_are_read_as_people_write_them() -> None:
    assert read_published("41, 473400 ，50800.00") == Published(41, 47_340_000, 5_080_000)
