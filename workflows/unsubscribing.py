"""退订: a person wants no SMS and no mail on a topic; what is told on it stays on the person's own page.

The link in a mail names person and topic and proves itself, so that it works without signing in; it can do nothing else.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from claims.clock import instant_text, legal_day, parse_instant
from claims.errors import BadInput, Refused
from claims.store.private import cipher_of
from claims.store.rows import Row, select_one
from claims.store.tables import table
from notifications.messages.kinds import TOPICS
from workflows.person_index import persons_by_phone
from workflows.transaction import Desk, in_one_transaction

UNSUBSCRIPTION = table("unsubscription")
STANDING = UNSUBSCRIPTION.c.ends_at.is_(None)
PAGE = "/r/unsubscribe"
SEPARATOR = "~"
STOP = frozenset({"T", "TD", "R", "N", "退订", "拒收", "退订T", "回复TD", "退订回TD"})  # as people write it
PROOF_DIGITS = 32


class Way(StrEnum):
    """How somebody unsubscribed: on the own page, by the link in a mail, or by answering an SMS."""

    PAGE = "page"
    LINK = "link"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A topic of which a person is told nothing by SMS and mail; None is the topic of what cannot be unsubscribed."""

    person_id: str
    topic: str | None


def unsubscribed(connection: Connection, persons: Collection[str]) -> Mapping[Unwanted, str]:
    """What of these persons is unsubscribed now, and since when (UTC text)."""
    found = select(UNSUBSCRIPTION).where(UNSUBSCRIPTION.c.person_id.in_(persons), STANDING)
    rows = connection.execute(found.order_by(UNSUBSCRIPTION.c.id)).mappings() if persons else ()
    return {Unwanted(row["person_id"], row["topic"]): row["begins_at"] for row in rows}


def unsubscribed_words(connection: Connection, claim: Row) -> str:
    """What is told the parties of a case by no SMS and no mail, and since when; empty where they hear everything."""
    persons = {claim["claimant_id"]: "申请人", claim["person_id"]: "受伤人员"}
    return "、".join(
        f"{persons[one.person_id]}{TOPICS[str(one.topic)]}（{legal_day(parse_instant(since))}起）"
        for one, since in unsubscribed(connection, persons).items()
    )


def unsubscribe(desk: Desk, one: Unwanted, way: Way) -> None:
    """Let no more messages on the topic go to the person; done twice it is done once. Raises BadInput topic_unknown."""
    _require_topic(one.topic)
    in_one_transaction(desk, lambda connection: _add(desk, connection, one, way))


def take_answer(desk: Desk, phone: str, text: str, said_at: datetime) -> None:
    """Somebody answered an SMS at this instant: where he said to stop, nobody with this phone is told of any topic any more.

    An answer that the gateway hands on again undoes nothing that was chosen after it was sent.
    """
    if not _says_stop(text):
        return

    def stop(connection: Connection) -> None:
        persons = persons_by_phone(connection, phone)
        wanted_again = UNSUBSCRIPTION.c.ends_at >= instant_text(said_at)
        chosen = select(UNSUBSCRIPTION.c.person_id, UNSUBSCRIPTION.c.topic).where(
            UNSUBSCRIPTION.c.person_id.in_(persons), wanted_again
        )
        later = {(row.person_id, row.topic) for row in connection.execute(chosen)}
        for person_id, topic in product(persons, TOPICS):
            if (person_id, topic) not in later:
                _add(desk, connection, Unwanted(person_id, topic), Way.ANSWER)

    in_one_transaction(desk, stop)


def _says_stop(text: str) -> bool:
    signs = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in signs if sign.isalnum()) in STOP


def _add(desk: Desk, connection: Connection, one: Unwanted, way: Way) -> None:
    insert = sqlite.insert if desk.engine.dialect.name == "sqlite" else postgresql.insert
    row = {"person_id": one.person_id, "topic": one.topic, "way": way.value, "begins_at": instant_text(desk.instant())}
    connection.execute(insert(UNSUBSCRIPTION).values(row).on_conflict_do_nothing())


def subscribe(desk: Desk, one: Unwanted) -> None:
    """Let messages on the topic go to the person again. Raises BadInput topic_unknown."""
    _require_topic(one.topic)
    standing = (UNSUBSCRIPTION.c.person_id == one.person_id, UNSUBSCRIPTION.c.topic == one.topic, STANDING)
    ending = update(UNSUBSCRIPTION).where(*standing).values(ends_at=instant_text(desk.instant()))
    in_one_transaction(desk, lambda connection: connection.execute(ending))


def link_of(desk: Desk, one: Unwanted) -> str:
    """The address in a mail by which the person unsubscribes; it lies where letters are verified."""
    at = urlsplit(desk.rules.at("letters.verify_at", desk.today()).as_text())
    token = SEPARATOR.join((one.person_id, str(one.topic), _proof(desk, one)))
    return urlunsplit((at.scheme, at.netloc, f"{PAGE}/{token}", "", ""))


def read_token(desk: Desk, connection: Connection, token: str) -> Unwanted:
    """Whose link it is, on which topic. Raises Refused unsubscribe_link_wrong for what is none of ours."""
    person_id, _, rest = token.partition(SEPARATOR)
    topic, _, proof = rest.partition(SEPARATOR)
    named = Unwanted(person_id, topic)
    keys = [key.id for key in cipher_of(desk.engine).keyring.keys]  # mails of before a change of keys hold good
    is_ours = any(hmac.compare_digest(proof.encode(), _proof(desk, named, key).encode()) for key in keys)
    if not is_ours or topic not in TOPICS or select_one(connection, "person", id=person_id) is None:
        raise Refused("unsubscribe_link_wrong")
    return named


def _proof(desk: Desk, one: Unwanted, key_id: str | None = None) -> str:
    key = cipher_of(desk.engine).keyring.subkey("unsubscribe", key_id)
    said = f"{one.person_id}{SEPARATOR}{one.topic}".encode()
    return hmac.new(key, said, "sha256").hexdigest()[:PROOF_DIGITS]


def _require_topic(topic: str | None) -> None:
    if topic not in TOPICS:
        raise BadInput("topic_unknown", known="、".join(TOPICS.values()))
