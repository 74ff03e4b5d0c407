"""Showing one masked value to somebody who needs it for a case and says why; nobody sees it without the log saying so."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.errors import BadInput, Refused
from claims.store.rows import Row, select_one, select_rows
from workflows.access_log import Access, note_read
from workflows.account_requests import request_of, requests_on
from workflows.call_backs import OPEN
from workflows.command import Refusal
from workflows.health_sight import OF_THE_INJURY
from workflows.kin import registered
from workflows.locking import open_actor, own_or_recused
from workflows.person_index import NUMBER_TOLD, PHONE_TOLD
from workflows.roles import OFFICERS, ROLE_NAMES, Actor, Role
from workflows.sight import may_see_case, not_of_the_house
from workflows.transaction import Desk, reading

REASON_CHARACTERS = 4
OF_MONEY = frozenset({Role.CASHIER, Role.REVIEWER, Role.APPROVER, Role.INTAKE, Role.AUDITOR})
OF_THE_PERSON = OFFICERS | {Role.AUDITOR}
TO_INQUIRE = OF_THE_PERSON | {Role.INVESTIGATOR}


@dataclass(frozen=True, slots=True)
class Field:
    """A masked value: how people call it, where it lies, and who may see it."""

    label: str
    table: str
    name: str
    roles: frozenset[Role]


FIELDS: Mapping[str, Field] = {
    "name": Field("姓名", "person_private", "name", TO_INQUIRE),
    "phone": Field("手机号", "person_private", "phone", TO_INQUIRE),
    "id_number": Field("身份证号", "person_private", "id_number", OF_THE_PERSON),
    "id_number_told": Field("报的身份证号", "person_private", NUMBER_TOLD, OF_THE_PERSON),
    "phone_told": Field("平台报的手机号", "person_private", PHONE_TOLD, TO_INQUIRE),
    "address": Field("住址", "person_private", "address", OF_THE_PERSON),
    "account": Field("银行账号", "payee_account_private", "account", OF_MONEY),
    "asked_account": Field("待核对的账号", "event_private", "account", OF_MONEY),
    "diagnosis": Field("诊断", "claim_private", "diagnosis", OF_THE_INJURY),
    "reporter": Field("报案人", "claim_private", "reporter", OF_THE_INJURY),
    "platform_told": Field("报案时说的平台", "claim_private", "platform_told", TO_INQUIRE),
    "industry_told": Field("报案时说的行业", "claim_private", "industry_told", TO_INQUIRE),
    "order_told": Field("报案时说的订单号", "claim_private", "order_told", TO_INQUIRE),
}


def unmask(
    desk: Desk, username: str, claim_no: str, person_id: str, field: str, reason: str, key: str | None = None
) -> str:
    """The clear value of a field of a person on a case, once the look is in the log.

    Raises BadInput for an unknown field and a reason that says nothing or names the person, Refused for whom the value is
    not, for a case that is not his to see, for a person who is not on it, and where nothing is recorded.
    """
    known = FIELDS.get(field)
    if known is None:
        raise BadInput("unmask_field_unknown", field=field, known="、".join(FIELDS))
    said = " ".join(unicodedata.normalize("NFKC", reason).split())
    if len(said) < REASON_CHARACTERS:
        raise BadInput("unmask_without_reason", least=REASON_CHARACTERS)
    with reading(desk) as connection:
        actor, _ = open_actor(connection, username, desk.today())
        _check(connection, actor, desk.today(), username, claim_no, person_id, known)
        value = _value(connection, claim_no, person_id, known)
        if names_the_person(connection, claim_no, person_id, said):
            raise BadInput("unmask_reason_names")
    if not value:
        raise Refused("unmask_nothing", field=known.label)
    note_read(desk, username, Access.UNMASK, claim_no, person_id, field, said, key)
    return value


def may_unmask(actor: Actor, field: str) -> bool:
    """Whether this is a value for any post that the actor holds, so that a page offers to show it."""
    known = FIELDS.get(field)
    return known is not None and bool(actor.roles & known.roles) and not_of_the_house(actor) is None


def names_the_person(connection: Connection, claim_no: str, person_id: str, text: str) -> bool:
    """Whether a text holds a private value of the person on this case."""
    values = (_value(connection, claim_no, person_id, field) for field in FIELDS.values())
    return any(value in text for value in values if len(value) > 1)


def _check(
    connection: Connection,
    actor: Actor | None,
    today: date,
    username: str,
    claim_no: str,
    person_id: str,
    field: Field,
) -> None:
    if actor is None:
        raise Refused("no_such_account", username=username)
    _refuse(not_of_the_house(actor))
    claim = select_one(connection, "claim", no=claim_no)
    if claim is None:
        raise Refused("no_such_claim", claim=claim_no)
    _refuse(may_see_case(connection, actor, claim, today))
    if not actor.roles & field.roles:
        raise Refused(
            "unmask_wrong_role", field=field.label, roles="、".join(ROLE_NAMES[role] for role in sorted(field.roles))
        )
    own, recused = own_or_recused(connection, actor, [claim_no])
    _refuse(Refusal("own_case", {}) if own else Refusal("recused", {}) if recused else None)
    if person_id not in _persons(connection, claim):
        raise Refused("unmask_not_on_case", person=person_id, claim=claim_no)


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal.code, **refusal.facts)


def _persons(connection: Connection, claim: Row) -> set[str]:
    """The persons who stand on a case: the injured, the claimant, kin, who is paid, who asks for an account to be paid to, and
    who is to be rung.
    """
    paid = {row["beneficiary"] for row in select_rows(connection, "payee_account", claim_no=claim["no"])}
    asked = {one.beneficiary for one in requests_on(connection, claim["no"])}
    rung = {row["person_id"] for row in select_rows(connection, "call_back", claim_no=claim["no"], state=OPEN)}
    kin = registered(select_rows(connection, "relative", claim_no=claim["no"]))
    return {claim["person_id"], claim["claimant_id"], *kin, *paid, *asked, *rung}


def _value(connection: Connection, claim_no: str, person_id: str, field: Field) -> str:
    """The value, or an empty text where there is none of this person. The diagnosis is the injured person's."""
    if field.table == "person_private":
        row = select_one(connection, field.table, person_id=person_id)
    elif field.table == "claim_private":
        claim = select_one(connection, "claim", no=claim_no, person_id=person_id)
        row = select_one(connection, field.table, claim_no=claim_no) if claim else None
    elif field.table == "event_private":
        asked = request_of(connection, claim_no, person_id)
        return asked.account if asked is not None else ""
    else:
        accounts = select_rows(connection, "payee_account", claim_no=claim_no, beneficiary=person_id)
        latest = max(accounts, key=lambda one: int(one["generation"]), default=None)
        row = select_one(connection, field.table, account_id=latest["id"]) if latest else None
    return str(json.loads(row["body"]).get(field.name, "")) if row else ""
