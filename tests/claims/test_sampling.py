"""A sample is drawn again by anybody from its seed; by amount, the large ones are always in it."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from claims.sampling import draw, population_hash

AMOUNTS = st.dictionaries(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), st.integers(0, 10**9), max_size=60
)
SEEDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
SIZES = st.integers(1, 40)


def test_a_draw_is_what_the_words_of_the_algorithm_give() -> None:
    ids = [f"TL-2024-{place:06d}/payment-1" for place in range(1, 31)]
    by_hand = sorted(ids, key=lambda name: hashlib.sha256(f"7|{name}".encode()).hexdigest())[:5]
    assert draw(dict.fromkeys(ids, 100), "7", 5) == by_hand
    assert draw(dict.fromkeys(reversed(ids), 100), "7", 5) == by_hand
    assert draw(dict.fromkeys(ids, 100), "8", 5) != by_hand


def test_by_amount_the_marks_stand_an_interval_apart() -> None:
    amounts = {"a": 50, "b": 30, "c": 15, "d": 5}
    order = sorted(amounts, key=lambda name: hashlib.sha256(f"s|{name}".encode()).hexdigest())
    first = int(hashlib.sha256(b"s|start").hexdigest(), 16) % 50
    cells = [name for name in order for _ in range(amounts[name])]
    assert draw(amounts, "s", 2, weighted=True) == list(dict.fromkeys([cells[first], cells[first + 50]]))


@given(AMOUNTS, SEEDS, SIZES)
def test_unweighted_as_many_are_drawn_as_were_asked_for_each_once(
    amounts: dict[str, int], seed: str, size: int
) -> None:
    drawn = draw(amounts, seed, size)
    assert len(drawn) == len(set(drawn)) == min(size, len(amounts))
    assert set(drawn) <= set(amounts)


@given(AMOUNTS, SEEDS, SIZES)
def test_by_amount_none_of_nothing_is_drawn_and_all_that_fill_an_interval_are(
    amounts: dict[str, int], seed: str, size: int
) -> None:
    drawn = draw(amounts, seed, size, weighted=True)
    held = {name for name, fen in amounts.items() if fen > 0}
    total = sum(amounts.values())
    assert len(drawn) == len(set(drawn)) <= size
    assert set(drawn) <= held
    assert bool(drawn) == bool(held)
    if len(held) > size:
        assert {name for name in held if amounts[name] * size >= total + size} <= set(drawn)


@given(AMOUNTS, SEEDS, SIZES)
def test_a_larger_sample_begins_with_the_smaller_one(amounts: dict[str, int], seed: str, size: int) -> None:
    assert draw(amounts, seed, size + 1)[:size] == draw(amounts, seed, size)


def test_the_population_is_known_by_its_ids_and_amounts() -> None:
    assert population_hash({"a": 1, "b": 2}) == population_hash({"b": 2, "a": 1})
    assert len({population_hash(one) for one in ({"a": 1}, {"a": 2}, {"b": 1}, {}, {"a": 1, "b": 1})}) == 5
