"""All pages of administrators."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter

from portal.admin.acts import acts_routes
from portal.admin.backups import backup_routes
from portal.admin.emergency import emergency_routes
from portal.admin.jobs import jobs_routes
from portal.admin.numbers import number_routes
from portal.admin.overview import overview_routes
from portal.admin.people import people_routes
from portal.admin.platforms import platform_routes
from portal.admin.templates import template_routes
from portal.joining import join


@cache
def admin_routes() -> APIRouter:
    """The routes of the area."""
    routes = APIRouter()
    join(
        routes,
        overview_routes(),
        jobs_routes(),
        people_routes(),
        acts_routes(),
        number_routes(),
        platform_routes(),
        template_routes(),
        backup_routes(),
        emergency_routes(),
    )
    return routes
