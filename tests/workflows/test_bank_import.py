"""A return file with every kind of line: each in its bucket, the sums right, nothing twice, and no line lost when cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claims.bank.formats import PLAIN_CSV, PLAIN_XLSX
from claims.bank.lines import Answer, Result
from claims.errors import BadInput, Refused
from claims.store.rows import Row
from tests.support.bank_scenes import BATCH, CASHIER, buckets, imported, line, take, with_payments
from tests.support.faults_injected import Snapped, injecting
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.keys import rewrite
from tests.support.world import TODAY, World
from workflows.bank_files import take_answers
from workflows.bank_report import lines_for_a_person, report_of
from workflows.bank_sorting import open_lines, sort_lines
from workflows.batches import add_payments, open_batch, seal_batch
from workflows.checks.bank import BANK
from workflows.sweep import sweep
from workflows.transaction import reading
from workflows.verifying import verify

STATES = ("sent", "sent", "paid", "sent", "paid", "sent", "sent", "sent", "sent", "unknown", "pending", "sent")
ALL = {**WRITTEN_TOO, **BANK}


@pytest.fixture(params=["sqlite", "postgresql"])
def bureau(request: pytest.FixtureRequest) -> World:
    """A world on each database."""
    world: World = request.getfixturevalue("world" if request.param == "sqlite" else "pg_world")
    return world


def every_kind(ids: list[str]) -> list[tuple[Answer, str]]:
    """A line of every kind with the bucket in which it belongs."""
    paid = line(ids[0])
    return [
        (paid, "paid"),
        (line(ids[1], Result.REJECTED, reason="账号不存在"), "rejected"),
        (line(ids[2], Result.REFUNDED, original_ref="流水2", reason="账户已销户"), "refunded"),
        (line(ids[3], amount_fen=ALLOWED_FEN - 1), "partial"),
        (line(ids[4], bank_ref="R-second"), "doubled"),
        (paid, "duplicate"),
        (line(ids[5], Result.PENDING), "unknown"),
        (line("TL-2024-999999/payment-1"), "unmatched"),
        (line(ids[6], batch_no="PF-20241009-09"), "unmatched"),
        (line(ids[7], account_name="合成人员02"), "unmatched"),
        (line(ids[7], bank_ref="R-x", account="6222000000000017"), "unmatched"),
        (line(ids[8], bank_ref=""), "unmatched"),
        (line(ids[8], bank_ref=paid.bank_ref), "unmatched"),
        (line(ids[9]), "paid"),
        (line(ids[10], bank_ref="R-never-sent", batch_no=""), "unmatched"),
        (line("合成人员07"), "unmatched"),
        (line(ids[9], Result.REJECTED), "late"),
    ]


def test_every_line_finds_its_bucket_and_the_sums_are_the_files(bureau: World) -> None:
    ids = with_payments(bureau, STATES)
    lines = every_kind(ids)
    report = imported(bureau, [answer for answer, _ in lines])
    assert list(zip(buckets(report), [wanted for _, wanted in lines], strict=True)) == [
        (wanted, wanted) for _, wanted in lines
    ]
    assert report.adds_up
    assert report.sum_fen == sum(answer.amount_fen for answer, _ in lines)
    assert report.unanswered == (ids[11],)
    states = [bureau.one("payment", id=one)["state"] for one in ids]
    assert states == [
        "paid", "returned", "returned", "mismatch", "paid", "sent", "sent", "sent", "sent", "paid", "pending", "sent",
    ]  # fmt: skip
    assert {one.bucket for one in lines_for_a_person(bureau.desk)} == {
        "partial", "doubled", "unknown", "unmatched", "late",
    }  # fmt: skip
    assert faults(bureau, ALL) == []
    assert [flaw for flaw in verify(bureau.desk).flaws if flaw.claim_no == "FUND"] == []


def test_a_file_imported_twice_changes_nothing(bureau: World) -> None:
    answers = [answer for answer, _ in every_kind(with_payments(bureau, STATES))]
    report = imported(bureau, answers)
    before = bureau.digest(frozenset({"attempt"}))
    again = take_answers(bureau.desk, CASHIER, "另一个名字.csv", PLAIN_CSV.answers(answers), TODAY)
    assert (again.file_no, again.is_new) == (report.file_no, False)
    assert sort_lines(bureau.desk, again.file_no, TODAY) == []
    assert bureau.digest(frozenset({"attempt"})) == before


def test_the_same_lines_in_another_file_move_nothing(world: World) -> None:
    answers = [answer for answer, _ in every_kind(with_payments(world, STATES))]
    imported(world, answers)
    aside = frozenset(
        {
            "attempt",
            "bank_file",
            "bank_file_private",
            "bank_line",
            "bank_line_private",
            "bank_sorted",
            "book_event",
            "series",
        }
    )
    before = world.digest(aside)
    other = take_answers(world.desk, CASHIER, "回盘.xlsx", PLAIN_XLSX.answers(answers), TODAY)
    assert other.is_new
    assert sort_lines(world.desk, other.file_no, TODAY) == []
    assert set(buckets(report_of(world.desk, other.file_no))) == {"duplicate"}
    assert world.digest(aside) == before


def test_what_the_bank_does_not_speak_of_stays_sent_and_is_unknown_when_its_time_is_over(world: World) -> None:
    ids = with_payments(world, ("sent", "sent"))
    imported(world, [line(ids[0])])
    assert world.one("payment", id=ids[1])["state"] == "sent"
    due_on = world.one("clock", subject=ids[1], code="bank_answer")["due_on"]
    late = due_on.replace(day=due_on.day + 5)
    world.moment = world.moment.replace(day=late.day)
    sweep(world.desk, late)
    assert world.one("payment", id=ids[1])["state"] == "unknown"
    later = imported(world, [line(ids[1])])
    assert buckets(later) == ["paid"]


def test_cut_off_at_any_statement_the_rest_is_done_later_and_nothing_twice(world: World) -> None:
    """As if killed between any two statements: the lines that wait are sorted by the next run, each once."""
    answers = [answer for answer, _ in every_kind(with_payments(world, STATES))]
    file_no = take(world, answers)
    cut = 0
    with injecting(world.engine) as injector:
        for place in range(7, 4000, 29):
            injector.arm(place)
            try:
                sort_lines(world.desk, file_no, TODAY)
            except Snapped:
                cut += 1
                injector.disarm()
                assert faults(world, ALL) == []
                continue
            injector.disarm()
            break
    assert cut > 3
    report = report_of(world.desk, file_no)
    assert sorted(buckets(report)) == sorted(
        wanted for _, wanted in every_kind([one["id"] for one in _payments(world)])
    )
    assert len(world.rows("transfer", entry="paid")) == 2 + 2
    with reading(world.desk) as connection:
        assert open_lines(connection) == []


def _payments(world: World) -> list[Row]:
    return sorted(world.rows("payment"), key=lambda row: str(row["id"]))


def test_nothing_of_a_file_with_a_fault_is_taken(world: World) -> None:
    ids = with_payments(world, ("sent",))
    content = PLAIN_CSV.answers([line(ids[0]), line(ids[0], bank_ref="6.2E+18")])
    before = world.digest()
    with pytest.raises(BadInput, match="末几位已经丢失"):
        take_answers(world.desk, CASHIER, "回盘.csv", content, TODAY)
    assert world.digest() == before


def test_only_a_cashier_takes_files_in(world: World) -> None:
    with_payments(world, ("sent",))
    with pytest.raises(Refused, match="支付岗"):
        take_answers(world.desk, "approver1", "回盘.csv", b"", TODAY)


def test_a_refund_before_its_success_waits_and_is_taken_with_it_later(world: World) -> None:
    ids = with_payments(world, ("sent",))
    refund = line(ids[0], Result.REFUNDED, bank_ref="R-back", original_ref="R1", reason="销户")
    assert buckets(imported(world, [refund])) == ["unmatched"]
    both = imported(world, [refund, line(ids[0], bank_ref="R1")])
    assert buckets(both) == ["refunded", "paid"]
    assert world.one("payment", id=ids[0])["state"] == "returned"
    assert faults(world, ALL) == []


CONTRADICTIONS: dict[str, tuple[str, Callable[[str], Answer]]] = {
    "paid, then rejected": ("paid", lambda one: line(one, Result.REJECTED)),
    "paid, then pending": ("paid", lambda one: line(one, Result.PENDING)),
    "returned, then paid": ("returned", lambda one: line(one)),
    "returned, then refunded": ("returned", lambda one: line(one, Result.REFUNDED)),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_an_answer_against_an_earlier_one_moves_nothing(world: World, name: str) -> None:
    state, answer = CONTRADICTIONS[name]
    ids = with_payments(world, (state,))
    assert buckets(imported(world, [answer(ids[0])])) == ["late"]
    assert world.one("payment", id=ids[0])["state"] == state


def test_a_refund_of_another_sum_is_for_a_person(world: World) -> None:
    ids = with_payments(world, ("paid",))
    report = imported(world, [line(ids[0], Result.REFUNDED, amount_fen=1, original_ref="流水0")])
    assert buckets(report) == ["partial"]
    assert world.one("payment", id=ids[0])["state"] == "paid"


def test_nothing_personal_of_a_file_leaves_the_private_rows(world: World) -> None:
    ids = with_payments(world, ("sent", "sent"))
    imported(
        world,
        [
            line(ids[0]),
            line("合成人员07", bank_ref="R1", reason="户名合成人员08不符"),
            line(ids[1], Result.REJECTED, reason="合成人员09"),
        ],
    )
    for table in ("bank_file", "bank_line", "bank_sorted", "event", "book_event", "outbox", "attempt", "transfer"):
        told = str(world.rows(table))
        assert all(part not in told for part in ("合成人员", "6222000000000009")), table


def test_a_file_of_another_batch_does_not_speak_for_this_one(world: World) -> None:
    ids = with_payments(world, ("sent",))
    report = imported(world, [line(ids[0], batch_no="户名")])
    assert (buckets(report), report.lines[0].reason) == (["unmatched"], "不是这个批次的支付")
    assert world.one("bank_line", payment_id=ids[0])["batch_no"] == "?"
    assert BATCH not in report.file_no


ALTERED = {
    "UPDATE bank_line SET amount_fen = amount_fen + 1": "flaw_of_bank_lines",
    "UPDATE bank_line SET bank_ref = 'R-other' WHERE result = 'paid'": "flaw_of_bank_lines",
    "DELETE FROM bank_line": "flaw_of_bank_lines",
    "UPDATE bank_file SET sum_fen = sum_fen + 1": "flaw_of_bank_file",
    "DELETE FROM bank_file": "flaw_of_bank_file",
    rewrite("bank_file_private", "body", "'AAAA'"): "flaw_of_bank_file",
    rewrite("batch_private", "body", "'AAAA'"): "flaw_of_batch_file",
}


@pytest.mark.parametrize("statement", ALTERED)
def test_what_is_altered_past_the_engine_is_found(world: World, statement: str) -> None:
    ids = with_payments(world, ("sent", "pending"))
    batch_no = open_batch(world.desk, CASHIER, TODAY)
    assert add_payments(world.desk, CASHIER, batch_no, TODAY)[0].reasons == ()
    seal_batch(world.desk, CASHIER, batch_no)
    imported(world, [line(ids[0])])
    assert of_the_bank(world) == []
    for trigger in ("bank_line_no_update", "bank_line_no_delete", "bank_file_no_update", "bank_file_no_delete"):
        world.execute(f"DROP TRIGGER {trigger}")
    world.execute(statement)
    assert of_the_bank(world) == [ALTERED[statement]]


def of_the_bank(world: World) -> list[str]:
    """What a check of everything finds of the bank."""
    return [flaw.code for flaw in verify(world.desk).flaws if flaw.claim_no == "FUND" and flaw.message()]
