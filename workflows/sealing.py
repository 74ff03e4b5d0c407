"""Sealing the ledger: what no seal holds yet goes in one batch under one root, chained, counted, summed and signed.

One at a time seals, by a lock of the database. What two find at once is sealed by the first; the second finds nothing.
A seal is made only on a database that has all heads that were ever written outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from claims.clock import instant_after, instant_text, parse_instant
from claims.merkle import Frontier, leaf_hash, root_of
from claims.sealing import FIRST_PREV, TRANSFER, amount_fen, leaf_text, seal_root, seal_text
from claims.store.locks import Lock, hold
from claims.store.rows import Row, insert_rows
from claims.store.tables import table
from workflows.certificates import keep_certificate_bytes
from workflows.published_heads import publish_heads, require_matched_heads
from workflows.sealed_entries import AT_A_TIME, Key, stored_entries
from workflows.transaction import Desk, in_one_transaction, reading
from workflows.unsealed import unsealed, waiting

if TYPE_CHECKING:
    from notifications.text_signing import TextSigner

BATCH_MAX = 4096
FOUND_MAX = 25 * BATCH_MAX  # looking for what is unsealed goes over all there is
ENTRIES_DUE = 256
WAIT_MAX = timedelta(minutes=4)  # the worker looks every minute: nothing waits for longer than five
SEAL, LEAF = table("seal"), table("seal_leaf")


def seal_when_due(desk: Desk, go_on: Callable[[], bool] = lambda: True) -> int:
    """Seal everything, if entries enough wait or one of them long enough; returns how many entries were sealed.

    Raises what `seal` raises.
    """
    with reading(desk) as connection:
        found = waiting(connection)
    if not found.count:
        publish_heads(desk)  # one whose file was not written before the process died
        return 0
    if found.count < ENTRIES_DUE and desk.instant() - parse_instant(found.oldest) < WAIT_MAX:
        return 0
    return seal_all(desk, go_on)


def seal_all(desk: Desk, go_on: Callable[[], bool] = lambda: True) -> int:
    """Seal batch after batch until nothing is left or `go_on` says no; returns how many entries were sealed."""
    signer, total = _signer(desk), 0
    while found := _found(desk, FOUND_MAX):
        for first in range(0, len(found), BATCH_MAX):
            made = _seal_found(desk, found[first : first + BATCH_MAX], signer)
            total += int(made["count"]) if made else 0
            if not go_on():
                return total
    publish_heads(desk)
    return total


def seal(desk: Desk, limit: int = BATCH_MAX) -> Row | None:
    """Seal one batch of at most `limit` entries and write its head outside; the row of the seal, None where nothing waits.

    Raises Refused where a head outside is not of this database, Retryable where the key cannot be read or the folder of
    the heads cannot be written; the seal itself stands then, and its head is written the next time.
    """
    found = _found(desk, limit)
    if not found:
        publish_heads(desk)
        return None
    return _seal_found(desk, found, _signer(desk))


def last_seal(connection: Connection) -> Row | None:
    """The newest seal, if there is one."""
    found = connection.execute(select(SEAL).order_by(SEAL.c.batch_no.desc()).limit(1)).mappings().first()
    return dict(found) if found else None


def frontier_of(seal_row: Row | None) -> Frontier:
    """The right edge of the tree over all entries up to a seal."""
    if seal_row is None:
        return Frontier()
    peaks = [bytes.fromhex(peak) for peak in str(seal_row["peaks"]).split(",")]
    return Frontier(int(seal_row["cumulative_count"]), peaks)


def _found(desk: Desk, limit: int) -> list[Key]:
    with reading(desk) as connection:
        return unsealed(connection, limit)


def _seal_found(desk: Desk, found: Sequence[Key], signer: TextSigner | None) -> Row | None:
    """One batch of what was found, and its head."""
    require_matched_heads(desk)
    made = in_one_transaction(desk, lambda connection: _seal(desk, connection, found, signer))
    publish_heads(desk)
    return made


def _signer(desk: Desk) -> TextSigner | None:
    if desk.sign_key is None:
        return None
    from notifications.text_signing import text_signer  # cryptography is slow to import

    signer = text_signer(desk.sign_key, desk.instant())
    keep_certificate_bytes(desk.var_dir, signer.key_id, signer.certificate_der)
    return signer


def _seal(desk: Desk, connection: Connection, found: Sequence[Key], signer: TextSigner | None) -> Row | None:
    """One batch, written by whoever holds the lock; what another has sealed meanwhile is left out."""
    hold(connection, Lock.SEAL)
    keys = _still_unsealed(connection, found)
    if not keys:
        return None
    last = last_seal(connection)
    rows = stored_entries(connection, keys)
    first = (last["cumulative_count"] if last else 0) + 1
    texts = [leaf_text(leaf_no, *key, rows[key]) for leaf_no, key in enumerate(keys, start=first)]
    hashes = [leaf_hash(leaf.encode("ascii")) for leaf in texts]
    sum_fen = sum(amount_fen(kind, rows[kind, row_id]) for kind, row_id in keys if kind == TRANSFER)
    row = _seal_row(desk, last, hashes, sum_fen, signer)
    insert_rows(connection, "seal", [row])
    numbered = zip(keys, hashes, strict=True)
    places = [
        {"kind": kind, "row_id": row_id, "batch_no": row["batch_no"], "leaf_no": number, "leaf_hash": hashed.hex()}
        for number, ((kind, row_id), hashed) in enumerate(numbered, start=first)
    ]
    connection.execute(insert(LEAF), places)
    return row


def _seal_row(desk: Desk, last: Row | None, hashes: Sequence[bytes], sum_fen: int, signer: TextSigner | None) -> Row:
    frontier = frontier_of(last)
    frontier.extend(hashes)
    row: Row = {
        "batch_no": last["batch_no"] + 1 if last else 1,
        "count": len(hashes),
        "cumulative_count": frontier.count,
        "cumulative_fen": (last["cumulative_fen"] if last else 0) + sum_fen,
        "merkle_root": root_of(hashes).hex(),
        "log_root": frontier.root().hex(),
        "peaks": ",".join(peak.hex() for peak in frontier.peaks),
        "prev_root": last["root"] if last else FIRST_PREV,
        "sealed_at": instant_after(last["sealed_at"] if last else "", instant_text(desk.instant())),
        "key_id": signer.key_id if signer else "",
    }
    row["root"] = seal_root(row)
    row["signature"] = signer.sign(seal_text(row)) if signer else ""
    return row


def _still_unsealed(connection: Connection, found: Sequence[Key]) -> list[Key]:
    taken: set[Key] = set()
    for kind in {kind for kind, _ in found}:
        ids = [row_id for one, row_id in found if one == kind]
        for first in range(0, len(ids), AT_A_TIME):
            sealed = select(LEAF.c.row_id).where(LEAF.c.kind == kind, LEAF.c.row_id.in_(ids[first : first + AT_A_TIME]))
            taken.update((kind, str(row_id)) for row_id in connection.execute(sealed).scalars())
    return [key for key in found if key not in taken]
