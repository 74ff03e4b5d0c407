"""Effects of calls 回电: opened by who asks or by a report, noted by who rang, ended where what they were for is over."""

from __future__ import annotations

from collections.abc import Iterable

from claims.store.rows import Row
from workflows.call_backs import ENDED, REACHED, TAKEN_BACK, is_open
from workflows.fields import ANY_TIME, CHECKING_THE_REPORT, GOT_THROUGH
from workflows.roles import Role
from workflows.situation import Situation


def open_call(s: Situation) -> None:
    """He is to be rung about what he said."""
    _open(s, s.data["person"], s.data["about"], s.data["suits"], promised=False)


def promise_call(s: Situation) -> None:
    """Who has reported by himself was told that he will be rung; at the counter and on the telephone he is spoken to."""
    if s.role is Role.RIDER:
        _open(s, s.claim["person_id"], CHECKING_THE_REPORT, ANY_TIME, promised=True)


def take_back_call(s: Situation) -> None:
    """He need not be rung about what he had asked; what his report was promised stays."""
    _close(s, [row for row in _waiting(s, s.data["person"]) if not row["promised"]], TAKEN_BACK)


def note_call(s: Situation) -> None:
    """He was rung: whoever was reached is rung no more for anything that waited, else it goes on waiting and is counted."""
    waiting = _waiting(s, s.data["person"])
    if s.data["call_result"] == GOT_THROUGH:
        _close(s, waiting, REACHED)
    else:
        for row in waiting:
            s.file.change("call_back", row, tries=row["tries"] + 1, tried_on=s.occurred_on)


def end_promised_call(s: Situation) -> None:
    """The report has been gone through with him, or is over: nobody need ring him about it."""
    _close(s, [row for row in s.file.where("call_back", is_open) if row["promised"]], ENDED)


def end_calls(s: Situation) -> None:
    """The case goes on elsewhere."""
    _close(s, s.file.where("call_back", is_open), ENDED)


def take_over_call(s: Situation) -> None:
    """Who was still to be rung about a case that was merged into this one is rung about this one."""
    waits = [row for row in _waiting(s, s.claim["person_id"]) if row["promised"]]
    if s.data.get("call") and not waits:
        _open(s, s.claim["person_id"], CHECKING_THE_REPORT, ANY_TIME, promised=True)


def _open(s: Situation, person_id: str, about: str, suits: str, *, promised: bool) -> None:
    row: Row = {
        "id": s.file.next_id("call"),
        "claim_no": s.file.no,
        "person_id": person_id,
        "promised": promised,
        "about": about,
        "suits": suits,
        "asked_on": s.occurred_on,
        "state": "open",
        "tries": 0,
        "opened_by": s.event_id,
    }
    s.file.add("call_back", row)


def _waiting(s: Situation, person_id: str) -> list[Row]:
    return s.file.where("call_back", lambda row: is_open(row) and row["person_id"] == person_id)


def _close(s: Situation, rows: Iterable[Row], state: str) -> None:
    for row in rows:
        s.file.change("call_back", row, state=state, closed_on=s.occurred_on, closed_by=s.event_id)
