"""Guards of a dispute's beginning: which way, about whose letter, in whose time, and what the organ does with it."""

from __future__ import annotations

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES, doors
from claims.store.rows import Row
from notifications.kinds import LETTER_KINDS
from workflows import clockwork
from workflows.dispute_parties import ADMINISTRATIVE
from workflows.machines.appraisal import STATES as APPRAISAL_STATES
from workflows.machines.dispute_rows.states import LIVE
from workflows.remedies import (
    LETTERS_OF_MATTER,
    contested_appraisal,
    disputed_service,
    last_day_to_lodge,
    overdue_acts,
    party_of,
    refused_inaction_reviews,
)
from workflows.situation import Facts, Situation

CONTESTABLE = ("concluded", "served")
SIMPLE = "limits.review_answer_simple"
EXPIRY_OF_ADMISSION = "rungs.expiry.T24"


def route_fits_matter(s: Situation) -> Facts | None:
    """The way chosen is open for this matter; the refusal names the right door."""
    matter, route = s.data["matter"], s.data["route"]
    way = doors(matter, s.rules, s.occurred_on, review_refused=bool(refused_inaction_reviews(s)))
    if route in way.routes:
        return None
    return {
        "matter": MATTER_NAMES[matter],
        "route": ROUTE_NAMES[route],
        "door": way.door,
        "reason": way.reason,
        "source": way.source,
    }


def dispute_names_own_letter(s: Situation) -> Facts | None:
    """A dispute about a decision is about a letter of that kind on this case, addressed to the side that objects."""
    kinds = LETTERS_OF_MATTER.get(s.data["matter"])
    if kinds is None or disputed_service(s) is not None:
        return None
    return {"matter": MATTER_NAMES[s.data["matter"]], "letters": "、".join(LETTER_KINDS[kind].name for kind in kinds)}


def inaction_has_happened(s: Situation) -> Facts | None:
    """Who complains of inaction waits until a period of the bureau is over."""
    return {} if s.data["matter"] == "inaction" and not overdue_acts(s) else None


def conclusion_can_be_contested(s: Situation) -> Facts | None:
    """A new appraisal can still replace the conclusion: it is not final, and nobody has asked for another yet."""
    service = disputed_service(s)
    if s.data["matter"] != "grade" or s.data["route"] != "reappraisal" or service is None:
        return None
    row = contested_appraisal(s.file, service)
    if row is not None and row["state"] in CONTESTABLE:
        return None
    return {"state": APPRAISAL_STATES[row["state"]] if row else "（没有这次鉴定）"}


def no_parallel_dispute(s: Situation) -> Facts | None:
    """Review and suit do not run side by side for one side and one act (行政复议法第二十九条；行政诉讼法第四十四条)."""
    if s.data["route"] not in ADMINISTRATIVE:
        return None
    service = disputed_service(s)
    act = service["letter_id"] if service else None
    party = service["recipient_kind"] if service else party_of(s)
    rivals = [row for row in s.file.rows("dispute") if _same_act(s, row, act, party)]
    return {"dispute": rivals[0]["id"]} if rivals else None


def _same_act(s: Situation, dispute: Row, act: str | None, party: str) -> bool:
    service = s.file.find("service", dispute["service_id"]) if dispute["service_id"] else None
    live = dispute["state"] in LIVE and dispute["route"] in ADMINISTRATIVE
    same = (dispute["matter"], dispute["lodged_by"]) == (s.data["matter"], party)
    return live and same and (service["letter_id"] if service else None) == act


def lodged_in_time(s: Situation) -> Facts | None:
    """The recipient's own period for this way has not run out, or the reason why it has is recorded."""
    last_day = last_day_to_lodge(s)
    if last_day is None or s.occurred_on <= last_day or s.data.get("excuse"):
        return None
    return {"route": ROUTE_NAMES[s.data["route"]], "due": last_day}


def route_review(s: Situation) -> Facts | None:
    """The dispute goes through administrative review."""
    return _goes(s, "review")


def route_suit(s: Situation) -> Facts | None:
    """The dispute goes to the administrative court."""
    return _goes(s, "suit")


def route_civil(s: Situation) -> Facts | None:
    """The dispute goes to the civil court."""
    return _goes(s, "civil")


def route_arbitration(s: Situation) -> Facts | None:
    """The dispute goes to labour arbitration."""
    return _goes(s, "arbitration")


def route_mediation(s: Situation) -> Facts | None:
    """The dispute goes to one-stop mediation."""
    return _goes(s, "mediation")


def _goes(s: Situation, route: str) -> Facts | None:
    return None if s.subject["route"] == route else {}


def procedure_in_force(s: Situation) -> Facts | None:
    """There is a simple procedure of review only since the law knows one."""
    simple = s.subject["route"] == "review" and s.data.get("procedure") == "simple"
    return {} if simple and s.rules.find(SIMPLE, s.occurred_on) is None else None


def admission_silent(s: Situation) -> Facts | None:
    """The organ's period for taking the review on is over, and the law in force on its last day makes silence a yes."""
    clocks = clockwork.open_clocks(s.file, "T24", s.subject_id)
    if not clocks:
        return {"due": "（没有在走的期限）"}
    last_day = clocks[0]["due_on"]
    over = last_day < s.recorded_on and s.rules.find(EXPIRY_OF_ADMISSION, last_day) is not None
    return None if over else {"due": last_day}


def bureau_is_respondent(s: Situation) -> Facts | None:
    """The bureau is the other side: a review, or a suit against it."""
    return None if s.subject["route"] in ADMINISTRATIVE else {"route": ROUTE_NAMES[s.subject["route"]]}


def copy_is_new(s: Situation) -> Facts | None:
    """The bureau's period for answering has not begun in this instance."""
    code = "T25" if s.subject["route"] == "review" else "T30"
    begun = s.file.where("clock", lambda row: (row["code"], row["subject"]) == (code, s.subject_id))
    return {"since": begun[-1]["started_on"]} if len(begun) >= s.subject["instance"] else None
