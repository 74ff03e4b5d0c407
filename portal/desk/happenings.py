"""The history of a case as lines of the page: what each act brought about stands under it."""

from __future__ import annotations

from typing import Any

from portal.days import day_text, instant_shown, money_text
from portal.parts import Happening, Link
from portal.queries import page_in, pages_of, turning
from workflows.history import Item, history
from workflows.transaction import Desk

KINDS = {"": "全部", "decision": "决定", "letter": "文书", "clock": "期限", "money": "资金", "refused": "被拒绝的操作"}
PAGE_ROWS = 20


def happenings(desk: Desk, no: str, base: str, tab: str, only: str, page: str) -> dict[str, Any]:
    """A page of what happened, of one kind where `only` names one, for a tab of the case's pages, which begin at `base`."""
    found = history(desk, no, only if only in KINDS else "")
    here = min(page_in(page), pages_of(len(found), PAGE_ROWS))
    items = [_line(item, base) for item in found[(here - 1) * PAGE_ROWS : here * PAGE_ROWS]]
    beside = turning(f"{base}/{tab}", {"only": only}, here, len(found), PAGE_ROWS)
    return {"items": items, "kinds": KINDS, "only": only, **beside}


def _line(item: Item, base: str) -> Happening:
    lines = [Link(f"{letter.name} {letter.number}", f"{base}/letters") for letter in item.letters]
    lines += [
        Link(f"开始计时：{label}，最后一天 {day_text(due_on)}", f"{base}/clocks") for label, due_on in item.clocks
    ]
    if item.sum_fen:
        lines.append(Link(f"记账 {money_text(item.sum_fen)}", f"{base}/awards"))
    return Happening(
        item.what, item.who, item.at, instant_shown(item.at), item.kind, item.legal_day, tuple(lines)
    )  # fmt: skip
