"""The coverage gate: is this accident inside the pilot, and if not, why, and which other way leads on.

Checked in order: one route only; express couriers and people in 工伤保险 or with signs of a labour relation (shown the
工伤 way, never refused); province, platform and industry by the lists of the accident's day; the state of the order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from claims.criteria import criteria
from claims.errors import BadInput, grounds, words
from claims.rules import Rules, Value


class Route(StrEnum):
    """Where the person is pointed to."""

    PILOT = "pilot"
    HUMAN_REVIEW = "human_review"
    WORK_INJURY = "work_injury"
    LABOUR_RELATION = "labour_relation"
    CIVIL_OR_INSURANCE = "civil_or_insurance"


# The grounds of a 不予受理; every other answer opens the gate or shows the way to the other line.
REFUSALS = (
    "province_not_listed",
    "platform_not_listed",
    "industry_not_listed",
    "not_covered_at_date",
    "no_active_order",
)
_OTHER_ROUTES: Mapping[Route, tuple[str, ...]] = {
    Route.PILOT: (),
    Route.HUMAN_REVIEW: (),
    Route.WORK_INJURY: ("work_injury", "labour_relation"),
    Route.LABOUR_RELATION: ("labour_relation", "work_injury"),
    Route.CIVIL_OR_INSURANCE: ("work_injury", "civil", "insurance"),
}


class Line(StrEnum):
    """The two lines between which a person chooses once for one accident: 职业伤害 and 工伤."""

    PILOT = "pilot"
    WORK_INJURY = "work_injury"


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """What the gate is asked. `province` is where the order was taken; `order_state` that at the accident
    (none, accepted, picked_up, delivering, completed, waiting, commuting); `criterion` the case thought of, if any;
    `other_case` names an open or decided 工伤 case of the same accident; `platform_entered_on` is the day the platform
    joined here, where the register has one."""

    accident_date: date
    province: str
    platform: str
    industry: str
    order_state: str
    criterion: str = ""
    minutes_since_completion: int | None = None
    platform_entered_on: date | None = None
    work_injury_enrolled: bool = False
    labour_relation_signs: bool = False
    express_courier: bool = False
    other_case: str = ""


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """Whether the gate is open, why (Chinese, fit for a letter), and where else to go; `unconfirmed` where a list is 待核.

    `grounds` is the reason without what an officer has to do about it, for everybody else.
    """

    covered: bool
    reason_code: str
    reason: str
    route: Route
    sources: tuple[str, ...]
    other_routes: tuple[str, ...]
    unconfirmed: bool
    grounds: str

    @property
    def refusal(self) -> bool:
        """True for a lawful no (不予受理); False where the gate is open or the case moves to the 工伤 line."""
        return self.reason_code in REFUSALS


@dataclass(frozen=True, slots=True)
class _Finding:
    code: str
    route: Route
    values: tuple[Value, ...]
    covered: bool
    facts: dict[str, object]

    def spoken(self, accident_date: date, rules: Rules) -> CoverageAnswer:
        return CoverageAnswer(
            covered=self.covered,
            reason_code=self.code,
            reason=words(f"coverage_{self.code}", **self.facts),
            route=self.route,
            sources=tuple(value.source for value in self.values),
            other_routes=other_routes(self.route, accident_date, rules),
            unconfirmed=any(value.unconfirmed for value in self.values),
            grounds=grounds(f"coverage_{self.code}", **self.facts),
        )


_Check = Callable[[CoverageQuestion, Rules], _Finding | None]


def gate(question: CoverageQuestion, rules: Rules) -> CoverageAnswer:
    """The first answer the checks give; covered when none objects.

    Raises BadInput for an order state no list knows, RuleMissing for a list that is not loaded.
    """
    _check_order_state(question, rules)
    findings = (check(question, rules) for check in _CHECKS)
    finding = next((finding for finding in findings if finding is not None), None) or _covered(question, rules)
    return finding.spoken(question.accident_date, rules)


def industry_of(platform: str, day: date, rules: Rules) -> str:
    """The main industry of a platform on a day, by whatever name it goes; empty where no list has it."""
    industries, known_as = (rules.find(f"coverage.{name}", day) for name in ("platform_industries", "platform_aliases"))
    name = known_as.as_record().get(platform, platform) if known_as else platform
    return str(industries.as_record().get(str(name), "")) if industries else ""


def platforms_listed(rules: Rules) -> tuple[str, ...]:
    """Every platform and express company that a list of any day names."""
    return _every_name("platforms", rules) + _every_name("express_companies", rules)


def industries_listed(rules: Rules) -> tuple[str, ...]:
    """Every industry that a list of any day names, also by its other names."""
    return _every_name("industries", rules) + _every_name("industry_aliases", rules)


def _every_name(name: str, rules: Rules) -> tuple[str, ...]:
    values = [value.value for value in rules.history(f"coverage.{name}")]
    return tuple(dict.fromkeys(str(one) for value in values if isinstance(value, list | dict | tuple) for one in value))


def route_conflict(applying_for: Line, other_case: str, accident_date: date, rules: Rules) -> CoverageAnswer | None:
    """The block when the other line is open or decided for the same accident, None when it is free.

    Applies to both lines alike: a pilot application against a 工伤 case, a 工伤 application against a pilot case.
    """
    finding = _conflict(applying_for, other_case, accident_date, rules)
    return finding.spoken(accident_date, rules) if finding else None


def other_routes(route: Route, accident_date: date, rules: Rules) -> tuple[str, ...]:
    """The other ways that `route` leaves open, as sentences for a letter with their time limits."""
    facts = {
        "unit_days": rules.at("limits.gongshang_unit_application", accident_date).as_int(),
        "person_years": rules.at("limits.gongshang_application", accident_date).as_int(),
        "arbitration_years": rules.at("limits.arbitration_filing", accident_date).as_int(),
    }
    return tuple(words(f"other_route_{name}", **facts) for name in _OTHER_ROUTES[route])


def _finding(code: str, route: Route, *values: Value, covered: bool = False, **facts: object) -> _Finding:
    return _Finding(code, route, values, covered, facts)


def _covered(question: CoverageQuestion, rules: Rules) -> _Finding:
    lists = (rules.at(f"coverage.{name}", question.accident_date) for name in ("provinces", "platforms", "industries"))
    return _finding("covered", Route.PILOT, *lists, covered=True)


def _conflict(applying_for: Line, other_case: str, accident_date: date, rules: Rules) -> _Finding | None:
    if not other_case:
        return None
    rule = rules.at("coverage.one_route", accident_date)
    code, route = _CONFLICTS[applying_for]
    return _finding(code, route, rule, other_case=other_case, rule=rule.as_text())


def _one_route(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    return _conflict(Line.PILOT, question.other_case, question.accident_date, rules)


def _express(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    companies = rules.at("coverage.express_companies", question.accident_date)
    if question.express_courier or question.platform in companies.as_list():
        return _finding("express_courier", Route.WORK_INJURY, companies, platform=question.platform)
    return None


def _enrolled(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    scope = rules.at("coverage.scope", question.accident_date)
    return _finding("work_injury_enrolled", Route.WORK_INJURY, scope) if question.work_injury_enrolled else None


def _labour_relation(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    scope = rules.at("coverage.scope", question.accident_date)
    return _finding("labour_relation_signs", Route.LABOUR_RELATION, scope) if question.labour_relation_signs else None


def _province(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    return _listed("provinces", question.province, "province_not_listed", question, rules)


def _platform(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    aliases = rules.at("coverage.platform_aliases", question.accident_date).as_record()
    name = str(aliases.get(question.platform, question.platform))
    answer = _listed("platforms", name, "platform_not_listed", question, rules)
    entered = question.platform_entered_on
    if answer is None and entered is not None and question.accident_date < entered:
        platforms = rules.at("coverage.platforms", question.accident_date)
        return _too_early(question.platform, entered, question.accident_date, platforms)
    return answer


def _industry(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    aliases = rules.at("coverage.industry_aliases", question.accident_date).as_record()
    name = str(aliases.get(question.industry, question.industry))
    return _listed("industries", name, "industry_not_listed", question, rules)


def _order(question: CoverageQuestion, rules: Rules) -> _Finding | None:
    day, state = question.accident_date, question.order_state
    if any(case.code == question.criterion and not case.needs_order_active for case in criteria(day, rules)):
        return None
    active, commuting, review = (
        rules.at(f"coverage.order_states.{name}", day) for name in ("active", "commuting", "review")
    )
    if state in active.as_list() or state in commuting.as_list():
        return None
    if state in review.as_list():
        code = "order_waiting" if state == "waiting" else "order_unclear"
        return _finding(code, Route.HUMAN_REVIEW, review, covered=True)
    tail = rules.at("criteria.tail_minutes", day)
    since = question.minutes_since_completion
    if state == "completed" and tail.as_int() > 0 and (since is None or since <= tail.as_int()):
        return _finding("order_just_completed", Route.HUMAN_REVIEW, tail, covered=True, tail_minutes=tail.as_int())
    return _finding("no_active_order", Route.CIVIL_OR_INSURANCE, active)


def _check_order_state(question: CoverageQuestion, rules: Rules) -> None:
    """A misspelt state must not become a refusal."""
    lists = rules.table("coverage.order_states", question.accident_date).values()
    known = [str(state) for value in lists for state in value.as_list()]
    if question.order_state not in known:
        raise BadInput("order_state_unknown", state=question.order_state, known="、".join(known))


def _listed(name: str, entry: str, code: str, question: CoverageQuestion, rules: Rules) -> _Finding | None:
    """None when `entry` is on the list of the day; else a refusal that says from when it is, if it ever is."""
    day = question.accident_date
    lists = rules.history(f"coverage.{name}")
    today = next((value for value in lists if value.covers(day)), None)
    if today is not None and entry in today.as_list():
        return None
    later = [value for value in lists if value.effective_from > day and entry in value.as_list()]
    if later:
        first = min(later, key=lambda value: value.effective_from)
        return _too_early(entry, first.effective_from, day, first)
    return _finding(code, Route.CIVIL_OR_INSURANCE, today or lists[0], entry=entry, day=day)


def _too_early(entry: str, since: date, day: date, *values: Value) -> _Finding:
    return _finding("not_covered_at_date", Route.CIVIL_OR_INSURANCE, *values, entry=entry, since=since, day=day)


_CONFLICTS: Mapping[Line, tuple[str, Route]] = {
    Line.PILOT: ("route_conflict", Route.WORK_INJURY),
    Line.WORK_INJURY: ("route_conflict_work_injury", Route.PILOT),
}
_CHECKS: tuple[_Check, ...] = (
    _one_route,
    _express,
    _enrolled,
    _labour_relation,
    _province,
    _platform,
    _industry,
    _order,
)
