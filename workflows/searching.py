"""One box for everything an officer has in hand: numbers, names, phones. Persons are found by blind indexes, so by a whole
name, phone or ID number, or the last four of an ID number, and by nothing in between.

What was asked is written nowhere; that somebody searched by a whole ID number or phone is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from claims.errors import BadInput, Refused, wording
from claims.masking import masked_id_number, masked_name, masked_phone
from claims.rules import Rules
from claims.store.rows import Row, select_among, select_one
from notifications.kinds import letter_kind
from workflows.access_log import Access, note_read
from workflows.batch_sight import closed_batches
from workflows.case_heads import head_of
from workflows.letter_lookup import read_number
from workflows.machines import MACHINES
from workflows.person_index import PHONE_TOLD, IndexKind, normal_id_number, normal_name, normal_phone, persons_by
from workflows.roles import Actor
from workflows.searching_rows import SHOWN, Eyes
from workflows.sight import SEES_ALL, not_of_the_house
from workflows.told_persons import number_said
from workflows.transaction import Desk, reading

READ = 200
SHORTEST = 2
ID_NUMBER, ID_TAIL = re.compile(r"\d{17}[\dX]"), re.compile(r"\d{3}[\dX]")
PHONE, CASE_TAIL = re.compile(r"\d{11}"), re.compile(r"\d{6}")
CASE_NUMBER = "letters.claim_number"
LOGGED = frozenset({IndexKind.ID_NUMBER, IndexKind.PHONE})
AS_TOLD = {IndexKind.PHONE: (IndexKind.PHONE_TOLD,)}


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


def search(desk: Desk, actor: Actor, q: str, key: str | None = None) -> Results:
    """What `actor` may see of what `q` finds.

    Raises BadInput for less than two characters, Refused for who does not search.
    """
    asked = " ".join(unicodedata.normalize("NFKC", q).split())
    if len(asked) < SHORTEST:
        raise BadInput("search_too_short", least=SHORTEST)
    refusal = not_of_the_house(actor)
    if refusal is not None:
        raise Refused(refusal.code, **refusal.facts)
    with reading(desk) as connection:
        eyes = Eyes(connection, actor, desk.today())
        kind, normal = _kind(asked)
        ids = [
            one for kind_of in (kind, *AS_TOLD.get(kind, ())) for one in persons_by(connection, kind_of, normal, READ)
        ]
        hits = [*_found(eyes, desk.rules, asked), *_of_persons(eyes, kind, ids)]
    if kind in LOGGED:
        for person_id in ids or (None,):
            note_read(desk, actor.username, Access.SEARCH, person_id=person_id, field=kind.value, key=key)
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


def _found(eyes: Eyes, rules: Rules, asked: str) -> list[Hit]:
    """What a number names: cases, letters, payments."""
    number = asked.upper().replace(" ", "")
    tails = numbers_ending(rules, number, eyes.today)
    cases = eyes.cases_numbered(sorted({number, *tails}), sorted({asked, number}))
    return [
        *(_named(hit, number, tails, asked) for hit in _cases(eyes, cases, "search_by_order")),
        *_letters(eyes, asked),
        *_payments(eyes, number),
    ]


def numbers_ending(rules: Rules, tail: str, today: date) -> set[str]:
    """The numbers that a case could have which end with these six digits, one for each year since numbers are given."""
    found, year = set[str](), today.year
    while CASE_TAIL.fullmatch(tail) and (form := rules.find(CASE_NUMBER, date(year, 12, 31))) is not None:
        found.add(form.as_text().format(year=year, number=int(tail)))
        year -= 1
    return found


def _named(hit: Hit, number: str, tails: set[str], asked: str) -> Hit:
    """The case with why it was found: its number, the end of it, or its order."""
    if hit.id == number:
        return replace(hit, why="search_by_case", matched=number, whole=True)
    return replace(hit, why="search_by_case_tail", matched=number) if hit.id in tails else replace(hit, matched=asked)


def _cases(eyes: Eyes, rows: Iterable[Row], why: str) -> list[Hit]:
    return [Hit(Group.CASES, row["no"], _case_text(eyes, row), why, row["no"], row["person_id"]) for row in rows]


def _case_text(eyes: Eyes, row: Row) -> str:
    head = head_of(eyes.connection, row, row["body"])
    return f"{head.name} · {head.platform} · {MACHINES['claim'].states[head.state]}"


def _letters(eyes: Eyes, asked: str) -> list[Hit]:
    return [
        Hit(
            Group.LETTERS, row["number"], letter_kind(row["kind"]).name, "search_by_letter", row["claim_no"],
            matched=row["number"], whole=True,
        )
        for row in eyes.letters(read_number(asked))
    ]  # fmt: skip


def _payments(eyes: Eyes, number: str) -> list[Hit]:
    """The payments of a batch, and a payment by its own id; the batch itself is the exact hit."""
    hits = []
    batch = select_one(eyes.connection, "batch", no=number)
    if batch is not None and number not in closed_batches(eyes.connection, eyes.actor, eyes.today):
        text = f"{batch['count']} 笔"
        hits.append(Hit(Group.PAYMENTS, number, text, "search_by_batch", matched=number, whole=True))
    for row in eyes.payments(number, number.replace("PAYMENT", "payment")):
        state = MACHINES["payment"].states[row["state"]]
        why = "search_by_batch" if row["batch_no"] == number else "search_by_payment"
        hits.append(Hit(Group.PAYMENTS, row["id"], state, why, row["claim_no"], matched=number))
    return hits


def _kind(asked: str) -> tuple[IndexKind, str]:
    """What of a person the text would be, in its normal form."""
    if ID_NUMBER.fullmatch(normal_id_number(asked)):
        return IndexKind.ID_NUMBER, normal_id_number(asked)
    if PHONE.fullmatch(normal_phone(asked)) and not any(sign.isalpha() for sign in asked):
        return IndexKind.PHONE, normal_phone(asked)
    if ID_TAIL.fullmatch(normal_id_number(asked)):
        return IndexKind.ID_TAIL, normal_id_number(asked)
    return IndexKind.NAME, normal_name(asked)


def _of_persons(eyes: Eyes, kind: IndexKind, ids: Sequence[str]) -> list[Hit]:
    """The cases of the persons named, and the persons: whose post sees some cases only, the persons of those only.

    A person in a case that is closed to who searches is not named to him.
    """
    if not ids:
        return []
    why = f"search_by_{kind}"
    own = _cases(eyes, eyes.cases_of(ids), why)
    known = set(ids) if eyes.actor.roles & SEES_ALL else {hit.person_id for hit in own}
    known -= eyes.persons_of_closed_cases(ids)
    shown = [person_id for person_id in ids if person_id in known][: SHOWN + 1]
    bodies = {
        row["person_id"]: row["body"] for row in select_among(eyes.connection, "person_private", "person_id", shown)
    }
    return [*own, *(_person(person_id, bodies.get(person_id, "{}"), why) for person_id in shown)]


def _person(person_id: str, body: str, why: str) -> Hit:
    details: dict[str, str] = json.loads(body)
    shown = (
        masked_name(details.get("name", "")),
        masked_id_number(number_said(details)),
        masked_phone(details.get("phone") or details.get(PHONE_TOLD, "")),
    )
    return Hit(Group.PERSONS, person_id, " · ".join(one for one in shown if one), why, person_id=person_id)
