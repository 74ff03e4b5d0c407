"""Signatures: a draft is reviewed and approved by other persons, on other days, within their limits."""

from __future__ import annotations

from claims.store.rows import Row
from pilot.agenda import Story
from pilot.office import APPROVER, DIRECTOR, HEAD, REVIEWER
from pilot.teller import Teller
from workflows.roles import Role

ONE_LEVEL, THREE_LEVELS = 1, 3
PANEL = (APPROVER, DIRECTOR, HEAD)


def signed(t: Teller, approval: str) -> Story:
    """The draft `approval` gets the signatures that it still lacks; with the last of them its act happens."""
    row = t.row("approval", approval)
    if row["levels"] == ONE_LEVEL:
        t.act(REVIEWER, "approve", approval)
        return
    if row["levels"] == THREE_LEVELS:
        yield t.after("review")
        t.act(REVIEWER, "review", approval)
    yield t.after("approve")
    if row["panel_required"]:
        yield from _by_panel(t, approval)
    else:
        t.act(_approver(t, row), "approve", approval)


def _approver(t: Teller, approval: Row) -> str:
    """The first approver whose limit covers what would then be approved on the case."""
    together = t.claim()["approved_sum_fen"] + approval["amount_fen"] if approval["amount_fen"] else 0
    limits = {row["username"]: row["limit_fen"] for row in t.office.rows("post", role=Role.APPROVER.value)}
    return next((who for who in PANEL if together <= limits[who]), HEAD)


def _by_panel(t: Teller, approval: str) -> Story:
    """Over every single limit, or where the rules ask for it: three members vote, and the minutes are written."""
    yield t.working_day()
    for member in PANEL:
        t.act(member, "vote", approval, agrees=True)
    t.act(HEAD, "panel_approve", approval)
