"""利害关系: the cases in which an officer has a stake, in one rule for what he sees, what he moves and what is looked up for him.

They are his own as the injured person or the claimant, those of which an item is owed to him, and those in which he was to be
served as kin, whatever became of that letter or item since; those on which he is registered as kin; and those on which he is
recused. A person is known by the index of his ID number, so that a second sign-in, or being a party under another account,
changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal_column, select, true, union_all

from claims.store.tables import table
from workflows.kin import REGISTERED, RELATIVE
from workflows.recipients import KIN

ACCOUNT = table("account")
# By names of their own, so that a statement which joins the same tables keeps its own rows of them.
PERSON, HOLDER, RECUSAL, ITEM, OWN, SERVICE = (
    table(name).alias(f"stake_{name}") for name in ("person", "account", "recusal", "award_item", "claim", "service")
)
# These two stand in the text: a statement that is compiled once has no other values than those bound by name.
AS_KIN = SERVICE.c.recipient_kind == literal_column(f"'{KIN}'")
NOBODY: ColumnElement[str] = literal_column("'-'")  # no person's id, nor the empty one of an item that names nobody yet

IdIndex = str | ColumnElement[str]
# Where a person stands in a case: the column of its number, the column of his id, and when that counts.
STAKES: tuple[tuple[ColumnElement[str], ColumnElement[str], ColumnElement[bool]], ...] = (
    (OWN.c.no, OWN.c.person_id, true()),
    (OWN.c.no, OWN.c.claimant_id, true()),
    (ITEM.c.claim_no, ITEM.c.beneficiary, true()),
    (SERVICE.c.claim_no, SERVICE.c.recipient, AS_KIN),
    (RELATIVE.c.claim_no, RELATIVE.c.person_id, REGISTERED),
)


def own_cases(id_index: IdIndex) -> tuple[Select[Any], ...]:
    """The numbers of the cases that concern the person with this index; a column of `account` is that of the outer row."""
    found = select(PERSON.c.id).where(PERSON.c.id_index == id_index).correlate(ACCOUNT).scalar_subquery()
    himself = func.coalesce(found, NOBODY)
    return tuple(select(number).where(person == himself, counts) for number, person, counts in STAKES)


def recused_cases(id_index: IdIndex) -> Select[Any]:
    """The numbers of the cases on which he is recused, under whatever sign-in that was recorded."""
    joined = RECUSAL.join(HOLDER, HOLDER.c.username == RECUSAL.c.username)
    return select(RECUSAL.c.claim_no).select_from(joined).where(HOLDER.c.id_index == id_index).correlate(ACCOUNT)


def concerned(numbers: Collection[str]) -> CompoundSelect[Any]:
    """The numbers of these cases, each with the index of everybody who stays away from it."""
    own = (
        select(number, PERSON.c.id_index).join(PERSON, PERSON.c.id == person).where(number.in_(numbers), counts)
        for number, person, counts in STAKES
    )
    recused = select(RECUSAL.c.claim_no, HOLDER.c.id_index).join(HOLDER, HOLDER.c.username == RECUSAL.c.username)
    return union_all(*own, recused.where(RECUSAL.c.claim_no.in_(numbers)))
