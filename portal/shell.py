"""The shell around every page for those inside: frame, columns, who is signed in, what has just been said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from claims.clock import instant_text, minute_text
from claims.errors import words
from claims.rules import Rules
from portal.assets import asset
from portal.colleagues import Colleagues
from portal.days import day_text, instant_shown, money_text, time_shown
from portal.english import wants_english
from portal.navigation import PLACES, area_of, columns_for, home_of
from portal.queries import unread_days
from portal.sentences import Sentences
from portal.wording import state_words
from workflows.fact_words import fact_word, grade_word
from workflows.plain_names import numbered
from workflows.platform_states import platform_state
from workflows.roles import Role
from workflows.transaction import Desk

BIG = "big"
NO_KEYS, CLOSE_ROWS = "no-keys", "close-rows"


@dataclass(frozen=True, slots=True)
class Said:
    """A banner at the top of a page: `kind` is info, warning, failure or success."""

    kind: str
    text: str
    more: str = ""


@cache
def environment() -> Environment:
    """The templates, with what all of them may use. A variable that is not given is an error, never a blank."""
    made = Environment(
        loader=PackageLoader("portal"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(default=True, default_for_string=True),
        auto_reload=False,
        extensions=[Sentences],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        t=words,
        asset=asset,
        word=fact_word,
        grade_word=grade_word,
        state_words=state_words,
        platform_state=platform_state,
        money=money_text,
        day=day_text,
        when=instant_shown,
        numbered=numbered,
        minute=minute_text,
    )
    return made


def desk_of(request: Request) -> Desk:
    """The desk that the application stands at."""
    desk: Desk = request.app.state.desk
    return desk


class Who(Protocol):
    """What the frame has to know of who is signed in."""

    @property
    def display_name(self) -> str:
        """What is shown of him."""

    @property
    def roles(self) -> frozenset[Role]:
        """The posts held today."""

    @property
    def csrf(self) -> str:
        """What his forms carry."""


def visitor(request: Request) -> Who | None:
    """Who signed in for this request, where the page asked; for pages that are there before and after."""
    found: Who | None = getattr(request.state, "who", None)
    return found


def show(request: Request, who: Who | None, name: str, status: int = 200, /, **facts: Any) -> HTMLResponse:
    """The page of a template inside the frame; `who` is None where nobody is signed in.

    `said` is a banner, `errors` are pairs of field and sentence, `changed` is what others did since the page was opened.
    """
    return HTMLResponse(environment().get_template(name).render({**_frame(request, who), **facts}), status)


def _frame(request: Request, who: Who | None) -> dict[str, Any]:
    """What the frame says on every page."""
    desk, path = desk_of(request), request.url.path
    area = area_of(path)
    roles = who.roles if who else frozenset()
    return {
        "who": who,
        "colleague": Colleagues(desk),
        "area": area,
        "place": PLACES.get(area, "工作人员"),
        "house": house_of(desk),
        "home": home_of(roles),
        "sections": columns_for(area, roles, path),
        "production": desk.production,
        "demo_day": desk.demo_day,
        "phone": phone_of(desk),
        "path": f"{path}?{request.url.query}" if request.url.query else path,
        "instant": instant_text(desk.instant()),
        "now": time_shown(desk.instant()),
        "today": desk.today(),
        "big": request.cookies.get(BIG) == "1",
        "english": wants_english(request),
        "live": "",
        "no_keys": request.cookies.get(NO_KEYS) == "1",
        "close_rows": request.cookies.get(CLOSE_ROWS) == "1",
        "said": None,
        "changed": None,
        "errors": (),
    }


def told_unread(asked: Mapping[str, str], labels: Mapping[str, str]) -> Said | None:
    """The banner for days of a filter that cannot be read; None where all can."""
    text = unread_days(asked, labels)
    return Said("warning", text) if text else None


def house_of(desk: Desk) -> str:
    """What the pages are called, as the rules have it."""
    return str(desk.rules.at("letters.bureau.site_name", desk.today()).value)


def phone_of(desk: Desk) -> str:
    """The bureau's telephone as the rules have it, with its area code."""
    return phone_on(desk.rules, desk.today())


def phone_on(rules: Rules, day: date) -> str:
    """The same on a day."""
    area, number = (rules.find(f"letters.bureau.{name}", day) for name in ("phone_area", "phone"))
    return "-".join(str(value.value) for value in (area, number) if value is not None)
