"""The approved accounts of beneficiaries."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

from stdnum import luhn

from claims.rules import Rules
from claims.store.rows import Row
from workflows.returned_sums import unpaid_fen
from workflows.versions import CaseRows

PAYING_STATES = ("confirmed", "appraising", "appraised", "settling", "settled", "closed", "closed_periodic")
DEATH_CODES = ("death_advance", "death_lump_sum", "survivor_pension", "funeral_grant")
LIVE_PAYMENTS = ("pending", "held", "batched", "sent", "unknown", "mismatch", "returned", "corrected")
NUMBER = re.compile(r"\d{8,32}", re.ASCII)
CARD = "62"  # UnionPay's cards begin so; other accounts have no check digit that is known here


def account_of(file: CaseRows, beneficiary: str) -> Row | None:
    """The latest approved account of a beneficiary on the case."""
    accounts = [row for row in file.rows("payee_account") if row["beneficiary"] == beneficiary]
    return max(accounts, key=lambda row: row["generation"], default=None)


def claim_can_pay(file: CaseRows, claim: Row, item: Row) -> bool:
    """Whether money of the item may move at all: the decision in effect, the beneficiary alive, nobody's stay, and the rider
    not returned whose death the item is for."""
    dead = claim["death_on"] is not None and item["beneficiary"] == claim["person_id"]
    stayed = item["code"] != "medical" and any(row["stay_from"] and not row["stay_to"] for row in file.rows("dispute"))
    alive_again = claim["returned_on"] is not None and item["code"] in DEATH_CODES
    stands = claim["state"] in PAYING_STATES and claim["effective_on"] is not None
    return stands and not dead and not stayed and not alive_again


def moved_fen(payment: Row) -> int:
    """What a payment has moved, or would move: the sum that the bank paid on it, before its answer the sum ordered."""
    return int(payment["paid_fen"] or payment["amount_fen"])


def counted_fen(payment: Row) -> int:
    """What of it counts on the award, also while it moves: not what gives back what the person had repaid."""
    return moved_fen(payment) - int(payment["repaid_fen"])


def bare_account(written: str) -> str:
    """An account number without the blanks and hyphens in which it is written, in half-width digits."""
    return re.sub(r"[\s-]", "", normalize("NFKC", written))


def is_account_number(number: str) -> bool:
    """Whether a bare number can be one of an account at all: its digits, as many as accounts have."""
    return NUMBER.fullmatch(number) is not None


def is_right_number(number: str, rules: Rules, day: date) -> bool:
    """The same, and of a bank card as many digits as cards have, the last of them the right check digit."""
    if not number.startswith(CARD):
        return is_account_number(number)
    return is_account_number(number) and len(number) in card_digits(rules, day) and luhn.is_valid(number)


def card_digits(rules: Rules, day: date) -> list[object]:
    """How many digits a bank card may have."""
    return list(rules.at("payees.card_digits", day).as_list())


def payment_can_start(file: CaseRows, claim: Row, item: Row) -> bool:
    """Whether a payment of the item can be made now: the decision in effect, a one-off item of the fund that owes, an
    account, a beneficiary alive, no stay, no other payment alive. Months are paid by `workflows/monthly.py`."""
    alive = any(row["item_id"] == item["id"] and row["state"] in LIVE_PAYMENTS for row in file.rows("payment"))
    due = item["payer"] == "fund" and not item["monthly"] and not alive and unpaid_fen(file, item) > 0
    return due and claim_can_pay(file, claim, item) and account_of(file, item["beneficiary"]) is not None
