"""The inquiry 调查 of a case: which data came, which records were made, and what was proposed, which decides nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from claims.errors import Refused
from claims.store.rows import Row, select_one, select_rows
from workflows.event_data import whole_data
from workflows.fact_words import ground_word
from workflows.platform_acts import DATA, NO_DATA
from workflows.transaction import Desk, reading


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed at the end of the inquiry: the case or ground in words, on what evidence, by which record, when."""

    ground: str
    evidence: tuple[str, ...]
    interview: str
    day: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform answered: the record's name and its SHA-256, with orders and points of the track where they came with
    it; or that it has none, and why.
    """

    record: str
    day: str
    sha256: str
    orders: tuple[Row, ...]
    track: tuple[Row, ...]
    none_because: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`data` are the platform's answers in their order; `proposals` the latest first."""

    data: tuple[Answer, ...]
    proposals: tuple[Proposal, ...]


def inquiry_of(desk: Desk, no: str) -> Inquiry:
    """The inquiry of a case. Raises Refused where there is none of this number."""
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=no)
        if claim is None:
            raise Refused("no_such_claim", claim=no)
        answers = _answers(connection, no)
        ended = select_rows(connection, "event", claim_no=no, machine="claim", trigger="report_done")
    told = sorted(ended, key=lambda row: int(row["seq"]), reverse=True)
    return Inquiry(answers, tuple(_proposal(row, claim, desk) for row in told))


def _answers(connection: Connection, no: str) -> tuple[Answer, ...]:
    rows = [
        row
        for trigger in (DATA.trigger, NO_DATA.trigger)
        for row in select_rows(connection, "event", claim_no=no, machine="claim", trigger=trigger)
    ]
    return tuple(_answer(connection, row) for row in sorted(rows, key=lambda row: int(row["seq"])))


def _answer(connection: Connection, event: Row) -> Answer:
    data = whole_data(connection, event)
    return Answer(
        record=str(data.get("record", "")),
        day=str(event["occurred_on"]),
        sha256=str(data.get("sha256", "")),
        orders=tuple(data.get("orders", ())),
        track=tuple(data.get("track", ())),
        none_because=str(data.get("reason", "")),
    )


def _proposal(event: Row, claim: Row, desk: Desk) -> Proposal:
    data = json.loads(event["data"])
    ground = ground_word(data.get("criterion"), claim["accident_on"], desk.rules)
    return Proposal(ground, tuple(data.get("evidence", ())), str(data.get("interview", "")), str(event["occurred_on"]))
