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
from workflows.person_index import persons_by_phone
from workflows.sight import seen_among
from workflows.table import NEW
from workflows.told_of_order import AS_TOLD
from workflows.told_persons import persons_under, register_reported
from workflows.transaction import Desk, in_one_transaction, reading

CLAIM = table("claim")
NEAR = timedelta(days=1)
NUMBER = "id_number"
OF_GATE = frozenset({"accident_on", "platform", "industry", "order_state"})
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
    """All that was looked at. `answer` is that of the coverage gate, None while too little is known to ask it; `same` are the
    person's cases within a day of this one.
    """

    checks: tuple[Check, ...]
    answer: CoverageAnswer | None
    same: tuple[str, ...]

    @property
    def other_way(self) -> bool:
        """Whether what is known leads another way than this insurance."""
        return self.answer is not None and self.answer.route not in (Route.PILOT, Route.HUMAN_REVIEW)


def read_report_form(given: Mapping[str, str], today: date) -> tuple[dict[str, Any], dict[str, Fault]]:
    """The data of a report, and for each answer that cannot be read the fault that says so, by its name."""
    data: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    for column in COLUMNS:
        found: list[Fault] = []
        cell = given.get(column.name, "")
        if column.name == NUMBER and not cell.strip():  # a card is seen later
            continue
        value = column.value(cell, today, found)
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
    """What the lists and the cases say of what is known of a report, to `username`. `enrolled` and `labour` are yes, no or
    unknown, as the person says, or empty where nobody has asked yet.

    Raises BadInput for a day that no list covers.
    """
    with reading(desk) as connection:
        same = _same_accident(desk, connection, data)
        actor, _ = open_actor(connection, username, desk.today())
        seen = seen_among(connection, actor, same, desk.today()) if actor else frozenset[str]()
    answer = None if _lacking(data) else gate(_question(desk, data, enrolled, labour), desk.rules)
    day = data.get("accident_on", desk.today())
    checks = (_listed(data, answer), *_said(enrolled, labour), _twice(data, same, seen), _one_line(desk, day))
    return Looked(checks, answer, same)


def _lacking(data: Mapping[str, Any]) -> list[str]:
    """What the coverage gate asks and nobody has told yet."""
    return [column.heading for column in COLUMNS if column.name in OF_GATE and column.name not in data]


def _question(desk: Desk, data: Mapping[str, Any], enrolled: str, labour: str) -> CoverageQuestion:
    known = report_data(desk, "", data)
    return CoverageQuestion(
        accident_date=data["accident_on"],
        province=desk.rules.province,
        platform=known.get(AS_TOLD["platform"], known["platform"]),
        industry=known.get(AS_TOLD["industry"], known["industry"]),
        order_state=data["order_state"],
        work_injury_enrolled=enrolled == "yes",
        labour_relation_signs=labour == "yes",
        express_courier=known["industry"] == "express",
    )


def _listed(data: Mapping[str, Any], answer: CoverageAnswer | None) -> Check:
    label = "省份、平台、行业、订单"
    if answer is None:
        return Check(label, Finding.JUDGE, words("counter_not_known_yet", what="、".join(_lacking(data))))
    return Check(label, _of_gate(answer), answer.reason)


def _said(enrolled: str, labour: str) -> list[Check]:
    """What the person says of the other line, as far as he has been asked."""
    judged = {"no": Finding.GOOD, "yes": Finding.ELSEWHERE}
    asked = (("工伤保险", "counter_enrolled", enrolled), ("劳动关系", "counter_labour", labour))
    return [
        Check(label, judged.get(said, Finding.JUDGE), words(f"{code}_{said}")) for label, code, said in asked if said
    ]


def _one_line(desk: Desk, day: date) -> Check:
    rule = desk.rules.at("coverage.one_route", day).as_text()
    return Check("一事一线", Finding.GOOD, words("counter_one_line", rule=rule))


def _of_gate(answer: CoverageAnswer) -> Finding:
    if answer.route is Route.PILOT:
        return Finding.GOOD
    return Finding.JUDGE if answer.route is Route.HUMAN_REVIEW else Finding.ELSEWHERE


def _twice(data: Mapping[str, Any], same: tuple[str, ...], seen: Collection[str]) -> Check:
    """Whether the same accident was reported before; of a case that is closed to who asks, only that there is one."""
    if not same and not (data.keys() & {NUMBER, "phone"} and "accident_on" in data):
        return Check("同一人前后一天", Finding.JUDGE, words("counter_who_and_when"))
    if not same:
        return Check("同一人前后一天", Finding.GOOD, words("counter_not_reported_yet"))
    cases = "、".join(no if no in seen else words("case_unnamed") for no in same)
    first = next((no for no in same if no in seen), "")
    return Check("同一人前后一天", Finding.JUDGE, words("counter_reported_already", cases=cases), first)


def _same_accident(desk: Desk, connection: Connection, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The cases of this person, and of who was told to be he, within a day of the accident, oldest first; of who tells no ID
    number, of all with his phone.
    """
    if "accident_on" not in data:
        return ()
    persons, day = _persons(desk, connection, data), data["accident_on"]
    near = CLAIM.c.accident_on.between(day - NEAR, day + NEAR)
    found = select(CLAIM.c.no).where(CLAIM.c.person_id.in_(persons), near).order_by(CLAIM.c.no)
    return tuple(connection.execute(found).scalars())


def _persons(desk: Desk, connection: Connection, data: Mapping[str, Any]) -> Collection[str]:
    if NUMBER not in data:
        return persons_by_phone(connection, data["phone"]) if "phone" in data else ()
    return persons_under(connection, read_index_key(desk.var_dir), read_id_number(data[NUMBER], desk.today()))


def case_under(desk: Desk, username: str, key: str) -> str | None:
    """The case that this form has opened already, if it was sent before."""
    command = Command(NEW, "report", username, desk.today(), key, 0)
    with reading(desk) as connection:
        earlier = earlier_outcome(connection, command)
    return earlier.claim_no or None if earlier else None


def take_report(
    desk: Desk, username: str, data: Mapping[str, Any], key: str, *, index_key: bytes | None = None
) -> Outcome:
    """Register the person, or find him, and open the case. `key` is that of the form: sent twice, it is one case. Who tells no
    ID number is known by name and phone alone, until a card has been seen (`identify`).

    By the channel is told whether somebody has seen the ID card (`told_persons`). `index_key` is the key of the index of
    persons where it is not the installation's. Raises BadInput where the ID number of a card is known under another name,
    Refused where the account is gone.
    """
    facts = PersonFacts(data["person_name"], data.get(NUMBER, ""), data.get("phone", ""))
    index, channel = index_key or read_index_key(desk.var_dir), str(data["channel"])

    def register(connection: Connection) -> str:
        return register_reported(connection, index, facts, channel, desk.instant())

    person = in_one_transaction(desk, register)
    return advance(desk, Command(NEW, "report", username, data["reported_on"], key, 0, report_data(desk, person, data)))
