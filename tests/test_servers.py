"""The servers that other tests stand on are real, private and recover from a crash."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support.servers import Postgres, Valkey, running_postgres, running_valkey

ABANDON = """
import os, signal
from tests.support.servers import running_postgres, running_valkey
with running_postgres() as postgres, running_valkey() as valkey:
    print(postgres.pid, valkey.pid, postgres.folder, valkey.folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_postgres_is_version_18(postgres: Postgres) -> None:
    with psycopg.connect(postgres.dsn()) as connection:
        assert connection.info.server_version // 10_000 == 18


def test_postgres_brings_pgbench(postgres: Postgres) -> None:
    done = subprocess.run([postgres.program("pgbench"), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("pgbench")


def test_each_test_has_an_empty_database_of_its_own(postgres: Postgres) -> None:
    first, second = postgres.create_database(), postgres.create_database()
    with psycopg.connect(postgres.dsn(first)) as connection:
        connection.execute("CREATE TABLE only_here (a int)")
    with psycopg.connect(postgres.dsn(second)) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM only_here")


def test_a_database_can_be_copied_from_a_prepared_one(postgres: Postgres) -> None:
    prepared = postgres.create_database()
    with psycopg.connect(postgres.dsn(prepared)) as connection:
        connection.execute("CREATE TABLE prepared (a int)")
    copy = postgres.create_database(template=prepared)
    with psycopg.connect(postgres.dsn(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM prepared").fetchone() == (0,)


def test_postgres_keeps_what_was_committed_when_it_is_killed() -> None:
    with running_postgres(durable=True) as server:
        with psycopg.connect(server.dsn()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 41 AS cases")
        server.kill()
        server.start()
        with psycopg.connect(server.dsn()) as connection:
            assert connection.execute("SELECT cases FROM kept").fetchone() == (41,)


def test_valkey_forgets_all_when_it_is_killed() -> None:
    with running_valkey() as server:
        with server.client() as client:
            client.set("hint", "1")
        server.kill()
        server.start()
        with server.client() as client:
            assert client.get("hint") is None


def test_a_broker_is_empty_when_a_test_gets_it(broker_url: str, valkey: Valkey) -> None:
    with valkey.client() as client:
        assert broker_url == valkey.url
        assert client.dbsize() == 0


def test_servers_end_with_a_run_that_is_killed() -> None:
    run = subprocess.run([sys.executable, "-c", ABANDON], capture_output=True, text=True, check=False)
    assert run.stdout, run.stderr
    pids, folders = [int(pid) for pid in run.stdout.split()[:2]], run.stdout.split()[2:]
    limit = time.monotonic() + 20
    while any(map(is_alive, pids)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert [pid for pid in pids if is_alive(pid)] == []
    for folder in folders:
        shutil.rmtree(folder)


def test_postgres_never_runs_as_root(postgres: Postgres) -> None:
    assert (postgres.folder / "data").stat().st_uid != 0
