"""What is chosen from among the things of a case: its letters and their services, accounts, items, disputes, persons.

An officer knows them by what stands on the pages, never by the numbers that the program gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from claims.store.rows import select_rows
from portal.days import money_text
from portal.desk.looking import Look
from portal.desk.move_lists import Lists, lists_of
from portal.wording import state_words
from workflows.account_names import account_names
from workflows.award_people import people_of, relatives_of
from workflows.case_choices import colleagues_of, recipients_of, reports_of_accident
from workflows.case_heads import heads
from workflows.fact_words import fact_word
from workflows.payment_board import payees_of
from workflows.plain_names import numbered
from workflows.recipients import KIN
from workflows.showing import case_view
from workflows.sight import seen_among
from workflows.table import Field, Move
from workflows.transaction import reading

Listed = Mapping[str, str]
RECIPIENT, RECIPIENT_KIND = "recipient", "recipient_kind"
REGISTERED = "relative"
OF_KIN = frozenset({"claimant_id", "heir", REGISTERED})  # who takes a place by being of the family


def lists_for(look: Look, move: Move, target: str, needs: tuple[Field, ...] | None = None) -> Lists:
    """What may be answered to the questions of a move on something of this case that have a list, by the name of the question.

    `needs` are those of its questions that are asked. Who has to be one of the kin is chosen among those that are registered,
    also where none is yet.
    """
    questions = move.needs if needs is None else needs
    asked = {field.name for field in questions}
    of_law = lists_of(move, look.claim["accident_on"], look.desk.rules, look.desk.today())
    own = {name: listed(look, target) for name, listed in OF_CASE.items() if name in asked and not _is_new(name, asked)}
    kin = _kin_asked(questions)
    of_kin = dict.fromkeys(kin, _relatives(look)) if kin else {}
    return {**of_law, **{name: listed for name, listed in own.items() if listed}, **of_kin}


def chooses_kin(questions: tuple[Field, ...]) -> bool:
    """Whether one of the kin is chosen who could be registered first."""
    return _kin_asked(questions) not in ([], [REGISTERED])


def _is_new(name: str, asked: set[str]) -> bool:
    """Whether the recipient is one who is added: he stands in no list of those who are there."""
    return name == RECIPIENT and RECIPIENT_KIND in asked


def _kin_asked(questions: tuple[Field, ...]) -> list[str]:
    """The questions that are answered with one of the kin: whose place he takes, or what he is served with as such."""
    is_served = any(field.name == RECIPIENT_KIND and field.choices == (KIN,) for field in questions)
    return [field.name for field in questions if field.name in OF_KIN or (is_served and field.name == RECIPIENT)]


def _relatives(look: Look) -> Listed:
    with reading(look.desk) as connection:
        return relatives_of(connection, look.no)


def _letters(look: Look, _target: str) -> Listed:
    return {one["id"]: f"{one['number']} {one['name']}" for one in _view(look)["letters"]}


def _services(look: Look, _target: str) -> Listed:
    return {
        service["id"]: f"{one['number']} {one['name']}，{service['recipient_label']}，"
        f"{state_words('service', service['state']).officer} {service['served_on'] or ''}".strip()
        for one in _view(look)["letters"]
        for service in one["services"]
    }


def _items(look: Look, _target: str) -> Listed:
    return {
        one["id"]: f"{one['label']}（{numbered(one['id'])}）{money_text(one['awarded_fen'])}"
        for one in _view(look)["items"]
    }


def _disputes(look: Look, _target: str) -> Listed:
    return {
        one["id"]: f"{fact_word('matter', one['matter'])}，{fact_word('route', one['route'])}，{one['lodged_on']}"
        for one in _view(look)["disputes"]
    }


def _accounts(look: Look, _target: str) -> Listed:
    with reading(look.desk) as connection:
        found = payees_of(connection, look.no)
    return {one.id: f"{one.name} {one.account}，{one.approved_on} 批准" for one in found}


def _people(look: Look, _target: str) -> Listed:
    return people_of(look.desk, look.claim)


def _officers(look: Look, target: str) -> Listed:
    """Of whom a signature falls: those who signed; else all who work on cases."""
    with reading(look.desk) as connection:
        signed = {row["username"] for row in select_rows(connection, "signature", approval_id=target)}
        return account_names(connection, signed) if signed else colleagues_of(connection, look.desk.today())


def _successors(look: Look, target: str) -> Listed:
    """The versions that were calculated in place of this item."""
    newer = {one["id"] for one in _view(look)["items"] if one["replaces"] == target}
    return {item: label for item, label in _items(look, target).items() if item in newer}


def _survivors(look: Look, _target: str) -> Listed:
    """The reports of the same accident that this person may see."""
    with reading(look.desk) as connection:
        found = reports_of_accident(connection, look.claim)
        seen = seen_among(connection, look.who.actor, found, look.desk.today())
        known = heads(connection, [row for no, row in found.items() if no in seen])
    return {
        no: f"{no} {head.name}，{state_words('claim', head.state).officer}，{head.accident_on} 受伤"
        for no, head in known.items()
    }


def _recipients(look: Look, target: str) -> Listed:
    """On whose part is spoken: the one of this service or consent, else everybody the case writes to."""
    with reading(look.desk) as connection:
        return recipients_of(connection, look.claim, target)


def _view(look: Look) -> dict[str, Any]:
    return case_view(look.desk, look.no)


OF_CASE: Mapping[str, Callable[[Look, str], Listed]] = {
    "account_id": _accounts,
    "beneficiary": _people,
    "dispute": _disputes,
    "holder": _people,
    "item": _items,
    "into": _survivors,
    "letter": _letters,
    "officer": _officers,
    "service": _services,
    "successor": _successors,
    "recipient": _recipients,
}
