"""Sign-ins and ids as people inside read them: colleagues by their names, things of a case by what they are and their number.

What is kept of an act or a refusal keeps the codes; a name is put in their place only where it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from workflows.account_names import account_names
from workflows.command import Refusal
from workflows.machines import MACHINES, SHORT_NAMES

COLLEAGUES = frozenset({"actor", "maker", "officer", "username"})  # the facts of refusals that are sign-ins
THING = re.compile(r"(?:(?P<no>TL-\d{4}-\d{6})/)?\b(?P<short>[a-z]+)-(?P<place>\d+)\b")
SIGN_IN = re.compile(r"\b[a-z][a-z0-9-]*\b")


def numbered(thing: str) -> str:
    """Which of the things of its kind on the case it is, 「第 3 号」."""
    return f"第 {thing.rpartition('-')[2]} 号"


def thing_name(text: str, here: str = "") -> str:
    """A text with the ids of things of cases said in words, 「第 3 号审批」, with the case where it is not the one `here`."""
    return THING.sub(lambda found: _thing(found, here), text)


def _thing(found: re.Match[str], here: str) -> str:
    if found["short"] not in SHORT_NAMES:
        return found[0]
    case = "" if found["no"] in (None, here) else f"{found['no']} "
    return f"{case}{numbered(found[0])}{MACHINES[SHORT_NAMES[found['short']]].label}"


def named(connection: Connection, refusals: Iterable[Refusal], here: str) -> tuple[Refusal, ...]:
    """The refusals of acts on the case `here`, in their order, with names in place of sign-ins and ids."""
    found = tuple(refusals)
    told = {str(one.facts[name]) for one in found for name in COLLEAGUES & one.facts.keys()}
    names = account_names(connection, told)
    return tuple(replace(one, facts=_named(one.facts, names, here)) for one in found)


def _named(facts: Mapping[str, Any], names: Mapping[str, str], here: str) -> dict[str, Any]:
    ids = {name: thing_name(value, here) for name, value in facts.items() if isinstance(value, str)}
    people = {name: names.get(facts[name], facts[name]) for name in COLLEAGUES & facts.keys()}
    return {**facts, **ids, **people}


def plain_texts(connection: Connection, texts: Sequence[str]) -> list[str]:
    """Texts that a question put together from rows, with names in place of the sign-ins and ids in them."""
    names = account_names(connection, (word for text in texts for word in SIGN_IN.findall(text)))
    return [thing_name(SIGN_IN.sub(lambda found: names.get(found[0], found[0]), text)) for text in texts]
