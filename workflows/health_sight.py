"""Who reads what an injured person was found to have: one table of posts, asked by letters, approvals, files and unmasking.

Another post reads of a letter the copy that its parties get, which is made without health, and of a draft and of the papers
of a case all but what tells of it. A cashier needs a name and an account, and no diagnosis (machines.md D2 and D3).
"""

from __future__ import annotations

from claims.errors import Refused
from notifications.kinds import LetterKind, Variant
from workflows.recipients import has_party_copy
from workflows.roles import ROLE_NAMES, Actor, Role

OF_THE_INJURY = frozenset({Role.INTAKE, Role.REVIEWER, Role.APPROVER, Role.APPRAISAL, Role.LEGAL, Role.AUDITOR})
HEALTH_PAPERS = frozenset({"diagnosis", "medical_record", "appraisal_form", "rescue_record", "death_certificate"})
HEALTH_FIELDS = frozenset({"parts", "wrong", "right", "diagnosis", "injury", "opinion"})  # of what is put forward


def reads_health(actor: Actor) -> bool:
    """Whether somebody, in any post that he holds, reads what was found of the injury."""
    return bool(actor.roles & OF_THE_INJURY)


def reads_report(actor: Actor) -> bool:
    """Whether somebody reads how it happened as it was told: who reads of the injury, and the insurer's investigator, who is
    given single cases to find out just that.
    """
    return reads_health(actor) or Role.INVESTIGATOR in actor.roles


def tells_of_health(kind: LetterKind) -> bool:
    """Whether the full copy of such letters tells what no party but the person may know."""
    return has_party_copy(kind) and any(fact.private for fact in (*kind.facts, *kind.optional))


def copy_read(actor: Actor, kind: LetterKind) -> Variant:
    """The copy of a letter that an officer reads: the full one, but for whose post needs no health."""
    return Variant.PARTY if tells_of_health(kind) and not reads_health(actor) else Variant.FULL


def require_copy(actor: Actor, kind: LetterKind, variant: str) -> None:
    """Raises Refused (copy_tells_health) where this copy is not for the posts of the actor."""
    if variant == Variant.FULL and copy_read(actor, kind) is not Variant.FULL:
        raise Refused("copy_tells_health", roles="、".join(ROLE_NAMES[role] for role in sorted(OF_THE_INJURY)))
