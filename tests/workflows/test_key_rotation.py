"""Everything comes under the new key: in steps, after a kill, beside writers, twice at once; and nothing is lost on the way."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import Connection, update

from claims.errors import ClaimsError
from claims.store.ciphers import Cipher
from claims.store.key_changes import check_keys
from claims.store.rows import Row, insert_rows, select_rows, stored_rows, update_row
from claims.store.tables import table
from tests.support.at_once import at_once
from tests.support.keys import TEST_KEYS, key_line, ring
from tests.support.rotating import desk_with, started
from tests.support.world import INJURED, World
from workflows import key_rotation
from workflows.key_rotation import Rotated, counts_by_key, rotate
from workflows.person_index import IndexKind, normal_name, persons_by
from workflows.sealed_rows import index_faults, sealed_faults
from workflows.transaction import Desk, reading

NEW, THIRD = key_line("k2", 2), key_line("k3", 3)
ROWS = 500
MESSAGES = [
    {"message_id": f"m-{place:04}", "address": f"138{place:08}", "text": f"案情{place}"} for place in range(ROWS)
]


@pytest.fixture
def filled(bureau: World) -> World:
    """A bureau with private rows under the tests' key."""
    with bureau.engine.begin() as connection:
        insert_rows(connection, "message_private", MESSAGES)
    return bureau


@pytest.fixture
def desk(filled: World) -> Iterator[Desk]:
    """A desk on it that seals under a new key."""
    made = desk_with(filled, NEW, TEST_KEYS)
    yield made
    made.engine.dispose()


def keys_of(desk: Desk) -> set[str]:
    return {key_id for counts in counts_by_key(desk).values() for key_id in counts}


def whole(desk: Desk) -> bool:
    """Whether everything is readable and the same as it was."""
    with reading(desk) as connection:
        assert [*sealed_faults(connection), *index_faults(connection)] == []
        return select_rows(connection, "message_private") == MESSAGES


def test_everything_comes_under_the_new_key_and_reads_as_before(desk: Desk) -> None:
    told: list[tuple[str, int, int]] = []
    assert keys_of(desk) == {"t1"}
    done = rotate(desk, lambda name, count, total: told.append((name, count, total)))
    assert done == Rotated("k2", ROWS + 3, 3)
    assert keys_of(desk) == {"k2"}
    assert whole(desk)
    assert [one for one in told if one[0] == "message_private"][-1] == ("message_private", ROWS, ROWS)
    assert rotate(desk) == Rotated("k2", 0, 0)


def test_afterwards_the_old_key_is_not_needed_and_seals_no_more(filled: World, desk: Desk) -> None:
    rotate(desk)
    alone = desk_with(filled, NEW)
    assert whole(alone)
    with reading(alone) as connection:
        assert persons_by(connection, IndexKind.NAME, normal_name("合成人员01"), 5) == [INJURED]
        check_keys(connection, ring(NEW))
        check_keys(connection, ring(NEW, TEST_KEYS))
        for lines, code in (((TEST_KEYS,), "data_key_unknown"), ((TEST_KEYS, NEW), "data_key_retired")):
            with pytest.raises(ClaimsError) as refused:
                check_keys(connection, ring(*lines))
            assert refused.value.code == code
    alone.engine.dispose()


def test_persons_are_found_half_way(filled: World, desk: Desk) -> None:
    with reading(desk) as connection:
        assert persons_by(connection, IndexKind.NAME, normal_name("合成人员01"), 5) == [INJURED]
    rotate(desk)
    old = desk_with(filled, TEST_KEYS, NEW)
    with reading(old) as connection:
        assert persons_by(connection, IndexKind.NAME, normal_name("合成人员01"), 5) == [INJURED]
    old.engine.dispose()


def test_a_rotation_that_was_killed_goes_on(filled: World, desk: Desk) -> None:
    process = started(filled, 400, NEW, TEST_KEYS)
    assert process.wait(120) == -signal.SIGKILL
    counts = counts_by_key(desk)["message_private"]
    assert set(counts) == {"t1", "k2"}
    assert whole(desk)
    done = rotate(desk)
    assert 0 < done.rows < ROWS + 3
    assert keys_of(desk) == {"k2"}
    assert whole(desk)


def test_two_at_once_do_it_once(desk: Desk) -> None:
    results = at_once([partial(rotate, desk), partial(rotate, desk)])
    assert all(isinstance(one, Rotated) for one in results), results
    assert sum(one.rows for one in results if isinstance(one, Rotated)) == ROWS + 3
    assert keys_of(desk) == {"k2"}
    assert whole(desk)
    with reading(desk) as connection:
        steps = [row["step"] for row in select_rows(connection, "key_change", key_id="k2")]
    assert (steps[0], steps[-1]) == ("begun", "done")


def test_of_two_to_different_keys_the_later_goes_on(filled: World, desk: Desk) -> None:
    third = desk_with(filled, THIRD, NEW, TEST_KEYS)
    ring_of_all = desk_with(filled, NEW, THIRD, TEST_KEYS)
    seen: list[Rotated] = []

    def interrupt(_name: str, _done: int, _total: int) -> None:
        if not seen:
            seen.append(rotate(third))

    with pytest.raises(ClaimsError) as refused:
        rotate(ring_of_all, interrupt)
    assert refused.value.code == "rotation_overtaken"
    assert keys_of(third) == {"k3"}
    assert whole(third)
    third.engine.dispose()
    ring_of_all.engine.dispose()


def test_what_is_written_meanwhile_is_kept(filled: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody changes a row after the rotation has read it: his text stays, and comes under the new key with the next pass."""
    reseal, private = key_rotation._reseal_row, table("message_private")
    later = Cipher(ring(TEST_KEYS)).seal_text("message_private:m-0007:text", "后改的")

    def late(connection: Connection, cipher: Cipher, name: str, row: Row) -> bool:
        if row.get("message_id") == "m-0007" and row["text"] != later:
            connection.execute(update(private).where(private.c.message_id == "m-0007").values(text=later))
        return reseal(connection, cipher, name, row)

    monkeypatch.setattr(key_rotation, "_reseal_row", late)
    rotate(desk)
    assert keys_of(desk) == {"k2"}
    with reading(desk) as connection:
        assert select_rows(connection, "message_private", message_id="m-0007")[0]["text"] == "后改的"


def test_it_works_beside_writers(filled: World, desk: Desk) -> None:
    def write() -> int:
        for place in range(40):
            with desk.engine.begin() as connection:
                update_row(connection, "message_private", {"message_id": f"m-{place * 12:04}"}, {"text": f"新{place}"})
        return 40

    together: list[Callable[[], object]] = [partial(rotate, desk), write]
    results = at_once(together)
    assert not [one for one in results if isinstance(one, Exception)], results
    rotate(desk)
    assert keys_of(desk) == {"k2"}
    with reading(desk) as connection:
        texts = {row["message_id"]: row["text"] for row in select_rows(connection, "message_private")}
    assert all(texts[f"m-{place * 12:04}"] == f"新{place}" for place in range(40))


def test_a_row_that_does_not_open_stays_and_the_rotation_is_not_done(filled: World, desk: Desk) -> None:
    private = table("message_private")
    with filled.engine.begin() as connection:
        (row,) = stored_rows(connection, "message_private", message_id="m-0003")
        spoilt = row["text"][:-8] + "AAAAAAA="
        connection.execute(update(private).where(private.c.message_id == "m-0003").values(text=spoilt))
    with pytest.raises(ClaimsError, match="还有 1 行") as refused:
        rotate(desk)
    assert refused.value.code == "rotation_not_done"
    with reading(desk) as connection:
        assert stored_rows(connection, "message_private", message_id="m-0003")[0]["text"] == spoilt
        check_keys(connection, ring(NEW, TEST_KEYS))
        check_keys(connection, ring(TEST_KEYS, NEW))


def test_without_the_old_key_it_says_which_is_needed(filled: World) -> None:
    alone = desk_with(filled, NEW)
    with pytest.raises(ClaimsError, match="t1") as refused:
        rotate(alone)
    assert refused.value.code == "data_key_unknown"
    alone.engine.dispose()
