"""The chain of the fund's book events: how one is hashed, and how the chain is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from claims.canonical import canonical_json, sha256_hex

SCHEMA = 1
BOOK = "FUND"
GENESIS = sha256_hex("fund")
HASHED = (
    "seq",
    "kind",
    "actor",
    "role",
    "occurred_on",
    "recorded_at",
    "command_id",
    "data",
    "consequences",
    "prev_hash",
)


def book_event_id(seq: int) -> str:
    """The id of the `seq`-th book event: `FUND/7`."""
    return f"{BOOK}/{seq}"


def book_event_hash(event: Mapping[str, object]) -> str:
    """SHA-256 over the canonical form of the hashed columns of a book event's row."""
    return sha256_hex(canonical_json({"schema_v": SCHEMA, **{name: event[name] for name in HASHED}}))


def first_fault(events: Iterable[Mapping[str, object]]) -> int | None:
    """The place of the first book event that does not hold, given in order of `seq`; None where every link holds."""
    prev, recorded = GENESIS, ""
    for place, event in enumerate(events, start=1):
        holds = (
            event["seq"] == place
            and event["id"] == book_event_id(place)
            and event["prev_hash"] == prev
            and event["hash"] == book_event_hash(event)
            and str(event["recorded_at"]) > recorded
        )
        if not holds:
            return place
        prev, recorded = str(event["hash"]), str(event["recorded_at"])
    return None
