"""Who may hand in, see, mark and take out evidence. A file that somebody may not see does not exist for him.

Parties see what they handed in themselves: a platform never the papers of a person, no kin those of another. Officers see
what is on the case, but for those who stay away from it; the insurer's investigator sees no papers of an appraisal.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from claims.errors import Refused
from claims.store.rows import Row, select_one
from claims.store.tables import table
from workflows.locking import open_actor, own_or_recused
from workflows.rights import PARTIES, kept_out
from workflows.roles import OFFICERS, Actor, Role
from workflows.transaction import Desk, reading

OF_APPRAISALS = frozenset({"appraisal_form", "medical_record"})
SEES = OFFICERS | {Role.INVESTIGATOR, Role.AUDITOR}
HANDS_IN = PARTIES | {Role.INVESTIGATOR, Role.INTAKE, Role.REVIEWER, Role.APPRAISAL, Role.LEGAL}
MARKS = frozenset({Role.INTAKE, Role.REVIEWER, Role.APPRAISAL, Role.LEGAL})
TAKES_ORIGINALS = MARKS | {Role.APPROVER, Role.AUDITOR}
GONE = frozenset({"merged", "transferred_out", "transferred_gongshang"})
ACCOUNT = table("account")


def case_seen(desk: Desk, connection: Connection, username: str, claim_no: str) -> tuple[Actor, Row]:
    """The account and the case, where the account may see evidence of it at all.

    Raises Refused `no_such_evidence`, alike for a case that is not there, one that is another's, and one that is his own
    as a person while he is an officer.
    """
    actor, _ = open_actor(connection, username, desk.today())
    claim = select_one(connection, "claim", no=claim_no)
    if actor is None or claim is None or not may_see_evidence(connection, actor, claim):
        raise Refused("no_such_evidence")
    return actor, claim


def file_seen(desk: Desk, username: str, file_id: str) -> tuple[Actor, Row]:
    """The account and a file that it may see. Raises Refused no_such_evidence, alike for one that there is not."""
    with reading(desk) as connection:
        file = select_one(connection, "evidence_file", id=file_id)
        if file is None:
            raise Refused("no_such_evidence")
        actor, _ = case_seen(desk, connection, username, file["claim_no"])
        if not may_see_file(connection, actor, file):
            raise Refused("no_such_evidence")
        return actor, file


def may_see_evidence(connection: Connection, actor: Actor, claim: Row) -> bool:
    """Whether somebody may see evidence of this case: the one call to the rights of cases."""
    if kept_out(actor, claim) is not None:
        return False
    if not actor.roles & (SEES | PARTIES):
        return False
    return _is_party(actor) or not any(own_or_recused(connection, actor, claim["no"]))


def may_see_file(connection: Connection, actor: Actor, file: Row) -> bool:
    """Whether somebody who sees the case sees this file of it."""
    if actor.roles & (OFFICERS | {Role.AUDITOR}):
        return True
    if Role.INVESTIGATOR in actor.roles:
        return file["kind"] not in OF_APPRAISALS
    return _handed_in_by(connection, actor, file)


def may_hand_in(actor: Actor, claim: Row) -> bool:
    """Whether somebody who sees the case may add to it; a case that went elsewhere takes nothing more."""
    return bool(actor.roles & HANDS_IN) and claim["state"] not in GONE


def may_mark(actor: Actor) -> bool:
    """Whether somebody may say of a file that it was checked."""
    return bool(actor.roles & MARKS)


def may_take_original(actor: Actor) -> bool:
    """Whether somebody may take out an original as it came, with all that a camera wrote into it."""
    return bool(actor.roles & TAKES_ORIGINALS)


def _is_party(actor: Actor) -> bool:
    return not actor.roles - PARTIES


def _handed_in_by(connection: Connection, actor: Actor, file: Row) -> bool:
    """Whether a party handed the file in: the same person, or for a platform the same house."""
    account = connection.execute(
        select(ACCOUNT.c.org, ACCOUNT.c.person_id).where(ACCOUNT.c.username == file["uploaded_by"])
    ).one()
    if Role.PLATFORM in actor.roles:
        return bool(account.org == actor.org)
    return account.person_id is not None and bool(account.person_id == actor.person_id)
