"""Every pull is on record, also of who may not and of what failed; a file is there whole with its manifest or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from claims.errors import ClaimsError
from tests.support.casebook import Case
from tests.support.entries import NO, post, post_award, post_many
from tests.support.keys import TEST_KEYS
from tests.support.world import World, furnished_world
from workflows.exporting import Cut, as_of
from workflows.exporting.columns import HEADINGS
from workflows.exporting.formats import Format
from workflows.pull_log import pulls
from workflows.pulling import Request, pull

ROOT = Path(__file__).parent.parent.parent
JUNE_30 = date(2025, 6, 30)
ALL = Cut()
SMALL_BYTES = 40_000


def test_a_file_has_a_manifest_that_says_what_it_is(world: World, tmp_path: Path) -> None:
    post_award(world)
    path = tmp_path / "分类账.csv"
    made = pull(world.desk, Request("auditor1", as_of(JUNE_30), Format.CSV), path)
    manifest = json.loads((tmp_path / "分类账.csv.manifest.json").read_text(encoding="utf-8"))
    assert manifest["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest() == made.sha256
    assert manifest["size_bytes"] == path.stat().st_size
    assert (manifest["file"], manifest["rows"], manifest["pulled_by"]) == ("分类账.csv", 3, "auditor1")
    assert manifest["seal_head"] is None
    assert b"auditor1" not in path.read_bytes()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_every_pull_is_on_record_with_its_bytes(world: World, tmp_path: Path) -> None:
    post_award(world)
    made = pull(world.desk, Request("auditor1", as_of(JUNE_30), Format.CSV), tmp_path / "a.csv")
    pull(world.desk, Request("approver1", Cut(claim_no="FUND"), Format.XLSX, with_names=True), io.BytesIO())
    second, first = pulls(world.desk)
    assert (first.username, first.format, first.step, first.rows, first.sum_fen) == (
        "auditor1",
        "csv",
        "done",
        3,
        14_388_300,
    )
    assert first.sha256 == made.sha256
    assert first.filters == as_of(JUNE_30).as_json()
    assert (second.username, second.with_names, second.rows, second.filters) == (
        "approver1",
        True,
        0,
        {"claim_no": "FUND"},
    )


@pytest.mark.parametrize(
    ("username", "with_names", "code"),
    [
        ("cashier1", True, "names_not_allowed"),
        ("intake1", True, "names_not_allowed"),
        ("rider1", False, "pull_not_allowed"),
        ("platform1", False, "pull_not_allowed"),
        ("investigator1", False, "pull_not_allowed"),
        ("arbitrator1", False, "pull_not_allowed"),
        ("admin1", False, "pull_not_allowed"),
    ],
)
def test_who_may_not_gets_nothing_and_is_on_record(world: World, username: str, with_names: bool, code: str) -> None:
    post_award(world)
    out = io.BytesIO()
    with pytest.raises(ClaimsError) as caught:
        pull(world.desk, Request(username, ALL, Format.CSV, with_names=with_names), out)
    assert (caught.value.code, out.getvalue()) == (code, b"")
    (logged,) = pulls(world.desk)
    assert (logged.username, logged.step, logged.fault, logged.sha256) == (username, "failed", code, None)


@pytest.mark.parametrize("username", ["nobody", "system"])
def test_nobody_pulls_without_an_account(world: World, username: str) -> None:
    out = io.BytesIO()
    with pytest.raises(ClaimsError, match=f"{username}.*记下是谁"):
        pull(world.desk, Request(username, ALL, Format.CSV), out)
    assert (out.getvalue(), pulls(world.desk)) == (b"", [])


def test_a_post_that_has_ended_gives_no_right(world: World) -> None:
    world.execute("UPDATE post SET valid_to = '2024-10-09' WHERE username = 'auditor1'")
    with pytest.raises(ClaimsError) as caught:
        pull(world.desk, Request("auditor1", ALL, Format.CSV), io.BytesIO())
    assert caught.value.code == "pull_not_allowed"


@pytest.mark.parametrize("file_format", [Format.PARQUET, Format.BEANCOUNT])
def test_names_go_only_where_a_person_reads_them(world: World, file_format: Format) -> None:
    with pytest.raises(ClaimsError) as caught:
        pull(world.desk, Request("auditor1", ALL, file_format, with_names=True), io.BytesIO())
    assert caught.value.code == "names_not_in_format"


def test_names_and_last_digits_only_for_who_asks_and_may(world: World) -> None:
    case = Case(world, "settling", no=NO)
    item = case.subject("award_item", "draft", code="medical", beneficiary="P000001", period="-", id=f"{NO}/item-1")
    payment = {
        "item_id": item["id"],
        "beneficiary": "P000001",
        "amount_fen": 5,
        "account_hash": "h",
        "created_on": JUNE_30,
    }
    case.subject("payment", "paid", id=f"{NO}/payment-1", **payment)
    case.add(
        "payee_account", id=f"{NO}/account-1", claim_no=NO, beneficiary="P000001", account_hash="h", approved_on=JUNE_30
    )
    private = json.dumps({"account": "6217000000001234", "bank": "合成银行"}, ensure_ascii=False)
    case.add("payee_account_private", account_id=f"{NO}/account-1", body=private)
    case.save()
    post(world, "paid", 5, JUNE_30, "2025-06-30T00:00:00.000000Z", payment_id=f"{NO}/payment-1")
    post(world, "paid", 6, JUNE_30, "2025-06-30T00:00:00.000001Z", beneficiary="平台企业甲")
    masked, named = io.BytesIO(), io.BytesIO()
    pull(world.desk, Request("auditor1", ALL, Format.CSV), masked)
    pull(world.desk, Request("auditor1", ALL, Format.CSV, with_names=True), named)
    assert "合成人员01" not in masked.getvalue().decode()
    head, first, second = named.getvalue().decode("utf-8-sig").splitlines()
    assert head == ",".join([*HEADINGS, "权利人姓名", "收款账号末四位"])
    assert first.endswith(",合成人员01,1234")
    assert second.endswith(",,")
    plain = masked.getvalue().decode("utf-8-sig").splitlines()
    assert first.startswith(plain[1])
    book = io.BytesIO()
    pull(world.desk, Request("approver1", ALL, Format.XLSX, with_names=True), book)
    assert len(book.getvalue()) > 0


class Breaks(io.BytesIO):
    """A stream whose other end is full."""

    def write(self, content: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_pull_that_fails_is_on_record_as_failed(world: World) -> None:
    post_award(world)
    with pytest.raises(OSError, match="No space"):
        pull(world.desk, Request("auditor1", ALL, Format.CSV), Breaks())
    (logged,) = pulls(world.desk)
    assert (logged.step, logged.fault, logged.rows) == ("failed", "ENOSPC", None)


def test_a_folder_that_is_not_there_is_a_failed_pull(world: World, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pull(world.desk, Request("auditor1", ALL, Format.CSV), tmp_path / "no" / "a.csv")
    assert pulls(world.desk)[0].fault == "ENOENT"


@pytest.mark.parametrize("file_format", list(Format))
def test_a_full_disk_leaves_the_file_that_was_there(
    file_format: Format, bureau_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with furnished_world(bureau_url, tmp_path) as world:
        post_many(world, 1_500)
        kept = tmp_path / f"ledger.{file_format}"
        kept.write_bytes(b"as before")
        done = subprocess.run(
            [sys.executable, "-m", "cli", "ledger", "export", "--format", file_format, "-o", kept],
            cwd=ROOT,
            env={
                "PYTHONDONTWRITEBYTECODE": "1",
                "CLAIMS_DATABASE_URL": bureau_url,
                "CLAIMS_VAR_DIR": str(tmp_path),
                "CLAIMS_DATA_KEYS": TEST_KEYS,
            },
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES, SMALL_BYTES)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, kept.read_bytes()) == (1, b"as before"), done.stderr
        assert "写不了文件" in done.stderr
        assert "Traceback" not in done.stderr
        assert [one.name for one in tmp_path.iterdir() if "ledger" in one.name] == [kept.name]
        assert [(one.step, one.fault) for one in pulls(world.desk)] == [("failed", "EFBIG")]


def test_two_pulls_at_once_to_one_file_leave_one_of_them_whole(world: World, tmp_path: Path) -> None:
    post_award(world)
    path = tmp_path / "ledger.csv"
    cuts = [ALL, as_of(date(2025, 6, 1)), as_of(date(2025, 6, 2)), Cut(value_from=JUNE_30)] * 3
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda cut: pull(world.desk, Request("auditor1", cut, Format.CSV), path), cuts))
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = json.loads((tmp_path / "ledger.csv.manifest.json").read_text(encoding="utf-8"))
    assert content == manifest["sha256"]
    assert (content, manifest["pull_no"]) in {(one.sha256, one.no) for one in made}
    assert len(pulls(world.desk)) == len(cuts)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_pull_that_was_cut_off_shows_that_it_has_no_end(world: World) -> None:
    begun = {"step": "begun", "username": "auditor1", "format": "csv", "filters": "{}", "with_names": False}
    world.insert("ledger_pull", {**begun, "recorded_at": "2024-10-10T00:00:00.000000Z"})
    (logged,) = pulls(world.desk)
    assert (logged.step, logged.begun) == (None, "2024-10-10 08:00")
