"""After a whole pilot nobody who has the database, the broker or the logs alone reads who was hurt, where, or how he is paid."""

from __future__ import annotations

import json
import logging
import subprocess
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import redis

from portal.limits import DatabaseLimits, Limits, limits_of
from tests.pilot.test_worker_replays import Distant, working
from tests.support.clear_text import clear_texts, forms, secrets_of
from tests.support.offices import open_to_public
from tests.support.pilots import FIRST, Replayed, only, replayed
from tests.support.servers import Postgres, Valkey
from tests.support.walked import served, walk
from workflows.log_lines import JsonLines
from workflows.transaction import Desk

PERSONS = (38, 39)  # of the last to be hurt: their days are few
KINDS = {"name", "id_number", "phone", "account", "diagnosis", "place"}
ACROSS = {
    "name": "合成人员01",
    "id_number": "500151199001010003",
    "diagnosis": "右桡骨远端骨折",
    "phone": "10000000001",
}


@pytest.mark.parametrize("kind", ACROSS)
def test_what_is_looked_for_is_found_in_every_form_when_it_is_there(kind: str) -> None:
    value = ACROSS[kind]
    for name, form in forms(value).items():
        for lead in (b"", b"x", b"xy"):
            data = b"\x00\x17" + lead + form + b"\xff"
            assert (kind, value, name) in set(clear_texts(data, {kind: [value]})), name
    assert list(clear_texts(b"\x00" * 99, {kind: [value]})) == []


@pytest.mark.parametrize("kind", ACROSS)
@pytest.mark.parametrize("lead", range(7))
def test_it_is_found_inside_a_longer_text_that_was_encoded_as_a_whole(kind: str, lead: int) -> None:
    value = ACROSS[kind]
    text = "a" * lead + f'{{"{kind}":"{value}"}}' + "尾"
    written = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), json.dumps(text).encode()]
    plain = text.encode()
    written += [quote(text).encode(), b64encode(plain), urlsafe_b64encode(plain), plain.hex().encode()]
    for data in written:
        assert list(clear_texts(data, {kind: [value]})), data


def test_the_file_of_the_whole_pilot_holds_nobody(first: Replayed) -> None:
    secrets = secrets_of(first.rows)
    assert set(secrets) >= KINDS
    assert len(secrets["name"]) >= 41
    path = Path(str(first.desk.engine.url.database))
    data = b"".join(part.read_bytes() for part in sorted(path.parent.glob(f"{path.name}*")))
    assert len(data) > 1_000_000
    assert b"TL-2024-0000" in data
    assert list(clear_texts(data, secrets)) == []


@contextmanager
def overheard(valkey: Valkey) -> Iterator[list[bytes]]:
    """Every command that goes to the broker meanwhile."""
    heard: list[bytes] = []
    client = valkey.client()
    with client, client.monitor() as monitor:  # type: ignore[no-untyped-call]  # redis has no types for it
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    heard.append(str(monitor.next_command()["command"]).encode())
                except (redis.ConnectionError, redis.TimeoutError, OSError, ValueError):
                    return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield heard
        over.set()
        with valkey.client() as other:
            other.ping()
        thread.join(10)


@contextmanager
def logged() -> Iterator[list[str]]:
    """Everything that is logged meanwhile."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("http"):  # the browser's own log is none of ours
                said.append(JsonLines().format(record))

    handler, root = Keep(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


ANSWERED = {200, 303, 403, 404, 422, 500}


def walked(made: Replayed, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    """People walk through the pages of a server, one of which breaks down over what was typed."""
    desk = open_to_public(made).desk

    def broken(_desk: Desk, _username: str, asked: str) -> None:
        raise RuntimeError(f"no index for {asked}")

    with served(desk, limits) as base:
        answers = walk(base, made, PERSONS[0])
        monkeypatch.setattr("portal.desk.search.search", broken)
        answers |= walk(base, made, PERSONS[0])
    assert answers >= ANSWERED


def test_a_file_of_sqlite_holds_nobody_after_people_walked_through_the_pages(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with logged() as said, replayed(folder, only(FIRST, *PERSONS)) as made:
        walked(made, DatabaseLimits(made.desk), monkeypatch)
        secrets = secrets_of(made.rows)
        path = Path(str(made.desk.engine.url.database))
        data = b"".join(part.read_bytes() for part in sorted(path.parent.glob(f"{path.name}*")))
    for told in (data, "\n".join(said).encode()):
        assert list(clear_texts(told, secrets)) == []


def test_postgresql_the_broker_and_the_logs_hold_nobody(
    postgres: Postgres,
    postgres_url: str,
    valkey: Valkey,
    broker_url: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = only(FIRST, *PERSONS)
    with logged() as said, overheard(valkey) as heard, working(Distant(broker_url)) as hands:
        with replayed(folder, data, postgres_url, hands) as made:
            walked(made, limits_of(made.desk, broker_url), monkeypatch)
            secrets = secrets_of(made.rows)
            assert set(secrets) >= KINDS
            name = str(made.desk.engine.url.database)
            dump = subprocess.run(
                [postgres.program("pg_dump"), "--dbname", postgres.dsn(name)], capture_output=True, check=True
            ).stdout
        with valkey.client() as client:
            kept = b"".join(client.dump(key) or b"" for key in client.scan_iter())
    assert b"COPY public.person_private" in dump
    assert len(heard) > 10
    assert any(b"claims:rate:" in one for one in heard)  # it was listened to the end
    assert any('"route": "/desk/cases/{no}/show"' in line for line in said)
    assert any('"fault": "RuntimeError' in line for line in said)
    for told in (dump, b"\n".join(heard) + kept, "\n".join(said).encode()):
        assert list(clear_texts(told, secrets)) == []
