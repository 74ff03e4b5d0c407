"""Samples drawn by an auditor, each written down with its seed before anybody sees what it holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.canonical import canonical_json
from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.queries import POPULATIONS, query
from claims.sampling import draw, population_hash
from claims.store.rows import Row, insert_rows, select_rows
from workflows.asking import ask
from workflows.locking import open_actor
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction, reading

SEED_CHARACTERS = 16
SEED_CHARACTERS_MAX = 64
WITH_AMOUNTS = ("payments", "awards")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a draw: the population and its days, how many, and the seed (None: one is made here)."""

    population: str
    from_on: date
    to_on: date
    size: int
    seed: str | None = None
    weighted: bool = False


def draw_sample(desk: Desk, username: str, asked: Asked) -> Row:
    """Draw, write down and return the sample. Raises Refused where `username` is no auditor, BadInput where that cannot be."""
    _check(asked)
    return in_one_transaction(desk, lambda connection: _drawn(desk, connection, username, asked))


def samples(desk: Desk) -> list[Row]:
    """All samples that were ever drawn, the oldest first, with the ids as a list."""
    with reading(desk) as connection:
        return [{**row, "drawn": json.loads(row["drawn"])} for row in select_rows(connection, "audit_sample")]


def _check(asked: Asked) -> None:
    if asked.from_on > asked.to_on:
        raise BadInput("report_span", first=asked.from_on, last=asked.to_on)
    if asked.size < 1:
        raise BadInput("sample_of_nothing", size=asked.size)
    if asked.weighted and asked.population not in WITH_AMOUNTS:
        raise BadInput("sample_without_amounts", population=asked.population, known="、".join(WITH_AMOUNTS))
    if asked.seed is not None and not (asked.seed.isprintable() and 0 < len(asked.seed) <= SEED_CHARACTERS_MAX):
        raise BadInput("sample_seed", longest=SEED_CHARACTERS_MAX)


def _drawn(desk: Desk, connection: Connection, username: str, asked: Asked) -> Row:
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None or Role.AUDITOR not in actor.roles:
        raise Refused("sample_by_auditor", actor=username)
    seed = asked.seed or desk.salt()[:SEED_CHARACTERS]
    amounts_fen = _population(connection, asked)
    ids = draw(amounts_fen, seed, asked.size, weighted=asked.weighted)
    row: dict[str, Any] = {
        "drawn_by": username,
        "drawn_at": instant_text(desk.instant()),
        "population": asked.population,
        "from_on": asked.from_on,
        "to_on": asked.to_on,
        "size": asked.size,
        "seed": seed,
        "weighted": asked.weighted,
        "population_count": len(amounts_fen),
        "population_sha256": population_hash(amounts_fen),
        "drawn": canonical_json(ids),
    }
    insert_rows(connection, "audit_sample", [row])
    return {**row, "drawn": ids}


def _population(connection: Connection, asked: Asked) -> dict[str, int]:
    span = {"from_on": asked.from_on.isoformat(), "to_on": asked.to_on.isoformat()}
    rows = ask(connection, query(POPULATIONS, asked.population), span)
    return {str(row["id"]): int(row["amount_fen"]) for row in rows}
