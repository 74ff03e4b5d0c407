"""One chronological queue over everything that happens, and the clock that is set by it.

A story is a generator: between two `yield`s it acts, and what it yields is the day on which it goes on. So a case reads
like a tale, and all cases together still happen day by day: a letter's date never goes back in its series.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum

from claims.clock import SHANGHAI

Story = Iterator[date]
OPENS_AT = time(9, 0)
BETWEEN_ACTS = timedelta(seconds=20)


class Rank(IntEnum):
    """The order within a day: the system's sweep, the cases, the post room, the cashier and the bank, the archive."""

    SWEEP = 0
    CASE = 1
    POST_ROOM = 2
    CASHIER = 3
    ARCHIVE = 4


class Agenda:
    """Who goes on when."""

    def __init__(self) -> None:
        self._waiting: list[tuple[date, Rank, int, Story]] = []
        self._added = 0

    def add(self, story: Story, day: date, rank: Rank = Rank.CASE) -> None:
        """Let `story` begin, or go on, on `day`."""
        heapq.heappush(self._waiting, (day, rank, self._added, story))
        self._added += 1

    def days(self, until: date) -> Iterator[date]:
        """Every day to `until` on which somebody goes on."""
        while self._waiting and self._waiting[0][0] <= until:
            yield self._waiting[0][0]

    def run(self, day: date) -> None:
        """Let everybody whose day it is go on, each until the day that the story names next."""
        while self._waiting and self._waiting[0][0] == day:
            _, rank, _, story = heapq.heappop(self._waiting)
            for next_day in story:
                self.add(story, max(next_day, day + timedelta(days=1)), rank)
                break


class SetClock:
    """A clock that stands on the day it is set to and moves a little with every act."""

    def __init__(self) -> None:
        self._instant = datetime.min.replace(tzinfo=UTC)

    def set(self, day: date) -> None:
        """The morning of `day` in Asia/Shanghai."""
        self._instant = datetime.combine(day, OPENS_AT, SHANGHAI).astimezone(UTC)

    def tick(self) -> None:
        """A moment later."""
        self._instant += BETWEEN_ACTS

    def now(self) -> datetime:
        """The instant at which it stands."""
        return self._instant
