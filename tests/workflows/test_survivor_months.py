"""Pensions of survivors 供养亲属抚恤金: one item and one letter each, from the month after the death, each to his own account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.payroll import Payroll
from tests.support.world import KIN, STRANGER, World

PENSION = "survivor_pension"
BASE_FEN = 532_900
SPOUSE_FEN, CHILD_FEN = 213_160, 159_870  # 40 % and 30 % of 5,329
ACCOUNTS = {KIN: "6200000000000021", STRANGER: "6200000000000039"}
NAMES = {KIN: "合成人员02", STRANGER: "合成人员03"}
PROOF = {"death_on": "2024-10-20", "cause": "injury", "death_proof": "死亡证明1号"}
SURVIVORS = [{"id": KIN, "relation": "spouse"}, {"id": STRANGER, "relation": "child"}]
DEATH = {"date": "2024-10-20", "cause": "injury", "survivors": SURVIVORS}


@pytest.fixture
def payroll(world: World) -> Payroll:
    """A rider who died of the injury on 20 October 2024 and left a spouse and a child."""
    made = Payroll(world)
    made.do("reviewer1", made.no, "death_supervenes", "2024-10-21", **PROOF)
    return made


def pension(payroll: Payroll, person: str, on: str) -> str:
    """The pension of one survivor, awarded, served, with an account of his own."""
    item = payroll.award(PENSION, on, facts=[{"death": DEATH}], beneficiary=person)
    account = {"bank": "合成银行", "account": ACCOUNTS[person], "account_name": NAMES[person]}
    payroll.signed("intake1", "set_payee_account", [payroll.no], on, beneficiary=person, basis="社会保障卡", **account)
    return item


def test_each_draws_his_own_from_the_month_after_the_death(payroll: Payroll) -> None:
    items = {person: pension(payroll, person, "2024-10-24") for person in ACCOUNTS}
    rows = {person: payroll.item(item) for person, item in items.items()}
    assert {person: (row["awarded_fen"], row["from_month"]) for person, row in rows.items()} == {
        KIN: (SPOUSE_FEN, "2024-11"),
        STRANGER: (CHILD_FEN, "2024-11"),
    }
    payroll.sweep("2024-12-10")
    payroll.pay("2024-12-10")
    paid = [(row["month"], row["beneficiary"], row["amount_fen"]) for row in payroll.payments("paid")]
    assert sorted(paid) == [
        (month, person, fen)
        for month in ("2024-11", "2024-12")
        for person, fen in ((KIN, SPOUSE_FEN), (STRANGER, CHILD_FEN))
    ]
    hashes = {row["beneficiary"]: row["account_hash"] for row in payroll.payments("paid")}
    assert len(set(hashes.values())) == 2
    assert payroll.balance("5105") == 2 * (SPOUSE_FEN + CHILD_FEN) == -payroll.balance("1001")


def test_neither_reads_of_the_others_sum_or_account(payroll: Payroll) -> None:
    items = {person: pension(payroll, person, "2024-10-24") for person in ACCOUNTS}
    payroll.sweep("2024-11-11")
    payroll.pay("2024-11-12")
    letters = payroll.world.rows("letter", claim_no=payroll.no)
    own: dict[str, list[dict[str, Any]]] = {person: [] for person in items}
    for letter in letters:
        if letter["kind"] in ("award", "payment"):
            (service,) = payroll.world.rows("service", letter_id=letter["id"])
            said = payroll.world.one("letter_private", letter_id=letter["id"])["snapshot"]
            own[service["recipient"]].append(json.loads(said))
    assert {person: len(said) for person, said in own.items()} == {KIN: 2, STRANGER: 2}
    sums = {KIN: SPOUSE_FEN, STRANGER: CHILD_FEN}
    for person, other in ((KIN, STRANGER), (STRANGER, KIN)):
        told = json.dumps(own[person], ensure_ascii=False)
        assert str(sums[person]) in told
        assert str(sums[other]) not in told
        assert ACCOUNTS[other][-4:] not in told


def test_a_pension_ends_for_one_and_goes_on_for_the_other(payroll: Payroll) -> None:
    spouse, child = (pension(payroll, person, "2024-10-24") for person in (KIN, STRANGER))
    payroll.signed("intake1", "end", [child], "2024-12-16", ground="年满十八周岁")
    payroll.sweep("2025-01-10")
    assert list(payroll.months(child)) == ["2024-11", "2024-12"]
    assert list(payroll.months(spouse)) == ["2024-11", "2024-12", "2025-01"]


def test_the_pensions_of_many_are_the_whole_base_to_the_fen(world: World) -> None:
    """Spouse and three others are 130 %: each month they are paid exactly the base together."""
    payroll = Payroll(world)
    payroll.do("reviewer1", payroll.no, "death_supervenes", "2024-10-21", **PROOF)
    others = [{"id": f"Q{place}", "relation": "child"} for place in range(2)]
    death = {**DEATH, "survivors": [*SURVIVORS, *others]}
    sums = [
        payroll.item(payroll.drafted(PENSION, "2024-10-24", facts=[{"death": death}], beneficiary=person))[
            "awarded_fen"
        ]
        for person in (KIN, STRANGER)
    ]
    # 532,900 × 40/130 = 163,969.2; × 30/130 = 122,976.9 three times: the odd fen go to the larger remainders.
    assert sums == [163_969, 122_977]
    assert BASE_FEN == 163_969 + 3 * 122_977
