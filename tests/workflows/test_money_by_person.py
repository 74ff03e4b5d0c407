"""Two persons have had money of one benefit, an heir and the one before him: what is too much is each his own."""

from __future__ import annotations

import pytest

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.store.rows import Row
from tests.support.one_off import DECISION, LUMP_SUM, OneOff
from tests.support.world import INJURED, KIN, World
from workflows.bank_files import take_answers
from workflows.bank_sorting import sort_lines

OWN_FEN, TWICE_FEN = 2_000_000, 100_000
TOO_MUCH_FEN = 2 * 532_900  # from the ninth grade to the tenth
PROOFS = {"death_proof": "死亡证明", "kin_proof": "户口簿"}
KINS_ACCOUNT = {"beneficiary": KIN, "basis": "社会保障卡", "bank": "合成银行", "account_name": "合成人员02"}


@pytest.fixture
def case(world: World) -> OneOff:
    """A lump sum of which the rider had 20,000.00 before he died and his heir the rest."""
    made = OneOff(world)
    item = made.award(LUMP_SUM, "2024-10-10")
    (first,) = made.send("2024-10-11")
    made.do("system", first, "bank_partial", "2024-10-11", bank_ref="少付1", amount_fen=OWN_FEN)
    found = {"result": "part_paid", "paid_fen": OWN_FEN, "document": "回单1号"}
    made.signed("cashier1", "resolve", [first], "2024-10-11", **found)
    made.do("reviewer1", item, "succeed", "2024-10-12", heir=KIN, **PROOFS)
    made.signed("intake1", "set_payee_account", [made.no], "2024-10-12", account="6200000000000096", **KINS_ACCOUNT)
    made.pay("2024-10-13")
    return made


def paid_to(case: OneOff, person: str) -> Row:
    return next(row for row in case.payments("paid") if row["beneficiary"] == person)


def told(case: OneOff, payment: Row, result: Result, fen: int, on: str, original: str = "") -> Row:
    """What becomes of a line of the bank on the payment."""
    ref, day = f"行{len(case.world.rows('bank_line'))}", case.at(on)
    answer = Answer(0, payment["id"], fen, result, "", ref, original, day, "", "")
    file_no = take_answers(case.world.desk, "cashier1", "回盘.csv", PLAIN_CSV.answers([answer]), day).file_no
    assert sort_lines(case.world.desk, file_no, day) == []
    return case.world.one("bank_sorted", line_id=case.world.one("bank_line", file_no=file_no)["id"])


def paid_twice(case: OneOff, person: str) -> None:
    """The bank pays something more on the person's payment, as two persons find."""
    payment = paid_to(case, person)
    line = told(case, payment, Result.PAID, TWICE_FEN, "2024-10-14")["line_id"]
    case.signed("cashier1", "note_overpaid", [payment["id"]], "2024-10-14", line=line, document="银行函1号")


def lowered(case: OneOff, grade: int = 10) -> str:
    item = max(case.world.rows("award_item"), key=lambda row: int(row["generation"]))["id"]
    case.graded_anew(grade, "redo", "2024-10-16")
    newer = case.drafted(LUMP_SUM, "2024-10-16", replaces=item, beneficiary=KIN)
    case.signed("intake1", "supersede", [item], "2024-10-16", successor=newer, effect="ex_tunc")
    case.serve(newer, "2024-10-16")
    return newer


def on(case: OneOff, account: str) -> dict[str, int]:
    """What stands on an account of claims for whom."""
    found: dict[str, int] = {}
    for whom in (INJURED, KIN):
        own = [row for row in case.transfers() if row["beneficiary"] == whom]
        fen = sum(row["amount_fen"] * ((row["debit"] == account) - (row["credit"] == account)) for row in own)
        found |= {whom: fen} if fen else {}
    return found


def test_what_goes_beyond_the_award_is_too_much_for_who_had_it_last(case: OneOff) -> None:
    newer = lowered(case)
    assert on(case, "1104") == {KIN: TOO_MUCH_FEN}
    case.revoke(newer, "2024-10-17")
    assert on(case, "1104") == {KIN: paid_to(case, KIN)["amount_fen"], INJURED: OWN_FEN}
    asked = {row["beneficiary"]: row["amount_fen"] for row in case.world.rows("recovery")}
    assert asked == {KIN: TOO_MUCH_FEN, INJURED: OWN_FEN}


def test_what_the_bank_paid_the_one_too_much_is_not_made_good_by_a_change_for_the_other(case: OneOff) -> None:
    """The whole payment of the rider comes back: the heir's share grows by it, and what the bank paid twice is still out."""
    paid_twice(case, INJURED)
    newer = lowered(case)
    assert on(case, "1104") == {INJURED: TWICE_FEN, KIN: TOO_MUCH_FEN}
    case.refund(paid_to(case, INJURED)["id"], "2024-10-17")
    assert on(case, "1104") == {INJURED: TWICE_FEN}
    assert case.item(newer)["awarded_fen"] - case.item(newer)["paid_fen"] == OWN_FEN - TOO_MUCH_FEN


def test_a_debt_of_the_one_does_not_use_up_what_the_bank_has_to_give_back(case: OneOff) -> None:
    """All that the heir had is owed by decision, also what was paid twice: the bank's money then is a receipt on that, and
    lessens nothing of what stands for the rider.
    """
    paid_twice(case, KIN)
    case.revoke(str(case.world.rows("award_item")[0]["id"]), "2024-10-17")
    recovery = next(row for row in case.world.rows("recovery") if row["beneficiary"] == KIN)
    case.announce(recovery["id"], "2024-10-18")
    case.do("legal1", recovery["id"], "hear", "2024-10-18", document="笔录1号")
    case.signed("legal1", "decide", [recovery["id"]], "2024-10-18", **DECISION)
    letter = case.world.one("recovery", id=recovery["id"])["letter_id"]
    service = case.world.one("service", letter_id=letter, recipient_kind="person")
    case.do("intake1", service["id"], "serve", "2024-10-21", method="direct", evidence="回证1号")
    had_fen = paid_to(case, KIN)["amount_fen"] + TWICE_FEN
    assert (on(case, "1102"), on(case, "1104")) == ({KIN: had_fen}, {INJURED: OWN_FEN})
    line = told(case, paid_to(case, KIN), Result.REFUNDED, TWICE_FEN, "2024-10-22")
    assert (line["bucket"], line["reason"], on(case, "1104")) == (
        "unmatched",
        "bank_line_owed_back",
        {INJURED: OWN_FEN},
    )


def test_a_line_on_the_heirs_payment_does_not_give_back_what_the_rider_was_paid_twice(case: OneOff) -> None:
    paid_twice(case, INJURED)
    lowered(case)
    line = told(case, paid_to(case, KIN), Result.REFUNDED, TWICE_FEN, "2024-10-17")
    assert (line["bucket"], on(case, "1104")) == ("partial", {INJURED: TWICE_FEN, KIN: TOO_MUCH_FEN})
    line = told(case, paid_to(case, INJURED), Result.REFUNDED, TWICE_FEN, "2024-10-17")
    assert (line["bucket"], on(case, "1104")) == ("refunded", {KIN: TOO_MUCH_FEN})


def test_raised_again_each_keeps_what_he_had_and_what_the_bank_paid_twice_is_owed_still(case: OneOff) -> None:
    paid_twice(case, KIN)
    lowered(case)
    assert on(case, "1104") == {KIN: TOO_MUCH_FEN + TWICE_FEN}
    lowered(case, 9)
    assert on(case, "1104") == {KIN: TWICE_FEN}
    assert case.payments("pending") == []
