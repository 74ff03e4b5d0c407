"""One box for everything an officer has in hand: numbers, names, phones. Persons are found by blind indexes, so by a whole
name, phone or ID number, or the last four of an ID number, and by nothing in between.

What was asked is written nowhere; that somebody searched by a whole ID number or phone is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from claims.errors import BadInput, Refused, wording
from claims.masking import masked_id_number, masked_name, masked_phone
from claims.store.rows import Row, select_one
from claims.store.tables import table
from notifications.kinds import letter_kind
from workflows.access_log import Access, note_read
from workflows.batch_sight import closed_batches
from workflows.case_heads import names_of
from workflows.letter_lookup import read_number
from workflows.locking import open_actor
from workflows.looking import not_of_the_house
from workflows.machines import MACHINES
from workflows.person_index import IndexKind, normal_id_number, normal_name, normal_phone, persons_by
from workflows.roles import Actor
from workflows.sight import SEES_ALL, sees, visible_claims
from workflows.transaction import Desk, reading

SHOWN = 20
READ = 200
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


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who searches, and on which day: what he finds are cases that are his to see."""

    connection: Connection
    actor: Actor
    today: date

    def seen(self, statement: Select[Any]) -> list[Row]:
        """The rows of a statement on `claim` that this person may see."""
        found = visible_claims(statement, self.actor, self.today).limit(READ)
        return [dict(row) for row in self.connection.execute(found).mappings()]


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
        eyes = Eyes(connection, actor, desk.today())
        persons = _persons(connection, asked)
        hits = [*_found(eyes, asked), *_of_persons(eyes, persons)]
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


def _found(eyes: Eyes, asked: str) -> list[Hit]:
    """What a number names: cases, letters, payments."""
    number = asked.upper().replace(" ", "")
    hits = _cases(eyes, CLAIM.c.no == number, "search_by_case", number, whole=True)
    if CASE_TAIL.fullmatch(number):
        hits += _cases(eyes, CLAIM.c.no.like(f"%-{number}"), "search_by_case_tail", number)
    hits += _cases(eyes, CLAIM.c.order_no.in_({asked, number}), "search_by_order", asked)
    hits += _letters(eyes, asked)
    return hits + _payments(eyes, number)


def _cases(eyes: Eyes, condition: ColumnElement[bool], why: str, matched: str, *, whole: bool = False) -> list[Hit]:
    rows = eyes.seen(select(CLAIM).where(condition).order_by(CLAIM.c.no.desc()))
    names = names_of(eyes.connection, [row["person_id"] for row in rows])
    return [
        Hit(Group.CASES, row["no"], _case_text(row, names), why, row["no"], row["person_id"], matched, whole)
        for row in rows
    ]


def _case_text(claim: Row, names: Mapping[str, str]) -> str:
    name = names.get(claim["person_id"], "")
    return f"{name} · {claim['platform']} · {MACHINES['claim'].states[claim['state']]}"


def _letters(eyes: Eyes, asked: str) -> list[Hit]:
    letter = select_one(eyes.connection, "letter", number=read_number(asked))
    if letter is None or not eyes.seen(select(CLAIM.c.no).where(CLAIM.c.no == letter["claim_no"])):
        return []
    name, number, no = letter_kind(letter["kind"]).name, letter["number"], letter["claim_no"]
    return [Hit(Group.LETTERS, number, name, "search_by_letter", no, None, number, whole=True)]


def _payments(eyes: Eyes, number: str) -> list[Hit]:
    """The payments of a batch, and a payment by its own id; the batch itself is the exact hit."""
    hits = []
    batch = select_one(eyes.connection, "batch", no=number)
    if batch is not None and number not in closed_batches(eyes.connection, eyes.actor, eyes.today):
        text = f"{batch['count']} 笔"
        hits.append(Hit(Group.PAYMENTS, number, text, "search_by_batch", matched=number, whole=True))
    joined = PAYMENT.join(CLAIM, CLAIM.c.no == PAYMENT.c.claim_no)
    same = or_(PAYMENT.c.batch_no == number, PAYMENT.c.id == number.replace("PAYMENT", "payment"))
    found = select(PAYMENT.c.id, PAYMENT.c.state, PAYMENT.c.batch_no, CLAIM.c.no).select_from(joined)
    for row in eyes.seen(found.where(same).order_by(PAYMENT.c.id)):
        state = MACHINES["payment"].states[row["state"]]
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


def _of_persons(eyes: Eyes, persons: Sequence[tuple[IndexKind, list[str]]]) -> list[Hit]:
    """The cases of the persons named, and the persons: whose post sees some cases only, the persons of those only.

    A person in a case that is closed to who searches is not named to him.
    """
    hits = []
    for kind, ids in persons:
        why, parties = f"search_by_{kind}", CLAIM.c.person_id.in_(ids) | CLAIM.c.claimant_id.in_(ids)
        own = _cases(eyes, parties, why, "") if ids else []
        known = set(ids) if eyes.actor.roles & SEES_ALL else {hit.person_id for hit in own}
        known -= _of_closed_cases(eyes, parties)
        hits += [*own, *(_person(eyes.connection, person_id, why) for person_id in ids if person_id in known)]
    return hits


def _of_closed_cases(eyes: Eyes, parties: ColumnElement[bool]) -> set[str]:
    """The injured persons and claimants of those of these cases that are closed to who searches."""
    found = select(CLAIM.c.person_id, CLAIM.c.claimant_id).where(parties, ~sees(eyes.actor, eyes.today))
    return {person for row in eyes.connection.execute(found) for person in row}


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
