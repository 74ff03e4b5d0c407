"""The lane 再次鉴定: the dispute opens the new appraisal and follows it by itself, to its end or to none."""

from __future__ import annotations

from tests.support.casebook import Case
from tests.support.fixtures.standing import CONCLUDED, appraisal, standing
from tests.support.lanes import Lane, day
from tests.support.world import World

PANEL = {"panel_size": 3, "drawn": True, "examine_at": "2024年10月28日9时", "examine_place": "合成医院"}
FINDING = {"care_level": "none", "opinion": "功能受限", "city_number": "渝鉴再〔2024〕1号"}


def served(world: World, state: str = "served") -> tuple[Case, str]:
    case = standing(world, "appraised")
    for known in list(case.of("appraisal")):
        case.drop("appraisal", known)
    row = appraisal(case, state)
    if state == "served":
        case.clock("T17", CONCLUDED, subject=row["id"])
    return case, str(row["id"])


def lodged(world: World, who: str = "rider1") -> tuple[Lane, str]:
    case, prior = served(world)
    walked = Lane(world, case)
    walked.lodge(who, "2024-10-14", "grade", "reappraisal")
    return walked, prior


def redo_of(walked: Lane) -> str:
    return str(walked.row["appraisal_id"])


def conclude(walked: Lane, grade: int) -> None:
    redo = redo_of(walked)
    walked.do("appraisal1", "accept", "2024-10-17", target=redo, **PANEL)
    walked.do("appraisal1", "conclude", "2024-11-11", target=redo, grade=grade, examined_on="2024-10-28", **FINDING)
    letter = walked.world.one("appraisal", id=redo)["letter_id"]
    for service in walked.world.rows("service", letter_id=letter):
        walked.do("intake1", "serve", "2024-11-14", target=service["id"], method="direct", evidence="回证")


def test_lodging_opens_the_new_appraisal_in_the_same_transaction(world: World) -> None:
    walked, prior = lodged(world)
    assert walked.row["state"] == "open"
    redo = world.one("appraisal", id=redo_of(walked))
    assert (redo["kind"], redo["replaces"], redo["state"]) == ("redo", prior, "requested")
    assert world.one("appraisal", id=prior)["state"] == "superseding"
    assert walked.clocks(redo_of(walked)) == {"T14": "2024-10-21"}
    (command,) = {row["command_id"] for row in world.rows("event", subject=walked.dispute)}
    assert command == world.one("event", subject=prior, trigger="appeal")["command_id"]


def test_the_conclusion_decides_the_dispute_and_binds_with_its_service(world: World) -> None:
    walked, _ = lodged(world)
    conclude(walked, 8)
    assert walked.clocks() == {}
    row = walked.row
    assert (row["state"], row["outcome"], row["decided_on"]) == ("effective", "变更", day("2024-11-11"))
    assert row["effective_on"] == day("2024-11-14")
    assert walked.claim["grade"] == 8
    walked.do("legal1", "executed", "2024-11-15", document="结案")


def test_the_same_grade_lets_the_conclusion_stand(world: World) -> None:
    walked, _ = lodged(world)
    conclude(walked, 9)
    assert (walked.row["state"], walked.row["outcome"]) == ("effective", "维持")


def test_a_new_appraisal_without_conclusion_closes_the_dispute(world: World) -> None:
    walked, prior = lodged(world)
    walked.do("appraisal1", "terminate", "2024-10-21", target=redo_of(walked), reason="拒不配合")
    assert walked.row["state"] == "closed"
    assert world.one("appraisal", id=prior)["state"] == "final"


def test_who_takes_the_request_back_on_the_appraisal_has_withdrawn(world: World) -> None:
    walked, prior = lodged(world)
    assert walked.refused("rider1", "withdraw", "2024-10-21", permission="无") == ["not_withdrawn_on_appraisal"]
    walked.do("rider1", "appeal_withdrawn", "2024-10-21", target=prior)
    assert walked.row["state"] == "withdrawn"


def test_the_platform_disputes_in_its_own_period_and_only_it_takes_it_back(world: World) -> None:
    walked, prior = lodged(world, "platform1")
    assert walked.row["lodged_by"] == "platform"
    assert walked.refused("rider1", "appeal_withdrawn", "2024-10-21", target=prior) == ["appellant_withdraws"]
    walked.do("platform1", "appeal_withdrawn", "2024-10-21", target=prior)


def test_a_void_new_appraisal_is_followed_by_another_and_the_dispute_goes_with_it(world: World) -> None:
    walked, _ = lodged(world)
    first = redo_of(walked)
    walked.do("appraisal1", "accept", "2024-10-17", target=first, **PANEL)
    walked.do("appraisal1", "conclude", "2024-11-11", target=first, grade=8, examined_on="2024-10-28", **FINDING)
    walked.do("legal1", "void", "2024-11-12", target=first, reason="程序", document="撤1号")
    assert (walked.row["state"], redo_of(walked) != first) == ("open", True)


def test_a_late_dispute_is_refused_and_a_final_conclusion_cannot_be_contested(world: World) -> None:
    case, _ = served(world)
    walked = Lane(world, case)
    data = {"matter": "grade", "route": "reappraisal"}
    assert walked.refused("rider1", "lodge", "2024-10-24", target=f"{walked.no}/dispute", **data) == ["lodged_in_time"]
    walked.sweep("2024-10-24")
    last = walked.refused("rider1", "lodge", "2024-10-24", target=f"{walked.no}/dispute", **data, excuse="住院")
    assert last == ["conclusion_can_be_contested"]


def test_the_appeal_on_the_appraisal_itself_needs_no_dispute(world: World) -> None:
    case, prior = served(world)
    walked = Lane(world, case)
    walked.do("rider1", "appeal", "2024-10-14", target=prior)
    assert world.rows("dispute") == []
