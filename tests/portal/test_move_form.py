"""The form of a move asks in Chinese: no code of the program is an answer that somebody must choose or write."""

from __future__ import annotations

import re
from datetime import date

import pytest

from claims.rules import load_rules
from portal.desk.move_form import questions
from portal.desk.move_lists import lists_of
from portal.fields import Fields
from tests.support.pilots import PROVINCE
from workflows.machines import MACHINES
from workflows.table import Move

RULES = load_rules(PROVINCE)
ACCIDENT, TODAY = date(2025, 6, 30), date(2025, 7, 1)
MOVES = [
    pytest.param(move, id=f"{table.name}-{move.trigger}-{place}")
    for table in MACHINES.values()
    for place, move in enumerate(table.moves)
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("move", MOVES)
def test_every_answer_that_is_chosen_is_called_something(move: Move) -> None:
    asked = questions(move.needs, Fields([]), {}, "", lists_of(move, ACCIDENT, RULES, TODAY))
    nameless = [(one.name, text) for one in asked for value, text in one.choices if value and not CHINESE.search(text)]
    assert nameless == []


@pytest.mark.parametrize(
    ("trigger", "name", "code", "words"),
    [
        ("accept", "criterion", "2021-10-1-1", "第十条第一款第（一）项"),
        ("report_done", "criterion", "2021-10-2-1", "第十条第二款第（一）项"),
        ("refuse_accept", "reason_code", "late_without_cause", "逾期申请"),
        ("ask_supplement", "missing", "diagnosis", "诊断"),
        ("set_payee_account", "basis", "社会保障卡", "社会保障卡"),
    ],
)
def test_what_stands_in_a_list_of_the_law_is_chosen_from_it(trigger: str, name: str, code: str, words: str) -> None:
    (move,) = MACHINES["claim"].rows_of(trigger)
    asked = questions(move.needs, Fields([]), {}, "", lists_of(move, ACCIDENT, RULES, TODAY))
    choices = dict(next(one.choices for one in asked if one.name == name))
    assert words in choices[code]


def test_the_cases_of_acceptance_are_those_of_the_text_of_the_day() -> None:
    (move,) = MACHINES["claim"].rows_of("accept")
    later = lists_of(move, TODAY, RULES, TODAY)["criterion"]
    assert {code.partition("-")[0] for code in later} == {"2025"}
