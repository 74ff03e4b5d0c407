"""The letters of the pilot, read as a court would: words, law, days, and what the platform's copies give away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from claims.rules import load_rules
from notifications.compose import compose, letter_text
from notifications.kinds import Variant, letter_kind
from tests.support.gateways import CHARACTERS_OF_ONE_SMS
from tests.support.pilots import FIRST, PROVINCE, Replayed

RULES = load_rules(PROVINCE)
MEASURES = {value.as_text() for value in RULES.history("criteria.measure")}
TITLE = re.compile(r"《([^》]+(?:法|条例|办法|规定|解释|试行）))》")
WORD = re.compile(r"[A-Za-z_]{3,}")
OURS = re.compile(r"核验：.*|TL-\d{4}-\d{6}(?:/[a-z]+-\d+)?|[A-Z]{2}/T")
INJURY = re.compile(r"[擦挫夹扭裂砸]伤|骨折|中暑|眩晕|疾病|抢救|不适|牙|脚趾|软组织|脱位|肿胀|诊断：")
MONTHLY, TOP_UP = "继续按月发放", "（补发差额）"


@dataclass(frozen=True)
class Issued:
    """A letter that was issued, in one of its variants."""

    row: dict[str, Any]
    variant: Variant
    facts: dict[str, Any]
    text: str


def read(made: Replayed) -> Iterator[Issued]:
    private = {row["letter_id"]: json.loads(row["snapshot"]) for row in made.rows("letter_private")}
    for row in made.rows("letter"):
        facts = private[row["id"]]
        for variant in {copy.variant for copy in letter_kind(row["kind"]).copies} or {Variant.FULL}:
            text = letter_text(compose(row["kind"], facts, variant).numbered(row["number"]))
            yield Issued(row, variant, facts, text)


@pytest.fixture(scope="module")
def issued(first: Replayed) -> list[Issued]:
    return list(read(first))


def full(issued: list[Issued], kind: str) -> list[Issued]:
    return [one for one in issued if one.row["kind"] == kind and one.variant is not Variant.PARTY]


def person(one: Issued) -> int:
    return int(one.facts["person_name"][-2:])


def test_no_letter_says_what_the_bureau_still_has_to_compare(issued: list[Issued]) -> None:
    assert len(issued) > 400
    found = {one.row["number"] for one in issued if re.search("待核|转引|凭记忆", one.text)}
    assert found == set()


def test_no_letter_holds_a_code_word(issued: list[Issued]) -> None:
    found = {(one.row["number"], word) for one in issued for word in WORD.findall(OURS.sub("", one.text))}
    assert found == set()


def test_every_law_cited_was_in_force_on_the_letters_day(issued: list[Issued]) -> None:
    laws = [value for value in RULES.values() if value.key.startswith("laws.")]
    seen = set()
    for one in issued:
        for title in set(TITLE.findall(one.text)) - MEASURES:
            seen.add(title)
            covering = [law for law in laws if law.as_text() == title and law.covers(one.row["dated_on"])]
            assert covering, f"{one.row['number']}: 《{title}》 on {one.row['dated_on']}"
    assert {"工伤保险条例", "工伤职工劳动能力鉴定管理办法"} <= seen


def test_the_law_of_injury_insurance_is_applied_by_analogy(issued: list[Issued]) -> None:
    for one in issued:
        for source in one.facts.get("legal_basis", []):
            assert not source.startswith("工伤保险条例") or source.endswith("（参照）"), one.row["number"]
    for award in full(issued, "award"):
        if award.facts.get("items"):
            assert "第三十条" in award.facts["legal_basis"][0], award.row["number"]


def test_the_platforms_copies_do_not_say_what_was_hurt(issued: list[Issued]) -> None:
    copies = [one for one in issued if one.variant is Variant.PARTY]
    hurt = {case.person: (case.accident.diagnosis, case.accident.part) for case in FIRST.cases}
    for one in copies:
        found = INJURY.findall(one.text) + [word for word in hurt[person(one)] if word in one.text]
        assert found == [], f"{one.row['number']}: {found}"
    assert len(copies) > 80


def test_a_receipt_lists_what_came_with_the_act_and_the_committee_gives_its_own(issued: list[Issued]) -> None:
    for one in full(issued, "application_receipt"):
        assert "鉴定" not in one.facts["matter"]
        assert not {"平台订单数据", "调查笔录"} & set(one.facts["papers"])
    own = full(issued, "appraisal_receipt")
    assert len(own) >= 10
    assert all("鉴定委员会" in one.facts["organ"] and "劳动能力鉴定申请表" in one.facts["papers"] for one in own)


def test_a_merged_report_counts_from_the_earlier_day(first: Replayed, issued: list[Issued]) -> None:
    (notice,) = full(issued, "merge_notice")
    survivor = first.case_of(person(notice))
    assert notice.facts["reported_on"] == survivor["reported_on"].isoformat() < notice.facts["dated_on"]
    assert survivor["reported_on"] == date(2023, 11, 2)


def test_an_award_is_changed_for_a_reason_with_the_figure_or_the_conclusion(issued: list[Issued]) -> None:
    reasons = {person(one): one.facts["reason"] for one in full(issued, "award_change")}
    assert "63,941.00" in reasons[20]
    assert "再次鉴定结论（渝劳鉴再（合成）2024年第1号）为九级" in reasons[27]
    redone = next(one for one in full(issued, "award_change") if person(one) == 27)
    assert "工伤保险条例第二十六条（参照）" in redone.facts["legal_basis"]


def test_only_who_is_paid_monthly_is_told_so_and_a_top_up_is_called_one(issued: list[Issued]) -> None:
    for one in full(issued, "settled_notice"):
        assert MONTHLY not in one.text, one.row["number"]
        labels = [row["label"] for row in one.facts.get("payments", []) if row["label"].startswith("一次性伤残补助金")]
        assert len(labels) == len(set(labels)), one.row["number"]
    assert any(TOP_UP in one.text for one in full(issued, "settled_notice"))


def test_an_acceptance_tells_the_remedy_of_the_day_on_which_the_period_ends(issued: list[Issued]) -> None:
    for one in full(issued, "acceptance"):
        first = "应当先自期限届满之日起60日内向重庆市铜梁区人民政府申请行政复议" in one.text
        assert first is (one.facts["decision_due_on"] >= "2024-01-01"), one.row["number"]


def test_an_answer_tells_the_course_of_the_case_and_rests_on_the_act(issued: list[Issued]) -> None:
    (answer,) = full(issued, "dispute_answer")
    decided = next(one for one in full(issued, "non_confirmation") if person(one) == person(answer))
    assert any(decided.row["number"] in step and "送达申请人" in step for step in answer.facts["course"])
    assert "受伤人员" not in answer.text
    assert "作出上述行政行为的依据是" in answer.text


def chinese_day(on: str) -> str:
    day = date.fromisoformat(on)
    return f"{day.year}年{day.month}月{day.day}日"


def test_the_examination_was_on_the_day_the_person_was_called_to(first: Replayed, issued: list[Issued]) -> None:
    called: dict[str, str] = {}
    concluded = 0
    for one in sorted(issued, key=lambda one: (one.row["dated_on"], one.row["id"])):
        if one.row["kind"] in ("appraisal_notice", "appraisal_reminder"):
            called[one.row["subject"]] = one.facts["examine_at"]
            assert "号" in one.facts["examine_place"], one.row["number"]
        if one.row["kind"] == "appraisal_conclusion" and one.variant is Variant.FULL:
            examined_on = one.facts["examined_on"]
            assert called[one.row["subject"]].startswith(chinese_day(examined_on)), one.row["number"]
            assert first.desk.calendar.is_working_day(date.fromisoformat(examined_on)), one.row["number"]
            concluded += 1
    assert concluded == 10


def test_no_day_has_a_leading_zero(issued: list[Issued]) -> None:
    assert [one.row["number"] for one in issued if re.search(r"年0\d月|月0\d日", one.text)] == []


def test_every_conclusion_has_its_own_evidence_and_tells_of_the_order(issued: list[Issued]) -> None:
    conclusions = full(issued, "confirmation")
    assert len({tuple(one.facts["evidence"]) for one in conclusions}) == len(conclusions) >= 41
    for one in conclusions:
        assert re.search("尚未完成|最后一单", one.facts["facts_found"]), one.row["number"]


def test_what_a_case_waited_for_is_in_its_evidence(issued: list[Issued]) -> None:
    said = {person(one): one.facts for one in full(issued, "confirmation")}
    for waited, paper in ((5, "道路交通事故认定书"), (11, "生效民事判决书"), (35, "道路交通事故认定书")):
        assert any(piece.startswith(paper) for piece in said[waited]["evidence"])
        assert paper in said[waited]["facts_found"]
    assert "申请人没有责任" in said[35]["facts_found"]


def test_every_message_to_a_person_is_one_sms(first: Replayed) -> None:
    persons = {row["id"] for row in first.rows("message") if row["recipient_kind"] == "person"}
    texts = [row["text"] for row in first.rows("message_private") if row["message_id"] in persons]
    assert len(texts) > len(first.rows("claim"))
    assert [text for text in texts if len(text) > CHARACTERS_OF_ONE_SMS or "…" in text] == []
