"""Guards of calls 回电."""

from __future__ import annotations

from workflows.call_backs import is_open
from workflows.phone_changes import phone_of
from workflows.situation import Facts, Situation


def rung_himself(s: Situation) -> Facts | None:
    """Who asks for a call, or takes that back, speaks for himself."""
    return None if s.data["person"] == s.actor.person_id else {}


def has_phone(s: Situation) -> Facts | None:
    """There is a number to ring him by."""
    return None if phone_of(s.connection, str(s.actor.person_id)) else {}


def no_call_asked_yet(s: Situation) -> Facts | None:
    """A call that he asked for still waits: asking once is enough."""
    return {} if _asked(s) else None


def call_asked(s: Situation) -> Facts | None:
    """He has asked for a call, and it waits."""
    return None if _asked(s) else {}


def call_waits(s: Situation) -> Facts | None:
    """Somebody of the case is to be rung."""
    return None if s.file.where("call_back", is_open) else {}


def call_waits_for_person(s: Situation) -> Facts | None:
    """The one who was rung is to be rung."""
    waits = s.file.where("call_back", lambda row: is_open(row) and row["person_id"] == s.data["person"])
    return None if waits else {}


def _asked(s: Situation) -> bool:
    own = s.actor.person_id
    return bool(s.file.where("call_back", lambda row: is_open(row) and not row["promised"] and row["person_id"] == own))
