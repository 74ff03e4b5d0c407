"""How many days a stage takes: between the least and the most of `pace.toml`, always the same for a person and a stage."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from claims.canonical import sha256_hex
from pilot.facts import Case


@cache
def stages() -> Mapping[str, tuple[int, int]]:
    """The least and the most days of every stage, by its name."""
    text = files("pilot").joinpath("pace.toml").read_text(encoding="utf-8")
    return {name: (least, most) for name, (least, most) in tomllib.loads(text).items()}


def days_of(case: Case, stage: str) -> int:
    """The days that `stage` takes in `case`: what the case says, else a number that only person and stage decide."""
    least, most = stages()[stage]
    if stage in case.pace:
        return case.pace[stage]
    return pick(f"{case.person} {stage}", least, most)


def pick(name: str, least: int, most: int) -> int:
    """A number from `least` to `most` that looks arbitrary but is always the same for `name`."""
    return least + int(sha256_hex(name)[:8], 16) % (most - least + 1)
