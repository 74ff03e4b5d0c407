"""Text becomes a day in one place, and only a day that can be reckoned with."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import datetimes, just, timezones

from claims.clock import SHANGHAI, instant_text, minute_text, parse_instant
from claims.day_text import FIRST_DAY, LAST_DAY, read_day
from claims.errors import BadInput
from claims.json_reader import as_day, as_instant
from commands.terminal import read_day as read_option
from portal.queries import day_in
from workflows.data import read_datum
from workflows.fields import day, instant

NO_DAYS = (
    "", "0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "2024-02-30", "٢٠٢٤-٠١-٠١", "２０２４-01-01", "20240101",
    "2024-W01-1", "2024-1-1", "2024-01-01T00:00", "-2024-01-01", "２０２４年",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_none_everywhere(text: str) -> None:
    with pytest.raises(ValueError, match="日期"):
        read_day(text)
    with pytest.raises(ValueError, match="日期"):
        read_datum(day("on", "日期"), text)
    with pytest.raises(BadInput):
        read_option(text, "--at")
    assert (day_in(text), as_day(text)) == (None, None)


def test_a_day_within_reach_is_read_with_the_days_beside_it() -> None:
    for one in (FIRST_DAY, date(2024, 2, 29), LAST_DAY):
        assert read_day(one.isoformat()) == as_day(one) == day_in(f" {one} ") == one
        assert one - timedelta(days=366 * 100) < one < one + timedelta(days=366 * 100)


NO_MOMENTS = (
    "0001-01-01T00:00:00+14:00", "0206-06-17T16:56:39+08:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_a_moment_is_of_such_a_day_too(text: str) -> None:
    with pytest.raises(ValueError, match="日期"):
        read_datum(instant("at", "时刻"), text)
    assert as_instant(text) is None


@given(datetimes(timezones=just(UTC)))
def test_an_instant_is_as_wide_in_every_year_and_is_read_again(moment: datetime) -> None:
    text = instant_text(moment)
    assert (len(text), parse_instant(text)) == (27, moment)


@given(datetimes(datetime.combine(FIRST_DAY, time()), datetime.combine(LAST_DAY, time()), timezones=timezones()))
def test_a_moment_that_was_read_is_shown_to_the_minute(moment: datetime) -> None:
    text = as_instant(moment.isoformat())
    assert text
    assert minute_text(text) == moment.astimezone(SHANGHAI).isoformat(" ")[:16]
