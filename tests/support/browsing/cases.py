"""Cases for journeys that begin in the middle: carried there by the same acts that the pages make, without a browser."""

from __future__ import annotations

from typing import Any

from tests.support.browsing.house import House
from workflows.acting import act
from workflows.command import Outcome
from workflows.counter_reports import read_report_form, take_report

CRITERION = "2021-10-1-1"
REPORT = {
    "phone": "13800000000", "platform": "饿了么", "industry": "外卖", "accident_on": "2025-06-29",
    "accident_place": "巴川街道龙门街口", "order_state": "delivering", "injury": "右手腕骨折",
    "accident_course": "避让行人摔倒", "channel": "counter", "reported_on": "2025-06-30",
}  # fmt: skip


def done(house: House, who: str, target: str, trigger: str, **data: Any) -> Outcome:
    """Somebody makes a move today. Raises AssertionError with the reasons where it is refused."""
    outcome = act(house.office.desk, who, target, trigger, house.office.desk.today(), data)
    assert outcome.done, [one.message() for one in outcome.refusals]
    return outcome


def applied_case(house: House, name: str, id_number: str, **told: str) -> str:
    """The number of a new case whose application has come in; `told` is what was reported otherwise."""
    desk = house.office.desk
    data, faults = read_report_form({**REPORT, **told, "person_name": name, "id_number": id_number}, desk.today())
    assert faults == {}
    no = str(take_report(desk, "intake1", data, id_number).claim_no)
    done(house, "intake1", no, "apply", kind="injury", consent=True, form=True, papers=["diagnosis", "id_card"])
    return no


def case_to_decide(house: House, name: str, id_number: str, **told: str) -> str:
    """The number of a new case whose inquiry is over: a conclusion can be written."""
    no = applied_case(house, name, id_number, **told)
    done(house, "intake1", no, "accept", criterion=CRITERION, diagnosis="右桡骨远端骨折")
    done(
        house, "reviewer1", no, "report_done", criterion=CRITERION, evidence=["平台订单数据"], interview=f"{no}调查笔录"
    )
    return no


def confirmed(house: House, name: str, id_number: str, **told: str) -> str:
    """The number of a new case that has been confirmed; the conclusion has reached nobody yet."""
    no = case_to_decide(house, name, id_number, **told)
    approval = drafted(house, no)
    done(house, "reviewer1", approval, "review")
    done(house, "approver1", approval, "approve")
    return no


def drafted(house: House, no: str) -> str:
    """The conclusion on a case is put forward: the approval."""
    parts = [{"part": "右腕", "verdict": "confirmed"}]
    facts = {"facts_found": "2025年6月29日送餐途中摔倒。", "evidence_weighed": "医疗机构就诊记录，证明就诊的时间"}
    return str(done(house, "intake1", no, "confirm", criterion=CRITERION, parts=parts, **facts).subject)
