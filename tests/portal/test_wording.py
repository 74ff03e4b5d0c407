"""Every state has its words, in the length and the characters that a page can hold."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import pytest

import portal
from portal.rider.cases import ASKED_SINCE, STAGES
from portal.rider.own_part import Waits
from portal.rider.periods import UNCONFIRMED
from portal.wording import TAGS, overlay_words, state_words
from workflows import rider_view
from workflows.clock_rules import CLOCK_RULES
from workflows.machines import MACHINES
from workflows.platform_states import PLATFORM_STATES

TEXTS = tomllib.loads((Path(portal.__file__).parent / "words.toml").read_text(encoding="utf-8"))
STATES = [(machine.name, state) for machine in MACHINES.values() for state in machine.states]
STATES += [("platform_case", state) for state in PLATFORM_STATES]
NEVER = (
    "亲",
    "温馨提示",
    "敬请谅解",
    "非法输入",
    "操作失败",
    "系统繁忙",
    "提交成功",
    "当事人",
    "客户",
    "赔偿",
    "误工",
    "审核不通过",
)
SENTENCE_MAX = 30
BESIDE = ("overlay", "part")  # what is said of no state of a machine


@pytest.mark.parametrize(("machine", "state"), STATES)
def test_every_state_has_its_words(machine: str, state: str) -> None:
    said = state_words(machine, state)
    assert said.tag in TAGS
    assert 0 < len(said.officer) <= 12
    assert said.rider
    for sentence in f"{said.rider}。{said.next}".replace("；", "。").split("。"):
        assert len(sentence) <= SENTENCE_MAX, sentence
    assert not [word for word in NEVER if word in f"{said.officer}{said.rider}{said.next}{said.who}"]


def test_there_are_no_words_for_what_no_machine_has() -> None:
    said = {(machine, state) for machine, states in TEXTS.items() for state in states}
    assert {one for one in said if one[0] not in BESIDE} == set(STATES)


def test_what_a_part_waits_for_has_words_and_a_page_where_somebody_must_act() -> None:
    assert set(TEXTS["part"]) == set(Waits)
    for waits in Waits:
        said = state_words("part", waits)
        assert said.tag in TAGS
        assert max(map(len, (said.rider, said.next, said.who))) <= SENTENCE_MAX
        assert (said.who == "您", bool(said.you), said.to.startswith("/r/")) in (
            (True, True, True),
            (False, False, False),
        )


def test_what_stands_beside_a_state_has_words_and_no_other() -> None:
    told = set(re.findall(r'yield "([a-z_]+)"', inspect.getsource(rider_view)))
    assert set(TEXTS["overlay"]) == {*told, UNCONFIRMED, ASKED_SINCE}
    for code in TEXTS["overlay"]:
        assert 0 < len(overlay_words(code)) <= SENTENCE_MAX


def test_a_case_says_who_goes_on_and_by_which_periods() -> None:
    for state in MACHINES["claim"].states:
        said = state_words("claim", state)
        assert said.next
        assert said.who
        assert 1 <= said.stage <= len(STAGES)
        assert set(said.clocks) <= set(CLOCK_RULES) | {"T18"}


def test_those_inside_read_of_the_party_and_not_to_him() -> None:
    words = state_words("claim", "supplementing")
    assert (words.who, words.who_here) == ("您", "当事人")
    assert state_words("claim", "applied").next_here == "决定受理，或一次告诉当事人缺什么"
