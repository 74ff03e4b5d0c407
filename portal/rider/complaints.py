"""The draft of a complaint 行政起诉状: what a person asks the court for, against the bureau, the review organ or both.

Who sues stands in it with his own ID number and telephone, which only he is shown; his reasons are left for him to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.dispute_results import DISMISSED
from claims.store.rows import Row
from claims.suit_defendants import Defendants
from portal.days import day_text
from portal.rider.applications import OWN_EVIDENCE, hurt, texts
from workflows.clock_rules import CLOCK_RULES
from workflows.dispute_facts import is_undecided
from workflows.locking import read_person
from workflows.rider_objections import ORGANS, Decision, Owed
from workflows.rider_suits import SUIT, Suit
from workflows.rider_view import RiderCase
from workflows.transaction import Desk, reading

LAW = "行政诉讼法"
NOT_KNOWN = "＿＿＿＿＿＿（在复议决定书上盖章的机关）"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a draft says. `person` is who sues as he is registered, `asks` what he wants and `by` the articles that let him ask
    for it; `story` what happened so far, `court` as far as the law's data name one, `last_on` the last day.
    """

    person: Mapping[str, Any]
    defendants: tuple[str, ...]
    asks: tuple[str, ...]
    by: str
    story: tuple[str, ...]
    attached: tuple[str, ...]
    court: str
    last_on: str
    dismissed: bool


def complaint_for(desk: Desk, seen: RiderCase, person_id: str, suit: Suit) -> Complaint:
    """The draft for a suit that is in time."""
    today = desk.today()
    bureau, organ = desk.rules.at("letters.bureau.name", today).as_text(), _review_organ(desk, suit)
    with reading(desk) as connection:
        person = read_person(connection, person_id) or {}
    defendants = _defendants(suit, bureau, organ)
    asks, by = _asks(suit, bureau, organ)
    return Complaint(
        person=person,
        defendants=defendants,
        asks=(*asks, texts()["sues_review"]["costs"]),
        by=f"{LAW}{by}",
        story=(hurt(seen), *_story(suit, organ)),
        attached=(f"本起诉状副本 {len(defendants)} 份", *_own_papers(seen, person_id), *_papers(suit), OWN_EVIDENCE),
        court=desk.rules.at(ORGANS[SUIT], today).as_text(),
        last_on=_day(suit.last_on),
        dismissed=suit.defendants is Defendants.BOTH
        and suit.review is not None
        and suit.review["outcome"] == DISMISSED,
    )


def _review_organ(desk: Desk, suit: Suit) -> str:
    """The review organ as it was told, else as the rules name it where they are sure."""
    if suit.review is None:
        return ""
    if suit.review["forum"]:
        return str(suit.review["forum"])
    named = desk.rules.at(ORGANS["review"], suit.review["lodged_on"])
    return NOT_KNOWN if named.unconfirmed else named.as_text()


def _defendants(suit: Suit, bureau: str, organ: str) -> tuple[str, ...]:
    known = {Defendants.BUREAU: (bureau,), Defendants.BOTH: (bureau, organ), Defendants.REVIEW_ORGAN: (organ,)}
    return known[suit.defendants]


def _asks(suit: Suit, bureau: str, organ: str) -> tuple[list[str], str]:
    """What is asked for, and by which articles."""
    review = texts()["sues_review"]
    if suit.defendants is Defendants.REVIEW_ORGAN and suit.review is not None:
        return [review["changed"].format(organ=organ, decision=_reviewed(suit.review))], "第七十条"
    if suit.decision is not None:
        kind = suit.decision.letter["kind"]
        first = texts()["sues"][kind].format(bureau=bureau, decision=_made(suit.decision))
    else:
        kind = suit.owed.clock["code"] if suit.owed else ""
        first = texts()["sues_owed"][kind].format(bureau=bureau)
    if suit.defendants is Defendants.BUREAU or suit.review is None:
        return [first], texts()["sues_by"][kind]
    second = review["both"].format(organ=organ, decision=_reviewed(suit.review))
    return [first, second], f"{texts()['sues_by'][kind]}、第七十九条"


def _story(suit: Suit, organ: str) -> list[str]:
    told = [*_served(suit.decision)] if suit.decision else [*_silence(suit.owed)]
    if suit.review is not None:
        told.append(_review_story(suit.review, suit.from_on, organ))
    end = "" if suit.provisional else f"起诉期限从{_day(suit.from_on)}的次日起算，到{_day(suit.last_on)}届满。"
    return [*told, end] if end else told


def _served(one: Decision) -> list[str]:
    return [f"原告于{_day(one.served_on)}收到{_named(one)}。"] if one.served_on else []


def _silence(one: Owed | None) -> list[str]:
    if one is None:
        return []
    begun, ended = (_day(date.fromisoformat(one.clock[name])) for name in ("started_on", "due_on"))
    return [f"“{CLOCK_RULES[one.clock['code']].label}”的期限从{begun}起算，到{ended}届满，被告至今没有办结。"]


def _review_story(review: Row, heard_on: date, organ: str) -> str:
    asked = f"{_day(review['lodged_on'])}，{organ}收到行政复议申请"
    if is_undecided(review):
        return f"{asked}，到{_day(heard_on)}复议期满没有作出决定。"
    if review["outcome"] is None:
        return f"{asked}，{_day(heard_on)}决定不予受理。"
    decided = f"{_day(review['decided_on'])}作出行政复议决定（{review['document']}）"
    return f"{asked}，{decided}，结果是“{review['outcome']}”，原告于{_day(heard_on)}收到。"


def _own_papers(seen: RiderCase, person_id: str) -> list[str]:
    """Who he is; and of whom he is kin, where who could sue has died (行政诉讼法第二十五条第二款)."""
    of_the_dead = seen.claim["death_on"] is not None and person_id != seen.claim["person_id"]
    return ["原告身份证复印件", *(["证明近亲属关系的材料"] if of_the_dead else [])]


def _papers(suit: Suit) -> list[str]:
    papers = [f"{_named(suit.decision)}复印件"] if suit.decision else ["证明申请日期的收件凭证复印件"]
    if suit.review is None:
        return papers
    if is_undecided(suit.review):
        return [*papers, "证明申请行政复议日期的凭证复印件"]
    return [*papers, "行政复议决定书复印件" if suit.review["outcome"] else "不予受理行政复议申请决定书复印件"]


def _named(one: Decision) -> str:
    return f"《{one.name}》（{one.letter['number']}）"


def _made(one: Decision) -> str:
    return f"{_day(one.letter['dated_on'])}作出的{_named(one)}"


def _reviewed(review: Row) -> str:
    return f"{_day(review['decided_on'])}作出的行政复议决定（{review['document']}）"


def _day(day: date) -> str:
    return day_text(day, weekday=False)
