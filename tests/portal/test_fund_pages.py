"""The fund's acts of two persons, the board of months, and the list of what is owed to the fund."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.offices import Office, office, said

PERSON = 3
FUND, MONTHS, RECOVERIES = "/desk/payments/fund", "/desk/payments/months", "/desk/recoveries"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("fund"), PERSON) as made:
        yield made


def test_one_prepares_and_another_confirms(desk: Office) -> None:
    cashier, approver = desk.person("cashier1"), desk.person("approver1")
    filled = {"act": "receive", "amount": "1,000.00", "on": "2025-06-30", "document": "合成拨款通知9"}
    page = f"{FUND}?act=receive"
    assert cashier.fill(page, filled, FUND).headers["location"].startswith("/step-up")
    cashier.step_up()
    wrong = cashier.fill(page, {**filled, "amount": "一千", "on": "昨天"}, FUND)
    assert (wrong.status_code, "<title>错误：" in wrong.text, "合成拨款通知9" in wrong.text) == (422, True, True)
    before = len(desk.replayed.rows("book_event", kind="fund_prepared"))
    for _ in range(2):  # the same paper prepares once
        done = cashier.fill(page, filled, FUND)
        assert done.status_code == 303, said(done)
    prepared = sorted(desk.replayed.rows("book_event", kind="fund_prepared"), key=lambda row: int(row["seq"]))
    number = prepared[-1]["id"]
    assert len(prepared) == before + 1
    assert "由审批岗确认" in cashier.text(FUND)
    own = cashier.fill(FUND, {"act": "confirm", "number": number})
    assert (own.status_code, desk.replayed.rows("transfer", document="合成拨款通知9")) == (422, [])
    approver.step_up()
    assert "财政专户收到拨款" in approver.text(FUND)
    assert approver.fill(FUND, {"act": "confirm", "number": number}).status_code == 303
    assert [row["amount_fen"] for row in desk.replayed.rows("transfer", document="合成拨款通知9")] == [100000]


def test_each_post_is_offered_its_own_acts(desk: Office) -> None:
    cashier, approver = desk.person("cashier1").text(FUND), desk.person("approver1").text(FUND)
    assert ("拨款到支出户…" in cashier, "关账…" in cashier) == (True, False)
    assert ("拨款到支出户…" in approver, "关账…" in approver) == (False, True)
    assert "您可以办的" not in desk.person("reviewer1").text(FUND)
    assert desk.person("intake1").get(FUND).status_code == 403
    reviewer = desk.person("reviewer1")
    reviewer.step_up()
    tried = reviewer.fill(FUND, {"act": "close", "month": "2025-05"})
    assert (tried.status_code, "关账" in said(tried)) == (422, True)
    assert reviewer.web.post(FUND, data={"act": "close", "month": "2025-05"}).status_code == 403
    strange = reviewer.fill(FUND, {"act": "burn"})
    assert (strange.status_code, "没有这个事项。" in said(strange)) == (422, True)


def test_a_month_is_looked_at_and_run(desk: Office) -> None:
    cashier = desk.person("cashier2")
    assert "这个月没有按月发放的待遇。" in cashier.text(f"{MONTHS}?month=2025-05")
    assert "按月发放 2025-07" in cashier.text(f"{MONTHS}?month=nonsense")
    ran = cashier.fill(f"{MONTHS}?month=2025-05", {"month": "2025-05"}, MONTHS)
    assert ran.status_code == 303, said(ran)
    ahead = cashier.fill(MONTHS, {"month": "2031-01"})
    assert ahead.status_code == 422
    reviewer = desk.person("reviewer1")
    assert "办理到" not in reviewer.text(MONTHS)
    assert reviewer.fill(MONTHS, {"month": "2025-05"}).status_code == 403


def test_what_is_owed_has_an_address_and_says_when_it_is_nothing(desk: Office) -> None:
    for username in ("cashier1", "intake1", "legal1"):
        text = desk.person(username).text(f"{RECOVERIES}?account=1102&age=nonsense&as_of=2025-01-31&page=-4")
        assert "截至这一天没有应收回的钱。" in text
        assert "截至：2025-01-31" in text
    for username in ("auditor1", "admin1", "appraisal1"):
        assert desk.person(username).get(RECOVERIES).status_code == 403
