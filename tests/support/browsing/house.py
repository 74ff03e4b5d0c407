"""The portal as a process of its own on a copy of an office, with a clock that the test sets; it can be killed.

As a program it is that process: `python -m tests.support.browsing.house FOLDER PORT`.
"""

from __future__ import annotations

import shutil
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn

from claims.clock import SHANGHAI
from claims.files import write_whole
from claims.settings import Settings, SignInSettings
from claims.store.rows import Row
from portal.app import make_app
from tests.support.keys import TEST_KEYS, keyed_like
from tests.support.limitless import Limitless
from tests.support.offices import Office
from tests.support.pilots import PROVINCE
from tests.support.riders import codes_of
from tests.support.servers import Server, free_port
from workflows.locking import read_person
from workflows.opening import open_desk
from workflows.outbox import drain
from workflows.person_index import TAIL_DIGITS
from workflows.phone_codes import persons_of_phone
from workflows.sweep import sweep
from workflows.transaction import Desk, reading

CLOCK = "clock.txt"
DATABASE = "claims.sqlite"
HOST = "127.0.0.1"
SENT_WITHIN_SECONDS = 10


class PortalServer(Server):
    """The web process of the installation in `folder`."""

    name = "portal"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def _command(self) -> Sequence[str]:
        return [sys.executable, "-m", "tests.support.browsing.house", str(self.folder), str(self.port)]

    def _answers(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex((HOST, self.port)) == 0


@dataclass(frozen=True)
class House:
    """An office whose portal runs. `office` is how the test looks at the same database; `read_codes` are how many codes have
    been read, by who got them.
    """

    office: Office
    server: PortalServer
    read_codes: dict[str, int] = field(default_factory=dict)

    def set_clock(self, day: str, time: str = "10:00") -> None:
        """The house's clock stands at this minute of Shanghai."""
        _set_clock(self.server.folder, datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI))

    def tick(self) -> None:
        """A second goes by: what is sent from now on is newer than what was sent before."""
        _set_clock(self.server.folder, _clock(self.server.folder) + timedelta(seconds=1))

    def work(self) -> None:
        """What a worker would do now: what is due by itself happens, letters become files, messages go."""
        sweep(self.office.desk, self.office.desk.today())
        while drain(self.office.desk).done:
            pass

    def case_of(self, person: int) -> str:
        """The number of a person's case."""
        return str(self.office.replayed.case_of(person)["no"])

    def telephone_of(self, person: int) -> tuple[str, str]:
        """The telephone of a person, and the last four digits of the ID number."""
        (claim,) = self.rows("claim", no=self.case_of(person))
        with reading(self.office.desk) as connection:
            told = read_person(connection, str(claim["person_id"])) or {}
        return str(told["phone"]), str(told["id_number"])[-TAIL_DIGITS:]

    def code(self, number: str) -> str:
        """The code that has gone to a telephone since one was read: it is sent when the page has already been answered."""
        with reading(self.office.desk) as connection:
            recipient = persons_of_phone(connection, number)[0]
        given_up = time.monotonic() + SENT_WITHIN_SECONDS
        codes = codes_of(self.office, recipient)
        while len(codes) <= self.read_codes.get(recipient, 0) and time.monotonic() < given_up:
            time.sleep(0.05)
            codes = codes_of(self.office, recipient)
        self.read_codes[recipient] = len(codes)
        return codes[0]

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The stored rows that match."""
        return self.office.replayed.rows(table, **where)


@contextmanager
def served(template: Office, folder: Path) -> Iterator[House]:
    """The portal on a copy of an office, at the office's own instant."""
    shutil.copytree(template.desk.var_dir, folder)
    _set_clock(folder, template.desk.instant())
    engine = keyed_like(template.desk.engine, f"sqlite:///{folder / DATABASE}")
    desk = replace(template.desk, engine=engine, var_dir=folder, now=lambda: _clock(folder))
    server = PortalServer(folder)
    server.start()
    try:
        yield House(Office(replace(template.replayed, desk=desk), desk), server)
    finally:
        server.kill()
        engine.dispose()


def _set_clock(folder: Path, instant: datetime) -> None:
    write_whole(folder / CLOCK, instant.isoformat().encode())


def _clock(folder: Path) -> datetime:
    return datetime.fromisoformat((folder / CLOCK).read_text())


def _desk(folder: Path) -> Desk:
    settings = Settings(f"sqlite:///{folder / DATABASE}", folder, "memory://", PROVINCE, data_keys=TEST_KEYS)
    return replace(open_desk(settings, now=lambda: _clock(folder)), sign_key=None, sign_in=SignInSettings())


if __name__ == "__main__":
    app = make_app(_desk(Path(sys.argv[1])), Limitless())
    uvicorn.run(app, host=HOST, port=int(sys.argv[2]), log_level="warning", access_log=False)
