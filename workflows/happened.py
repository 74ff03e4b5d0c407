"""What was done last to one thing of a case, for whoever comes too late to do the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from claims.store.rows import select_rows
from workflows.account_names import account_names
from workflows.history import doer
from workflows.machines import MACHINES
from workflows.showing import event_label


@dataclass(frozen=True, slots=True)
class Done:
    """The last act on a thing: what it was, by whom, on which legal day, and the state that it led to."""

    what: str
    who: str
    on: date
    state: str


def last_done(connection: Connection, target: str) -> Done:
    """The last act on a thing that is there. Raises IndexError for what is not."""
    rows = select_rows(connection, "event", claim_no=target.partition("/")[0], subject=target)
    last = sorted(rows, key=lambda row: int(row["seq"]))[-1]
    who = doer(last["actor"], last["role"], account_names(connection, [last["actor"]]))
    return Done(event_label(last), who, last["occurred_on"], MACHINES[last["machine"]].states[last["target"]])
