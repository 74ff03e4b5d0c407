"""Who must hear the decision of a dispute 争议, whose period then runs, and whether anybody can still go on.

Pure: from the row of the dispute and the clocks on it. Guards ask here, and the sweep before it fires.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from claims.dispute_results import ENDED, MEDIATED
from claims.store.rows import Row
from workflows.clock_rules import OPEN
from workflows.recipients import KIN, PERSON, PLATFORM, THIRD_PARTY

BUREAU = "bureau"
MAIN_PARTIES = (PERSON, PLATFORM, BUREAU)
PARTIES = (*MAIN_PARTIES, KIN, THIRD_PARTY)
PARTY_NAMES = {
    PERSON: "从业人员一方",
    PLATFORM: "平台企业",
    BUREAU: "本机关",
    KIN: "其他近亲属",
    THIRD_PARTY: "第三人",
}
ADMINISTRATIVE = ("review", "suit")
JUDGED = ("suit", "civil")
LAST_INSTANCE = 2
APART = "、"


@dataclass(frozen=True, slots=True)
class Onward:
    """The period for going on after a decision: its clock, and the limit where it is not the clock's own."""

    code: str
    limit: str | None = None


_ONWARD = {
    "review": Onward("T29"),
    "suit": Onward("appeal"),
    "civil": Onward("appeal", "limits.civil_appeal"),
    "arbitration": Onward("arbitration_lawsuit"),
}
ONWARD_CODES = ("T29", "appeal", "arbitration_lawsuit")


def is_last_word(dispute: Row) -> bool:
    """Whether nobody can go on: second instance, the city's new appraisal, a mediation signed by both, a suit taken back."""
    if dispute["outcome"] == MEDIATED or dispute["route"] == "reappraisal":
        return True
    return dispute["route"] in JUDGED and (dispute["instance"] >= LAST_INSTANCE or dispute["outcome"] == ENDED)


def concerned(dispute: Row) -> tuple[str, ...]:
    """The parties of a dispute: one of the kin or a third party only of its own; the bureau is none where the rider and
    the platform dispute with each other.
    """
    main = MAIN_PARTIES if dispute["route"] in ADMINISTRATIVE else (PERSON, PLATFORM)
    return main if dispute["lodged_by"] in main else (*main, dispute["lodged_by"])


def must_hear(dispute: Row) -> tuple[str, ...]:
    """On whom the decision must be served before it can take effect."""
    if dispute["route"] == "reappraisal":
        return ()
    if dispute["route"] == "suit" or (dispute["route"] == "review" and dispute["outcome"] == MEDIATED):
        return (dispute["lodged_by"], BUREAU)
    if dispute["route"] == "review" or dispute["matter"] == "third_party":
        return (dispute["lodged_by"],)
    return (PERSON, PLATFORM)


def served(dispute: Row) -> dict[str, date]:
    """On whom it has been served, and when; stored as `bureau 2024-06-03、person 2024-06-05`."""
    stored = str(dispute["served_to"] or "")
    told = (one.split(" ") for one in stored.split(APART) if one)
    return {party: date.fromisoformat(day) for party, day in told}


def with_service(dispute: Row, party: str, day: date) -> str:
    """What is stored when one more party has been served."""
    return APART.join(f"{one} {on.isoformat()}" for one, on in (served(dispute) | {party: day}).items())


def not_served(dispute: Row) -> tuple[str, ...]:
    """On whom it must still be served."""
    return tuple(party for party in must_hear(dispute) if party not in served(dispute))


def onward(dispute: Row, party: str) -> Onward | None:
    """The period that service gives to `party`; None where it cannot go on (the bureau does not sue over a review)."""
    if is_last_word(dispute) or (dispute["route"] == "review" and party == BUREAU):
        return None
    return _ONWARD.get(dispute["route"])


def running_periods(dispute: Row, clocks: Sequence[Row], party: str | None = None) -> list[Row]:
    """The open periods for going on, of one party if given."""
    return [
        clock
        for clock in clocks
        if (clock["subject"], clock["state"] in OPEN) == (dispute["id"], True)
        and clock["code"] in ONWARD_CODES
        and (party is None or clock["party"] == party)
    ]


def last_day_to_go_on(dispute: Row, clocks: Sequence[Row]) -> date | None:
    """The last day on which anybody can go on; None where no such period runs."""
    return max((clock["due_on"] for clock in running_periods(dispute, clocks)), default=None)


def binds_from(dispute: Row, periods: Sequence[Row], day: date) -> date:
    """The day from which a decision binds: the one after the last of `periods`; without any, that of the last service."""
    if periods:
        last: date = max(clock["due_on"] for clock in periods)
        return last + timedelta(days=1)
    return max(served(dispute).values(), default=day)


def can_take_effect(dispute: Row, clocks: Sequence[Row], day: date) -> bool:
    """Whether the decision has been served on all and every period is over on `day`; a provisional day 暂定 ends none."""
    if any(clock["provisional"] for clock in running_periods(dispute, clocks)):
        return False
    last = last_day_to_go_on(dispute, clocks)
    over = is_last_word(dispute) if last is None else last < day
    return not not_served(dispute) and over
