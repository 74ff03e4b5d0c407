"""The chain of events of one case: how an event is hashed, and how a chain is checked and folded.

Each event carries the hash of the one before it; the first carries the hash of the case number. Personal data is
not in the hash but a salted commitment to it is, so that data can be erased and the chain still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.canonical import canonical_json, sha256_hex

SCHEMA = 1
HASHED = (
    "claim_no",
    "seq",
    "machine",
    "subject",
    "trigger",
    "source",
    "target",
    "actor",
    "role",
    "occurred_on",
    "recorded_at",
    "command_id",
    "cause",
    "data",
    "private_commitment",
    "consequences",
    "prev_hash",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where a chain does not hold."""

    claim_no: str
    seq: int
    reason: str


def genesis(claim_no: str) -> str:
    """The hash before the first event of a case."""
    return sha256_hex(f"claim {claim_no}")


def event_hash(event: Mapping[str, object]) -> str:
    """SHA-256 over the canonical form of the hashed columns of an event row."""
    return sha256_hex(canonical_json({"schema_v": SCHEMA, **{name: event[name] for name in HASHED}}))


def check(claim_no: str, events: Iterable[Mapping[str, object]]) -> Fault | None:
    """The first fault of a case's chain, given its events in order of `seq`; None where every link holds."""
    prev, recorded = genesis(claim_no), ""
    for place, event in enumerate(events, start=1):
        if event["seq"] != place:
            return Fault(claim_no, place, "missing event")
        if event["prev_hash"] != prev:
            return Fault(claim_no, place, "does not continue the event before it")
        if event["hash"] != event_hash(event):
            return Fault(claim_no, place, "content differs from its hash")
        if str(event["recorded_at"]) <= recorded:
            return Fault(claim_no, place, "recorded before its predecessor")
        prev, recorded = str(event["hash"]), str(event["recorded_at"])
    return None


def fold(events: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """The state of every subject that the events moved, by subject id. Raises ValueError where an arrow does not join."""
    states: dict[str, str] = {}
    for event in events:
        subject = str(event["subject"])
        before = states.get(subject, "new")
        if event["source"] != before:
            raise ValueError(f"{event['id']}: leaves {event['source']}, but {subject} was {before}")
        states[subject] = str(event["target"])
    return states
