"""Replays for tests: a demo installation in a folder, the pilot's data cut down to some persons, and what a replay leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from claims.settings import Settings, SignInSettings
from claims.store.rows import Row, select_rows
from pilot.facts import Case, PilotData
from pilot.loading import load_pilot
from pilot.office import Hands
from pilot.replay import BY_ITSELF, replay
from pilot.summary import Summary
from tests.support.keys import TEST_KEYS
from workflows.opening import open_desk, set_up
from workflows.transaction import Desk

PROVINCE = "重庆"
INSTALLED = datetime(2022, 7, 1, tzinfo=UTC)
FIRST = load_pilot()
VARIED = (3, 5, 18, 20, 22, 25, 27, 42, 43)  # persons of the first file whose cases take the most turns
# A payment that the bank rejects, an appraisal made again, a refusal under review, others under way. They were hurt late: a
# replay goes from day to day from the first report on.
LATE = (25, 27, 40, 43, 46)
SECOND = load_pilot(Path(__file__).parent.parent.parent / "pilot" / "second.toml")


@dataclass(frozen=True)
class Replayed:
    """A desk after its replay, the summary it gave, and what was replayed."""

    desk: Desk
    summary: Summary
    data: PilotData

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The stored rows of `table` that match."""
        with self.desk.engine.connect().execution_options(reading=True) as connection:
            return select_rows(connection, table, **where)

    def case_of(self, person: int) -> Row:
        """The case of a person that was not merged into another."""
        name = f"合成人员{person:02d}"
        persons = [row["person_id"] for row in self.rows("person_private") if f'"{name}"' in row["body"]]
        return next(row for row in self.rows("claim", person_id=persons[0]) if row["state"] != "merged")

    def events_of(self, person: int) -> list[Row]:
        """The events of a person's case, in order."""
        return sorted(self.rows("event", claim_no=self.case_of(person)["no"]), key=lambda row: int(row["seq"]))


def only(data: PilotData, *persons: int) -> PilotData:
    """The same data with the cases of these persons only."""
    return replace(data, cases=tuple(case for case in data.cases if case.person in persons))


def with_grade(case: Case, grade: int) -> Case:
    """The same case with another grade in its last appraisal."""
    assert case.appraisal
    redo = case.appraisal.redo
    changed = {"redo": replace(redo, grade=grade)} if redo else {"grade": grade}
    return replace(case, appraisal=replace(case.appraisal, **changed))


@contextmanager
def demo_desk(folder: Path, url: str | None = None, mode: str = "demo") -> Iterator[Desk]:
    """The desk of a fresh installation."""
    set_up(_settings(folder, url, mode), mode, INSTALLED)
    with opened(folder, url, mode) as desk:
        yield desk


def _settings(folder: Path, url: str | None, mode: str) -> Settings:
    return Settings(
        url or f"sqlite:///{folder / 'claims.sqlite'}",
        folder,
        "memory://",
        PROVINCE,
        sign_in=SignInSettings(cheap_hashes=mode == "demo"),
        data_keys=TEST_KEYS,
    )


@contextmanager
def opened(folder: Path, url: str | None = None, mode: str = "demo") -> Iterator[Desk]:
    """The desk of an installation that is there; SQLite does not wait for the disk, which no test can tell."""
    desk = replace(
        open_desk(_settings(folder, url, mode)), sign_key=None, sign_in=SignInSettings()
    )  # a signature takes as long as a page, and no replay differs by it
    if desk.engine.dialect.name == "sqlite":
        event.listen(desk.engine, "connect", _do_not_wait_for_the_disk)
        desk.engine.dispose()
    try:
        yield desk
    finally:
        desk.engine.dispose()


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


@contextmanager
def replayed(folder: Path, data: PilotData, url: str | None = None, hands: Hands = BY_ITSELF) -> Iterator[Replayed]:
    """A replay of `data` on a fresh installation."""
    with demo_desk(folder, url) as desk:
        yield Replayed(desk, replay(desk, data, hands=hands), data)
