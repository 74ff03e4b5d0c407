"""材料: what is wanted is told with its last day; what is too large is named, what is good is kept."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.browsing.cases import applied_case, done
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Way
from tests.support.handed_in import PLACE, photograph
from tests.system.browser.conftest import Enter

ASKED_ON, SERVED_ON = "2026-03-17", "2026-03-19"
MEGABYTE = 1024 * 1024
RIDERS = [
    pytest.param(Way(NARROW), "500151199901010009", "13800150001", id="narrow"),
    pytest.param(Way(WIDE), "500151198001010009", "13800150002", id="wide"),
    pytest.param(Way(NARROW, scripts=False), "500151198101010006", "13800150003", id="without-scripts"),
]


def lacking(house: House, id_number: str, phone: str) -> str:
    """A case of which two papers are wanted; the notice has reached the person."""
    house.set_clock(ASKED_ON)
    told = {"phone": phone, "accident_on": "2026-03-15", "reported_on": "2026-03-16"}
    no = applied_case(house, f"合成人员{phone[-4:]}", id_number, **told)
    done(house, "intake1", no, "ask_supplement", missing=["diagnosis", "invoices"])
    house.set_clock(SERVED_ON)
    (claim,) = house.rows("claim", no=no)
    (service,) = (
        row for row in house.rows("service", claim_no=no, recipient=claim["person_id"]) if row["state"] == "pending"
    )
    done(house, "intake1", str(service["id"]), "serve", method="direct", evidence="送达回证")
    return no


@pytest.mark.parametrize(("way", "id_number", "phone"), RIDERS)
def test_papers_come_one_by_one_and_nothing_good_is_lost(
    way: Way, id_number: str, phone: str, house: House, enter: Enter, tmp_path: Path
) -> None:
    no = lacking(house, id_number, phone)
    large, good, other = (tmp_path / name for name in ("病历原图.jpg", "病历.jpg", "发票.jpg"))
    large.write_bytes(photograph().ljust(22 * MEGABYTE, b"\0"))
    good.write_bytes(photograph())
    other.write_bytes(photograph((400, 300)))
    rider = enter(way)
    rider.sign_in_by_telephone(phone, id_number[-4:])
    rider.sees("您的案件", "还缺 2 份材料，收齐就能往下办。", "最晚 4月3日（周五）", "您要做的 去补材料")
    rider.press("去补材料")
    rider.misses("不要求这份材料")
    rider.choose("这是什么材料", "医疗诊断证明或病历")
    rider.hand_in("照片或 PDF", large, good)
    rider.press("上传")
    rider.sees("“病历原图.jpg”有 22 MB，最大 15 MB。", "已收到 1 个文件")
    rider.choose("这是什么材料", "收费票据")
    rider.hand_in("照片或 PDF", other)
    rider.press("上传")
    rider.sees("已收到 1 个文件", "我局核对后告诉您。", "现在不缺材料。")
    rider.press("回到进度")
    rider.sees("要补的材料都收到了，我局核对后往下办。", "您要做的 现在不用做什么。有变化会发短信。")
    stored = [str(row["id"]) for row in house.rows("evidence_file", claim_no=no)]
    shown = [rider.page.request.get(f"{house.server.url}/files/{file}/view").body() for file in stored]
    assert [PLACE.encode() in one for one in shown] == [False, False]
    clerk = enter(way, "intake1")
    clerk.open(f"/desk/cases/{no}/evidence")
    clerk.sees(*(sha256(file.read_bytes()).hexdigest()[:8] for file in (good, other)))
