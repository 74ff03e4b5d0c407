"""A batch from opening to release: its file is fixed when it is sealed, and only what was seen is released, by another person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.errors import ClaimsError, Refused
from tests.support.bank_scenes import ACCOUNT, CASHIER, NAME, SECOND, buckets, imported, line, with_payments
from tests.support.fixtures.standing import ALLOWED_FEN
from tests.support.keys import write_private
from tests.support.world import TODAY, World
from workflows.bank_queries import query_file
from workflows.batch_view import list_batches, show_batch
from workflows.batches import Sealed, add_payments, batch_file, open_batch, release_batch, seal_batch


@pytest.fixture
def sealed(world: World) -> Sealed:
    """A batch of two payments, sealed."""
    with_payments(world, ("pending", "pending"))
    batch_no = open_batch(world.desk, CASHIER, TODAY)
    assert [one.reasons for one in add_payments(world.desk, CASHIER, batch_no, TODAY)] == [(), ()]
    return seal_batch(world.desk, CASHIER, batch_no)


def test_the_stored_bytes_are_those_of_the_seal(world: World, sealed: Sealed) -> None:
    batch, content = batch_file(world.desk, sealed.batch_no)
    rows = content.decode("utf-8-sig").splitlines()
    assert (batch["sha256"], batch["format"]) == (sealed.sha256, "plain-csv")
    assert (sealed.count, sealed.sum_fen, len(rows)) == (2, 2 * ALLOWED_FEN, 4)
    assert all(NAME in row and ACCOUNT in row and sealed.batch_no in row for row in rows[1:3])
    assert batch_file(world.desk, sealed.batch_no)[1] == content


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"count": 3}, {"sum_fen": 2 * ALLOWED_FEN - 1}])
def test_what_differs_from_what_was_seen_is_not_released(world: World, sealed: Sealed, change: dict[str, Any]) -> None:
    outcomes = release_batch(world.desk, SECOND, replace(sealed, **change), TODAY)
    assert not any(one.done for one in outcomes)
    assert {why.code for one in outcomes for why in one.refusals} == {"batch_sealed_as_seen"}
    assert all(one.done for one in release_batch(world.desk, SECOND, sealed, TODAY))


def test_who_made_it_does_not_release_it(world: World, sealed: Sealed) -> None:
    outcomes = release_batch(world.desk, CASHIER, sealed, TODAY)
    assert {why.code for one in outcomes for why in one.refusals} == {"released_by_another"}
    assert world.rows("transfer", entry="released") == []


def test_a_released_batch_is_not_released_again(world: World, sealed: Sealed) -> None:
    release_batch(world.desk, SECOND, sealed, TODAY)
    assert release_batch(world.desk, SECOND, sealed, TODAY) == []
    assert len(world.rows("transfer", entry="released")) == 2
    assert [(one.no, one.label, one.count) for one in list_batches(world.desk)] == [(sealed.batch_no, "已放款", 2)]
    assert list_batches(world.desk, unreleased=True) == []


def test_a_file_altered_past_the_engine_is_not_handed_out(world: World, sealed: Sealed) -> None:
    write_private(world.engine, "batch_private", body="AAAA")
    with pytest.raises(ClaimsError, match="摘要不符"):
        batch_file(world.desk, sealed.batch_no)


def test_only_named_payments_go_in_and_the_others_say_why(world: World) -> None:
    pending, sent = with_payments(world, ("pending", "sent"))
    batch_no = open_batch(world.desk, CASHIER, TODAY)
    added = add_payments(world.desk, CASHIER, batch_no, TODAY, [sent, pending, pending])
    assert [(one.payment_id, bool(one.reasons)) for one in added] == [(sent, True), (pending, False)]
    assert show_batch(world.desk, batch_no).sum_fen == ALLOWED_FEN


def test_what_is_not_there_is_refused_in_words(world: World, sealed: Sealed) -> None:
    acts: dict[str, Callable[[], object]] = {
        "payment_not_there": lambda: add_payments(
            world.desk, CASHIER, open_batch(world.desk, CASHIER, TODAY), TODAY, ["TL-2024-999999/payment-1"]
        ),
        "batch_not_open": lambda: add_payments(world.desk, CASHIER, sealed.batch_no, TODAY),
        "not_a_cashier": lambda: add_payments(world.desk, "approver1", sealed.batch_no, TODAY),
        "batch_not_there": lambda: show_batch(world.desk, "PF-20200101-01"),
        "batch_not_sealed": lambda: batch_file(world.desk, "PF-20200101-01"),
        "no_batch_or_payment": lambda: query_file(world.desk, "PF-20200101-01", PLAIN_CSV),
        "nothing_to_query": lambda: query_file(world.desk, sealed.batch_no, PLAIN_CSV),
        "batch_not_yours_to_seal": lambda: seal_batch(world.desk, SECOND, sealed.batch_no),
    }
    for code, refused_act in acts.items():
        with pytest.raises(Refused) as raised:
            refused_act()
        assert raised.value.code == code
        assert raised.value.message()


def test_a_query_filled_in_by_the_bank_is_a_return_file(world: World, sealed: Sealed) -> None:
    release_batch(world.desk, SECOND, sealed, TODAY)
    before = world.digest()
    ids, content = query_file(world.desk, sealed.batch_no, PLAIN_CSV)
    assert world.digest() == before
    assert [row.split(",")[1] for row in content.decode("utf-8-sig").splitlines()[1:]] == ids
    answered = imported(world, [line(one, batch_no=sealed.batch_no) for one in ids])
    assert buckets(answered) == ["paid", "paid"]
    assert query_of_one_is_refused(world, ids[0])


def query_of_one_is_refused(world: World, payment: str) -> bool:
    """Whether a payment that has its answer is not asked for."""
    with pytest.raises(Refused) as raised:
        query_file(world.desk, payment, PLAIN_CSV)
    return raised.value.code == "nothing_to_query"
