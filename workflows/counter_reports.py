"""A report by phone or at the counter: read from a form, looked at before it is taken, and taken in any case.

What is looked at is what decides later: the lists of the accident's day, the other line, the same accident again. None of it
keeps a report out; it tells the officer, and through him the person, which way leads on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from claims.coverage import CoverageAnswer, CoverageQuestion, Route, gate
from claims.errors import words
from claims.faults import Fault
from claims.store.tables import table
from workflows.advance import advance
from workflows.command import Command, Outcome, earlier_outcome
from workflows.identity import read_id_number, read_index_key
from workflows.import_columns import COLUMNS
from workflows.importing import report_data
from workflows.locking import open_actor
from workflows.people import PersonFacts
from workflows.sight import seen_among
from workflows.table import NEW
from workflows.told_of_order import AS_TOLD
from workflows.told_persons import persons_under, register_reported
from workflows.transaction import Desk, in_one_transaction, reading

CLAIM = table("claim")
NEAR = timedelta(days=1)
CHANNELS = ("phone", "counter", "platform", "transfer")


class Finding(StrEnum):
    """How something looks: in order, to be judged by the officer, or leading elsewhere."""

    GOOD = "good"
    JUDGE = "judge"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what it is, how it looks, and a sentence. `claim_no` is a case that it points to."""

    label: str
    finding: Finding
    text: str
    claim_no: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """All that was looked at. `answer` is that of the coverage gate; `same` are the person's cases within a day of this one."""

    checks: tuple[Check, ...]
    answer: CoverageAnswer
    same: tuple[str, ...]

    @property
    def other_way(self) -> bool:
        """Whether what is known leads another way than this insurance."""
        return self.answer.route not in (Route.PILOT, Route.HUMAN_REVIEW)


def read_report_form(given: Mapping[str, str], today: date) -> tuple[dict[str, Any], dict[str, Fault]]:
    """The data of a report, and for each answer that cannot be read the fault that says so, by its name."""
    data: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    for column in COLUMNS:
        found: list[Fault] = []
        value = column.value(given.get(column.name, ""), today, found)
        if found:
            faults[column.name] = found[0]
        elif value is not None:
            data[column.name] = value
    _check_days(data, faults, today)
    return data, faults


def _check_days(data: Mapping[str, Any], faults: dict[str, Fault], today: date) -> None:
    reported, hurt = data.get("reported_on"), data.get("accident_on")
    if reported is not None and reported > today:
        faults["reported_on"] = Fault("报案日期", "report_later_than_today", {"today": today})
    if hurt is not None and hurt > (reported or today):
        faults["accident_on"] = Fault("受伤日期", "accident_later_than_report", {"day": reported or today})


def look_at_report(desk: Desk, username: str, data: Mapping[str, Any], enrolled: str, labour: str) -> Looked:
    """What the lists and the cases say of a report, to `username`. `enrolled` and `labour` are yes, no or unknown, as the
    person says.

    Raises BadInput for a day that no list covers.
    """
    with reading(desk) as connection:
        same = _same_accident(desk, connection, data)
        actor, _ = open_actor(connection, username, desk.today())
        seen = seen_among(connection, actor, same, desk.today()) if actor else frozenset[str]()
    known = report_data(desk, "", data)
    question = CoverageQuestion(
        accident_date=data["accident_on"],
        province=desk.rules.province,
        platform=known.get(AS_TOLD["platform"], known["platform"]),
        industry=known.get(AS_TOLD["industry"], known["industry"]),
        order_state=data["order_state"],
        work_injury_enrolled=enrolled == "yes",
        labour_relation_signs=labour == "yes",
        express_courier=known["industry"] == "express",
    )
    answer = gate(question, desk.rules)
    return Looked(_checks(question, answer, _twice(same, seen), enrolled, labour, desk), answer, same)


def _checks(
    question: CoverageQuestion, answer: CoverageAnswer, twice: Check, enrolled: str, labour: str, desk: Desk
) -> tuple[Check, ...]:
    day = question.accident_date
    judged = {"no": Finding.GOOD, "yes": Finding.ELSEWHERE}
    return (
        Check("省份、平台、行业、订单", _of_gate(answer), answer.reason),
        Check("工伤保险", judged.get(enrolled, Finding.JUDGE), words(f"counter_enrolled_{enrolled}")),
        Check("劳动关系", judged.get(labour, Finding.JUDGE), words(f"counter_labour_{labour}")),
        twice,
        Check(
            "一事一线", Finding.GOOD, words("counter_one_line", rule=desk.rules.at("coverage.one_route", day).as_text())
        ),
    )


def _of_gate(answer: CoverageAnswer) -> Finding:
    if answer.route is Route.PILOT:
        return Finding.GOOD
    return Finding.JUDGE if answer.route is Route.HUMAN_REVIEW else Finding.ELSEWHERE


def _twice(same: tuple[str, ...], seen: Collection[str]) -> Check:
    """Whether the same accident was reported before; of a case that is closed to who asks, only that there is one."""
    if not same:
        return Check("同一人前后一天", Finding.GOOD, words("counter_not_reported_yet"))
    cases = "、".join(no if no in seen else words("case_unnamed") for no in same)
    first = next((no for no in same if no in seen), "")
    return Check("同一人前后一天", Finding.JUDGE, words("counter_reported_already", cases=cases), first)


def _same_accident(desk: Desk, connection: Connection, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The cases of this person, and of who was told to be he, within a day of the accident, oldest first."""
    number = read_id_number(data["id_number"], desk.today())
    persons = persons_under(connection, read_index_key(desk.var_dir), number)
    day = data["accident_on"]
    near = CLAIM.c.accident_on.between(day - NEAR, day + NEAR)
    found = select(CLAIM.c.no).where(CLAIM.c.person_id.in_(persons), near).order_by(CLAIM.c.no)
    return tuple(connection.execute(found).scalars())


def case_under(desk: Desk, username: str, key: str) -> str | None:
    """The case that this form has opened already, if it was sent before."""
    command = Command(NEW, "report", username, desk.today(), key, 0)
    with reading(desk) as connection:
        earlier = earlier_outcome(connection, command)
    return earlier.claim_no or None if earlier else None


def take_report(
    desk: Desk, username: str, data: Mapping[str, Any], key: str, *, index_key: bytes | None = None
) -> Outcome:
    """Register the person, or find him, and open the case. `key` is that of the form: sent twice, it is one case.

    By the channel is told whether somebody has seen the ID card (`told_persons`). `index_key` is the key of the index of
    persons where it is not the installation's. Raises BadInput where the ID number of a card is known under another name,
    Refused where the account is gone.
    """
    facts = PersonFacts(data["person_name"], data["id_number"], data.get("phone", ""))
    index, channel = index_key or read_index_key(desk.var_dir), str(data["channel"])

    def register(connection: Connection) -> str:
        return register_reported(connection, index, facts, channel, desk.instant())

    person = in_one_transaction(desk, register)
    return advance(desk, Command(NEW, "report", username, data["reported_on"], key, 0, report_data(desk, person, data)))
