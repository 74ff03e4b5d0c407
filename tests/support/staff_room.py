"""A portal for tests of signing in: a world, its application, and browsers that keep cookies and read forms as people do."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from httpx2 import Response
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from claims.settings import SignInSettings
from portal.app import make_app
from portal.fields import Fields
from portal.given_back import given_back
from portal.limits import Limits
from portal.signed_in import SignedIn, of_roles, posted_form, require_step_up, signed_in
from tests.support.limitless import Limitless
from tests.support.web_client import WebClient
from tests.support.world import World
from workflows.credentials import credentials_of, write_password
from workflows.one_time_codes import code_at
from workflows.passwords import hashed
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction, reading

PASSWORD = "correct horse battery staple"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
SECURE = "https://testserver"


@dataclass
class Room:
    """A world whose people can sign in. `written` is what the page of the test has been given."""

    world: World
    desk: Desk
    limits: Limits
    written: list[Mapping[str, str]]

    def browser(self, base: str = SECURE, address: str = "192.0.2.7", **headers: str) -> Browser:
        """A browser without cookies."""
        return Browser(self, base, address, headers)

    @cached_property
    def app(self) -> Any:
        """The application with pages of its own that this test needs, one for all who come."""
        app = make_app(self.desk, self.limits)
        _add_pages(inner_app(app), self.written)
        return app

    def give_password(self, username: str, password: str = PASSWORD) -> None:
        """Let somebody have a password."""
        kept = hashed(password, cheap=True)
        in_one_transaction(
            self.desk, lambda c: write_password(c, username, kept, self.world.moment, must_change=False)
        )  # fmt: skip

    def code(self, username: str) -> str:
        """What the telephone shows now."""
        with reading(self.desk) as connection:
            known = credentials_of(connection, username)
        return code_at(str(known.totp or known.pending), self.world.moment)

    def later(self, **by: float) -> None:
        """Time goes on."""
        self.world.moment += timedelta(**by)

    def happened(self, username: str | None) -> list[str]:
        """What the log tells of an account, in order."""
        rows = sorted(self.world.rows("security_event"), key=lambda row: str(row["at"]))
        return [row["what"] for row in rows if row["username"] == username]


class Browser:
    """Fills in forms with what they carry, as a person does."""

    def __init__(self, room: Room, base: str, address: str, headers: Mapping[str, str]) -> None:
        self.room = room
        self.web = WebClient(
            room.app, base_url=base, headers=dict(headers), client=(address, 1), follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip

    def get(self, path: str) -> Response:
        """Look at a page."""
        return self.web.get(path)

    def fill(self, page: str, fields: Mapping[str, str], to: str | None = None, **headers: str) -> Response:
        """Fill in the form of a page and send it."""
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(self.get(page).text)}
        return self.web.post(to or page.partition("?")[0], data={**hidden, **fields}, headers=headers)

    def sign_in(self, username: str = "intake1", password: str = PASSWORD, after: str = "") -> Response:
        """The first step."""
        page = f"/login?next={after}" if after else "/login"
        return self.fill(page, {"username": username, "password": password})

    def cookies(self) -> dict[str, str]:
        """What the browser keeps."""
        return dict(self.web.cookies.items())


@contextmanager
def room_of(world: World, limits: Limits | None = None, **settings: Any) -> Iterator[Room]:
    """A room in a world; `settings` are those of signing in."""
    desk = replace(world.desk, sign_in=SignInSettings(cheap_hashes=True, **settings))
    room = Room(world, desk, limits or Limitless(), [])
    room.give_password("intake1")
    yield room


def inner_app(app: Any) -> FastAPI:
    """The application under the headers."""
    while not isinstance(app, FastAPI):
        app = app.inner
    return app


def _add_pages(app: FastAPI, written: list[Mapping[str, str]]) -> None:
    """A page with a form, one for the approver, and an act that asks again."""

    @app.get("/test/form")
    def form(request: Request, signed: Annotated[SignedIn, Depends(signed_in)]) -> PlainTextResponse:
        given = given_back(request, signed)
        text = given["text"] if given else ""
        return PlainTextResponse(f'{signed.username}<input type="hidden" name="csrf" value="{signed.csrf}">“{text}”')

    @app.post("/test/form")
    def write(fields: Annotated[Fields, Depends(posted_form)]) -> PlainTextResponse:
        written.append(dict(fields))
        return PlainTextResponse("written")

    @app.get("/test/approver")
    def approver(signed: Annotated[SignedIn, Depends(of_roles(Role.APPROVER))]) -> PlainTextResponse:
        return PlainTextResponse(signed.username)

    @app.post("/test/act")
    def act(
        _signed: Annotated[SignedIn, Depends(require_step_up)], fields: Annotated[Fields, Depends(posted_form)]
    ) -> PlainTextResponse:
        written.append(dict(fields))
        return PlainTextResponse("done")
