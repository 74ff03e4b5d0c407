"""Opening a case for somebody: whether he may see it, and what every page of the case says at its head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request

from claims.errors import Refused
from claims.periods import Unit
from claims.store.kept import one_look, pass_over_empty
from claims.store.rows import Row, select_one
from portal.lights import Light, Term, light_of
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.access_log import Access, note_read
from workflows.case_heads import Head, heads
from workflows.case_overview import Overview, overview
from workflows.clock_days import FAST
from workflows.clock_rules import CLOCK_RULES, MUST_ACT, OPEN
from workflows.clock_view import clocks_of
from workflows.command import Refusal
from workflows.moves import Choice, choices
from workflows.plain_names import named
from workflows.roles import OFFICERS
from workflows.sight import may_see_case
from workflows.thing_names import thing_names
from workflows.transaction import Desk, reading

TABS = (
    ("", "概况"),
    ("/evidence", "材料"),
    ("/investigation", "调查"),
    ("/decision", "决定"),
    ("/appraisal", "鉴定"),
    ("/awards", "待遇"),
    ("/payments", "支付"),
    ("/letters", "文书"),
    ("/disputes", "争议"),
    ("/timeline", "时间线"),
    ("/clocks", "期限"),
)
TO_INQUIRE = frozenset({"/evidence", "/investigation"})  # all that an investigator of the insurer has
OFTEN_EMPTY = (
    "approval", "appraisal", "award_item", "call_back", "clock_change", "clock_extension", "clock_pause", "consent", "dispute",
    "evidence_file", "evidence_mark", "instalment", "invoice_line", "letter", "payment", "platform_support", "recourse",
    "recovery", "relative", "rung", "service", "transfer",
)  # fmt: skip
NOT_THERE = frozenset({"not_your_case", "no_such_claim"})


@dataclass(frozen=True, slots=True)
class Look:
    """A case as somebody looks at it. `clocks` are its periods, the governing one first; `choices` what he may do."""

    desk: Desk
    who: SignedIn
    claim: Row
    head: Head
    over: Overview
    clocks: list[dict[str, Any]]
    choices: list[Choice]

    @property
    def no(self) -> str:
        """The number of the case."""
        return str(self.claim["no"])

    @property
    def facts(self) -> dict[str, Any]:
        """What every page of the case is given."""
        base = f"/desk/cases/{self.no}"
        first = next((one for one in self.clocks if one["state"] in OPEN and one["code"] in MUST_ACT), None)
        return {
            "head": self.head,
            "live": f"case/{self.no}",
            "over": self.over,
            "claim": self.claim,
            "base": base,
            "tabs": [(base + path, label) for path, label in TABS if path in TO_INQUIRE or self.who.roles & OFFICERS],
            "light": self.light(first) if first else None,
            "clock": first,
        }

    def light(self, clock: Mapping[str, Any]) -> Light:
        """The light of one of the periods; a right that nobody used in its time burns none."""
        term, today = term_of(clock), self.desk.today()
        lapsed = CLOCK_RULES[clock["code"]].is_right and term.due_on < today
        return light_of(replace(term, state="ended") if lapsed else term, self.desk.calendar, today)


class Unseen(Exception):
    """A case that this person may not see, and why; an officer is told, a party is told that there is no such page."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def desk_to_look(request: Request) -> Desk:
    """The desk for a page that only shows, which reads a table once; for what a form does, the desk as it is."""
    if request.method != "GET":
        return desk_of(request)
    if not hasattr(request.state, "look"):
        desk = desk_of(request)
        request.state.look = replace(desk, engine=one_look(desk.engine))
    look: Desk = request.state.look
    return look


def look_at(request: Request, who: SignedIn, no: str) -> Look:
    """Open the case. Raises HTTPException 404 where there is none, Unseen where this person may not see it."""
    desk = desk_to_look(request)
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=no)
        if claim is None:
            raise HTTPException(404)
        refusal = may_see_case(connection, who.actor, claim, desk.today())
        if refusal is not None:
            raise Unseen(refusal)
        pass_over_empty(connection, OFTEN_EMPTY, "claim_no", no)
        head = heads(connection, [claim])[no]
        over = overview(connection, claim)
    note_read(desk, who.username, Access.CASE, no, claim["person_id"])
    return Look(desk, who, claim, head, over, clocks_of(desk, no), _choices(desk, who, no))


def _choices(desk: Desk, who: SignedIn, no: str) -> list[Choice]:
    try:
        found = choices(desk, who.username, no)
    except Refused:
        return []  # who only reads has none
    with reading(desk) as connection:
        told = iter(named(connection, (reason for one in found for reason in (*one.reasons, *one.conditions)), no))
        found = with_names(connection, no, found)
    return [
        replace(one, reasons=tuple(islice(told, len(one.reasons))), conditions=tuple(islice(told, len(one.conditions))))
        for one in found
    ]


def with_names(connection: Connection, no: str, found: Iterable[Choice]) -> list[Choice]:
    """The moves, each with what its thing is about."""
    every = list(found)
    things = thing_names(connection, no, (one.target for one in every))
    return [replace(one, about=things.get(one.target, "")) for one in every]


def term_of(clock: Mapping[str, Any]) -> Term:
    """A period of `clock_view` as a light takes it: by the law's last day, on the green channel by the bureau's own."""
    closed, target_on = clock["closed_on"], clock["target_on"] if clock["lane"] == FAST else None
    return Term(
        due_on=date.fromisoformat(target_on or clock["due_on"]),
        unit=Unit.WORKING if "工作日" in clock["period"] else Unit.CALENDAR,
        state=clock["state"],
        warned=any(rung["rung"] not in ("half", "norm") for rung in clock["rungs"]),
        provisional=clock["provisional"],
        left_days=clock["left"],
        closed_on=date.fromisoformat(closed) if closed else None,
    )
