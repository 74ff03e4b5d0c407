"""A case as the injured person, or kin, sees it: where it stands, which days the law has set, what is paid, what was told.

Plain data; every day in it is that of a clock. What it is called for people stands with the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from notifications.messages.kinds import MESSAGE_KINDS
from workflows.call_backs import STORY, calls_of, own_story, story_words
from workflows.case_sums import arrived_on, decided_fen, monthly_fen
from workflows.clock_rules import CLOCK_RULES, OPEN
from workflows.clock_starts import with_starts
from workflows.clock_view import PARTIES, clocks_of
from workflows.command import Refusal
from workflows.evidence_list import kinds_received
from workflows.machines.dispute_rows.states import FINAL
from workflows.own_periods import OwnSide, own_side
from workflows.payment_board import returned_sums
from workflows.phone_codes import KINDS as CODES
from workflows.recipients import PLATFORM
from workflows.roles import Actor
from workflows.sight import Part, kept_out, part_of_case, with_own_parts
from workflows.transaction import Desk, reading

CLAIM, MESSAGE = table("claim"), table("message")
TOLD_SHOWN, CASES_SHOWN = 5, 50
TO_APPLY = "T3"
OPENED_AGAIN = frozenset({"reopen", "remand"})


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the person was told: when (UTC text), and what it was."""

    at: str
    what: str


@dataclass(frozen=True, slots=True)
class RiderCase:
    """A case for the person, or his `part` of it. `clocks` are the open periods that concern him, `rights` those of them that he
    may use; of a part, only these; `to_apply` is the period of his own application, whatever became of it; `lapsed` are
    remedies of his that nobody used in time; `letters` are what the letters are called, by the service that a remedy runs from;
    `unsigned` is how many have still to be served on him.

    `overlays` are the codes of what stands beside the state; `appraisal` is the one under way; `papers` of how many kinds of
    paper something has come; `calls` are those to the person that wait.
    Sums in fen: `awarded_fen` is what was decided, of what is paid monthly the months counted yet, `monthly_fen` what is paid
    each month from now on, `paid_fen` what has reached the person and stayed, `returned` each payment that the bank gave
    back, and why in the bank's words.
    """

    claim: Row
    part: Part
    clocks: tuple[Mapping[str, Any], ...]
    lapsed: tuple[Mapping[str, Any], ...]
    to_apply: Mapping[str, Any] | None
    letters: Mapping[str, str]
    unsigned: int
    overlays: tuple[str, ...]
    appraisal: Row | None
    awarded_fen: int
    monthly_fen: int
    paid_fen: int
    returned: tuple[tuple[int, str], ...]
    paying: bool
    papers: int
    told: tuple[Told, ...]
    calls: tuple[Row, ...]

    @property
    def rights(self) -> tuple[Mapping[str, Any], ...]:
        """The remedies that can be used now, the one that ends first in front."""
        mine = [clock for clock in self.clocks if CLOCK_RULES[clock["code"]].is_right]
        return tuple(sorted(mine, key=lambda clock: str(clock["due_on"])))


def rider_case(desk: Desk, actor: Actor, no: str) -> RiderCase | Refusal | None:
    """The case `no`; why the actor may not see it; None where there is none."""
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=no)
        if claim is None:
            return None
        part = part_of_case(connection, actor, claim, desk.today())
        return _seen(desk, connection, claim, actor, part) if isinstance(part, Part) else part


def own_cases(desk: Desk, actor: Actor) -> list[tuple[Row, Part]]:
    """The cases of the person and those of which he has a part, the newest first."""
    found = with_own_parts(select(CLAIM).order_by(CLAIM.c.no.desc()).limit(CASES_SHOWN), actor)
    with reading(desk) as connection:
        rows = [dict(row) for row in connection.execute(found).mappings()]
    return [(row, Part.OWN if kept_out(actor, row) else Part.WHOLE) for row in rows]


def _seen(desk: Desk, connection: Connection, claim: Row, actor: Actor, part: Part) -> RiderCase:
    no, is_whole = claim["no"], part is Part.WHOLE
    items = select_rows(connection, "award_item", claim_no=no, beneficiary=actor.person_id)
    monthly = any(row["monthly"] for row in items)
    payments = select_rows(connection, "payment", claim_no=no)
    mine = [row for row in payments if row["beneficiary"] == actor.person_id]
    appraisals = select_rows(connection, "appraisal", claim_no=no) if is_whole else []
    side = own_side(connection, claim, str(actor.person_id))
    shown = [clock for clock in clocks_of(desk, no) if clock["party"] != PARTIES["platform"]]
    every = with_starts(connection, desk.rules, no, shown)
    clocks = [clock for clock in every if clock["state"] in OPEN]
    periods = tuple(_in_force(clocks, side, desk.today(), is_whole=is_whole))
    overlays = [*_own_overlays(mine, side)]
    if is_whole:
        overlays += _overlays(connection, claim, clocks, side, desk.today())
    return RiderCase(
        claim=claim,
        part=part,
        clocks=periods,
        lapsed=tuple(clock for clock in every if side.has(clock) and _lapsed(clock, desk.today())),
        to_apply=next((clock for clock in every if is_whole and clock["code"] == TO_APPLY), None),
        letters=side.letters,
        unsigned=side.unsigned,
        overlays=tuple(overlays),
        appraisal=_under_way(appraisals),
        awarded_fen=decided_fen(items, select_rows(connection, "instalment", claim_no=no) if monthly else []),
        monthly_fen=monthly_fen(items),
        paid_fen=arrived_on(connection, no).by_person.get(str(actor.person_id), 0),
        returned=returned_sums(connection, mine),
        paying=any(row["state"] in ("pending", "batched", "sent", "corrected") for row in mine),
        papers=kinds_received(connection, no, "" if is_whole else str(actor.person_id)),
        told=told_of(connection, no, str(actor.person_id)),
        calls=tuple(calls_of(connection, no, str(actor.person_id))),
    )


def _in_force(
    clocks: Iterable[Mapping[str, Any]], side: OwnSide, today: date, *, is_whole: bool
) -> Iterable[Mapping[str, Any]]:
    """Without the remedies of others, and those whose last day is gone; of a part, nothing but his own remedies."""
    for clock in clocks:
        if CLOCK_RULES[clock["code"]].is_right:
            if side.has(clock) and str(clock["due_on"]) >= today.isoformat():
                yield clock
        elif is_whole:
            yield clock


def _lapsed(clock: Mapping[str, Any], today: date) -> bool:
    """Whether it is a remedy that was not used and whose last day is gone, however the case went on."""
    if not is_remedy(clock) or clock["due_on"] >= today.isoformat():
        return False
    return clock["state"] in OPEN or (clock["state"] == "ended" and clock["closed_on"] > clock["due_on"])


def is_remedy(clock: Mapping[str, Any]) -> bool:
    """Whether a period is that of a right which ends with it."""
    rule = CLOCK_RULES[clock["code"]]
    return rule.is_right and not rule.is_reminder


def _under_way(appraisals: Sequence[Row]) -> Row | None:
    live = [row for row in appraisals if row["state"] in ("requested", "supplementing", "examining", "paused")]
    return live[-1] if live else None


def _own_overlays(payments: Sequence[Row], side: OwnSide) -> Iterable[str]:
    """What stands beside the state and is the person's own, as codes of `portal/words.toml`."""
    if any(row["state"] == "returned" for row in payments):
        yield "payment_returned"
    if side.disputes:
        yield "dispute_open"


def _overlays(
    connection: Connection, claim: Row, clocks: Sequence[Mapping[str, Any]], side: OwnSide, today: date
) -> Iterable[str]:
    """What else stands beside the state of the whole case; what kin dispute of their own sums is theirs alone."""
    disputes = [row for row in select_rows(connection, "dispute", claim_no=claim["no"]) if row["state"] not in FINAL]
    if any(row["lodged_by"] == PLATFORM for row in disputes):
        yield "dispute_by_platform"
    if any(row["lodged_by"] != PLATFORM and row["matter"] != "award" and row not in side.disputes for row in disputes):
        yield "dispute_by_another"
    asked = [row for row in select_rows(connection, "clock", claim_no=claim["no"]) if row["code"] == "data_request"]
    if any(row["state"] == "running" and row["due_on"] < today for row in asked):
        yield "platform_late"
    if claim["state"] == "confirmed" and any(clock["code"] == "appraisal_request" for clock in clocks):
        yield "appraisal_may_start"
    last = [row for row in select_rows(connection, "event", claim_no=claim["no"]) if row["machine"] == "claim"]
    if last and max(last, key=lambda row: int(row["seq"]))["trigger"] in OPENED_AGAIN:
        yield "reopened"


def told_of(
    connection: Connection, no: str, person_id: str, limit: int = TOLD_SHOWN, offset: int = 0
) -> tuple[Told, ...]:
    """What the person was told about the case, and the calls that he asked for and was given, the latest first; codes are no
    news.
    """
    messages = select(MESSAGE.c.created_at.label("at"), MESSAGE.c.id.label("place"), MESSAGE.c.kind.label("kind"))
    messages = messages.add_columns(literal("").label("data"))
    told = messages.where(MESSAGE.c.claim_no == no, MESSAGE.c.recipient == person_id, MESSAGE.c.kind.not_in(CODES))
    every = union_all(told, own_story(no, person_id)).subquery()
    found = select(every).order_by(every.c.at.desc(), every.c.place).limit(limit).offset(offset)
    return tuple(Told(row.at, _called(row.kind, row.data)) for row in connection.execute(found))


def _called(kind: str, data: str) -> str:
    return story_words(kind, data) if kind in STORY else MESSAGE_KINDS[kind].name
