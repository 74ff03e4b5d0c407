"""What single letters of a case say beyond its facts: the law of the day, an overdue decision, the papers asked for."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from claims.criteria import cases_article, local_citation
from claims.errors import Refused
from claims.rules import load_rules
from notifications.kinds import letter_kind
from notifications.samples import sample
from tests.support.fixtures.making import every_row, make_ready
from tests.support.fixtures.ready import Ready
from tests.support.fixtures.standing import standing
from tests.support.lanes import Lane, day
from tests.support.world import World
from workflows.acting import act
from workflows.citations import articles, legal_basis, written
from workflows.party_copy import require_private
from workflows.roles import Role
from workflows.situation import Situation

MEASURE_2021 = "新就业形态就业人员职业伤害保障办法（试行）"
MEASURE_2025 = "新就业形态人员职业伤害保障办法（试行）"


def ready_for(world: World, trigger: str, source: str, role: Role, machine: str = "claim") -> Ready:
    wanted = (machine, trigger, source, role)
    row = next(row for row in every_row() if (row[0], row[1].trigger, row[2], row[3]) == wanted)
    return make_ready(world, *row)


def said(world: World, kind: str) -> dict[str, Any]:
    letter = world.rows("letter", kind=kind)[-1]
    return dict(json.loads(world.one("letter_private", letter_id=letter["id"])["snapshot"]))


def test_an_overdue_decision_is_explained_with_its_last_day_and_the_rights(world: World) -> None:
    walked = Lane(world, standing(world, "investigating"))
    assert walked.clock("T8", walked.no)["due_on"] == day("2024-10-22")
    data = {"reason": "两名目击者外出，尚待询问", "expected_on": "2024-11-04"}
    early = walked.refused("reviewer1", "explain_overdue", "2024-10-22", target=walked.no, **data)
    assert early == ["decision_overdue"]
    past = walked.refused("reviewer1", "explain_overdue", "2024-11-05", target=walked.no, **data)
    assert past == ["expected_day_ahead"]
    walked.do("reviewer1", "explain_overdue", "2024-10-23", target=walked.no, **data)
    facts = said(world, "overdue_explanation")
    assert (facts["earlier_due_on"], facts["expected_on"]) == ("2024-10-22", "2024-11-04")
    assert facts["overdue_act"] == "作出是否确认职业伤害结论"
    assert (facts["inaction_days"], facts["review_first"]) == (60, True)
    assert walked.claim["state"] == "investigating"
    assert walked.clock("T8", walked.no)["state"] == "running", "explaining does not stop the period"


def test_a_check_that_is_late_is_called_by_its_name(world: World) -> None:
    walked = Lane(world, standing(world, "applied"))
    data = {"reason": "案卷在途", "expected_on": "2024-10-14"}
    walked.do("reviewer1", "explain_overdue", "2024-10-08", target=walked.no, **data)
    facts = said(world, "overdue_explanation")
    assert (facts["overdue_act"], facts["earlier_due_on"]) == ("受理审查", "2024-09-11")


@pytest.mark.parametrize(
    ("province", "accident_on", "local"),
    [("上海", date(2024, 9, 2), True), ("重庆", date(2024, 9, 2), False)],
)
def test_the_local_text_is_cited_only_where_one_is_loaded(province: str, accident_on: date, local: bool) -> None:
    rules = load_rules(province)
    cited = local_citation("2021-10-1-1", rules)
    assert (cited is not None) is local
    assert cited is None or "第十二条第一款第（一）项" in cited
    assert cases_article(accident_on, rules) == "《新就业形态就业人员职业伤害保障办法（试行）》第十条第一款"


def test_the_paragraph_of_the_cases_is_that_of_the_accidents_day() -> None:
    later = cases_article(date(2025, 7, 1), load_rules("重庆"))
    assert later == "《新就业形态人员职业伤害保障办法（试行）》第十一条第一款"


@pytest.mark.parametrize(("reason", "cited"), [("no_active_order", "第十条第一款"), ("platform_not_listed", "第二条")])
def test_a_refusal_rests_on_the_cases_where_no_order_ran_and_else_on_the_scope(
    world: World, reason: str, cited: str
) -> None:
    ready = ready_for(world, "refuse_accept", "applied", Role.SYSTEM)
    ready.data.update(reason_code=reason)
    assert ready.fire().done
    facts = said(world, "not_accepted")
    assert facts["legal_basis"] == [f"《{MEASURE_2021}》{cited}"]
    assert len(facts["other_routes"]) >= 3
    assert facts["papers"]


def test_a_refusal_to_confirm_names_every_other_door(world: World) -> None:
    assert ready_for(world, "refuse_confirm", "deciding", Role.SYSTEM).fire().done
    doors = "".join(said(world, "non_confirmation")["other_routes"])
    assert all(word in doors for word in ("工伤认定", "侵权", "商业"))


def test_papers_are_asked_for_with_the_last_day_of_who_gets_the_letter_at_once(world: World) -> None:
    assert ready_for(world, "ask_supplement", "applied", Role.INTAKE).fire().done
    facts = said(world, "supplement")
    assert (facts["reply_days"], facts["reply_by"]) == (15, "2024-10-25")


def test_the_injured_person_is_named_once_and_a_relative_with_the_relation(world: World) -> None:
    assert ready_for(world, "accept", "applied", Role.INTAKE).fire().done
    facts = said(world, "acceptance")
    assert facts["applicant"] == facts["person_name"]


@pytest.mark.parametrize(
    ("basis", "accident_on", "cited"),
    [
        ("办法（2021）第十三条；办法（2025）第十四条", date(2024, 9, 2), [f"《{MEASURE_2021}》第十三条"]),
        ("办法（2021）第十三条；办法（2025）第十四条", date(2025, 7, 1), [f"《{MEASURE_2025}》第十四条"]),
        (
            "试行办法第二条；工伤保险条例第十七条",
            date(2024, 9, 2),
            [f"《{MEASURE_2021}》第二条", "工伤保险条例第十七条（参照）"],
        ),
        ("试行办法：材料完整的予以受理", date(2024, 9, 2), [f"《{MEASURE_2021}》的有关规定"]),
        ("办法（2025）第十三条", date(2024, 9, 2), [f"《{MEASURE_2021}》的有关规定"]),
        ("行政复议法第三十条；行政复议法第三十条", date(2024, 9, 2), ["行政复议法第三十条"]),
    ],
)
def test_the_law_of_a_row_is_that_of_the_accidents_day(basis: str, accident_on: date, cited: list[str]) -> None:
    move = SimpleNamespace(basis=basis)
    claim = {"accident_on": accident_on}
    s = SimpleNamespace(move=move, rules=load_rules("重庆"), claim=claim, occurred_on=accident_on)
    assert legal_basis(cast(Situation, s)) == cited


@pytest.mark.parametrize(
    ("basis", "on", "cited"),
    [
        ("劳动能力鉴定管理办法", date(2025, 6, 30), ["工伤职工劳动能力鉴定管理办法（参照）"]),
        ("劳动能力鉴定管理办法", date(2025, 7, 1), ["劳动能力鉴定管理办法"]),
        ("工伤职工劳动能力鉴定管理办法第八条", date(2025, 7, 1), ["劳动能力鉴定管理办法"]),
        ("社会保险经办条例第二十二条", date(2023, 11, 30), [f"《{MEASURE_2021}》的有关规定"]),
        ("社会保险经办条例第二十二条", date(2023, 12, 1), ["社会保险经办条例第二十二条"]),
        ("办法（2021）第十条第一款第（一）项；办法（2025）第十一条第一款第（一）项", date(2025, 6, 30),
         [f"《{MEASURE_2021}》第十条第一款第（一）项"]),
    ],
)  # fmt: skip
def test_a_letter_cites_what_is_in_force_on_its_day(basis: str, on: date, cited: list[str]) -> None:
    s = SimpleNamespace(rules=load_rules("重庆"), claim={"accident_on": date(2023, 5, 2)}, occurred_on=on)
    assert written(cast(Situation, s), basis) == cited


def test_the_receipt_of_an_appraisal_lists_what_came_with_the_request(world: World) -> None:
    ready = ready_for(world, "request", "new", Role.RIDER, "appraisal")
    ready.data.update(papers=["appraisal_form", "medical_record"])
    assert ready.fire().done
    facts = said(world, "appraisal_receipt")
    assert facts["papers"] == ["劳动能力鉴定申请表", "诊断证明和检查、检验报告等完整的病历材料"]
    assert facts["organ"].endswith("劳动能力鉴定委员会")
    assert facts["received_on"] == facts["dated_on"]


def test_a_table_of_wages_is_no_law() -> None:
    s = SimpleNamespace(rules=load_rules("重庆"), claim={"accident_on": date(2024, 9, 2)})
    sources = ["工伤保险条例第三十七条第一项", "重庆市统计局，2024年8月4日转引", "工伤保险条例第三十七条第一项"]
    assert articles(cast(Situation, s), sources) == [
        f"《{MEASURE_2021}》第三十条",
        "工伤保险条例第三十七条第一项（参照）",
    ]
    assert articles(cast(Situation, s), sources[1:2]) == [f"《{MEASURE_2021}》的有关规定"]


def test_an_appraisal_is_accepted_with_the_last_day_of_its_conclusion(world: World) -> None:
    assert ready_for(world, "accept", "requested", Role.APPRAISAL, "appraisal").fire().done
    facts, clock = said(world, "appraisal_acceptance"), world.one("clock", code="T15")
    assert (facts["conclusion_limit_days"], facts["conclusion_due_on"]) == (60, clock["due_on"].isoformat())
    assert facts["received_on"] == clock["started_on"].isoformat()


def test_a_redo_is_accepted_by_the_citys_committee_and_not_by_this_one(world: World) -> None:
    ready = ready_for(world, "accept", "requested", Role.APPRAISAL, "appraisal")
    assert ready.subject is not None
    ready.subject.update(kind="redo")
    assert ready.fire().done
    assert world.rows("letter", kind="appraisal_acceptance") == []


APPLICANTS = [
    (Role.RIDER, None, "合成人员01"),
    (Role.PLATFORM, None, "美团"),
    (Role.INTAKE, "platform", "美团"),
    (Role.INTAKE, None, "合成人员01"),
]


@pytest.mark.parametrize(("role", "said_by", "applicant"), APPLICANTS)
def test_who_applied_is_the_applicant_of_every_letter(
    world: World, role: Role, said_by: str | None, applicant: str
) -> None:
    ready = ready_for(world, "apply", "reported", role)
    ready.data.update({"applicant": said_by} if said_by else {})
    assert ready.fire().done
    assert said(world, "application_receipt")["applicant"] == applicant
    data = {"criterion": "2021-10-1-1", "diagnosis": "右肩挫伤"}
    assert act(world.desk, "intake1", ready.case.no, "accept", day("2024-10-10"), data).done
    assert said(world, "acceptance")["applicant"] == applicant


@pytest.mark.parametrize("sign", ["\x07", "\x00", "\x1b"])
def test_a_control_character_is_refused_before_a_number_is_spent(world: World, sign: str) -> None:
    ready = ready_for(world, "transfer_place", "applied", Role.INTAKE)
    ready.data["organ"] = f"璧山区{sign}人力资源和社会保障局"
    outcome = ready.fire()
    assert not outcome.done
    assert "控制字符" in str(outcome.refusals)
    assert world.rows("letter", kind="place_transfer") == []


def test_half_a_character_is_refused_in_words(world: World) -> None:
    ready = ready_for(world, "transfer_place", "applied", Role.INTAKE)
    ready.data["organ"] = "璧山区\ud800局"
    assert ready.fire().codes == ["text_not_unicode"]


@pytest.mark.parametrize("told", ["右手腕挫伤，送医", "评定为九级", "达到十级伤残", "伤残等级为八级"])
def test_no_letter_to_a_party_tells_a_diagnosis_or_a_grade(told: str) -> None:
    s = cast(
        Situation,
        SimpleNamespace(claim={"application_kind": "injury"}, private=lambda: {"diagnosis": "右手腕挫伤，软组织损伤"}),
    )
    with pytest.raises(Refused, match="伤情诊断或者伤残等级"):
        require_private(s, letter_kind("termination"), sample("termination") | {"reason": told})
    require_private(s, letter_kind("award"), sample("award") | {"award_notes": [told]})


def test_a_hospital_of_the_third_class_is_no_grade() -> None:
    s = cast(
        Situation, SimpleNamespace(claim={"application_kind": "injury"}, private=lambda: {"diagnosis": "右手腕挫伤"})
    )
    require_private(s, letter_kind("termination"), sample("termination") | {"reason": "已转三级医院治疗，撤回申请"})


def test_a_transfer_to_the_other_line_names_the_organ(world: World) -> None:
    assert ready_for(world, "transfer_gongshang", "applied", Role.REVIEWER).fire().done
    facts = said(world, "gongshang_transfer")
    assert facts["receiving_organ"] == "重庆市铜梁区人力资源和社会保障局"
    assert not any(word in facts["reason"] for word in ("走工伤", "而是转办"))
