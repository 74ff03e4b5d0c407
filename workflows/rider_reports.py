"""A report by the injured person, or for him, without a sign-in: the case is opened as at the counter.

Nobody has shown yet who he is. So the report opens a person of its own, known by name and phone alone, and touches nobody
who is registered; an officer who has seen the ID number names the person later (`identify`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select, true

from claims.coverage import CoverageQuestion, Route, gate, industry_of
from claims.errors import Refused
from claims.store.rows import select_one
from claims.store.tables import table
from workflows.acting import act
from workflows.advance import advance
from workflows.command import Command
from workflows.counter_reports import NEAR, case_under
from workflows.identity import read_index_key
from workflows.importing import report_data
from workflows.machines.claim_rows.needs import REPORT_AGAIN
from workflows.people import PersonFacts, open_rider_account, register_person
from workflows.person_index import PHONE_OF, REPORTER, persons_by_phone
from workflows.report_drafts import ReportDraft, note_sent, receipt_of
from workflows.rider_answers import CARE, DOING, OTHER, is_reporters, platform_of
from workflows.table import NEW
from workflows.told_of_order import NOT_TOLD
from workflows.transaction import Desk, in_one_transaction, reading
from workflows.unproven_reports import AGAIN, Joined, act_of_joining, joined_to

CLAIM = table("claim")
OWN_PHONE = "，所留手机号是报案人的"
ELSEWHERE = frozenset({Route.WORK_INJURY, Route.LABOUR_RELATION, Route.CIVIL_OR_INSURANCE})


@dataclass(frozen=True, slots=True)
class Before:
    """A case that was reported before for the same accident, and on which day."""

    claim_no: str
    reported_on: date


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser shows of whose it is: the receipts of what it reported, and as what person it is signed in."""

    receipts: tuple[str, ...] = ()
    person_id: str | None = None


NOTHING_SHOWN = Shown()


def reported_before(desk: Desk, answers: Mapping[str, Any], shown: Shown) -> Before | None:
    """The first case of somebody with this phone whose accident is at most a day away, where this browser has reported it or
    is signed in with that phone: to anybody else it is not told that there is one.
    """
    day = date.fromisoformat(answers["accident_on"])
    sent = [one for token in shown.receipts if (one := receipt_of(desk, token)) is not None]
    with reading(desk) as connection:
        own = [one.claim_no for one in sent if not act_of_joining(connection, one.joined_event, one.claim_no)]
        persons = persons_by_phone(connection, answers["phone"])
        whose = or_(CLAIM.c.person_id.in_(persons), CLAIM.c.claimant_id.in_(persons))
        near = CLAIM.c.accident_on.between(day - NEAR, day + NEAR)
        told = true() if shown.person_id in persons else CLAIM.c.no.in_(own)
        found = select(CLAIM.c.no, CLAIM.c.reported_on).where(whose, near, told).order_by(CLAIM.c.no).limit(1)
        row = connection.execute(found).first()
    return None if row is None else Before(row.no, row.reported_on)


def send_report(desk: Desk, draft: ReportDraft, shown: Shown = NOTHING_SHOWN, *, apart: bool = False) -> str:
    """Open the case of a report that has been filled in; its number. Sent twice, it is one case.

    Where nobody has proven the phone, and the like was reported under it today, the report lies with that case (see
    `unproven_reports`); `apart`: it is said to be another accident. Raises Refused where the
    report is refused, BadInput for a name that no letter could print.
    """
    answers, key, instant = draft.answers, f"draft:{draft.id}", desk.instant()
    whose = REPORTER if is_reporters(answers) else ""
    facts = PersonFacts(answers["person_name"], "", answers["phone"], phone_of=whose)
    with reading(desk) as connection:
        proven = shown.person_id in persons_by_phone(connection, answers["phone"])
        told = {**_told(desk, answers), "person_name": answers["person_name"]}
        found = None if proven else joined_to(connection, told, answers["phone"], desk.today(), apart=apart)
    event_id = None
    if found is not None:
        claim_no, event_id = found.claim_no, _join(desk, found, answers, key)
    else:
        claim_no = open_case(desk, facts, _told(desk, answers), key, desk.today())
    in_one_transaction(desk, lambda connection: note_sent(connection, draft.id, claim_no, instant, event_id))
    return claim_no


def open_case(desk: Desk, facts: PersonFacts, told: Mapping[str, Any], key: str, on: date) -> str:
    """The case of a report that was made on a day by somebody known by name and phone alone; its number. `told` are its data
    as they were told, `key` makes it happen once. Raises Refused, BadInput for a name that no letter could print.
    """
    index_key = read_index_key(desk.var_dir)

    def register(connection: Connection) -> tuple[str, str]:
        person_id = register_person(connection, index_key, facts, desk.instant())
        return person_id, open_rider_account(connection, person_id, desk.today())

    person_id, username = in_one_transaction(desk, register)
    earlier = case_under(desk, username, key)
    if earlier is not None:
        return earlier
    outcome = advance(desk, Command(NEW, "report", username, on, key, 0, report_data(desk, person_id, told)))
    if not outcome.done:
        raise Refused(outcome.refusals[0].code, **outcome.refusals[0].facts)
    return outcome.claim_no


def _join(desk: Desk, found: Joined, answers: Mapping[str, Any], key: str) -> str:
    """Let the report lie with the case that is there; the id of the act."""
    wanted = {field.name for field in REPORT_AGAIN}
    told = {name: value for name, value in _told(desk, answers).items() if name in wanted}
    data = {
        **told,
        "accident_on": told["accident_on"].isoformat(),
        "person_name": answers["person_name"],
        "why": found.why,
        **({PHONE_OF: REPORTER} if is_reporters(answers) else {}),
    }
    outcome = act(desk, reported_by(desk, found.claim_no), found.claim_no, AGAIN, desk.today(), data, key=key)
    if not outcome.done:
        raise Refused(outcome.refusals[0].code, **outcome.refusals[0].facts)
    return outcome.event_id


def reported_by(desk: Desk, claim_no: str) -> str:
    """The account by which a case was reported; empty for a case that there is not."""
    with reading(desk) as connection:
        event = select_one(connection, "event", claim_no=claim_no, trigger="report")
    return str(event["actor"]) if event else ""


def _told(desk: Desk, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the data of a report."""
    day, platform = date.fromisoformat(answers["accident_on"]), platform_of(answers)
    told = {
        "platform": platform,
        "industry": industry_of(platform, day, desk.rules) or NOT_TOLD,
        "channel": "app",
        "accident_on": day,
        "accident_place": answers["place"],
        "accident_course": _course(answers),
        "injury": "、".join(answers["parts"]),
        **_beside(answers),
        "order_state": DOING[answers["doing"]][1],
    }
    if answers["hour"]:
        told["accident_time"] = f"{int(answers['hour']):02d}:00"
    if answers["order_no"]:
        told["order_no"] = answers["order_no"]
    return told


def _course(answers: Mapping[str, Any]) -> str:
    return f"当时{DOING[answers['doing']][0]}；{answers['course'].rstrip('。')}"


def _beside(answers: Mapping[str, Any]) -> dict[str, str]:
    """What is no part of how it happened: the hospital, the other party, who reports for him."""
    hospital = f"（{answers['hospital']}）" if answers["hospital"] else ""
    told = {"care": f"{CARE[answers['care']]}{hospital}", "other_party": answers["other_party"]}
    if answers["for_whom"] == OTHER:
        whose = OWN_PHONE if is_reporters(answers) else ""
        told |= {"reporter": answers["reporter"], "reporter_relation": f"{answers['relation']}{whose}"}
    return {name: said for name, said in told.items() if said}


def leads_elsewhere(desk: Desk, claim: Mapping[str, Any]) -> bool:
    """Whether what was reported looks as if it belonged to another line than this one; it is taken all the same."""
    question = CoverageQuestion(
        accident_date=claim["accident_on"],
        province=claim["province"],
        platform=claim["platform"],
        industry=claim["industry"],
        order_state=claim["order_state"],
        express_courier=claim["industry"] == "express",
    )
    return gate(question, desk.rules).route in ELSEWHERE
