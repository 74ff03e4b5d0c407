"""What a letter says: the facts of the case at the moment of the move, taken once and kept.

One pool of facts is built from the case, the rules and the move; each kind of letter takes what it needs out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from claims.store.rows import Row
from notifications.kinds import LetterKind
from workflows import letterfacts as facts_of
from workflows import letterwords
from workflows.citations import legal_basis
from workflows.letter_organ import organ_name
from workflows.recipients import PLATFORM
from workflows.situation import Situation


def snapshot(
    situations: Sequence[Situation], letter: Row, kind: LetterKind, extra: Mapping[str, Any]
) -> dict[str, object]:
    """The facts for one letter of `kind` that speaks of the subjects of `situations`."""
    s = situations[0]
    pool: dict[str, object] = _common(s, letter, kind)
    for group, names in GROUPS:
        if kind.fact_names & names:
            pool.update(group(s))
    pool.update(facts_of.money(situations))
    pool.update(facts_of.own(s))
    pool.update(letterwords.about(s, kind.code))
    pool.update(extra)
    return kind.pick(pool)


# A group of facts is asked for only where the letter can use one of them: some of them cost a query.
GROUPS: tuple[tuple[Callable[[Situation], dict[str, object]], frozenset[str]], ...] = (
    (facts_of.case, facts_of.CASE),
    (facts_of.scene, facts_of.SCENE),
    (facts_of.decision, facts_of.DECISION),
    (facts_of.clocks, facts_of.CLOCKS),
    (facts_of.remedies, facts_of.REMEDIES),
    (facts_of.appraisal, facts_of.APPRAISAL),
)


def _common(s: Situation, letter: Row, kind: LetterKind) -> dict[str, object]:
    person = facts_of.person(s, s.claim["person_id"])
    copies = [s.claim["platform"]] if any(copy.to == PLATFORM for copy in kind.copies) else None
    only_platform = all(copy.to == PLATFORM for copy in kind.copies) and bool(kind.copies)
    return {
        "organ": organ_name(s.rules, kind, letter["dated_on"]),
        "addressee": s.claim["platform"] if only_platform else _addressee(s),
        "dated_on": letter["dated_on"],
        "claim_no": s.file.no,
        "person_name": person["name"],
        "synthetic": bool(person["synthetic"]),
        "copies_to": None if only_platform else copies,
        "contact": s.rules.at("letters.bureau.phone", letter["dated_on"]).as_text(),
        "legal_basis": legal_basis(s),
        "verify_at": s.rules.at("letters.verify_at", letter["dated_on"]).as_text(),
        "verify_code": letter["verify_code"],
    }


def _addressee(s: Situation) -> str:
    to = s.subject.get("beneficiary") or s.claim["claimant_id"]
    return str(facts_of.person(s, to)["name"])
