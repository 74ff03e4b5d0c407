"""Tells in Chinese how the last day of a period was found, so that a rider can read it and a judge can check it.

The sentences stand in `claims/words/calendar.toml`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from claims.errors import words
from claims.periods import Pause, Period, Stop, Unit, spoken
from claims.workdays import WorkingCalendar

_WEEKDAYS = "一二三四五六日"
_ONE_DAY = timedelta(days=1)
_LENGTH_WORDS = {
    Unit.CALENDAR: "due_in_calendar_days",
    Unit.WORKING: "due_in_working_days",
    Unit.MONTHS: "due_in_months",
    Unit.YEARS: "due_in_months",
}


@dataclass(frozen=True, slots=True)
class Story:
    """What happened while a last day was found.

    `stops` put it off; the days were used up on `counted_to`; `held` are pauses begun while the last day was moved off
    rest days; `late` pauses begun after `end`; `missing` the years whose holiday notices were needed and not loaded.
    """

    start: date
    period: Period
    stops: tuple[Stop, ...]
    counted_to: date
    held: tuple[Stop, ...]
    late: tuple[Pause, ...]
    end: date
    roll: bool
    missing: range


def explain(story: Story, calendar: WorkingCalendar) -> tuple[str, ...]:
    """The sentences, in the order of the counting."""
    return tuple(_lines(story, calendar))


def chinese_day(day: date) -> str:
    """2025年10月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_with_weekday(day: date) -> str:
    """2025年10月9日（星期四）."""
    return f"{chinese_day(day)}（星期{_WEEKDAYS[day.weekday()]}）"


def _lines(story: Story, calendar: WorkingCalendar) -> Iterator[str]:
    start, period = story.start, story.period
    yield words("due_start", start=chinese_day(start), period=period, first=chinese_day(start + _ONE_DAY))
    yield words(_LENGTH_WORDS[period.unit])
    if period.unit is Unit.WORKING:
        yield from _days_unlike_the_week(start, story.counted_to, calendar)
    for stop in story.stops:
        yield words("due_pause", **_pause_facts(stop), days=spoken(stop.days, period.day_unit))
    yield words(_counted(story), period=period, day=day_with_weekday(story.counted_to))
    yield from _moves(story, calendar)
    for pause in story.late:
        yield words("due_pause_late", since=chinese_day(pause.notice_on))
    if story.missing:
        yield words("due_provisional", years=_years(story.missing))
    yield words("due_until_midnight")


def _counted(story: Story) -> str:
    """Which sentence says where the days ran out: a month may have no day of that number."""
    no_such_day = story.period.unit in (Unit.MONTHS, Unit.YEARS) and not story.stops
    return "due_month_end" if no_such_day and story.counted_to.day != story.start.day else "due_counted"


def _moves(story: Story, calendar: WorkingCalendar) -> Iterator[str]:
    """What became of a last day that is a rest day, or a weekend day that is worked."""
    last = story.counted_to
    if not story.roll:
        yield words("due_not_rolled")
    elif story.held:
        for stop in story.held:
            yield words("due_pause_held", **_pause_facts(stop))
        yield words("due_after_held", end=day_with_weekday(story.end))
    elif story.end != last:
        yield words("due_rolled", last=day_with_weekday(last), end=day_with_weekday(story.end))
    elif story.period.unit is not Unit.WORKING and last in calendar.worked:
        yield words("due_worked_weekend", last=day_with_weekday(last))


def _days_unlike_the_week(after: date, upto: date, calendar: WorkingCalendar) -> Iterator[str]:
    """The holidays skipped and the make-up weekend days counted between the two days."""
    for code, days in (("due_holidays", calendar.off), ("due_make_up_days", calendar.worked)):
        between = days[bisect_right(days, after) : bisect_right(days, upto)]
        if between:
            yield words(code, days=_spans(between))


def _spans(days: Sequence[date]) -> str:
    """Days that follow each other as one span: 2025年10月1日至10月3日、10月6日至10月8日."""
    spans: list[list[date]] = []
    for day in days:
        if spans and spans[-1][-1] + _ONE_DAY == day:
            spans[-1].append(day)
        else:
            spans.append([day])
    parts: list[str] = []
    year = 0
    for span in spans:
        named = "至".join(f"{day.month}月{day.day}日" for day in dict.fromkeys((span[0], span[-1])))
        parts.append(named if span[0].year == year else f"{span[0].year}年{named}")
        year = span[0].year
    return "、".join(parts)


def _pause_facts(stop: Stop) -> dict[str, str]:
    because = "，".join(text for text in (stop.reason, stop.document) if text)
    return {
        "since": chinese_day(stop.notice_on),
        "resumed": chinese_day(stop.resumed_on),
        "because": f"（{because}）" if because else "",
    }


def _years(years: range) -> str:
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}年至{years[-1]}年"
