"""What came of a form on a case: it was done, it was refused, or others were quicker (409); then the page shows what they did
beside what was seen, keeps every answer, and can be sent again.

A form carries in `seen` the number of the last event that its page knew. A refusal on a page that has been overtaken is a
conflict: the reason may well be what the other did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from claims.clock import parse_instant
from claims.errors import BadInput, Conflict, Refused, words
from portal.days import instant_shown, time_shown
from portal.desk.looking import Look, look_at
from portal.fields import Fields, new_key, number_in
from portal.shell import Said
from workflows.command import Outcome, Refusal
from workflows.overtaken import Overtaken, overtaken_on_case
from workflows.plain_names import named
from workflows.transaction import Desk, reading

SEEN = "seen"
HERE = "overtaken_here"
STALE = "stale_page"  # the page tells more of it than its words


@dataclass(frozen=True, slots=True)
class Came:
    """`look` is the case as it is now; `outcome` is there where the act was done, else `refusals` say why not and `status` is
    the answer's. `changed` is what others did since the page was opened.
    """

    look: Look
    outcome: Outcome | None = None
    refusals: tuple[Refusal, ...] = ()
    status: int = 200
    changed: Overtaken | None = None

    @property
    def said(self) -> Said | None:
        """The banner; None where nothing was refused."""
        if not self.refusals:
            return None
        if self.changed is not None:
            more = "".join(one.message() for one in self.refusals if one.code != STALE)
            return said_of(self.look.desk, self.changed, more)
        first, *rest = [refusal.message() for refusal in self.refusals]
        if self.status == 409:
            return Said("failure", first, words("act_conflict_kept"))
        return Said("failure", first, "".join(rest))

    def facts(self, form: Fields) -> dict[str, Any]:
        """What every form of a case is given: its banner, what changed, its key, and what its page knows."""
        return {
            "said": self.said,
            "changed": self.changed,
            "key": self.known(form, "key", new_key()),
            SEEN: self.known(form, SEEN, self.look.claim["event_seq"]),
        }

    def known(self, form: Fields, name: str, now: Any) -> Any:
        """What a form carried in a hidden field; after a refusal, which tells what it did not know, what is `now`."""
        return now if self.refusals else form.get(name) or now


def came_of(request: Request, look: Look, form: Fields, fire: Callable[[], Outcome]) -> Came:
    """Fire, and see what came of it."""
    try:
        outcome = fire()
    except Conflict as stale:
        came = Came(look, None, (Refusal(stale.code, stale.facts),), 409)
    except (Refused, BadInput) as no_way:
        came = Came(look, None, (Refusal(no_way.code, no_way.facts),), 422)
    else:
        if outcome.done:
            return Came(look, outcome)
        came = Came(look, None, outcome.refusals, 422)
    with reading(look.desk) as connection:
        came = replace(came, refusals=named(connection, came.refusals, look.no))
    changed = _changed(look, form)
    if changed is None:
        return came
    return replace(came, look=look_at(request, look.who, look.no), status=409, changed=changed)


def _changed(look: Look, form: Fields) -> Overtaken | None:
    seen = number_in(form, SEEN)
    return None if seen < 0 else overtaken_on_case(look.desk, look.who.username, look.no, seen)


def said_of(desk: Desk, changed: Overtaken, reasons: str = "", code: str = "overtaken") -> Said:
    """The banner of a page that was overtaken, in the words of `code`."""
    at = parse_instant(changed.at)
    is_today = instant_shown(at).partition(" ")[0] == instant_shown(desk.instant()).partition(" ")[0]
    when = time_shown(at) if is_today else instant_shown(at)
    return Said("failure", words(code, name=changed.who, at=when), reasons)
