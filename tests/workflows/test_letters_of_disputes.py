"""What the bureau writes in a dispute: answers, appeals, a changed act, mediation; each says which act, which organ, why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.canonical import canonical_json
from claims.store.rows import Row
from tests.support.fixtures.standing import standing
from tests.support.keys import write_private
from tests.support.lanes import Lane, day
from tests.support.world import World
from workflows.letter_standing import Standing
from workflows.letter_standing import standing as worth_of
from workflows.overtaking import Worth
from workflows.transaction import reading

EVIDENCE = ["订单记录，证明受伤时的订单状态", "病历，证明救治经过"]
CITED = "《新就业形态就业人员职业伤害保障办法（试行）》第十条第二款第（一）项"
ACT = {
    "legal_basis": [CITED],
    "facts_found": "2024年9月2日在家中受伤",
    "reason": "受伤时没有执行订单",
}


def lodged(world: World, route: str, matter: str = "confirmation", state: str = "not_confirmed") -> Lane:
    """A disputed act whose own letter said what it found, on what law and why."""
    case = standing(world, state)
    for letter in case.of("letter"):
        if letter["id"] == case.claim["decision_letter"]:
            private = next(row for row in case.of("letter_private") if row["letter_id"] == letter["id"])
            private.update(snapshot=canonical_json(ACT))
    walked = Lane(world, case)
    walked.lodge("rider1", "2024-10-08", matter, route)
    return walked


def said(world: World, kind: str) -> dict[str, Any]:
    """What the only letter of that kind says."""
    letter = world.one("letter", kind=kind)
    return dict(json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"]))


def act_of(walked: Lane) -> Row:
    return walked.world.one("letter", id=walked.claim["decision_letter"])


def test_the_answer_in_review_stands_on_the_disputed_act_and_goes_to_the_organ(world: World) -> None:
    walked = lodged(world, "review")
    walked.do("legal1", "accepted", "2024-10-10", document="铜府复〔2024〕1号")
    walked.do("legal1", "answer", "2024-10-18", document="答复1号", evidence=EVIDENCE)
    facts = said(world, "dispute_answer")
    assert facts["addressee"] == facts["forum"] == "重庆市铜梁区人民政府"
    assert facts["forum_case_no"] == "铜府复〔2024〕1号"
    assert facts["disputed_act"] == f"本局{act_of(walked)['number']}《不予确认职业伤害结论书》"
    assert {name: facts[name] for name in ACT} == ACT
    assert (facts["evidence"], facts["request"]) == (EVIDENCE, "维持本局的上述行政行为")
    service = world.one("service", letter_id=world.one("letter", kind="dispute_answer")["id"])
    assert (service["recipient"], service["recipient_kind"], service["variant"]) == (facts["forum"], "organ", "full")


def test_the_answer_in_court_is_a_plea_to_the_court_that_sent_the_copy(world: World) -> None:
    walked = lodged(world, "suit")
    walked.do("legal1", "accepted", "2024-10-10", document="（2024）合成行初1号", organ="重庆市合成区人民法院")
    walked.do("legal1", "answer", "2024-10-25", document="答辩1号", evidence=EVIDENCE, request="驳回起诉")
    facts = said(world, "court_answer")
    assert (facts["forum"], facts["forum_case_no"]) == ("重庆市合成区人民法院", "（2024）合成行初1号")
    assert facts["request"] == "驳回起诉"
    assert world.rows("letter", kind="dispute_answer") == []


def test_the_copy_brings_the_number_that_silence_had_left_open(world: World) -> None:
    walked = lodged(world, "review")
    walked.sweep("2024-10-15")
    assert walked.row["forum_case_no"] is None
    walked.do("legal1", "copy_received", "2024-10-21", document="铜府复〔2024〕2号")
    assert walked.row["forum_case_no"] == "铜府复〔2024〕2号"


def test_an_answer_about_inaction_tells_the_course_of_the_case(world: World) -> None:
    walked = lodged(world, "review", state="not_confirmed")
    walked.world.execute("UPDATE dispute SET matter = 'inaction', service_id = NULL")
    write_private(walked.world.engine, "claim_private", body="{}")
    walked.do("legal1", "accepted", "2024-10-10", document="铜府复〔2024〕1号")
    walked.do("legal1", "answer", "2024-10-18", document="答复1号", evidence=EVIDENCE)
    facts = said(world, "dispute_answer")
    assert facts["disputed_act"] == "本局逾期没有办结本案"
    assert "本局于2024年9月4日收到材料" in facts["facts_found"]
    assert facts["request"] == "结合案件办理的实际情况依法处理"


def judged(world: World) -> Lane:
    walked = lodged(world, "suit")
    walked.do("legal1", "accepted", "2024-10-10", document="（2024）合成行初1号", organ="重庆市合成区人民法院")
    walked.decide("2025-03-03", "撤销并责令重作")
    for party in ("person", "bureau"):
        walked.serve(party, "2025-03-05")
    return walked


def test_the_bureaus_appeal_names_the_judgment_the_court_and_its_grounds(world: World) -> None:
    walked = judged(world)
    grounds = ["认定事实的主要证据不足", "适用法律错误"]
    higher = "重庆市合成中级人民法院"
    walked.do("legal1", "appeal", "2025-03-17", document="上诉状1号", grounds=grounds, organ=higher)
    facts = said(world, "court_appeal")
    assert (facts["addressee"], facts["forum"]) == (higher, higher)
    assert (facts["cause_organ"], facts["cause_document"]) == ("重庆市合成区人民法院", "裁决（2025-03-03）")
    assert (facts["forum_case_no"], facts["grounds"]) == ("（2024）合成行初1号", grounds)
    assert facts["request"] == "撤销一审判决，依法改判驳回被上诉人的诉讼请求"
    assert (walked.row["forum"], walked.row["forum_case_no"]) == (higher, None), "the next instance has its own number"


def test_grounds_that_stand_in_a_paper_of_their_own_are_pointed_to(world: World) -> None:
    judged(world).do("legal1", "appeal", "2025-03-17", document="上诉状1号")
    facts = said(world, "court_appeal")
    assert facts["grounds"] == ["一审裁判在认定事实、适用法律上的错误，详见随附的上诉状1号"]
    service = world.one("service", letter_id=world.one("letter", kind="court_appeal")["id"])
    assert (facts["addressee"], service["recipient"]) == ("上一级人民法院", "上一级人民法院")


@pytest.mark.parametrize(("who", "data"), [("rider1", {}), ("legal1", {"party": "person"})])
def test_another_partys_appeal_is_not_the_bureaus_letter(world: World, who: str, data: dict[str, str]) -> None:
    judged(world).do(who, "appeal", "2025-03-17", document="上诉状", **data)
    assert world.rows("letter", kind="court_appeal") == []


def test_a_retrial_is_no_appeal(world: World) -> None:
    walked = judged(world)
    walked.sweep("2025-03-21")
    walked.do("legal1", "retrial", "2025-04-07", document="再审裁定")
    assert world.rows("letter", kind="court_appeal") == []


@pytest.mark.parametrize("continues", [True, False])
def test_a_changed_act_is_told_to_the_organ_and_to_the_person(world: World, *, continues: bool) -> None:
    case = standing(world, "confirmed")
    old = case.claim["decision_letter"]
    new = case.letter("confirmation", day("2024-10-16"), served_on=day("2024-10-17"))
    walked = Lane(world, case)
    service = world.one("service", letter_id=old, recipient_kind="person")["id"]
    walked.lodge("rider1", "2024-10-08", "confirmation", "review", service=service)
    walked.do("legal1", "accepted", "2024-10-10", document="铜府复〔2024〕1号")
    walked.do("legal1", "bureau_changes_act", "2024-10-18", new_decision=new["id"], continues=continues)
    facts = said(world, "dispute_act_changed")
    assert (facts["new_number"], facts["new_name"]) == (new["number"], "职业伤害确认结论书")
    assert facts["continues"] is continues
    assert facts["addressee"] == "重庆市铜梁区人民政府、合成人员01"
    letter = world.one("letter", kind="dispute_act_changed")
    with reading(world.desk) as connection:
        found = worth_of(connection, world.one("letter", id=old))
    assert found == Standing(Worth.SUPERSEDED, letter["number"], letter["dated_on"])
    assert {row["recipient_kind"] for row in world.rows("service", letter_id=letter["id"])} == {"organ", "person"}


def test_one_stop_mediation_tells_both_sides_its_term_and_the_way_after_it(world: World) -> None:
    walked = lodged(world, "mediation", "living_support", "confirmed")
    walked.do("legal1", "accepted", "2024-10-10", document="调解受理1号")
    facts = said(world, "dispute_acceptance")
    assert (facts["received_on"], facts["accepted_on"]) == ("2024-10-08", "2024-10-10")
    assert (facts["mediation_days"], facts["mediation_due_on"], facts["mediation_extension_days"]) == (
        15,
        "2024-10-25",
        15,
    )
    assert "民事诉讼" in facts["right_route"]
    letter = world.one("letter", kind="dispute_acceptance")
    assert {row["recipient_kind"] for row in world.rows("service", letter_id=letter["id"])} == {"person", "platform"}


def test_mediation_within_a_review_is_told_with_its_consent_and_term(world: World) -> None:
    walked = lodged(world, "review")
    walked.do("legal1", "accepted", "2024-10-10", document="铜府复〔2024〕1号")
    walked.do("legal1", "mediate_start", "2024-10-14", consent="双方同意书1号")
    facts = said(world, "mediation_notice")
    assert (facts["consent"], facts["from_on"], facts["mediation_due_on"]) == (
        "双方同意书1号",
        "2024-10-14",
        "2024-10-29",
    )
