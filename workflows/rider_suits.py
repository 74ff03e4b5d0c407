"""The suits 行政诉讼 that a person can bring against one matter today: against a decision at once, after a review of it or one
that ran out undecided, or, for an act that is owed, after a review that was refused. Where review comes first and has not
been, there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.store.rows import Row, select_one, select_rows
from claims.suit_defendants import AFTER_SILENCE, Defendants, defendants_after_review
from workflows.dispute_facts import is_undecided
from workflows.own_periods import own_disputes
from workflows.remedies import refused_reviews, suit_after_refusal
from workflows.rider_objections import Decision, Objection, Owed, Standing
from workflows.rider_view import RiderCase
from workflows.transaction import Desk, reading

SUIT, REVIEW, AFTER_REVIEW = "suit", "review", "T29"


@dataclass(frozen=True, slots=True)
class Suit:
    """A suit that is in time. `decision` is what is disputed, or `owed` the act that was not done; `review` the review that
    came before, where one did. Its period is counted from `from_on` and ends with `last_on`, which may still move
    (`provisional`). `place` stands for it in an address of its case.
    """

    place: str
    defendants: Defendants
    decision: Decision | None
    owed: Owed | None
    review: Row | None
    from_on: date
    last_on: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Suits:
    """The suits that are in time; `unsure` are the periods for suing after a review whose outcome does not tell who is sued."""

    open: tuple[Suit, ...]
    unsure: tuple[Mapping[str, Any], ...] = ()


def suits(desk: Desk, seen: RiderCase, person_id: str, found: Objection) -> Suits:
    """The suits that a person can bring today against a matter of the case."""
    with reading(desk) as connection:
        disputes = {row["id"]: row for row in select_rows(connection, "dispute", claim_no=seen.claim["no"])}
        own = own_disputes(connection, seen.claim, person_id)
        services = [row["service_id"] for row in disputes.values() if row["service_id"]]
        letters = {one: (select_one(connection, "service", id=one) or {}).get("letter_id") for one in services}
    mine = frozenset(row["id"] for row in own)
    after = [(clock, disputes[clock["subject"]]) for clock in found.onward if clock["code"] == AFTER_REVIEW]
    told = [(clock, _after_review(clock, row, found, letters, mine)) for clock, row in after]
    return Suits(
        open=(*_direct(found), *(one for _, one in told if one is not None), *_after_refusal(desk, found, own)),
        unsure=tuple(clock for clock, one in told if one is None),
    )


def _direct(found: Objection) -> list[Suit]:
    """Against the decisions that can be sued without a review."""
    return [
        Suit(one.place, Defendants.BUREAU, one, None, None, *_days(way.clock), bool(way.clock["provisional"]))
        for one in found.decisions
        for way in one.ways
        if way.route == SUIT and way.standing is Standing.OPEN and way.clock is not None
    ]


def _after_review(
    clock: Mapping[str, Any], review: Row, found: Objection, letters: Mapping[str, Any], mine: frozenset[str]
) -> Suit | None:
    """After a review, or one that ran out undecided; None where its outcome does not tell who is sued, or it upheld what only
    another had complained of.
    """
    defendants = AFTER_SILENCE if is_undecided(review) else defendants_after_review(review["outcome"])
    letter = letters.get(review["service_id"])
    decision = next((one for one in found.decisions if one.letter["id"] == letter), None)
    owed = next(iter(_overdue(found)), None)
    if defendants is None or (decision is None and owed is None):
        return None
    if defendants is Defendants.BOTH and review["id"] not in mine:
        return None
    return Suit(_place(review), defendants, decision, owed, review, *_days(clock), bool(clock["provisional"]))


def _after_refusal(desk: Desk, found: Objection, own: Sequence[Row]) -> list[Suit]:
    """Against an act that is owed, after the review organ has refused to take the review on (行政复议法第三十四条)."""
    late, refused = _overdue(found), refused_reviews(own)
    if found.matter != "inaction" or not late or not refused:
        return []
    last_on = suit_after_refusal(refused, desk.rules, desk.calendar)
    latest = max(refused, key=lambda row: row["decided_on"])
    if last_on < desk.today():
        return []
    return [Suit(_place(latest), Defendants.BUREAU, None, late[0], latest, latest["decided_on"], last_on)]


def _overdue(found: Objection) -> list[Owed]:
    return [one for one in found.owed if one.last_day is not None]


def _days(clock: Mapping[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(clock["started_on"]), date.fromisoformat(clock["due_on"])


def _place(row: Row) -> str:
    return str(row["id"]).partition("/")[2]
