"""A desk in the sandbox does all that a desk does, sees what it has done, and leaves nothing; on both databases."""

from __future__ import annotations

import pytest

from claims.store.rows import select_one
from tests.support.reporting import report
from tests.support.world import World
from workflows.transaction import in_one_transaction, reading, sandboxed, snapshot


def test_what_is_done_is_seen_within_and_gone_after(bureau: World) -> None:
    before, real = bureau.digest(frozenset()), bureau.desk
    with sandboxed(real) as desk:
        bureau.desk = desk
        first, second = report(bureau), report(bureau)
        assert first != second
        for look in (reading, snapshot):
            with look(desk) as connection:
                assert select_one(connection, "claim", no=second) is not None
    bureau.desk = real
    assert bureau.digest(frozenset()) == before
    assert report(bureau) == first


def test_a_transaction_that_fails_within_takes_only_itself_back(bureau: World) -> None:
    before, real = bureau.digest(frozenset()), bureau.desk
    with sandboxed(real) as desk:
        bureau.desk = desk
        no = report(bureau)

        def half(connection: object) -> None:
            assert report(bureau)
            raise KeyError("half")

        with pytest.raises(KeyError):
            in_one_transaction(desk, half)
        with reading(desk) as connection:
            assert select_one(connection, "claim", no=no) is not None
            assert select_one(connection, "claim", no=f"{no[:-1]}2") is None
    bureau.desk = real
    assert bureau.digest(frozenset()) == before


def test_what_breaks_in_it_leaves_nothing_either(bureau: World) -> None:
    before, real = bureau.digest(frozenset()), bureau.desk

    def breaks() -> None:
        with sandboxed(real) as desk:
            bureau.desk = desk
            report(bureau)
            raise KeyError("half")

    with pytest.raises(KeyError):
        breaks()
    bureau.desk = real
    assert bureau.digest(frozenset()) == before
