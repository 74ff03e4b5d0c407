"""The tree is that of RFC 6962: the same roots as its recursive definition, and proofs that hold for nothing else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
)
from claims.standalone.verify_ledger import goes_on, is_in

CONTENTS = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


def by_definition(contents: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not contents:
        return sha256().digest()
    if len(contents) == 1:
        return sha256(b"\x00" + contents[0]).digest()
    half = 1
    while half * 2 < len(contents):
        half *= 2
    return sha256(b"\x01" + by_definition(contents[:half]) + by_definition(contents[half:])).digest()


def path_by_definition(place: int, contents: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1, word for word."""
    if len(contents) == 1:
        return []
    half = 1
    while half * 2 < len(contents):
        half *= 2
    if place < half:
        return [*path_by_definition(place, contents[:half]), by_definition(contents[half:])]
    return [*path_by_definition(place - half, contents[half:]), by_definition(contents[:half])]


def subproof(old: int, contents: list[bytes], *, known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2, word for word."""
    if old == len(contents):
        return [] if known else [by_definition(contents)]
    half = 1
    while half * 2 < len(contents):
        half *= 2
    if old <= half:
        return [*subproof(old, contents[:half], known=known), by_definition(contents[half:])]
    return [*subproof(old - half, contents[half:], known=False), by_definition(contents[:half])]


def hashes(contents: list[bytes]) -> list[bytes]:
    return [leaf_hash(content) for content in contents]


@given(CONTENTS)
def test_the_root_is_that_of_the_definition(contents: list[bytes]) -> None:
    assert root_of(hashes(contents)) == by_definition(contents)


@given(st.lists(CONTENTS, max_size=4))
def test_a_tree_that_grows_has_the_root_of_the_whole(parts: list[list[bytes]]) -> None:
    frontier, so_far = Frontier(), list[bytes]()
    for part in parts:
        frontier.extend(hashes(part))
        so_far += part
        assert (frontier.root(), frontier.count) == (by_definition(so_far), len(so_far))
        again = Frontier(frontier.count, list(frontier.peaks))
        again.extend(hashes([b"x"]))
        assert again.root() == by_definition([*so_far, b"x"])


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == Frontier().root() == EMPTY_ROOT == by_definition([])


def test_a_doubled_odd_leaf_is_another_tree() -> None:
    three = hashes([b"a", b"b", b"c"])
    assert root_of([*three, three[-1]]) != root_of(three)


def test_a_node_is_not_taken_for_a_leaf() -> None:
    left, right = hashes([b"a", b"b"])
    assert root_of([left, right]) != leaf_hash(left + right)


@given(CONTENTS, st.data())
def test_every_leaf_is_shown_to_be_in(contents: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(contents) - 1))
    path = inclusion_proof(hashes(contents), place)
    assert path == path_by_definition(place, contents)
    leaf, size = leaf_hash(contents[place]), len(contents)
    root = by_definition(contents)
    assert is_in(leaf, place, size, root, path)
    assert not is_in(leaf_hash(b"other leaf"), place, size, root, path)
    assert not is_in(leaf, place, size, root, [*path, leaf])
    if path:
        assert not is_in(leaf, place, size, root, path[:-1])
        spot = data.draw(st.integers(0, len(path) - 1))
        changed = [bytes([node[0] ^ 1]) + node[1:] if at == spot else node for at, node in enumerate(path)]
        assert not is_in(leaf, place, size, root, changed)


@given(CONTENTS, st.data())
def test_what_was_is_shown_to_be_the_beginning(contents: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(contents)))
    path = consistency_proof(hashes(contents), old)
    assert path == subproof(old, contents, known=True)
    size, was, now = len(contents), by_definition(contents[:old]), by_definition(contents)
    assert goes_on(old, size, was, now, path)
    assert not goes_on(old, size, leaf_hash(b"other"), now, path)
    assert not goes_on(old, size, was, leaf_hash(b"other"), path)
    assert not goes_on(old, size, was, now, [*path, was])
    if path:
        assert not goes_on(old, size, was, now, path[:-1])
        spot = data.draw(st.integers(0, len(path) - 1))
        changed = [bytes([node[0] ^ 1]) + node[1:] if at == spot else node for at, node in enumerate(path)]
        assert not goes_on(old, size, was, now, changed)


@given(CONTENTS, st.data())
def test_a_history_that_was_rewritten_has_no_proof(contents: list[bytes], data: st.DataObject) -> None:
    spot = data.draw(st.integers(0, len(contents) - 1))
    old = data.draw(st.integers(spot + 1, len(contents)))
    rewritten = [b"rewritten" if at == spot else content for at, content in enumerate(contents)]
    path = consistency_proof(hashes(rewritten), old)
    was, now = by_definition(contents[:old]), by_definition(rewritten)
    assert not goes_on(old, len(contents), was, now, path)


@pytest.mark.parametrize(("place", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(place: int, size: int) -> None:
    leaves = hashes([b"a"] * size)
    with pytest.raises(IndexError):
        inclusion_proof(leaves, place)
    assert not is_in(leaf_hash(b"a"), place, size, leaf_hash(b"a"), [])


@pytest.mark.parametrize("old", [0, 4])
def test_there_is_no_proof_from_nothing_or_from_more(old: int) -> None:
    leaves = hashes([b"a", b"b", b"c"])
    with pytest.raises(IndexError):
        consistency_proof(leaves, old)
    assert not goes_on(old, 3, root_of(leaves), root_of(leaves), [])
