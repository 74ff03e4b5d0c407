"""Payments on the desk: a batch by two persons, the bank's answer looked at before it is booked, and what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import pytest
from httpx2 import Response

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.store.rows import Row
from tests.support.offices import HIDDEN, Office, Visitor, office, said
from tests.support.pilots import FIRST
from workflows.batches import orders_of
from workflows.fund_acts import confirm, prepare_funding
from workflows.transaction import reading

PERSON = 25  # his payment waits for its batch on this day
UNTIL = date(2024, 7, 8)
PAYMENTS = "/desk/payments"
FILES = "/desk/payments/files"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("payments"), PERSON, data=replace(FIRST, until=UNTIL)) as made:
        yield made


def the_payment(desk: Office) -> Row:
    """The one that waits when the replay ends; the first one came back, and was paid again by it."""
    return max(desk.replayed.rows("payment"), key=lambda row: int(row["generation"]))


def send_file(visitor: Visitor, content: bytes, kind: str = "return", *, csrf: bool = True) -> Response:
    hidden = dict(HIDDEN.findall(visitor.get(FILES).text)) if csrf else {}
    return visitor.web.post(FILES, data={**hidden, "kind": kind}, files={"file": ("回盘.csv", content)})


def test_what_waits_is_ticked_by_the_cashier_only(desk: Office) -> None:
    one, cashier = the_payment(desk), desk.person("cashier1")
    page = cashier.get(PAYMENTS).text
    assert f'value="{one["id"]}"' in page
    text = cashier.text(PAYMENTS)
    assert "待付 1 笔" in text
    assert re.search(r"尾号 \d{4}", text)
    assert "合成人员" not in text
    reviewer = desk.person("reviewer1")
    assert "制作批次" not in reviewer.text(PAYMENTS)
    refused = reviewer.fill(PAYMENTS, {"payment": one["id"]}, PAYMENTS + "/batches/new")
    assert (refused.status_code, "支付岗" in said(refused)) == (403, True)
    for username in ("intake1", "admin1", "auditor1"):
        assert desk.person(username).get(PAYMENTS).status_code == 403
    empty = cashier.fill(PAYMENTS, {}, PAYMENTS + "/batches/new")
    assert (empty.status_code, "请勾选要付的款项。" in said(empty)) == (422, True)
    assert cashier.web.post(PAYMENTS + "/batches/new", data={"payment": one["id"]}).status_code == 403
    assert the_payment(desk)["batch_no"] is None


@pytest.fixture(scope="module")
def batch(desk: Office) -> str:
    """A batch of the payment, made and sealed by the first cashier."""
    cashier, one = desk.person("cashier1"), the_payment(desk)
    made = cashier.fill(PAYMENTS, {"payment": one["id"]}, PAYMENTS + "/batches/new")
    assert made.status_code == 303, said(made)
    again = cashier.fill(PAYMENTS, {"payment": one["id"]}, PAYMENTS + "/batches/new")
    assert again.headers["location"] == f"{PAYMENTS}?tab=batches"
    page = made.headers["location"]
    assert "未封存" in cashier.text(page)
    assert "元整" in cashier.text(page) or "角" in cashier.text(page)
    assert "封存批次" not in desk.person("cashier2").text(page)
    for _ in range(2):
        assert cashier.fill(page, {}, f"{page}/seal").headers["location"].endswith("?done=sealed")
    return page


def test_a_batch_is_released_by_another_person_who_shows_who_he_is(desk: Office, batch: str) -> None:
    maker, releaser = desk.person("cashier1"), desk.person("cashier2")
    (row,) = desk.replayed.rows("batch", no=the_payment(desk)["batch_no"])
    assert row["sha256"] in maker.text(batch)
    assert "制单人不能放款。" in maker.text(batch)
    assert "移出批次" in maker.text(batch)
    assert "移出批次" not in desk.person("approver1").text(batch)
    maker.step_up()
    mine = maker.fill(batch, {name: str(row[name]) for name in ("sha256", "count", "sum_fen")}, f"{batch}/release")
    assert (mine.status_code, "制单人不能放款。" in said(mine)) == (422, True)
    assert "放款 1 笔" not in maker.text(batch)
    funded = prepare_funding(desk.desk, "cashier1", "receive", row["sum_fen"], UNTIL, "合成拨款单1")
    confirm(desk.desk, "approver1", funded)
    passed_on = prepare_funding(desk.desk, "cashier1", "transfer", row["sum_fen"], UNTIL, "合成拨款单2")
    confirm(desk.desk, "approver1", passed_on)
    seen = {name: str(row[name]) for name in ("sha256", "count", "sum_fen")}
    assert releaser.fill(batch, seen, f"{batch}/release").headers["location"].startswith("/step-up")
    assert the_payment(desk)["state"] == "batched"
    releaser.step_up()
    other = releaser.fill(batch, {**seen, "sum_fen": str(row["sum_fen"] + 1)}, f"{batch}/release")
    assert (other.status_code, the_payment(desk)["state"]) == (422, "batched")
    assert "放款 1 笔" in releaser.text(batch)
    done = releaser.fill(batch, seen, f"{batch}/release")
    assert done.status_code == 303, said(done)
    assert the_payment(desk)["state"] == "sent"
    assert "已放款，等银行回盘。" in releaser.text(done.headers["location"])


def test_the_file_is_the_same_bytes_and_each_time_logged(desk: Office, batch: str) -> None:
    cashier = desk.person("cashier1")
    asked = cashier.get(f"{batch}/file").headers["location"]
    assert (asked.startswith("/step-up"), cashier.get(f"{batch}/query").headers["location"]) == (True, asked)
    back = unquote(asked.partition("next=")[2])  # the page of the batch: a file would leave the page that asks standing
    assert (back, "身份已确认" in cashier.text(back)) == (f"{batch}?done=known", False)
    cashier.step_up()
    assert "身份已确认，十分钟内有效。请再点一次“导出银行文件”" in cashier.text(back)
    before = len(desk.replayed.rows("access_log", what="export"))
    first, second = cashier.get(f"{batch}/file"), cashier.get(f"{batch}/file")
    assert first.content == second.content != b""
    assert len(desk.replayed.rows("access_log", what="export")) == before + 2
    assert desk.person("reviewer1").get(f"{batch}/file").status_code == 403
    assert cashier.get(f"{PAYMENTS}/batches/PF-19990101-01").status_code == 404


def test_nothing_is_booked_before_it_is_confirmed_and_never_twice(desk: Office, batch: str) -> None:
    cashier, files = desk.person("cashier1"), len(desk.replayed.rows("bank_file"))
    with reading(desk.desk) as connection:
        (order,) = orders_of(connection, [the_payment(desk)])
    line = Answer(0, order.payment_id, order.amount_fen, Result.REJECTED, order.batch_no, told_on=UNTIL,
                  account_name=order.account_name, account=order.account, reason="户名不符")  # fmt: skip
    content = PLAIN_CSV.answers([line])
    preview = send_file(cashier, content)
    assert (preview.status_code, "匹配 0 · 退汇 1 · 金额不符 0" in said(preview)) == (200, True)
    assert (len(desk.replayed.rows("bank_file")), the_payment(desk)["state"]) == (files, "sent")
    hidden = dict(HIDDEN.findall(preview.text))
    stranger = desk.person("cashier2")
    taken = stranger.fill(FILES, {"kept": hidden["kept"]}, f"{FILES}/confirm")
    assert (taken.status_code, len(desk.replayed.rows("bank_file"))) == (422, files)
    for _ in range(2):  # the second press of the button sees what the first did
        done = cashier.web.post(f"{FILES}/confirm", data=hidden)
        assert done.status_code == 303, said(done)
    assert len(desk.replayed.rows("bank_file")) == files + 1
    assert "各类别相加与文件合计相符" in cashier.text(done.headers["location"])
    again = send_file(cashier, content)
    assert (again.status_code, "文件已入账" in said(again)) == (409, True)
    bad = send_file(cashier, b"nonsense")
    assert (bad.status_code, "什么也没有入账。" in said(bad)) == (422, True)
    assert send_file(cashier, content, csrf=False).status_code == 403
    large = send_file(cashier, bytes(9 * 1024 * 1024))
    assert (large.status_code, "文件超过 8 MB，没有收下" in said(large)) == (413, True)
    returned = desk.person("reviewer1").text(f"{PAYMENTS}?tab=returned")
    assert "户名不符" in returned
    assert re.search(r"截止|超期|到期", returned)
    assert "没有待付款项。" in cashier.text(PAYMENTS)
    one = the_payment(desk)
    page = f"/desk/cases/{one['claim_no']}/act?on={one['id']}&do=correct_account"
    assert re.search(r'<option value="[^"]+">合\S+ 尾号 \d{4}，\S+ 批准', desk.person("reviewer1").get(page).text)


@pytest.mark.parametrize("tab", ["", "batches", "returned", "paid", "tasks"])
def test_every_tab_is_a_page_for_who_may_read(tab: str, desk: Office) -> None:
    for username in ("cashier2", "approver1"):
        assert "支付" in desk.person(username).text(f"{PAYMENTS}?tab={tab}&page=999999")
