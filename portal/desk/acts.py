"""The acts of a page: what this person may do on a case now, and what stands in the way of the rest. All from the tables."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from portal.parts import Act
from workflows.moves import Choice

# Negative, final or rare: kept away from the thumb, under 更多操作.
SET_APART = frozenset({
    "merge", "withdraw", "terminate", "transfer_place", "transfer_gongshang", "refuse_accept", "refuse_confirm", "remand",
    "set_aside", "revoke_confirmation", "void", "cancel", "waive", "revoke", "reopen", "death_supervenes", "substitute",
    "await_successor", "permit_late_entry", "set_payee_account", "rectify", "change_claimant", "change_phone",
    "change_phone_checked", "register_relative", "strike_relative", "discard", "drop", "give_up", "write_off", "invalidate",
})  # fmt: skip

# What carries a case on comes first, so that the one primary button is the usual next step.
ONWARD = (
    "identify", "apply", "accept", "report_done", "confirm", "start_appraisal", "settle", "close", "supplement", "resume",
    "conclude", "allow", "release", "serve", "review", "approve",
)  # fmt: skip


OWN_PAGES = {
    "identify": "identify",
    "register_asked_account": "register_asked_account",
    "register_relative": "relatives",
    "note_call": "note_call",
}


def act_href(choice: Choice, no: str) -> str:
    """The page on which an act is made."""
    if choice.move.trigger in OWN_PAGES:
        return f"/desk/cases/{quote(no)}/{OWN_PAGES[choice.move.trigger]}"
    return f"/desk/cases/{quote(no)}/act?{urlencode({'on': choice.target, 'do': choice.move.trigger})}"


def acts_of(choices: Iterable[Choice], no: str, machines: Iterable[str]) -> tuple[list[Act], list[Act], list[Act]]:
    """What may be done, what lies under 更多操作, and what is blocked by something that can be cured; of these machines."""
    wanted = frozenset(machines)
    mine = [choice for choice in choices if choice.machine in wanted and not choice.possible_in]
    ready = [choice for choice in mine if choice.allowed]
    front = sorted((choice for choice in ready if choice.move.trigger not in SET_APART), key=_place)
    acts = [
        Act(act_href(one, no), verb_of(one), primary=place == 0 and one.move.trigger in ONWARD)
        for place, one in enumerate(front)
    ]
    more = [Act(act_href(one, no), verb_of(one)) for one in ready if one.move.trigger in SET_APART]
    blocked = [
        Act(act_href(one, no), verb_of(one), reasons=tuple(reason.message() for reason in one.reasons))
        for one in mine
        if not one.allowed
    ]
    return acts, more, blocked


def _place(choice: Choice) -> int:
    trigger = choice.move.trigger
    return ONWARD.index(trigger) if trigger in ONWARD else len(ONWARD)


def verb_of(choice: Choice) -> str:
    """What an act is called: the table's word; on one thing of several, with what that is; with 「…」 where it only opens."""
    return f"{title_of(choice)}{'…' if choice.needs or choice.move.approval else ''}"


def title_of(choice: Choice) -> str:
    """What an act is called as the heading of its own page."""
    return f"{choice.move.label}：{choice.about}" if choice.about else choice.move.label
