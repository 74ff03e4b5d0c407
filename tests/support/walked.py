"""A walk through the pages of a real server by people who type, search, unmask, take files out and run into errors: all by which
personal data could come into a log, a queue or a table.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import uvicorn
from httpx2 import Client, Response

from claims.store.rows import Row
from portal.app import make_app
from portal.limits import Limits
from tests.support.offices import PASSWORD, Visitor, hidden_of
from tests.support.pilots import Replayed
from workflows.transaction import Desk

STARTS_WITHIN_SECONDS = 30


@contextmanager
def served(desk: Desk, limits: Limits) -> Iterator[str]:
    """The address of a server of this desk's pages, set up as `claims serve` sets it up."""
    settings = uvicorn.Config(
        make_app(desk, limits), port=0, access_log=False, server_header=False, log_config=None, log_level="warning"
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(STARTS_WITHIN_SECONDS)


def walk(base: str, made: Replayed, person: int) -> set[int]:
    """All that people may do with a case and its person, right and wrong; the statuses of the answers."""
    claim = made.case_of(person)
    known = json.loads(made.rows("person_private", person_id=claim["person_id"])[0]["body"])
    private = json.loads(made.rows("claim_private", claim_no=claim["no"])[0]["body"])
    typed = [known["id_number"], known["phone"], known["name"], private["diagnosis"], private["accident_place"]]
    answers = [*_stranger(base, typed), *_officer(base, made, claim, typed), *_auditor(base, claim, typed)]
    return {answer.status_code for answer in answers}


def browser(base: str) -> Client:
    """A browser that opens a connection for each request: a server that broke down over one closes it."""
    return Client(base_url=base, headers={"connection": "close"})


def _stranger(base: str, typed: list[str]) -> Iterator[Response]:
    """Somebody who types into the wrong fields, and into the address."""
    with browser(base) as web:
        visitor = Visitor(web)
        for text in typed:
            yield visitor.fill("/login", {"username": text, "password": text})
            yield visitor.get(f"/verify/{quote(text)}")
            yield visitor.get(f"/{quote(text)}?{quote(text)}={quote(text)}")


def _officer(base: str, made: Replayed, claim: Row, typed: list[str]) -> Iterator[Response]:
    no = claim["no"]
    with browser(base) as web:
        visitor = Visitor(web)
        yield visitor.fill("/login", {"username": "reviewer1", "password": PASSWORD})
        visitor.step_up()
        for text in typed:
            yield visitor.get(f"/desk/search?q={quote(text)}")
            yield visitor.get(f"/desk/cases/{quote(text)}")
            yield visitor.get(f"/desk/letters?q={quote(text)}&kind={quote(text)}")
            yield visitor.fill(f"/desk/cases/{no}/act?on={no}&do=recuse", {"officer": text, "reason": text})
        for field in ("name", "id_number", "phone"):
            page = f"/desk/cases/{no}/show?person={claim['person_id']}&field={field}"
            yield visitor.fill(page, {"reason": "电话核对收款账户"})
            yield visitor.fill(page, {"reason": f"找{typed[2]}核对"})
        for tab in ("", "/evidence", "/investigation", "/decision", "/awards", "/payments", "/letters", "/timeline"):
            yield visitor.get(f"/desk/cases/{no}{tab}")
        draft = {"facts_found": "".join(typed), "part.0": typed[3]}
        yield visitor.fill(f"/desk/cases/{no}/decision", draft, f"/desk/cases/{no}/decision/save")
        yield visitor.web.post(f"/desk/cases/{no}/decision", data={**draft, "csrf": "forged"})
        for letter in made.rows("letter", claim_no=no):
            yield visitor.get(f"/desk/letters/{letter['id']}")
        for file in made.rows("evidence_file", claim_no=no):
            yield visitor.get(f"/files/{file['id']}/original")
        papers = visitor.get(f"/desk/cases/{no}/evidence")
        sent = {"files": (f"{typed[2]}.jpg", b"no picture")}
        yield visitor.web.post(
            f"/desk/cases/{no}/evidence", data={**hidden_of(papers), "kind": "diagnosis"}, files=sent
        )


def _auditor(base: str, claim: Row, typed: list[str]) -> Iterator[Response]:
    no = claim["no"]
    with browser(base) as web:
        visitor = Visitor(web)
        yield visitor.fill("/login", {"username": "auditor1", "password": PASSWORD})
        visitor.step_up()
        yield visitor.fill(f"/audit/cases/{no}", {"purpose": f"查{typed[2]}"}, f"/audit/cases/{no}/purpose")
        yield visitor.fill(f"/audit/cases/{no}", {"purpose": "抽查待遇核定"}, f"/audit/cases/{no}/purpose")
        yield visitor.get(f"/audit/cases/{no}/evidence")
        wanted = {"format": "xlsx", "names": "1", "reason": "核对收款人姓名"}
        yield visitor.fill("/audit/exports", wanted)
        yield visitor.get("/audit/exceptions.xlsx")
        for text in typed:
            yield visitor.get(f"/audit/ledger?text={quote(text)}")
            yield visitor.get(f"/audit/access?user={quote(text)}")
