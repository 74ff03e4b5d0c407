"""All pages of the auditor's room."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter

from portal.audit.cases import case_routes
from portal.audit.entries import entry_routes
from portal.audit.exceptions import exception_routes
from portal.audit.exports import export_routes
from portal.audit.integrity import integrity_routes
from portal.audit.ledger import ledger_routes
from portal.audit.overview import overview_routes
from portal.audit.recon import recon_routes
from portal.audit.records import record_routes
from portal.audit.samples import sample_routes
from portal.joining import join

PARTS = (
    overview_routes,
    ledger_routes,
    entry_routes,
    integrity_routes,
    recon_routes,
    exception_routes,
    sample_routes,
    export_routes,
    case_routes,
    record_routes,
)


@cache
def audit_routes() -> APIRouter:
    """The routes of the room."""
    routes = APIRouter()
    join(routes, *(part() for part in PARTS))
    return routes
