"""A browser at the desk for tests: the first persons of the pilot, replayed once, and any sign-in of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from starlette.responses import Response
from starlette.testclient import TestClient

from pilot.replay import replay
from portal.app import make_app
from tests.support.pilots import FIRST, Replayed, demo_desk, only
from workflows.credentials import write_password
from workflows.passwords import hashed
from workflows.transaction import Desk, in_one_transaction

PASSWORD = "one-for-all-of-them"
THEN = datetime(2025, 7, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """The portal after a replay, at a day of its own."""

    replayed: Replayed
    desk: Desk

    @contextmanager
    def at(self, username: str) -> Iterator[TestClient]:
        """A browser in which somebody has signed in."""
        with TestClient(make_app(self.desk), base_url="https://testserver", raise_server_exceptions=False) as web:
            answer = web.post("/login", data={"username": username, "password": PASSWORD}, headers=SAME)
            assert answer.status_code == 200, answer.text
            yield web


SAME = {"origin": "https://testserver", "sec-fetch-site": "same-origin"}


def hidden_of(answer: Response) -> dict[str, str]:
    """The hidden fields of the main form of a page."""
    import re

    form = answer.text.split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


@contextmanager
def office(folder: Path, *persons: int) -> Iterator[Office]:
    """The portal after a replay of these persons of the pilot; all accounts of the demonstration have one password."""
    with demo_desk(folder) as desk:
        data = only(FIRST, *persons)
        replayed = Replayed(desk, replay(desk, data), data)
        word = hashed(PASSWORD, cheap=True)
        names = [row["username"] for row in replayed.rows("account")]

        def give(connection: object) -> None:
            for name in names:
                write_password(connection, name, word, THEN, must_change=False)  # type: ignore[arg-type]

        in_one_transaction(desk, give)
        yield Office(replayed, replace(desk, now=lambda: THEN))
