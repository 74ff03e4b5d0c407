"""What `due` answers beside the day itself: its words, its refusals, what is left, and the contract in JSON."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest

from claims.calendar import Due, Pause, Period, Unit, deadline, due, in_time, load_calendar, remaining
from claims.errors import BadInput, RuleMissing

CALENDAR = load_calendar()
THIRTY_WORKING_DAYS = Period(30, Unit.WORKING)
UNTIL_MIDNIGHT = (
    "最后一日到二十四时为止，有业务时间的到停止业务活动的时间为止（民法典第二百零三条第二款）；"
    "网上提交以二十四时为准（待核）。"
)


def test_a_rider_reads_how_thirty_working_days_were_counted() -> None:
    pause = Pause(date(2025, 10, 13), date(2025, 10, 17), "等待道路交通事故认定书")
    end = due(date(2025, 9, 26), THIRTY_WORKING_DAYS, CALENDAR, [pause])
    assert end == Due(
        on=date(2025, 11, 20),
        provisional=False,
        explanation=(
            "2025年9月26日起算，期限30个工作日；当日不计入，自2025年9月27日开始计算（民法典第二百零一条）。",
            "只数工作日：星期六、星期日和放假的日子不算，调休上班的星期六、星期日要算（国务院办公厅节假日安排通知）。",
            "其间放假、不计入的星期一至星期五：2025年10月1日至10月3日、10月6日至10月8日。",
            "其间调休上班、要计入的星期六、星期日：2025年9月28日、10月11日。",
            (
                "2025年10月13日中止（等待道路交通事故认定书），2025年10月17日恢复："
                "通知当日不消耗，恢复当日不计入，期限顺延5个工作日。"
            ),
            "数满30个工作日为2025年11月20日（星期四）。",
            UNTIL_MIDNIGHT,
        ),
        calendar_version=CALENDAR.version,
    )


def test_a_rider_reads_why_the_last_day_moved() -> None:
    assert due(date(2025, 8, 4), Period(60, Unit.CALENDAR), CALENDAR).explanation == (
        "2025年8月4日起算，期限60日；当日不计入，自2025年8月5日开始计算（民法典第二百零一条）。",
        "按日连续计算，其间的星期六、星期日和节假日都计算在内。",
        "数满60日为2025年10月3日（星期五）。",
        (
            "2025年10月3日（星期五）是休息日或者放假日，期限的最后一日顺延到其后第一个工作日"
            "2025年10月9日（星期四）（民法典第二百零三条第一款）。"
        ),
        UNTIL_MIDNIGHT,
    )


def test_a_rider_reads_why_there_is_no_such_day_in_the_month() -> None:
    lines = due(date(2024, 2, 29), Period(1, Unit.YEARS), CALENDAR).explanation
    assert "按月、按年计算的，到期月的对应日为最后一日；没有对应日的，月末日为最后一日（民法典第二百零二条）。" in lines
    assert "数满1年的当月没有对应日，以月末日2025年2月28日（星期五）为准。" in lines


def test_days_on_both_sides_of_a_new_year_are_told_with_their_years() -> None:
    lines = due(date(2025, 12, 25), Period(35, Unit.WORKING), CALENDAR).explanation
    assert "其间放假、不计入的星期一至星期五：2026年1月1日至1月2日。" in lines
    lines = due(date(2025, 10, 7), Period(70, Unit.WORKING), CALENDAR).explanation
    assert "其间放假、不计入的星期一至星期五：2025年10月8日、2026年1月1日至1月2日。" in lines


def test_holidays_are_told_only_where_there_are_some() -> None:
    lines = due(date(2025, 3, 3), Period(5, Unit.WORKING), CALENDAR).explanation
    assert not any(line.startswith("其间") for line in lines)


@pytest.mark.parametrize("event", [date(2025, 10, 8), date(2025, 10, 11)])
def test_the_day_of_the_event_is_no_holiday_skipped_and_no_make_up_day_counted(event: date) -> None:
    lines = due(event, Period(1, Unit.WORKING), CALENDAR).explanation
    assert not any(line.startswith("其间") for line in lines)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_period_has_at_least_one_unit(amount: int) -> None:
    with pytest.raises(BadInput, match=f"期限的长度不能是{amount}") as caught:
        Period(amount, Unit.CALENDAR)
    assert caught.value.code == "period_not_positive"


@pytest.mark.parametrize(
    ("amount", "unit"), [(3_000_000, Unit.CALENDAR), (3_000_000, Unit.WORKING), (100_000, Unit.MONTHS), (8_000, Unit.YEARS)]
)  # fmt: skip
def test_a_period_past_the_year_9999_is_refused(amount: int, unit: Unit) -> None:
    with pytest.raises(BadInput) as caught:
        due(date(2025, 3, 3), Period(amount, unit), CALENDAR)
    assert caught.value.code == "period_out_of_range"


def test_the_last_months_before_the_year_10000_still_count() -> None:
    assert due(date(9999, 11, 30), Period(1, Unit.MONTHS), CALENDAR, roll=False).on == date(9999, 12, 30)
    assert due(date(9999, 12, 30), Period(1, Unit.CALENDAR), CALENDAR).on == date(9999, 12, 31)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(60, Unit.CALENDAR), "60日"),
        (Period(5, Unit.WORKING), "5个工作日"),
        (Period(6, Unit.MONTHS), "6个月"),
        (Period(1, Unit.YEARS), "1年"),
    ],
)
def test_a_period_is_written_as_people_say_it(period: Period, text: str) -> None:
    assert str(period) == text


def test_the_units_are_those_of_the_rule_files() -> None:
    assert [unit.value for unit in Unit] == ["calendar_days", "working_days", "months", "years"]


def test_what_was_answered_cannot_be_changed() -> None:
    end = due(date(2025, 3, 3), Period(5, Unit.WORKING), CALENDAR)
    with pytest.raises(FrozenInstanceError):
        setattr(end, "on", date(2030, 1, 1))  # noqa: B010 - a plain assignment would not pass the type check


def test_a_pause_without_end_says_since_when_and_how_much_is_left() -> None:
    with pytest.raises(BadInput) as caught:
        due(date(2025, 3, 3), Period(60, Unit.CALENDAR), CALENDAR, [Pause(date(2025, 3, 20), None)])
    assert caught.value.code == "clock_paused"
    assert caught.value.message() == (
        "期限自2025年3月20日起中止，还没有恢复，现在算不出最后一日。中止当日起不再消耗天数，还剩44日。"
        "请在恢复后带上恢复日期再算；中止期间只看剩余天数。"
    )


def test_a_pause_without_end_after_the_end_changes_nothing_and_is_told() -> None:
    end = due(date(2025, 3, 3), Period(10, Unit.CALENDAR), CALENDAR, [Pause(date(2025, 3, 14), None)])
    assert end.on == date(2025, 3, 13)
    assert "2025年3月14日的中止在期限届满之后，不延长已经届满的期限。" in end.explanation


def test_a_pause_without_end_while_the_last_day_moves_over_a_holiday_leaves_no_last_day() -> None:
    with pytest.raises(BadInput, match="还剩0日"):
        due(date(2025, 8, 4), Period(60, Unit.CALENDAR), CALENDAR, [Pause(date(2025, 10, 8), None)])


def test_what_is_left_stands_still_while_a_pause_lasts_and_runs_on_after_it() -> None:
    pause = Pause(date(2025, 3, 10), date(2025, 3, 14))
    left = [
        remaining(date(2025, 3, 3), Period(10, Unit.CALENDAR), CALENDAR, [pause], date(2025, 3, day))
        for day in range(3, 20)
    ]
    assert left == [10, 9, 8, 7, 6, 5, 4, 4, 4, 4, 4, 4, 3, 2, 1, 0, 0]


def test_before_the_start_the_whole_period_is_left() -> None:
    assert remaining(date(2025, 3, 3), THIRTY_WORKING_DAYS, CALENDAR, [], date(2025, 1, 1)) == 30


def test_a_paper_cannot_come_before_it_was_posted() -> None:
    end = due(date(2025, 3, 3), Period(15, Unit.CALENDAR), CALENDAR)
    with pytest.raises(BadInput, match="材料不能先收到、后交邮"):
        in_time(end, date(2025, 3, 17), date(2025, 3, 18))


@pytest.mark.parametrize(
    ("asked", "on"),
    [
        ({"start": "2025-09-26", "days": 30, "unit": "working"}, "2025-11-13"),
        ({"start": "2026-02-10", "days": 7, "unit": "working"}, "2026-02-26"),
        ({"start": "2025-08-04", "days": 60, "unit": "calendar"}, "2025-10-09"),
        ({"start": "2024-11-05", "months": 6}, "2025-05-06"),
        ({"start": "2024-02-29", "years": 1}, "2025-02-28"),
        ({"start": date(2024, 2, 29), "years": 1, "months": None, "days": None, "unit": None}, "2025-02-28"),
    ],
)
def test_the_contract_gives_day_mark_and_explanation(asked: dict[str, Any], on: str) -> None:
    answer = deadline(asked)
    assert answer.keys() == {"due", "provisional", "explanation"}
    assert answer["due"] == on
    assert answer["provisional"] is False
    assert isinstance(answer["explanation"], list)
    assert answer["explanation"][-1] == UNTIL_MIDNIGHT


def test_the_contract_marks_a_day_past_the_last_notice() -> None:
    answer = deadline({"start": "2026-11-20", "days": 60, "unit": "calendar"})
    assert (answer["due"], answer["provisional"]) == ("2027-01-19", True)
    assert "2027年的放假调休安排还没有装入" in str(answer["explanation"])


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        ({}, {("start", "fault_missing"), ("days、months、years", "fault_period_missing")}),
        ({"start": "2025-02-30", "months": 1}, {("start", "fault_not_a_day")}),
        ({"start": "2025-2-3", "months": 1}, {("start", "fault_not_a_day")}),
        ({"start": "2025-03-03", "days": 5}, {("unit", "fault_unit_missing")}),
        ({"start": "2025-03-03", "days": 5, "unit": "weeks"}, {("unit", "fault_not_a_choice")}),
        ({"start": "2025-03-03", "months": 5, "unit": "working"}, {("unit", "fault_unit_without_days")}),
        (
            {"start": "2025-03-03", "days": 5, "months": 1, "unit": "working"},
            {("days、months", "fault_periods_several")},
        ),
        ({"start": "2025-03-03", "months": 0}, {("months", "fault_period_not_positive")}),
        ({"start": "2025-03-03", "years": -1}, {("years", "fault_period_not_positive")}),
        ({"start": "2025-03-03", "days": "5", "unit": "working"}, {("days", "fault_not_whole")}),
        ({"start": "2025-03-03", "days": 5.0, "unit": "working"}, {("days", "fault_not_whole")}),
        ({"start": "2025-03-03", "days": True, "unit": "working"}, {("days", "fault_not_whole")}),
        ({"start": "2025-03-03", "months": 1, "roll": False}, {("roll", "fault_unknown_key")}),
        (
            {"start": "x", "days": 0, "extra": 1},
            {
                ("start", "fault_not_a_day"),
                ("days", "fault_period_not_positive"),
                ("unit", "fault_unit_missing"),
                ("extra", "fault_unknown_key"),
            },
        ),
    ],
)
def test_every_fault_of_the_question_is_named_at_once(asked: dict[str, Any], faults: set[tuple[str, str]]) -> None:
    with pytest.raises(BadInput) as caught:
        deadline(asked)
    told = caught.value.facts["faults"]
    assert isinstance(told, list)
    assert {(fault["field"], fault["code"]) for fault in told} == faults
    assert len(told) == len(faults)
    assert caught.value.exit_code == 2
    assert all(fault["message"] in caught.value.message() for fault in told)


def test_a_question_about_a_year_that_is_not_loaded_says_what_to_load() -> None:
    with pytest.raises(RuleMissing, match=r"claims/rules/calendar/2019\.toml"):
        deadline({"start": "2019-03-01", "days": 5, "unit": "working"})
