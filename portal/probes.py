"""/healthz, /readyz and /metrics, for machines: whether the process lives, whether it is of use, and the figures."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from portal.metrics import CONTENT_TYPE, Metrics
from portal.shell import desk_of
from workflows.readiness import readiness

BEARER = "bearer "
THROUGH_A_PROXY = ("x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-host")


def probe_routes(metrics: Metrics, token: str) -> APIRouter:
    """The routes; `token` opens the figures to another machine, and without one only this machine reads them."""
    routes = APIRouter()

    @routes.get("/healthz")
    async def healthz() -> Response:
        return PlainTextResponse("ok\n")  # on the loop itself: it asks neither database nor thread

    @routes.get("/readyz")
    def readyz(request: Request) -> Response:
        desk = desk_of(request)
        found = readiness(desk, desk.instant())
        ready = all(one.is_there for one in found)
        facts = {one.name: "ok" if one.is_there else one.code for one in found}
        return JSONResponse({"ready": ready, **facts}, 200 if ready else 503)

    @routes.get("/metrics")
    def figures(request: Request) -> Response:
        if not may_read(request, token):
            raise HTTPException(404)
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return routes


def may_read(request: Request, token: str) -> bool:
    """Whether this request may have the figures: by the token, or straight from this machine where there is none.

    What came through a proxy also comes from this machine, but bears the proxy's marks.
    """
    if token:
        given = request.headers.get("authorization", "")
        shown = given[len(BEARER) :] if given[: len(BEARER)].lower() == BEARER else ""
        return hmac.compare_digest(shown.encode(), token.encode())
    if any(name in request.headers for name in THROUGH_A_PROXY):
        return False
    return _is_loopback(request.client.host if request.client else "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
