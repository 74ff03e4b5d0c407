"""An administrator sees a case only for an hour, for a reason, because another person agreed; the auditor sees all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from claims.errors import BadInput, Refused
from tests.support.offices import THEN, Office, Visitor, office, said
from workflows.emergency_looks import answer, ask, enter, looks_of

PERSON = 20
ASKING, ANSWERING = "/admin/emergency", "/desk/emergency"
REASON = "文书没有生成，须看案件状态"


@dataclass
class Clock:
    """The time at the office; a test may move it."""

    now: datetime = THEN


@dataclass(frozen=True)
class House:
    """An office, its clock and its one case."""

    office: Office
    clock: Clock
    no: str

    def person(self, username: str) -> Visitor:
        """Somebody who has signed in and said again who he is."""
        visitor = self.office.person(username)
        visitor.step_up()
        return visitor


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with office(tmp_path_factory.mktemp("emergency"), PERSON) as made:
        clock = Clock()
        at = replace(made, desk=replace(made.desk, now=lambda: clock.now))
        yield House(at, clock, made.replayed.case_of(PERSON)["no"])


def reads(house: House) -> int:
    return len(
        [row for row in house.office.replayed.rows("access_log", username="admin1") if row["field"] == "emergency"]
    )


def test_a_case_is_open_for_an_hour_once_another_person_agreed(house: House) -> None:
    admin, page = house.person("admin1"), f"{ASKING}/{house.no}"
    assert admin.get(page).status_code == 403
    for fields in ({"claim": house.no, "reason": " "}, {"claim": "TL-0", "reason": REASON}):
        assert admin.fill(ASKING, fields).status_code == 422
    assert admin.fill(ASKING, {"claim": house.no, "reason": REASON}).status_code == 303
    twice = admin.fill(ASKING, {"claim": house.no, "reason": REASON})
    assert (twice.status_code, "已经申请过" in said(twice)) == (422, True)
    assert ("待同意" in admin.text(ASKING), admin.get(page).status_code, reads(house)) == (True, 403, 0)
    chief = house.person("chief1")
    assert "应急查看 1 件案件" in chief.text("/desk")
    shown = chief.text(ANSWERING)
    assert (house.no in shown, REASON in shown) == (True, True)
    look = str(house.office.replayed.rows("emergency_look")[-1]["id"])
    assert chief.fill(ANSWERING, {"look": look, "act": "burn"}).status_code == 404
    assert chief.fill(ANSWERING, {"look": look, "act": "grant"}).status_code == 303
    assert chief.fill(ANSWERING, {"look": look, "act": "grant"}).status_code == 409
    text = admin.text(page)
    assert ("只能看，不能办" in text, REASON in text, "合成人员" in text) == (True, True, False)
    assert admin.get(f"/desk/cases/{house.no}").status_code == 403
    assert reads(house) == 1
    auditor = house.person("auditor1")
    listed = auditor.text("/audit/access?user=admin1")
    for told in (REASON, house.no, "冯主管", "可以查看", "应急查看"):
        assert told in listed, told
    assert "答复应急查看申请" in admin.text("/admin/acts")
    house.clock.now = THEN + timedelta(minutes=60)
    assert house.person("admin1").get(page).status_code == 403
    house.clock.now = THEN


@pytest.mark.parametrize("username", ["intake1", "reviewer1", "auditor1", "chief1", "approver3"])
def test_asking_is_for_administrators_and_answering_for_heads(house: House, username: str) -> None:
    visitor = house.office.person(username)
    assert [visitor.get(page).status_code for page in (ASKING, f"{ASKING}/{house.no}")] == [403, 403]
    assert (visitor.get(ANSWERING).status_code == 200) is (username in ("chief1", "approver3"))
    assert visitor.web.post(ASKING, data={"claim": house.no, "reason": REASON}).status_code == 403
    assert house.office.person("admin1").get(ANSWERING).status_code == 403


def test_every_act_asks_again_who_it_is(house: House) -> None:
    fresh = house.office.person("admin1").fill(ASKING, {"claim": house.no, "reason": REASON})
    assert fresh.headers["location"].startswith("/step-up")
    head = house.office.person("chief1").fill(ANSWERING, {"look": "1", "act": "grant"})
    assert head.headers["location"].startswith("/step-up")


def test_nobody_answers_himself_or_too_late_and_a_refusal_stays(house: House) -> None:
    desk, now = house.office.desk, house.clock.now
    house.clock.now = now + timedelta(hours=3)
    ask(desk, "admin1", house.no, REASON)
    (look,) = [one for one in looks_of(desk, 9, "admin1") if one.state == "waiting"]
    for username in ("admin1", "intake1", "auditor1", "nobody"):
        with pytest.raises(Refused, match="不能答复"):
            answer(desk, username, look.id, granted=True)
    answer(desk, "approver3", look.id, granted=False)
    with pytest.raises(Refused, match="已经答复"):
        answer(desk, "chief1", look.id, granted=True)
    with pytest.raises(Refused, match="现在不能看"):
        enter(desk, "admin1", house.no)
    ask(desk, "admin1", house.no, REASON)
    late = looks_of(desk, 1, "admin1")[0]
    house.clock.now += timedelta(days=1, minutes=1)
    with pytest.raises(Refused, match="失效"):
        answer(desk, "chief1", late.id, granted=True)
    assert looks_of(desk, 1, "admin1")[0].state == "lapsed"
    house.clock.now = now


def test_who_may_not_ask_or_says_no_reason_leaves_nothing(house: House) -> None:
    before, desk = house.office.replayed.rows("emergency_look"), house.office.desk
    with pytest.raises(Refused, match="不能申请"):
        ask(desk, "chief1", house.no, REASON)
    with pytest.raises(BadInput, match="理由"):
        ask(desk, "admin1", house.no, "x" * 201)
    assert house.office.replayed.rows("emergency_look") == before


def test_the_database_keeps_it(house: House) -> None:
    engine = house.office.desk.engine
    for statement in ("UPDATE emergency_look SET reason = 'x'", "DELETE FROM emergency_answer"):
        with pytest.raises(DBAPIError, match="append only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
