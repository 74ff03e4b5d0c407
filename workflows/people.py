"""Registering persons, and opening sign-ins with the posts they hold."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from claims.canonical import canonical_json
from claims.clock import instant_text, legal_day
from claims.errors import BadInput, Refused
from claims.store.rows import insert_rows, select_one, select_rows, update_row
from claims.store.tables import table
from notifications.numbers import next_serial
from workflows.identity import IdNumber, id_index, read_id_number, unnumbered_index
from workflows.person_index import NUMBER_TOLD, PHONE_OF, index_person, persons_by_phone
from workflows.roles import OFFICERS, ROLE_NAMES, SYSTEM, Role

SERIES, NO_YEAR = "person", 0
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
PLATFORM_ORG = "platform:"
RIDER_ORG = "rider"
BUREAU_ORG, INSURER_ORG = "bureau", "insurer"
AREAS_APART = "、"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is written down of a person. `id_number` as it was given; phone, address and mail may be empty.

    Who reports himself by telephone number alone has no `id_number` yet, but a phone. `phone_of` is `REPORTER` where the phone is
    that of who reported for him.
    """

    name: str
    id_number: str
    phone: str = ""
    address: str = ""
    mail: str = ""
    phone_of: str = ""


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post and the days on which it is held (`valid_to` is the last); an approver's has an authority limit in fen.

    An arbitrator's has the `areas` 片区 that he is in charge of.
    """

    role: Role
    valid_from: date
    limit_fen: int | None = None
    valid_to: date | None = None
    areas: tuple[str, ...] = ()


def register_person(connection: Connection, key: bytes, facts: PersonFacts, instant: datetime) -> str:
    """The id of the person, `P000001`: a new one, or that of the person who already has this ID number.

    An ID number is that of a card that was seen; one that was only told is for `told_persons`. Without one a person is known
    by name and phone together, among those who have shown none. `key` is the key of the index. What is known of a person
    already is kept as it is. Raises BadInput for an ID number that cannot be, and where it is known under another name.
    """
    today = legal_day(instant)
    number = read_id_number(facts.id_number, today) if facts.id_number else None
    body = {**_details(facts), "name": clean_name(facts.name)}

    def known() -> str | None:
        return _unnumbered(connection, body) if number is None else person_of_number(connection, key, number)

    whole = body if number is None else {**body, "id_number": number.text}
    found = find_or_write(connection, key, whole, instant, known)
    check_name(connection, found, body["name"])
    return found


def find_or_write(
    connection: Connection, key: bytes, body: Mapping[str, str], instant: datetime, known: Callable[[], str | None]
) -> str:
    """The person whom `known` finds, or a new one with this body, once also where two ask at the same time."""
    found = known()
    if found is not None:
        return found
    serial = next_serial(connection, SERIES, NO_YEAR, legal_day(instant), in_order=False)
    found = known()  # asked again: the series is locked now, others have waited
    return found or _write(connection, f"P{serial:06d}", key, body, instant)


def add_address(connection: Connection, person_id: str, address: str) -> None:
    """Write where a person lives, where that is not known yet. The row is locked first: what is written is the whole of it."""
    private = table("person_private")
    connection.execute(select(private.c.person_id).where(private.c.person_id == person_id).with_for_update())
    row = select_one(connection, "person_private", person_id=person_id)
    body: dict[str, str] = json.loads(row["body"]) if row else {}
    if address and not body.get("address"):
        known = canonical_json({**body, "address": address})
        update_row(connection, "person_private", {"person_id": person_id}, {"body": known})


def _unnumbered(connection: Connection, body: Mapping[str, str]) -> str | None:
    """The person without an ID number who has this name and phone, as his own or as that of who reported for him."""
    for person_id in persons_by_phone(connection, body["phone"]):
        private = select_one(connection, "person_private", person_id=person_id)
        known = json.loads(private["body"]) if private else {}
        alike = all(known.get(one) == body.get(one) for one in ("name", PHONE_OF))
        if "id_number" not in known and alike:
            return person_id
    return None


def person_of_number(connection: Connection, key: bytes, number: IdNumber) -> str | None:
    """The id of the person with this ID number, if there is one."""
    found = select_one(connection, "person", id_index=id_index(key, number))
    return None if found is None else str(found["id"])


def open_account(
    connection: Connection,
    username: str,
    display_name: str,
    org: str,
    person_index: str,
    posts: Sequence[HeldPost],
    person_id: str | None = None,
) -> None:
    """Open a sign-in with its posts.

    `org` is "bureau", "insurer", "rider" or "platform:" and the platform's Chinese name; `person_index` is the index of
    the natural person behind it, by which nobody signs twice. Raises BadInput.
    """
    if not USERNAME.fullmatch(username) or username == SYSTEM.username:
        raise BadInput("username_form", username=username)
    if select_one(connection, "account", username=username) is not None:
        raise BadInput("username_taken", username=username)
    for post in posts:
        _check_post(post, org, person_id)
        _check_one_house(connection, post, org, person_index)
    row = {"username": username, "display_name": display_name, "org": org, "id_index": person_index}
    insert_rows(connection, "account", [{**row, "person_id": person_id}])
    for post in posts:
        _write_post(connection, username, post)


def give_post(connection: Connection, username: str, post: HeldPost) -> None:
    """Give an account one more post. Raises BadInput where the post does not suit the account."""
    account = select_one(connection, "account", username=username)
    if account is None:
        raise Refused("no_such_account", username=username)
    _check_post(post, account["org"], account["person_id"])
    _check_one_house(connection, post, account["org"], account["id_index"])
    begun = {"username": username, "role": post.role.value, "valid_from": post.valid_from}
    if select_rows(connection, "post", **begun):
        raise BadInput("post_given_already", role=ROLE_NAMES[post.role], start=post.valid_from.isoformat())
    _write_post(connection, username, post)


def open_rider_account(connection: Connection, person_id: str, valid_from: date) -> str:
    """The sign-in `rider-p000001` of a registered person, opened where there is none; its name tells nothing of him."""
    person = select_one(connection, "person", id=person_id)
    if person is None:
        raise Refused("no_such_person", person=person_id)
    username = f"{RIDER_ORG}-{person_id.lower()}"
    if select_one(connection, "account", username=username) is None:
        posts = [HeldPost(Role.RIDER, valid_from)]
        shown = f"从业人员 {person_id}"
        open_account(connection, username, shown, RIDER_ORG, person["id_index"], posts, person_id)
    return username


def clean_name(given: str) -> str:
    """A name in NFC with single spaces. Raises BadInput for none."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not name:
        raise BadInput("person_without_name")
    return name


def _details(facts: PersonFacts) -> dict[str, str]:
    known = (("phone", facts.phone), ("address", facts.address), ("mail", facts.mail), (PHONE_OF, facts.phone_of))
    return {field: given for field, given in known if given}


def check_name(connection: Connection, person_id: str, name: str) -> None:
    """Raises BadInput where the person is known under another name."""
    private = select_one(connection, "person_private", person_id=person_id)
    if private is not None and json.loads(private["body"])["name"] != name:
        raise BadInput("person_name_differs", person=person_id)


def _write(connection: Connection, person_id: str, key: bytes, body: Mapping[str, str], instant: datetime) -> str:
    today = legal_day(instant)
    shown, told = (read_id_number(body[name], today) if name in body else None for name in ("id_number", NUMBER_TOLD))
    index = unnumbered_index(key, person_id) if shown is None else id_index(key, shown)
    number = shown or told
    public = {"id": person_id, "id_index": index, "synthetic": number is not None and number.synthetic}
    insert_rows(connection, "person", [{**public, "recorded_at": instant_text(instant)}])
    insert_rows(connection, "person_private", [{"person_id": person_id, "body": canonical_json(dict(body))}])
    index_person(connection, person_id, body)
    return person_id


def _check_post(post: HeldPost, org: str, person_id: str | None) -> None:
    role = ROLE_NAMES[post.role]
    if post.role == Role.SYSTEM:
        raise BadInput("post_of_the_system", role=role)
    if (post.role == Role.APPROVER) != (post.limit_fen is not None) or (post.limit_fen or 0) < 0:
        raise BadInput("post_limit", role=role)
    if (post.role == Role.PLATFORM) != org.startswith(PLATFORM_ORG) or org == PLATFORM_ORG:
        raise BadInput("post_of_platform", role=role, org=org)
    if post.role in OFFICERS and org != BUREAU_ORG:
        raise BadInput("post_of_bureau", role=role, org=org)
    if post.role == Role.RIDER and person_id is None:
        raise BadInput("post_of_person", role=role)
    if post.valid_to is not None and post.valid_to < post.valid_from:
        raise BadInput("post_period", role=role, start=post.valid_from.isoformat(), end=post.valid_to.isoformat())


def _check_one_house(connection: Connection, post: HeldPost, org: str, person_index: str) -> None:
    """Nobody inquires for the insurer and decides for the bureau, under whatever sign-ins."""
    other = INSURER_ORG if post.role in OFFICERS else BUREAU_ORG if org == INSURER_ORG else None
    if other is None:
        return
    for account in select_rows(connection, "account", id_index=person_index, org=other):
        raise BadInput("person_of_both_houses", org=other, username=account["username"])


def _write_post(connection: Connection, username: str, post: HeldPost) -> None:
    areas = AREAS_APART.join(post.areas) or None
    held = {"username": username, "role": post.role.value, "limit_fen": post.limit_fen, "areas": areas}
    insert_rows(connection, "post", [{**held, "valid_from": post.valid_from, "valid_to": post.valid_to}])
