"""Signing in, for the application that is assembled: its routes, and what becomes of who is turned away."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from portal.joining import join
from portal.limits import Limits
from portal.oidc_pages import oidc_routes
from portal.own_security_pages import own_security_routes
from portal.shell import show, visitor
from portal.sign_in_forms import Hindered
from portal.sign_in_pages import sign_in_routes
from portal.turned_away import add_turning_away


def add_sign_in(app: FastAPI, limits: Limits) -> None:
    """Let people sign in to `app`, whose desk stands at `app.state.desk`."""
    add_turning_away(app)
    join(app.router, sign_in_routes(limits), own_security_routes(), oidc_routes(limits))

    @app.exception_handler(Hindered)
    def hindered(request: Request, fault: Hindered) -> Response:
        return show(request, visitor(request), "sign_in/said.html", fault.status, text=fault.text)
