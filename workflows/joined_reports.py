"""A report that lies with the case of an earlier one under the same number, seen from its own receipt.

Whose that other case is nobody knows yet: so the receipt tells what was sent with this report and nothing of the other. Once
whoever sent it has proven the number, it gets a case of its own, reported on the day on which it was sent, unless the other
case is of the same accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from claims.clock import legal_day, parse_instant
from claims.coverage import industry_of
from workflows.event_data import whole_data
from workflows.people import PersonFacts
from workflows.person_index import PHONE_OF
from workflows.phone_changes import phone_of, reported_person
from workflows.phone_codes import Purpose
from workflows.phone_sign_in import Proof, begin_by_phone, require_code, sign_in_by_phone
from workflows.report_drafts import ReportDraft, note_own_case
from workflows.rider_reports import open_case
from workflows.security_log import Whence
from workflows.signing_in import SignedOn
from workflows.told_of_order import NOT_TOLD
from workflows.transaction import Desk, in_one_transaction, reading
from workflows.unproven_reports import SAME_PLACE, act_of_joining

OF_THE_ACT = frozenset({"why", "person_name", PHONE_OF})  # what is no part of a report itself


@dataclass(frozen=True, slots=True)
class JoinedReport:
    """A report that lies with another's case: the name that was told, the act that laid it there, and its data as sent.

    `phone_of`: whose the telephone is, as in `PersonFacts`.
    """

    sent: ReportDraft
    name: str
    why: str
    told: Mapping[str, Any]
    phone_of: str = ""


def joined_report(desk: Desk, sent: ReportDraft) -> JoinedReport | None:
    """The report under a receipt where it lies with another's case; None where it has a case of its own."""
    with reading(desk) as connection:
        event = act_of_joining(connection, sent.joined_event, sent.claim_no)
        if event is None:
            return None
        data = whole_data(connection, event)
    told = {name: value for name, value in data.items() if name not in OF_THE_ACT}
    told["accident_on"] = date.fromisoformat(told["accident_on"])
    return JoinedReport(sent, str(data["person_name"]), str(data["why"]), told, str(data.get(PHONE_OF, "")))


def phone_typed(desk: Desk, claim_no: str) -> str:
    """The number under which a case was reported, and under which whatever lies with it was: not the present one of anybody."""
    with reading(desk) as connection:
        return phone_of(connection, reported_person(connection, claim_no))


def prove_joined(
    desk: Desk, report: JoinedReport, proof: Proof, instant: datetime, whence: Whence, before: str = ""
) -> tuple[SignedOn, str]:
    """The number is proven: the session of whom the report is about, and its case, opened where it is another accident.

    Raises as `sign_in_by_phone` and `open_case`.
    """
    claim_no = str(report.sent.claim_no)
    if report.why == SAME_PLACE:
        with reading(desk) as connection:
            same = reported_person(connection, claim_no)
        return sign_in_by_phone(desk, replace(proof, who=same), instant, whence, before), claim_no
    require_code(desk, Purpose.SIGN_IN, proof, instant, whence)
    own_no = _own_case(desk, report, proof.phone)
    with reading(desk) as connection:
        person_id = reported_person(connection, own_no)
    return begin_by_phone(desk, proof, person_id, instant, whence, before), own_no


def _own_case(desk: Desk, report: JoinedReport, phone: str) -> str:
    told = dict(report.told)
    told["industry"] = industry_of(told["platform"], told["accident_on"], desk.rules) or NOT_TOLD
    told["channel"] = "app"
    on = legal_day(parse_instant(str(report.sent.sent_at)))
    facts = PersonFacts(report.name, "", phone, phone_of=report.phone_of)
    own_no = open_case(desk, facts, told, f"draft:{report.sent.id}:own", on)
    in_one_transaction(desk, lambda connection: note_own_case(connection, report.sent.id, own_no))
    return own_no
