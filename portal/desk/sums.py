"""Award items as rows of the money table, each with its arithmetic line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.parts import MoneyRow
from portal.wording import state_words
from workflows.transaction import Desk

UNCONFIRMED = "待核"


def money_rows(_desk: Desk, items: Iterable[Mapping[str, Any]], href: str = "") -> list[MoneyRow]:
    """The rows of items as `case_view` gives them."""
    return [_row(item, href) for item in items]


def _row(item: Mapping[str, Any], href: str) -> MoneyRow:
    said = state_words("award_item", item["state"])
    lines = tuple(_lines(item["explanation"]))
    return MoneyRow(
        label=item["label"],
        lines=lines,
        claimed_fen=item["claimed_fen"],
        allowed_fen=item["allowed_fen"],
        awarded_fen=item["awarded_fen"],
        paid_fen=item["paid_fen"],
        state=said.officer,
        tag=said.tag,
        href=f"{href}/{item['id'].partition('/')[2]}" if href else "",
        period=item["period"] or "",
        unconfirmed=any(UNCONFIRMED in line for line in lines),
        provisional=item["provisional"],
    )


def _lines(explanation: Any) -> Iterable[str]:
    """The sentences of an explanation as it is stored: texts, or records that hold one."""
    for line in explanation if isinstance(explanation, list) else [explanation]:
        yield line if isinstance(line, str) else "，".join(str(part) for part in line.values())
