"""What a guard sees and an effect may do while one row of a table is being fired."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from claims.store.rows import Row
from workflows.casefile import CaseFile
from workflows.roles import Actor, Role
from workflows.table import Move

if TYPE_CHECKING:
    from claims.calendar import WorkingCalendar
    from claims.rules import Rules

Facts = Mapping[str, Any]
Guard = Callable[["Situation"], Facts | None]
Effect = Callable[["Situation"], None]


@dataclass(frozen=True, slots=True)
class FollowOn:
    """A move that another one causes in the same transaction, made by the system."""

    target: str
    trigger: str
    data: Mapping[str, Any]
    occurred_on: date
    via: str | None


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """A letter to be issued by this transaction: its kind and the subjects it speaks of."""

    kind: str
    subject: str
    event_id: str
    dated_on: date
    extra: Mapping[str, Any]


@dataclass(slots=True)
class Situation:
    """One move about to be made. Guards return None or the facts of their refusal; effects change rows and order what follows."""

    connection: Connection
    rules: Rules
    calendar: WorkingCalendar
    file: CaseFile
    machine: str
    stored_in: str
    subject: Row
    move: Move
    actor: Actor
    role: Role
    occurred_on: date
    recorded_on: date
    recorded_at: str
    data: dict[str, Any]
    event_id: str = ""
    via: str | None = None
    own_case: bool = False
    recused: bool = False
    salt: Callable[[], str] = field(default=str)
    foresee: Callable[[str, str, Mapping[str, Any]], tuple[Any, ...]] = field(default=lambda _t, _a, _d: ())
    together: frozenset[str] = frozenset()
    lost_head: Callable[[], Facts | None] = field(default=lambda: None)
    scratch: dict[str, Any] = field(default_factory=dict)
    follow_ons: list[FollowOn] = field(default_factory=list)
    letters: list[LetterOrder] = field(default_factory=list)
    postings: list[Row] = field(default_factory=list)
    clocks_touched: list[str] = field(default_factory=list)

    @property
    def claim(self) -> Row:
        """The claim row."""
        return self.file.claim

    @property
    def subject_id(self) -> str:
        """The id of the subject: the case number, or `NO/machine-N`."""
        return str(self.subject["no"] if self.machine == "claim" else self.subject["id"])

    def set(self, **values: Any) -> None:
        """Change columns of the subject of this move."""
        self.file.change(self.stored_in, self.subject, **values)

    def then(self, target: str, trigger: str, **data: Any) -> None:
        """Make the system fire `trigger` on `target` right after this move, in the same transaction."""
        self.follow_ons.append(FollowOn(target, trigger, data, self.occurred_on, self.via))

    def letter(self, kind: str, **extra: Any) -> None:
        """Order a letter of `kind` about the subject; it gets its number last."""
        self.letters.append(LetterOrder(kind, self.subject_id, self.event_id, self.occurred_on, extra))

    def approval(self) -> Row | None:
        """The approval that fires this move, if one does."""
        return self.file.find("approval", self.via) if self.via else None

    def private(self) -> dict[str, Any]:
        """The personal facts of the case."""
        rows = self.file.rows("claim_private")
        return dict(json.loads(rows[0]["body"])) if rows else {}
