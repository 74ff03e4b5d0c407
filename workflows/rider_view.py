"""A case as the injured person, or kin, sees it: where it stands, which days the law has set, what is paid, what was told.

Plain data; every day in it is that of a clock. What it is called for people stands with the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from claims.store.rows import Row, select_one, select_rows
from claims.store.tables import table
from notifications.messages.kinds import MESSAGE_KINDS
from workflows.case_overview import DEAD
from workflows.clock_rules import CLOCK_RULES, OPEN
from workflows.clock_view import PARTIES, clocks_of
from workflows.command import Refusal
from workflows.machines.dispute_rows.states import FINAL
from workflows.payment_board import returned_sums
from workflows.phone_codes import KIND as CODE
from workflows.recipients import KIN, PERSON
from workflows.roles import Actor
from workflows.sight import may_see_case, visible_claims
from workflows.transaction import Desk, reading

CLAIM, MESSAGE = table("claim"), table("message")
OWN = frozenset({"", PARTIES[PERSON], PARTIES[KIN]})
TOLD_SHOWN, CASES_SHOWN = 5, 50
OPENED_AGAIN = frozenset({"reopen", "remand"})


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the person was told: when (UTC text), and what it was."""

    at: str
    what: str


@dataclass(frozen=True, slots=True)
class RiderCase:
    """A case for the person. `clocks` are the open periods that concern him, `rights` those of them that he may use.

    `overlays` are the codes of what stands beside the state; `disputes` the open disputes, `appraisal` the one under way.
    Sums in fen: `awarded_fen` is what was decided and is paid once, `paid_fen` what has reached the person,
    `returned` each payment that the bank gave back, and why in the bank's words.
    """

    claim: Row
    clocks: tuple[Mapping[str, Any], ...]
    overlays: tuple[str, ...]
    disputes: tuple[Row, ...]
    appraisal: Row | None
    awarded_fen: int
    paid_fen: int
    returned: tuple[tuple[int, str], ...]
    paying: bool
    papers: int
    told: tuple[Told, ...]

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
        refusal = may_see_case(connection, actor, claim, desk.today())
        return refusal or _seen(desk, connection, claim, actor)


def own_cases(desk: Desk, actor: Actor) -> list[Row]:
    """The person's cases, the newest first."""
    found = visible_claims(select(CLAIM).order_by(CLAIM.c.no.desc()).limit(CASES_SHOWN), actor, desk.today())
    with reading(desk) as connection:
        return [dict(row) for row in connection.execute(found).mappings()]


def _seen(desk: Desk, connection: Connection, claim: Row, actor: Actor) -> RiderCase:
    no = claim["no"]
    items = [row for row in select_rows(connection, "award_item", claim_no=no) if row["state"] not in DEAD]
    payments = select_rows(connection, "payment", claim_no=no)
    mine = [row for row in payments if row["beneficiary"] == actor.person_id]
    disputes = [row for row in select_rows(connection, "dispute", claim_no=no) if row["state"] not in FINAL]
    appraisals = select_rows(connection, "appraisal", claim_no=no)
    clocks = [
        clock for clock in clocks_of(desk, no) if clock["state"] in OPEN and clock["party"] != PARTIES["platform"]
    ]
    funded = [row for row in items if row["payer"] == "fund" and row["beneficiary"] == actor.person_id]
    return RiderCase(
        claim=claim,
        clocks=tuple(_in_force(clocks, desk.today())),
        overlays=tuple(_overlays(connection, claim, clocks, mine, disputes, desk.today())),
        disputes=tuple(disputes),
        appraisal=_under_way(appraisals),
        awarded_fen=sum(row["awarded_fen"] for row in funded if not row["monthly"]),
        paid_fen=sum(row["paid_fen"] for row in mine),
        returned=returned_sums(connection, mine),
        paying=any(row["state"] in ("pending", "batched", "sent", "corrected") for row in mine),
        papers=len(select_rows(connection, "evidence_file", claim_no=no)),
        told=told_of(connection, no, str(actor.person_id)),
    )


def _in_force(clocks: Iterable[Mapping[str, Any]], today: date) -> Iterable[Mapping[str, Any]]:
    """Without the remedies of others, and those whose last day is gone."""
    for clock in clocks:
        is_right = CLOCK_RULES[clock["code"]].is_right
        if not is_right or (clock["party"] in OWN and str(clock["due_on"]) >= today.isoformat()):
            yield clock


def _under_way(appraisals: Sequence[Row]) -> Row | None:
    live = [row for row in appraisals if row["state"] in ("requested", "supplementing", "examining", "paused")]
    return live[-1] if live else None


def _overlays(
    connection: Connection,
    claim: Row,
    clocks: Sequence[Mapping[str, Any]],
    payments: Sequence[Row],
    disputes: Sequence[Row],
    today: date,
) -> Iterable[str]:
    """What stands beside the state, as codes of `portal/words.toml`."""
    if any(row["state"] == "returned" for row in payments):
        yield "payment_returned"
    if any(row["lodged_by"] == PERSON for row in disputes):
        yield "dispute_open"
    if any(row["lodged_by"] != PERSON for row in disputes):
        yield "dispute_by_platform"
    asked = [row for row in select_rows(connection, "clock", claim_no=claim["no"]) if row["code"] == "data_request"]
    if any(row["state"] == "running" and row["due_on"] < today for row in asked):
        yield "platform_late"
    if claim["state"] == "confirmed" and any(clock["code"] == "appraisal_request" for clock in clocks):
        yield "appraisal_may_start"
    last = [row for row in select_rows(connection, "event", claim_no=claim["no"]) if row["machine"] == "claim"]
    if last and max(last, key=lambda row: int(row["seq"]))["trigger"] in OPENED_AGAIN:
        yield "reopened"
    if any(clock["unconfirmed"] for clock in clocks):
        yield "unconfirmed_period"


def told_of(connection: Connection, no: str, person_id: str, limit: int = TOLD_SHOWN) -> tuple[Told, ...]:
    """What the person was told about the case, the latest first; codes to sign in with are no news."""
    found = (
        select(MESSAGE.c.created_at, MESSAGE.c.kind)
        .where(MESSAGE.c.claim_no == no, MESSAGE.c.recipient == person_id, MESSAGE.c.kind != CODE)
        .order_by(MESSAGE.c.created_at.desc(), MESSAGE.c.id)
    )
    rows = connection.execute(found.limit(limit)).all()
    return tuple(Told(row.created_at, MESSAGE_KINDS[row.kind].name) for row in rows)
