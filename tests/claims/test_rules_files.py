"""A malformed rule file is refused at load, whole, naming the file, the key and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.errors import RuleFileError
from claims.rules.book import read_folder
from claims.rules.reader import read_file
from claims.rules.value import Value

GOOD = """
about = "一个专题。"

[acceptance]
label = "受理审查"
unit = "working_days"
code = "T5"
[[acceptance.values]]
from = 2022-07-01
to = 2025-06-30
value = 5
source = "某办法第五条"
confidence = "B"
[[acceptance.values]]
from = 2025-07-01
value = 3
source = "某办法第六条"
confidence = "A*"
"""
WAGE = """
[average]
label = "年平均工资"
unit = "yuan_per_year"
figure_of = "year_before"
[[average.values]]
year = 2021
from = 2022-01-01
to = 2022-12-31
value = "59307.00"
published_on = 2022-06-30
source = "某统计局"
confidence = "B"
"""
CALENDAR = """
[2025]
label = "2025年放假调休"
unit = "calendar"
[[2025.values]]
from = 2025-01-01
to = 2025-12-31
source = "某通知"
confidence = "A"
value.off = [2025-01-01]
value.worked = [2025-01-26]
"""


def load(folder: Path, text: str) -> tuple[Value, ...]:
    topic = "calendar" if text.startswith("\n[2025]") else "limits"
    path = folder / topic / "national.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_file(path, topic, "national")


def test_the_good_files_are_good(tmp_path: Path) -> None:
    first, second = load(tmp_path, GOOD)
    assert (first.key, first.value, first.code, first.confidence) == ("limits.acceptance", 5, "T5", "B")
    assert (second.value, second.effective_to) == (3, None)
    assert len(load(tmp_path, WAGE)) == len(load(tmp_path, CALENDAR)) == 1


FAULTS = [
    ("a date that does not exist", GOOD, "from = 2022-07-01", "from = 2022-13-01", "rule_file_syntax", "日期不存在"),
    ("a file that is no TOML", GOOD, "[acceptance]", "[acceptance", "rule_file_syntax", "TOML"),
    ("a date in quotes", GOOD, "from = 2022-07-01", 'from = "2022-07-01"', "rule_file_date", "2022-07-01"),
    ("an instant for a date", GOOD, "from = 2022-07-01", "from = 2022-07-01T00:00:00", "rule_file_date", "from"),
    ("an end that is no date", GOOD, "to = 2025-06-30", "to = 2025", "rule_file_date", "to"),
    ("no unit", GOOD, 'unit = "working_days"', "", "rule_file_missing", "unit"),
    ("no label", GOOD, 'label = "受理审查"', "", "rule_file_missing", "label"),
    ("no start", GOOD, "from = 2022-07-01", "", "rule_file_missing", "from"),
    ("no source", GOOD, 'source = "某办法第五条"', "", "rule_file_missing", "source"),
    ("no confidence", GOOD, 'confidence = "B"', "", "rule_file_missing", "confidence"),
    ("an empty source", GOOD, 'source = "某办法第五条"', 'source = " "', "rule_file_value", "source"),
    ("an unknown mark", GOOD, 'confidence = "B"', 'confidence = "E"', "rule_file_value", "A、A*、B、C、D"),
    ("an unknown unit", GOOD, '"working_days"', '"workdays"', "rule_file_unit", "workdays"),
    ("no value", GOOD, "value = 5", "", "rule_file_value", "value"),
    ("two values", GOOD, "value = 5", "value = 5\neach = { a = 5 }", "rule_file_value", "each"),
    ("each that is no table", GOOD, "value = 5", "each = 5", "rule_file_value", "each"),
    ("a number in quotes", GOOD, "value = 5", 'value = "5"', "rule_file_value", "整数"),
    ("a negative number", GOOD, "value = 5", "value = -5", "rule_file_value", "非负"),
    ("a fraction", GOOD, "value = 5", "value = 5.5", "rule_file_value", "整数"),
    ("yes for a number", GOOD, "value = 5", "value = true", "rule_file_value", "整数"),
    ("an overlap", GOOD, "to = 2025-06-30", "to = 2025-07-01", "rule_file_overlap", "2025-07-01"),
    ("an open end before another value", GOOD, "to = 2025-06-30\n", "", "rule_file_overlap", "至今"),
    ("an end before the start", GOOD, "to = 2025-06-30", "to = 2022-06-30", "rule_file_value", "早于"),
    (
        "an unknown key at the top",
        GOOD,
        'about = "一个专题。"',
        'abuot = "一个专题。"',
        "rule_file_unknown_key",
        "limits.abuot",
    ),
    ("an unknown key of a parameter", GOOD, "code =", "cod =", "rule_file_unknown_key", "limits.acceptance.cod"),
    ("an unknown key of a value", GOOD, "to = 2025-06-30", "until = 2025-06-30", "rule_file_unknown_key", "until"),
    ("about that is no text", GOOD, 'about = "一个专题。"', "about = 5", "rule_file_value", "about"),
    (
        "values that are no list",
        GOOD,
        GOOD[GOOD.index("[[acc") :],
        "values = 5",
        "rule_file_value",
        "acceptance.values",
    ),
    ("money with three decimals", WAGE, '"59307.00"', '"59307.005"', "rule_file_value", "两位小数"),
    ("money without quotes", WAGE, '"59307.00"', "59307.00", "rule_file_value", "两位小数"),
    ("money with a comma", WAGE, '"59307.00"', '"59,307.00"', "rule_file_value", "两位小数"),
    ("a figure of the wrong year", WAGE, "year = 2021", "year = 2022", "rule_file_value", "year"),
    ("a figure for less than a year", WAGE, "to = 2022-12-31", "to = 2022-12-30", "rule_file_value", "全年"),
    ("a figure without an end", WAGE, "to = 2022-12-31\n", "", "rule_file_value", "全年"),
    ("a year in quotes", WAGE, "year = 2021", 'year = "2021"', "rule_file_value", "年份"),
    ("an unknown way of dating", WAGE, "figure_of =", 'dated_by = "birth"\nfigure_of =', "rule_file_value", "dated_by"),
    ("rolls that is no flag", WAGE, "figure_of =", 'rolls = "no"\nfigure_of =', "rule_file_value", "rolls"),
    ("a Saturday off", CALENDAR, "off = [2025-01-01]", "off = [2025-01-04]", "rule_file_value", "周一至周五"),
    ("a Monday worked", CALENDAR, "worked = [2025-01-26]", "worked = [2025-01-27]", "rule_file_value", "周六"),
    ("days out of order", CALENDAR, "[2025-01-01]", "[2025-01-02, 2025-01-01]", "rule_file_value", "从早到晚"),
    ("a day in quotes", CALENDAR, "[2025-01-01]", '["2025-01-01"]', "rule_file_value", "日期"),
    ("no make-up days", CALENDAR, "value.worked = [2025-01-26]", "", "rule_file_value", "worked"),
    ("a calendar that ends early", CALENDAR, "to = 2025-12-31", "to = 2025-12-30", "rule_file_value", "当年"),
    ("a day of another year", CALENDAR, "[2025-01-01]", "[2024-01-01]", "rule_file_value", "当年"),
]


@pytest.mark.parametrize(
    ("text", "old", "new", "code", "reason"), [pytest.param(*fault[1:], id=fault[0]) for fault in FAULTS]
)
def test_the_fault_is_named(tmp_path: Path, text: str, old: str, new: str, code: str, reason: str) -> None:
    assert old in text
    with pytest.raises(RuleFileError) as refused:
        load(tmp_path, text.replace(old, new, 1))
    assert refused.value.code == code
    topic = "calendar" if text is CALENDAR else "limits"
    assert refused.value.facts["file"] == f"claims/rules/{topic}/national.toml"
    assert str(refused.value.facts["key"]).startswith(topic)
    assert f"claims/rules/{topic}/national.toml" in refused.value.message()
    assert reason in refused.value.message()
    assert refused.value.exit_code == 2


OTHER_UNITS = [
    ("text", "5", "文字"),
    ("flag", '"yes"', "true"),
    ("list", "5", "方括号"),
    ("list", '["甲", "甲"]', "重复"),
    ("list", "[1.5]", "方括号"),
    ("record", "5", "value."),
    ("record", "{ a = 1.5 }", "小数"),
]


@pytest.mark.parametrize(("unit", "written", "reason"), OTHER_UNITS)
def test_a_value_must_fit_its_unit(tmp_path: Path, unit: str, written: str, reason: str) -> None:
    text = GOOD.replace("working_days", unit).replace("value = 5", f"value = {written}")
    with pytest.raises(RuleFileError) as refused:
        load(tmp_path, text)
    assert refused.value.code == "rule_file_value"
    assert reason in refused.value.message()


@pytest.mark.parametrize(("topic", "name"), [("limits", "hubei"), ("calendar", "national"), ("wages", "2025")])
def test_a_file_nobody_would_read_is_refused(tmp_path: Path, topic: str, name: str) -> None:
    folder = tmp_path / topic
    folder.mkdir()
    (folder / f"{name}.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(RuleFileError, match=f"claims/rules/{topic}/{name}.toml") as refused:
        read_folder(tmp_path)
    assert refused.value.code == "rule_file_name"


def test_a_bad_file_of_any_province_stops_the_load(tmp_path: Path) -> None:
    folder = tmp_path / "limits"
    folder.mkdir()
    (folder / "national.toml").write_text(GOOD, encoding="utf-8")
    (folder / "guangdong.toml").write_text(GOOD.replace("value = 5", "value = -5"), encoding="utf-8")
    with pytest.raises(RuleFileError, match="guangdong"):
        read_folder(tmp_path)


def test_shares_and_money_become_whole_numbers(tmp_path: Path) -> None:
    shares = load(tmp_path, GOOD.replace('"working_days"', '"percent"').replace("value = 5", "value = 90"))
    assert (shares[0].value, shares[0].unit) == (9000, "per_10000")
    for written, fen in (("8", 800), ("8.5", 850), ("8.05", 805), ("0.01", 1)):
        wage = load(tmp_path, WAGE.replace("59307.00", written))
        assert (wage[0].value, wage[0].unit) == (fen, "fen_per_year")


def test_a_table_of_values_gives_one_key_each_with_its_label(tmp_path: Path) -> None:
    text = GOOD.replace("value = 5", "each.one = 5\neach.two = 6").replace("value = 3", "each.one = 7")
    text = text.replace('code = "T5"', 'labels.one = "一级"')
    found = {(entry.key, entry.label, entry.value) for entry in load(tmp_path, text)}
    assert found == {
        ("limits.acceptance.one", "受理审查（一级）", 5),
        ("limits.acceptance.two", "受理审查（two）", 6),
        ("limits.acceptance.one", "受理审查（一级）", 7),
    }


def test_a_value_may_hold_for_one_day(tmp_path: Path) -> None:
    (only, _) = load(tmp_path, GOOD.replace("to = 2025-06-30", "to = 2022-07-01"))
    assert only.effective_from == only.effective_to


def test_a_statistical_year_binds_only_figures_of_the_year_before(tmp_path: Path) -> None:
    (value,) = load(
        tmp_path, WAGE.replace('figure_of = "year_before"\n', "").replace("to = 2022-12-31", "to = 2023-06-30")
    )
    assert value.year == 2021


def test_the_last_day_moves_unless_the_file_says_no(tmp_path: Path) -> None:
    for line, rolls in (("", True), ("rolls = true\n", True), ("rolls = false\n", False)):
        first, _ = load(tmp_path, GOOD.replace('code = "T5"\n', line))
        assert first.rolls is rolls


def test_a_unit_may_change_with_the_law(tmp_path: Path) -> None:
    text = GOOD.replace("value = 5", 'unit = "calendar_days"\nvalue = 5')
    assert [entry.unit for entry in load(tmp_path, text)] == ["calendar_days", "working_days"]
