"""The page on which anybody verifies a letter. Of a person it says the ends of a name, to who holds the code: no case, no sum.

A wrong code and a number that does not exist get the same answer, and how often one may ask is limited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claims.clock import legal_day, parse_instant
from claims.errors import words
from claims.period_words import chinese_day
from claims.store.rows import Row
from notifications.keys import is_demo
from notifications.kinds import letter_kind
from portal.bodies import BadForm
from portal.forms import Asked, read_form
from portal.limits import VERIFYING, Limits
from portal.parts import Question
from portal.rider.frame import rider_page
from portal.shell import desk_of, phone_of
from workflows.certificates import own_certificates
from workflows.letter_checks import FileFound, FileIs, compare_file, exact_file, kept_files
from workflows.letter_lookup import by_code, by_number_and_code
from workflows.letter_organ import organ_name
from workflows.letter_standing import standing
from workflows.letter_view import masked_addressee
from workflows.transaction import Desk, reading

PATH = "/verify"
FINGERPRINT_DIGITS = 8
NOTHING = Asked("", "", None)
NO_FAULTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of a letter: that it is genuine, `to` whom it was written (masked), and what it is `worth` now.

    `good` is whether it can be relied on, `fingerprint` the beginning of the hash of its signed file, where there is one.
    """

    number: str
    to: str
    fingerprint: str
    kind: str
    organ: str
    dated_on: str
    good: bool
    worth: str
    signatures: tuple[dict[str, str], ...]
    is_demo: bool


def verify_routes(limits: Limits) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    def within_limit(request: Request) -> None:
        if limits.seconds_to_wait(VERIFYING, request.client.host if request.client else ""):
            raise BadForm("portal_too_often", 429)

    @routes.get("/verify")
    def ask(request: Request) -> Response:
        return _form(request)

    @routes.post("/verify")
    async def answer(request: Request) -> Response:
        await run_in_threadpool(within_limit, request)
        asked = await read_form(request)
        return await run_in_threadpool(_answer, request, asked)

    @routes.get("/verify/{code}")
    def scanned(request: Request, code: str) -> Response:
        within_limit(request)
        return _answer(request, NOTHING, code)

    @routes.post("/verify/{code}")
    async def compared(request: Request, code: str) -> Response:
        await run_in_threadpool(within_limit, request)
        asked = await read_form(request)
        return await run_in_threadpool(_answer, request, asked, code)

    return routes


def _form(
    request: Request, status: int = 200, fault: str = "", asked: Asked = NOTHING, faults: Mapping[str, str] = NO_FAULTS
) -> Response:
    """The two forms, with what was given, and what is wrong with it: with all of it, or field by field."""
    said = words(fault, phone=phone_of(desk_of(request))) if fault else ""
    errors = [(name, words(code)) for name, code in faults.items()]
    facts = {"fault": said, "errors": errors, "questions": _questions(asked, dict(errors))}
    return rider_page(request, "ask.html", status, **facts, here=PATH)


def _questions(asked: Asked, faults: Mapping[str, str]) -> list[Question]:
    number, code = faults.get("number", ""), faults.get("code", "")
    return [
        Question("number", words("portal_number"), "text", asked.number, words("portal_number_example"), number,
                 autocomplete="off", maxlength=60),
        Question("code", words("portal_code"), "text", asked.code, words("portal_code_hint"), code,
                 autocomplete="off", maxlength=40),
    ]  # fmt: skip


def _missing(asked: Asked) -> dict[str, str]:
    """What of a form is not filled in, by its fields."""
    if asked.file is not None:
        return {}
    if asked.by_file:
        return {"file": "portal_file_missing"}
    given = {"number": asked.number, "code": asked.code}
    return {name: f"portal_{name}_missing" for name, text in given.items() if not text}


def _answer(request: Request, asked: Asked, code: str = "") -> Response:
    """What a form asks: a letter by code or by number and code, a file, or whether a file is that letter's."""
    desk, missing = desk_of(request), {} if code else _missing(asked)
    if missing:
        return _form(request, 422, asked=asked, faults=missing)
    if not code and not asked.number and not asked.code and asked.file is not None:
        return _file_alone(request, asked.file)
    with reading(desk) as connection:
        letter = by_code(connection, code) if code else by_number_and_code(connection, asked.number, asked.code)
        shown = None if letter is None else _shown(desk, connection, letter)
    if letter is None or shown is None:
        return _form(request, 404, "portal_no_such_letter", asked)
    if asked.file is None:
        return _result(
            request, shown, letter, {"code": "portal_file_missing", "good": False} if asked.by_file else None
        )
    return _result(request, shown, letter, _said(compare_file(desk, letter, asked.file), letter))


def _result(request: Request, shown: Shown, letter: Row, file: dict[str, Any] | None) -> Response:
    """What was found. The address of the page, which may hold a code, is not written on it."""
    return rider_page(request, "letter.html", shown=shown, code=letter["verify_code"], file=file, here=PATH)


def _file_alone(request: Request, content: bytes) -> Response:
    """A file by its hash alone: who has no code learns nothing from one that was made up."""
    desk = desk_of(request)
    with reading(desk) as connection:
        found = exact_file(desk, connection, content)
        letter = found.letter
        shown = None if letter is None else _shown(desk, connection, letter)
    if letter is None or shown is None:
        return _form(request, 200, "portal_file_unknown")
    return _result(request, shown, letter, _said(found, letter))


def _said(found: FileFound, letter: Row) -> dict[str, Any]:
    """The words about a file, and whether it is the one that was issued."""
    if found.letter is not None and found.letter["id"] != letter["id"]:
        return {"code": "portal_file_other", "good": False}
    codes = {
        FileIs.ISSUED: f"portal_file_issued_{found.variant}",
        FileIs.UNSIGNED: f"portal_file_unsigned_{found.variant}",
        FileIs.ALTERED: "portal_file_altered",
        FileIs.UNKNOWN: "portal_file_not_this",
    }
    return {"code": codes[found.what], "good": found.what is FileIs.ISSUED}


def _shown(desk: Desk, connection: Connection, letter: Row) -> Shown:
    kind, found = letter_kind(letter["kind"]), standing(connection, letter)
    own = own_certificates(desk.var_dir)
    signed = [row for row in kept_files(connection, letter) if row["certificate_sha256"] in own]
    return Shown(
        number=letter["number"],
        to=masked_addressee(connection, letter),
        fingerprint=signed[0]["signed_sha256"][:FINGERPRINT_DIGITS].upper() if signed else "",
        kind=kind.name,
        organ=organ_name(desk.rules, kind, letter["dated_on"]),
        dated_on=chinese_day(letter["dated_on"]),
        good=found.good,
        worth=found.sentence,
        signatures=tuple(
            {
                "variant": row["variant"],
                "sha256": row["signed_sha256"],
                "subject": row["certificate_subject"],
                "on": chinese_day(legal_day(parse_instant(row["signed_at"]))),
            }
            for row in signed
        ),
        is_demo=any(is_demo(row["certificate_subject"]) for row in signed),
    )
