"""Effects and their faults as people read them: what was to be done, to which letter or message, and what came in between."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from sqlalchemy import Connection

from claims.errors import ClaimsError, known_code, wording
from claims.store.rows import Row, select_one
from notifications.messages.kinds import MESSAGE_KINDS
from workflows.faults import named
from workflows.promises import RENDER_LETTER, SEND_MESSAGE, SIGN_LETTER

EFFECT_NAMES = {RENDER_LETTER: "制作文书", SIGN_LETTER: "签署文书", SEND_MESSAGE: "发送消息"}
_FACT = re.compile(r"\{(\w+)[^}]*\}")


@dataclass(frozen=True, slots=True)
class Failure:
    """An effect that did not succeed: its key, what it was to do, the state it is left in, the error as it is kept, and why."""

    effect_key: str
    name: str
    state: str
    error: str
    message: str


def failure(connection: Connection, effect: Row, state: str, fault: Exception) -> Failure:
    """A try that failed just now, with the whole words of its fault."""
    message = fault.message() if isinstance(fault, ClaimsError) else error_words(named(fault))
    return Failure(effect["effect_key"], effect_name(connection, effect), state, named(fault), message)


def effect_name(connection: Connection, effect: Row) -> str:
    """What an effect does, to what: 制作文书 铜人社职认〔2025〕12号; 发送消息 决定已作出."""
    payload = json.loads(effect["payload"])
    letter = select_one(connection, "letter", id=payload["letter"]) if "letter" in payload else None
    message = select_one(connection, "message", id=payload["message"]) if "message" in payload else None
    of_what = letter["number"] if letter else MESSAGE_KINDS[message["kind"]].name if message else ""
    return f"{EFFECT_NAMES.get(effect['kind'], effect['kind'])} {of_what}".strip()


def error_words(error: str) -> str:
    """A kept error (`BadInput: letter_text_broken`) as a sentence, its code last; its facts were not kept and stand as …."""
    code = error.rpartition(": ")[2]
    if not known_code(code):
        return f"程序、文件或者网络出错（{error}）。"
    return f"{_FACT.sub('…', wording(code)).rstrip('。')}（{code}）。"
