"""One tab of a case: its head, what the tab shows, and the acts on that."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from portal.desk.acts import acts_of
from portal.desk.looking import Look
from portal.shell import show


def tab(request: Request, look: Look, name: str, machines: tuple[str, ...], /, **facts: Any) -> Response:
    """The page of a tab, with the acts on subjects of these machines; with none there is no action bar."""
    acts, more, blocked = acts_of(look.choices, look.no, machines)
    bar = {"acts": acts, "more": more, "blocked": blocked, "bar": bool(machines)}
    return show(request, look.who, name, **{**look.facts, **bar, **facts})
