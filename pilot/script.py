"""How one case goes from the report to its end, chapter by chapter; what differs from case to case stands in its data."""

from __future__ import annotations

from pilot.agenda import Story
from pilot.facts import Case, FurtherBills
from pilot.office import REVIEWER, Office
from pilot.stories.appraisal import appraised
from pilot.stories.decision import confirmed, not_confirmed
from pilot.stories.dispute import disputed
from pilot.stories.inquiry import inquired
from pilot.stories.intake import applied, not_taken_on, reported, shown_the_other_way, taken_on
from pilot.stories.money import (
    FIRST_BILLS,
    FURTHER_BILLS,
    account_registered,
    awarded,
    medical_item,
    taken_up_again,
)
from pilot.stories.signing import signed
from pilot.stories.trouble import paid_again
from pilot.teller import Teller


def told(office: Office, case: Case) -> Story:
    """The whole case, begun on the day of its report."""
    t = Teller(office, case)
    yield from reported(t)
    yield from applied(t)
    if case.dispute:
        t.also(disputed(t, case.dispute), case.dispute.on)
    if case.gongshang_choice:
        yield from shown_the_other_way(t, case.gongshang_choice)
    elif case.refusal and not case.refusal.accepted:
        yield from not_taken_on(t, case.refusal.ground, case.refusal.explanation)
    else:
        yield from taken_on(t)
        yield from inquired(t)
        if case.refusal:
            yield from not_confirmed(t, case.refusal)
        else:
            yield from confirmed(t)
            yield from _paid(t)


def _paid(t: Teller) -> Story:
    """What follows a confirmation: medical costs are paid while the appraisal, if there is one, runs beside."""
    if t.case.appraisal:
        t.also(appraised(t, t.case.appraisal))
    yield t.after("account")
    yield from account_registered(t)
    yield t.after("bills")
    item = medical_item(t, t.case.bills, FIRST_BILLS)
    if not t.case.appraisal:
        yield from _needs_no_appraisal(t)
    yield from awarded(t, [item])
    if t.case.payment_trouble:
        t.also(paid_again(t, item, t.case.payment_trouble))
    if t.case.further_bills:
        yield from _further(t, t.case.further_bills)


def _needs_no_appraisal(t: Teller) -> Story:
    draft = t.propose(REVIEWER, "no_appraisal", ground="无残疾", document=f"{t.no}本人签名声明")
    yield from signed(t, draft)


def _further(t: Teller, further: FurtherBills) -> Story:
    """Bills that come after the case was settled."""
    yield from t.until(lambda: t.claim()["state"] == "settled")
    yield t.days_later(further.after_days)
    taken_up_again(t, "新增费用报销")
    yield from awarded(t, [medical_item(t, further.bills, FURTHER_BILLS)])
