"""A broken letter text stops a move before a number is spent; one that breaks later is told in words."""

from __future__ import annotations

import json
from datetime import date

import pytest

from claims.errors import Refused
from tests.support.edited_texts import BODY, edited_texts
from tests.support.reporting import REPORT, report
from tests.support.world import INJURED, World
from workflows.acting import act
from workflows.effect_words import error_words
from workflows.health import health
from workflows.outbox import drain


def test_a_broken_text_refuses_the_move_and_nothing_is_numbered(world: World) -> None:
    with edited_texts() as texts:
        texts["report_receipt.txt"] = BODY % "{{ reportr }}"
        with pytest.raises(Refused) as refused:
            act(world.desk, "intake1", "new", "report", date(2024, 10, 2), {**REPORT, "person_id": INJURED})
    assert refused.value.code == "letter_text_unknown_variable"
    assert "report_receipt.txt 第3行用到了没有提供的变量 reportr" in refused.value.message()
    assert (world.rows("letter"), world.rows("claim"), world.rows("outbox")) == ([], [], [])
    (attempt,) = world.rows("attempt")
    assert json.loads(attempt["reasons"])[0]["facts"]["variable"] == "reportr"
    report(world, INJURED)
    assert [row["serial"] for row in world.rows("letter")] == [1]


def test_a_text_that_breaks_after_the_commit_is_told_with_the_number_of_the_letter(world: World) -> None:
    report(world, INJURED)
    (letter,) = world.rows("letter")
    with edited_texts() as texts:
        texts["report_receipt.txt"] = BODY % "{{ reportr }}"
        (failed,) = drain(world.desk).failed
    assert (failed.name, failed.state) == (f"制作文书 {letter['number']}", "pending")
    assert "report_receipt.txt 第3行用到了没有提供的变量 reportr" in failed.message
    (row,) = health(world.desk, world.moment).faulty
    assert row["name"] == failed.name
    assert error_words(row["last_error"]) == "《…》的文本文件 …用到了没有提供的变量 …（letter_text_unknown_variable）。"


@pytest.mark.parametrize("error", ["OperationalError", "BadInput: no_such_code_here"])
def test_an_error_without_words_is_named_as_it_is(error: str) -> None:
    assert error_words(error) == f"程序、文件或者网络出错（{error}）。"
