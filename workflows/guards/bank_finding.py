"""Guards of what two persons find of the bank's lines, and of the payments that wait until they have."""

from __future__ import annotations

from claims.bank.lines import Result
from claims.store.rows import Row, select_one, select_rows
from workflows.bank_buckets import Bucket, matched_by_hand
from workflows.bank_decisions import decided_lines, hold_lines, left_again, waits
from workflows.bank_overpaid import of_bank_fen, overpaid_refs
from workflows.late_success import pays_after_all
from workflows.part_refunds import Split, split
from workflows.payees import LIVE_PAYMENTS, moved_fen
from workflows.recoveries import item_of
from workflows.situation import Facts, Situation
from workflows.versions import versions_of

BY_HAND = (Bucket.UNMATCHED, Bucket.LATE, Bucket.PARTIAL)


def line_is_open(s: Situation) -> Facts | None:
    """The bank's line that causes the move is of this payment and not sorted yet, or two persons have just matched it."""
    name = s.data.get("line")
    if not name:
        return None
    line = select_one(s.connection, "bank_line", id=name)
    known = select_one(s.connection, "bank_sorted", line_id=name)
    if line is not None and known is not None and s.via is not None:
        return None if waits(s.connection, line) else {"line": name}
    of_this = line is not None and line["payment_id"] == s.subject["id"]
    return None if of_this and known is None else {"line": name}


def bank_lines_decided(s: Situation) -> Facts | None:
    """No line says that money of the item, or of its month, left once more or after all, while nobody has decided it."""
    line = left_again(s.connection, {row["id"] for row in _of_benefit(s)})
    return {"line": line["id"], "payment": line["payment_id"]} if line else None


def no_rival_of_benefit(s: Situation) -> Facts | None:
    """No other payment of the benefit, or of its month, is on its way: what came back is paid by a new one."""
    others = [row["id"] for row in _of_benefit(s) if row["state"] in LIVE_PAYMENTS and row["id"] != s.subject["id"]]
    return {"payment": others[0]} if others else None


def line_left_too_much(s: Situation) -> Facts | None:
    """The line tells of a success beside the one that counts, for this item, and nobody has decided it before."""
    line = _waiting_line(s, Result.PAID, (Bucket.DOUBLED, Bucket.LATE, Bucket.UNMATCHED))
    if line is None or _ref_is_booked(s, line):
        return {"line": s.data["line"]}
    of_item = any(row["id"] == line["payment_id"] for row in _of_item(s))
    return None if of_item or _bucket(s, line) == Bucket.UNMATCHED else {"line": line["id"]}


def not_paid_after_all(s: Situation) -> Facts | None:
    """The success is not simply the payment itself, told late: nothing else has been paid in its place."""
    line = select_one(s.connection, "bank_line", id=s.data["line"])
    payment = s.file.find("payment", line["payment_id"]) if line else None
    if line is None or payment is None or not pays_after_all(s.file, payment, line["amount_fen"]):
        return None
    return {"line": line["id"], "payment": payment["id"]}


def line_tells_late_success(s: Situation) -> Facts | None:
    """The line tells that this very payment was paid in full after it had been given back, and nothing else has been since."""
    line = _waiting_line(s, Result.PAID, (Bucket.LATE, Bucket.DOUBLED))
    if line is None or line["payment_id"] != s.subject["id"] or _ref_is_booked(s, line):
        return {"line": s.data["line"]}
    return None if pays_after_all(s.file, s.subject, line["amount_fen"]) else {"line": line["id"]}


def original_is_paid(s: Situation) -> Facts | None:
    """One of the payments in whose place this one was made is paid after all."""
    earlier = s.file.find("payment", s.subject["prior"]) if s.subject["prior"] else None
    while earlier is not None and earlier["state"] != "paid":
        earlier = s.file.find("payment", earlier["prior"]) if earlier["prior"] else None
    return None if earlier is not None else {}


def line_tells_part_refund(s: Situation) -> Facts | None:
    """The line tells that a part of this payment came back, all of which is owed again or had been paid too much."""
    parts = _parts(s)
    fits = parts is not None and 0 < parts.of_payment_fen < moved_fen(s.subject)
    return None if fits else {"line": s.data["line"], "paid_fen": moved_fen(s.subject)}


def line_tells_refund_with_overpaid(s: Situation) -> Facts | None:
    """The line tells that the whole payment came back together with what the bank had paid too much."""
    parts = _parts(s)
    fits = parts is not None and parts.of_bank_fen > 0 and parts.of_payment_fen == moved_fen(s.subject)
    return None if fits else {"line": s.data["line"]}


def line_can_be_matched(s: Situation) -> Facts | None:
    """The line waits in a bucket that people look at, and would cause a move on this payment."""
    line = _waiting_line(s, None, BY_HAND)
    if line is None:
        return {"line": s.data["line"]}
    of_bank = of_bank_fen(s.file, s.subject["item_id"], s.subject["beneficiary"])
    caused = matched_by_hand(line, s.subject, of_bank, s.data.get("bank_ref") or "")
    return None if caused else {"line": line["id"]}


def so_much_overpaid(s: Situation) -> Facts | None:
    """So much of what the bank paid the person too much on the item is still out, and no recovery of it has been decided."""
    of_bank = of_bank_fen(s.file, s.subject["item_id"], s.subject["beneficiary"])
    return None if 0 < s.data["amount_fen"] <= of_bank else {"payment": s.subject["id"]}


def _parts(s: Situation) -> Split | None:
    """The parts of the refund that the line tells of; None where it is none, or takes more than is there."""
    line = _waiting_line(s, Result.REFUNDED, (Bucket.PARTIAL, Bucket.UNMATCHED))
    if line is None or not line["bank_ref"]:
        return None
    if line["payment_id"] != s.subject["id"] and _bucket(s, line) != Bucket.UNMATCHED:
        return None
    refs = overpaid_refs(s.connection, s.file, s.subject["item_id"], s.subject["beneficiary"])
    return split(s.file, s.subject, line, refs)


def _waiting_line(s: Situation, result: Result | None, buckets: tuple[Bucket, ...]) -> Row | None:
    """The line that the data name, if it has this result, lies in one of the buckets and waits for a decision."""
    name = s.data["line"]
    hold_lines(s.connection)
    line = select_one(s.connection, "bank_line", id=name)
    if line is None or (result is not None and line["result"] != result) or _bucket(s, line) not in buckets:
        return None
    return line if waits(s.connection, line) else None


def _bucket(s: Situation, line: Row) -> str:
    known = select_one(s.connection, "bank_sorted", line_id=line["id"])
    return str(known["bucket"]) if known else ""


def _ref_is_booked(s: Situation, line: Row) -> bool:
    """Whether its reference is that of a payment, or a finding on another line with it has been booked."""
    if not line["bank_ref"]:
        return False
    if select_one(s.connection, "payment", bank_ref=line["bank_ref"]) is not None:
        return True
    found = decided_lines(s.connection)
    same = select_rows(s.connection, "bank_line", bank_ref=line["bank_ref"], result=line["result"])
    return any(found.get(row["id"]) for row in same)


def _of_benefit(s: Situation) -> list[Row]:
    """The payments of the same benefit and month, on whatever version."""
    versions = versions_of(s.file, item_of(s.file, s.subject["item_id"]))
    return s.file.where("payment", lambda row: row["item_id"] in versions and row["month"] == s.subject["month"])


def _of_item(s: Situation) -> list[Row]:
    return s.file.where("payment", lambda row: row["item_id"] == s.subject["item_id"])
