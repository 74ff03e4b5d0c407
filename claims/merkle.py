"""The Merkle tree of RFC 6962 over SHA-256: root, inclusion and consistency proofs; `standalone/verify_ledger.py` checks them.

Leaves and nodes are hashed with different first bytes, and an odd leaf is never doubled, so no two lists of leaves have
one root. Sizes and places count from 0, as in the RFC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over 0x00 and its content."""
    return sha256(LEAF + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over 0x01 and its two children."""
    return sha256(NODE + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, level by level: one left over at the end goes up as it is."""
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0]


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: the roots of its full subtrees, largest first; of n leaves it keeps about log2 n."""

    count: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        count, peaks = self.count, self.peaks
        for node in leaves:
            full, count = count, count + 1
            while full & 1:
                node = sha256(NODE + peaks.pop() + node).digest()
                full >>= 1
            peaks.append(node)
        self.count = count

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def inclusion_proof(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The audit path of the leaf at `place`, from the bottom up (RFC 6962, 2.1.1). Raises IndexError for no such leaf."""
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    path = []
    first, last = 0, len(leaves)
    while last - first > 1:
        middle = first + _split(last - first)
        if place < middle:
            path.append(root_of(leaves[middle:last]))
            last = middle
        else:
            path.append(root_of(leaves[first:middle]))
            first = middle
    return path[::-1]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """That the tree over the first `old_size` leaves is the beginning of the whole one (RFC 6962, 2.1.2).

    Raises IndexError where there are not that many leaves, or none.
    """
    if not 0 < old_size <= len(leaves):
        raise IndexError(old_size)
    path: list[bytes] = []
    first, last, known = 0, len(leaves), True
    while old_size != last - first:
        middle = first + _split(last - first)
        if old_size <= middle - first:
            path.append(root_of(leaves[middle:last]))
            last = middle
        else:
            path.append(root_of(leaves[first:middle]))
            old_size, first, known = old_size - (middle - first), middle, False
    if not known:
        path.append(root_of(leaves[first:last]))
    return path[::-1]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
