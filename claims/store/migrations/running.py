"""Taking a database up or down the history of the schema, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from claims.errors import ClaimsError
from claims.store.engine import LOCK_WAIT_MS
from claims.store.locks import Lock, hold
from claims.store.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = "claims.store:migrations"
VERSION_TABLE = "alembic_version"
LOCK_WAIT_S = 60


@contextmanager
def schema_change(engine: Engine) -> Iterator[Connection]:
    """A transaction in which the schema may be changed; commits at the end, or leaves nothing behind.

    Only one is open at a time, and another waits for it as long as such a change may take. SQLite does not follow
    references meanwhile, since it changes a table by making it anew; they are checked at the end. Raises ClaimsError where
    one leads nowhere.
    """
    with engine.connect() as connection:
        _outside_transactions(connection, "foreign_keys=OFF", f"busy_timeout={1000 * LOCK_WAIT_S}")
        try:
            with connection.begin():
                _alone(connection)
                yield connection
                _check_references(connection)
        finally:
            _outside_transactions(connection, "foreign_keys=ON", f"busy_timeout={LOCK_WAIT_MS}")


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Go up to `revision`; nothing happens where the database is already there."""
    from alembic import command  # takes a quarter of a second to load, and most commands never need it

    command.upgrade(config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Go down to `revision` ("base" for an empty database); the rows of dropped tables are gone."""
    from alembic import command  # as above

    command.downgrade(config(connection), revision)


def present_revision(connection: Connection) -> str | None:
    """The revision of the database; None where it has no history."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()
    return None if found is None else str(found)


def config(connection: Connection, **options: Any) -> Config:
    """Alembic's settings, made here so that they hold in an installed package too."""
    from alembic.config import Config  # as above

    made = Config(**options)
    made.set_main_option("script_location", SCRIPTS)
    made.attributes["connection"] = connection
    return made


def _outside_transactions(connection: Connection, *pragmas: str) -> None:
    """SQLite's switches, some of which do nothing inside a transaction; hence past SQLAlchemy, which would begin one."""
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}")


def _alone(connection: Connection) -> None:
    """Wait until nobody else changes the schema, as long as a change may take; SQLite's write lock sees to that by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_S}s'"))
        hold(connection, Lock.SCHEMA)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if lost:
            raise ClaimsError("references_lost", count=len(lost), table=lost[0][0], target=lost[0][2])
