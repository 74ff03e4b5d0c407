"""All pages of administrators."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter

from portal.admin.acts import acts_routes
from portal.admin.backups import backup_routes
from portal.admin.emergency import emergency_routes
from portal.admin.jobs import jobs_routes
from portal.admin.numbers import number_routes
from portal.admin.opening import opening_routes
from portal.admin.overview import overview_routes
from portal.admin.people import people_routes
from portal.admin.platforms import platform_routes
from portal.admin.post_answers import post_answer_routes
from portal.admin.templates import template_routes

PARTS = (
    overview_routes,
    jobs_routes,
    opening_routes,  # before the acts on an account, of which giving posts is none
    people_routes,
    post_answer_routes,
    acts_routes,
    number_routes,
    platform_routes,
    template_routes,
    backup_routes,
    emergency_routes,
)


@cache
def admin_routes() -> tuple[APIRouter, ...]:
    """The routes of the area."""
    return tuple(part() for part in PARTS)
