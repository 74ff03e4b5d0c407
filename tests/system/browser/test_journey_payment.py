"""支付: two persons pay, the bank sends one back, the same file comes twice, and in the end each is paid once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from stdnum import luhn

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Order, Result
from tests.support.browsing.cases import done
from tests.support.browsing.house import House, served
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.support.offices import Office, office
from tests.support.pilots import FIRST
from tests.system.browser.conftest import Enter
from workflows.batches import orders_of
from workflows.fund_acts import confirm, prepare_funding
from workflows.transaction import reading

WAITING = (7, 8)  # two persons whose payments wait for their batch on this day
UNTIL = date(2023, 4, 12)
AFTER = date(2023, 4, 14)  # the new account has rested
OTHER_ACCOUNT = "620099000000000008" + luhn.calc_check_digit("620099000000000008")
WAYS = (Way(WIDE, keyboard=True), Way(NARROW), Way(WIDE, scripts=False))


@pytest.fixture(scope="module")
def cash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A replay that ends while payments wait; for tests to copy, not to change."""
    with office(tmp_path_factory.mktemp("cash"), *WAITING, data=replace(FIRST, until=UNTIL)) as made:
        yield made


@pytest.fixture
def house(cash: Office, tmp_path: Path) -> Iterator[House]:
    """The portal of one test, with money to pay from."""
    with served(cash, tmp_path / "var") as made:
        made.set_clock(UNTIL.isoformat())
        for act in ("receive", "transfer"):
            number = prepare_funding(made.office.desk, "cashier1", act, 10_000_000, UNTIL, f"合成拨款单{act}")
            confirm(made.office.desk, "approver1", number)
        yield made


def answer_file(house: House, batch_no: str, rejected: str, folder: Path) -> Path:
    """What the bank answers to a batch: all paid but for one."""
    with reading(house.office.desk) as connection:
        orders = orders_of(connection, house.rows("payment", batch_no=batch_no))
    today = house.office.desk.today()
    told = [_answer(order, today, place, is_back=order.payment_id == rejected) for place, order in enumerate(orders)]
    path = folder / f"{batch_no}.csv"
    path.write_bytes(PLAIN_CSV.answers(told))
    return path


def _answer(order: Order, today: date, place: int, *, is_back: bool) -> Answer:
    result, said = (Result.REJECTED, "户名不符") if is_back else (Result.PAID, "")
    reference = "" if is_back else f"{order.batch_no}-{place}"
    given = {"account_name": order.account_name, "account": order.account, "bank_ref": reference, "reason": said}
    return Answer(place, order.payment_id, order.amount_fen, result, order.batch_no, told_on=today, **given)


def batched(maker: Person, releaser: Person, payments: list[str]) -> str:
    """Two persons make a batch and let it go; its number."""
    maker.open("/desk")
    maker.press("支付")
    for payment in payments:
        maker.tick(payment)
    maker.press("制作批次")
    number = maker.page.url.partition("?")[0].rpartition("/")[2]
    maker.press("封存批次")
    maker.sees("已封存。", "制单人不能放款。")
    maker.misses(f"放款 {len(payments)} 笔")
    releaser.open("/desk")
    releaser.press("支付")
    releaser.press("批次")
    releaser.press(number)
    releaser.press(f"放款 {len(payments)} 笔")
    if "请再验证一次" in releaser.text():
        releaser.show_again()
        releaser.press(f"放款 {len(payments)} 笔")
    releaser.sees("已放款，等银行回盘。")
    return number


def new_account(house: House, payment: str) -> None:
    """The person whose payment came back has another account, approved by others than who put it forward."""
    no = payment.partition("/")[0]
    (claim,) = house.rows("claim", no=no)
    account = {"bank": "合成银行铜梁支行", "account": OTHER_ACCOUNT, "account_name": "合成人员08"}
    basis = {"beneficiary": claim["person_id"], "basis": "本人更正账户申请"}
    draft = done(house, "intake1", no, "set_payee_account", **basis, **account)
    (approval,) = house.rows("approval", id=draft.subject)
    if approval["levels"] == 3:
        done(house, "reviewer1", str(approval["id"]), "review")
    done(house, "approver1" if approval["levels"] > 1 else "reviewer1", str(approval["id"]), "approve")


def taken_in(maker: Person, file: Path) -> None:
    """The bank's answer is looked at."""
    maker.open("/desk/payments")
    maker.press("银行回盘和对账单")
    maker.hand_in("文件", file)
    maker.press("预览")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_what_comes_back_is_paid_again_and_nothing_twice(way: Way, house: House, enter: Enter, tmp_path: Path) -> None:
    maker, releaser = enter(way, "cashier1"), enter(way, "cashier2")
    payments = sorted(str(row["id"]) for row in house.rows("payment", state="pending"))
    back = payments[1]
    (returned,) = house.rows("payment", id=back)
    number = batched(maker, releaser, payments)
    file = answer_file(house, number, back, tmp_path)
    taken_in(maker, file)
    maker.sees("匹配 1 · 退汇 1 · 金额不符 0", "现在什么也没有入账。")
    entries = len(house.rows("transfer"))
    maker.press("确认入账")
    maker.sees("各类别相加与文件合计相符。")
    booked = len(house.rows("transfer"))
    assert booked > entries
    taken_in(maker, file)
    maker.sees("文件已入账")
    assert len(house.rows("transfer")) == booked
    maker.open("/desk/payments")
    maker.press("退汇")
    maker.sees("户名不符", "截止")
    new_account(house, back)
    house.set_clock(AFTER.isoformat())
    maker, releaser, reviewer = enter(way, "cashier1"), enter(way, "cashier2"), enter(way, "reviewer1")
    reviewer.open("/desk/payments?tab=returned")
    reviewer.press("更正账户")
    reviewer.choose("更正后的账户", f"尾号 {OTHER_ACCOUNT[-4:]}")
    reviewer.write("账户证明", "社会保障卡复印件")
    reviewer.press("更正账户")
    maker.open("/desk/payments?tab=returned")
    maker.press("重新支付")
    maker.press("重新支付")
    (again,) = house.rows("payment", state="pending")
    assert (again["item_id"], again["amount_fen"]) == (returned["item_id"], returned["amount_fen"])
    number = batched(maker, releaser, [str(again["id"])])
    taken_in(maker, answer_file(house, number, "", tmp_path))
    maker.sees("匹配 1 · 退汇 0 · 金额不符 0")
    maker.press("确认入账")
    maker.open("/desk/payments")
    maker.sees("没有待付款项。")
    maker.press("已付")
    maker.sees(number)
    states = sorted(str(row["state"]) for row in house.rows("payment", item_id=returned["item_id"]))
    assert states == ["paid", "reissued"]


def test_the_file_for_the_bank_is_the_same_bytes_each_time(house: House, enter: Enter) -> None:
    maker, releaser = enter(Way(WIDE), "cashier1"), enter(Way(WIDE), "cashier2")
    number = batched(maker, releaser, [str(row["id"]) for row in house.rows("payment", state="pending")])
    maker.open("/step-up")
    maker.show_again()
    maker.open(f"/desk/payments/batches/{number}")
    files = [maker.taken_out("导出银行文件").read_bytes() for _ in range(2)]
    assert files[0] == files[1] != b""
