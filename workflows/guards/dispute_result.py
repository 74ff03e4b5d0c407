"""Guards of a dispute's result: what can be decided, whom it reaches, who can go on, and what it lets the claim do."""

from __future__ import annotations

from claims.dispute_results import OUTCOMES_OF_ROUTE, PARTLY_QUASHED, Consequence
from claims.dispute_routes import ROUTE_NAMES
from workflows import clockwork
from workflows.dispute_facts import appellant, binding_outcome, consequence_of, disputed_letter
from workflows.dispute_parties import (
    JUDGED,
    PARTY_NAMES,
    concerned,
    is_last_word,
    last_day_to_go_on,
    not_served,
    running_periods,
    served,
)
from workflows.review_silence import has_run_out
from workflows.roles import Role
from workflows.situation import Facts, Situation

GONE_ITEMS = ("superseded", "revoked", "refused", "waived", "ended", "discarded")
UNDER_EXAMINATION = ("not_accepted", "applied", "supplementing")
REDO_OPEN = ("requested", "supplementing", "examining", "paused", "concluded")
REDO_DONE = ("served", "final")


def outcome_fits_route(s: Situation) -> Facts | None:
    """A court or review organ quashes and orders; an arbitration or a civil court grants or dismisses; a mediation agrees."""
    route = s.subject["route"]
    fitting = OUTCOMES_OF_ROUTE[route]
    outcome = s.data["outcome"]
    return (
        None if outcome in fitting else {"outcome": outcome, "route": ROUTE_NAMES[route], "fitting": "、".join(fitting)}
    )


def scope_of_partial_quashing(s: Situation) -> Facts | None:
    """Which part was quashed is written down."""
    return {} if s.data["outcome"] == PARTLY_QUASHED and not s.data.get("scope") else None


def term_is_positive(s: Situation) -> Facts | None:
    """A term that the organ has set has at least a day."""
    term = s.data.get("term_days")
    return {"days": term} if term is not None and term < 1 else None


def party_is_concerned(s: Situation) -> Facts | None:
    """The party is one of this dispute."""
    party = s.data["party"]
    return None if party in concerned(s.subject) else {"party": PARTY_NAMES[party]}


def party_not_served_yet(s: Situation) -> Facts | None:
    """A party is served once."""
    party = s.data["party"]
    return {"party": PARTY_NAMES[party]} if party in served(s.subject) else None


def served_after_decision(s: Situation) -> Facts | None:
    """A decision is served on its day or later."""
    decided_on = s.subject["decided_on"]
    return {"decided_on": decided_on} if decided_on is not None and s.occurred_on < decided_on else None


def appeal_lies(s: Situation) -> Facts | None:
    """A second instance and a mediation signed by both sides are the end of it."""
    return {} if is_last_word(s.subject) else None


def own_period_runs(s: Situation) -> Facts | None:
    """The party's own period after the decision has begun with its service, and is not over."""
    party = appellant(s)
    own = running_periods(s.subject, s.file.rows("clock"), party)
    last_day = max((clock["due_on"] for clock in own), default=None)
    facts = {"party": PARTY_NAMES[party], "due": last_day or "（没有在走的期限）"}
    return None if last_day is not None and s.occurred_on <= last_day else facts


def silence_can_be_sued(s: Situation) -> Facts | None:
    """The fifteen days after a review that ran out undecided are not over, or a court has taken the late suit on."""
    party, over = appellant(s), has_run_out(s.file, s.subject_id)
    own = running_periods(s.subject, s.file.rows("clock"), party)
    last_day = max((clock["due_on"] for clock in own), default=None)
    if last_day is not None and s.occurred_on <= last_day:
        return None
    if over and s.role == Role.LEGAL and s.data.get("excuse"):
        return None
    return {"party": PARTY_NAMES[party], "due": last_day or "（复议期限没有届满，或者已经过了）"}


def everybody_heard_the_decision(s: Situation) -> Facts | None:
    """The decision has been served on everyone on whom it must be."""
    waiting = not_served(s.subject)
    return {"parties": "、".join(PARTY_NAMES[party] for party in waiting)} if waiting else None


def no_appeal_left(s: Situation) -> Facts | None:
    """Nobody can go on: last word, or every party's period after the decision is over."""
    if is_last_word(s.subject):
        return None
    last_day = last_day_to_go_on(s.subject, s.file.rows("clock"))
    if last_day is None:
        return {"due": "（尚未起算）"}
    return None if last_day < s.recorded_on else {"due": last_day}


def judged_by_court(s: Situation) -> Facts | None:
    """Only a judgment can be retried."""
    return None if s.subject["route"] in JUDGED else {}


def result_carried_out(s: Situation) -> Facts | None:
    """What the result asks of the case has been done."""
    return None if _is_done(s) else {"outcome": binding_outcome(s.subject) or ""}


def _is_done(s: Situation) -> bool:
    letter = disputed_letter(s.file, s.subject)
    wanted, claim = consequence_of(s.subject), s.claim
    if wanted is Consequence.REDO:
        return claim["state"] != "redeciding" and (letter is None or claim["decision_letter"] != letter["id"])
    if wanted is Consequence.REOPEN:
        return claim["state"] not in UNDER_EXAMINATION or (
            claim["state"] == "not_accepted" and letter is not None and _refused_again(s, letter["id"])
        )
    if wanted is Consequence.SET_ASIDE:
        return claim["state"] in ("quashed_final", "closed")
    if wanted is Consequence.ACT:
        return not any(clock["rule"] == clockwork.COURT_TERM for clock in clockwork.open_clocks(s.file))
    if wanted is Consequence.REASSESS and letter is not None:
        items = s.file.where("award_item", lambda row: row["letter_id"] == letter["id"])
        return all(item["state"] in GONE_ITEMS for item in items)
    return True


def _refused_again(s: Situation, letter_id: str) -> bool:
    refusals = s.file.where("letter", lambda row: row["kind"] == "not_accepted")
    return bool(refusals) and refusals[-1]["id"] != letter_id


def dispute_allows_redo(s: Situation) -> Facts | None:
    """The result of the dispute named is effective and has the conclusion made anew."""
    return _allows(s, Consequence.REDO)


def dispute_allows_reopening(s: Situation) -> Facts | None:
    """The result of the dispute named is effective and has the application examined anew."""
    return _allows(s, Consequence.REOPEN)


def dispute_allows_setting_aside(s: Situation) -> Facts | None:
    """The result of the dispute named is effective and takes the conclusion away for good."""
    return _allows(s, Consequence.SET_ASIDE)


def dispute_orders_act(s: Situation) -> Facts | None:
    """The result of the dispute named is effective and orders the bureau to act."""
    return _allows(s, Consequence.ACT)


def _allows(s: Situation, wanted: Consequence) -> Facts | None:
    dispute = s.file.find("dispute", s.data["dispute"])
    effective = dispute is not None and dispute["state"] == "effective"
    if effective and dispute is not None and consequence_of(dispute) is wanted:
        return None
    return {"dispute": s.data["dispute"], "outcome": (dispute and binding_outcome(dispute)) or "（没有）"}


def redo_is_open(s: Situation) -> Facts | None:
    """A new appraisal of the disputed conclusion is under way."""
    return None if _redo(s, REDO_OPEN) else {}


def redo_has_concluded(s: Situation) -> Facts | None:
    """The new appraisal has been concluded and served."""
    return None if _redo(s, REDO_DONE) else {}


def redo_is_over(s: Situation) -> Facts | None:
    """The new appraisal has ended without a conclusion."""
    return None if _redo(s, ("terminated",)) else {}


def _redo(s: Situation, states: tuple[str, ...]) -> bool:
    letter = disputed_letter(s.file, s.subject)
    prior = s.file.where("appraisal", lambda row: letter is not None and row["letter_id"] == letter["id"])
    redone = [
        row for row in s.file.rows("appraisal") if prior and (row["kind"], row["replaces"]) == ("redo", prior[0]["id"])
    ]
    return bool(redone) and redone[-1]["state"] in states
