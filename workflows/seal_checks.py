"""Checking the sealed ledger in the database: every leaf and root computed anew from the stored rows.

Entries are read in their order, batch by batch, in constant memory; the first thing that does not hold is named and ends
the check. Events are also compared with their own hashes, since a leaf holds only the hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, func, select

from claims.book_chain import book_event_hash
from claims.chain import event_hash
from claims.clock import instant_text, parse_instant
from claims.errors import words
from claims.merkle import Frontier, leaf_hash, root_of
from claims.sealing import (
    BOOK_EVENT,
    EVENT,
    FIRST_PREV,
    ROOT_DIGITS,
    TRANSFER,
    Head,
    amount_fen,
    entry_id,
    head_of,
    leaf_text,
    seal_root,
    seal_text,
)
from claims.store.rows import Row
from claims.store.tables import table
from workflows.certificates import own_certificate
from workflows.published_heads import expected_heads
from workflows.sealed_entries import Key, Leaf, leaves, stored_entries
from workflows.transaction import Desk, reading
from workflows.unsealed import Waiting, waiting

SEAL, LEAF = table("seal"), table("seal_leaf")
AT_A_TIME = 500
OVERLOOKED = timedelta(hours=1)  # a seal takes everything; what is that much older than the last one was kept from it
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LedgerFlaw:
    """The first thing that does not hold: the code of its words, which entry or batch, and its place among all entries."""

    code: str
    where: str
    place: int
    facts: Mapping[str, object] = field(default_factory=dict)

    def message(self) -> str:
        """The flaw in Chinese."""
        return words(self.code, where=self.where, place=self.place, **self.facts)


@dataclass(frozen=True, slots=True)
class LedgerVerified:
    """How far the ledger was checked: batches, entries, their sum in fen, how many batches carry no signature, the newest
    head, how many heads outside agree, what waits for the next seal, and the first flaw if there is one.
    """

    batches: int
    entries: int
    sum_fen: int
    unsigned: int
    head: Head | None
    heads_matched: int
    waiting: Waiting
    flaw: LedgerFlaw | None


class Unsound(Exception):
    """Carries the first flaw out of the pass."""

    def __init__(self, flaw: LedgerFlaw) -> None:
        super().__init__(flaw.code)
        self.flaw = flaw


@dataclass(slots=True)
class _Pass:
    """What one pass over the seals has seen so far."""

    batches: int = 0
    sum_fen: int = 0
    unsigned: int = 0
    root: str = FIRST_PREV
    frontier: Frontier = field(default_factory=Frontier)
    heads: dict[int, Head] = field(default_factory=dict)


def verify_ledger(desk: Desk, expected: Head | None = None, progress: Progress | None = None) -> LedgerVerified:
    """Check every seal with its entries, then the heads: `expected`, and all that are known outside.

    `progress` is told how many entries are done, of how many.
    """
    seen, flaw, matched = _Pass(), None, 0
    with reading(desk) as connection:
        outside = expected_heads(desk, connection)
        total = connection.execute(select(func.count()).select_from(LEAF)).scalar_one()
        try:
            for seal in _seals(connection):
                _check_seal(desk, connection, seen, seal)
                if progress is not None:
                    progress(seen.frontier.count, total)
            _check_rest(connection, seen)
            matched = _check_heads(seen, expected, outside)
            left = _check_left(desk, connection, seen)
        except Unsound as fault:
            flaw, left = fault.flaw, waiting(connection)
    head = seen.heads.get(seen.batches)
    return LedgerVerified(
        seen.batches, seen.frontier.count, seen.sum_fen, seen.unsigned, head, matched, left, flaw
    )  # fmt: skip


def _seals(connection: Connection) -> Iterator[Row]:
    last = 0
    while rows := connection.execute(
        select(SEAL).where(SEAL.c.batch_no > last).order_by(SEAL.c.batch_no).limit(AT_A_TIME)
    ).mappings().all():  # fmt: skip
        yield from (dict(row) for row in rows)
        last = rows[-1]["batch_no"]


def _check_seal(desk: Desk, connection: Connection, seen: _Pass, seal: Row) -> None:
    number, first = seen.batches + 1, seen.frontier.count + 1
    where = str(number)
    if seal["batch_no"] != number or seal["prev_root"] != seen.root:
        raise Unsound(LedgerFlaw("ledger_seal_gone", where, first))
    if seal_root(seal) != seal["root"]:
        raise Unsound(LedgerFlaw("ledger_seal_altered", where, first))
    if seal["key_id"] or seal["signature"]:
        _check_signature(desk, seal, first)
    hashes, sum_fen = _entries(connection, seal, first)
    seen.frontier.extend(hashes)
    told = (seal["cumulative_count"], seal["cumulative_fen"], seal["merkle_root"], seal["log_root"], seal["peaks"])
    peaks = ",".join(peak.hex() for peak in seen.frontier.peaks)
    found = (seen.frontier.count, seen.sum_fen + sum_fen, root_of(hashes).hex(), seen.frontier.root().hex(), peaks)
    if told != found:
        raise Unsound(LedgerFlaw("ledger_batch_differs", where, first, {"last": seal["cumulative_count"]}))
    seen.batches, seen.root = number, seal["root"]
    seen.sum_fen += sum_fen
    seen.unsigned += not seal["signature"]
    seen.heads[number] = head_of(seal)


def _check_signature(desk: Desk, seal: Row, first: int) -> None:
    from notifications.text_signing import signature_holds  # cryptography is slow to import

    certificate = own_certificate(desk.var_dir, seal["key_id"])
    if certificate is None:
        raise Unsound(LedgerFlaw("ledger_certificate_gone", str(seal["batch_no"]), first, {"key": seal["key_id"]}))
    if not signature_holds(certificate, seal_text(seal), seal["signature"]):
        raise Unsound(LedgerFlaw("ledger_signature_bad", str(seal["batch_no"]), first))


def _entries(connection: Connection, seal: Row, first: int) -> tuple[list[bytes], int]:
    """The leaf hashes of a batch computed from the rows, and the sum of its transfers."""
    hashes: list[bytes] = []
    sum_fen, place = 0, first
    for part in leaves(connection, first, seal["cumulative_count"]):
        rows = stored_entries(connection, [(leaf.kind, leaf.row_id) for leaf in part])
        for leaf in part:
            hashes.append(_entry_hash(leaf, place, seal, rows))
            if leaf.kind == TRANSFER:
                sum_fen += amount_fen(TRANSFER, rows[leaf.kind, leaf.row_id])
            place += 1
    if place != seal["cumulative_count"] + 1:
        raise Unsound(LedgerFlaw("ledger_leaf_gone", str(place), place))
    return hashes, sum_fen


def _entry_hash(leaf: Leaf, place: int, seal: Row, rows: Mapping[Key, Row]) -> bytes:
    name = entry_id(leaf.kind, leaf.row_id)
    if leaf.leaf_no != place:
        raise Unsound(LedgerFlaw("ledger_leaf_gone", str(place), place))
    row = rows.get((leaf.kind, leaf.row_id))
    if row is None:
        raise Unsound(LedgerFlaw("ledger_entry_gone", name, place))
    hashed = _hash_of(leaf, row)
    if hashed is None or hashed.hex() != leaf.leaf_hash or leaf.batch_no != seal["batch_no"]:
        raise Unsound(LedgerFlaw("ledger_entry_altered", name, place))
    return hashed


def _hash_of(leaf: Leaf, row: Row) -> bytes | None:
    """The hash of an entry as it is stored; None for what no leaf can hold, or an event that differs from its own hash."""
    try:
        if leaf.kind == EVENT and event_hash(row) != row["hash"]:
            return None
        if leaf.kind == BOOK_EVENT and book_event_hash(row) != row["hash"]:
            return None
        return leaf_hash(leaf_text(leaf.leaf_no, leaf.kind, leaf.row_id, row).encode("ascii"))
    except TypeError:
        return None


def _check_rest(connection: Connection, seen: _Pass) -> None:
    """No leaf stands beyond the last seal."""
    beyond = connection.execute(
        select(func.min(LEAF.c.leaf_no)).where(LEAF.c.leaf_no > seen.frontier.count)
    ).scalar_one()
    if beyond is not None:
        raise Unsound(LedgerFlaw("ledger_seal_gone", str(seen.batches + 1), int(beyond)))


def _check_heads(seen: _Pass, expected: Head | None, outside: Sequence[tuple[int, str]]) -> int:
    """The seals are those that the heads were taken of; returns how many heads agree."""
    wanted = [(head.batch_no, head.root) for head in (expected,) if head is not None]
    for batch_no, root in (*wanted, *outside):
        here = seen.heads.get(batch_no)
        if here is None:
            facts = {"batch": batch_no, "last": seen.batches}
            raise Unsound(LedgerFlaw("ledger_cut_off", str(batch_no), seen.frontier.count + 1, facts))
        if here.root != root[:ROOT_DIGITS]:
            raise Unsound(LedgerFlaw("ledger_of_another_head", str(batch_no), seen.frontier.count, {"root": root}))
    if expected is not None and seen.heads[expected.batch_no] != expected:
        raise Unsound(
            LedgerFlaw("ledger_of_another_head", str(expected.batch_no), seen.frontier.count, {"root": expected.root})
        )
    return len({*wanted, *outside})


def _check_left(desk: Desk, connection: Connection, seen: _Pass) -> Waiting:
    """What no seal holds may be young only; a demonstration acts as if on other days."""
    left = waiting(connection)
    if desk.production and seen.batches:
        sealed_at = connection.execute(select(func.max(SEAL.c.sealed_at))).scalar_one()
        overlooked = waiting(connection, instant_text(parse_instant(sealed_at) - OVERLOOKED))
        if overlooked.count:
            facts = {"count": overlooked.count}
            raise Unsound(LedgerFlaw("ledger_overlooked", overlooked.oldest, seen.frontier.count + 1, facts))
    return left
