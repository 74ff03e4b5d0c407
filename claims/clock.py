"""The only place that asks the machine what time it is.

Everything else takes the time as an argument. Legal days are those of Asia/Shanghai; instants are UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present legal day in Asia/Shanghai."""
    return legal_day(now())


def legal_day(instant: datetime) -> date:
    """The day in Asia/Shanghai on which `instant` falls."""
    return instant.astimezone(SHANGHAI).date()


def instant_text(instant: datetime) -> str:
    """`instant` as fixed-width UTC text, the form in which instants are stored and hashed; the year 206 is 0206."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def parse_instant(text: str) -> datetime:
    """The instant written by `instant_text`."""
    return datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)


def instant_after(last: str, instant: str) -> str:
    """`instant`, or a microsecond after `last` where the clock has not gone on since: the order of records never stands still."""
    if last and instant <= last:
        return instant_text(parse_instant(last) + timedelta(microseconds=1))
    return instant


def minute_text(stored: str) -> str:
    """A stored instant as people read it: day and minute in Asia/Shanghai, "2025-06-18 09:00"."""
    return parse_instant(stored).astimezone(SHANGHAI).replace(tzinfo=None).isoformat(" ", "minutes")
