"""The kinds of messages, read from `kinds.toml`: what a kind is called, its text, and the facts the text may use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

SIGNATURE = "【{{ bureau }}】"  # who sends it, once and first, as SMS have it
SIGNED_WITH = frozenset({"bureau"})
TOPICS: Mapping[str, str] = {"progress": "办理进展", "reminder": "期限提醒"}


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message. `facts` are the variables of its text, of which those in `may_lack` can be None.

    `about_letter`: not sent once the letter it speaks of is void. `outlives_case`: sent though the case is over.
    `old_contact`: goes to a telephone that has just been changed too, so that who takes over an account or a telephone cannot
    hush it up. `merges`: what the same day brings to the same recipient is told in one.
    `due` names the fact that is the last day for what the message asks; after that day it is not sent. `urgent`: sent at night
    too. `topic`: the sort of messages that a person may unsubscribe from, one of TOPICS; who may not has none.
    """

    code: str
    name: str
    text: str
    facts: frozenset[str]
    may_lack: frozenset[str] = frozenset()
    about_letter: bool = False
    outlives_case: bool = False
    old_contact: bool = False
    merges: bool = False
    due: str | None = None
    urgent: bool = False
    topic: str | None = None


def _read() -> Mapping[str, MessageKind]:
    source = files("notifications").joinpath("messages", "kinds.toml").read_text(encoding="utf-8")
    return {code: _kind(code, row) for code, row in tomllib.loads(source).items()}


def _kind(code: str, row: dict[str, Any]) -> MessageKind:
    sets = {name: frozenset(row.get(name, ())) for name in ("facts", "may_lack")}
    own = {"text": SIGNATURE + row["text"], "facts": sets["facts"] | SIGNED_WITH, "may_lack": sets["may_lack"]}
    return MessageKind(code, **{**row, **own})


MESSAGE_KINDS: Mapping[str, MessageKind] = _read()
