"""What a seal is made of: the text of a leaf, the text that is signed, and the head that people note down.

Every text is JSON in one form: ASCII (other characters as \\uXXXX), keys sorted, no spaces. It is made from what is
stored, byte for byte, and never normalised, so that any change of a stored row is a change of its leaf.
`docs/sealing.md` describes the forms for whoever checks them without this program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from claims.errors import BadInput

SCHEMA = 1
TRANSFER, EVENT, BOOK_EVENT = "transfer", "event", "book_event"
KINDS = (TRANSFER, EVENT, BOOK_EVENT)
PARTS = {
    TRANSFER: (
        "amount_fen",
        "beneficiary",
        "cash",
        "claim_no",
        "credit",
        "debit",
        "document",
        "entry",
        "event_id",
        "fund_tag",
        "id",
        "item_id",
        "line",
        "occurred_on",
        "parameters",
        "payment_id",
        "recorded_at",
        "reverses",
        "to_beneficiary",
        "value_on",
    ),
    EVENT: ("claim_no", "hash", "seq"),
    BOOK_EVENT: ("hash", "seq"),
}  # of schema 1: a new column of the journal is a new schema
FLAGS = frozenset({"cash"})
FIRST_PREV = "0" * 64
ROOT_DIGITS, KEY_DIGITS, CHECK_DIGITS = 40, 16, 4
UNSIGNED = "unsigned"
SIGNED_PARTS = (
    "batch_no",
    "prev_root",
    "count",
    "cumulative_count",
    "cumulative_fen",
    "merkle_root",
    "log_root",
    "sealed_at",
    "key_id",
)
_HEAD = re.compile(r"h1\.(\d+)\.(\d+)\.(\d+)\.([0-9a-f]{40})\.([0-9a-f]{16}|unsigned)\.([0-9a-f]{4})")
_encode = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def entry_id(kind: str, row_id: str) -> str:
    """How people name an entry: `transfer/17`, `event/TL-2025-000041#3`, `book_event/FUND/7`."""
    return f"{kind}/{row_id}"


def leaf_text(leaf_no: int, kind: str, row_id: str, row: Mapping[str, object]) -> str:
    """The text of the leaf at place `leaf_no`: a transfer with all its columns, the hash of an event or book event with its
    place in its chain.

    Raises TypeError where a column holds what no row of ours holds (a number with a point, bytes).
    """
    parts = {name: _flag(row[name]) if name in FLAGS else _plain(row[name]) for name in PARTS[kind]}
    return _encode({"id": row_id, "kind": kind, "leaf_no": leaf_no, "row": parts, "schema_v": SCHEMA})


def amount_fen(kind: str, row: Mapping[str, object]) -> int:
    """What an entry adds to the sum of debits, in fen: the amount of a transfer, nothing for the rest."""
    amount = row["amount_fen"] if kind == TRANSFER else 0
    if not isinstance(amount, int):
        raise TypeError(f"an amount is no {type(amount).__name__}")
    return amount


def seal_text(seal: Mapping[str, object]) -> str:
    """The text that a seal signs; its SHA-256 is the root that the next seal continues."""
    return _encode({"schema_v": SCHEMA, **{name: seal[name] for name in SIGNED_PARTS}})


def seal_root(seal: Mapping[str, object]) -> str:
    """The root of a seal: SHA-256 of its text, as 64 hex digits."""
    return sha256(seal_text(seal).encode("ascii")).hexdigest()


def plain_json(value: object) -> str:
    """`value` in the one JSON form of this module. Raises TypeError for what has none."""
    return _encode(value)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal on one line: number of the batch, entries and fen so far, the first 40 digits of the root, and the
    first 16 of the certificate's fingerprint (empty where it is not signed).
    """

    batch_no: int
    cumulative_count: int
    cumulative_fen: int
    root: str
    key: str

    def line(self) -> str:
        """The head as it is noted; the last four digits tell a slip of the pen from another ledger."""
        parts = ("h1", self.batch_no, self.cumulative_count, self.cumulative_fen, self.root, self.key or UNSIGNED)
        body = ".".join(map(str, parts))
        return f"{body}.{_check_digits(body)}"


def head_of(seal: Mapping[str, object]) -> Head:
    """The head of a seal."""
    return Head(
        int(str(seal["batch_no"])),
        int(str(seal["cumulative_count"])),
        int(str(seal["cumulative_fen"])),
        str(seal["root"])[:ROOT_DIGITS],
        str(seal["key_id"])[:KEY_DIGITS],
    )


def read_head(text: str) -> Head:
    """A head as somebody typed it. Raises BadInput: head_unreadable, head_mistyped."""
    line = "".join(text.split()).lower()
    found = _HEAD.fullmatch(line)
    if found is None:
        raise BadInput("head_unreadable", text=text[:120])
    batch_no, count, fen, root, key, check = found.groups()
    if _check_digits(line.rpartition(".")[0]) != check:
        raise BadInput("head_mistyped", text=line)
    return Head(int(batch_no), int(count), int(fen), root, "" if key == UNSIGNED else key)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no leaf holds a {type(value).__name__}")


def _flag(value: object) -> object:
    """SQLite keeps true and false as 1 and 0; anything else stays what it is, and differs."""
    return bool(value) if value in (0, 1) and isinstance(value, int) else _plain(value)


def _check_digits(body: str) -> str:
    return sha256(body.encode("ascii")).hexdigest()[:CHECK_DIGITS]
