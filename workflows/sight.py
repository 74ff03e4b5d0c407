"""What somebody may see: one rule, asked of one case and, as a condition in SQL, of lists, searches and exports.

A party sees his own cases. An officer sees all but those of his own and those he is recused on (`own_cases`). Whose post
needs only some cases sees those: an investigator what is assigned to him that day, the appraisal clerk what was sent for
appraisal, an arbitrator what is in dispute. An auditor reads everything; an administrator sees no case.

Kin who neither are the injured person nor apply for him have a part of a case and not the case: what is written to them, what
is owed to them, and the periods of that (`Part.OWN`). Not what the injured person was found to have, nor the share of another.
Of a person who has died, kin have their part from the day on which an officer registers them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    exists,
    false,
    or_,
    select,
    true,
    union_all,
)

from claims.errors import words
from claims.store.rows import Row
from claims.store.tables import table
from workflows.command import Refusal
from workflows.kin import REGISTERED, RELATIVE, died
from workflows.own_cases import AS_KIN, SERVICE, own_cases, recused_cases
from workflows.people import PLATFORM_ORG
from workflows.roles import OFFICERS, PARTIES, Actor, Role

CLAIM = table("claim")
# By names of their own, so that a statement which joins the same tables keeps its own rows of them.
ITEM, ASSIGNMENT, APPRAISAL, DISPUTE, OWN = (
    table(name).alias(f"sight_{name}") for name in ("award_item", "assignment", "appraisal", "dispute", "claim")
)
UNTOLD = ("draft", "allowed", "discarded")  # award items of which their beneficiary has not been told
SOME_ONLY = frozenset({Role.APPRAISAL, Role.ARBITRATOR})
SEES_ALL = (OFFICERS - SOME_ONLY) | {Role.AUDITOR}
OF_NO_CASE = frozenset({Role.ADMINISTRATOR})


class Part(StrEnum):
    """How much of a case somebody sees."""

    WHOLE = "whole"
    OWN = "own"


def kept_out(actor: Actor, claim: Row) -> Refusal | None:
    """Why this actor hears nothing at all about a case: no post that day, or a party to other cases only."""
    if not actor.roles:
        return Refusal("no_post", {"actor": actor.username})
    if actor.roles - PARTIES:
        return None
    by_person = Role.RIDER in actor.roles and actor.person_id in (claim["person_id"], claim["claimant_id"])
    by_platform = Role.PLATFORM in actor.roles and actor.org == f"platform:{claim['platform']}"
    return None if by_person or by_platform else Refusal("not_your_case", {})


def may_see_case(connection: Connection, actor: Actor, claim: Mapping[str, Any], today: date) -> Refusal | None:
    """Why this actor may not see a case today; None where he may. To a party it is as if there were no such case."""
    outside = kept_out(actor, dict(claim))
    if outside is not None:
        return outside
    found = select(CLAIM.c.no).where(CLAIM.c.no == claim["no"])
    if connection.execute(visible_claims(found, actor, today)).first() is not None:
        return None
    return _reason(connection, actor, dict(claim))


def part_of_case(connection: Connection, actor: Actor, claim: Row, today: date) -> Part | Refusal:
    """How much of the case this actor sees today, or why nothing."""
    refusal = may_see_case(connection, actor, claim, today)
    if refusal is None:
        return Part.WHOLE
    return Part.OWN if has_own_part(connection, actor, claim["no"]) else refusal


def has_own_part(connection: Connection, actor: Actor, claim_no: str) -> bool:
    """Whether the actor is one of the kin to whom a letter of the case is addressed or an item of it owed, or of one who died."""
    found = select(CLAIM.c.no).where(CLAIM.c.no == claim_no, CLAIM.c.no.in_(union_all(*_own_parts(_persons(actor)))))
    return connection.execute(found).first() is not None


def not_heard(connection: Connection, actor: Actor, claim: Row) -> Refusal | None:
    """Why this actor may say nothing on a case; None where he is a party, holds a post, or has a part of it."""
    outside = kept_out(actor, claim)
    return None if outside is None or has_own_part(connection, actor, claim["no"]) else outside


def with_own_parts(statement: Select[Any], actor: Actor) -> Select[Any]:
    """The statement, which selects from `claim`, with the cases of which this actor, as a person, is a party or has a part."""
    return statement.where(known_by(_persons(actor)))


def known_by(persons: Collection[str]) -> ColumnElement[bool]:
    """The condition on `claim` for those of which one of these persons is a party, or has a part."""
    as_party = (select(OWN.c.no).where(column.in_(persons)) for column in (OWN.c.person_id, OWN.c.claimant_id))
    return CLAIM.c.no.in_(union_all(*as_party, *_own_parts(persons)))


def _persons(actor: Actor) -> list[str]:
    """The person whom an actor stands for as a party."""
    return [actor.person_id] if Role.RIDER in actor.roles and actor.person_id else []


def _own_parts(persons: Collection[str]) -> tuple[Select[Any], ...]:
    """The cases of which a letter is for one of these persons as kin, those of which an item was decided for one, and those of
    the dead whose registered kin one is.
    """
    of_the_dead = RELATIVE.join(OWN, OWN.c.no == RELATIVE.c.claim_no)
    bereaved = select(RELATIVE.c.claim_no).select_from(of_the_dead)
    addressed = (SERVICE.c.recipient.in_(persons), AS_KIN, SERVICE.c.state != "replaced")
    owed = (ITEM.c.beneficiary.in_(persons), ITEM.c.state.not_in(UNTOLD))
    return (
        select(SERVICE.c.claim_no).where(*addressed),
        select(ITEM.c.claim_no).where(*owed),
        bereaved.where(RELATIVE.c.person_id.in_(persons), REGISTERED, died(OWN)),
    )


def not_of_the_house(actor: Actor) -> Refusal | None:
    """Why this actor looks at nothing by search or unmasking: parties have their own pages, an administrator no case content."""
    if not actor.roles:
        return Refusal("no_post", {"actor": actor.username})
    return None if actor.roles - PARTIES - OF_NO_CASE else Refusal("looking_of_staff")


def visible_claims(statement: Select[Any], actor: Actor, today: date) -> Select[Any]:
    """The statement, which selects from `claim`, with those cases only that this actor may see today."""
    return statement.where(sees(actor, today))


def seen_among(connection: Connection, actor: Actor, numbers: Collection[str], today: date) -> frozenset[str]:
    """Which of these cases this actor may see today."""
    found = visible_claims(select(CLAIM.c.no).where(CLAIM.c.no.in_(sorted(numbers))), actor, today)
    return frozenset(connection.execute(found).scalars())


def named(connection: Connection, actor: Actor, claim_no: str, today: date) -> str:
    """The number of another case as it may stand in a refusal: of one that is closed to this actor, only that there is one.

    What the system was refused is read on the case by officers.
    """
    is_open = Role.SYSTEM in actor.roles or seen_among(connection, actor, [claim_no], today)
    return claim_no if is_open else words("case_unnamed")


def closed_cases(connection: Connection, actor: Actor, today: date) -> frozenset[str]:
    """The numbers of the cases that this actor may not see today; few for a post that reads everything."""
    return frozenset(connection.execute(select(CLAIM.c.no).where(~sees(actor, today))).scalars())


def sees(actor: Actor, today: date) -> ColumnElement[bool]:
    """The condition on `claim` for what this actor may see today."""
    by_post = or_(false(), *(_of_post(role, actor, today) for role in sorted(actor.roles - PARTIES)))
    as_party = or_(false(), *(_of_party(role, actor) for role in sorted(actor.roles & PARTIES)))
    return or_(as_party, and_(by_post, CLAIM.c.no.not_in(stays_away_from(actor))))


def _of_post(role: Role, actor: Actor, today: date) -> ColumnElement[bool]:
    """What a post needs."""
    if role in SEES_ALL:
        return true()
    if role is Role.INVESTIGATOR:
        return (
            exists()
            .where(
                ASSIGNMENT.c.claim_no == CLAIM.c.no,
                ASSIGNMENT.c.username == actor.username,
                ASSIGNMENT.c.begins_on <= today,
                ASSIGNMENT.c.ends_on >= today,
            )
            .correlate(CLAIM)
        )
    if role is Role.APPRAISAL:
        return or_(CLAIM.c.state == "appraising", exists().where(APPRAISAL.c.claim_no == CLAIM.c.no).correlate(CLAIM))
    if role is Role.ARBITRATOR:
        return exists().where(DISPUTE.c.claim_no == CLAIM.c.no).correlate(CLAIM)
    return false()


def _of_party(role: Role, actor: Actor) -> ColumnElement[bool]:
    if role is Role.RIDER:
        person = actor.person_id or ""
        return or_(CLAIM.c.person_id == person, CLAIM.c.claimant_id == person)
    return CLAIM.c.platform == actor.org.removeprefix(PLATFORM_ORG) if actor.org.startswith(PLATFORM_ORG) else false()


def stays_away_from(actor: Actor) -> CompoundSelect[Any]:
    """The numbers of the cases that no post lets this actor see: his own, and those he is recused on."""
    return union_all(*own_cases(actor.id_index), recused_cases(actor.id_index))


def _reason(connection: Connection, actor: Actor, claim: Row) -> Refusal:
    """The refusal that says most to who may know that the case is there."""
    here = select(CLAIM.c.no).where(CLAIM.c.no == claim["no"])
    if connection.execute(here.where(CLAIM.c.no.in_(union_all(*own_cases(actor.id_index))))).first() is not None:
        return Refusal("own_case_unseen")
    if connection.execute(here.where(CLAIM.c.no.in_(recused_cases(actor.id_index)))).first() is not None:
        return Refusal("recused")
    for role, code in (
        (Role.INVESTIGATOR, "not_assigned"),
        (Role.APPRAISAL, "not_appraised_here"),
        (Role.ARBITRATOR, "not_disputed"),
        (Role.ADMINISTRATOR, "administrator_sees_no_case"),
    ):
        if role in actor.roles:
            return Refusal(code)
    return Refusal("not_your_case")
