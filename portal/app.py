"""The web application of an installation."""

from __future__ import annotations

import sqlite3
from functools import partial

import psycopg
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from claims.errors import Retryable, RuleMissing
from portal.admin.routes import admin_routes
from portal.answers import answer_routes
from portal.api.application import PLACE, make_api
from portal.api.faults import of_code
from portal.areas import in_areas
from portal.assets import send_asset
from portal.audit.routes import audit_routes
from portal.bodies import BadForm
from portal.broken import broken_page
from portal.desk.looking import NOT_THERE, Unseen
from portal.desk.routes import desk_routes
from portal.english import WithEnglish, language_routes
from portal.evidence import evidence_routes
from portal.gallery import gallery_routes
from portal.help.covered import coverage_routes
from portal.help.routes import help_routes
from portal.limits import DatabaseLimits, Limits
from portal.mailbox import mailbox_routes
from portal.metrics import Metrics
from portal.navigation import is_inside
from portal.pages import WithHeaders, page
from portal.platform.routes import platform_routes
from portal.probes import probe_routes
from portal.receipts import receipt_routes
from portal.reports import report_routes
from portal.request_log import WithRequestLog, log_key
from portal.rider.routes import rider_routes
from portal.shell import show, visitor
from portal.sign_in import add_sign_in
from portal.verify import PATH as VERIFY
from portal.verify import verify_routes
from workflows.roles import Role
from workflows.transaction import Desk

SAID = {404: "portal_no_such_page", 405: "portal_no_such_page"}


def make_app(desk: Desk, limits: Limits | None = None, metrics_token: str = "") -> ASGIApp:
    """The application at `desk`; `limits` says how often one client may ask (None: counted in the database).

    `metrics_token` opens /metrics to another machine.
    """
    app = FastAPI(title="职业伤害保障", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    counted = limits or DatabaseLimits(desk)
    add_sign_in(app, counted)
    metrics = Metrics(desk)
    routers = (
        language_routes(),
        verify_routes(counted),
        mailbox_routes(desk),
        receipt_routes(desk),
        answer_routes(desk),
        gallery_routes(),
        *desk_routes(),
        *audit_routes(),
        report_routes(),
        *admin_routes(),
        *rider_routes(counted),
        coverage_routes(counted),
        help_routes(),
        *platform_routes(),
        evidence_routes(),
        probe_routes(metrics, metrics_token),
    )
    app.router.routes += in_areas(routers)
    app.add_route("/static/{name:path}", _static)
    app.mount(PLACE, make_api(desk, counted))

    _answer_faults(app, desk)
    app.add_middleware(WithEnglish)
    app.add_middleware(WithRequestLog, key=log_key(desk), metrics=metrics)
    return WithHeaders(app)


def _answer_faults(app: FastAPI, desk: Desk) -> None:
    """What a page says of a fault that none of its own routes answers."""

    said = partial(_said, desk)

    @app.exception_handler(Unseen)
    def unseen(request: Request, fault: Unseen) -> Response:
        if fault.refusal.code in NOT_THERE:
            return said(request, "portal_no_such_page", 404)
        return show(request, visitor(request), "sign_in/said.html", 403, text=fault.refusal.message())

    @app.exception_handler(RuleMissing)
    def no_rule(request: Request, fault: RuleMissing) -> Response:
        """For a day of which the law's values say nothing; the sentence says from when on they do."""
        return show(request, visitor(request), "sign_in/said.html", 422, text=fault.message())

    @app.exception_handler(BadForm)
    def bad_form(request: Request, fault: BadForm) -> Response:
        return said(request, fault.code, fault.status)

    @app.exception_handler(HTTPException)
    def no_page(request: Request, fault: HTTPException) -> Response:
        if request.url.path.startswith(f"{PLACE}/"):  # a line's end in an address leads past what is mounted there
            return of_code("api_no_such_place").answer()
        return said(request, SAID.get(fault.status_code, "portal_form_unreadable"), fault.status_code)

    @app.exception_handler(DBAPIError)
    @app.exception_handler(sqlite3.Error)
    @app.exception_handler(psycopg.Error)
    @app.exception_handler(Retryable)
    def busy(request: Request, _fault: Exception) -> Response:
        return said(request, "portal_busy", 503)

    @app.exception_handler(Exception)
    def broken(request: Request, _fault: Exception) -> Response:
        return broken_page(request, _home(request))


def _said(desk: Desk, request: Request, code: str, status: int) -> Response:
    """The page of a fault: for who works here with his own columns, so that he finds his way back."""
    who = visitor(request)
    if who is not None and who.roles - {Role.RIDER} and is_inside(request.url.path):
        return show(request, who, "not_there.html", status, code=code)
    return page(desk, "said.html", status, code=code, home=_home(request))


def _home(request: Request) -> str:
    """Where a page of a fault leads back to."""
    inside = visitor(request) is not None or is_inside(request.url.path)
    return "/home" if inside else VERIFY if request.url.path.startswith(VERIFY) else "/"


def _static(request: Request) -> Response:
    return send_asset(request, request.path_params["name"])
