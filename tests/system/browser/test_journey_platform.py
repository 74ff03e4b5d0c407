"""平台: its program reports, its people see what falls due and nothing of others, and what comes late is taken and said so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from notifications.messages.routes import Channels
from tests.support.browsing.cases import CRITERION, done
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.support.gateways import Gateway
from tests.support.platforms import REPORT, client, program
from tests.system.browser.conftest import Enter
from workflows.outbox import drain
from workflows.platform_endpoints import set_endpoint

TODAY, AFTER = "2025-07-01", "2025-08-01"
DIAGNOSIS = "右桡骨远端骨折"
RIDERS = [
    pytest.param(Way(NARROW), "500151198301010000", id="narrow"),
    pytest.param(Way(WIDE, scripts=False), "500151198401010008", id="without-scripts"),
]


@pytest.fixture(scope="module")
def meituan(house: House) -> Any:
    """The program of 美团, which speaks to the house over its interface."""
    return program(house.office.desk, house.server.url, "meituan")


def reported(meituan: Any, id_number: str) -> str:
    """The number of a case that the program has reported, twice under one key."""
    report = {**REPORT, "id_number": id_number, "person_name": f"合成人员{id_number[-4:]}"}
    first, again = (meituan.report(report, f"report-{id_number}") for _ in range(2))
    assert (again["claim_no"], again["note"]) == (first["claim_no"], "这个键已用过，返回原结果")
    return str(first["claim_no"])


def asked_for_data(house: House, meituan: Any, id_number: str) -> str:
    """A case that the program has applied for, and that waits for the platform's data."""
    no = reported(meituan, id_number)
    meituan.apply(no, {"kind": "injury", "consent": True, "form": True}, f"apply-{id_number}")
    done(house, "intake1", no, "accept", criterion=CRITERION, diagnosis=DIAGNOSIS)
    return no


def other_is_nowhere(clerk: Person, house: House, meituan: Any) -> None:
    """The case of another platform is as one that does not exist, on pages and for programs."""
    strange = next(str(row["no"]) for row in house.rows("claim") if row["platform"] != "美团")
    told = []
    for no in (strange, "TL-2099-000001"):
        clerk.open(f"/p/reports/{no}", 404)
        with pytest.raises(client.Refused) as refused:
            meituan.case(no)
        told.append((clerk.text(), refused.value.status, json.dumps(refused.value.errors)))
    assert told[0] == told[1]


@pytest.mark.parametrize(("way", "id_number"), RIDERS)
def test_a_platform_sees_what_is_asked_and_answers_late(
    way: Way, id_number: str, house: House, enter: Enter, meituan: Any
) -> None:
    house.set_clock(TODAY)
    with pytest.raises(client.Refused) as refused:
        meituan.report({**REPORT, "id_number": "500151199001010004", "phone": "12"}, f"wrong-{id_number}")
    assert {one["field"] for one in refused.value.errors if one["message"]} == {"id_number", "phone"}
    no = asked_for_data(house, meituan, id_number)
    clerk = enter(way, "meituan")
    clerk.sees("待办", no, "剩 5 个工作日")
    clerk.press(no)
    clerk.sees("答复数据请求", "要什么")
    assert not [one for one in (DIAGNOSIS, id_number, REPORT["injury"]) if one in clerk.page.content()]
    other_is_nowhere(clerk, house, meituan)
    house.set_clock(AFTER)
    clerk.sign_in("meituan")
    clerk.sees("我局将按从业人员提供的证据作出决定，并写入文书。", "已超期")
    clerk.press(no)
    clerk.write("没有这项数据的理由", "系统里没有这一单")
    clerk.press("没有这项数据")
    clerk.sees("已办理，逾期提交。")
    (clock,) = house.rows("clock", claim_no=no, code="data_request")
    assert clock["state"] == "late"


def test_a_notice_that_did_not_arrive_is_sent_anew_and_once(
    house: House, enter: Enter, meituan: Any, gateway: Gateway
) -> None:
    house.set_clock(TODAY)
    house.work()
    outside = replace(house.office.desk, channels=Channels(allow_private=True))
    set_endpoint(outside, "meituan", gateway.url)
    gateway.behaves.append(400)
    reported(meituan, "500151198501010005")
    drain(outside)
    clerk = enter(Way(WIDE), "meituan")
    clerk.press("接口")
    clerk.press("通知地址和发送记录")
    clerk.sees("贵平台的地址没有收下")
    clerk.press("重发")
    clerk.misses("贵平台的地址没有收下")
    clerk.sees("待送")
    drain(outside)
    clerk.page.reload()
    clerk.sees("已送")
    assert len(gateway.delivered) == len(set(gateway.delivered))
