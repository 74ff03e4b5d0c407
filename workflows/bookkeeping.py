"""Booking what moves the fund's money outside any case: one book event with its transfers, chained and append only.

A move of a case posts with `workflows/posting.py`; what has no case (funding, a period's close, a bank line) is booked
here. Both end in the same journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from claims.book_chain import GENESIS, book_event_hash, book_event_id
from claims.canonical import canonical_json
from claims.clock import instant_after, instant_text
from claims.errors import Conflict
from claims.ledger import mirror, transfer
from claims.store.locks import Lock, hold
from claims.store.rows import Row, insert_rows, select_one
from claims.store.tables import table
from workflows.open_period import lock_period, value_day
from workflows.posting import FUND_TAG
from workflows.roles import Role
from workflows.transaction import Desk

TOLD = ("line", "entry", "debit", "credit", "amount_fen", "item_id")


@dataclass(frozen=True, slots=True)
class Posting:
    """What a book event posts: the entry, the sum in fen, and the item code where the entry is on an expense account.

    `mirrored` posts it the other way round; where that takes a transfer back, `reverses` is its id.
    """

    entry: str
    amount_fen: int
    item_code: str | None = None
    document: str | None = None
    reverses: int | None = None
    mirrored: bool = False
    fund_tag: str = FUND_TAG


def book(
    desk: Desk,
    connection: Connection,
    kind: str,
    *,
    by: tuple[str, Role],
    on: date,
    key: str,
    data: Mapping[str, Any],
    postings: Sequence[Posting] = (),
) -> str:
    """Append a book event of `kind` by a person in a role, for the legal day `on`; returns its id.

    The same `key` books once: with the same content it gives the id of before, with another it raises Conflict.
    `data` holds ids and sums, never anything personal. In a closed month nothing is posted: what belongs there counts
    from the first open day.
    """
    lock_period(connection)
    alone(connection)
    known = select_one(connection, "book_event", command_id=key)
    body = canonical_json(dict(data))
    if known is not None:
        if (known["kind"], known["data"], known["occurred_on"]) != (kind, body, on):
            raise Conflict("key_used_for_another_body", key=key)
        return str(known["id"])
    last = _last(connection)
    seq = last["seq"] + 1 if last else 1
    instant = instant_after(last["recorded_at"] if last else "", instant_text(desk.instant()))
    event: Row = {
        "id": book_event_id(seq),
        "seq": seq,
        "kind": kind,
        "actor": by[0],
        "role": str(by[1]),
        "occurred_on": on,
        "recorded_at": instant,
        "command_id": key,
        "data": body,
        "prev_hash": last["hash"] if last else GENESIS,
    }
    value_on = value_day(connection, on) if postings else on
    rows = [_row(event, line, posting, value_on) for line, posting in enumerate(postings, start=1)]
    event["consequences"] = canonical_json({"transfers": [[row[name] for name in TOLD] for row in rows]})
    event["hash"] = book_event_hash(event)
    insert_rows(connection, "book_event", [event])
    if rows:
        insert_rows(connection, "transfer", rows)
    return str(event["id"])


def alone(connection: Connection) -> None:
    """Wait until nobody else appends to the book, and be the only one who does until the transaction ends."""
    hold(connection, Lock.BOOK)


def _last(connection: Connection) -> Row | None:
    events = table("book_event")
    latest = select(func.max(events.c.seq)).scalar_subquery()
    found = connection.execute(select(events).where(events.c.seq == latest)).mappings().first()
    return dict(found) if found else None


def _row(event: Row, line: int, posting: Posting, value_on: date) -> Row:
    posted = transfer(posting.entry, posting.amount_fen, posting.item_code)
    if posting.mirrored:
        posted = mirror(posted)
    return {
        "claim_no": None,
        "event_id": event["id"],
        "line": line,
        "entry": posted.entry,
        "debit": posted.debit,
        "credit": posted.credit,
        "amount_fen": posted.amount_fen,
        "item_id": None,
        "payment_id": None,
        "beneficiary": None,
        "to_beneficiary": None,
        "fund_tag": posting.fund_tag,
        "cash": posted.cash,
        "document": posting.document,
        "parameters": canonical_json([]),
        "reverses": posting.reverses,
        "value_on": value_on,
        "occurred_on": event["occurred_on"] if value_on != event["occurred_on"] else None,
        "recorded_at": event["recorded_at"],
    }
