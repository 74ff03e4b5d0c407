"""Two cashiers at the same payments, two imports of one file, an import and a finding: on PostgreSQL nothing is paid twice."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Result
from claims.errors import ClaimsError
from tests.support.at_once import at_once
from tests.support.bank_scenes import (
    APPROVER,
    CASHIER,
    SECOND,
    buckets,
    drafted,
    imported,
    line,
    take,
    with_payments,
)
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.world import TODAY, World, furnished_world
from workflows.acting import act
from workflows.bank_files import take_answers
from workflows.bank_report import report_of
from workflows.bank_sorting import sort_lines
from workflows.batches import Added, add_payments, open_batch, release_batch, seal_batch
from workflows.checks.bank import BANK
from workflows.command import Outcome
from workflows.fund_acts import confirm, prepare_setting_down


@pytest.fixture
def pg_world(bureau_url: str, tmp_path: Path) -> Iterator[World]:
    """A world on PostgreSQL."""
    with furnished_world(bureau_url, tmp_path) as made:
        yield made


RACES = int(os.environ.get("RACES", "200"))
FEW = max(4, RACES // 20)
ALL = {**WRITTEN_TOO, **BANK}


def test_two_cashiers_at_once_never_pay_an_item_twice(pg_world: World) -> None:
    """Every payment is raced for by two batches; what both hold together is every payment, once."""
    payments = with_payments(pg_world, ("pending",) * RACES)
    desk = pg_world.desk
    batches = {who: open_batch(desk, who, TODAY) for who in (CASHIER, SECOND)}
    won: Counter[str] = Counter()
    for payment in payments:
        acts: list[Callable[[], list[Added]]] = [
            partial(add_payments, desk, who, batch_no, TODAY, [payment]) for who, batch_no in batches.items()
        ]
        for who, told in zip(batches, at_once(acts), strict=True):
            assert isinstance(told, list)
            won[who] += not told[0].reasons
    assert won.total() == RACES
    releases = (CASHIER, SECOND), (SECOND, CASHIER)
    seals = [seal_batch(desk, maker, batches[maker]) for maker, _ in releases if won[maker]]
    assert sum(seen.count for seen in seals) == RACES
    for maker, releaser in releases:
        for seen in (one for one in seals if one.batch_no == batches[maker]):
            assert all(outcome.done for outcome in release_batch(desk, releaser, seen, TODAY))
    posted = Counter(row["item_id"] for row in pg_world.rows("transfer", entry="released"))
    assert (len(posted), set(posted.values())) == (RACES, {1})
    assert faults(pg_world, WRITTEN_TOO) == []


def test_a_batch_sealed_while_payments_join_holds_what_its_seal_says(pg_world: World) -> None:
    payments = with_payments(pg_world, ("pending",) * 2 * FEW)
    desk = pg_world.desk
    for place in range(FEW):
        batch_no = open_batch(desk, CASHIER, TODAY)
        first, other = payments[2 * place : 2 * place + 2]
        assert add_payments(desk, CASHIER, batch_no, TODAY, [first])[0].reasons == ()
        acts: list[Callable[[], Any]] = [
            partial(seal_batch, desk, CASHIER, batch_no),
            partial(add_payments, desk, SECOND, batch_no, TODAY, [other]),
        ]
        at_once(acts)
        sealed = pg_world.one("batch", no=batch_no)
        inside = pg_world.rows("payment", batch_no=batch_no)
        assert (sealed["count"], sealed["sum_fen"]) == (len(inside), sum(row["amount_fen"] for row in inside))


def test_one_file_imported_twice_at_once_is_taken_once(pg_world: World) -> None:
    payments = with_payments(pg_world, ("sent",) * 2 * FEW)
    desk = pg_world.desk

    def take_and_sort(content: bytes) -> tuple[str, bool, int]:
        taken = take_answers(desk, CASHIER, "回盘.csv", content, TODAY)
        return taken.file_no, taken.is_new, len(sort_lines(desk, taken.file_no, TODAY))

    for place in range(FEW):
        one, other = payments[2 * place : 2 * place + 2]
        answers = [line(one), line(other, Result.REJECTED, reason="账号不存在"), line(one, bank_ref=f"twice {place}")]
        content = PLAIN_CSV.answers(answers)
        told = at_once([partial(take_and_sort, content)] * 2)
        assert not any(isinstance(result, ClaimsError) for result in told), told
        assert sorted((result[1], result[2]) for result in told if isinstance(result, tuple)) == [(False, 0), (True, 0)]
        (file,) = {result[0] for result in told if isinstance(result, tuple)}
        assert buckets(report_of(desk, file)) == ["paid", "rejected", "doubled"]
    assert len(pg_world.rows("transfer", entry="paid")) == FEW
    assert faults(pg_world, ALL) == []


def test_the_same_lines_in_two_files_at_once_pay_once(pg_world: World) -> None:
    payments = with_payments(pg_world, ("sent",) * FEW)
    for payment in payments:
        files = [take(pg_world, [line(payment)] * count) for count in (1, 2)]
        assert at_once([partial(sort_lines, pg_world.desk, file, TODAY) for file in files]) == [[], []]
        found = sorted(name for file in files for name in buckets(report_of(pg_world.desk, file)))
        assert found == ["duplicate", "duplicate", "paid"]
    assert len(pg_world.rows("transfer", entry="paid")) == FEW
    assert faults(pg_world, ALL) == []


def test_a_finding_and_an_import_at_once_book_one_of_the_two(pg_world: World) -> None:
    """Two persons say it is unknown while the bank's second answer comes in: whichever is first, the sum is booked once."""
    payments = with_payments(pg_world, ("sent",) * FEW)
    desk = pg_world.desk
    for payment in payments:
        imported(pg_world, [line(payment, amount_fen=ALLOWED_FEN - 1)])
        file = take(pg_world, [line(payment)])
        draft = drafted(pg_world, payment, result="paid").subject
        acts: list[Callable[[], Any]] = [
            partial(act, desk, APPROVER, draft, "approve", TODAY),
            partial(sort_lines, desk, file, TODAY),
        ]
        resolved, left = at_once(acts)
        assert isinstance(resolved, Outcome)
        assert (resolved.done, left) == (True, [])
        assert buckets(report_of(desk, file)) == ["late"] or pg_world.one("payment", id=payment)["state"] == "paid"
    assert len(pg_world.rows("transfer", entry="paid")) == FEW
    assert faults(pg_world, ALL) == []


def test_a_line_is_found_or_set_down_at_once_and_never_both(pg_world: World) -> None:
    """One pair says that money left twice, another that it did not: the line is decided once."""
    payments = with_payments(pg_world, ("sent",) * FEW)
    desk = pg_world.desk
    for payment in payments:
        imported(pg_world, [line(payment, bank_ref=f"{payment} 1")])
        name = imported(pg_world, [line(payment, bank_ref=f"{payment} 2")]).lines[0].line_id
        draft = drafted(pg_world, payment, "note_overpaid", line=name).subject
        number = prepare_setting_down(desk, CASHIER, name, "银行差错，没有发生收付", "银行函1号", TODAY)
        acts: list[Callable[[], Any]] = [
            partial(act, desk, APPROVER, draft, "approve", TODAY),
            partial(confirm, desk, APPROVER, number),
        ]
        results = at_once(acts)
        happened = [one for one in results if isinstance(one, str) or (isinstance(one, Outcome) and one.done)]
        assert len(happened) == 1, results
    assert faults(pg_world, ALL) == []
