"""The bank: every line in one bucket, every bucket the sum of its lines, every move of the bank resting on a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from claims.ledger import Account
from workflows.bank_buckets import Bucket
from workflows.bank_decisions import FINDINGS
from workflows.checks.stored import Invariant, Stored

ENTRIES = {
    Bucket.PAID: ("paid",),
    Bucket.REJECTED: ("rejected",),
    Bucket.REFUNDED: ("refunded", "bank_overpaid_returned"),
}
BY_BANK = ("bank_paid", "bank_partial", "bank_rejected", "bank_refund", "overpaid_returned")


def buckets_equal_their_lines(stored: Stored) -> Iterator[str]:
    """The lines of a file are as many and as much as it says, and a line posts its own sum and nothing else."""
    posted: Counter[tuple[str, str]] = Counter()
    for row in stored.rows("transfer"):
        posted[row["event_id"], row["entry"]] += row["amount_fen"]
    found = {row["line_id"]: row for row in stored.rows("bank_sorted")}
    counted: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for line in stored.rows("bank_line"):
        counted[line["file_no"]] += 1
        sums[line["file_no"]] += line["amount_fen"]
        told = found.pop(line["id"], None)
        entries = ENTRIES.get(Bucket(told["bucket"]), ()) if told else ()
        fen = sum(posted[told["event_id"], entry] for entry in entries) if told else 0
        if entries and fen != line["amount_fen"]:
            yield f"{line['id']}: the bank says {line['amount_fen']} fen, posted {fen} fen"
    yield from (f"{line_id}: sorted, and not there" for line_id in found)
    for file in stored.rows("bank_file"):
        if file["kind"] == "return" and (counted[file["no"]], sums[file["no"]]) != (
            file["line_count"],
            file["sum_fen"],
        ):
            yield f"{file['no']}: its lines are not those of the file"


def bank_moves_rest_on_lines(stored: Stored) -> Iterator[str]:
    """Where the bank answers by files, no payment is answered without a line."""
    if not stored.rows("bank_file"):
        return
    for events in stored.events.values():
        for event in events:
            if event["trigger"] in BY_BANK and not json.loads(event["data"]).get("line"):
                yield f"{event['id']}: {event['trigger']} rests on no line of the bank"


def what_left_twice_is_set_apart(stored: Stored) -> Iterator[str]:
    """What the bank paid a person too much and has not given back stands on 1104 or has gone on to its recovery: never below
    nothing.
    """
    out: Counter[tuple[str, str]] = Counter()
    for row in stored.rows("transfer"):
        if row["entry"] in ("bank_overpaid", "bank_overpaid_returned"):
            fen = row["amount_fen"] * (1 if row["debit"] == Account.OVERPAID else -1)
            out[row["item_id"], row["beneficiary"]] += fen
    yield from (
        f"{item_id}: the bank gave back {-fen} fen more than it paid {whom} too much"
        for (item_id, whom), fen in out.items()
        if fen < 0
    )


def findings_book_their_line(stored: Stored) -> Iterator[str]:
    """What two persons found of a line is booked with the line's own sum, and one line is found once."""
    cash: Counter[str] = Counter()
    for row in stored.rows("transfer"):
        if row["cash"]:
            cash[row["event_id"]] += row["amount_fen"]
    lines = {row["id"]: row for row in stored.rows("bank_line")}
    found: Counter[str] = Counter()
    for events in stored.events.values():
        for event in (event for event in events if event["machine"] == "payment" and event["trigger"] in FINDINGS):
            name = json.loads(event["data"])["line"]
            found[name] += 1
            if event["trigger"] != "match_line" and cash[event["id"]] != lines[name]["amount_fen"]:
                yield f"{event['id']}: {name} says {lines[name]['amount_fen']} fen, booked {cash[event['id']]} fen"
    yield from (f"{name}: found {count} times" for name, count in found.items() if count > 1)


def bank_lines_are_decided(stored: Stored) -> Iterator[str]:
    """No line of the bank has waited for people longer than the rule says."""
    limit = stored.rules.at("audit.undecided_line", stored.today).as_int()
    for one in stored.waiting_lines():
        days = (stored.today - one.since).days
        if one.needs_decision and days > limit:
            yield f"{one.line['id']}: {one.bucket or 'in no bucket'} since {one.since}, {days} days"


BANK: dict[str, Invariant] = {
    "buckets_equal_their_lines": buckets_equal_their_lines,
    "bank_moves_rest_on_lines": bank_moves_rest_on_lines,
    "what_left_twice_is_set_apart": what_left_twice_is_set_apart,
    "findings_book_their_line": findings_book_their_line,
}
