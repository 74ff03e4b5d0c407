"""All pages of the desk."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter

from portal.desk.acting import act_routes
from portal.desk.allotting import allotting_routes
from portal.desk.approvals import approval_routes
from portal.desk.asked_accounts import asked_account_routes
from portal.desk.assigning import assigning_routes
from portal.desk.award_drafts import award_draft_routes
from portal.desk.awards import award_routes
from portal.desk.bank_files import bank_file_routes
from portal.desk.batches import batch_file_routes, batch_routes
from portal.desk.boards import board_routes
from portal.desk.calls import call_note_routes
from portal.desk.case import case_routes
from portal.desk.cases import cases_routes
from portal.desk.counter import counter_routes
from portal.desk.decision import decision_routes
from portal.desk.done import done_routes
from portal.desk.emergency import emergency_answer_routes
from portal.desk.fund import fund_routes
from portal.desk.identifying import identifying_routes
from portal.desk.imports import import_routes
from portal.desk.invoices import invoice_routes
from portal.desk.keys import key_routes
from portal.desk.letters import letter_routes
from portal.desk.live import live_routes
from portal.desk.months import month_routes
from portal.desk.payments import payment_routes
from portal.desk.recoveries import recovery_routes
from portal.desk.redrafting import redraft_routes
from portal.desk.relatives import relative_routes
from portal.desk.rule_calendar import rule_calendar_routes
from portal.desk.rule_changes import rule_change_routes
from portal.desk.rules import rule_routes
from portal.desk.search import search_routes
from portal.desk.story import story_routes
from portal.desk.today import today_routes
from portal.desk.unmask import unmask_routes
from portal.desk.what_if import what_if_routes

# A case number stands where `/desk/cases/new` has its word: the case comes after every page of a fixed address.
PARTS = (
    act_routes,
    allotting_routes,
    approval_routes,
    asked_account_routes,
    call_note_routes,
    assigning_routes,
    award_draft_routes,
    award_routes,
    bank_file_routes,
    batch_routes,
    batch_file_routes,
    board_routes,
    cases_routes,
    counter_routes,
    identifying_routes,
    decision_routes,
    done_routes,
    emergency_answer_routes,
    fund_routes,
    import_routes,
    invoice_routes,
    key_routes,
    letter_routes,
    live_routes,
    month_routes,
    payment_routes,
    recovery_routes,
    redraft_routes,
    relative_routes,
    rule_calendar_routes,
    rule_change_routes,
    rule_routes,
    search_routes,
    story_routes,
    today_routes,
    unmask_routes,
    what_if_routes,
    case_routes,
)


@cache
def desk_routes() -> tuple[APIRouter, ...]:
    """The routes of the desk."""
    return tuple(part() for part in PARTS)
