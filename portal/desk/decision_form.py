"""The form of a conclusion: its questions, and reading what was answered into what is put forward for approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from claims.digits import whole_number
from claims.errors import words
from portal.fields import Fields
from workflows.deciding import POSITIVE, Ground

CONFIRMED, REFUSED = "confirmed", "refused"
ADOPT, REJECT = "adopt", "reject"
VERDICTS = ((CONFIRMED, "予以确认"), (REFUSED, "不予确认"))
WEIGHED = (("", "不列入"), (ADOPT, "采信"), (REJECT, "不采信"))
PARTS_MAX, PARTS_SHOWN = 9, 2
CLAUSE = "；"
ANSWER = ("platform_answer", "platform_answered_on")
STOPS = "；;。 \n"


@dataclass(frozen=True, slots=True)
class Part:
    """An injured part as it stands in the form."""

    name: str = ""
    verdict: str = CONFIRMED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A paper as it stands in the form: whether it is adopted, and what it proves or why it is not."""

    kind: str
    name: str
    verdict: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What has been written so far, and for each place that must be put right the sentence that says so."""

    act: str
    case: str
    facts: str
    failing: str
    parts: tuple[Part, ...]
    weighed: tuple[Weighed, ...]
    more: str
    platform_answer: str = ""
    platform_answered_on: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def proposal(self) -> dict[str, Any]:
        """The data of the act, as its row in the table asks for them."""
        both = {"facts_found": self.facts, "evidence_weighed": CLAUSE.join(evidence_lines(self)), **self._answer}
        if self.act not in POSITIVE:
            return {"refusal": self.case, "failing": self.failing, **both}
        parts = [
            {"part": part.name, "verdict": part.verdict, **({"reason": part.reason} if part.reason else {})}
            for part in self.parts
            if part.name
        ]
        return {"criterion": self.case, "parts": parts, **both}

    @property
    def _answer(self) -> dict[str, str]:
        given = zip(ANSWER, (self.platform_answer, self.platform_answered_on), strict=True)
        return {name: value for name, value in given if value}

    @property
    def foreseen(self) -> dict[str, Any]:
        """The same for the preview: where nothing is written yet stands a gap, so that the letter can be seen all the while."""
        gap = words("decision_gap")
        shown = {name: value or gap for name, value in self.proposal.items()}
        return (
            {**shown, "parts": self.proposal["parts"] or [{"part": gap, "verdict": CONFIRMED}]}
            if "parts" in shown
            else shown
        )


def begun(ground: Ground, act: str, proposal: Mapping[str, Any] | None) -> Written:
    """The form to begin with: what the file tells, or what came back."""
    return with_faults(_begun(ground, act, proposal))


def _begun(ground: Ground, act: str, proposal: Mapping[str, Any] | None) -> Written:
    weighed = tuple(Weighed(kind, name) for kind, name in ground.papers)
    if proposal is None:
        case = next((one.code for one in ground.positive if one.code == ground.proposed), "")
        begun_with = Written(act, case, ground.facts, "", (Part(), Part()), weighed, "")
        return _on_the_answer(begun_with, ground, {})
    parts = tuple(
        Part(str(one.get("part", "")), str(one.get("verdict", CONFIRMED)), str(one.get("reason", "")))
        for one in proposal.get("parts", ())
    )
    back = Written(
        act=act,
        case=str(proposal.get("criterion") or proposal.get("refusal") or ""),
        facts=str(proposal.get("facts_found", "")),
        failing=str(proposal.get("failing", "")),
        parts=(*parts, Part()),
        weighed=weighed,
        more="\n".join(str(proposal.get("evidence_weighed", "")).split(CLAUSE)),
    )
    return _on_the_answer(back, ground, proposal)


def read_written(given: Fields, ground: Ground, acts: tuple[str, ...]) -> Written:
    """What a form says, with everything that is wrong with it."""
    act = given.get("act", "") if given.get("act", "") in acts else ""
    is_positive = act in POSITIVE
    cases = ground.positive if is_positive else ground.negative
    case = given.get("criterion" if is_positive else "refusal", "")
    written = Written(
        act=act,
        case=case if case in {one.code for one in cases} else "",
        facts=given.get("facts_found", "").strip(),
        failing=given.get("failing", "").strip(),
        parts=tuple(_part(given, place) for place in range(_count(given))),
        weighed=tuple(
            Weighed(kind, name, given.get(f"ev.{kind}", ""), _clause(given.get(f"evwhy.{kind}", "")))
            for kind, name in ground.papers
        ),
        more=given.get("evidence_more", "").strip(),
    )
    return with_faults(_on_the_answer(written, ground, {name: given.get(name, "") for name in ANSWER}))


def _on_the_answer(written: Written, ground: Ground, given: Mapping[str, Any]) -> Written:
    """The same with what was written of the platform's answer while that is how it stands, else with the sentence of now."""
    text, answered_on = (str(given.get(name) or "").strip() for name in ANSWER)
    stands = bool(text) and answered_on == ground.platform_answered_on and bool(ground.platform_answer)
    return replace(
        written,
        platform_answer=text if stands else ground.platform_answer,
        platform_answered_on=ground.platform_answered_on,
    )


def with_faults(written: Written) -> Written:
    """The same with everything that is wrong with it."""
    return replace(written, faults=_faults(written))


def _part(given: Fields, place: int) -> Part:
    verdict = given.get(f"verdict.{place}", CONFIRMED)
    return Part(
        given.get(f"part.{place}", "").strip(),
        REFUSED if verdict == REFUSED else CONFIRMED,
        given.get(f"partwhy.{place}", "").strip(),
    )


def _count(given: Fields) -> int:
    """How many parts the form has room for."""
    parts = whole_number(given.get("parts", ""))
    return PARTS_SHOWN if parts is None else min(PARTS_MAX, parts)


def _clause(text: str) -> str:
    return " ".join(text.split()).strip(STOPS)


def evidence_lines(written: Written) -> list[str]:
    """The evidence as the letter lists it."""
    found = [_weighed(one) for one in written.weighed if one.verdict in (ADOPT, REJECT)]
    return [*found, *(line.strip(STOPS) for line in written.more.splitlines() if line.strip(STOPS))]


def _weighed(one: Weighed) -> str:
    if one.verdict == REJECT:
        return words("evidence_rejected", paper=one.name, reason=one.told)
    if one.told:
        return words("evidence_adopted", paper=one.name, proves=one.told.removeprefix("证明"))
    return words("evidence_adopted_plain", paper=one.name)


def _faults(written: Written) -> dict[str, str]:
    if not written.act:
        return {"act": words("decision_no_conclusion")}
    found = _of_the_case(written)
    if not written.facts:
        found["facts_found"] = words("decision_no_facts")
    if not any(one.verdict == ADOPT for one in written.weighed) and not written.more:
        found["evidence_more"] = words("decision_no_evidence")
    for one in written.weighed:
        if one.verdict == REJECT and not one.told:
            found[f"evwhy.{one.kind}"] = words("decision_evidence_unreasoned", paper=one.name)
    return found


def _of_the_case(written: Written) -> dict[str, str]:
    """What is wrong with the case that is cited and what goes with it."""
    if written.act not in POSITIVE:
        found = {} if written.case else {"refusal": words("decision_no_refusal")}
        return found if written.failing else {**found, "failing": words("decision_no_failing")}
    found = {} if written.case else {"criterion": words("decision_no_case")}
    named = [part for part in written.parts if part.name]
    if not named:
        found["part.0"] = words("decision_no_part")
    elif all(part.verdict == REFUSED for part in named):
        found["part.0"] = words("decision_all_refused")
    for place, part in enumerate(written.parts):
        if part.name and part.verdict == REFUSED and not part.reason:
            found[f"partwhy.{place}"] = words("decision_part_unreasoned", part=part.name)
    return found
