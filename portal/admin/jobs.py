"""任务: what did not come off, the stuck first. It can be sent again and never changed."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from claims.errors import BadInput, Refused
from claims.store.rows import Row
from portal.fields import Fields
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles, posted_form
from workflows.again import Ruling, again
from workflows.effect_words import error_words
from workflows.health import Health, health
from workflows.roles import Role

ADMINISTRATOR = Depends(of_roles(Role.ADMINISTRATOR))
PATH = "/admin/jobs"
STATES = {"quarantined": "已搁置", "unknown": "下落不明", "pending": "稍后自己再试"}
ROWS_SHOWN = 50
SENT = "已重新交办。"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work that did not come off; `state` is quarantined, unknown or pending, `why` its error in words."""

    name: str
    what: str
    state: str
    label: str
    attempts: int
    why: str


def jobs_routes() -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()

    @routes.get(PATH)
    def jobs(request: Request, who: SignedIn = ADMINISTRATOR) -> Response:
        return _page(request, who, Said("success", SENT) if request.query_params.get("sent") else None)

    @routes.post(PATH)
    def retry(request: Request, who: SignedIn = ADMINISTRATOR, form: Fields = Depends(posted_form)) -> Response:
        desk = desk_of(request)
        try:
            again(desk, form.get("name", ""), who.username, _ruling(form))
        except (Refused, BadInput) as fault:
            return _page(request, who, Said("failure", f"重试失败：{fault.message()}"), 422)
        return RedirectResponse(f"{PATH}?sent=1", 303)

    return routes


def _ruling(form: Fields) -> Ruling | None:
    happened = form.get("happened", "")
    return Ruling(happened == "yes", form.get("reason", "")) if happened in ("yes", "no") else None


def _page(request: Request, who: SignedIn, said: Said | None, status: int = 200) -> Response:
    desk = desk_of(request)
    found = jobs_of(health(desk, desk.instant()))
    facts = {"jobs": found[:ROWS_SHOWN], "total": len(found), "path": PATH, "said": said}
    return show(request, who, "admin/jobs.html", status, **facts)


def jobs_of(found: Health) -> list[Job]:
    """All of them: in doubt and set aside first, then what tries again by itself."""
    effects = [_job(row["effect_key"], row["name"], row["state"], row) for row in found.faulty]
    swept = [_job(row["id"], "巡查", "quarantined" if row["set_aside"] else "pending", row) for row in found.stuck]
    order = ("unknown", "quarantined", "pending")
    return sorted((*effects, *swept), key=lambda one: order.index(one.state))


def _job(name: str, what: str, state: str, row: Row) -> Job:
    known = state if state in STATES else "pending"
    why = error_words(row["last_error"]) if row["last_error"] else ""
    return Job(name, what, known, STATES[known], int(row["attempts"]), why)
