"""All pages for injured persons, in the order in which addresses are looked at."""

from __future__ import annotations

from fastapi import APIRouter

from portal.limits import Limits
from portal.rider.application import application_routes
from portal.rider.bank import bank_routes
from portal.rider.call import call_routes
from portal.rider.cases import case_routes_of_riders
from portal.rider.history import history_routes
from portal.rider.letters import letter_routes_of_riders
from portal.rider.me import own_routes
from portal.rider.money import money_routes_of_riders
from portal.rider.notices import notice_routes
from portal.rider.objections import objection_routes
from portal.rider.own_copy import copy_routes
from portal.rider.papers import paper_routes_of_riders
from portal.rider.phone import phone_routes
from portal.rider.photos import photo_routes
from portal.rider.receipt import receipt_routes_of_riders
from portal.rider.report import report_routes
from portal.rider.sign_in import rider_sign_in_routes
from portal.rider.start import start_routes
from portal.rider.wanted_messages import wanted_message_routes
from portal.rider.ways_on import bar_routes
from portal.rider.withdrawal import withdrawal_routes


def rider_routes(limits: Limits) -> tuple[APIRouter, ...]:
    """The routes of these pages; `limits` counts who reports and signs in."""
    return (
        start_routes(),
        photo_routes(limits),
        receipt_routes_of_riders(limits),
        report_routes(limits),
        rider_sign_in_routes(limits),
        case_routes_of_riders(),
        call_routes(),
        letter_routes_of_riders(),
        paper_routes_of_riders(),
        money_routes_of_riders(),
        objection_routes(),
        application_routes(),
        withdrawal_routes(),
        bank_routes(limits),
        phone_routes(limits),
        own_routes(),
        copy_routes(limits),
        bar_routes(),
        history_routes(),
        notice_routes(),
        wanted_message_routes(),
    )
