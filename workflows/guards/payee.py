"""Guards of a payee's account: on what it rests, whose it is, and whether its number can be right."""

from __future__ import annotations

import re

from stdnum import luhn

from claims.bank.cells import same_name
from workflows.locking import read_person
from workflows.payees import bare_account
from workflows.situation import Facts, Situation

NO_PAPER = "无"
NUMBER = re.compile(r"\d{8,32}", re.ASCII)
CARD = "62"  # UnionPay's cards begin so; other accounts have no check digit that is known here


def basis_listed(s: Situation) -> Facts | None:
    """The account rests on one of the grounds of a closed list."""
    papers = _papers(s)
    return None if s.data["basis"] in papers else {"basis": s.data["basis"], "known": "、".join(papers)}


def basis_has_paper(s: Situation) -> Facts | None:
    """An account of somebody else comes with the paper that says why he is paid."""
    paper = _papers(s).get(s.data["basis"], NO_PAPER)
    return None if paper == NO_PAPER or s.data.get("paper") else {"basis": s.data["basis"], "paper": paper}


def holder_is_beneficiary(s: Situation) -> Facts | None:
    """The person's own account is in the person's own name."""
    if s.data["basis"] not in s.rules.at("payees.own", s.occurred_on).as_list():
        return None
    person = read_person(s.connection, s.data["beneficiary"])
    other = person is not None and not same_name(str(person["name"]), s.data["account_name"])
    return {"basis": s.data["basis"]} if other else None


def account_number_right(s: Situation) -> Facts | None:
    """The number is one: digits, and of a bank card as many as cards have, with the right check digit."""
    lengths = s.rules.at("payees.card_digits", s.occurred_on).as_list()
    number = bare_account(s.data["account"])
    card = number.startswith(CARD)
    right = NUMBER.fullmatch(number) and (not card or (len(number) in lengths and luhn.is_valid(number)))
    return None if right else {"lengths": "、".join(map(str, lengths))}


def _papers(s: Situation) -> dict[str, object]:
    return s.rules.at("payees.papers", s.occurred_on).as_record()
