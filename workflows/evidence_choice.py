"""The kinds of papers that somebody is offered to hand in or to name: of a platform those that are a platform's to give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from claims.errors import BadInput, words
from claims.rules import Rules
from claims.store.rows import Row, select_one
from workflows.evidence_kinds import FROM_THE_INQUIRY, kinds_on
from workflows.evidence_list import REQUIRED
from workflows.evidence_sight import OF_APPRAISALS
from workflows.roles import Actor, Role
from workflows.transaction import Desk, reading

OF_DEATHS = ("death", "missing", "criterion_3")
DATA = "platform_data"
NOT_A_PLATFORMS = OF_APPRAISALS | (FROM_THE_INQUIRY.keys() - {DATA})


def kinds_for(desk: Desk, actor: Actor, claim_no: str) -> dict[str, str]:
    """The kinds that `actor` is offered when he hands files in on a case, with their names."""
    every = kinds_on(desk.rules, desk.today())
    if Role.PLATFORM not in actor.roles:
        return every
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=claim_no)
    return platform_kinds(every, desk.rules, desk.today(), claim)


def platform_kinds(every: Mapping[str, str], rules: Rules, day: date, claim: Row | None) -> dict[str, str]:
    """Those of `every` that a platform gives: nothing of the inquiry or the appraisal, and papers of a death where one is."""
    none_of = NOT_A_PLATFORMS if claim and is_of_death(claim) else NOT_A_PLATFORMS | only_of_deaths(rules, day)
    return {kind: name for kind, name in every.items() if kind not in none_of}


def require_offered(desk: Desk, actor: Actor, claim_no: str, kind: str) -> None:
    """Raises BadInput evidence_kind where a platform hands in what is not a platform's; a death it may know of before us."""
    if Role.PLATFORM in actor.roles and kind in NOT_A_PLATFORMS:
        raise BadInput("evidence_kind", kinds="、".join(kinds_for(desk, actor, claim_no).values()))


def application_papers(every: Mapping[str, str], rules: Rules, day: date) -> dict[str, str]:
    """Those of `every` that a platform may have to an application; what only a death needs comes last and says so."""
    known = {kind: name for kind, name in every.items() if kind not in NOT_A_PLATFORMS}
    of_death = only_of_deaths(rules, day)
    first = {kind: name for kind, name in known.items() if kind not in of_death}
    return first | {kind: words("evidence_of_death", name=known[kind]) for kind in known if kind in of_death}


def is_of_death(claim: Row) -> bool:
    """Whether a case is known to be one of a death, or of somebody missing."""
    return bool(claim["death_on"]) or claim["application_kind"] in OF_DEATHS


def only_of_deaths(rules: Rules, day: date) -> frozenset[str]:
    """The papers that are asked for where somebody died or is missing, and of an injured person not."""
    return frozenset(_listed(rules, day, OF_DEATHS)) - frozenset(_listed(rules, day, ("injury",)))


def _listed(rules: Rules, day: date, names: Collection[str]) -> Iterable[str]:
    found = (rules.find(f"{REQUIRED}.{name}", day) for name in names)
    return [str(kind) for value in found if value is not None for kind in value.as_list()]
