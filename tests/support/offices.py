"""An office for tests of pages: some persons of the pilot, replayed once, and a browser for whoever signs in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from httpx2 import Client, Response
from sqlalchemy import Connection
from starlette.types import ASGIApp

from pilot.facts import PilotData
from portal.app import make_app
from tests.support.kept_replays import copied
from tests.support.limitless import Limitless
from tests.support.pilots import FIRST, Replayed, only
from tests.support.web_client import WebClient
from workflows.credentials import write_password
from workflows.passwords import hashed
from workflows.people import BUREAU_ORG, HeldPost, open_account
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction

PASSWORD = "correct horse battery staple"
THEN = datetime(2025, 7, 1, 2, tzinfo=UTC)  # ten o'clock of the day after the replay ends
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
MARKS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Office:
    """The portal after a replay. `desk` stands at a day of its own."""

    replayed: Replayed
    desk: Desk

    @cached_property
    def app(self) -> ASGIApp:
        """The portal, made once for all who come."""
        return make_app(self.desk, Limitless())

    def hire(self, username: str, name: str, role: Role) -> None:
        """One more person at a post, who can sign in."""

        def write(connection: Connection) -> None:
            held = [HeldPost(role, self.desk.today())]
            open_account(connection, username, name, BUREAU_ORG, f"index-{username}", held)
            write_password(connection, username, hashed(PASSWORD, cheap=True), THEN, must_change=False)

        in_one_transaction(self.desk, write)

    def person(self, username: str) -> Visitor:
        """Somebody who has signed in, with a browser of his own."""
        visitor = Visitor(WebClient(
            self.app, base_url="https://testserver", follow_redirects=False, raise_server_exceptions=False,
        ))  # fmt: skip
        answer = visitor.fill("/login", {"username": username, "password": PASSWORD})
        assert answer.status_code == 303, said(answer)
        return visitor


@dataclass(frozen=True)
class Visitor:
    """A browser that fills in forms with what they carry, as a person does."""

    web: Client

    def get(self, path: str) -> Response:
        """Look at a page."""
        return self.web.get(path)

    def text(self, path: str) -> str:
        """What a page says, without its marks; it must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {said(answer)[:300]}"
        return said(answer)

    def fill(self, page: str, fields: Mapping[str, str], to: str | None = None) -> Response:
        """Fill in the form of a page and send it."""
        return self.web.post(to or page, data={**hidden_of(self.get(page)), **fields})

    def step_up(self) -> None:
        """Say again who it is."""
        answer = self.fill("/step-up", {"password": PASSWORD})
        assert answer.status_code == 303, said(answer)


def hidden_of(answer: Response) -> dict[str, str]:
    """The hidden fields of the forms of a page, as a browser would send them."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(answer.text)}


def said(answer: Response) -> str:
    """The text of a page, its marks taken out and its spaces drawn together."""
    return " ".join(html.unescape(MARKS.sub(" ", answer.text)).split())


def open_to_public(replayed: Replayed) -> Office:
    """The portal after a replay, on the day after its last, with a password for every account."""
    names = [str(row["username"]) for row in replayed.rows("account")]
    kept = hashed(PASSWORD, cheap=True)

    def give(connection: Connection) -> None:
        for name in names:
            write_password(connection, name, kept, THEN, must_change=False)

    in_one_transaction(replayed.desk, give)
    return Office(replayed, replace(replayed.desk, now=lambda: THEN))


@contextmanager
def office(folder: Path, *persons: int, data: PilotData = FIRST) -> Iterator[Office]:
    """The portal after a replay of these persons; all accounts of the demonstration have one password."""
    chosen = only(data, *persons) if persons else data
    with copied(folder, chosen) as made:
        yield open_to_public(made)
