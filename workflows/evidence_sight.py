"""Who may hand in, see, mark and take out evidence. A file that somebody may not see does not exist for him.

Parties see what they handed in themselves: a platform never the papers of a person, no kin those of another. Officers see
what is on the case, but for those who stay away from it, and papers that tell of health only where their post needs them;
the insurer's investigator sees no papers of an appraisal. Of kin who have but a part of the case, the files belong to that
part: they are none of the papers that the case needs.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from claims.errors import Refused
from claims.store.rows import Row, select_one
from claims.store.tables import table
from workflows.health_sight import HEALTH_PAPERS, reads_health
from workflows.locking import open_actor
from workflows.roles import OFFICERS, PARTIES, Actor, Role
from workflows.sight import Part, part_of_case
from workflows.transaction import Desk, reading

OF_APPRAISALS = frozenset({"appraisal_form", "medical_record"})
SEES = OFFICERS | {Role.INVESTIGATOR, Role.AUDITOR}
HANDS_IN = PARTIES | {Role.INVESTIGATOR, Role.INTAKE, Role.REVIEWER, Role.APPRAISAL, Role.LEGAL}
MARKS = frozenset({Role.INTAKE, Role.REVIEWER, Role.APPRAISAL, Role.LEGAL})
TAKES_ORIGINALS = MARKS | {Role.APPROVER, Role.AUDITOR}
GONE = frozenset({"merged", "transferred_out", "transferred_gongshang"})
FILE, ACCOUNT = table("evidence_file"), table("account")


def evidence_rows(connection: Connection, **where: str) -> list[Row]:
    """The files where a column has a value, in the order in which they came, each with who handed it in.

    Beside its own columns a row has `by_name`, `by_org` and `by_person`.
    """
    joined = FILE.join(ACCOUNT, ACCOUNT.c.username == FILE.c.uploaded_by)
    by = (
        ACCOUNT.c.display_name.label("by_name"),
        ACCOUNT.c.org.label("by_org"),
        ACCOUNT.c.person_id.label("by_person"),
    )
    found = select(*FILE.c, *by).select_from(joined)
    for column, value in where.items():
        found = found.where(FILE.c[column] == value)
    return [dict(row) for row in connection.execute(found.order_by(FILE.c.recorded_at, FILE.c.id)).mappings()]


def case_seen(desk: Desk, connection: Connection, username: str, claim_no: str) -> tuple[Actor, Row, Part]:
    """The account, the case, and how much of its evidence the account may see, where it may see any at all.

    Raises Refused `no_such_evidence`, alike for a case that is not there, one that is another's, and one that is his own
    as a person while he is an officer.
    """
    actor, _ = open_actor(connection, username, desk.today())
    claim = select_one(connection, "claim", no=claim_no)
    if actor is None or claim is None or not actor.roles & (SEES | PARTIES):
        raise Refused("no_such_evidence")
    part = part_of_case(connection, actor, claim, desk.today())
    if not isinstance(part, Part):
        raise Refused("no_such_evidence")
    return actor, claim, part


def file_seen(desk: Desk, username: str, file_id: str) -> tuple[Actor, Row]:
    """The account and a file that it may see. Raises Refused no_such_evidence, alike for one that there is not."""
    with reading(desk) as connection:
        return file_seen_in(desk, connection, username, file_id)


def file_seen_in(desk: Desk, connection: Connection, username: str, file_id: str) -> tuple[Actor, Row]:
    """The same inside a transaction."""
    found = evidence_rows(connection, id=file_id)
    if not found:
        raise Refused("no_such_evidence")
    actor, _, part = case_seen(desk, connection, username, found[0]["claim_no"])
    if not may_see_file(actor, part, found[0]):
        raise Refused("no_such_evidence")
    return actor, found[0]


def may_see_file(actor: Actor, part: Part, file: Row) -> bool:
    """Whether somebody who sees the case, or a part of it, sees this file, a row of `evidence_rows`."""
    if part is Part.OWN:
        return bool(file["of_kin"] == actor.person_id)
    if reads_health(actor) or (actor.roles & OFFICERS and file["kind"] not in HEALTH_PAPERS):
        return True
    if Role.INVESTIGATOR in actor.roles:
        return file["kind"] not in OF_APPRAISALS
    if actor.roles & OFFICERS:
        return False
    if Role.PLATFORM in actor.roles:
        return bool(file["by_org"] == actor.org)
    return actor.person_id is not None and bool(file["by_person"] == actor.person_id)


def may_see_kind(actor: Actor, kind: str, *, has_own: bool) -> bool:
    """Whether somebody learns that a kind of paper is needed or there at all; `has_own`: he sees a file of it.

    A platform learns nothing of treatment, appraisal and benefits from what a case needs.
    """
    if actor.roles & (OFFICERS | {Role.AUDITOR, Role.RIDER}):
        return True
    if Role.INVESTIGATOR in actor.roles:
        return kind not in OF_APPRAISALS
    return has_own


def may_hand_in(actor: Actor, claim: Row) -> bool:
    """Whether somebody who sees the case, or a part of it, may add to that; a case that went elsewhere takes nothing more."""
    return bool(actor.roles & HANDS_IN) and claim["state"] not in GONE


def may_mark(actor: Actor) -> bool:
    """Whether somebody may say of a file that it was checked."""
    return bool(actor.roles & MARKS)


def may_take_original(actor: Actor) -> bool:
    """Whether somebody may take out an original as it came, with all that a camera wrote into it."""
    return bool(actor.roles & TAKES_ORIGINALS)
