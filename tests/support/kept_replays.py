"""Replays that are made once a test run, for whoever wants a copy: a replay takes seconds, its copy hardly any time.

Two replays of the same data are the same to the byte, as `tests/pilot/test_repeatable.py` shows.
"""

from __future__ import annotations

import fcntl
import hashlib
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pilot.facts import PilotData
from pilot.summary import Summary
from tests.support.pilots import Replayed, opened, replayed

VAR, SUMMARY = "var", "summary"


@dataclass
class Shelf:
    """The folder that all workers of a run share."""

    folder: Path | None = None

    def place(self, data: PilotData) -> Path:
        """Where the replay of `data` belongs."""
        assert self.folder is not None, "keep replays in a folder first"
        return self.folder / f"replay-{hashlib.sha256(repr(data).encode()).hexdigest()[:16]}"


SHELF = Shelf()


@contextmanager
def copied(folder: Path, data: PilotData) -> Iterator[Replayed]:
    """A replay of `data` in `folder`, to be changed at will."""
    place = SHELF.place(data)
    summary = _made(place, data)
    shutil.copytree(place / VAR, folder, dirs_exist_ok=True)
    with opened(folder) as desk:
        yield Replayed(desk, summary, data)


def _made(place: Path, data: PilotData) -> Summary:
    """Make the replay where no worker has made it yet; another one who wants it waits."""
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / SUMMARY).exists():
            with replayed(place / VAR, data) as made:
                kept = pickle.dumps(made.summary)
            (place / SUMMARY).write_bytes(kept)
    summary: Summary = pickle.loads((place / SUMMARY).read_bytes())
    return summary
