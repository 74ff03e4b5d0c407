"""The acts on the money of a case: those of the tables, of which drafting, checking bills and putting forward have pages of
their own here."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, urlencode

from portal.desk.acts import acts_of, title_of
from portal.desk.looking import Look
from portal.parts import Act
from workflows.moves import Choice

MONEY = ("award_item", "instalment", "recovery", "recourse", "platform_support")
ITEM = "award_item"
MEDICAL = "medical"


def money_acts(look: Look, codes: dict[str, str]) -> tuple[list[Act], list[Act], list[Act]]:
    """What may be done, what lies under 更多操作, and what is blocked; `codes` says of which kind an item is, by its id."""
    base = f"/desk/cases/{quote(look.no)}"
    own = [choice for choice in look.choices if choice.machine == ITEM and _has_own_page(choice, codes)]
    rest = [choice for choice in look.choices if choice not in own]
    acts, more, blocked = acts_of(rest, look.no, MONEY)
    front: list[Act] = []
    if ready_to_propose(look):
        front.append(Act(f"{base}/awards/propose", "提交待遇核定…"))
    for choice in own:
        if choice.move.trigger == "draft" and choice.allowed:
            front.append(Act(f"{base}/awards/new", "拟定待遇…"))
        if choice.move.trigger == "allow" and choice.allowed:
            query = urlencode({"item": choice.target})
            front.append(Act(f"{base}/invoices?{query}", f"审核票据：{choice.about}…"))
    blocked += [_blocked(choice) for choice in own if not choice.allowed]
    shown = [replace(one, primary=place == 0) for place, one in enumerate(front)]
    return [*shown, *(replace(one, primary=one.primary and not front) for one in acts)], more, blocked


def _has_own_page(choice: Choice, codes: dict[str, str]) -> bool:
    trigger = choice.move.trigger
    if trigger == "allow":
        return codes.get(choice.target) == MEDICAL
    return trigger == "draft" or (trigger == "approve" and bool(choice.move.approval))


def _blocked(choice: Choice) -> Act:
    return Act("", title_of(choice), reasons=tuple(reason.message() for reason in choice.reasons))


def proposable(look: Look) -> list[Choice]:
    """The items that this person may put forward for approval, allowed or not."""
    return [one for one in look.choices if one.machine == ITEM and one.move.trigger == "approve" and one.move.approval]


def ready_to_propose(look: Look) -> list[str]:
    """The ids of those with which nothing stands in the way."""
    return [one.target for one in proposable(look) if one.allowed]


def may_draft(look: Look) -> Choice | None:
    """The act of drafting an item, where this person has it at all."""
    return next((one for one in look.choices if one.machine == ITEM and one.move.trigger == "draft"), None)
