"""English pages: the English catalogue laid over the finished page; what it does not have stays Chinese and is marked so.

Nothing behind a page knows of it: a page is made in Chinese and said in English sentence by sentence, where its reader
has asked for English. Letters, and whatever else is marked as Chinese, are left as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from fastapi import APIRouter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.catalogue import CHINESE, KEPT, english
from portal.cookies import give_choice
from portal.next_page import safe_next

ENGLISH = "english"
HTML = "text/html"
SIGN_IN = "/login"  # a form leads nowhere else after it; a choice of language does
BETWEEN = "\ue002"
CHINESE_MARK = 'lang="zh-CN"'
TOKEN = re.compile(r"(<!--.*?-->|<(?:script|style|textarea)\b.*?</(?:script|style|textarea)>|<[^>]*>)", re.DOTALL)
NAME = re.compile(r"</?([a-z][a-z0-9]*)")
SPOKEN = re.compile(r'(?<= )(aria-label|placeholder|title|data-h|data-reveal|data-came|data-which)="([^"]*)"')
NO_ELEMENT_INSIDE = frozenset({"title", "option"})


@cache
def language_routes() -> APIRouter:
    """The route by which somebody chooses the language of his pages."""
    routes = APIRouter()

    @routes.get("/language")
    def language(request: Request, english: str = "", back: str = "") -> Response:
        answer = RedirectResponse(SIGN_IN if back.partition("?")[0] == SIGN_IN else safe_next(back, "/"), 303)
        give_choice(answer, request, ENGLISH, is_on=english == "1")
        return answer

    return routes


def wants_english(request: Request) -> bool:
    """Whether this browser's owner reads English."""
    return request.cookies.get(ENGLISH) == "1"


@dataclass(slots=True)
class _Page:
    """A page while it is said in English: which element is open, and how deep in one that stays Chinese."""

    within: str = ""
    kept: str = ""
    depth: int = 0
    said: list[str] = field(default_factory=list)

    def mark(self, token: str) -> str:
        """A tag, with what its attributes say."""
        found = NAME.match(token)
        name, closes = (found[1] if found else ""), token.startswith("</")
        if self.kept:
            self.depth += (-1 if closes else 1) if name == self.kept else 0
            self.kept = self.kept if self.depth else ""
            return token
        self.within = "" if closes else name
        if name == "html":
            return token.replace(CHINESE_MARK, 'lang="en"')
        if CHINESE_MARK in token:
            self.kept, self.depth = name, 1
            return token
        return SPOKEN.sub(lambda one: f'{one[1]}="{_said(one[2], str)}"', token)

    def text(self, token: str) -> str:
        """A text between tags."""
        if self.kept or not CHINESE.search(token):
            return token
        core = token.strip()
        inside = str if self.within in NO_ELEMENT_INSIDE else _marked
        return token.replace(core, _said(core, inside))


def in_english(page: str) -> str:
    """The page in English, as far as the catalogue has it."""
    made = _Page()
    return "".join(made.mark(one) if one.startswith("<") else made.text(one) for one in TOKEN.split(page))


def _said(text: str, otherwise: Callable[[str], str]) -> str:
    said = english().say(" ".join(html.unescape(text).split()))
    if said is None:
        return otherwise(text)
    before, behind = otherwise(BETWEEN).split(BETWEEN)
    return html.escape(said).replace(KEPT[0], before).replace(KEPT[1], behind)


def _marked(text: str) -> str:
    return f"<span {CHINESE_MARK}>{text}</span>"


class WithEnglish:
    """The application, with its pages in English for those who asked for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.inner = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not wants_english(Request(scope)):
            await self.inner(scope, receive, send)
            return
        begun: list[Message] = []
        parts: list[bytes] = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                begun.append(message)
            elif not begun:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await _send_page(send, begun[0], b"".join(parts))

        await self.inner(scope, receive, sending)


def _is_page(message: Message) -> bool:
    return MutableHeaders(scope=message).get("content-type", "").startswith(HTML)


async def _send_page(send: Send, start: Message, content: bytes) -> None:
    body = in_english(content.decode()).encode()
    headers = MutableHeaders(scope=start)
    headers["content-length"] = str(len(body))
    headers["content-language"] = "en"
    await send(start)
    await send({"type": "http.response.body", "body": body})
