"""疑点: what the questions of the auditor find in the days of the bar, and the notes that are taken."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.clock import minute_text
from claims.errors import BadInput
from claims.queries import AUDIT, query
from portal.audit.overview import last_day
from portal.audit.room import AUDITOR, Room, enter
from portal.downloads import attachment, csv_attachment
from portal.fields import Fields
from portal.given_back import given_back
from portal.next_page import safe_next
from portal.parts import Question
from portal.queries import page_in, turning
from portal.signed_in import SignedIn, posted_form
from workflows.access_log import Access, note_read
from workflows.audit_notes import NOTE_MAX, PAGE_ROWS, notes, take_note
from workflows.exception_book import exception_book
from workflows.exception_words import detail_words
from workflows.exceptions import WEIGHTS, Found, askable, exceptions
from workflows.exporting import harmless
from workflows.plain_names import plain_texts, thing_name
from workflows.transaction import reading

PATH, NOTES = "/audit/exceptions", "/audit/notes"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100


def exception_routes() -> APIRouter:
    """The routes of the exceptions and of the notes."""
    routes = APIRouter()

    @routes.get(PATH)
    def listed(request: Request, code: str = "", page: str = "1", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        span, number = span_of(room), page_in(page)
        every = _open_to(room, span)
        chosen = [one for one in every if not code or one.code == code]
        first = (number - 1) * SHOWN
        page_of = chosen[first : first + SHOWN]
        with reading(room.desk) as connection:
            details = plain_texts(connection, [detail_words(room.desk.rules, one.detail) for one in page_of])
        shown = [
            (one, query(AUDIT, one.code), detail, thing_name(one.subject))
            for one, detail in zip(page_of, details, strict=True)
        ]
        return room.page(
            "audit/exceptions.html",
            span=span,
            shown=shown,
            total=len(chosen),
            counts=_counts(every),
            code=code,
            book=room.bar.link(PATH + ".xlsx"),
            link=lambda wanted: room.bar.link(PATH, code=wanted),
            before=room.bar.link(PATH, code=code, page=number - 1) if number > 1 else "",
            after=room.bar.link(PATH, code=code, page=number + 1) if len(chosen) > first + SHOWN else "",
        )

    @routes.get(PATH + ".xlsx")
    def book(request: Request, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        span = span_of(room)
        note_read(room.desk, who.username, Access.EXPORT, field="exceptions")
        content = exception_book(room.desk, span, _open_to(room, span))
        return attachment(content, f"疑点-{span[0]}-{span[1]}.xlsx", XLSX)

    @routes.get(NOTES)
    def own_notes(request: Request, page: str = "1", of: str = "", who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        return _notes(room, page_in(page), given_back(request, who) or Fields([("page", safe_next(of, ""))]), "")

    @routes.post(NOTES)
    def note(request: Request, who: SignedIn = AUDITOR, fields: Fields = Depends(posted_form)) -> Response:
        room = enter(request, who)
        page = safe_next(fields.get("page", ""), "")
        try:
            take_note(
                room.desk, who.username, page, fields.get("body", ""), fields.get("key", "")[:64] or room.desk.salt()
            )
        except BadInput as fault:
            return _notes(room, 1, fields, fault.message(), 422)
        return RedirectResponse(NOTES, 303)

    @routes.get(NOTES + ".csv")
    def notes_csv(request: Request, who: SignedIn = AUDITOR) -> Response:
        room = enter(request, who)
        note_read(room.desk, who.username, Access.EXPORT, field="audit_notes")
        here = f"{request.url.scheme}://{request.url.netloc}"
        rows = (
            (minute_text(one.noted_at), f"{here}{one.page}" if one.page else "", harmless(one.body))
            for one in notes(room.desk, who.username, limit=NOTES_MAX)[1]
        )
        return csv_attachment(("时间", "页面", "内容"), rows, "我的疑点.csv")

    return routes


NOTES_MAX = 10_000


def span_of(room: Room) -> tuple[date, date]:
    """The days of the bar; without a first one, a year up to the last."""
    last = last_day(room.bar, room.desk.today())
    return room.bar.cut.value_from or last.replace(month=1, day=1), last


def _open_to(room: Room, span: tuple[date, date]) -> tuple[Found, ...]:
    """The exceptions of these days, without those on a case that is closed to this auditor."""
    closed = room.closed()
    return tuple(
        one
        for one in exceptions(room.desk, *span)
        if not any(no in f"{one.claim_no} {one.subject} {one.detail}" for no in closed)
    )


def _counts(found: tuple[Found, ...]) -> list[tuple[str, str, str, int]]:
    """Every question that is asked: its weight, name, title, and how much it found."""
    counted = {one.name: sum(found_.code == one.name for found_ in found) for one in askable()}
    every = [(one.said("轻重"), one.name, one.title, counted[one.name]) for one in askable()]
    return sorted(every, key=lambda row: (WEIGHTS.index(row[0]), -row[3], row[1]))


def _notes(room: Room, page: int, given: Fields, error: str, status: int = 200) -> Response:
    total, found = notes(room.desk, room.who.username, (page - 1) * PAGE_ROWS)
    asks = [
        Question("page", "页面（要能重现所见，请用那一页的“复制本页链接”）", "text", given.get("page"), optional=True),
        Question("body", "疑点", "long", given.get("body"), f"最多 {NOTE_MAX} 个字；只有您自己看得到", error, rows=4),
    ]
    return room.page(
        "audit/notes.html",
        status,
        asks=asks,
        found=found,
        total=total,
        key=given.get("key") or room.desk.salt(),
        errors=[("body", error)] if error else [],
        **turning(NOTES, {}, page, total, PAGE_ROWS),
    )
