"""The portal is seen to work: health, readiness, figures for those who may have them, and a log without anybody in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal.app import make_app
from tests.support.limitless import Limitless
from tests.support.offices import PASSWORD, THEN, Office, office
from tests.support.web_client import WebClient
from workflows import heartbeat
from workflows.log_lines import JsonLines
from workflows.transaction import Desk


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office after the replay of one person."""
    with office(tmp_path_factory.mktemp("office"), 20) as made:
        yield made


def web(desk: Desk, token: str = "", client: str = "127.0.0.1") -> WebClient:
    made = make_app(desk, Limitless(), token)
    return WebClient(made, base_url="https://testserver", client=(client, 1), raise_server_exceptions=False)


class Lines(logging.Handler):
    """Keeps the lines that a program writes."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("httpx"):  # the browser of the test
            self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Lines]:
    """All that is logged during a test."""
    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def test_readiness_names_what_lacks_and_nothing_else(room: Office, tmp_path: Path) -> None:
    for name in heartbeat.EVERY:
        heartbeat.beat(room.desk, name, 0)
    ready = web(room.desk).get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200, {"ready": True, "database": "ok", "keys": "ok", "worker": "ok"}
    )  # fmt: skip
    late = web(replace(room.desk, now=lambda: THEN + timedelta(hours=1))).get("/readyz")
    assert (late.status_code, late.json()["worker"]) == (503, "no_heartbeat")
    keyless = web(replace(room.desk, var_dir=tmp_path)).get("/readyz")
    assert (keyless.status_code, keyless.json()["keys"]) == (503, "key_file_missing")
    assert str(tmp_path) not in keyless.text
    assert web(replace(room.desk, var_dir=tmp_path)).get("/healthz").text == "ok\n"


def test_figures_tell_requests_by_route_and_how_the_work_goes(room: Office) -> None:
    heartbeat.beat(room.desk, heartbeat.SWEEP, 0)
    asked = web(room.desk)
    case = str(room.replayed.case_of(20)["no"])
    asked.get(f"/desk/cases/{case}", follow_redirects=False)
    asked.get("/nowhere/13800000000")
    told = asked.get("/metrics").text
    assert 'route="/desk/cases/{no}",status="303"' in told
    assert 'route="(none)",status="404"' in told
    assert 'claims_heartbeat_age_seconds{work="sweep"} 0.0' in told
    assert "claims_database_up 1.0" in told
    assert "claims_clocks_overdue" in told
    assert case not in told
    assert "13800000000" not in told


@pytest.mark.parametrize(
    ("token", "client", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "192.0.2.1", {}, 404),
        ("", "127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 404),
        ("secret", "127.0.0.1", {}, 404),
        ("secret", "192.0.2.1", {"authorization": "Bearer secret"}, 200),
        ("secret", "192.0.2.1", {"authorization": "Bearer Secret"}, 404),
        ("secret", "192.0.2.1", {"authorization": "Bearer sécret".encode()}, 404),
    ],
)
def test_figures_are_for_this_machine_or_who_bears_the_token(
    room: Office, token: str, client: str, headers: dict[str, str], status: int
) -> None:
    assert web(room.desk, token, client).get("/metrics", headers=headers).status_code == status


def test_the_log_tells_routes_and_no_person(room: Office, log: Lines) -> None:
    visitor = room.person("intake1")
    case = room.replayed.case_of(20)
    visitor.text(f"/desk/cases/{case['no']}")
    visitor.get("/desk/search?q=13800000000")
    visitor.get(
        "/verify/13900000000",
    )
    found = [json.loads(line) for line in log.lines if '"claims.requests"' in line]
    page = next(one for one in found if one["route"] == "/desk/cases/{no}")
    assert (page["status"], page["method"], len(page["request_id"]), len(page["who"])) == (200, "GET", 32, 16)
    assert page["ms"] >= 0
    private = [json.loads(row["body"]) for row in room.replayed.rows("person_private")]
    secrets = {str(value) for body in private for value in body.values() if len(str(value)) > 1}
    for secret in (*secrets, str(case["no"]), "intake1", PASSWORD, "13800000000", "13900000000"):
        assert secret not in "".join(log.lines), secret


def test_a_request_keeps_the_number_of_a_proxy_and_no_free_text(room: Office, log: Lines) -> None:
    asked, number = web(room.desk), "0" * 32
    assert asked.get("/login", headers={"x-request-id": number}).headers["x-request-id"] == number
    made = asked.get("/login", headers={"x-request-id": "500000199001010008"}).headers["x-request-id"]
    assert made != "500000199001010008"
    assert "500000199001010008" not in "".join(log.lines)


def test_a_fault_is_logged_by_kind_and_place_without_its_values() -> None:
    number = "13800000000"
    try:
        raise ValueError(number)
    except ValueError as fault:
        record = logging.LogRecord(
            "a", logging.ERROR, "a.py", 1, "broken", (), (ValueError, fault, fault.__traceback__)
        )
    line = json.loads(JsonLines().format(record))
    assert line["fault"].startswith("ValueError")
    assert "test_probes.py" in line["fault"]
    assert number not in json.dumps(line)
