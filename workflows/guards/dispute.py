"""Guards of the dispute 争议: which way, who, in time; and what a stay, a decision and a mediation allow."""

from __future__ import annotations

from claims.dispute_routes import MATTER_NAMES, ROUTE_NAMES, doors
from claims.store.rows import Row
from notifications.kinds import LETTER_KINDS
from workflows import clockwork
from workflows.remedies import (
    LETTERS_OF_MATTER,
    disputed_service,
    last_day_to_lodge,
    overdue_acts,
    party_of,
    refused_inaction_reviews,
)
from workflows.situation import Facts, Situation

LIVE = ("lodged", "open", "answered", "heard", "mediating", "decided")
ADMINISTRATIVE = ("review", "suit")
JUDGED = ("suit", "civil")
LAST_INSTANCE = 2
MEDIATED = "调解书"


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


def dispute_not_fast(s: Situation) -> Facts | None:
    """The dispute is not on the fast track yet."""
    return {} if s.subject["fast"] else None


def route_review(s: Situation) -> Facts | None:
    """The dispute goes through administrative review."""
    return None if s.subject["route"] == "review" else {}


def route_suit(s: Situation) -> Facts | None:
    """The dispute goes to the administrative court."""
    return None if s.subject["route"] == "suit" else {}


def route_other(s: Situation) -> Facts | None:
    """The dispute goes neither to review nor to the administrative court."""
    return {} if s.subject["route"] in ADMINISTRATIVE else None


def answer_overdue(s: Situation) -> Facts | None:
    """The bureau's period for answering is over."""
    running = [clock for code in ("T25", "T30") for clock in clockwork.open_clocks(s.file, code, s.subject_id)]
    if not running:
        return {"due": "（没有在走的答复期限）"}
    return None if running[0]["due_on"] < s.recorded_on else {"due": running[0]["due_on"]}


def no_stay_in_force(s: Situation) -> Facts | None:
    """No stay has been ordered in this dispute, or it has been lifted."""
    return {"since": s.subject["stay_from"]} if _stayed(s.subject) else None


def stay_in_force(s: Situation) -> Facts | None:
    """A stay has been ordered in this dispute and not been lifted."""
    return None if _stayed(s.subject) else {}


def _stayed(dispute: Row) -> bool:
    return dispute["stay_from"] is not None and dispute["stay_to"] is None


def came_from_lodged(s: Situation) -> Facts | None:
    """Mediation began before the organ had taken the dispute on."""
    return None if s.subject["back_to"] == "lodged" else {}


def came_from_open(s: Situation) -> Facts | None:
    """Mediation began while the dispute was being heard."""
    return None if s.subject["back_to"] == "open" else {}


def came_from_answered(s: Situation) -> Facts | None:
    """Mediation began after the bureau had answered."""
    return None if s.subject["back_to"] == "answered" else {}


def appeal_lies(s: Situation) -> Facts | None:
    """A second instance and a mediation signed by both sides are the end of it."""
    return {} if _is_last_word(s.subject) else None


def appeal_in_time(s: Situation) -> Facts | None:
    """The period after the decision has not run out."""
    running = clockwork.open_clocks(s.file, "T29", s.subject_id)
    last_day = max((clock["due_on"] for clock in running), default=None)
    if last_day is None:
        return {"due": "（没有在走的期限）"}
    return None if s.occurred_on <= last_day else {"due": last_day}


def no_appeal_left(s: Situation) -> Facts | None:
    """Nobody can go on: second instance, mediation, or the period after the decision is over."""
    if _is_last_word(s.subject):
        return None
    running = clockwork.open_clocks(s.file, "T29", s.subject_id)
    last_day = max((clock["due_on"] for clock in running), default=None)
    if last_day is None:
        return {"due": "（尚未起算）"}
    return None if last_day < s.recorded_on else {"due": last_day}


def _is_last_word(dispute: Row) -> bool:
    return bool(dispute["instance"] >= LAST_INSTANCE or dispute["outcome"] == MEDIATED)


def lodger_withdraws(s: Situation) -> Facts | None:
    """Only the side that lodged the dispute takes it back."""
    return None if s.subject["lodged_by"] == party_of(s) else {}


def judged_by_court(s: Situation) -> Facts | None:
    """Only a judgment can be retried."""
    return None if s.subject["route"] in JUDGED else {}
