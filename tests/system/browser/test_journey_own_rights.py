"""本人的两样东西: who takes out all that is kept of him, and who goes to court, does it from the telephone and prints it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from portal.days import day_text
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

SUING = 40  # an award that can still be sued
WAYS = (Way(NARROW), Way(NARROW, scripts=False), Way(WIDE, keyboard=True))


def signed_in(house: House, enter: Enter, way: Way) -> tuple[Person, str, str]:
    """The rider at his browser, with his telephone and his ID number."""
    telephone, tail = house.telephone_of(SUING)
    rider = enter(way)
    rider.sign_in_by_telephone(telephone, tail)
    return rider, telephone, tail


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_rider_takes_out_his_full_copy_after_another_code(way: Way, house: House, enter: Enter) -> None:
    house.set_clock("2025-07-01", f"1{WAYS.index(way)}:00")
    rider, telephone, tail = signed_in(house, enter, way)
    rider.open("/r/me")
    rider.press("取完整副本")
    house.tick()
    rider.press("发验证码")
    rider.misses(telephone)
    rider.write("短信里的 6 位数字", house.code(telephone))
    rider.press("取完整副本")
    rider.sees("我的信息（完整）", telephone, house.case_of(SUING))
    assert telephone in rider.printed()
    assert f"{tail}" in rider.printed()
    rider.open("/r/me")
    rider.sees("取了本人的完整副本，号码没有遮盖")


def test_the_copy_is_a_file_too(house: House, enter: Enter) -> None:
    house.set_clock("2025-07-01", "14:00")
    rider, telephone, _ = signed_in(house, enter, Way(NARROW))
    rider.open("/r/me/copy")
    rider.answer("怎么取", "下载文件，给电脑程序读（JSON）")
    house.tick()
    rider.press("发验证码")
    rider.write("短信里的 6 位数字", house.code(telephone))
    copy = json.loads(rider.taken_out("取完整副本").read_text(encoding="utf-8"))
    assert copy["本人"]["手机号"] == telephone


def last_day_to_sue(house: House, letter_id: str) -> date:
    """As the clock of the case says, which began with the service of the letter on the person."""
    served = {row["id"] for row in house.rows("service", letter_id=letter_id)}
    clocks = house.rows("clock", claim_no=house.case_of(SUING), code="T28")
    (due_on,) = {clock["due_on"] for clock in clocks if clock["subject"] in served}
    return date.fromisoformat(str(due_on))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_rider_prints_the_draft_of_his_complaint(way: Way, house: House, enter: Enter) -> None:
    house.set_clock("2025-07-01", f"1{WAYS.index(way) + 5}:00")
    rider, telephone, tail = signed_in(house, enter, way)
    rider.open(f"/r/cases/{house.case_of(SUING)}/object?about=award")
    rider.press("生成起诉状草稿")
    (letter,) = house.rows("letter", claim_no=house.case_of(SUING), kind="award")
    last_day = day_text(last_day_to_sue(house, letter["id"]), weekday=False)
    rider.sees(f"最晚交到法院：{last_day}")
    text = rider.printed()
    for part in (
        "行政起诉状", telephone, tail, "被告：重庆市铜梁区人力资源和社会保障局", str(letter["number"]), f"到{last_day}届满",
        "有管辖权的人民法院", "本起诉状副本1份", "诉讼费用由被告承担",
    ):  # fmt: skip
        assert part in text, part
    assert "最晚交到法院" not in text, "what helps on the screen is no part of the paper"
