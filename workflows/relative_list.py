"""The registered kin of a case as an officer reads them: who each is, how he is related and by what proof, what he has of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.formulas.items import KINDS, ItemCode
from claims.store.rows import Row, select_one, select_rows
from notifications.kinds import letter_kind
from workflows.account_names import account_names
from workflows.case_overview import Fact, person_facts
from workflows.event_data import whole_data
from workflows.fact_words import fact_word
from workflows.kin import has_died, registered
from workflows.payment_board import account_tails
from workflows.roles import Actor

OF_NOTHING = frozenset({"discarded"})


@dataclass(frozen=True, slots=True)
class OwedItem:
    """A benefit that is his: what it is called, its state, and its sum in fen."""

    label: str
    state: str
    awarded_fen: int


@dataclass(frozen=True, slots=True)
class ServedLetter:
    """A letter to him: what it is called, its number, the state of its service, and the day where it was served."""

    name: str
    number: str
    state: str
    served_on: date | None


@dataclass(frozen=True, slots=True)
class ShownRelative:
    """One of the kin. `kinship` in words, `facts` masked; `paper` is the file that proves it, `shown` what was seen instead;
    `account` the masked number to which he is paid; `can_sign_in`: he has a part of the case, and a telephone for it.
    """

    person_id: str
    kinship: str
    facts: tuple[Fact, ...]
    registered_on: date
    by_name: str
    paper: str
    shown: str
    letters: tuple[ServedLetter, ...]
    items: tuple[OwedItem, ...]
    account: str
    is_claimant: bool
    can_sign_in: bool


def relative_list(connection: Connection, claim: Row, actor: Actor) -> list[ShownRelative]:
    """The kin who stand on the case, in the order of their registration, for somebody who may see it."""
    kin = registered(select_rows(connection, "relative", claim_no=claim["no"]))
    return [_shown(connection, claim, row, actor) for row in kin.values()]


def _shown(connection: Connection, claim: Row, row: Row, actor: Actor) -> ShownRelative:
    no, whose = claim["no"], row["person_id"]
    event = select_one(connection, "event", id=row["event_id"]) or {}
    told = whole_data(connection, event)
    facts = person_facts(connection, whose, "姓名", actor)
    accounts = select_rows(connection, "payee_account", claim_no=no, beneficiary=whose)
    latest = max(accounts, key=lambda one: int(one["generation"]), default=None)
    is_claimant = claim["claimant_id"] == whose
    has_phone = any(one.field == "phone" or one.value for one in facts if one.label == "手机号")
    return ShownRelative(
        person_id=whose,
        kinship=fact_word("kinship", row["kinship"]),
        facts=facts,
        registered_on=row["registered_on"],
        by_name=account_names(connection, [event["actor"]]).get(event["actor"], ""),
        paper=str(told.get("paper", "")),
        shown=str(told.get("shown", "")),
        letters=tuple(_letters(connection, select_rows(connection, "service", claim_no=no, recipient=whose))),
        items=tuple(_items(select_rows(connection, "award_item", claim_no=no, beneficiary=whose))),
        account=account_tails(connection, [latest]).get(latest["id"], "") if latest else "",
        is_claimant=is_claimant,
        can_sign_in=has_phone and (is_claimant or has_died(claim)),
    )


def _letters(connection: Connection, services: Iterable[Row]) -> Iterable[ServedLetter]:
    for row in services:
        letter = select_one(connection, "letter", id=row["letter_id"]) or {}
        name = letter_kind(letter["kind"]).name
        yield ServedLetter(name, str(letter["number"] or ""), row["state"], row["served_on"])


def _items(rows: Iterable[Row]) -> Iterable[OwedItem]:
    for row in rows:
        if row["state"] not in OF_NOTHING:
            yield OwedItem(KINDS[ItemCode(row["code"])].label, row["state"], row["awarded_fen"])
