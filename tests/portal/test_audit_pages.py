"""The auditor's room: what its pages say, who may enter, that a link shows the same again, and that an altered row is named."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from httpx2 import Response

from portal.audit import exports
from tests.support.offices import Office, Visitor, office, said
from workflows.sealing import seal_all

PAID, OPEN = 3, 48  # a person who has been paid, and one whose case is open when the replay ends
PAGES = (
    "/audit", "/audit/ledger", "/audit/accounts", "/audit/integrity", "/audit/seals", "/audit/recon", "/audit/exceptions",
    "/audit/notes", "/audit/samples", "/audit/cases", "/audit/rules", "/audit/exports", "/audit/access", "/audit/reports",
)  # fmt: skip
TABS = (
    "", "/evidence", "/appraisal", "/awards", "/payments", "/letters", "/disputes", "/timeline", "/clocks", "/attempts"
)  # fmt: skip
SHARED_LINK = re.compile(r'<a href="([^"]+)" rel="bookmark">')


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("audit"), PAID, OPEN) as made:
        seal_all(made.desk)
        yield made


@pytest.fixture(scope="module")
def auditor(room: Office) -> Visitor:
    return room.person("auditor1")


def opened(auditor: Visitor, no: str) -> None:
    answer = auditor.fill(f"/audit/cases/{no}", {"purpose": "抽样复核"}, f"/audit/cases/{no}/purpose")
    assert answer.status_code == 303, said(answer)


def unzipped(answer: Response) -> dict[str, bytes]:
    assert answer.status_code == 200, said(answer)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_room_is_read_only_and_only_the_auditors(room: Office, auditor: Visitor) -> None:
    strangers = [room.person(name) for name in ("chief1", "admin1")]
    for page in PAGES:
        text = auditor.text(page)
        assert "只读" in text, page
        assert [one.get(page).status_code for one in strangers] == [403, 403], page
    assert "您的岗位（审计）不能" in said(auditor.get("/desk"))


def test_the_overview_says_four_things_each_with_its_mark(auditor: Visitor) -> None:
    text = auditor.text("/audit?asof=2025-06-30")
    for statement in (
        "✓ 借贷相等",
        "✓ 已付 ≤ 核定",
        "✓ 核定 = 应付 + 在途 + 已付 − 退回，与银行逐笔相符",
        "? 封存链完整",
    ):
        assert statement in text
    assert "确认 1 人" in text
    assert "截至 2025-06-30 24:00 · 账本已封存至第 1 批" in text


CELL = re.compile(r"<(?:td|th)([^>]*)>(.*?)</(?:td|th)>", re.DOTALL)
NOT_NARROW = re.compile(r'<(\w+) class="[^"]*wt-wide[^>]*>.*?</\1>', re.DOTALL)
LINE_WIDTH = 46  # narrow letters in a line of a card on a telephone of 390 px; a Chinese one takes two


def narrow_widths(page: str) -> list[int]:
    """How wide the cards of a terse table would be in one line, row by row, as a telephone shows them."""
    body = page.partition("wt-terse")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    found = []
    for row in body.split("</tr>")[:-1]:
        cells = [(at, NOT_NARROW.sub("", cell)) for at, cell in CELL.findall(row) if "wt-wide" not in at]
        texts = ["".join(re.findall(r'data-h="([^"]*)"', at)) + re.sub(r"<[^>]+>|\s+$", "", cell) for at, cell in cells]
        found.append(sum(2 if ord(letter) > 0x2E80 else 1 for text in texts for letter in text.strip()) + len(texts))
    return found


@pytest.mark.parametrize("page", ["/audit/ledger", "/audit/cases"])
def test_a_row_is_a_card_of_two_lines_on_a_telephone(auditor: Visitor, page: str) -> None:
    widths = narrow_widths(auditor.get(page).text)
    assert widths
    assert max(widths) <= 2 * LINE_WIDTH


def test_a_link_shows_the_same_again(auditor: Visitor) -> None:
    page = "/audit/ledger?asof=2025-06-30&account=1001&from=2022-07-01&to=2025-06-30"
    first = auditor.get(page)
    (link,) = SHARED_LINK.findall(first.text)
    again = auditor.get(link.replace("&amp;", "&"))
    assert said(again) == said(first)
    assert "期初余额 ¥0.00" in said(first)
    assert "这个条件下没有分录。截至 2022-06-30 24:00 账本还没有开始。" in auditor.text("/audit/ledger?asof=2022-06-30")
    wrong = auditor.text("/audit/ledger?asof=gestern&least=1e9&account=8&from=2025-06-30&to=2022-01-01&after=x")
    assert "读不懂" in wrong
    assert auditor.get("/audit/ledger?platform=nirgends").status_code == 422


def test_the_chain_of_an_entry_has_five_panels(room: Office, auditor: Visitor) -> None:
    award = next(row for row in room.replayed.rows("transfer") if row["entry"] == "award_effective")
    text = auditor.text(f"/audit/entries/{award['id']}")
    for panel in ("① 分录", "② 核定项目", "③ 决定", "④ 文书", "⑤ 证据", "与入库时一致 ✓"):
        assert panel in text
    assert "缺：" not in text
    proof = json.loads(auditor.get(f"/audit/entries/{award['id']}/proof").content)
    assert proof["type"] == "inclusion"
    assert auditor.get("/audit/entries/999999").status_code == 404
    assert auditor.get("/audit/entries/9999999999999999999").status_code == 404
    looked = [row for row in room.replayed.rows("access_log") if row["field"] == "entry_chain"]
    assert {row["claim_no"] for row in looked} == {award["claim_no"]}


def test_a_case_is_opened_with_a_purpose_that_names_nobody(room: Office, auditor: Visitor) -> None:
    no = str(room.replayed.case_of(PAID)["no"])
    assert "查阅目的" in auditor.text(f"/audit/cases/{no}/awards")
    for purpose in ("", "查", f"看合成人员{PAID:02d}的钱"):
        answer = auditor.fill(f"/audit/cases/{no}", {"purpose": purpose}, f"/audit/cases/{no}/purpose")
        assert answer.status_code == 422, purpose
    opened(auditor, no)
    for tab in TABS:
        page = auditor.get(f"/audit/cases/{no}{tab}")
        assert no in said(page), tab
        assert '<section class="wt-bar"' not in page.text
        assert 'method="post" action="/desk' not in page.text, tab
        assert 'href="/desk' not in page.text, tab
    assert "第 2 页，共" in auditor.text(f"/audit/cases/{no}/timeline?page=2")
    assert f'href="/audit/cases/{no}/timeline?page=2"' in auditor.get(f"/audit/cases/{no}/timeline").text
    assert "抽样复核" in auditor.text(f"/audit/access?case={no}")
    assert [auditor.get(f"/audit/cases/{one}").status_code for one in ("TL-1999-000001", f"{no}/x")] == [404, 404]


def test_the_formats_hold_the_same_rows_and_the_manifest_tells_the_hash(auditor: Visitor) -> None:
    told = []
    for file_format in ("csv", "xlsx", "beancount", "parquet"):
        files = unzipped(auditor.fill("/audit/exports?asof=2025-06-30", {"format": file_format}, "/audit/exports"))
        manifest = json.loads(files[f"分类账.{file_format}.manifest.json"])
        assert sha256(files[f"分类账.{file_format}"]).hexdigest() == manifest["sha256"]
        told.append((manifest["rows"], manifest["sum_fen"], manifest["filters"]))
    assert told == [told[0]] * 4
    assert told[0][2] == {"known_before": "2025-06-30T16:00:00.000000Z"}


def test_names_go_out_with_a_reason_and_a_second_proof_of_identity(room: Office) -> None:
    auditor = room.person("auditor1")
    page, asked = "/audit/exports?account=1001", {"format": "csv", "names": "1", "reason": ""}
    assert "没有写为什么要带姓名" in said(auditor.fill(page, asked, "/audit/exports"))
    answer = auditor.fill(page, {**asked, "reason": "核对收款账户"}, "/audit/exports")
    assert answer.headers["location"].startswith("/step-up?next=")
    auditor.step_up()
    files = unzipped(auditor.fill(page, {**asked, "reason": "核对收款账户"}, "/audit/exports"))
    rows = list(csv.DictReader(io.StringIO(files["分类账.csv"].decode("utf-8-sig"))))
    assert f"合成人员{PAID:02d}" in {row["权利人姓名"] for row in rows}
    (logged,) = [row for row in room.replayed.rows("access_log") if row["field"] == "ledger_names"]
    assert logged["reason"] == "核对收款账户"


def test_a_large_export_is_made_as_a_task(room: Office, auditor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE_ROWS", 1)
    answer = auditor.fill("/audit/exports", {"format": "csv"})
    assert answer.status_code == 303
    (task_id,) = re.findall(r"/audit/exports/(\w+)\.zip", auditor.get("/audit/exports").text)
    assert set(unzipped(auditor.get(f"/audit/exports/{task_id}.zip"))) == {"分类账.csv", "分类账.csv.manifest.json"}
    assert room.person("auditor1").get("/audit/exports/nothing.zip").status_code == 404


def test_samples_and_notes_stay(auditor: Visitor) -> None:
    empty = auditor.fill("/audit/samples", {"size": "0", "from_on": "x", "to_on": "2025-06-30"})
    assert (empty.status_code, "请填写 1 到 500 之间的整数" in said(empty)) == (422, True)
    good = {"population": "payments", "from_on": "2022-07-01", "to_on": "2025-06-30", "size": "1", "seed": "七"}
    assert auditor.fill("/audit/samples", good).status_code == 303
    assert "种子 七" in auditor.text("/audit/samples")
    assert auditor.fill("/audit/notes", {"body": " "}).status_code == 422
    note = {"body": "=余额要问", "page": "/audit/ledger?account=1001", "key": "k1"}
    assert [auditor.fill("/audit/notes", note).status_code for _ in range(2)] == [303, 303]
    assert "记过的 1 条" in auditor.text("/audit/notes")
    assert "'=余额要问" in auditor.get("/audit/notes.csv").text
    assert auditor.fill("/audit/notes", {"body": "x", "page": "//evil.example"}).status_code == 303
    assert "evil.example" not in auditor.get("/audit/notes").text


@pytest.mark.parametrize("path", ["/audit/exports", "/audit/notes", "/audit/samples", "/audit/integrity"])
def test_a_form_from_elsewhere_does_nothing(path: str, auditor: Visitor) -> None:
    assert auditor.web.post(path, data={"format": "csv", "body": "x", "csrf": "another"}).status_code == 403


def test_the_bundle_is_checked_by_its_own_program(auditor: Visitor, tmp_path: Path) -> None:
    files = unzipped(auditor.get("/audit/seals/bundle.zip"))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    head = files["head.txt"].decode().strip()
    program = [sys.executable, "-I", "verify_ledger.py", "--head", head]
    ran = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_reconciliation_shows_a_difference_and_makes_none_up(auditor: Visitor) -> None:
    text = auditor.text("/audit/recon?asof=2025-06-30")
    assert "确认职业伤害人数 41 1 ✕ -40" in text
    assert "✓ 1 件案件逐件相符" in text
    for path in ("/audit/recon/batches.csv", "/audit/recon/cases.csv"):
        assert auditor.get(path).content.startswith("\ufeff".encode())


def test_one_fen_altered_under_the_database_is_named(room: Office, auditor: Visitor) -> None:
    """The last test of the module: the ledger is not whole afterwards."""
    assert auditor.fill("/audit/integrity", {}).status_code == 303
    assert "✓ 封存：分录、默克尔根、签名" in auditor.text("/audit/integrity")
    assert "✓ 封存链完整" in auditor.text("/audit")
    paid = next(row for row in room.replayed.rows("transfer") if row["entry"] == "paid")
    with room.desk.engine.begin() as connection:
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'transfer'"
        )
        for name in found.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(f"UPDATE transfer SET amount_fen = amount_fen + 1 WHERE id = {paid['id']}")
    assert auditor.fill("/audit/integrity", {}).status_code == 303
    text = auditor.text("/audit/integrity")
    for told in (
        "✕ 封存：分录、默克尔根、签名",
        f"transfer/{paid['id']}",
        "应为哈希",
        "现为哈希",
        "最后一个完好的封存批",
    ):
        assert told in text
    overview = auditor.text("/audit")
    assert "✕ 封存链完整" in overview
    assert "✕ 核定 = 应付 + 在途 + 已付 − 退回，与银行逐笔相符" in overview
