"""The kinds of papers: those that may be asked for, each with its legal basis, and what else somebody hands in."""

from __future__ import annotations

from datetime import date

from claims.errors import BadInput, words
from claims.rules import Rules
from workflows.sight import Part

PAPERS = "papers"
OTHER = "other"  # what nobody may ask for and anybody may hand in
FROM_THE_INQUIRY = {
    "platform_data": "平台企业提供的数据",
    "platform_no_data": "平台企业没有数据的答复",
    "evidence": "调查证据",
    "interview": "询问笔录",
}
OF_A_PART = ("kin_proof", "id_card", "social_card", OTHER)  # who a survivor is, and where his money goes


def kinds_on(rules: Rules, day: date, part: Part = Part.WHOLE) -> dict[str, str]:
    """The kinds that may be handed in on a day, on a case or on a survivor's part of it, with their names; 其他材料 last."""
    known = {key.partition(".")[2]: value.label for key, value in rules.table(PAPERS, day).items()}
    every = {**known, **FROM_THE_INQUIRY, OTHER: words("evidence_other")}
    return every if part is Part.WHOLE else {kind: every[kind] for kind in OF_A_PART if kind in every}


def kinds_of_person(rules: Rules, day: date, part: Part) -> dict[str, str]:
    """What an injured person or kin hand in: of these kinds, without what only an inquiry brings forth."""
    return {kind: name for kind, name in kinds_on(rules, day, part).items() if kind not in FROM_THE_INQUIRY}


def kind_name(rules: Rules, kind: str) -> str:
    """The name of a kind, also of one that may no longer be asked for."""
    if kind == OTHER:
        return words("evidence_other")
    known = rules.history(f"{PAPERS}.{kind}")
    return known[0].label if known else FROM_THE_INQUIRY.get(kind, kind)


def legal_basis(rules: Rules, kind: str, day: date) -> str:
    """On which article a paper of this kind may be asked for on a day; empty where there is none."""
    value = rules.find(f"{PAPERS}.{kind}", day)
    return "" if value is None else value.as_text()


def require_kind(rules: Rules, kind: str, day: date, part: Part) -> None:
    """Raises BadInput evidence_kind, which lists the kinds that there are."""
    known = kinds_on(rules, day, part)
    was_known = part is Part.WHOLE and bool(rules.history(f"{PAPERS}.{kind}"))
    if kind not in known and not was_known:
        raise BadInput("evidence_kind", kinds="、".join(f"{code} {name}" for code, name in known.items()))
