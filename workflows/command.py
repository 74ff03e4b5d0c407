"""A command asks for a move; an outcome says what came of it. The key makes a command happen once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import canonical_json, sha256_hex
from claims.errors import Conflict, words
from claims.store.rows import Compiled, compile_once, run, select_rows
from claims.store.tables import table


@dataclass(frozen=True, slots=True)
class Command:
    """Fire `trigger` on `target` (`new`, a case number, or `NO/machine-N`; `NO/machine` creates a subject).

    `expected_version` is the version the actor saw (0 for what does not exist yet), `key` names this very act:
    sending it again gives the first answer. `cause` and `via` are set by the engine for moves that follow others.
    """

    target: str
    trigger: str
    actor: str
    occurred_on: date
    key: str
    expected_version: int
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The scope of the key: who, which act, on what, under which key."""
        return sha256_hex(canonical_json([self.actor, self.trigger, self.target, self.key]))

    @property
    def body_sha256(self) -> str:
        """Hash of what was asked, to tell a repetition from another request under the same key.

        The key itself goes in and is not stored, so that personal data cannot be guessed back from the hash.
        """
        return sha256_hex(canonical_json([self.key, self.occurred_on, self.expected_version, dict(self.data)]))


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a move is refused: the code of the guard and the facts of its words."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def message(self) -> str:
        """The reason in Chinese: what, why, what to do."""
        return words(self.code, **self.facts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: the event it made, or the refusals. `repeated` marks the answer of an earlier call."""

    done: bool
    target: str
    trigger: str
    subject: str = ""
    claim_no: str = ""
    state: str = ""
    version: int = 0
    event_id: str = ""
    refusals: tuple[Refusal, ...] = ()
    repeated: bool = False


def take_key(connection: Connection, command: Command) -> Outcome | None:
    """Claim the command's key; for a key already taken, the earlier outcome. Raises Conflict for another body."""
    row = {
        "id": command.id,
        "principal": command.actor,
        "command": command.trigger,
        "target": command.target,
        "body_sha256": command.body_sha256,
    }
    if run(connection, _take(connection), row).rowcount == 1:
        return None
    taken = select_rows(connection, "command_key", id=command.id)[0]
    if taken["body_sha256"] != command.body_sha256:
        raise Conflict("key_used_for_another_body", key=command.key)
    earlier = earlier_outcome(connection, command)
    assert earlier is not None  # a key is taken together with the event or the attempt
    return earlier


_taking: dict[str, Compiled] = {}


def _take(connection: Connection) -> Compiled:
    name = connection.dialect.name
    if name not in _taking:
        insert = sqlite.insert if name == "sqlite" else postgresql.insert
        _taking[name] = compile_once(connection, insert(table("command_key")).on_conflict_do_nothing())
    return _taking[name]


def earlier_outcome(connection: Connection, command: Command) -> Outcome | None:
    """What came of this command when its key was taken, whatever it asks for now; None where it was not taken."""
    event = table("event")
    first = select(event).where(event.c.command_id == command.id, event.c.cause.is_(None))
    made = connection.execute(first).mappings().first()
    if made is not None:
        return outcome_of(command, dict(made), repeated=True)
    refused = select_rows(connection, "attempt", command_id=command.id)
    if not refused:
        return None
    reasons = tuple(Refusal(reason["code"], reason["facts"]) for reason in json.loads(refused[0]["reasons"]))
    return Outcome(False, command.target, command.trigger, refusals=reasons, repeated=True)


def outcome_of(command: Command, event: Mapping[str, Any], *, repeated: bool = False) -> Outcome:
    """The outcome that an event row stands for."""
    version = json.loads(event["consequences"])["version"]
    return Outcome(
        done=True,
        target=command.target,
        trigger=command.trigger,
        subject=event["subject"],
        claim_no=event["claim_no"],
        state=event["target"],
        version=version,
        event_id=event["id"],
        repeated=repeated,
    )
