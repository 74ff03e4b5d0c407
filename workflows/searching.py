"""One box for everything an officer has in hand: numbers, names, phones. Persons are found by blind indexes, so by a whole
name, phone or ID number, or the last four of an ID number, and by nothing in between.

What was asked is written nowhere; that somebody searched by a whole ID number or phone is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, or_, select

from claims.errors import BadInput, Refused, wording
from claims.masking import masked_id_number, masked_name, masked_phone
from claims.store.rows import Row, select_one
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.access_log import Access, note_read
from workflows.letter_lookup import read_number
from workflows.locking import open_actor
from workflows.looking import kept_from, not_of_the_house
from workflows.machines import MACHINES
from workflows.person_index import IndexKind, normal_id_number, normal_name, normal_phone, persons_by
from workflows.roles import Actor
from workflows.transaction import Desk, reading

SHOWN = 20
READ = 200  # as many are read before those are left out that are not the actor's to see
SHORTEST = 2
ID_NUMBER, ID_TAIL = re.compile(r"\d{17}[\dX]"), re.compile(r"\d{3}[\dX]")
PHONE, CASE_TAIL = re.compile(r"\d{11}"), re.compile(r"\d{6}")
CLAIM, LETTER, PAYMENT, BATCH = table("claim"), table("letter"), table("payment"), table("batch")
LOGGED = frozenset({IndexKind.ID_NUMBER, IndexKind.PHONE})


class Group(StrEnum):
    """The kinds of results, in the order in which they stand."""

    CASES = "案件"
    LETTERS = "文书"
    PAYMENTS = "付款"
    PERSONS = "人"


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: its id, what stands beside it (persons masked), the code of why it matched, the case it leads to.

    `whole` tells that it is the one thing of that number. Of `matched`, where not empty, the page may show itself in bold.
    """

    group: Group
    id: str
    text: str
    why: str
    claim_no: str | None = None
    person_id: str | None = None
    matched: str = ""
    whole: bool = False

    @property
    def why_words(self) -> str:
        """Why it matched, in Chinese."""
        return wording(self.why)


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, at most twenty a group; `more` names the groups that have further ones."""

    asked: str
    hits: tuple[Hit, ...]
    more: frozenset[Group]

    def of(self, group: Group) -> tuple[Hit, ...]:
        """The results of one group."""
        return tuple(hit for hit in self.hits if hit.group == group)

    @property
    def exact(self) -> Hit | None:
        """The one thing whose whole number was asked for, to which a page goes at once."""
        whole = [hit for hit in self.hits if hit.whole]
        return whole[0] if len(whole) == 1 else None


def search(desk: Desk, username: str, q: str, key: str | None = None) -> Results:
    """What `username` may see of what `q` finds.

    Raises BadInput for less than two characters, Refused for who does not search.
    """
    asked = " ".join(unicodedata.normalize("NFKC", q).split())
    if len(asked) < SHORTEST:
        raise BadInput("search_too_short", least=SHORTEST)
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, desk.today())
        if actor is None:
            raise Refused("no_such_account", username=username)
        refusal = not_of_the_house(actor)
        if refusal is not None:
            raise Refused(refusal.code, **refusal.facts)
        found = _found(connection, actor, desk.today(), asked)
        persons = _persons(connection, asked)
        hits = [*found, *_of_persons(connection, actor, desk.today(), persons)]
    for kind, ids in persons:
        if kind in LOGGED:
            for person_id in ids or (None,):
                note_read(desk, username, Access.SEARCH, person_id=person_id, field=kind.value, key=key)
    return _cut(asked, hits)


def _cut(asked: str, hits: Iterable[Hit]) -> Results:
    kept: dict[tuple[Group, str], Hit] = {}
    for hit in hits:
        kept.setdefault((hit.group, hit.id), hit)
    shown: list[Hit] = []
    more: set[Group] = set()
    for group in Group:
        own = [hit for hit in kept.values() if hit.group == group]
        shown += own[:SHOWN]
        if len(own) > SHOWN:
            more.add(group)
    return Results(asked, tuple(shown), frozenset(more))


def _found(connection: Connection, actor: Actor, today: date, asked: str) -> list[Hit]:
    """What a number names: cases, letters, payments."""
    number = asked.upper().replace(" ", "")
    hits = _cases(connection, actor, today, CLAIM.c.no == number, "search_by_case", number, whole=True)
    if CASE_TAIL.fullmatch(number):
        hits += _cases(connection, actor, today, CLAIM.c.no.like(f"%-{number}"), "search_by_case_tail", number)
    hits += _cases(connection, actor, today, CLAIM.c.order_no.in_({asked, number}), "search_by_order", asked)
    hits += _letters(connection, actor, today, asked)
    return hits + _payments(connection, actor, today, number)


def _cases(
    connection: Connection,
    actor: Actor,
    today: date,
    condition: ColumnElement[bool],
    why: str,
    matched: str,
    *,
    whole: bool = False,
) -> list[Hit]:
    rows = connection.execute(select(CLAIM).where(condition).order_by(CLAIM.c.no.desc()).limit(READ)).mappings()
    return [
        Hit(Group.CASES, row["no"], _case_text(connection, row), why, row["no"], row["person_id"], matched, whole)
        for row in [dict(row) for row in rows]
        if kept_from(connection, actor, row, today) is None
    ]


def _case_text(connection: Connection, claim: Row) -> str:
    name = masked_name(_details(connection, claim["person_id"]).get("name", ""))
    return f"{name} · {claim['platform']} · {MACHINES['claim'].states[claim['state']]}"


def _letters(connection: Connection, actor: Actor, today: date, asked: str) -> list[Hit]:
    letter = select_one(connection, "letter", number=read_number(asked))
    claim = select_one(connection, "claim", no=letter["claim_no"]) if letter else None
    if letter is None or claim is None or kept_from(connection, actor, claim, today) is not None:
        return []
    name = letter_kind(letter["kind"]).name
    return [
        Hit(Group.LETTERS, letter["number"], name, "search_by_letter", claim["no"], None, letter["number"], whole=True)
    ]


def _payments(connection: Connection, actor: Actor, today: date, number: str) -> list[Hit]:
    """The payments of a batch, and a payment by its own id; the batch itself is the exact hit."""
    hits = []
    batch = select_one(connection, "batch", no=number)
    if batch is not None:
        text = f"{batch['count']} 笔"
        hits.append(Hit(Group.PAYMENTS, number, text, "search_by_batch", matched=number, whole=True))
    joined = PAYMENT.join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no)
    same = or_(PAYMENT.c.batch_no == number, PAYMENT.c.id == number.replace("PAYMENT", "payment"))
    found = select(PAYMENT.c.id, PAYMENT.c.state.label("payment_state"), PAYMENT.c.batch_no, CLAIM).select_from(joined)
    for row in connection.execute(found.where(same).order_by(PAYMENT.c.id).limit(READ)).mappings():
        if kept_from(connection, actor, dict(row), today) is None:
            state = MACHINES["payment"].states[row["payment_state"]]
            why = "search_by_batch" if row["batch_no"] == number else "search_by_payment"
            hits.append(Hit(Group.PAYMENTS, row["id"], state, why, row["no"], matched=number))
    return hits


def _persons(connection: Connection, asked: str) -> list[tuple[IndexKind, list[str]]]:
    """The persons whom the text names, by each kind that it may be."""
    kinds = []
    if ID_NUMBER.fullmatch(normal_id_number(asked)):
        kinds.append((IndexKind.ID_NUMBER, normal_id_number(asked)))
    elif PHONE.fullmatch(normal_phone(asked)) and not any(sign.isalpha() for sign in asked):
        kinds.append((IndexKind.PHONE, normal_phone(asked)))
    elif ID_TAIL.fullmatch(normal_id_number(asked)):
        kinds.append((IndexKind.ID_TAIL, normal_id_number(asked)))
    else:
        kinds.append((IndexKind.NAME, normal_name(asked)))
    return [(kind, persons_by(connection, kind, normal, READ)) for kind, normal in kinds]


def _of_persons(
    connection: Connection, actor: Actor, today: date, persons: Sequence[tuple[IndexKind, list[str]]]
) -> list[Hit]:
    hits = []
    for kind, ids in persons:
        why = f"search_by_{kind}"
        if ids:
            own = or_(CLAIM.c.person_id.in_(ids), CLAIM.c.claimant_id.in_(ids))
            hits += _cases(connection, actor, today, own, why, "")
        hits += [_person(connection, person_id, why) for person_id in ids]
    return hits


def _person(connection: Connection, person_id: str, why: str) -> Hit:
    body = _details(connection, person_id)
    shown = (
        masked_name(body.get("name", "")),
        masked_id_number(body.get("id_number", "")),
        masked_phone(body.get("phone", "")),
    )
    return Hit(Group.PERSONS, person_id, " · ".join(one for one in shown if one), why, person_id=person_id)


def _details(connection: Connection, person_id: str) -> dict[str, str]:
    row = select_one(connection, "person_private", person_id=person_id)
    return dict(json.loads(row["body"])) if row else {}
