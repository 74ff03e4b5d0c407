"""材料: what is wanted is told with its last day; what is too large is named, what is good is kept."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.browsing.cases import applied_case, done
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.support.handed_in import PLACE, photograph
from tests.system.browser.conftest import Enter

ASKED_ON, SERVED_ON = "2026-03-17", "2026-03-19"
MEGABYTE = 1024 * 1024
PHOTO_MAX_BYTES = 400 * 1000
RIDERS = [
    pytest.param(Way(NARROW, scripts=False), "500151199901010009", "13800150001", id="narrow"),
    pytest.param(Way(WIDE, scripts=False), "500151198001010009", "13800150002", id="wide"),
]
WITH_SCRIPTS = "500151198101010006", "13800150003"


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


def told_what_is_wanted(enter: Enter, way: Way, id_number: str, phone: str) -> Person:
    """The person reads what is wanted, and goes to hand it in."""
    rider = enter(way)
    rider.sign_in_by_telephone(phone, id_number[-4:])
    rider.sees("您的案件", "还缺 2 份材料，收齐就能往下办。", "最晚 4月3日（周五）", "您要做的 去补材料")
    rider.press("去补材料")
    rider.misses("不要求这份材料")
    return rider


def brought(rider: Person, kind: str, *files: Path) -> None:
    """Hand in files of a kind."""
    rider.choose("这是什么材料", kind)
    rider.hand_in("照片或 PDF", *files)
    rider.press("上传")


def shown(rider: Person, no: str) -> list[bytes]:
    """What has come, as the page shows it."""
    files = [str(row["id"]) for row in rider.house.rows("evidence_file", claim_no=no)]
    return [rider.page.request.get(f"{rider.house.server.url}/files/{file}/view").body() for file in files]


@pytest.mark.parametrize(("way", "id_number", "phone"), RIDERS)
def test_papers_come_one_by_one_and_nothing_good_is_lost(
    way: Way, id_number: str, phone: str, house: House, enter: Enter, tmp_path: Path
) -> None:
    no = lacking(house, id_number, phone)
    large, good, other = (tmp_path / name for name in ("病历原图.jpg", "病历.jpg", "发票.jpg"))
    large.write_bytes(photograph().ljust(22 * MEGABYTE, b"\0"))
    good.write_bytes(photograph())
    other.write_bytes(photograph((400, 300)))
    rider = told_what_is_wanted(enter, way, id_number, phone)
    brought(rider, "医疗诊断证明或病历", large, good)
    rider.sees("“病历原图.jpg”有 22 MB，最大 15 MB。", "已收到 1 个文件")
    brought(rider, "收费票据", other)
    rider.sees("已收到 1 个文件", "我局核对后告诉您。", "现在不缺材料。")
    rider.press("回到进度")
    rider.sees("申请已收到，正在看材料齐不齐。", "您要做的 现在不用做什么。有变化会发短信。")
    assert [PLACE.encode() in one for one in shown(rider, no)] == [False, False]
    clerk = enter(way, "intake1")
    clerk.open(f"/desk/cases/{no}/evidence")
    clerk.sees(*(sha256(file.read_bytes()).hexdigest()[:8] for file in (good, other)))


def test_a_script_sends_a_photograph_that_is_too_large_made_small(house: House, enter: Enter, tmp_path: Path) -> None:
    no = lacking(house, *WITH_SCRIPTS)
    large = tmp_path / "病历原图.jpg"
    large.write_bytes(photograph((4000, 3000)).ljust(22 * MEGABYTE, b"\0"))
    rider = told_what_is_wanted(enter, Way(NARROW), *WITH_SCRIPTS)
    brought(rider, "医疗诊断证明或病历", large)
    rider.sees("已收到 1 个文件")
    (photo,) = shown(rider, no)
    assert len(photo) <= PHOTO_MAX_BYTES
    assert PLACE.encode() not in photo
