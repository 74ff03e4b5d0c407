"""审计: the figures of the pilot, the ledger as of a day, an entry down to its papers, and a fen that was altered."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256

import pytest
from playwright.sync_api import expect

from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.system.browser.conftest import Enter

WAYS = (Way(WIDE), Way(NARROW), Way(WIDE, scripts=False))
GRADED = 23  # grade 7
FREE_AFTER_MS = 5000  # a form that brings a file may be sent again then
PANELS = ("① 分录", "② 核定项目", "③ 决定", "④ 文书", "⑤ 证据", "与入库时一致 ✓")


def looking_at(auditor: Person, day: str) -> str:
    """The ledger as of a day, from one's own first page; the address of that page."""
    auditor.open("/audit")
    auditor.press("账本")
    auditor.press("截至、业务日期和筛选")
    auditor.write("截至", day)
    auditor.press("筛选", place=0)
    auditor.sees(f"截至 {day} 24:00")
    return str(auditor.page.get_by_role("link", name="复制本页链接").get_attribute("href"))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_figures_are_the_published_ones_and_every_difference_is_nothing(way: Way, enter: Enter) -> None:
    auditor = enter(way, "auditor1")
    auditor.sees("确认 41 人", "¥473,400.00", "¥50,800.00", "¥524,200.00", "✓ 借贷相等", "✓ 已付 ≤ 核定")
    auditor.press("对账")
    auditor.sees("¥79,088.00", "¥181,152.00", "¥213,160.00", "件案件逐件相符")
    auditor.misses("✕")
    refused = auditor.beside()
    refused.open("/desk", 403)
    refused.sees("您的岗位（审计）不能")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_ledger_as_of_two_days_and_a_link_that_shows_the_same(way: Way, house: House, enter: Enter) -> None:
    auditor, colleague = enter(way, "auditor1"), enter(way, "auditor1")
    early = looking_at(auditor, "2023-06-30")
    told = auditor.text()
    colleague.open(early)
    assert colleague.text() == told
    looking_at(auditor, "2025-06-30")
    assert auditor.text() != told
    auditor.sees("期初余额", "期末余额")


def test_the_ledger_is_taken_out_twice_from_one_page(enter: Enter) -> None:
    auditor = enter(Way(WIDE), "auditor1")
    auditor.open("/audit/exports")
    button = auditor.page.get_by_role("button", name="导出")
    for _ in range(2):
        with auditor.page.expect_download() as came:
            button.click()
        assert came.value.suggested_filename.endswith("-csv.zip")
        expect(button).not_to_have_attribute("aria-busy", "true", timeout=2 * FREE_AFTER_MS)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_entry_opens_down_to_its_papers(way: Way, house: House, enter: Enter) -> None:
    auditor = enter(way, "auditor1")
    (award,) = house.rows("transfer", claim_no=house.case_of(GRADED), entry="award_effective", amount_fen=6927700)
    auditor.open(f"/audit/ledger?case={house.case_of(GRADED)}")
    auditor.press(str(award["id"]))
    auditor.sees(*PANELS)
    auditor.misses("缺：")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_what_is_shown_is_taken_out_with_its_manifest(way: Way, enter: Enter) -> None:
    auditor = enter(way, "auditor1")
    auditor.open("/audit/exports?asof=2025-06-30")
    auditor.answer("格式", "CSV")
    with zipfile.ZipFile(auditor.taken_out("导出")) as archive:
        manifest = json.loads(archive.read("分类账.csv.manifest.json"))
        assert sha256(archive.read("分类账.csv")).hexdigest() == manifest["sha256"]
    assert manifest["rows"] > 0


def test_pages_print_whole_with_who_when_and_as_of(house: House, enter: Enter) -> None:
    auditor, officer, no = enter(Way(WIDE), "auditor1"), enter(Way(WIDE), "intake1"), house.case_of(GRADED)
    (award,) = house.rows("transfer", claim_no=no, entry="award_effective", amount_fen=6927700)
    pages = {
        f"/audit/entries/{award['id']}?asof=2025-06-30": (*PANELS, "¥69,277.00", "截至2025-06-3024:00"),
        f"/audit/ledger?case={no}&asof=2025-06-30": ("期初余额", "期末余额", "¥69,277.00", "截至2025-06-3024:00"),
        f"/desk/cases/{no}": ("受伤人员", "平台与订单", no),
        f"/desk/cases/{no}/awards": ("计发基数", "¥69,277.00", "元整"),
    }
    for path, words in pages.items():
        reader, name = (officer, "陈受理") if path.startswith("/desk") else (auditor, "郑审计")
        reader.open(path)
        text = reader.printed()
        told = [
            one for one in ("铜梁区职业伤害保障", name, "演示·截至", "1/", *words) if "".join(one.split()) not in text
        ]
        assert told == [], f"{path}: {text[:400]} … {text[-400:]}"
        assert "复制本页链接" not in text, "what only a screen can do is not printed"


def test_a_fen_that_was_altered_is_found_and_named(house: House, enter: Enter) -> None:
    """The last test of the module: the ledger is not whole afterwards."""
    auditor = enter(Way(WIDE), "auditor1")
    paid = next(row for row in house.rows("transfer") if row["entry"] == "paid")
    with house.office.desk.engine.begin() as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'transfer'"
        for name in connection.exec_driver_sql(triggers).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(f"UPDATE transfer SET amount_fen = amount_fen + 1 WHERE id = {paid['id']}")
    auditor.press("完整性")
    auditor.press("立即检查")
    while "正在检查" in auditor.text():
        auditor.press("刷新")
    auditor.sees("✕ 封存：分录、默克尔根、签名")
    auditor.sees(f"transfer/{paid['id']}", "应为哈希", "现为哈希", "最后一个完好的封存批")
    auditor.press("总览")
    auditor.sees("✕ 封存链完整")
