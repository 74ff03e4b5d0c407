"""What is chosen from among the things of a case: its letters and their services, accounts, items, disputes, persons.

An officer knows them by what stands on the pages, never by the numbers that the program gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portal.days import money_text
from portal.desk.looking import Look
from portal.desk.move_lists import Lists, lists_of
from portal.wording import state_words
from workflows.award_people import people_of
from workflows.fact_words import fact_word
from workflows.payment_board import payees_of
from workflows.showing import case_view
from workflows.table import Move
from workflows.transaction import reading

Listed = Mapping[str, str]


def lists_for(look: Look, move: Move) -> Lists:
    """What may be answered to the questions of a move on this case that have a list, by the name of the question."""
    asked = {field.name for field in move.needs}
    of_law = lists_of(move, look.claim["accident_on"], look.desk.rules, look.desk.today())
    own = {name: listed(look) for name, listed in OF_CASE.items() if name in asked}
    return {**of_law, **{name: listed for name, listed in own.items() if listed}}


def _letters(look: Look) -> Listed:
    return {one["id"]: f"{one['number']} {one['name']}" for one in _view(look)["letters"]}


def _services(look: Look) -> Listed:
    return {
        service["id"]: f"{one['number']} {one['name']}，{service['recipient_label']}，"
        f"{state_words('service', service['state']).officer} {service['served_on'] or ''}".strip()
        for one in _view(look)["letters"]
        for service in one["services"]
    }


def _items(look: Look) -> Listed:
    return {
        one["id"]: f"{one['label']}（{one['id'].partition('/')[2]}）{money_text(one['awarded_fen'])}"
        for one in _view(look)["items"]
    }


def _disputes(look: Look) -> Listed:
    return {
        one["id"]: f"{fact_word('matter', one['matter'])}，{fact_word('route', one['route'])}，{one['lodged_on']}"
        for one in _view(look)["disputes"]
    }


def _accounts(look: Look) -> Listed:
    with reading(look.desk) as connection:
        found = payees_of(connection, look.no)
    return {one.id: f"{one.name} {one.account}，{one.approved_on} 批准" for one in found}


def _people(look: Look) -> Listed:
    return people_of(look.desk, look.claim)


def _view(look: Look) -> dict[str, Any]:
    return case_view(look.desk, look.no)


OF_CASE: Mapping[str, Callable[[Look], Listed]] = {
    "account_id": _accounts,
    "beneficiary": _people,
    "dispute": _disputes,
    "item": _items,
    "letter": _letters,
    "service": _services,
}
