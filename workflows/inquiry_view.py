"""The inquiry 调查 of a case: which data came, which records were made, and what was proposed, which decides nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass

from claims.errors import Refused
from claims.store.rows import Row, select_one, select_rows
from workflows.fact_words import ground_word
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed at the end of the inquiry: the case or ground in words, on what evidence, by which record, when."""

    ground: str
    evidence: tuple[str, ...]
    interview: str
    day: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`data` are the records that came from the platform: name, day, SHA-256; `proposals` the latest first."""

    data: tuple[tuple[str, str, str], ...]
    proposals: tuple[Proposal, ...]


def inquiry_of(desk: Desk, no: str) -> Inquiry:
    """The inquiry of a case. Raises Refused where there is none of this number."""
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=no)
        if claim is None:
            raise Refused("no_such_claim", claim=no)
        came = select_rows(connection, "event", claim_no=no, machine="claim", trigger="receive_data")
        ended = select_rows(connection, "event", claim_no=no, machine="claim", trigger="report_done")
    told = sorted(ended, key=lambda row: int(row["seq"]), reverse=True)
    return Inquiry(tuple(_data(row) for row in came), tuple(_proposal(row, claim, desk) for row in told))


def _data(event: Row) -> tuple[str, str, str]:
    data = json.loads(event["data"])
    return str(data.get("record", "")), str(event["occurred_on"]), str(data.get("sha256", ""))


def _proposal(event: Row, claim: Row, desk: Desk) -> Proposal:
    data = json.loads(event["data"])
    ground = ground_word(data.get("criterion"), claim["accident_on"], desk.rules)
    return Proposal(ground, tuple(data.get("evidence", ())), str(data.get("interview", "")), str(event["occurred_on"]))
