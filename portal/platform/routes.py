"""All pages of the platforms."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter

from portal.platform.acting import acting_routes
from portal.platform.allowance import allowance_routes
from portal.platform.cases import cases_routes
from portal.platform.console import console_routes
from portal.platform.data_request import data_request_routes
from portal.platform.notices import notice_routes
from portal.platform.orders import order_routes
from portal.platform.people import people_routes
from portal.platform.today import today_routes

PARTS = (
    today_routes,
    cases_routes,
    acting_routes,
    data_request_routes,
    order_routes,
    allowance_routes,
    people_routes,
    console_routes,
    notice_routes,
)


@cache
def platform_routes() -> tuple[APIRouter, ...]:
    """The routes of the area."""
    return tuple(part() for part in PARTS)
