"""The desk that a command works at: the installation that the settings point to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from claims.clock import SHANGHAI
from claims.settings import Settings, read_settings

if TYPE_CHECKING:
    from workflows.transaction import Desk

NOON = time(12, 0)


@contextmanager
def desk(on: date | None = None) -> Iterator[Desk]:
    """The desk, closed at the end. With `on` it is noon of that day there, which a production database refuses."""
    from workflows.opening import open_desk  # half a second that help and the pure rules do not need

    moment = None if on is None else datetime.combine(on, NOON, SHANGHAI).astimezone(UTC)
    opened = open_desk(read_settings(), now=None if moment is None else lambda: moment)
    try:
        yield opened
    finally:
        opened.engine.dispose()


def shown_database(settings: Settings) -> str:
    """The address of the database without its password."""
    from sqlalchemy import make_url

    return make_url(settings.database_url).render_as_string(hide_password=True)
