"""PostgreSQL databases with a bureau in them, for one test after the other.

A copy of a database costs a test up to a second, nearly all of it in the kernel. So one that a test has given back is
emptied, filled again with what it held at first, and lent to the next; one whose shape a test has changed is dropped.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from tests.support.servers import Postgres
from tests.support.world import furnish

WAIT_MS = 10_000
CUT_OFF = "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
SEQUENCES = "SELECT format('%I', sequencename), start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
SHAPE = """
SELECT md5(string_agg(part, E'\\n' ORDER BY part)) FROM (
    SELECT concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid::regtype, a.attnotnull) AS part
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
) AS parts
"""


class FurnishedDatabases:
    """Lends databases of `server` that hold what `furnish` writes, each to one test at a time."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self.template = server.create_database()
        furnish(server.url(self.template))
        with psycopg.connect(server.dsn(self.template)) as connection:
            self._shape = _shape(connection)
            self._counted = connection.execute(SEQUENCES).fetchall()
            self._held = {name: _copy_out(connection, name) for (name,) in connection.execute(TABLES)}
        self._spare: list[str] = []

    def take(self) -> str:
        """The name of a database that nobody uses."""
        return self._spare.pop() if self._spare else self._server.create_database(self.template)

    def give_back(self, name: str) -> None:
        """Cut off whoever still uses it, and make it as it was."""
        with psycopg.connect(self._server.dsn(name)) as connection:
            connection.execute(CUT_OFF, [WAIT_MS, name])
            is_whole = _shape(connection) == self._shape
            if is_whole:
                self._fill_again(connection)
        if is_whole:
            self._spare.append(name)
        else:
            self._server.drop_database(name)

    def _fill_again(self, connection: psycopg.Connection) -> None:
        connection.execute("SET session_replication_role = replica")  # else what is only ever added to lets nothing go
        is_filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in self._held
        )
        for (name,) in connection.execute(is_filled).fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        for name, held in self._held.items():
            if held:
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as into:
                    into.write(held)
        for name, start, last in self._counted:
            connection.execute("SELECT setval(%s, %s, %s)", [name, last or start, last is not None])


def _shape(connection: psycopg.Connection) -> str:
    row = connection.execute(SHAPE).fetchone()
    assert row
    return str(row[0])


def _copy_out(connection: psycopg.Connection, name: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as out:
        return b"".join(bytes(part) for part in out)
