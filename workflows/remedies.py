"""Until when somebody can object: every recipient of a letter has periods of his own, counted from his own service.

The clocks of review and suit (T23, T28) are kept on the service record, those of a new appraisal (T17) on the appraisal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from claims.calendar import Period, Unit, due
from claims.rules import Rules
from claims.store.rows import Row
from claims.workdays import WorkingCalendar
from workflows import clockwork
from workflows.casefile import CaseFile
from workflows.recipients import PERSON, PLATFORM
from workflows.roles import Role
from workflows.situation import Situation

RECOVERY = ("recovery", "recovery_withdrawal", "monthly_set_off")
LETTERS_OF_MATTER: Mapping[str, tuple[str, ...]] = {
    "not_accepted": ("not_accepted",),
    "confirmation": ("confirmation", "non_confirmation", "revocation", "termination"),
    "award": ("award", "award_change", "death_advance", "benefit_stop", "benefit_end", *RECOVERY),
    "grade": ("appraisal_conclusion",),
}
SERVICE_CLOCKS: Mapping[str, str] = {"review": "T23", "suit": "T28"}
INACTION_LIMITS: Mapping[str, str] = {"review": "limits.inaction_review", "suit": "limits.administrative_suit"}
OWED_ACTS = ("T5", "T8", "T20", "T21")
DECISION_ACTS = ("T5", "T8")


def party_of(s: Situation) -> str:
    """Which side acts in this move: the platform, or the injured person and kin. The legal officer acts for neither."""
    return PLATFORM if s.role == Role.PLATFORM else PERSON


def reappraisal_last_day(file: CaseFile, appraisal: Row, party: str, served_on: date | None = None) -> date | None:
    """The last day on which `party` can ask for a new appraisal; None before the conclusion has been served on anybody.

    `served_on` tells one of the kin from another: each has the period that his own service began. A party that has not
    been served yet has the longest period that runs: its own is still to begin.
    """
    clocks = file.where("clock", lambda row: row["code"] == "T17" and row["subject"] == appraisal["id"])
    own = [clock for clock in clocks if clock["party"] == party and served_on in (None, clock["started_on"])]
    return max((clock["due_on"] for clock in own or clocks), default=None)


def disputed_service(s: Situation) -> Row | None:
    """The service of the letter that a dispute is about: the one named, or the latest fitting one on the party itself."""
    kinds = LETTERS_OF_MATTER.get(s.data["matter"], ())
    letters = {row["id"]: row for row in s.file.rows("letter") if row["kind"] in kinds}
    fitting = [row for row in s.file.rows("service") if row["letter_id"] in letters]
    named = s.data.get("service")
    if named:
        return next((row for row in fitting if row["id"] == named and _may_speak_for(s, row)), None)
    own = [row for row in fitting if s.role != Role.LEGAL and _may_speak_for(s, row)]
    return max(own, key=lambda row: (letters[row["letter_id"]]["dated_on"], _place(row)), default=None)


def contested_appraisal(file: CaseFile, service: Row) -> Row | None:
    """The appraisal whose conclusion was served."""
    return next((row for row in file.rows("appraisal") if row["letter_id"] == service["letter_id"]), None)


def _may_speak_for(s: Situation, service: Row) -> bool:
    return s.role == Role.LEGAL or service["recipient_kind"] == party_of(s)


def _place(row: Row) -> int:
    return int(str(row["id"]).rpartition("-")[2])


def overdue_acts(s: Situation) -> list[Row]:
    """The bureau's own running periods for deciding and paying that were over before the day of the move."""
    return [
        clock
        for code in OWED_ACTS
        for clock in clockwork.open_clocks(s.file, code)
        if clock["state"] == "running" and clock["due_on"] < s.occurred_on
    ]


def overdue_decisions(s: Situation) -> list[Row]:
    """Those of them that are for accepting and for deciding, in this order."""
    return [clock for clock in overdue_acts(s) if clock["code"] in DECISION_ACTS]


def refused_inaction_reviews(s: Situation) -> list[Row]:
    """The reviews of inaction on this case that the review organ has refused; then the court is open."""
    return refused_reviews(s.file.rows("dispute"))


def refused_reviews(disputes: Iterable[Row]) -> list[Row]:
    """Those of these disputes that are reviews of inaction which the review organ has refused."""
    refused = ("inaction", "review", "inadmissible")
    return [row for row in disputes if (row["matter"], row["route"], row["state"]) == refused]


def suit_after_refusal(refused: Sequence[Row], rules: Rules, calendar: WorkingCalendar) -> date:
    """The last day for suing after these reviews of inaction were refused (行政复议法第三十四条)."""
    day = max(row["decided_on"] for row in refused)
    return due(day, _period(rules, "limits.suit_after_review", day), calendar).on


def last_day_to_lodge(s: Situation) -> date | None:
    """The last day for the dispute of this move; None where no period of the bureau's own law runs (yet)."""
    matter, route = s.data["matter"], s.data["route"]
    if matter == "inaction":
        return _last_day_against_inaction(s, route)
    service = disputed_service(s)
    if service is None:
        return None
    if matter == "grade":
        appraisal = contested_appraisal(s.file, service)
        party, served_on = service["recipient_kind"], service["served_on"]
        return reappraisal_last_day(s.file, appraisal, party, served_on) if appraisal else None
    code = SERVICE_CLOCKS.get(route)
    clocks = s.file.where("clock", lambda row: row["code"] == code and row["subject"] == service["id"])
    return max((clock["due_on"] for clock in clocks), default=None)


def _last_day_against_inaction(s: Situation, route: str) -> date | None:
    refused = refused_inaction_reviews(s) if route == "suit" else []
    if refused:
        return suit_after_refusal(refused, s.rules, s.calendar)
    acts = overdue_acts(s)
    limit = INACTION_LIMITS.get(route)
    if not acts or limit is None:
        return None
    day = max(clock["due_on"] for clock in acts)
    return due(day, _period(s.rules, limit, day), s.calendar).on


def _period(rules: Rules, limit: str, day: date) -> Period:
    value = rules.at(limit, day)
    return Period(value.as_int(), Unit(value.unit))
