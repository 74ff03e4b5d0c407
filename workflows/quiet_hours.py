"""夜间: an SMS that is not urgent waits until the morning; it is not lost, and keeps nothing else of its case back."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from claims.clock import SHANGHAI, legal_day
from claims.store.rows import Row
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import Channel
from workflows.transaction import Desk


def quiet_until(desk: Desk, message: Row) -> datetime | None:
    """When the message may be sent, if it must wait; None where it may go now.

    It goes at once where it is no SMS, where its kind is urgent, and where its last day would be over in the morning.
    """
    if message["channel"] != Channel.SMS or MESSAGE_KINDS[message["kind"]].urgent:
        return None
    ends = _end_of_night(desk)
    too_late = ends is not None and message["due_on"] is not None and message["due_on"] < legal_day(ends)
    return None if too_late else ends


def _end_of_night(desk: Desk) -> datetime | None:
    """When the night ends that it is now; None by day, and where the law of the day knows none."""
    now, today = desk.instant().astimezone(SHANGHAI), desk.today()
    begins, ends = (desk.rules.at(f"messages.quiet_{name}", today).as_int() for name in ("from", "until"))
    spans_midnight = begins > ends
    is_night = now.hour >= begins or now.hour < ends if spans_midnight else begins <= now.hour < ends
    if not is_night:
        return None
    day = today + timedelta(days=1) if spans_midnight and now.hour >= begins else today
    return datetime.combine(day, time(ends), SHANGHAI)
