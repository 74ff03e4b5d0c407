"""The draft of an application for review 行政复议申请书: against one decision, or against one act that was not done in time.

Who asks stands in it with his own ID number and telephone, which only he is shown; his reasons are left for him to write.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from portal.days import day_text
from workflows.clock_rules import CLOCK_RULES
from workflows.locking import read_person
from workflows.rider_objections import Decision, Objection, Owed
from workflows.rider_view import RiderCase
from workflows.transaction import Desk, reading

REVIEW = "review"
OWN_ID = "申请人身份证复印件"
OWN_EVIDENCE = "能证明您的理由的材料"


@dataclass(frozen=True, slots=True)
class Application:
    """What a draft says. `person` is who asks as he is registered; `asks` what he wants, `story` what happened so far."""

    person: Mapping[str, Any]
    bureau: str
    asks: str
    story: tuple[str, ...]
    attached: tuple[str, ...]
    organ: str


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """What drafts ask for, by letter and by period."""
    return tomllib.loads(files("portal").joinpath("objections.toml").read_text(encoding="utf-8"))


def in_time(desk: Desk, found: Objection) -> list[Owed]:
    """The acts not done in time against which review can still be asked for."""
    return [one for one in found.owed if one.last_day is not None and one.last_day >= desk.today()]


def application_for(desk: Desk, seen: RiderCase, person_id: str, found: Objection, place: str) -> Application | None:
    """The draft against the letter at `place` (the latest one where it is empty); None where review cannot be asked for."""
    organ = dict(found.organs).get(REVIEW)
    if organ is None:
        return None
    decision = next((one for one in found.draftable(REVIEW) if place in ("", one.place)), None)
    late = in_time(desk, found)
    if decision is not None:
        asks, story, paper = _of_decision(decision)
    elif late and not place:
        asks, story, paper = _of_silence(late[0])
    else:
        return None
    with reading(desk) as connection:
        person = read_person(connection, person_id) or {}
    bureau = desk.rules.at("letters.bureau.name", desk.today()).as_text()
    return Application(person, bureau, asks, (hurt(seen), *story), (OWN_ID, *paper, OWN_EVIDENCE), organ)


def _of_decision(one: Decision) -> tuple[str, list[str], list[str]]:
    named = f"《{one.name}》（{one.letter['number']}）"
    made = f"{day_text(one.letter['dated_on'], weekday=False)}作出的{named}"
    received = [f"申请人于{day_text(one.served_on, weekday=False)}收到{named}。"] if one.served_on else []
    return texts()["asks"][one.letter["kind"]].format(decision=made), received, [f"{named}复印件"]


def _of_silence(one: Owed) -> tuple[str, list[str], list[str]]:
    code = one.clock["code"]
    days = [day_text(date.fromisoformat(one.clock[name]), weekday=False) for name in ("started_on", "due_on")]
    story = f"“{CLOCK_RULES[code].label}”的期限从{days[0]}起算，到{days[1]}届满，被申请人至今没有办结。"
    return texts()["owed"][code], [story], ["证明申请日期的收件凭证复印件"]


def hurt(seen: RiderCase) -> str:
    """What happened, as a draft begins."""
    claim = seen.claim
    day = day_text(claim["accident_on"], weekday=False)
    return f"{day}，受伤事故发生，平台企业是{claim['platform']}，案号{claim['no']}。"
