"""The history of a case as lines of the page: what each act brought about stands under it."""

from __future__ import annotations

from portal.days import day_text, instant_shown, money_text
from portal.parts import Happening, Link
from workflows.history import Item, history
from workflows.transaction import Desk

KINDS = {"": "全部", "decision": "决定", "letter": "文书", "clock": "期限", "money": "资金", "refused": "被拒绝的操作"}
PAGE_ROWS = 20


def happenings(desk: Desk, no: str, only: str, page: int) -> tuple[list[Happening], int]:
    """One page of what happened, of one kind where `only` names one, and how many pages there are."""
    found = history(desk, no, only if only in KINDS else "")
    pages = max(1, -(-len(found) // PAGE_ROWS))
    first = (min(page, pages) - 1) * PAGE_ROWS
    return [_line(item, no) for item in found[first : first + PAGE_ROWS]], pages


def _line(item: Item, no: str) -> Happening:
    lines = [Link(f"{letter.name} {letter.number}", f"/desk/cases/{no}/letters") for letter in item.letters]
    lines += [
        Link(f"开始计时：{label}，最后一天 {day_text(due_on)}", f"/desk/cases/{no}/clocks")
        for label, due_on in item.clocks
    ]
    if item.sum_fen:
        lines.append(Link(f"记账 {money_text(item.sum_fen)}", f"/desk/cases/{no}/awards"))
    return Happening(
        item.what, item.who, item.at, instant_shown(item.at), item.kind, item.legal_day, tuple(lines)
    )  # fmt: skip
