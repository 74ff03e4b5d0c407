"""Version 1 of the interface as an application of its own: whatever goes wrong in it is answered in JSON."""

from __future__ import annotations

import sqlite3

import psycopg
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import Retryable
from portal.api.description import describe
from portal.api.faults import ApiFault, fault_shown, of_code
from portal.api.routes import api_routes
from portal.limits import Limits
from workflows.transaction import Desk

PLACE = "/api/v1"
VERSION = "1.0"
SAID = {404: "api_no_such_place", 405: "api_wrong_method"}


def make_api(desk: Desk, limits: Limits) -> FastAPI:
    """The application that is mounted at `PLACE`."""
    api = FastAPI(
        title="职业伤害保障平台接口",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    api.state.desk, api.state.limits = desk, limits
    api.router.routes += api_routes().routes
    describe(api, PLACE)

    @api.exception_handler(ApiFault)
    def refused(_request: Request, fault: ApiFault) -> Response:
        return fault.answer()

    @api.exception_handler(HTTPException)
    def no_route(_request: Request, fault: HTTPException) -> Response:
        return of_code(SAID.get(fault.status_code, "api_no_such_place")).answer()

    @api.exception_handler(RequestValidationError)
    def bad_address(_request: Request, fault: RequestValidationError) -> Response:
        return ApiFault(422, [fault_shown(str(one["loc"][-1]), "api_query", {}) for one in fault.errors()]).answer()

    @api.exception_handler(DBAPIError)
    @api.exception_handler(sqlite3.Error)
    @api.exception_handler(psycopg.Error)
    @api.exception_handler(Retryable)
    def busy(_request: Request, _fault: Exception) -> Response:
        return of_code("portal_busy").answer()

    @api.exception_handler(Exception)
    def broken(_request: Request, _fault: Exception) -> Response:
        return of_code("portal_broken").answer()

    return api
