"""The data file: read whole or refused whole, with every fault at once, in words that say what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from claims.errors import BadInput
from pilot.facts import Reporter
from pilot.loading import load_pilot
from tests.support.pilots import FIRST, SECOND

GOOD = """
seed = "试一试"
until = 2025-06-30

[[case]]
person = 7
born_on = 1995-07-21
platform = "美团"
industry = "外卖"
accident.on = 2024-01-10
accident.time = "12时"
accident.place = "东城街道"
accident.course = "送餐途中摔倒"
accident.injury = "右肘擦伤"
accident.diagnosis = "右肘皮肤擦伤"
accident.part = "右肘"
report = { by = "rider" }
application = { by = "platform", on = 2024-01-15 }
bills = [{ claimed = "534.90", allowed = "497.50" }]
"""
SECOND_CASE = GOOD[GOOD.index("[[case]]") :]


def refusal(folder: Path, text: str) -> str:
    """The words with which a file of that text is refused."""
    path = folder / "cases.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_pilot(path)
    assert refused.value.exit_code == 2
    return refused.value.message()


def test_a_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "cases.toml"
    path.write_text(GOOD, encoding="utf-8")
    (case,) = load_pilot(path).cases
    assert (case.name, case.bills[0].claimed_fen, case.bills[0].allowed_fen) == ("合成人员07", 53_490, 49_750)
    assert (case.report.by, case.report.on) == (Reporter.RIDER, date(2024, 1, 10))
    assert (case.criterion, case.accident.order_state, case.third_party_paid_fen) == (1, "delivering", 0)
    assert (case.supplement, case.appraisal, case.refusal) == (None, None, None)


def test_both_files_of_the_pilot_have_forty_one_confirmed_and_some_beside() -> None:
    for data in (FIRST, SECOND):
        confirmed = [
            case for case in data.cases if not case.refusal and not case.gongshang_choice and case.person <= 41
        ]
        assert [case.person for case in confirmed] == list(range(1, 42))
        assert len(data.cases) > 41
        assert data.until == date(2025, 6, 30)


def test_the_platforms_of_the_pilot_are_real_ones() -> None:
    platforms = {case.platform for case in FIRST.cases if case.person <= 41}
    assert platforms == {"美团", "饿了么", "达达", "货拉拉"}


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("person = 7", "person = 0", "“case[0].person”的值0不在1至99之内"),
        ("person = 7", "person = 100", "不在1至99之内"),
        ("person = 7", "person = true", "“case[0].person”的值“True”不是整数"),
        ("person = 7\n", "", "缺少“case[0].person”"),
        ("born_on = 1995-07-21", 'born_on = "去年"', "“case[0].born_on”的值“去年”不是存在的日期"),
        ('allowed = "497.50"', 'allowed = "535.00"', "核定53500分，多于申报的53490分"),
        ('claimed = "534.90"', 'claimed = "五百"', "“case[0].bills[0].claimed”的值“五百”不是金额"),
        ('claimed = "534.90"', "claimed = 534.90", "不是文字"),
        ('by = "rider"', 'by = "neighbour"', "“case[0].report.by”的值“neighbour”不在可选范围内"),
        ("on = 2024-01-15", "on = 2024-01-09", "“case[0].application.on”的日期2024-01-09早于“report.on”的2024-01-10"),
        ("accident.on = 2024-01-10", "accident.on = 2025-07-01", "晚于重演的最后一天2025-06-30"),
        ("person = 7", "person = 7\nspeed = 3", "“case[0].speed”不是可识别的键"),
        ("person = 7", "person = 7\npace.inquiry = 30", "“case[0].note”没有说明"),
        ("person = 7", "person = 7\npace.lunch = 30", "“case[0].pace.lunch”不是可识别的键"),
        ("person = 7", "person = 7\ncriterion = 7", "“case[0].criterion”的值7不在1至6之内"),
        ("person = 7", 'person = 7\nthird_party_paid = "600.00"', "“case[0].third_party_paid”多于票据核定的总额"),
        ("bills = [", "# bills = [", "缺少“case[0].bills”"),
        ('seed = "试一试"\n', "", "缺少“seed”"),
        ("[[case]]", "[[cases]]", "“cases”不是可识别的键"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert wrong in GOOD
    assert said in refusal(tmp_path, GOOD.replace(wrong, right))


APPRAISAL = """
appraisal.grade = 9
appraisal.asked_after_days = 90
appraisal.injury_period_days = 60
appraisal.opinion = "功能部分受限"
"""


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("grade = 9", "grade = 11", "“case[0].appraisal.grade”的值11不在0至10之内"),
        ("grade = 9", "grade = 9\nappraisal.panel_size = 4", "“case[0].appraisal.panel_size”的值4不在3或5之内"),
        ("asked_after_days = 90", "asked_after_days = -1", "“case[0].appraisal.asked_after_days”为负数"),
        ('opinion = "功能部分受限"', 'opinion = " "', "“case[0].appraisal.opinion”的值“ ”不是文字"),
        ("grade = 9", "grade = 9\nappraisal.redo = { grade = 12 }", "缺少“case[0].appraisal.redo.asked_after_days”"),
        (
            "grade = 9",
            'grade = 9\nappraisal.redo = { grade = 12, asked_after_days = 3, city_number = "一号" }',
            "“case[0].appraisal.redo.grade”的值12不在0至10之内",
        ),
    ],
)
def test_what_is_wrong_with_an_appraisal_is_said(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert said in refusal(tmp_path, GOOD + APPRAISAL.replace(wrong, right))


def test_who_sends_a_draft_back_is_one_of_its_signers(tmp_path: Path) -> None:
    returned = '\nreturned_draft = { by = "cashier", reason = "缺事实", added = "补充" }\n'
    assert "“case[0].returned_draft.by”的值“cashier”不在可选范围内" in refusal(tmp_path, GOOD + returned)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("person = 7", "person = 0")
        .replace('"534.90"', '"五百"')
        .replace("until = 2025-06-30", "until = 3")
    )
    words = refusal(tmp_path, text)
    assert "有2处错误" in words
    assert all(part in words for part in ("（1）", "（2）", "until", "claimed"))


def test_nobody_is_told_of_twice(tmp_path: Path) -> None:
    words = refusal(tmp_path, GOOD + SECOND_CASE)
    assert "“case[1].person”的值7与前面的案件重复" in words
    assert "“case[1].born_on”的值1995-07-21与前面的案件重复" in words


def test_a_file_that_is_not_there_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.toml读不了"):
        load_pilot(tmp_path / "nowhere.toml")
    assert "读不了" in refusal(tmp_path, "case = [")
    path = tmp_path / "bytes.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        load_pilot(path)
