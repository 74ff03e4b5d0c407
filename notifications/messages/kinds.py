"""The kinds of messages, read from `kinds.toml`: what a kind is called, its text, and the facts the text may use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message. `facts` are the variables of its text, of which those in `may_lack` can be None.

    `about_letter`: not sent once the letter it speaks of is void. `outlives_case`: sent though the case is over.
    `old_contact`: goes to the contact the case began with, so that who takes over an account cannot hush it up. `due`
    names the fact that is the last day for what the message asks; after that day it is not sent.
    """

    code: str
    name: str
    text: str
    facts: frozenset[str]
    may_lack: frozenset[str] = frozenset()
    about_letter: bool = False
    outlives_case: bool = False
    old_contact: bool = False
    due: str | None = None


def _read() -> Mapping[str, MessageKind]:
    source = files("notifications").joinpath("messages", "kinds.toml").read_text(encoding="utf-8")
    sets = ("facts", "may_lack")
    return {
        code: MessageKind(code, **{name: frozenset(value) if name in sets else value for name, value in row.items()})
        for code, row in tomllib.loads(source).items()
    }


MESSAGE_KINDS: Mapping[str, MessageKind] = _read()
