"""All pages of the auditor's room."""

from __future__ import annotations

from fastapi import APIRouter

from portal.audit.entries import entry_routes
from portal.audit.integrity import integrity_routes
from portal.audit.ledger import ledger_routes
from portal.audit.overview import overview_routes
from portal.audit.recon import recon_routes

PARTS = (overview_routes, ledger_routes, entry_routes, integrity_routes, recon_routes)


def audit_routes() -> APIRouter:
    """The routes of the room."""
    routes = APIRouter()
    for part in PARTS:
        routes.include_router(part())
    return routes
