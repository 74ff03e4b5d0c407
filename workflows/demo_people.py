"""The sign-ins of a demonstration: synthetic officers, an investigator and the platforms' clerks (`demo_people.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection

from claims.rules import Rules
from claims.store.rows import select_one
from workflows.identity import id_index, read_id_number
from workflows.people import HeldPost, open_account
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One synthetic person who signs in."""

    username: str
    name: str
    org: str
    id_number: str
    posts: tuple[HeldPost, ...]


def demo_people(rules: Rules) -> tuple[DemoPerson, ...]:
    """All of them, with the authority limits that `rules` give on the day their posts begin."""
    text = files("workflows").joinpath("demo_people.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return tuple(
        DemoPerson(
            username=one["username"],
            name=one["name"],
            org=one["org"],
            id_number=one["id_number"],
            posts=tuple(_post(post, data["valid_from"], rules) for post in one["posts"]),
        )
        for one in data["people"]
    )


def open_demo_accounts(connection: Connection, key: bytes, people: Iterable[DemoPerson], today: date) -> int:
    """Open the sign-ins that are not there yet; returns how many that were."""
    opened = 0
    for person in people:
        if select_one(connection, "account", username=person.username) is None:
            index = id_index(key, read_id_number(person.id_number, today))
            open_account(connection, person.username, person.name, person.org, index, person.posts)
            opened += 1
    return opened


def _post(given: Mapping[str, Any], valid_from: date, rules: Rules) -> HeldPost:
    start = given.get("from", valid_from)
    limit = rules.at(given["limit"], start).as_int() if "limit" in given else None
    return HeldPost(Role(given["role"]), start, limit, areas=tuple(given.get("areas", ())))
