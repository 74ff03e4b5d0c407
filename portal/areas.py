"""The routes of the pages by the first two words of their address: a request asks only those that could be its own.

A router that is included asks each of its routes anew at every level, which cost a small page more than its statements.
"""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send


class Area(BaseRoute):
    """Routes whose addresses begin with one word, asked in the order in which they were added."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.routes: list[APIRoute] = []
        self.by_second: dict[str, list[APIRoute]] = {}
        self.of_any_second: list[APIRoute] = []

    def add(self, route: APIRoute) -> None:
        """Ask this route too, where no route before it matches."""
        self.routes.append(route)
        second = _words(route.path)[1]
        if "{" in second:
            for routes in (self.of_any_second, *self.by_second.values()):
                routes.append(route)
        else:
            self.by_second.setdefault(second, list(self.of_any_second)).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route of this address and method; else, as PARTIAL, the first of this address."""
        partial: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] != "http":
            return partial
        first, second = _words(scope["path"])
        if first != self.word:
            return partial
        for route in self.by_second.get(second, self.of_any_second):
            match, found = route.matches(scope)
            if match == Match.FULL:
                return match, found
            if match == Match.PARTIAL and partial[0] == Match.NONE:
                partial = match, found
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the route that matched."""
        await scope["route"].handle(scope, receive, send)


def in_areas(routers: Iterable[APIRouter]) -> list[BaseRoute]:
    """The routes of these routers, whose addresses all begin with a word that is fixed."""
    areas: dict[str, Area] = {}
    for route in (one for router in routers for one in router.routes if isinstance(one, APIRoute)):
        word = _words(route.path)[0]
        areas.setdefault(word, Area(word)).add(route)
    return list(areas.values())


def _words(path: str) -> tuple[str, str]:
    """The first two words of an address; what is not there is empty."""
    first, _, rest = path[1:].partition("/")
    return first, rest.partition("/")[0]
