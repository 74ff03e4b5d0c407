"""The blind indexes of persons: finding who has a name, a phone, an ID number or its last four digits, without reading anybody.

Each kind has a subkey of its own, so the same digits as a phone and as part of an ID number are different indexes. Whoever
has the database alone cannot try out numbers; whoever has the key can, so it lies elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, select

from claims.keyring import Keyring
from claims.store.private import cipher_of
from claims.store.rows import Prepared, Row, fetch, insert_rows, prepare, select_one, select_rows, update_row
from claims.store.tables import table

PERSON_INDEX = table("person_index")
TAIL_DIGITS = 4
NUMBER_TOLD, PHONE_TOLD = "id_number_told", "phone_told"  # of a person whose ID card nobody has seen
COUNTRY = ("0086", "86")
MOBILE_DIGITS = 11
_texts: dict[tuple[str, int], Prepared] = {}
SAME_PHONE_MAX = 50
PHONE_OF, REPORTER = "phone_of", "reporter"  # in the details of a person: the phone is that of who reported for him
_DOTS = str.maketrans(dict.fromkeys("•・‧．.", "·"))


class IndexKind(StrEnum):
    """What a person is found by. By the tail of an ID number, a name or a phone there may be several persons; by an ID number
    those too of whom it was only told. A phone that a platform told is a kind of its own: nobody signs in by it.
    """

    ID_NUMBER = "id_number"
    ID_TAIL = "id_tail"
    PHONE = "phone"
    PHONE_TOLD = "phone_told"
    NAME = "name"


def normal_name(name: str) -> str:
    """NFC without spaces, one kind of dot between the parts of a name."""
    return "".join(unicodedata.normalize("NFC", name).split()).translate(_DOTS).casefold()


def normal_phone(phone: str) -> str:
    """Digits only, without the country's code."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", phone) if sign.isascii() and sign.isdigit())
    for code in COUNTRY:
        if digits.startswith(code) and len(digits) == len(code) + MOBILE_DIGITS:
            return digits.removeprefix(code)
    return digits


def normal_id_number(number: str) -> str:
    """Without spaces, the check letter large."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def digest(keyring: Keyring, kind: IndexKind, normal: str, key_id: str) -> str:
    """The index of a normal form under one key: HMAC-SHA-256, 64 hex digits."""
    return hmac.new(keyring.subkey(f"index/{kind}", key_id), normal.encode(), hashlib.sha256).hexdigest()


def index_person(connection: Connection, person_id: str, body: Mapping[str, str]) -> None:
    """Let the indexes of a person be those of `body`, under the sealing key; to be called whenever the body is written."""
    keyring = cipher_of(connection).keyring
    wanted = wanted_digests(keyring, body, keyring.sealing.id)
    known = {row["kind"]: row for row in select_rows(connection, "person_index", person_id=person_id)}
    for kind, value in wanted.items():
        values = {"digest": value, "key_id": keyring.sealing.id}
        if kind not in known:
            insert_rows(connection, "person_index", [{"person_id": person_id, "kind": kind, **values}])
        elif known[kind]["digest"] != value or known[kind]["key_id"] != keyring.sealing.id:
            update_row(connection, "person_index", {"person_id": person_id, "kind": kind}, values)
    for kind in known.keys() - wanted.keys():
        gone = delete(PERSON_INDEX).where(PERSON_INDEX.c.person_id == person_id, PERSON_INDEX.c.kind == kind)
        connection.execute(gone)


def index_again(connection: Connection, person_id: str) -> None:
    """The indexes of a person from what is stored of him, under the sealing key; none for who has been erased."""
    private = select_one(connection, "person_private", person_id=person_id)
    index_person(connection, person_id, json.loads(private["body"]) if private else {})


def wanted_digests(keyring: Keyring, body: Mapping[str, str], key_id: str) -> dict[str, str]:
    """The indexes, by kind, that a person with these details has under one key."""
    number = normal_id_number(body.get("id_number") or body.get(NUMBER_TOLD, ""))
    normal = {
        IndexKind.ID_NUMBER: number,
        IndexKind.ID_TAIL: number[-TAIL_DIGITS:],
        IndexKind.PHONE: normal_phone(body.get("phone", "")),
        IndexKind.PHONE_TOLD: normal_phone(body.get(PHONE_TOLD, "")),
        IndexKind.NAME: normal_name(body.get("name", "")),
    }
    return {kind.value: digest(keyring, kind, text, key_id) for kind, text in normal.items() if text}


def persons_by(connection: Connection, kind: IndexKind, normal: str, limit: int) -> list[str]:
    """The ids of the persons with this index under any key at hand: a rotation may be half-way."""
    keyring = cipher_of(connection).keyring
    digests = {f"digest_{place}": digest(keyring, kind, normal, one.id) for place, one in enumerate(keyring.keys)}
    key = (connection.dialect.name, len(digests))
    if key not in _texts:
        among = PERSON_INDEX.c.digest.in_([bindparam(name) for name in digests])
        found = select(PERSON_INDEX.c.person_id).where(PERSON_INDEX.c.kind == bindparam("kind"), among)
        ordered = found.order_by(PERSON_INDEX.c.person_id).limit(bindparam("most"))
        _texts[key] = prepare(connection.dialect, ordered)
    bound = {**_texts[key].values, "kind": kind.value, "most": limit, **digests}
    rows = fetch(connection, _texts[key].compiled, bound)
    return [row["person_id"] for row in rows]


def persons_by_phone(connection: Connection, phone: str) -> list[str]:
    """The ids of the persons with this phone, as anybody writes it."""
    return persons_by(connection, IndexKind.PHONE, normal_phone(phone), SAME_PHONE_MAX)


def index_differs(keyring: Keyring, body: Mapping[str, str], rows: list[Row]) -> bool:
    """Whether the stored indexes of a person are others than those of his details, each under the key it names."""
    stored = {row["kind"]: (row["key_id"], row["digest"]) for row in rows}
    key_ids = {key_id for key_id, _ in stored.values()} or {keyring.sealing.id}
    wanted = {key_id: wanted_digests(keyring, body, key_id) for key_id in key_ids}
    kinds = next(iter(wanted.values())).keys()
    return kinds != stored.keys() or any(wanted[key_id][kind] != value for kind, (key_id, value) in stored.items())
