"""What a letter says: the facts of the case at the moment of the move, taken once and kept.

One pool of facts is built from the case, the rules and the move; each kind of letter takes what it needs out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.store.rows import Row
from notifications.kinds import Issuer, LetterKind
from workflows import letterfacts as facts_of
from workflows import letterwords
from workflows.situation import Situation


def snapshot(
    situations: Sequence[Situation], letter: Row, kind: LetterKind, extra: Mapping[str, Any]
) -> dict[str, object]:
    """The facts for one letter of `kind` that speaks of the subjects of `situations`."""
    s = situations[0]
    pool: dict[str, object] = {
        **_common(s, letter, kind),
        **facts_of.case(s),
        **facts_of.decision(s),
        **facts_of.clocks(s),
        **facts_of.remedies(s),
        **facts_of.appraisal(s),
        **facts_of.money(situations),
        **facts_of.own(s),
        **letterwords.about(s, kind.code),
        **extra,
    }
    return kind.pick(pool)


def _common(s: Situation, letter: Row, kind: LetterKind) -> dict[str, object]:
    committee = kind.issuer is Issuer.COMMITTEE
    organ = "letters.bureau.appraisal_committee" if committee else "letters.bureau.name"
    person = facts_of.person(s, s.claim["person_id"])
    copies = [s.claim["platform"]] if any(copy.to == "platform" for copy in kind.copies) else None
    only_platform = all(copy.to == "platform" for copy in kind.copies) and bool(kind.copies)
    return {
        "organ": s.rules.at(organ, letter["dated_on"]).as_text(),
        "addressee": s.claim["platform"] if only_platform else _addressee(s),
        "dated_on": letter["dated_on"],
        "claim_no": s.file.no,
        "person_name": person["name"],
        "synthetic": bool(person["synthetic"]),
        "copies_to": None if only_platform else copies,
        "contact": s.rules.at("letters.bureau.phone", letter["dated_on"]).as_text(),
        "legal_basis": [part.strip() for part in s.move.basis.split("；")],
    }


def _addressee(s: Situation) -> str:
    to = s.subject.get("beneficiary") or s.claim["claimant_id"]
    return str(facts_of.person(s, to)["name"])
