"""Every person of the pilot opens every page of his: the four questions are answered, and no day is promised but a clock's."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from claims.store.rows import Row, select_one
from portal.app import make_app
from portal.cookies import SESSION
from tests.support.keys import keyed_like
from tests.support.limitless import Limitless
from tests.support.offices import Visitor
from tests.support.pilots import Replayed
from tests.support.web_client import WebClient
from workflows.security_log import NOWHERE
from workflows.sessions import open_session
from workflows.transaction import in_one_transaction

THEN = datetime(2025, 7, 1, 2, tzinfo=UTC)
TODAY = date(2025, 7, 1)
QUESTIONS = ("现在", "下一步", "最晚", "您要做的")
PAGES = ("", "/letters", "/money", "/papers", "/object", "/object?about=confirmation", "/object?about=third_party")
DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日|(\d{4})-(\d\d)-(\d\d)")
RAW = re.compile(r"\b(?:claim|award_item|payment|service|[a-z]+_[a-z_]+)\b")
OPEN = ("running", "paused")


@pytest.fixture(scope="module")
def walked(first: Replayed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    folder: Path = tmp_path_factory.mktemp("walk") / "var"
    shutil.copytree(first.desk.var_dir, folder)
    engine = keyed_like(first.desk.engine, f"sqlite:///{folder / 'claims.sqlite'}")
    yield replace(first, desk=replace(first.desk, engine=engine, var_dir=folder, now=lambda: THEN))
    engine.dispose()


def opened(walked: Replayed, claim: Row) -> Visitor:
    """The person of a case, signed in."""
    username = f"rider-{claim['claimant_id'].lower()}"

    def begin(connection: Connection) -> str:
        account = select_one(connection, "account", username=username) or {}
        return open_session(connection, walked.desk, account, THEN, NOWHERE, stage="open", way="phone").token

    web = WebClient(make_app(walked.desk, Limitless()), base_url="https://testserver", follow_redirects=False)
    web.cookies.set(f"__Host-{SESSION}", in_one_transaction(walked.desk, begin))
    return Visitor(web)


def days_in(text: str) -> set[date]:
    """Every day that a page names; one without a year is of this year."""
    found = set()
    for year, month, day, *iso in DAY.findall(text):
        found.add(date(*map(int, iso)) if iso[0] else date(int(year or TODAY.year), int(month), int(day)))
    return found


def last_days(walked: Replayed, no: str) -> set[date]:
    """The last days of the clocks of a case that are open."""
    clocks = [row for row in walked.rows("clock", claim_no=no) if row["state"] in OPEN]
    return {day for row in clocks for day in (row["due_on"], row["target_on"]) if day is not None}


def test_every_page_of_every_person_answers_and_promises_nothing_of_its_own(walked: Replayed) -> None:
    claims = walked.rows("claim")
    assert len(claims) >= 41
    for claim in claims:
        visitor, no = opened(walked, claim), str(claim["no"])
        asked = re.findall(rf'href="/r/cases/{no}(/object\?about=\w+)"', visitor.get(f"/r/cases/{no}/object").text)
        for page in (*PAGES[:5], *asked):
            text = visitor.text(f"/r/cases/{no}{page}").partition("跳到正文")[2]
            assert RAW.findall(text) == [], f"{no}{page}"
            ahead = {day for day in days_in(text) if day > TODAY}
            assert ahead <= last_days(walked, no), f"{no}{page}"
        card = visitor.text(f"/r/cases/{no}")
        assert all(question in card for question in QUESTIONS), no


def test_every_letter_of_every_person_can_be_read(walked: Replayed) -> None:
    claims = walked.rows("claim")
    read = 0
    for claim in claims[::4]:
        visitor, base = opened(walked, claim), f"/r/cases/{claim['no']}/letters"
        for place in re.findall(rf'href="{base}/(letter-\d+)"', visitor.get(base).text):
            text = visitor.text(f"{base}/{place}")
            assert "这封信说的是" in text
            assert visitor.get(f"{base}/{place}/pdf").status_code == 200
            read += 1
    assert read > len(claims) // 4


def test_no_person_opens_the_case_of_another(walked: Replayed) -> None:
    claims = walked.rows("claim")
    visitor, nonsense = opened(walked, claims[0]), "TL-2099-000001"
    absent = {page: visitor.get(f"/r/cases/{nonsense}{page}") for page in PAGES}
    for claim in claims[1:8]:
        for page in PAGES:
            answer = visitor.get(f"/r/cases/{claim['no']}{page}")
            assert (answer.status_code, answer.text) == (404, absent[page].text), f"{claim['no']}{page}"
