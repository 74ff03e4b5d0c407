"""What an act will bring about, as its row in the table says: state, letter, periods, approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from claims.dispute_results import OUTCOMES_OF_ROUTE, Consequence, consequence
from claims.errors import words
from claims.rules import Rules
from claims.store.rows import Row
from notifications.kinds import letter_kind
from workflows.clock_rules import CLOCK_RULES
from workflows.machines import MACHINES
from workflows.moves import Choice


def foreseen(choice: Choice, row: Row | None, rules: Rules, today: date) -> list[tuple[str, str]]:
    """Pairs of label and what comes of it, for the page on which the act is made; `row` is what it is made on."""
    move, states = choice.move, MACHINES[choice.machine].states
    found = [("状态", _state(choice, states))]
    if move.approval:
        found.append(("审批", f"{_approval(move.approval, rules, today)}：先拟稿，经复核、审批后才生效"))
    if move.letter:
        found.append(("文书", f"《{letter_kind(move.letter).name}》，{'批准' if move.approval else '办理'}时取号"))
    periods = (
        ("开始计时", move.starts),
        ("停止计时", move.stops),
        ("暂停计时", move.pauses),
        ("恢复计时", move.resumes),
    )
    found += [(label, "、".join(_clock(code) for code in codes)) for label, codes in periods if codes]
    if row and (choice.machine, move.trigger) == ("dispute", "decided"):
        found.append(("生效以后", _consequences(row["matter"], row["route"])))
    found.append(("依据", move.basis))
    return [(label, text) for label, text in found if text]


def _approval(kind: str, rules: Rules, today: date) -> str:
    return rules.at(f"approvals.levels.{kind}", today).label


def _consequences(matter: str, route: str) -> str:
    """What each outcome that this way can have does to the case, those that do the same together."""
    grouped: dict[Consequence, list[str]] = {}
    for outcome in OUTCOMES_OF_ROUTE[route]:
        grouped.setdefault(consequence(matter, outcome), []).append(outcome)
    return "；".join(f"{'、'.join(outcomes)}——{words(f'outcome_{what}')}" for what, outcomes in grouped.items())


def _state(choice: Choice, states: Mapping[str, str]) -> str:
    now = states.get(choice.state, "还没有")
    if not choice.enters:
        return f"{now} → 由填写的内容决定"
    after = states.get(choice.enters, choice.enters)
    return f"{now}（不变）" if after == now else f"{now} → {after}"


def _clock(code: str) -> str:
    return CLOCK_RULES[code].label if code in CLOCK_RULES else code
