"""我在不在保障范围: every outcome has its page, nothing of it is kept, and how often one may ask is limited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest
from httpx2 import Response
from sqlalchemy import text

from claims.coverage import REFUSALS, industry_of
from claims.rules import load_rules
from claims.store.tables import METADATA
from portal.app import make_app
from portal.help.texts import help_texts
from portal.limits import ASKING
from tests.portal.test_wording import NEVER, SENTENCE_MAX
from tests.support.offices import said
from tests.support.web_client import WebClient
from tests.support.world import TODAY, World
from workflows.coverage_check import ELSEWHERE_IN_THE_COUNTRY
from workflows.transaction import reading

PAGE = "/help/covered"
NEVER_SAID = [word for word in NEVER if word != "赔偿"]
# What is told, and the outcome of it on the lists of 2024, when nobody but the seven provinces was in.
FITTING = {"platform": "美团", "province": "重庆", "when": "today", "doing": "delivering", "contract": "none"}
TOLD: tuple[tuple[Mapping[str, str], str], ...] = (
    ({}, "covered"),
    ({"platform": "other", "platform_other": "美团众包"}, "covered"),
    ({"when": "yesterday", "doing": "home"}, "covered"),
    ({"doing": "waiting"}, "order_waiting"),
    ({"doing": "other"}, "order_unclear"),
    ({"doing": "riding"}, "order_unclear"),
    ({"platform": "other", "platform_other": "顺丰"}, "express_courier"),
    ({"contract": "insured"}, "work_injury_enrolled"),
    ({"contract": "contract"}, "labour_relation_signs"),
    ({"platform": "other", "platform_other": "万顺"}, "platform_not_listed"),
    ({"platform": "other", "platform_other": "滴滴出行"}, "not_covered_at_date"),
    ({"province": "天津"}, "not_covered_at_date"),
    ({"province": ELSEWHERE_IN_THE_COUNTRY}, "province_not_listed"),
    ({"when": "earlier", "year": "2022", "month": "6", "day": "30"}, "not_covered_at_date"),
    ({"when": "earlier", "year": "2022", "month": "7", "day": "1"}, "covered"),
    ({"when": "earlier", "year": "2010", "month": "12", "day": "31"}, "day_unknown"),
    ({"platform": "unknown"}, "platform_unknown"),
)
WRONG: tuple[tuple[Mapping[str, str], str], ...] = (
    ({"platform": ""}, "f-platform"),
    ({"platform": "other"}, "f-platform_other"),
    ({"when": "earlier", "year": "2024", "month": "2", "day": "30"}, "f-day"),
    ({"when": "earlier", "year": "2024", "month": "", "day": "3"}, "f-month"),
    ({"when": "earlier", "year": "2099", "month": "1", "day": "1"}, "f-when"),
    ({"when": ""}, "f-when"),
    ({"province": "外国"}, "f-province"),
)


def ask(passer_by: WebClient, told: Mapping[str, str]) -> Response:
    return passer_by.get(PAGE, params={**FITTING, **told})


@pytest.mark.parametrize(("told", "code"), TOLD)
def test_every_answer_says_why_what_to_do_and_whom_to_ask(
    told: Mapping[str, str], code: str, passer_by: WebClient
) -> None:
    answer = ask(passer_by, told)
    words, shown = help_texts()["covered"][code], said(answer)
    assert answer.status_code == 200
    for part in (words["title"], words["next"], "这不是决定", "一键报案", "12333", "我局"):
        assert part in shown
    assert not re.search("请(调取|由|查|核|等)", shown)  # what officers are told to do
    assert ("出处" in shown) is (code not in ("day_unknown", "platform_unknown"))
    assert ('href="/help/other-ways"' in answer.text) is (code in REFUSALS or words["kind"] == "law")


def test_every_outcome_has_been_told_but_those_that_no_answer_leads_to() -> None:
    untold = set(help_texts()["covered"]) - {code for _, code in TOLD}
    assert untold == {"no_active_order", "order_just_completed", "industry_not_listed"}
    for words in help_texts()["covered"].values():
        assert not [word for word in NEVER_SAID if word in f"{words['title']}{words['next']}"]
        assert all(
            len(sentence) <= SENTENCE_MAX for sentence in re.split("[。]", words["title"] + "。" + words["next"])
        )


def test_another_province_is_sent_to_its_own_bureau_and_the_lists_are_named(passer_by: WebClient) -> None:
    shown = said(ask(passer_by, {"province": "上海"}))
    assert "上海。请问当地的人社部门，那里的名单可能不同。" in shown
    assert load_rules("重庆").at("coverage.provinces", TODAY).source in shown
    assert "当地的人社部门" not in said(ask(passer_by, {}))
    assert "曹操出行、美团" in said(ask(passer_by, {"platform": "unknown"}))


@pytest.mark.parametrize(("told", "field"), WRONG)
def test_what_cannot_be_read_is_said_at_its_field_and_kept(
    told: Mapping[str, str], field: str, passer_by: WebClient
) -> None:
    answer = ask(passer_by, told)
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert f'id="{field}"' in answer.text
    assert "<title>错误：" in answer.text
    assert 'value="delivering" checked' in answer.text


def test_strange_letters_break_nothing(passer_by: WebClient) -> None:
    told = {"platform": "other", "platform_other": "<b>\x00‮😀" + "长" * 5000}
    answer = ask(passer_by, told)
    assert (answer.status_code, "<b>" in answer.text, len(answer.text) < 20_000) == (200, False, True)


def test_nothing_is_kept_of_it(passer_by: WebClient, empty_world: World) -> None:
    def rows() -> dict[str, int]:
        with reading(empty_world.desk) as connection:
            return {
                name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in METADATA.tables
            }

    before, answer = rows(), ask(passer_by, {})
    assert (rows(), "set-cookie" in answer.headers) == (before, False)
    assert answer.headers["cache-control"] == "no-store"


def test_who_asks_without_end_is_told_to_wait_and_the_form_is_still_there(empty_world: World) -> None:
    with WebClient(make_app(empty_world.desk)) as web:
        given = [ask(web, {}).status_code for _ in range(ASKING.burst + 3)]
        assert (given.count(429) > 0, given[: ASKING.burst // 2].count(429)) == (True, 0)
        assert web.get(PAGE).status_code == 200


def test_a_platform_known_by_another_name_has_its_industry() -> None:
    rules = load_rules("重庆")
    assert industry_of("美团众包", date(2024, 10, 1), rules) == industry_of("美团", date(2024, 10, 1), rules) == "外卖"
    assert (industry_of("万顺", TODAY, rules), industry_of("美团", date(2010, 1, 1), rules)) == ("", "")
