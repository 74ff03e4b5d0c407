"""The frame of the auditor's room: who is in it, what is looked at, and the page that says so at its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from portal.audit.bar import NAMES, Bar, bar_of
from portal.audit.standing import Standing, standing_of
from portal.given_back import GIVEN_BACK
from portal.shell import Said, desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.roles import Role
from workflows.sight import closed_cases
from workflows.transaction import Desk, reading

AUDITOR = Depends(of_roles(Role.AUDITOR))


@dataclass(frozen=True, slots=True)
class Room:
    """An auditor at a page. `standing` is how seals and checks stand."""

    request: Request
    desk: Desk
    who: SignedIn
    bar: Bar
    standing: Standing

    def closed(self) -> frozenset[str]:
        """The cases that are closed to this auditor: his own, and where he stays away."""
        with reading(self.desk) as connection:
            return closed_cases(connection, self.who.actor, self.desk.today())

    @property
    def told(self) -> Said | None:
        """What of the bar could not be read."""
        return Said("warning", f"没有按 {'、'.join(self.bar.wrong)} 筛选：读不懂。") if self.bar.wrong else None

    def page(self, name: str, status: int = 200, /, **facts: Any) -> HTMLResponse:
        """The page of a template: read only, with the bar, and the link that shows the same again."""
        path = self.request.url.path
        asked = self.request.query_params.items()
        others = {key: value for key, value in asked if key not in NAMES and key != GIVEN_BACK}
        frame: dict[str, Any] = {
            "bar": self.bar,
            "standing": self.standing,
            "questions": self.bar.questions(list(self.standing.platforms)),
            "chips": self.bar.chips(path),
            "bar_path": path,
            "page_link": self.bar.link(path, **others),
        }
        if self.told is not None:
            frame["said"] = self.told
        return show(self.request, self.who, name, status, **{**frame, **facts})


def enter(request: Request, who: SignedIn) -> Room:
    """Open the room for an auditor."""
    desk = desk_of(request)
    return Room(request, desk, who, bar_of(request, desk), standing_of(desk))
