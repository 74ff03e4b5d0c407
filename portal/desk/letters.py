"""文书与送达: the letters as a list, and one letter with its files, its worth, and on whom it was served."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.errors import ClaimsError, Refused
from claims.store.rows import Row, select_one
from notifications.kinds import LETTER_KINDS, letter_kind
from notifications.render import render_pdf
from portal.desk.acts import acts_of
from portal.desk.case_filters import place_in
from portal.desk.cases import place_text
from portal.desk.looking import Look, look_at
from portal.letter_shown import shown_letter
from portal.pages import SANDBOX
from portal.parts import Chip, Question
from portal.queries import address, counted_text, day_in, page_in, turning
from portal.shell import Said, desk_of, show, told_unread
from portal.signed_in import SignedIn, of_roles
from portal.wording import state_words
from workflows.access_log import Access, note_read
from workflows.case_list import COUNTED_MAX
from workflows.health_sight import copy_read, require_copy, tells_of_health
from workflows.letter_board import WantedLetters, letter_list
from workflows.letter_gaps import PAGE_SERIES, Gap, letter_gaps
from workflows.letter_register import STATE_NAMES
from workflows.letter_view import COPY_NAMES, file_findings, letter_file, letter_view
from workflows.machines import MACHINES
from workflows.roles import OFFICERS
from workflows.service_papers import service_receipt
from workflows.transaction import Desk, reading

READER = Depends(of_roles(*OFFICERS))
PATH = "/desk/letters"
ONE = PATH + "/{no}/{place}"
NAMES = ("kind", "state", "service", "q", "from", "to")
LABELS = {
    "kind": "文书",
    "state": "文书状态",
    "service": "送达状态",
    "q": "案号或文号",
    "from": "日期自",
    "to": "日期至",
}
KINDS = tuple((code, kind.name) for code, kind in LETTER_KINDS.items())
SERVICES = tuple((state, state_words("service", state).officer) for state in MACHINES["service"].states)


def letter_routes() -> APIRouter:
    """The routes of the list and of one letter."""
    routes = APIRouter()

    @routes.get(PATH)
    def letters(request: Request, who: SignedIn = READER) -> Response:
        return _list(request, who)

    @routes.get(ONE)
    def one(request: Request, no: str, place: str, check: str = "", who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        row = _letter(look, place)
        note_read(look.desk, who.username, Access.LETTER, no, field=row["kind"])
        return _page(request, look, row, checked=check == "1")

    @routes.get(ONE + "/pdf")
    def pdf(request: Request, no: str, place: str, copy: str = "", who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        row = _letter(look, place)
        kind = letter_kind(row["kind"])
        copy = copy or copy_read(who.actor, kind)
        if copy not in COPY_NAMES:
            raise HTTPException(404)
        try:
            require_copy(who.actor, kind, copy)
        except Refused as refusal:
            return _page(request, look, row, 403, said=Said("failure", refusal.message()))
        try:
            with reading(look.desk) as connection:
                content = letter_file(look.desk, connection, row, copy)
        except ClaimsError as fault:
            return _page(request, look, row, 404, said=Said("failure", fault.message()))
        note_read(look.desk, who.username, Access.FILE, no, field=row["kind"])
        return sent_pdf(content, f"{row['number']}（{COPY_NAMES[copy]}）")

    @routes.get(ONE + "/receipt/{service}")
    def receipt(request: Request, no: str, place: str, service: str, who: SignedIn = READER) -> Response:
        look = look_at(request, who, no)
        row = _letter(look, place)
        with reading(look.desk) as connection:
            known = select_one(connection, "service", id=f"{no}/{service}", letter_id=row["id"])
        if known is None:
            raise HTTPException(404)
        try:
            content = render_pdf(service_receipt(look.desk, known["id"]))
        except Refused as refusal:
            return _page(request, look, row, 409, said=Said("failure", refusal.message()))
        note_read(look.desk, who.username, Access.FILE, no, field="service_receipt")
        return sent_pdf(content, f"送达回证 {row['number']}")

    return routes


def _letter(look: Look, place: str) -> Row:
    """A letter of the case. Raises HTTPException 404."""
    with reading(look.desk) as connection:
        row = select_one(connection, "letter", id=f"{look.no}/{place}", claim_no=look.no)
    if row is None:
        raise HTTPException(404)
    return row


def sent_pdf(content: bytes, name: str) -> Response:
    """A PDF to be taken out, under its own name; it is of no page."""
    disposition = f"attachment; filename=\"letter.pdf\"; filename*=UTF-8''{quote(name)}.pdf"
    headers = {"content-security-policy": SANDBOX, "content-disposition": disposition}
    return Response(content, media_type="application/pdf", headers=headers)


def _page(
    request: Request, look: Look, row: Row, status: int = 200, *, checked: bool = False, said: Said | None = None
) -> Response:
    with reading(look.desk) as connection:
        view = letter_view(connection, look.who.actor, row)
    mine = {one.row["id"] for one in view.services}
    acts, more, blocked = acts_of((one for one in look.choices if one.target in mine), look.no, ("service",))
    findings = file_findings(look.desk, row) if checked else []
    facts = {
        "view": view,
        "shown": shown_letter(view.letter) if view.letter else None,
        "here": f"{PATH}/{row['id']}",
        "copies": COPY_NAMES,
        "is_without_health": view.variant != "full" and tells_of_health(letter_kind(row["kind"])),
        "checked": checked,
        "findings": findings,
        "acts": acts,
        "more": more,
        "blocked": blocked,
        "said": said,
    }
    return show(request, look.who, "desk/letter.html", status, **{**look.facts, **facts})


def _list(request: Request, who: SignedIn) -> Response:
    desk, asked = desk_of(request), {name: request.query_params.get(name, "").strip()[:80] for name in NAMES}
    after, page = request.query_params.get("after", ""), page_in(request.query_params.get("gaps", "1"))
    with reading(desk) as connection:
        found = letter_list(connection, who.actor, desk.today(), _wanted(asked, after))
        gaps, wrong = letter_gaps(connection, page)
    return show(
        request,
        who,
        "desk/letters.html",
        said=told_unread(asked, {name: LABELS[name] for name in ("from", "to")}),
        rows=found.letters,
        total=counted_text(found.total, COUNTED_MAX),
        gaps=[(_series_text(desk, gap), gap) for gap in gaps],
        wrong=wrong,
        gap_pager=turning(PATH, asked, page, wrong, PAGE_SERIES, "gaps"),
        fields=_fields(asked),
        chips=_chips(asked),
        first=address(PATH, asked) if after else "",
        more=address(PATH, asked, after=place_text(found)) if found.after else "",
    )


def _series_text(desk: Desk, gap: Gap) -> str:
    """A series and its year as they begin a number."""
    pattern = desk.rules.at("letters.number_pattern", desk.today()).as_text()
    mark = desk.rules.at(f"letters.mark.{gap.series}", desk.today()).as_text()
    return pattern.partition("{number}")[0].format(mark=mark, year=gap.year)


def _wanted(asked: dict[str, str], after: str) -> WantedLetters:
    return WantedLetters(
        kind=asked["kind"] if asked["kind"] in LETTER_KINDS else "",
        state=asked["state"] if asked["state"] in STATE_NAMES else "",
        service=asked["service"] if asked["service"] in dict(SERVICES) else "",
        text=asked["q"],
        dated_from=day_in(asked["from"]),
        dated_to=day_in(asked["to"]),
        after=place_in(after, by_number=False),
    )


def _fields(asked: dict[str, str]) -> list[Question]:
    every = (("", "全部"),)
    listed = {"kind": KINDS, "state": tuple(STATE_NAMES.items()), "service": SERVICES}
    kinds = {"q": "text", "from": "date", "to": "date"}
    return [
        Question(name, LABELS[name], kinds.get(name, "select"), asked[name], choices=(*every, *listed.get(name, ())))
        for name in NAMES
    ]


def _chips(asked: dict[str, str]) -> list[Chip]:
    listed = {"kind": dict(KINDS), "state": dict(STATE_NAMES), "service": dict(SERVICES)}
    return [
        Chip(LABELS[name], listed.get(name, {}).get(asked[name], asked[name]), address(PATH, asked, **{name: None}))
        for name in NAMES
        if asked[name]
    ]
