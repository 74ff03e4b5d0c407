"""Whether a platform gave in time the data that it was asked for in writing, and how a conclusion tells that it did not.

Nobody keeps silent who was not asked: only a notice that was served while the period ran counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.errors import words
from claims.period_words import chinese_day
from claims.rules import Rules
from claims.store.rows import Row
from notifications.kinds import letter_kind
from notifications.texts import law
from workflows.casefile import CaseFile
from workflows.clock_rules import OPEN

REQUEST, NOTICE = "data_request", "assistance"
ANSWERS = {"receive_data": "platform_gave_late", "answer_without_data": "platform_had_none_late"}


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A request whose last day passed: the served notice, that day, and the answer that came afterwards (None: none has)."""

    notice: Row
    due_on: date
    answer: Row | None

    @property
    def answered_on(self) -> date | None:
        """The day on which the answer came after all."""
        return self.answer["occurred_on"] if self.answer else None


def ran_out(clock: Row, today: date) -> bool:
    """Whether a period was let pass, whether or not the act followed."""
    return clock["state"] == "late" or bool(clock["state"] in OPEN and clock["due_on"] < today)


def unanswered(file: CaseFile, today: date) -> Unanswered | None:
    """The request to the case's platform that was not answered in time; None where it was, or waits, or was not served."""
    asked = file.where("clock", lambda clock: clock["code"] == REQUEST)
    notice = _notice(file)
    if not asked or notice is None or not ran_out(asked[-1], today):
        return None
    due_on = asked[-1]["due_on"]
    served = file.where("service", lambda row: row["letter_id"] == notice["id"] and row["state"] == "served")
    if not any(row["served_on"] <= due_on for row in served):
        return None
    closing = file.find("event", asked[-1]["closed_by"]) if asked[-1]["closed_by"] else None
    return Unanswered(notice, due_on, closing if closing and closing["trigger"] in ANSWERS else None)


def _notice(file: CaseFile) -> Row | None:
    """The latest notice that asks for data: one that went to an earlier platform asks nobody any more."""
    notices = file.where("letter", lambda row: row["kind"] == NOTICE and row["state"] != "voided")
    return max(notices, key=lambda row: (row["dated_on"], row["serial"]), default=None)


def told(rules: Rules, claim: Row, found: Unanswered) -> str:
    """The sentence of the conclusion: what was asked of whom and until when, that it was not given, and what follows."""
    source = rules.at("criteria.article.platform_silence", claim["accident_on"]).as_text()
    return words(
        "platform_asked",
        day=chinese_day(found.notice["dated_on"]),
        number=found.notice["number"],
        name=letter_kind(NOTICE).name,
        platform=claim["platform"],
        wanted=words("data_wanted"),
        due=chinese_day(found.due_on),
        answer=_answer(found.answer, platform=claim["platform"], law=law(source)),
    )


def _answer(answer: Row | None, **facts: str) -> str:
    if answer is None:
        return words("platform_silent", **facts)
    return words(ANSWERS[answer["trigger"]], day=chinese_day(answer["occurred_on"]), **facts)
