"""What guards, effects and letters ask about a dispute 争议: its letter, its binding outcome, its facts for the fast track."""

from __future__ import annotations

from claims.dispute_results import Consequence, consequence, standing_outcome
from claims.errors import words
from claims.fast_track import FastFacts, grounds_given
from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.casefile import CaseFile
from workflows.dispute_parties import BUREAU
from workflows.kin import has_died
from workflows.machines.dispute_rows.states import BEFORE_ORGAN
from workflows.platform_answers import ran_out
from workflows.recipients import party_on
from workflows.remedies import party_of
from workflows.roles import Role
from workflows.situation import Situation

PAID_BY_PLATFORM = "living_support"


def disputed_letter(file: CaseFile, dispute: Row) -> Row | None:
    """The letter that the dispute is about; None where it is about none."""
    service = file.find("service", dispute["service_id"]) if dispute["service_id"] else None
    return file.find("letter", service["letter_id"]) if service else None


def disputant_of(s: Situation) -> tuple[str, str]:
    """Who objects, and as what, on the side that lodged the dispute."""
    service = s.file.find("service", s.subject["service_id"]) if s.subject["service_id"] else None
    letter = disputed_letter(s.file, s.subject)
    side = str(s.subject["lodged_by"])
    if service is None or letter is None:
        return party_on(side, s.claim)
    return party_on(side, s.claim, str(service["recipient"]), letter_kind(letter["kind"]))


def binding_outcome(dispute: Row) -> str | None:
    """What binds in the end: this instance's outcome, or the one below that it lets stand."""
    return standing_outcome(dispute["outcome"], dispute["outcome_below"])


def consequence_of(dispute: Row) -> Consequence:
    """What the result of the dispute does to the case."""
    return consequence(dispute["matter"], binding_outcome(dispute))


def is_undecided(dispute: Row) -> bool:
    """Whether an organ has it and has not decided."""
    return dispute["state"] in BEFORE_ORGAN


def appellant(s: Situation) -> str:
    """Whose appeal the move is: the party that acts; the legal officer appeals for the bureau, or records another's. The bureau
    does not sue over a review: there it is who asked for it, unless said otherwise.
    """
    if s.role != Role.LEGAL:
        return party_of(s)
    return str(s.data.get("party") or (s.subject["lodged_by"] if s.subject["route"] == "review" else BUREAU))


def forum_name(s: Situation) -> str:
    """The organ or court that has the dispute, after an appeal the higher one: as it was told, else as the rules name it."""
    known = s.data.get("organ") or s.subject["forum"]
    if known:
        return str(known)
    if s.subject["route"] == "review":
        return s.rules.at("letters.remedy.review_organ", s.subject["lodged_on"]).as_text()
    return words("forum_higher_court" if s.move.trigger == "appeal" else "forum_court")


def fast_asked_for(dispute: Row) -> bool:
    """Whether the rider's motion for the fast track waits for an answer."""
    return dispute["fast_asked_on"] is not None and dispute["fast_decided_on"] is None


def rule_grounds(s: Situation) -> tuple[str, ...]:
    """The grounds for the fast track that the rule finds in the case."""
    return grounds_given(fast_facts(s), s.rules, s.occurred_on)


def fast_facts(s: Situation) -> FastFacts:
    """The facts of the case that the rule of the fast track looks at."""
    claim = s.claim
    return FastFacts(
        death=has_died(claim),
        facts_clear=bool(claim["fast_lane"]),
        sum_fen=_sum_fen(s),
        platform_silent=_platform_silent(s),
    )


def _sum_fen(s: Situation) -> int | None:
    """What the dispute is about: the items of the disputed letter, those the platform pays, or all of the case."""
    items, letter = s.file.rows("award_item"), disputed_letter(s.file, s.subject)
    if s.subject["matter"] == "award" and letter is not None:
        items = [row for row in items if row["letter_id"] == letter["id"]]
    elif s.subject["matter"] == PAID_BY_PLATFORM:
        items = [row for row in items if row["code"] == PAID_BY_PLATFORM]
    return sum(row["claimed_fen"] for row in items) if items else None


def _platform_silent(s: Situation) -> bool:
    """A request for the order's data ran out, and no data came."""
    asked = s.file.where("clock", lambda row: row["code"] == "data_request")
    missed = any(ran_out(row, s.occurred_on) for row in asked)
    return missed and not s.file.where("paper", lambda row: row["kind"] == "platform_data")
