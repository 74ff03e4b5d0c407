"""The fund's acts as a person meets them: which he may prepare, which he may answer, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.errors import words
from claims.store.rows import select_one
from workflows.closing_books import CLOSER
from workflows.fund_acts import ACTS, Waiting, waiting
from workflows.roles import ROLE_NAMES, Actor
from workflows.transaction import Desk, reading

FUNDINGS = ("receive", "transfer", "fine")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An act that waits for its second person. `against` says why this one may not answer it (empty: he may)."""

    one: Waiting
    confirms: str
    against: str

    @property
    def told(self) -> str:
        """What it is about, in words that name no person."""
        data = self.one.data
        return str(data.get("document") or data.get("month") or data.get("about") or "")


@dataclass(frozen=True, slots=True)
class FundBoard:
    """`prepares` are the acts that this person may prepare, by name with their label; `closes`: whether he closes months."""

    prepares: dict[str, str]
    waiting: Sequence[Prepared]
    closes: bool


def fund_board(desk: Desk, actor: Actor) -> FundBoard:
    """The board for this person."""
    mine = {name: act.label for name, act in ACTS.items() if act.prepares in actor.roles}
    return FundBoard(mine, [_prepared(desk, one, actor) for one in waiting(desk)], CLOSER in actor.roles)


def _prepared(desk: Desk, one: Waiting, actor: Actor) -> Prepared:
    role = ACTS[one.act].confirms
    if role not in actor.roles:
        return Prepared(one, ROLE_NAMES[role], words("fund_other_post", role=ROLE_NAMES[role]))
    with reading(desk) as connection:
        first = select_one(connection, "account", username=one.prepared_by)
    is_own = first is not None and first["id_index"] == actor.id_index
    return Prepared(one, ROLE_NAMES[role], words("fund_own_act") if is_own else "")
