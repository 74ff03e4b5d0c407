"""What every letter must say, read in its agreed wording: law, remedy, other doors, sums in 大写, and clean sentences."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from claims.money import capitals, grouped
from notifications.blocks import Role
from notifications.compose import compose, letter_text
from notifications.facts import Shape
from notifications.forms import KNOWN_KINDS
from notifications.kinds import LETTER_KINDS, PREPARED, Force, LetterKind, Remedy, Variant
from notifications.samples import sample
from notifications.texts import day, law, laws
from tests.notifications.golden_texts import CASES, FOLDER, golden_file
from tests.notifications.test_samples import texts

KINDS = list(LETTER_KINDS.values())
IDS = [kind.code for kind in KINDS]
REVIEWED = [kind for kind in KINDS if kind.remedy is Remedy.REVIEW_OR_COURT]
WITH_LAW = [kind for kind in KINDS if "legal_basis" in kind.fact_names]
WITH_PARTY = [kind for kind in KINDS if any(copy.variant is Variant.PARTY for copy in kind.copies)]
REFUSALS = {"not_accepted": "papers", "non_confirmation": "evidence"}
FAULTS = re.compile(
    r"[。；，、：][。；，、]|（）|《《|》》|根据[^，。；]*根据|\bNone\b|\{|\}|  |（（|））|[,;:?!](?!\d)"
    r"|于于|的的|和和|请请|。）[^。]"
)


def golden(kind: LetterKind, variant: str = "full") -> str:
    return golden_file(kind.code, variant).read_text(encoding="utf-8")


def test_every_kind_has_its_agreed_wording_and_every_wording_a_kind() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {golden_file(code, variant).name for code, variant in CASES}
    assert {code for code, variant in CASES if variant == "full"} == set(KNOWN_KINDS)
    assert {code for code, variant in CASES if variant == "party"} == {kind.code for kind in WITH_PARTY}


def test_what_is_prepared_is_a_kind() -> None:
    assert set(LETTER_KINDS) >= PREPARED


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_letter_names_its_organ_number_person_case_and_day(kind: LetterKind) -> None:
    text, facts = golden(kind), sample(kind.code)
    assert text.startswith(str(facts["organ"]))
    assert text.count(str(facts["organ"])) >= 2
    assert str(facts["claim_no"]) in text
    assert str(facts["person_name"]) in text
    assert kind.force is Force.FORM or day(str(facts["dated_on"])) in text


@pytest.mark.parametrize("kind", WITH_LAW, ids=lambda kind: kind.code)
def test_the_law_is_cited_in_full_and_by_its_title(kind: LetterKind) -> None:
    basis = sample(kind.code)["legal_basis"]
    assert isinstance(basis, list)
    assert laws(basis) in golden(kind)
    assert all("《" in law(source) or "〔" in source for source in basis)


@pytest.mark.parametrize("kind", REVIEWED, ids=lambda kind: kind.code)
@pytest.mark.parametrize("variant", ["full", "party"])
def test_a_decision_tells_organ_days_court_and_months(kind: LetterKind, variant: str) -> None:
    facts = sample(kind.code)
    text = letter_text(compose(kind.code, facts, variant))
    assert f"自收到本文书之日起，在{facts['review_days']}日内向{facts['review_organ']}申请行政复议" in text
    assert f"在{facts['court_months']}个月内直接向{facts['court']}提起行政诉讼" in text


@pytest.mark.parametrize(("code", "weighed"), REFUSALS.items())
def test_a_refusal_weighs_the_evidence_says_what_fails_and_names_the_other_doors(code: str, weighed: str) -> None:
    facts, text = sample(code), golden(LETTER_KINDS[code])
    assert all(one in text for name in (weighed, "other_routes", "reason") for one in texts(facts[name]))
    assert re.search("劳动关系.*工伤", text)
    assert "第三人" in text
    assert "商业保险" in text


@pytest.mark.parametrize("code", ["supplement", "appraisal_supplement"])
def test_a_supplement_notice_lists_each_paper_once_with_its_law_and_the_last_day(code: str) -> None:
    facts, text = sample(code), golden(LETTER_KINDS[code])
    assert isinstance(facts["missing"], list)
    for item in facts["missing"]:
        assert text.count(item["paper"]) == 1
        assert f"依据：{law(item['basis'])}。" in text
    assert f"{facts['reply_days']}日内补正" in text
    assert day(str(facts["reply_by"])) in text


def test_an_inaction_is_answered_by_review_first_where_the_law_says_so() -> None:
    first = letter_text(compose("overdue_explanation", sample("overdue_explanation")))
    free = letter_text(compose("overdue_explanation", sample("overdue_explanation") | {"review_first": False}))
    assert "应当先申请行政复议" in first
    assert "也可以依法直接向人民法院提起行政诉讼" in free
    assert "60日内，向重庆市铜梁区人民政府申请行政复议，请求责令" in first


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("award", ["items", "monthly_items", "platform_items"]),
        ("payment", ["payments"]),
        ("settled_notice", ["payments"]),
        ("account_correction", ["payments"]),
        ("recovery", ["recovered"]),
    ],
)
def test_every_total_stands_in_figures_and_in_capitals(code: str, names: list[str]) -> None:
    facts, text = sample(code), golden(LETTER_KINDS[code])
    for name in names:
        rows = facts[name]
        assert isinstance(rows, list)
        total = sum(row["amount_fen"] for row in rows)
        assert grouped(total) in text
        assert f"人民币（大写）：{capitals(total)}。" in text


def test_every_awarded_amount_has_its_formula_base_and_article() -> None:
    facts, text = sample("award"), golden(LETTER_KINDS["award"])
    for name in ("items", "monthly_items", "platform_items"):
        rows = facts[name]
        assert isinstance(rows, list)
        for row in rows:
            assert f"{row['label']} | {row.get('base', '—')} | {row['formula']} | {grouped(row['amount_fen'])}" in text
            assert f"{row['label']}：{laws(row['basis'], '；')}。" in text


def test_a_change_tells_what_is_added_and_what_was_too_much_apart() -> None:
    text = golden(LETTER_KINDS["award_change"])
    assert f"应当补发的差额合计325.04元，人民币（大写）：{capitals(32_504)}。" in text
    assert f"多核定的差额合计10,658.00元，人民币（大写）：{capitals(1_065_800)}；" in text
    only_up = sample("award_change") | {
        "changes": [{"label": "医疗费", "formula": "补", "earlier_fen": 0, "new_fen": 100}]
    }
    assert "多核定" not in letter_text(compose("award_change", only_up))


@pytest.mark.parametrize("kind", WITH_PARTY, ids=lambda kind: kind.code)
def test_the_party_copy_holds_no_value_of_a_private_fact(kind: LetterKind) -> None:
    facts, text = sample(kind.code), golden(kind, "party")
    private = [fact for fact in (*kind.facts, *kind.optional) if fact.private and fact.name in facts]
    secret = [one for fact in private if fact.shape is not Shape.DAY for one in texts(facts[fact.name])]
    assert [one for one in secret if one in text and one != "none"] == []
    # What a dispute is about is named to whoever lodged it; that a grade is disputed tells none.
    told = text.replace(str(facts.get("matter", "")), "")
    assert not re.search("[一二三四五六七八九十]级|生活自理|诊断：", told)
    # A platform learns of no sum but the one that it must pay itself.
    assert kind.code == "living_support" or "元" not in told


@pytest.mark.parametrize("variant", ["full", "party"])
@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_sentences_are_clean(kind: LetterKind, variant: str) -> None:
    letter = compose(kind.code, sample(kind.code), variant)
    said = [block.text for block in letter.blocks if block.role is not Role.VERIFY] + [
        item for block in letter.blocks for item in block.items
    ]
    assert [text for text in said if FAULTS.search(text)] == []
    paragraphs = [block.text for block in letter.blocks if block.role is Role.PARAGRAPH and "＿" not in block.text]
    assert [text for text in paragraphs if text[-1] not in "。："] == []


@pytest.mark.parametrize("variant", ["full", "party"])
@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_what_ends_in_a_colon_is_followed_by_what_it_announces(kind: LetterKind, variant: str) -> None:
    blocks = compose(kind.code, sample(kind.code), variant).blocks
    announced = (Role.LIST, Role.TABLE, Role.HEADING)
    for block, after in pairwise(blocks):
        if block.role is Role.PARAGRAPH and block.text.endswith("："):
            assert after.role in announced or "＿" in after.text or after.text.startswith("没有按期"), block.text


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("工伤保险条例第三十条", "《工伤保险条例》第三十条"),
        ("行政复议法（2023年修订）第二十三条第一款第三项", "《行政复议法》（2023年修订）第二十三条第一款第三项"),
        ("劳动能力鉴定管理办法", "《劳动能力鉴定管理办法》"),
        ("法释〔2020〕26号第二条", "法释〔2020〕26号第二条"),
        ("《工伤保险条例》第三十条。", "《工伤保险条例》第三十条"),
        ("重庆市统计局，2024年8月4日转引", "重庆市统计局，2024年8月4日转引"),
    ],
)
def test_a_law_gets_the_marks_of_a_title_once(source: str, cited: str) -> None:
    assert law(source) == cited
    assert law(cited) == cited


def test_the_form_for_a_late_application_leaves_its_lines_to_the_applicant() -> None:
    text = golden(LETTER_KINDS["late_application_form"])
    assert "说明人（签名）：＿＿" in text
    assert "□ 不可抗力" in text
    assert not LETTER_KINDS["late_application_form"].served
