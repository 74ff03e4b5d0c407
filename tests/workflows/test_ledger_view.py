"""Pages of the ledger: opening, entries and closing agree, no entry is on two pages, and a long ledger costs no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Date, Engine, Integer, Text, cast, event, insert, literal, select

from claims.errors import BadInput, Refused
from claims.store.tables import table
from tests.support.entries import NO, post, post_award, post_many
from tests.support.world import World
from workflows.exporting import EVERYTHING, Cut, as_of
from workflows.ledger_view import LedgerPage, Place, ledger_page, place_of
from workflows.three_ways import batches, cases, differing, figures
from workflows.unusual import refused_by_person, unusual

JUNE_1 = date(2025, 6, 1)
LATER = "2025-07-05T02:00:00.000000Z"
LONG, DAYS = 100_000, 10
TRANSFER = table("transfer")


def turned(world: World, cut: Cut, rows: int) -> list[LedgerPage]:
    """Every page, from the first to the last."""
    pages = [ledger_page(world.desk, cut, rows=rows)]
    while pages[-1].after:
        pages.append(ledger_page(world.desk, cut, after=pages[-1].after, rows=rows))
    return pages


def lay(world: World, count: int) -> None:
    """So many entries, copies of one, spread over ten days, written by the database itself."""
    post(world, "released", 100, JUNE_1, LATER)
    numbers = select(literal(1, Integer).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count // DAYS))
    kept = [column for column in TRANSFER.c if column.name != "id"]
    with world.engine.begin() as connection:
        for place in range(DAYS):
            given = {"value_on": literal(JUNE_1 + timedelta(days=place), Date), "amount_fen": numbers.c.n,
                     "event_id": literal(f"{NO}#") + cast(numbers.c.n, Text)}  # fmt: skip
            rows = select(*(given.get(column.name, column) for column in kept)).where(TRANSFER.c.id == 1)
            connection.execute(insert(TRANSFER).from_select([column.name for column in kept], rows.select_from(
                TRANSFER.join(numbers, literal(1) == literal(1)))))  # fmt: skip


def statements(engine: Engine) -> list[str]:
    """What a SQLite engine says to its file from now on."""
    told: list[str] = []

    def hear(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(lambda text: told.append(text) if text.startswith(("SELECT", "WITH")) else None)

    event.listen(engine, "connect", hear)
    engine.dispose()
    return told


def test_opening_and_entries_are_the_closing(bureau: World) -> None:
    for day in (2, 10, 20):
        post_award(bureau, 1_000 * day, day)
    cut = Cut(value_from=date(2025, 6, 10), value_to=date(2025, 6, 12), account="2001")
    page = ledger_page(bureau.desk, cut)
    (flow,) = page.flows
    assert (page.opening.rows, page.period.rows) == (2, 2)
    assert flow.closing_fen == flow.opening_fen + flow.debits_fen - flow.credits_fen == page.lines[-1].balance_fen
    whole = ledger_page(bureau.desk, replace(cut, value_from=None))
    assert whole.flows[0].closing_fen == flow.closing_fen
    assert [line.label for line in page.lines] == ["待遇生效", "批次放款"]
    early = ledger_page(bureau.desk, as_of(date(2025, 5, 31)))
    assert (early.lines, early.flows, early.before, early.after) == ((), (), None, None)


def test_no_entry_is_on_two_pages_and_none_is_left_out(bureau: World) -> None:
    post_many(bureau, 23)
    pages = turned(bureau, Cut(account="1003"), rows=5)
    ids = [line.id for page in pages for line in page.lines]
    assert ids == sorted(set(ids))
    assert len(ids) == pages[0].period.rows == 23
    assert pages[0].before is None
    back = ledger_page(bureau.desk, Cut(account="1003"), before=pages[2].before, rows=5)
    assert [line.id for line in back.lines] == [line.id for line in pages[1].lines]
    assert [line.balance_fen for line in back.lines] == [line.balance_fen for line in pages[1].lines]
    one = turned(bureau, Cut(account="1003"), rows=100)[0]
    assert [line.balance_fen for page in pages for line in page.lines] == [line.balance_fen for line in one.lines]


def test_what_was_known_then_stays_what_was_known_then(bureau: World) -> None:
    post_award(bureau)
    before = ledger_page(bureau.desk, as_of(date(2025, 6, 30)))
    post(bureau, "award_cancelled", 500, date(2025, 6, 20), LATER, reverses=1)
    assert ledger_page(bureau.desk, as_of(date(2025, 6, 30))) == before
    now = ledger_page(bureau.desk, EVERYTHING)
    assert now.lines[0].reversed_by == (now.lines[-1].id,)
    assert now.lines[-1].reverses == now.lines[0].id


@pytest.mark.parametrize(
    ("cut", "rows"),
    [
        (Cut(least_fen=300, most_fen=400), 1), (Cut(text="#3"), 1), (Cut(text="%"), 0), (Cut(text="_"), 0),
        (Cut(text="!"), 0), (Cut(grade=7), 0), (Cut(batch_no="PF-1"), 0), (Cut(account="9101"), 0),
    ],
)  # fmt: skip
def test_filters_leave_what_they_say(cut: Cut, rows: int, bureau: World) -> None:
    for place in range(5):
        post(bureau, "released", 101 * place + 1, JUNE_1, LATER, event_id=f"{NO}#{place}")
    assert ledger_page(bureau.desk, cut).period.rows == rows


def test_what_cannot_be_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="没有平台企业“无此平台”"):
        ledger_page(world.desk, Cut(platform="无此平台"))
    with pytest.raises(Refused, match="TL-1999-000001"):
        ledger_page(world.desk, Cut(claim_no="TL-1999-000001"))
    assert [place_of(text) for text in ("", "x.1", "2025-06-01.-1", "2025-06-01.１", "2025-06-01")] == [None] * 5
    assert place_of(str(Place(JUNE_1, 7))) == Place(JUNE_1, 7)


def test_a_page_of_a_hundred_thousand_entries_costs_the_same_few_statements(world: World) -> None:
    cut = Cut(account="1003", value_from=JUNE_1 + timedelta(days=1))
    post(world, "released", 1, JUNE_1 + timedelta(days=3), LATER)
    told = statements(world.engine)
    ledger_page(world.desk, cut)
    few = len(told)
    lay(world, LONG)
    told.clear()
    page = ledger_page(world.desk, cut, after=Place(JUNE_1 + timedelta(days=6), 50_000))
    assert page.period.rows > LONG // 2
    assert (len(page.lines), page.after is not None) == (100, True)
    assert len(told) == few <= 8
    assert not [text for text in told if text.startswith("SELECT t.id") and "LIMIT 101" not in text]


def test_the_questions_of_the_overview_are_asked_alike_of_both_databases(bureau: World) -> None:
    assert [one.found for one in figures(bureau.desk, date(2025, 6, 30))] == [0, 0, 0]
    post_award(bureau)
    assert [(one.claim_no, one.agrees) for one in cases(bureau.desk)] == [(NO, False)]  # no item, no payment behind it
    assert differing(bureau.desk)[0] == 1
    assert batches(bureau.desk) == ()
    assert {one.name: one.count for one in unusual(bureau.desk)}["冲销的分录"] == 0
    assert refused_by_person(bureau.desk) == ()
