"""The words of every state, read from `portal/words.toml`: what officers call it, what the injured person is told, its tag."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

TAGS = frozenset({"new", "doing", "you", "hold", "good", "bad", "law", "done", "unconfirmed"})


@dataclass(frozen=True, slots=True)
class StateWords:
    """How a state is said. `rider` is what the injured person reads, `you` what he has to do himself and `to` the page for it;
    `monthly` what he reads of an item of which months have been counted.

    Of a case also what comes `next` (`next_suit` where only the suit is left in time, `next_over` where no remedy is), by
    `who`, which `clocks` are shown to that person, at which `stage` of the six it is (the first is 1), and whether it ends
    there (`over`).
    """

    officer: str
    tag: str
    rider: str
    next: str = ""
    next_suit: str = ""
    next_over: str = ""
    who: str = ""
    clocks: tuple[str, ...] = ()
    stage: int = 0
    over: bool = False
    you: str = ""
    to: str = ""
    monthly: str = ""

    @property
    def next_here(self) -> str:
        """What comes next, as those inside read it."""
        return _of_the_party(self.next)

    @property
    def who_here(self) -> str:
        """By whom it comes, as those inside read it."""
        return _of_the_party(self.who)


def _of_the_party(told: str) -> str:
    """What is told to the injured person, said of him."""
    return told.replace("您", "当事人")


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("portal").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def state_words(machine: str, state: str) -> StateWords:
    """The words of a state. Raises KeyError where it has none: a test sees that each has."""
    text = _texts()[machine][state]
    return StateWords(
        officer=text["officer"],
        tag=text["tag"],
        rider=text.get("rider") or text["now"],
        next=text.get("next", ""),
        next_suit=text.get("next_suit", ""),
        next_over=text.get("next_over", ""),
        who=text.get("who", ""),
        clocks=tuple(text.get("clocks", ())),
        stage=text.get("stage", 0),
        over=text.get("over", False),
        you=text.get("you", ""),
        to=text.get("to", ""),
        monthly=text.get("monthly", ""),
    )


def overlay_words(code: str) -> str:
    """What stands beside the state of a case. Raises KeyError where it has no words: a test sees that each has."""
    return str(_texts()["overlay"][code])
