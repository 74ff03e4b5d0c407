"""Guards of a dispute while the organ has it: answer, extension, stay, mediation, the bureau's new act, withdrawal."""

from __future__ import annotations

from claims.dispute_routes import ROUTE_NAMES, doors
from claims.store.rows import Row
from workflows import clockwork
from workflows.dispute_parties import ADMINISTRATIVE
from workflows.remedies import LETTERS_OF_MATTER, party_of
from workflows.review_silence import run_out, suspended_on
from workflows.situation import Facts, Situation

NO_PERIOD = "（没有在走的期限）"


def answer_overdue(s: Situation) -> Facts | None:
    """The bureau's period for answering is over."""
    return _over(s, ("T25", "T30"), "（没有在走的答复期限）")


def answer_not_missed_yet(s: Situation) -> Facts | None:
    """That the answer was missed is written down once an instance."""
    missed_on = s.subject["answer_missed_on"]
    return {"missed_on": missed_on} if missed_on is not None else None


def review_overdue(s: Situation) -> Facts | None:
    """The review organ's period is over, and it has not decided."""
    return _over(s, ("T26",), "（没有在走的复议期限）")


def _over(s: Situation, codes: tuple[str, ...], none: str) -> Facts | None:
    running = [clock for code in codes for clock in clockwork.open_clocks(s.file, code, s.subject_id)]
    if not running:
        return {"due": none}
    return None if running[0]["due_on"] < s.recorded_on else {"due": running[0]["due_on"]}


def ordinary_review(s: Situation) -> Facts | None:
    """Only a review in the ordinary procedure is extended (行政复议法第六十二条)."""
    return {} if s.subject["procedure"] == "simple" else None


def organ_period_running(s: Situation) -> Facts | None:
    """The organ's period for deciding runs and is not over."""
    return _in_time(s, _organ_clocks(s))


def organ_extends_once(s: Situation) -> Facts | None:
    """The organ's period is extended once."""
    return _once(s, _organ_clocks(s))


def review_not_suspended(s: Situation) -> Facts | None:
    """The review goes on."""
    begun = suspended_on(s.file, s.subject_id)
    return {"since": begun} if begun is not None else None


def review_suspended(s: Situation) -> Facts | None:
    """The review organ has suspended it."""
    return None if suspended_on(s.file, s.subject_id) is not None else {}


def _organ_clocks(s: Situation) -> list[Row]:
    """The organ's period; where it was taken to be over, that one: what it did in time may be told after it."""
    if s.subject["route"] != "review":
        return clockwork.open_clocks(s.file, "arbitration_award", s.subject_id)
    return clockwork.open_clocks(s.file, "T26", s.subject_id) or run_out(s.file, s.subject_id)


def _in_time(s: Situation, clocks: list[Row]) -> Facts | None:
    last_day = max((clock["due_on"] for clock in clocks), default=None)
    if last_day is None:
        return {"due": NO_PERIOD}
    return None if s.occurred_on <= last_day else {"due": last_day}


def _once(s: Situation, clocks: list[Row]) -> Facts | None:
    ids = {clock["id"] for clock in clocks}
    return {} if s.file.where("clock_extension", lambda row: row["clock_id"] in ids) else None


def no_stay_in_force(s: Situation) -> Facts | None:
    """No stay has been ordered in this dispute, or it has been lifted."""
    return {"since": s.subject["stay_from"]} if _stayed(s.subject) else None


def stay_in_force(s: Situation) -> Facts | None:
    """A stay has been ordered in this dispute and not been lifted."""
    return None if _stayed(s.subject) else {}


def _stayed(dispute: Row) -> bool:
    return dispute["stay_from"] is not None and dispute["stay_to"] is None


def mediation_is_a_stage(s: Situation) -> Facts | None:
    """A review, a suit or an arbitration pauses for mediation; one-stop mediation begins when it is accepted."""
    return {} if s.subject["route"] in ("mediation", "reappraisal") else None


def mediated_by_itself(s: Situation) -> Facts | None:
    """The dispute is a one-stop mediation, not a stage of another way."""
    return None if s.subject["route"] == "mediation" else {"route": ROUTE_NAMES[s.subject["route"]]}


def next_door_is_open(s: Situation) -> Facts | None:
    """The way that is named after a failed mediation is open for the matter."""
    way = doors(s.subject["matter"], s.rules, s.occurred_on)
    return None if s.data["next"] in way.routes else {"next": ROUTE_NAMES[s.data["next"]], "door": way.door}


def mediation_running(s: Situation) -> Facts | None:
    """The period for mediating runs and is not over."""
    return _in_time(s, clockwork.open_clocks(s.file, "mediation", s.subject_id))


def mediation_extends_once(s: Situation) -> Facts | None:
    """Mediation is extended once."""
    return _once(s, clockwork.open_clocks(s.file, "mediation", s.subject_id))


def came_from_lodged(s: Situation) -> Facts | None:
    """Mediation began before the organ had taken the dispute on."""
    return None if s.subject["back_to"] == "lodged" else {}


def came_from_open(s: Situation) -> Facts | None:
    """Mediation began while the dispute was being heard."""
    return None if s.subject["back_to"] == "open" else {}


def came_from_answered(s: Situation) -> Facts | None:
    """Mediation began after the bureau had answered, or it answered meanwhile."""
    return None if s.subject["back_to"] == "answered" else {}


def new_decision_is_later(s: Situation) -> Facts | None:
    """The new decision is a letter of this case that decides such a matter, issued after the dispute was lodged."""
    letter = s.file.find("letter", s.data["new_decision"])
    service = s.file.find("service", s.subject["service_id"]) if s.subject["service_id"] else None
    kinds = LETTERS_OF_MATTER.get(s.subject["matter"]) or [
        kind for known in LETTERS_OF_MATTER.values() for kind in known
    ]
    known = letter is not None and letter["kind"] in kinds and letter["dated_on"] >= s.subject["lodged_on"]
    another = letter is not None and (service is None or letter["id"] != service["letter_id"])
    return None if known and another else {"letter": s.data["new_decision"]}


def lodger_withdraws(s: Situation) -> Facts | None:
    """Only the side that lodged the dispute takes it back."""
    return None if s.subject["lodged_by"] == party_of(s) else {}


def act_was_changed(s: Situation) -> Facts | None:
    """The bureau has replaced its act during the dispute."""
    return None if s.subject["act_letter"] else {}


def nothing_decided_below(s: Situation) -> Facts | None:
    """Who takes an appeal back lets stand what was decided below: that is a decision of the court, not the end of it."""
    below = s.subject["outcome_below"]
    return {"below": below} if below is not None and s.subject["route"] in (*ADMINISTRATIVE, "civil") else None


def not_withdrawn_on_appraisal(s: Situation) -> Facts | None:
    """A new appraisal that has begun is taken back on the appraisal; the dispute follows."""
    appraisal = s.subject["appraisal_id"]
    return {"appraisal": appraisal} if appraisal is not None else None
