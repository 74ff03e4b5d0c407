"""What the outbox promised and what was made of it; and a disk that is full."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from claims.store.rows import Row
from tests.support.world import World
from workflows.outbox import FIRST_REST, Drained, drain

MOMENT = timedelta(seconds=1)


def only(world: World, no: str) -> Row:
    """The one effect of a case."""
    return world.one("outbox", claim_no=no)


def written(world: World) -> list[Path]:
    """Every file in the folder of the letters, half ones too."""
    return [path for path in (world.desk.var_dir / "letters").rglob("*") if path.is_file()]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to let a file of this process grow beyond `size` bytes, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def check_full_disk(world: World, no: str) -> None:
    """The letter of the case waits, nothing half done is left, and it is made once there is room."""
    failed = only(world, no)
    assert (failed["state"], failed["faults"], failed["last_error"]) == ("pending", 0, "OSError")
    assert written(world) == []
    assert [row["state"] for row in world.rows("letter", claim_no=no)] == ["issued"]
    world.moment += FIRST_REST + MOMENT
    assert drain(world.desk) == Drained(1, 0)
    assert len(written(world)) == 1
