"""Asking the bank what became of payments: a list to be filled in. Asking moves nothing, and nothing is ever sent again."""

from __future__ import annotations

from sqlalchemy import Connection

from claims.bank.formats import BankFormat
from claims.bank.lines import Query
from claims.errors import Refused
from claims.store.rows import Row, select_one, select_rows
from workflows.batches import orders_of
from workflows.transaction import Desk, reading

UNANSWERED = ("sent", "unknown", "mismatch")


def query_file(desk: Desk, name: str, format_: BankFormat) -> tuple[list[str], bytes]:
    """The list for a batch or a payment, of those that are with the bank: their ids and the bytes of the file.

    Raises Refused where there is no such batch or payment, or nothing of it waits for the bank.
    """
    with reading(desk) as connection:
        waiting = [row for row in _named(connection, name) if row["state"] in UNANSWERED]
        if not waiting:
            raise Refused("nothing_to_query", name=name)
        orders = orders_of(connection, waiting)
    sent = {row["id"]: row["sent_on"] for row in waiting}
    queries = [Query(order, sent[order.payment_id]) for order in orders]
    return [order.payment_id for order in orders], format_.queries(queries)


def _named(connection: Connection, name: str) -> list[Row]:
    payment = select_one(connection, "payment", id=name)
    if payment is not None:
        return [payment]
    if select_one(connection, "batch", no=name) is None:
        raise Refused("no_batch_or_payment", name=name)
    return select_rows(connection, "payment", batch_no=name)
