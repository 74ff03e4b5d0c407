"""Joining the routes of several modules to one router."""

from __future__ import annotations

from fastapi import APIRouter


def join(router: APIRouter, *parts: APIRouter) -> None:
    """Let `router` have the routes of `parts` as they stand.

    `include_router` would work out each of them anew, for every application and inside its first request.
    """
    for part in parts:
        router.routes.extend(part.routes)
