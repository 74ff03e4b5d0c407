"""The facts of a case as messages name them (`notifications/messages/facts.py`); each is asked for only where a kind uses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from claims.rules import Rules
from notifications.messages.kinds import MessageKind
from workflows.clock_rules import CLOCK_RULES
from workflows.clockwork import period_of
from workflows.situation import Situation

NAMES_CHARACTERS_MAX = 18  # one number; more would make it two SMS


def bureau_phone(rules: Rules, day: date) -> str:
    """The telephone that a recipient may call from anywhere, with its area code."""
    area, number = (rules.at(f"letters.bureau.{name}", day).as_text() for name in ("phone_area", "phone"))
    return f"{area}-{number}"


def bureau_name(rules: Rules, day: date) -> str:
    """The short name by which the bureau signs messages."""
    return rules.at("letters.bureau.short_name", day).as_text()


def served_together(s: Situation) -> str:
    """The letters served electronically on this recipient on this day: their numbers, of many only how many they are."""
    own = (s.subject["recipient"], "electronic", s.subject["served_on"])
    served = s.file.where("service", lambda row: (row["recipient"], row["method"], row["served_on"]) == own)
    letters = {row["letter_id"] for row in served if row["state"] == "served"}
    numbers = [row["number"] for row in s.file.rows("letter") if row["id"] in letters and row["number"]]
    named = "、".join(numbers)
    short = len(numbers) == len(letters) and len(named) <= NAMES_CHARACTERS_MAX
    return named if short else f"{len(letters)}份文书"


def facts_of_move(s: Situation, kind: MessageKind) -> Mapping[str, object]:
    """The facts that `kind` uses, taken from the case after the move of `s`."""
    return {name: FACTS_OF_MOVES[name](s) for name in sorted(kind.facts)}


def _due(code: str) -> Callable[[Situation], str | None]:
    def due_on(s: Situation) -> str | None:
        running = [row for row in s.file.rows("clock") if row["code"] == code and row["state"] == "running"]
        return running[-1]["due_on"].isoformat() if running else None

    return due_on


def _from_service(code: str) -> Callable[[Situation], str]:
    def days(s: Situation) -> str:
        return str(period_of(CLOCK_RULES[code], s.rules, s.occurred_on, s.claim["accident_on"]))

    return days


FACTS_OF_MOVES: Mapping[str, Callable[[Situation], object]] = {
    "claim_no": lambda s: s.file.no,
    "phone": lambda s: bureau_phone(s.rules, s.recorded_on),
    "bureau": lambda s: bureau_name(s.rules, s.recorded_on),
    "letters": served_together,
    "surviving_claim_no": lambda s: s.claim["merged_into"],
    "apply_by": _due("T3"),
    "platform_apply_by": _due("T2"),
    "decide_by": _due("T8"),
    "reply_by": _due("data_request"),
    "papers_by": _due("appraisal_papers"),
    "days": _from_service("T7"),
    "examine_at": lambda s: s.data["examine_at"],
    "examine_place": lambda s: s.data["examine_place"],
}
