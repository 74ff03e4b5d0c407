"""The description of the interface: OpenAPI for programs, and the same as a page of ours for people, without a script."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.navigation import PLACES
from portal.shell import show

JSON = "application/json"


def describe(api: FastAPI, place: str) -> None:
    """Add the two addresses to `api`, which stands at `place`."""

    @cache
    def described() -> dict[str, Any]:
        found = get_openapi(title=api.title, version=api.version, routes=api.routes)
        return {**found, "servers": [{"url": place}]}

    @api.get("/openapi.json", include_in_schema=False)
    def document() -> Response:
        return JSONResponse(described())

    @api.get("/docs", include_in_schema=False)
    def page(request: Request) -> Response:
        return show(request, None, "platform/api_docs.html", place=PLACES["p"], api=place, calls=calls_in(described()))


def calls_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every call of a document in its order: method, path, what it is, the fields of its body and the statuses of its answers."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "name": said["summary"],
            "text": said.get("description", ""),
            "fields": fields_in(said),
            "statuses": sorted(said["responses"]),
        }
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    ]


def fields_in(said: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """The fields of a body: name, what it is, its kind, whether it must be there; those inside a list by a dotted name."""
    content = said.get("requestBody", {}).get("content", {})
    return _fields(content[JSON]["schema"], "") if content else []


def _fields(schema: dict[str, Any], within: str) -> list[tuple[str, str, str, bool]]:
    found = []
    for name, field in schema["properties"].items():
        label = "，".join(text for text in (field.get("title", ""), field.get("description", "")) if text)
        found.append((f"{within}{name}", label, _kind(field), name in schema["required"]))
        inner = field.get("items", {})
        if "properties" in inner:
            found.extend(_fields(inner, f"{within}{name}[]."))
    return found


def _kind(field: dict[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(field["enum"])
    return "-".join(text for text in (field["type"], field.get("format", "")) if text)
