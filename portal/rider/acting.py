"""A move that somebody makes on his own case from his telephone: fired on what his page showed, and why it was not made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from claims.errors import BadInput, Conflict, Refused, words
from portal.desk.came import STALE
from portal.fields import Fields, new_key, number_in
from portal.shell import desk_of
from portal.signed_in import SignedIn
from workflows.advance import advance
from workflows.command import Command
from workflows.rider_view import RiderCase


def command_of(
    request: Request, who: SignedIn, no: str, trigger: str, form: Fields, data: Mapping[str, Any]
) -> Command:
    """The command of a form: today, under its key, on the version that its page showed."""
    today, key = desk_of(request).today(), form.get("key", "")
    return Command(no, trigger, who.username, today, key, number_in(form, "version"), dict(data))


def refused(request: Request, command: Command) -> tuple[str, int]:
    """Why it was not made, in words, and the status that says so; no words where it was."""
    try:
        outcome = advance(desk_of(request), command)
    except Conflict as stale:
        return words("rider_stale") if stale.code == STALE else stale.message(), 409
    except (BadInput, Refused) as fault:
        return fault.message(), 422
    return "".join(one.message() for one in outcome.refusals), 422


def form_facts(seen: RiderCase) -> dict[str, Any]:
    """What every form on a case carries: a key of its own, and the version that its page shows."""
    return {"no": seen.claim["no"], "key": new_key(), "version": seen.claim["version"]}
