"""A page that stands open is told that something changed, by name only; it keeps no session alive and opens no case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.app import make_app
from tests.support.limitless import Limitless
from tests.support.offices import THEN, Office, office
from tests.support.web_client import WebClient
from workflows.visiting import visitor_of

OPEN = 48


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("live"), OPEN) as made:
        yield made


def test_the_page_is_told_once_that_its_case_has_changed(desk: Office) -> None:
    no, visitor = desk.replayed.case_of(OPEN)["no"], desk.person("intake1")
    assert f'data-live="case/{no}"' in visitor.get(f"/desk/cases/{no}").text
    first = visitor.get(f"/live/case/{no}")
    assert first.headers["content-type"].startswith("text/event-stream")
    mark = first.text.split("id: ")[1].split("\n")[0]
    assert "changed" not in first.text
    same = visitor.web.get(f"/live/case/{no}", headers={"last-event-id": mark}).text
    assert "changed" not in same
    other = visitor.web.get(f"/live/case/{no}", headers={"last-event-id": "0.0.0"}).text
    assert "event: changed\ndata: snapshot bar timeline letters\n" in other
    assert visitor.get("/live/desk").status_code == 200


def test_who_may_not_see_the_case_or_is_not_signed_in_is_told_nothing(desk: Office) -> None:
    no = desk.replayed.case_of(OPEN)["no"]
    for username in ("admin1", "investigator1"):
        assert desk.person(username).get(f"/live/case/{no}").status_code == 204
    stranger = desk.person("intake1").web
    assert stranger.get("/live/case/TL-1999-000001").status_code == 204
    stranger.cookies.clear()
    assert [stranger.get(path).status_code for path in ("/live/desk", f"/live/case/{no}")] == [204, 204]


def test_a_page_that_is_only_left_open_keeps_no_session_alive(desk: Office) -> None:
    visitor = desk.person("reviewer1")
    tokens = [value for value in visitor.web.cookies.values() if visitor_of(desk.desk, value, THEN) is not None]
    late, later = THEN + timedelta(minutes=29), THEN + timedelta(minutes=31)
    asking = replace(desk.desk, now=lambda: late)
    assert visitor_of(asking, tokens[0], late, noted=False) is not None
    web = WebClient(make_app(asking, Limitless()), base_url="https://testserver", cookies=dict(visitor.web.cookies))
    assert web.get("/desk", headers={"x-live": "1"}).status_code == 200
    assert visitor_of(asking, tokens[0], later) is None
