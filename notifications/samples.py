"""Samples of letters as product data: a case of a visibly synthetic rider, from which every kind of letter can be shown.

`samples/common.toml` gives every fact a value; the other files say, kind by kind, what differs and the number's serial.
"""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from claims.rules import load_rules
from notifications.forms import FORMS, KNOWN_KINDS, known_kind

FOLDER = "samples"
COMMON = "common.toml"
PROVINCE = "重庆"
RARE_NAME = "张䶮𬭎㛃"  # characters outside the common fonts, one of them beyond the first plane
SERIAL = "number"


def sample(kind: str, *, rare: bool = False) -> dict[str, object]:
    """A fresh snapshot of `kind` with all the facts it may hold, days as ISO text.

    `rare` names the rider with rare characters wherever the sample names him. Raises BadInput (letter_kind_unknown).
    """
    common = _file(COMMON)
    kept = {name: fact for name, fact in common["facts"].items() if name not in common["only_where_given"]}
    facts = deepcopy(known_kind(kind).pick(kept | _own(kind)))
    return {name: _renamed(fact) for name, fact in facts.items()} if rare else facts


def sample_number(kind: str) -> str:
    """The number the sample of `kind` bears, by the pattern of the rules: 铜人社职认〔2024〕9号. Raises BadInput as `sample`.

    A form has none of a series of its own and bears what its sample says.
    """
    if kind in FORMS:
        return str(_own(kind)[SERIAL])
    known, rules = known_kind(kind), load_rules(PROVINCE)
    day = date.fromisoformat(str(sample(kind)["dated_on"]))
    mark = rules.at(f"letters.mark.{known.series}", day).as_text()
    form = rules.at("letters.number_pattern", day).as_text()
    return form.format(mark=mark, year=day.year, number=_own(kind)[SERIAL])


def sample_facts() -> dict[str, object]:
    """One value of every fact of the vocabulary, as the common case has it."""
    return deepcopy(_file(COMMON)["facts"])


def _own(kind: str) -> dict[str, Any]:
    """What the sample of `kind` has of its own."""
    return _by_kind()[kind]


@cache
def _by_kind() -> dict[str, dict[str, Any]]:
    folder = files("notifications").joinpath(FOLDER)
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml") and path.name != COMMON)
    return {code: table for name in names for code, table in _file(name).items() if code in KNOWN_KINDS}


@cache
def _file(name: str) -> dict[str, Any]:
    text = files("notifications").joinpath(FOLDER, name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _renamed(fact: object) -> object:
    name = str(_file(COMMON)["facts"]["person_name"])
    if isinstance(fact, str):
        return fact.replace(name, RARE_NAME)
    if isinstance(fact, list):
        return [_renamed(part) for part in fact]
    return {key: _renamed(part) for key, part in fact.items()} if isinstance(fact, dict) else fact
