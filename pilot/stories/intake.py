"""Intake: the report, the application, papers asked for, and whether the case is taken on."""

from __future__ import annotations

from typing import Any

from claims.criteria import criteria
from pilot.agenda import Story
from pilot.facts import Case, LateApplication, Reporter, Supplement
from pilot.office import INTAKE, REVIEWER, Office
from pilot.papers import check_files, hand_in_finding, hand_in_order
from pilot.persons import enter
from pilot.stories.signing import signed
from pilot.teller import Teller

CHANNELS = {
    Reporter.RIDER: "app",
    Reporter.PLATFORM: "platform",
    Reporter.COUNTER: "counter",
    Reporter.PHONE: "phone",
}
PAPERS = ("application_form", "consent", "diagnosis", "invoices", "id_card", "social_card", "order_record")
EXPRESS = "express"


def reported(t: Teller) -> Story:
    """The person registered, the report taken; a second report by the platform is merged into the first."""
    yield from _on_day_of(t, t.case.report.by)
    t.known_as(*enter(t.office, t.case))
    t.opened(_report(t, t.case.report.by))
    if t.case.duplicate_report:
        t.also(_reported_twice(t), t.working_day())


def _on_day_of(t: Teller, party: Reporter) -> Story:
    """The officer's counter and telephone are open on working days only."""
    if t.account_of(party) == INTAKE:
        yield from t.until(lambda: t.office.calendar.is_working_day(t.office.today))


def _report(t: Teller, by: Reporter) -> str:
    accident = t.case.accident
    made = t.office.act(
        t.account_of(by),
        "new",
        "report",
        person_id=t.person_id,
        platform=t.case.platform,
        industry=t.case.industry,
        channel=CHANNELS[by],
        accident_on=accident.on,
        order_state=accident.order_state,
        order_no=order_number(t.case),
        accident_time=accident.time,
        accident_place=accident.place,
        accident_course=accident.course,
        injury=accident.injury,
    )
    return made.claim_no


def order_number(case: Case) -> str:
    """A visibly synthetic order number; without an order there is none."""
    if case.accident.order_state == "none" or case.industry == EXPRESS:
        return ""
    return f"合成订单{case.accident.on:%Y%m%d}{case.person:02d}"


def _reported_twice(t: Teller) -> Story:
    second = _report(t, Reporter.PLATFORM)
    t.office.cases[second] = t.case
    yield t.after("merge")
    t.act(INTAKE, "merge", second, into=t.no)


def applied(t: Teller) -> Story:
    """The application, in time or late, and a withdrawal thought better of."""
    if t.office.today < t.case.application.on:
        yield t.case.application.on
    yield from _on_day_of(t, Reporter.COUNTER if t.case.late_application else t.case.application.by)
    _hand_in_files(t)
    if t.case.late_application:
        yield from _applied_late(t, t.case.late_application)
    else:
        t.act(t.account_of(t.case.application.by), "apply", **_application(t))
    if t.case.withdrawal_undone:
        t.act(t.rider, "request_withdrawal", reason=t.case.withdrawal_undone)
        t.act(t.rider, "undo_withdrawal")


def _hand_in_files(t: Teller) -> None:
    """Who applies sends what he has as files; an application out of time is brought to the counter."""
    who = INTAKE if t.case.late_application else t.account_of(t.case.application.by)
    hand_in_order(t, who, order_number(t.case))
    hand_in_finding(t, who)


def _application(t: Teller) -> dict[str, Any]:
    missing = t.case.supplement.missing if t.case.supplement else ()
    papers = [paper for paper in PAPERS if paper not in missing]
    return {"kind": "injury", "consent": True, "form": True, "papers": papers}


def _applied_late(t: Teller, late: LateApplication) -> Story:
    draft = t.propose(
        INTAKE,
        "apply_late",
        **_application(t),
        late_statement=late.statement,
        days_not_counted=late.days_not_counted,
        received_on=t.office.today,
    )
    yield from signed(t, draft)


def taken_on(t: Teller) -> Story:
    """Papers asked for where some are missing, then the acceptance."""
    if t.case.supplement:
        yield from _supplemented(t, t.case.supplement)
    yield t.after("accept")
    check_files(t, INTAKE)
    t.act(INTAKE, "accept", criterion=criterion(t.office, t.case), diagnosis=t.case.accident.diagnosis)


def criterion(office: Office, case: Case) -> str:
    """The code of the case's item in the text of the accident's day."""
    return criteria(case.accident.on, office.desk.rules)[case.criterion - 1].code


def _supplemented(t: Teller, asked: Supplement) -> Story:
    yield t.after("ask_supplement")
    t.act(INTAKE, "ask_supplement", missing=list(asked.missing))
    yield from t.until(lambda: t.served("supplement"))
    if asked.lapsed:
        yield from t.until(lambda: _answer_overdue(t))
        t.act(INTAKE, "supplement_lapsed")
        return
    yield t.days_later(asked.answered_after_days, t.service("supplement")["served_on"])
    t.act(t.account_of(t.case.application.by), "supplement", papers=list(asked.missing))


def _answer_overdue(t: Teller) -> bool:
    return any(clock["due_on"] < t.office.today for clock in t.rows("clock", code="T7", state="running"))


def not_taken_on(t: Teller, ground: str, explanation: str) -> Story:
    """不予受理: three signatures, and the reason in the letter."""
    yield t.after("refuse")
    yield from signed(t, t.propose(INTAKE, "refuse_accept", reason_code=ground, explanation=explanation))


def shown_the_other_way(t: Teller, choice: str) -> Story:
    """转工伤认定: an express courier belongs to the other line."""
    yield t.after("refuse")
    t.act(REVIEWER, "transfer_gongshang", signed_choice=choice)
