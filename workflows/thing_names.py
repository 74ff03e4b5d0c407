"""The things of a case by what they are about: a service by its letter and to whom, a payment by its benefit and sum.

Ids tell nothing to a person. Where two things of a case have the same words, each has its place beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from claims.formulas.items import KINDS, ItemCode
from claims.money import yuan
from claims.store.rows import Row, select_rows
from notifications.kinds import letter_kind
from workflows.approval_view import act_label
from workflows.case_heads import names_of
from workflows.fact_words import fact_word
from workflows.machines import MACHINES, SHORT_NAMES
from workflows.plain_names import numbered
from workflows.recipients import ORGAN, PERSON, PLATFORM, RECIPIENT_NAMES


@dataclass(frozen=True, slots=True)
class Things:
    """The things of a case of which others speak, read when they are asked for."""

    connection: Connection
    no: str
    kept: dict[str, dict[str, Row]] = field(default_factory=dict)

    def of(self, stored: str) -> Mapping[str, Row]:
        """The rows of a table, by id."""
        if stored not in self.kept:
            self.kept[stored] = {row["id"]: row for row in select_rows(self.connection, stored, claim_no=self.no)}
        return self.kept[stored]


def thing_names(connection: Connection, no: str, targets: Iterable[str]) -> dict[str, str]:
    """What each of these things of the case `no` is, in words; what is none, or is not there, is left out."""
    asked, things = frozenset(targets), Things(connection, no)
    told: dict[str, str] = {}
    for machine in sorted({_machine(one) for one in asked} & NAMES.keys()):
        told |= _alike_told_apart({id_: NAMES[machine](things, row) for id_, row in _rows(things, machine).items()})
    return {target: name for target, name in told.items() if target in asked}


def names_of_things(connection: Connection, targets: Sequence[str]) -> dict[str, str]:
    """The same of things of several cases."""
    cases = dict.fromkeys(one.partition("/")[0] for one in targets)
    return {target: name for no in cases for target, name in thing_names(connection, no, targets).items()}


def thing_name_of(connection: Connection, target: str) -> str:
    """What one thing is; empty for a case itself and for what is not there."""
    return thing_names(connection, target.partition("/")[0], [target]).get(target, "")


def _machine(target: str) -> str:
    return SHORT_NAMES.get(target.partition("/")[2].rpartition("-")[0], "")


def _rows(things: Things, machine: str) -> Mapping[str, Row]:
    return things.of(MACHINES[machine].stored_in)


def _alike_told_apart(names: Mapping[str, str]) -> dict[str, str]:
    often = Counter(names.values())
    return {id_: f"{name}（{numbered(id_)}）" if often[name] > 1 else name for id_, name in names.items()}


def _service(things: Things, row: Row) -> str:
    letter = things.of("letter")[row["letter_id"]]
    to = f"{RECIPIENT_NAMES[row['recipient_kind']]} {_whom(things.connection, row)}".rstrip()
    return f"{letter_kind(letter['kind']).name} {letter['number']} → {to}"


def _whom(connection: Connection, row: Row) -> str:
    """Who is served, beside what he is: an organisation by its name, one of several persons by his, masked."""
    if row["recipient_kind"] in (PLATFORM, ORGAN):
        return str(row["recipient"])
    if row["recipient_kind"] == PERSON:
        return ""
    return _called(connection, str(row["recipient"]))


def _called(connection: Connection, recipient: str) -> str:
    """A person by his masked name; an organisation is called what it is."""
    return names_of(connection, [recipient]).get(recipient, recipient)


def _item(_things: Things, row: Row) -> str:
    return KINDS[ItemCode(row["code"])].label


def _of_item(things: Things, row: Row) -> str:
    return _item(things, things.of("award_item")[row["item_id"]])


def _instalment(things: Things, row: Row) -> str:
    return f"{_of_item(things, row)} {row['month']}"


def _payment(things: Things, row: Row) -> str:
    month = f" {row['month']}" if row["month"] else ""
    return f"{_of_item(things, row)}{month} {yuan(row['amount_fen'])}"


def _sum_of_item(things: Things, row: Row) -> str:
    return f"{_of_item(things, row)} {yuan(row['amount_fen'])}"


def _dispute(_things: Things, row: Row) -> str:
    return f"{fact_word('matter', row['matter'])}，{fact_word('route', row['route'])}"


def _appraisal(_things: Things, row: Row) -> str:
    return fact_word("appraisal", row["kind"])


def _approval(_things: Things, row: Row) -> str:
    return act_label(row)


def _consent(things: Things, row: Row) -> str:
    return _called(things.connection, str(row["recipient"]))


NAMES: Mapping[str, Callable[[Things, Row], str]] = {
    "service": _service,
    "award_item": _item,
    "instalment": _instalment,
    "payment": _payment,
    "recovery": _sum_of_item,
    "recourse": _sum_of_item,
    "platform_support": _sum_of_item,
    "dispute": _dispute,
    "appraisal": _appraisal,
    "approval": _approval,
    "consent": _consent,
}
