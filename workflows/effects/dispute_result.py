"""Effects of a dispute's result: decided, served, contested, effective; here and only here it acts on the claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from claims.dispute_results import CHANGED, LETS_STAND, UPHELD, Consequence
from claims.errors import words
from claims.store.rows import Row
from workflows import clockwork
from workflows.dispute_facts import appellant, binding_outcome, consequence_of, disputed_letter
from workflows.dispute_parties import BUREAU, ONWARD_CODES, binds_from, is_last_word, not_served, onward, with_service
from workflows.machines.claim_rows.states import DECIDED
from workflows.remedies import overdue_acts
from workflows.situation import Situation

REDOABLE = (*DECIDED, "not_confirmed")
ACTING = ("applied", "investigating", "deciding", "redeciding", *DECIDED)
REDONE = "重新处理"


def note_outcome(s: Situation) -> None:
    """What was decided, by which paper; it acts on the case only when it is effective.

    Where it lets stand what was decided below, the term and the part quashed there stand with it.
    """
    stands = s.data["outcome"] in LETS_STAND
    s.set(
        outcome=s.data["outcome"],
        document=s.data["document"],
        term_days=s.data.get("term_days", s.subject["term_days"] if stands else None),
        scope=s.data.get("scope", s.subject["scope"] if stands else None),
        decided_on=s.occurred_on,
        served_to=None,
    )


def note_decision_service(s: Situation) -> None:
    """This party's own period begins; the last word binds once everybody has heard it."""
    party = s.data["party"]
    s.set(served_to=with_service(s.subject, party, s.occurred_on))
    period = onward(s.subject, party)
    if period is not None:
        clockwork.start(s, period.code, party=party, limit=period.limit)
    elif is_last_word(s.subject) and not not_served(s.subject):
        s.then(s.subject_id, "effective")


def next_instance(s: Situation) -> None:
    """The dispute goes on: from review or arbitration to the court of first instance, from a court to the next."""
    row = s.subject
    to_court = {"review": "suit", "arbitration": "civil"}.get(row["route"])
    if row["route"] == "suit" and s.move.trigger == "appeal" and appellant(s) == BUREAU:
        s.letter("court_appeal", **_judged(row))
    s.set(
        forum=s.data.get("organ"),
        forum_case_no=None,
        route=to_court or row["route"],
        instance=1 if to_court else row["instance"] + 1,
        procedure="ordinary",
        outcome_below=binding_outcome(row),
        outcome=None,
        decided_on=None,
        served_to=None,
        effective_on=None,
        answer_missed_on=None,
    )
    if to_court:
        clockwork.start(s, "civil_first_instance" if row["route"] == "civil" else "T31")
    else:
        clockwork.start(s, "second_instance")


def _judged(row: Row) -> dict[str, Any]:
    """What the appeal is against; the row forgets it when the next instance begins."""
    return {
        "cause_organ": row["forum"] or words("forum_court"),
        "cause_document": row["document"],
        "forum_case_no": row["forum_case_no"] or words("case_no_awaited"),
    }


def note_effective(s: Situation) -> None:
    """The result binds from the day after the last period, however late that is written down."""
    ended = s.file.where("clock", lambda row: row["closed_by"] == s.event_id and row["code"] in ONWARD_CODES)
    s.set(effective_on=binds_from(s.subject, ended, s.occurred_on))
    if s.subject["route"] == "review" and s.subject["service_id"]:
        for clock in clockwork.open_clocks(s.file, "T28", s.subject["service_id"]):
            clockwork.end(s, clock)  # whoever went through the review could only have sued its decision


def act_on_claim(s: Situation) -> None:
    """Do what the result says; what the claim cannot do by itself lies on the legal officer's desk with a period."""
    wanted = consequence_of(s.subject)
    if wanted is not Consequence.NOTHING and not ACTS.get(wanted, _by_hand)(s):
        clockwork.start(s, "execution", on=s.subject["effective_on"], days=s.subject["term_days"])


def _by_hand(_s: Situation) -> bool:
    return False


def _order(s: Situation) -> dict[str, Any]:
    row = s.subject
    told = {"dispute": row["id"], "document": row["document"], "effective_on": row["effective_on"]}
    return told if row["term_days"] is None else {**told, "term_days": row["term_days"]}


def _redo(s: Situation) -> bool:
    """The conclusion that was disputed is still the case's: it is made anew."""
    letter = disputed_letter(s.file, s.subject)
    stands = letter is not None and s.claim["decision_letter"] == letter["id"]
    if not stands or s.claim["state"] not in REDOABLE:
        return False
    scope = {"scope": s.subject["scope"]} if s.subject["scope"] else {}
    s.then(s.file.no, "remand", **_order(s), **scope)
    return True


def _reopen(s: Situation) -> bool:
    if s.claim["state"] != "not_accepted":
        return False
    s.then(s.file.no, "remand", **_order(s))
    return True


def _set_aside(s: Situation) -> bool:
    """Payments stop at once; that the conclusion goes is put to approval, within the period on the legal officer's desk."""
    _hold(s, [row["id"] for row in s.file.rows("award_item")])
    return False


def _reassess(s: Situation) -> bool:
    """The items of the quashed award are not paid until a new version takes their place."""
    letter = disputed_letter(s.file, s.subject)
    _hold(s, [row["id"] for row in s.file.rows("award_item") if letter and row["letter_id"] == letter["id"]])
    return False


def _hold(s: Situation, items: list[str]) -> None:
    for payment in s.file.where("payment", lambda row: row["state"] == "pending" and row["item_id"] in items):
        s.then(payment["id"], "hold", reason=REDONE, document=s.subject["document"])


def _act(s: Situation) -> bool:
    """The periods that the bureau let pass begin anew, with the term that the organ has set; if it has acted, nothing does."""
    if not overdue_acts(s):
        return True
    if s.claim["state"] not in ACTING:
        return False
    s.then(s.file.no, "ordered_to_act", **_order(s))
    return True


ACTS: Mapping[Consequence, Callable[[Situation], bool]] = {
    Consequence.REDO: _redo,
    Consequence.REOPEN: _reopen,
    Consequence.SET_ASIDE: _set_aside,
    Consequence.REASSESS: _reassess,
    Consequence.ACT: _act,
}


def note_redo_outcome(s: Situation) -> None:
    """The city's conclusion is the result: the grade stands or is another; it binds with its service."""
    redo = s.file.find("appraisal", s.subject["appraisal_id"])
    prior = s.file.find("appraisal", redo["replaces"]) if redo else None
    if redo is None or prior is None:
        raise LookupError(s.subject["appraisal_id"])
    same = (redo["grade"], redo["care_level"]) == (prior["grade"], prior["care_level"])
    letter = s.file.find("letter", redo["letter_id"])
    s.set(
        outcome=UPHELD if same else CHANGED,
        decided_on=redo["concluded_on"],
        document=letter["number"] if letter else redo["id"],
    )
    s.then(s.subject_id, "effective")
