"""What the facts of an accident point to: the cases of the law, an exclusion, or a person's judgement. People decide.

What the person was doing chooses the items to look at; each says yes, no, or "a person must look".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from claims.criteria import criteria, exclusions
from claims.errors import words
from claims.rules import Rules


class Circumstance(StrEnum):
    """What the person was doing when hurt."""

    SERVICE = "service"
    TO_PLATFORM_DUTY = "to_platform_duty"
    RETURNING_HOME = "returning_home"
    PUBLIC_INTEREST = "public_interest"
    OLD_WOUND = "old_wound"
    OTHER_LAW = "other_law"


class Harm(StrEnum):
    """What happened to the person."""

    ACCIDENT = "accident"
    VIOLENCE = "violence"
    MISSING = "missing"
    ILLNESS = "illness"


class Traffic(StrEnum):
    """Whether it was a traffic accident, and of which sort."""

    NONE = "none"
    ROAD = "road"
    RAIL_OR_FERRY = "rail_or_ferry"


class Fault(StrEnum):
    """The person's own share in a traffic accident, as the police paper states it."""

    NONE = "none"
    MINOR = "minor"
    EQUAL = "equal"
    MAIN = "main"
    FULL = "full"
    UNKNOWN = "unknown"


class Exclusion(StrEnum):
    """What caused the casualty, where it excludes confirmation; the order is that of the items."""

    CRIME = "crime"
    INTOXICATION = "intoxication"
    SELF_HARM = "self_harm"


@dataclass(frozen=True, slots=True)
class AccidentFacts:
    """What was found out. `minutes_since_completion` counts from the last completed order (None: unknown or no order);
    `minutes_to_death` from the first medical record (0: died at once; None: not known)."""

    accident_date: date
    circumstance: Circumstance = Circumstance.SERVICE
    harm: Harm = Harm.ACCIDENT
    order_active: bool = False
    waiting: bool = False
    minutes_since_completion: int | None = None
    traffic: Traffic = Traffic.NONE
    fault: Fault = Fault.UNKNOWN
    died: bool = False
    minutes_to_death: int | None = None
    excluded: tuple[Exclusion, ...] = ()


class Outcome(StrEnum):
    """What the facts point to: one or more cases, a person's judgement, no case, or an exclusion."""

    CANDIDATES = "candidates"
    HUMAN_REVIEW = "human_review"
    NONE = "none"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The outcome, the codes it rests on (a decision cites exactly one) and the reasons in Chinese."""

    outcome: Outcome
    codes: tuple[str, ...]
    reasons: tuple[str, ...]


_MINUTES_PER_HOUR = 60
_NO_ITEM = 0


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: Outcome
    item: int
    reason: str


def propose(facts: AccidentFacts, rules: Rules) -> Proposal:
    """The cases the facts point to. Raises RuleMissing for an accident before the pilot."""
    if facts.excluded:
        return _excluded(facts, rules)
    verdicts = _weigh(facts, rules)
    for outcome in (Outcome.CANDIDATES, Outcome.HUMAN_REVIEW):
        hits = [verdict for verdict in verdicts if verdict.outcome is outcome]
        if hits:
            cases = criteria(facts.accident_date, rules)
            return Proposal(outcome, tuple(cases[hit.item - 1].code for hit in hits), tuple(hit.reason for hit in hits))
    return Proposal(Outcome.NONE, (), tuple(verdict.reason for verdict in verdicts))


def _excluded(facts: AccidentFacts, rules: Rules) -> Proposal:
    by_kind = zip(Exclusion, exclusions(facts.accident_date, rules), strict=True)
    hits = [entry for kind, entry in by_kind if kind in facts.excluded]
    reasons = tuple(words("criterion_excluded", label=hit.label, citation=hit.citation) for hit in hits)
    return Proposal(Outcome.EXCLUDED, tuple(hit.code for hit in hits), reasons)


def _weigh(facts: AccidentFacts, rules: Rules) -> list[_Verdict]:
    match facts.circumstance:
        case Circumstance.SERVICE:
            return [_service(facts, rules)]
        case Circumstance.TO_PLATFORM_DUTY | Circumstance.RETURNING_HOME:
            return [_commuting(facts), _service(facts, rules)]
        case Circumstance.PUBLIC_INTEREST:
            return [_yes(4)]
        case Circumstance.OLD_WOUND:
            return [_yes(5)]
        case Circumstance.OTHER_LAW:
            return [_ask(6, "criterion_other_law")]


def _yes(item: int) -> _Verdict:
    return _Verdict(Outcome.CANDIDATES, item, words(f"criterion_item_{item}"))


def _no(code: str, **known: object) -> _Verdict:
    return _Verdict(Outcome.NONE, _NO_ITEM, words(code, **known))


def _ask(item: int, code: str, **known: object) -> _Verdict:
    return _Verdict(Outcome.HUMAN_REVIEW, item, words(code, **known))


def _service(facts: AccidentFacts, rules: Rules) -> _Verdict:
    """Items (一) and (三): only while an order is being executed; own traffic fault does not matter."""
    item = 3 if facts.harm is Harm.ILLNESS else 1
    illness = _illness(facts, rules) if facts.harm is Harm.ILLNESS else None
    if illness is not None and illness.outcome is Outcome.NONE:
        return illness
    if facts.order_active:
        return illness or _yes(item)
    tail_minutes = rules.at("criteria.tail_minutes", facts.accident_date).as_int()
    since = facts.minutes_since_completion
    if since is not None and since <= tail_minutes and tail_minutes > 0:
        return _ask(item, "criterion_tail", minutes=since, tail_minutes=tail_minutes)
    if facts.waiting:
        return _ask(item, "criterion_waiting")
    return _no("criterion_no_order")


def _illness(facts: AccidentFacts, rules: Rules) -> _Verdict:
    hours = rules.at("criteria.sudden_illness_hours", facts.accident_date).as_int()
    if not facts.died:
        return _no("criterion_illness_alive")
    if facts.minutes_to_death is None:
        return _ask(3, "criterion_death_time_unknown", hours=hours)
    if facts.minutes_to_death > hours * _MINUTES_PER_HOUR:
        return _no("criterion_illness_late", hours=hours)
    return _yes(3)


def _commuting(facts: AccidentFacts) -> _Verdict:
    """Item (二): on the way only, a traffic accident not mainly one's own fault, or rail and ferry."""
    if facts.harm is not Harm.ACCIDENT or facts.traffic is Traffic.NONE:
        return _no("criterion_commuting_no_traffic")
    if facts.fault in (Fault.NONE, Fault.MINOR, Fault.EQUAL):
        return _yes(2)
    if facts.traffic is Traffic.RAIL_OR_FERRY:
        return _ask(2, "criterion_rail_main_fault") if facts.fault in (Fault.MAIN, Fault.FULL) else _yes(2)
    return _ask(2, "criterion_fault_unknown") if facts.fault is Fault.UNKNOWN else _no("criterion_main_fault")
