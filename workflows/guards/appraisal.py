"""Guards of the appraisal 劳动能力鉴定."""

from __future__ import annotations

import json

from claims.calendar import Period, Unit, due
from claims.store.rows import Row
from workflows import clockwork
from workflows.casefile import CaseFile
from workflows.guards.shared import CONFIRMED_STATES
from workflows.machines.claim_rows.states import STATES as CLAIM_STATES
from workflows.recipients import PERSON, PLATFORM
from workflows.remedies import party_of, reappraisal_last_day
from workflows.roles import Role
from workflows.situation import Facts, Situation

OPEN = ("requested", "supplementing", "examining", "paused")
STANDING = ("concluded", "served", "superseding", "final")
CONCLUDED = ("concluded", "served", "final")
REACHED = ("served", "final")
PANELS = (3, 5)
GRADES = range(11)


def decision_in_effect(s: Situation) -> Facts | None:
    """The confirmation has been served on the applicant and still stands."""
    state, effective_on = s.claim["state"], s.claim["effective_on"]
    if state not in CONFIRMED_STATES or effective_on is None or effective_on > s.occurred_on:
        return {"state": CLAIM_STATES.get(state, state), "effective_on": effective_on or "尚未送达"}
    return None


def injury_stable(s: Situation) -> Facts | None:
    """The injury is fairly stable (工伤保险条例第二十一条)."""
    return None if s.data["stable"] else {}


def one_appraisal_at_a_time(s: Situation) -> Facts | None:
    """No other appraisal of the case is under way."""
    under_way = s.file.where("appraisal", lambda row: row["state"] in OPEN)
    return {"appraisal": under_way[0]["id"]} if under_way else None


def first_conclusion_once(s: Situation) -> Facts | None:
    """An initial appraisal is made once; who disagrees asks for a redo, who has changed asks for a review."""
    if s.data["kind"] != "initial":
        return None
    standing = s.file.where("appraisal", lambda row: row["state"] in STANDING)
    return {"appraisal": standing[0]["id"]} if standing else None


def redo_through_appeal(s: Situation) -> Facts | None:
    """A redo is opened only by an appeal against a conclusion, and names it."""
    if s.data["kind"] != "redo":
        return None
    prior = s.file.find("appraisal", s.data.get("replaces", ""))
    return None if s.role == Role.SYSTEM and prior and prior["state"] == "superseding" else {}


def review_of_final_conclusion(s: Situation) -> Facts | None:
    """A review has a final conclusion to look at again, the one in force."""
    if s.data["kind"] != "review":
        return None
    prior = _in_force(s.file)
    right = prior is not None and s.data.get("replaces", prior["id"]) == prior["id"]
    return None if right else {"appraisal": prior["id"] if prior else "（没有已生效的结论）"}


def review_after_a_year(s: Situation) -> Facts | None:
    """A review waits until the period since the last conclusion has passed (工伤保险条例第二十八条)."""
    prior = _in_force(s.file)
    if s.data["kind"] != "review" or prior is None:
        return None
    concluded_on = prior["concluded_on"]
    value = s.rules.at("limits.appraisal_review", concluded_on)
    earliest = due(concluded_on, Period(value.as_int(), Unit(value.unit)), s.calendar, roll=False).on
    return None if s.occurred_on >= earliest else {"concluded_on": concluded_on, "earliest": earliest}


def _in_force(file: CaseFile) -> Row | None:
    final = file.where("appraisal", lambda row: row["state"] == "final")
    return max(final, key=lambda row: row["concluded_on"], default=None)


def appraisal_supplement_once(s: Situation) -> Facts | None:
    """Papers are asked for once."""
    return {} if s.subject["supplement_count"] else None


def panel_of_three_or_five(s: Situation) -> Facts | None:
    """The panel has three or five experts (工伤保险条例第二十五条)."""
    return None if s.data["panel_size"] in PANELS else {"panel_size": s.data["panel_size"]}


def panel_drawn(s: Situation) -> Facts | None:
    """The experts were drawn at random and nobody had to stand back."""
    return None if s.data["drawn"] else {}


def extend_once(s: Situation) -> Facts | None:
    """The period is extended once."""
    return {} if s.subject["extended"] else None


def before_due(s: Situation) -> Facts | None:
    """The period for the conclusion has not run out yet."""
    running = clockwork.open_clocks(s.file, "T15", s.subject_id)
    if not running:
        return {"due": "（没有在走的期限）"}
    return None if s.occurred_on <= running[0]["due_on"] else {"due": running[0]["due_on"]}


def panel_odd(s: Situation) -> Facts | None:
    """The panel that concludes was drawn, and its number is odd, so that it has a majority."""
    size = s.subject["panel_size"] or 0
    return None if size % 2 == 1 else {"panel_size": size}


def grade_in_range(s: Situation) -> Facts | None:
    """The grade is one of ten, or 0 for none."""
    return None if s.data["grade"] in GRADES else {"grade": s.data["grade"]}


def examined_after_request(s: Situation) -> Facts | None:
    """The person was examined after the request and not after the conclusion."""
    requested_on, examined_on = s.subject["requested_on"], s.data["examined_on"]
    right = requested_on <= examined_on <= s.occurred_on
    return None if right else {"requested_on": requested_on, "examined_on": examined_on}


def period_in_order(s: Situation) -> Facts | None:
    """The injury period is given whole or not at all, starts on the accident or later, and ends after it starts."""
    first, last = s.data.get("period_from"), s.data.get("period_to")
    if first is None and last is None:
        return None
    whole = first is not None and last is not None and s.claim["accident_on"] <= first <= last
    facts = {"period_from": first or "（空）", "period_to": last or "（空）", "accident_on": s.claim["accident_on"]}
    return None if whole else facts


def redo_names_city_paper(s: Situation) -> Facts | None:
    """A redo is concluded by the city's committee: the number of its paper is given."""
    return {} if s.subject["kind"] == "redo" and not s.data.get("city_number") else None


def conclusion_letter_served(s: Situation) -> Facts | None:
    """Every recipient of the conclusion's letter has been served, but for one whose place another has taken."""
    letter_id = s.subject["letter_id"]
    records = s.file.where("service", lambda row: row["letter_id"] == letter_id) if letter_id else []
    waiting = [row["recipient"] for row in records if row["state"] not in ("served", "replaced")]
    return None if records and not waiting else {"waiting": "、".join(waiting) or "（没有送达记录）"}


def no_reappraisal_in_time(s: Situation) -> Facts | None:
    """Every recipient's period for a new appraisal is over; a redo is final as it is (工伤保险条例第二十六条)."""
    if s.subject["kind"] == "redo":
        return None
    clocks = s.file.where("clock", lambda row: row["code"] == "T17" and row["subject"] == s.subject_id)
    if not clocks:
        return {"due": "（尚未起算）"}
    last_day = max(clock["due_on"] for clock in clocks)
    return None if last_day < s.recorded_on else {"due": last_day}


def reappraisal_in_time(s: Situation) -> Facts | None:
    """The party asks within its own period, or says why it could not."""
    if s.data.get("excuse"):
        return None
    last_day = reappraisal_last_day(s.file, s.subject, _appellant(s))
    if last_day is None:
        return {"due": "（结论尚未送达，期限还没有起算）"}
    return None if s.occurred_on <= last_day else {"due": last_day}


def _appellant(s: Situation) -> str:
    """Who asks: the party that acts, or the one whose dispute has the system ask."""
    return str(s.data.get("party") or PERSON) if s.role == Role.SYSTEM else party_of(s)


def redo_is_concluded(s: Situation) -> Facts | None:
    """The redo of this conclusion has been concluded and served."""
    return None if _successors(s, "redo", REACHED) else {}


def redo_not_concluded(s: Situation) -> Facts | None:
    """The redo has not come to a conclusion yet."""
    concluded = _successors(s, "redo", CONCLUDED)
    return {"appraisal": concluded[0]["id"]} if concluded else None


def appellant_withdraws(s: Situation) -> Facts | None:
    """Only the side that asked for the redo takes the request back."""
    appeals = [row for row in s.file.rows("event") if (row["subject"], row["trigger"]) == (s.subject_id, "appeal")]
    last = max(appeals, key=lambda row: row["seq"], default=None)
    asked_by = PERSON if last is None else PLATFORM if last["role"] == Role.PLATFORM else _named_party(last)
    return None if asked_by == party_of(s) else {}


def _named_party(appeal: Row) -> str:
    """The party of an appeal that the system made for a dispute."""
    by_system = appeal["role"] == Role.SYSTEM
    return str(json.loads(appeal["data"]).get("party", PERSON)) if by_system else PERSON


def review_is_concluded(s: Situation) -> Facts | None:
    """A review of this conclusion has been concluded and served."""
    return None if _successors(s, "review", REACHED) else {}


def _successors(s: Situation, kind: str, states: tuple[str, ...]) -> list[Row]:
    return s.file.where(
        "appraisal",
        lambda row: (row["kind"], row["replaces"]) == (kind, s.subject_id) and row["state"] in states,
    )
