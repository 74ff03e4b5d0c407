"""A case that is closed to an officer is on no page that speaks of many: the reach of the law, looks of administrators, work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claims.errors import Refused
from claims.store.rows import insert_rows
from tests.support.handed_in import pdf
from tests.support.offices import Office, Visitor, office, said
from workflows.emergency_looks import answer, ask
from workflows.roles import Role
from workflows.rule_documents import Paper
from workflows.rule_proposals import propose_confirmation
from workflows.rule_reach import reach
from workflows.transaction import in_one_transaction, reading

OPEN = 48
RECUSED = "chief2"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("closed"), OPEN) as made:
        made.hire(RECUSED, "回避的主管", Role.SECTION_HEAD)
        away = {
            "claim_no": number(made),
            "username": RECUSED,
            "reason": "kin",
            "recorded_at": "2025-07-01T00:00:00.000000Z",
        }
        in_one_transaction(made.desk, lambda connection: insert_rows(connection, "recusal", [away]))
        yield made


def number(desk: Office) -> str:
    """The one case there is."""
    return str(desk.replayed.case_of(OPEN)["no"])


def both(desk: Office, page: str) -> list[bool]:
    """Whether the case stands on a page for the head who may see it, and for the one who stays away."""
    return [number(desk) in one.text(page) for one in people(desk)]


def people(desk: Office) -> list[Visitor]:
    """The head who may see the case, and the one who stays away."""
    return [desk.person("chief1"), desk.person(RECUSED)]


def test_the_law_touches_for_each_the_cases_that_he_may_see(desk: Office) -> None:
    with reading(desk.desk) as connection:
        touching = reach(connection, desk.desk.rules)
    value = next(one for one in desk.desk.rules.values() if one.version in touching and one.unconfirmed)
    assert both(desk, f"/desk/rules/params/{value.key}") == [True, False]
    paper = Paper("通知.pdf", pdf())
    proposed = propose_confirmation(desk.desk, "chief1", value.version, "铜人社发〔2025〕98号（合成）", paper)
    assert both(desk, f"/desk/rules/changes/{proposed}") == [True, False]


def test_a_look_at_a_case_is_answered_by_who_may_see_it(desk: Office) -> None:
    ask(desk.desk, "admin1", number(desk), "文书没有生成")
    (look,) = desk.replayed.rows("emergency_look")
    assert both(desk, "/desk/emergency") == [True, False]
    assert ["应急查看" in said(one.get("/desk")) for one in people(desk)] == [True, False]
    with pytest.raises(Refused, match="不能答复"):
        answer(desk.desk, RECUSED, look["id"], granted=True)
    assert desk.replayed.rows("emergency_answer") == []
    answer(desk.desk, "chief1", look["id"], granted=True)
    assert both(desk, "/desk/emergency") == [True, False]


def test_work_is_given_out_by_who_may_see_it(desk: Office) -> None:
    assert both(desk, "/desk/unallotted") == [True, False]
    fields = {"pick": f"{number(desk)}|IN|0", "username": "intake1"}
    away = desk.person(RECUSED).fill("/desk/unallotted", fields)
    assert (away.status_code, "done=0" in away.headers["location"]) == (303, True)
    assert desk.replayed.rows("allotment") == []
