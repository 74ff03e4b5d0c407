"""Guards of a payee's account: on what it rests, whose it is, and whether its number can be right."""

from __future__ import annotations

from claims.bank.cells import same_name
from workflows.account_requests import is_any_in, request_in
from workflows.locking import read_person
from workflows.payees import bare_account, card_digits, is_account_number, is_right_number
from workflows.situation import Facts, Situation

NO_PAPER = "无"


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
    if s.data["basis"] not in _own(s):
        return None
    person = read_person(s.connection, s.data["beneficiary"])
    other = person is not None and not same_name(str(person["name"]), s.data["account_name"])
    return {"basis": s.data["basis"]} if other else None


def account_number_right(s: Situation) -> Facts | None:
    """The number is one: digits, and of a bank card as many as cards have, with the right check digit."""
    right = is_right_number(bare_account(s.data["account"]), s.rules, s.occurred_on)
    return None if right else {"lengths": "、".join(map(str, card_digits(s.rules, s.occurred_on)))}


def account_of_digits(s: Situation) -> Facts | None:
    """The number that somebody asks for is one of digits; whether it is a card's the officer sees who looks at it."""
    return None if is_account_number(bare_account(s.data["account"])) else {}


def asked_by_beneficiary(s: Situation) -> Facts | None:
    """Who asks for an account asks for his own money."""
    return None if s.data["beneficiary"] == s.actor.person_id else {}


def asker_identified(s: Situation) -> Facts | None:
    """An officer has seen the ID card of who asks: by the telephone alone nobody is told where money goes."""
    return None if (read_person(s.connection, str(s.actor.person_id)) or {}).get("id_number") else {}


def basis_is_own(s: Situation) -> Facts | None:
    """The account that a person asks for is his own, on a ground that says so."""
    own = _own(s)
    return None if s.data["basis"] in own else {"basis": s.data["basis"], "known": "、".join(own)}


def account_asked(s: Situation) -> Facts | None:
    """A request for an account waits, whoever's it is."""
    return None if is_any_in(s) else {}


def asked_by_whom_it_names(s: Situation) -> Facts | None:
    """Whose request is answered has one that waits."""
    return None if request_in(s, s.data["beneficiary"]) is not None else {}


def account_as_asked(s: Situation) -> Facts | None:
    """What is registered is what the person asked for last: a later request overtakes a draft on the earlier one."""
    waiting = request_in(s, s.data["beneficiary"])
    if waiting is None:
        return {}
    given = (
        *(s.data[name] for name in ("beneficiary", "basis", "bank", "account_name")),
        bare_account(s.data["account"]),
    )
    return None if waiting.content == given else {}


def request_answered_first(s: Situation) -> Facts | None:
    """While a person waits for the account that he asked for, no other is registered for him."""
    return {} if request_in(s, s.data["beneficiary"]) is not None else None


def _own(s: Situation) -> list[str]:
    return [str(basis) for basis in s.rules.at("payees.own", s.occurred_on).as_list()]


def _papers(s: Situation) -> dict[str, object]:
    return s.rules.at("payees.papers", s.occurred_on).as_record()
