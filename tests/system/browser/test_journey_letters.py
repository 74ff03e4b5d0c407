"""文书: reading a letter starts nothing, signing for it starts the law's periods, and anybody can have a letter verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.browsing.cases import confirmed
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

DECIDED_ON, SIGNED_ON = "2025-07-01", "2026-03-16"
RIGHTS = ("T23", "T28")  # review and suit
RIDERS = [
    pytest.param(Way(NARROW), "500151199601010007", "13800140001", id="narrow"),
    pytest.param(Way(WIDE), "500151199701010004", "13800140002", id="wide"),
    pytest.param(Way(NARROW, scripts=False), "500151199801010001", "13800140003", id="without-scripts"),
]
UNVERIFIED = "上传的文件不是本局发出的任何一份原件。"


def rights_of(house: House, no: str) -> list[str]:
    """The periods for remedies that run on a case."""
    return [row["code"] for row in house.rows("clock", claim_no=no) if row["code"] in RIGHTS]


def verified(stranger: Person, rider: Person, name: str, folder: Path) -> None:
    """Somebody with nothing but the letter in hand has it verified; a byte is wrong, and it is no letter."""
    stranger.open(str(rider.page.get_by_role("link", name="核验真伪").get_attribute("href")))
    stranger.sees("核验结果", "这封信是真的：铜人社职认〔2025〕", "有效")
    stranger.misses(name, "右桡骨远端骨折", "TL-")
    pdf = str(rider.page.get_by_role("link", name="下载 PDF").get_attribute("href"))
    content = bytearray(rider.page.request.get(rider.house.server.url + pdf).body())
    for name, spoiled in (("原件.pdf", 0), ("改过.pdf", 1)):
        content[len(content) // 2] ^= spoiled
        (folder / name).write_bytes(content)
        stranger.open("/verify")
        stranger.hand_in("PDF 文件", folder / name)
        stranger.press("核验", place=1)
        said = stranger.text()
        assert (UNVERIFIED in said) is bool(spoiled), said


@pytest.mark.parametrize(("way", "id_number", "phone"), RIDERS)
def test_a_letter_is_read_signed_for_and_verified(
    way: Way, id_number: str, phone: str, house: House, enter: Enter, tmp_path: Path
) -> None:
    house.set_clock(DECIDED_ON)
    name = f"合成人员{phone[-4:]}"
    no = confirmed(house, name, id_number, phone=phone)
    house.work()
    house.set_clock(SIGNED_ON)
    rider = enter(way)
    rider.sign_in_by_telephone(phone, id_number[-4:])
    rider.press("文书：信和签收")
    rider.sees("没有签收")
    rider.press("职业伤害确认结论书")
    rider.sees("您还没同意电子送达。", "这封信说的是")
    rider.misses("属于职业伤害确认范围")
    rider.press("寄纸质件，我先看看")
    rider.sees("只看不算签收", "属于职业伤害确认范围", "第十条第一款第（一）项")
    assert rights_of(house, no) == []
    rider.press("同意，并现在签收")
    rider.sees("申请行政复议：最晚 5月15日（周五）", "提起行政诉讼：最晚 9月16日（周三）", "核验真伪")
    assert sorted(set(rights_of(house, no))) == sorted(RIGHTS)
    verified(enter(way), rider, name, tmp_path)
    clerk = enter(way, "intake1")
    clerk.open(f"/desk/cases/{no}/letters")
    clerk.press("铜人社职认〔2025〕")
    clerk.sees("电子送达", SIGNED_ON, "本人登录后在网页上签收")
