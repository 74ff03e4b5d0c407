"""A letter is made from a whole snapshot or not at all, and a copy for a party holds nothing that is not for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.canonical import canonical_json
from claims.errors import BadInput
from claims.money import grouped
from notifications.blocks import NUMBER_PENDING, Letter, Role
from notifications.compose import compose, letter_text
from notifications.facts import Fact, Shape
from notifications.kinds import LETTER_KINDS
from tests.notifications.samples import SAMPLES, first_set, snapshot
from tests.support.edited_texts import BODY

ALL = list(LETTER_KINDS)
WITH_SECRETS = [code for code, kind in LETTER_KINDS.items() if any(f.private for f in (*kind.facts, *kind.optional))]


def roles(letter: Letter) -> list[Role]:
    """The order of the blocks, a run of paragraphs as one."""
    return [role for role, _ in groupby(block.role for block in letter.blocks)]


@pytest.mark.parametrize("variant", ["full", "party"])
@pytest.mark.parametrize("code", ALL)
def test_every_kind_is_made_from_its_sample(code: str, variant: str) -> None:
    letter = compose(code, snapshot(code), variant)
    text = letter_text(letter)
    assert "{" not in text
    assert "None" not in text
    assert str(SAMPLES["claim_no"]) in text
    assert letter.blocks[0].text == SAMPLES["organ"]


@pytest.mark.parametrize("code", ALL)
def test_every_missing_fact_is_named_with_the_letter(code: str) -> None:
    kind = LETTER_KINDS[code]
    for fact in kind.facts:
        with pytest.raises(BadInput) as caught:
            compose(code, snapshot(code, **{fact.name: None}))
        assert caught.value.code == "letter_facts_missing"
        assert f"《{kind.name}》缺少事实：{fact.label}（{fact.name}）" in caught.value.message()


@pytest.mark.parametrize("code", ALL)
def test_a_letter_can_do_without_its_optional_facts(code: str) -> None:
    kind = LETTER_KINDS[code]
    bare: dict[str, object] = {fact.name: None for fact in kind.optional if fact.name not in kind.one_of}
    assert "None" not in letter_text(compose(code, snapshot(code, **bare)))


def test_several_missing_facts_are_told_at_once() -> None:
    with pytest.raises(BadInput, match=r"facts_found.*evidence.*diagnosis"):
        compose("confirmation", snapshot("confirmation", facts_found=None, evidence=None, diagnosis=None))


def test_an_award_with_nothing_awarded_or_refused_is_no_award() -> None:
    empty: dict[str, object] = dict.fromkeys(LETTER_KINDS["award"].one_of)
    with pytest.raises(BadInput, match="下列之一：items、monthly_items、platform_items、refused_items"):
        compose("award", snapshot("award", **empty))


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("reason", "  "),
        ("person_name", ""),
        ("accident_on", "2024-5-28"),
        ("accident_on", "2024-02-30"),
        ("review_days", True),
        ("review_days", -1),
        ("review_days", "60"),
        ("other_routes", []),
        ("other_routes", ["仲裁", " "]),
        ("synthetic", "yes"),
    ],
)
def test_a_fact_of_the_wrong_form_is_named_and_its_value_is_not_repeated(fact: str, value: object) -> None:
    with pytest.raises(BadInput) as caught:
        compose("not_accepted", snapshot("not_accepted", **{fact: value}))
    assert caught.value.code == "letter_facts_malformed"
    assert f"（{fact}，应为" in caught.value.message()


@pytest.mark.parametrize(
    "change", [{"amount_fen": 1.5}, {"amount_fen": "3797500"}, {"label": ""}, {"sum": 1}, {"basis": None}]
)
def test_a_row_must_be_whole_and_its_sum_integer_fen(change: dict[str, object]) -> None:
    row = {"label": "医疗费", "formula": "按票据", "amount_fen": 100, "basis": ["第三十条"]} | change
    with pytest.raises((BadInput, TypeError)):
        compose("award", snapshot("award", items=[row]))


def test_a_misspelt_fact_is_refused_rather_than_lost() -> None:
    with pytest.raises(BadInput, match="不认识的项：refuse_items"):
        compose("award", snapshot("award") | {"refuse_items": SAMPLES["refused_items"]})


def secrets(fact: Fact, value: object) -> Iterator[str]:
    """The texts under which a private fact would show."""
    if isinstance(value, list):
        for item in value:
            yield from secrets(fact, item)
    elif isinstance(value, Mapping):
        yield from (grouped(v) if isinstance(v, int) else v for v in value.values() if isinstance(v, int | str))
    elif isinstance(value, str) and fact.shape is not Shape.DAY and fact.name != "care_level":
        yield value


@pytest.mark.parametrize("code", WITH_SECRETS)
def test_the_copy_for_a_party_says_nothing_of_injury_grade_sums_or_accounts(code: str) -> None:
    kind = LETTER_KINDS[code]
    text = letter_text(compose(code, snapshot(code), "party"))
    told = [s for f in (*kind.facts, *kind.optional) if f.private for s in secrets(f, SAMPLES[f.name]) if s in text]
    assert told == []
    assert "九级" not in text
    assert "依法不载明伤情、鉴定等级、待遇金额和账户" in text


def test_a_full_copy_says_them() -> None:
    assert "左胫骨平台骨折" in letter_text(compose("confirmation", first_set("confirmation")))
    assert "伤残等级：九级" in letter_text(compose("appraisal_conclusion", first_set("appraisal_conclusion")))
    assert "51,831.50" in letter_text(compose("award", first_set("award")))


@pytest.mark.parametrize(
    ("body", "variant", "code", "told"),
    [
        ("{{ diagnosis }}", "party", "letter_text_unknown_variable", " 第3行用到了没有提供的变量 diagnosis。"),
        ("{{ persn_name }}", "full", "letter_text_unknown_variable", " 第3行用到了没有提供的变量 persn_name。"),
        ("{% if grade %}{% endif %}", "full", "letter_text_unknown_variable", "变量 grade。"),
        ("{{ refused_parts[0].prt }}", "full", "letter_text_unknown_variable", "变量 prt。"),
        ("{{ order_no }}", "full", "letter_text_broken", "没有提供的可选事实"),
        ("{% if %}", "full", "letter_text_broken", " 第3行不能使用：语法有误（Expected an expression"),
        ("{% iff full %}", "full", "letter_text_broken", "不认识的语句 iff"),
        ("{{ person_name|dya }}", "full", "letter_text_broken", "没有名为 dya 的过滤器"),
        ("{% if full %}", "full", "letter_text_broken", "不能使用"),
        ('{% include "_nowhere.txt" %}', "full", "letter_text_broken", "找不到所引用的文件 _nowhere.txt"),
        ("{{ person_name|day }}", "full", "letter_text_broken", "写成日期的值不是日期"),
        ("{{ refused_parts|total }}", "full", "letter_text_broken", "取值的格式不对（KeyError）"),
        ("{{ ''.__class__.__mro__ }}", "full", "letter_text_broken", "不允许的属性 __class__"),
        ("@bold 字", "full", "letter_text_broken", "不认识的标记 @bold"),
    ],
)
def test_a_text_that_cannot_be_used_is_told_with_the_letter_and_the_file(
    edited: dict[str, str], body: str, variant: str, code: str, told: str
) -> None:
    edited["confirmation.txt"] = BODY % body
    with pytest.raises(BadInput) as caught:
        compose("confirmation", snapshot("confirmation", order_no=None), variant)
    assert caught.value.code == code
    assert "《职业伤害确认结论书》的文本文件 confirmation.txt" in caught.value.message()
    assert told in caught.value.message()


def test_a_stored_snapshot_gives_the_same_letter_as_the_fresh_one() -> None:
    fresh = first_set("confirmation") | {"accident_on": date(2024, 5, 28), "platform_answer": None}
    stored = json.loads(canonical_json(fresh))
    assert compose("confirmation", stored) == compose("confirmation", fresh)


def test_the_number_comes_last_and_stands_everywhere_it_must() -> None:
    draft = compose("acceptance", first_set("acceptance"))
    assert draft.number is None
    assert NUMBER_PENDING in letter_text(draft)
    issued = draft.numbered("铜人社职受〔2024〕9号")
    assert issued.number == "铜人社职受〔2024〕9号"
    assert letter_text(issued) == letter_text(draft).replace(NUMBER_PENDING, "铜人社职受〔2024〕9号")


def test_signs_of_the_markup_in_a_value_stay_part_of_the_value() -> None:
    name = "@title 伪造 <b>|</b> ## - &amp; {{ organ }}"
    letter = compose("acceptance", first_set("acceptance") | {"applicant": name})
    assert roles(letter) == roles(compose("acceptance", first_set("acceptance")))
    assert name in letter_text(letter)


@given(st.text(min_size=1).filter(str.strip))
def test_no_value_can_change_the_form_of_a_letter(reason: str) -> None:
    plain = compose("not_accepted", first_set("not_accepted"))
    letter = compose("not_accepted", first_set("not_accepted") | {"reason": reason, "person_name": reason})
    assert roles(letter) == roles(plain)
    assert letter.title == plain.title


def test_a_value_of_two_lines_makes_two_paragraphs() -> None:
    facts = first_set("confirmation") | {"facts_found": "第一段。\n第二段。"}
    lines = letter_text(compose("confirmation", facts)).splitlines()
    assert "　　经调查核实，本局查明：第一段。" in lines
    assert "　　第二段。" in lines


def test_a_provisional_last_day_says_so() -> None:
    facts = first_set("acceptance") | {"decision_due_provisional": True}
    assert "2024年7月24日（暂定，" in letter_text(compose("acceptance", facts))
    assert "暂定" not in letter_text(compose("acceptance", first_set("acceptance")))


def test_real_cases_do_not_carry_the_line_of_synthetic_data() -> None:
    facts = first_set("payment")
    assert "合成数据" in letter_text(compose("payment", facts))
    assert "合成数据：" not in letter_text(compose("payment", facts | {"synthetic": False}))


def test_the_refused_part_of_a_confirmation_is_named_as_open_to_review() -> None:
    facts = first_set("confirmation")
    assert "如不服本结论（包括其中不予确认的部分）" in letter_text(compose("confirmation", facts))
    facts.pop("refused_parts")
    assert "如不服本结论，" in letter_text(compose("confirmation", facts))


def test_a_silent_platform_is_named_in_the_decision() -> None:
    told = str(SAMPLES["platform_answer"])
    facts = first_set("confirmation") | {"platform_answer": told}
    assert f"{told}。" in letter_text(compose("confirmation", facts, "party"))


@pytest.mark.parametrize(("grade", "words"), [(0, "未达到伤残等级"), (1, "一级"), (10, "十级")])
def test_grades_are_written_in_words(grade: int, words: str) -> None:
    facts = first_set("appraisal_conclusion") | {"grade": grade}
    assert f"伤残等级：{words}。" in letter_text(compose("appraisal_conclusion", facts))


def test_a_grade_beyond_ten_is_refused() -> None:
    with pytest.raises(BadInput, match="没有11级伤残"):
        compose("appraisal_conclusion", first_set("appraisal_conclusion") | {"grade": 11})


def test_an_unknown_care_level_is_refused() -> None:
    with pytest.raises(BadInput, match="生活自理障碍“some”"):
        compose("appraisal_conclusion", first_set("appraisal_conclusion") | {"care_level": "some"})
