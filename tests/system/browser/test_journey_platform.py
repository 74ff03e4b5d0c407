"""平台: its program reports, its people see what falls due and nothing of others, and what comes late is taken and said so."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from notifications.messages.routes import Channels
from tests.support.browsing.cases import CRITERION, done
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.support.cards import card_seen
from tests.support.gateways import Gateway
from tests.support.platforms import REPORT, client, program
from tests.system.browser.conftest import Enter
from workflows.outbox import drain
from workflows.platform_endpoints import set_endpoint

TODAY, AFTER = "2025-07-01", "2025-08-01"
DIAGNOSIS = "右桡骨远端骨折"
ON_OTHER_EVIDENCE = "根据《工伤认定办法》第十七条（参照），本局依据申请人提交的材料和调查取得的证据认定上述事实"
WORDED = "美团到期没有答复，逾期后答复系统里没有这一单，没有说明理由"
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
    assert card_seen(house.office.desk, no, f"合成人员{id_number[-4:]}", id_number).done
    done(house, "intake1", no, "accept", criterion=CRITERION, diagnosis=DIAGNOSIS)
    (notice,) = house.rows("letter", claim_no=no, kind="assistance")
    (service,) = house.rows("service", letter_id=notice["id"])
    done(house, "intake1", service["id"], "serve", method="direct", evidence="送达回证", signed_by="receiver")
    done(house, "reviewer1", no, "report_done", criterion=CRITERION, evidence=["病历"], interview=f"{no}调查笔录")
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
    officer = enter(way, "intake1")
    assert told_in_draft(officer, no).endswith(f"期限届满，美团没有提供。{ON_OTHER_EVIDENCE}")
    clerk.sign_in("meituan")
    clerk.sees("逾期答复", "我局将按从业人员提供的证据作出决定，并写入文书。", "已超期")
    clerk.press(no)
    clerk.write("没有这项数据的理由", "系统里没有这一单")
    clerk.press("没有这项数据")
    clerk.sees("已办理，逾期提交。")
    assert told_in_draft(officer, no).endswith(f"没有答复，2025年8月1日逾期答复没有这项数据。{ON_OTHER_EVIDENCE}")
    told_in_letter(officer, house, no)


def told_in_draft(officer: Person, no: str) -> str:
    """What the officer's draft says of the platform's answer, before he has written anything."""
    officer.open(f"/desk/cases/{no}/decision")
    return officer.page.get_by_label("平台企业逾期答复数据请求的情况").input_value()


def told_in_letter(officer: Person, house: House, no: str) -> None:
    """The officer betters the sentence; it stands in the preview, and in the file of the letter when three have signed."""
    officer.answer("结论", "确认为职业伤害")
    officer.answer("确认情形", "第十条第一款第（一）项")
    officer.write("部位", "右腕")
    officer.choose("询问笔录", "采信")
    officer.write("平台企业逾期答复数据请求的情况", WORDED)
    officer.press("更新预览")
    officer.sees(f"{WORDED}。")
    officer.press("提交初审意见")
    officer.sees("待复核")
    (draft,) = house.rows("approval", claim_no=no, act="confirm")
    done(house, "reviewer1", draft["id"], "review")
    done(house, "approver1", draft["id"], "approve")
    house.work()
    (letter,) = house.rows("letter", claim_no=no, kind="confirmation")
    officer.open(f"/desk/letters/{letter['id']}")
    pdf = officer.page.get_by_role("link", name="PDF").first.get_attribute("href")
    content = officer.page.request.get(f"{house.server.url}{pdf}").body()
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    assert f"{WORDED}。" in text


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
