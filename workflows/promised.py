"""What a transaction can promise to be done after it: the kinds of effects, by name.

An effect inside our own house can be done twice and is then done once: the same letter from the same snapshot. One that
reaches outside (the bank) cannot: it is made at most once, and where nobody knows whether it was made, a human is asked. A
message goes at least once, since its provider knows it again by its id, and is given up after some tries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from claims.errors import Retryable
from claims.store.rows import Row
from workflows.promises import RENDER_LETTER, SEND_MESSAGE, SIGN_LETTER
from workflows.rendering import keep_rendered, render_letter
from workflows.sending import TRIES_MAX, keep_sent, note_failure, send_message
from workflows.transaction import Desk


@dataclass(frozen=True, slots=True)
class EffectKind:
    """`run` does it and returns what came of it, `keep` writes that down in the transaction that marks the effect done.

    With `outside` an intent is committed before `run`, which must give up sooner than a lease ends; only DidNotHappen
    says that the act may be made again.

    With `tries` the effect is given up after so many and its case goes on; `failed` writes down every try that failed, with
    the error and whether it was the last.
    """

    run: Callable[[Desk, dict[str, str]], Row]
    keep: Callable[[Connection, Row], None]
    outside: bool = False
    tries: int | None = None
    failed: Callable[[Connection, dict[str, str], str, bool], None] | None = None


class DidNotHappen(Retryable):
    """An act outside that certainly was not made: the other side was not reached, or refused the whole of it."""


_MADE = EffectKind(render_letter, keep_rendered)
EFFECTS: dict[str, EffectKind] = {
    RENDER_LETTER: _MADE,
    SIGN_LETTER: _MADE,
    SEND_MESSAGE: EffectKind(send_message, keep_sent, tries=TRIES_MAX, failed=note_failure),
}
