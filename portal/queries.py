"""Reading what stands in an address: filters, days, pages; and writing addresses that differ in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from claims.day_text import read_day
from claims.digits import whole_number
from claims.errors import words

PAGE_MAX = 100_000
APART = "~"  # between the parts of a place in a list, as an address names it


def day_in(text: str) -> date | None:
    """The day that `text` names; None for what is none, which filters nothing."""
    try:
        return read_day(text.strip())
    except ValueError:
        return None


def unread_days(asked: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Which of these answers name no day and so filter nothing, as a page says it; empty where none."""
    wrong = [
        f"{label}“{asked[name]}”" for name, label in labels.items() if asked.get(name) and day_in(asked[name]) is None
    ]
    return words("days_unread", wrong="、".join(wrong)) if wrong else ""


def page_in(text: str) -> int:
    """The page that `text` names, from 1."""
    return min(whole_number(text) or 1, PAGE_MAX)


def pages_of(total: int, page_rows: int) -> int:
    """How many pages so many rows have; nothing at all has one."""
    return max(1, -(-total // page_rows))


def counted_text(total: int, most: int) -> str:
    """How many there are, as people are told who were not counted further than `most`."""
    return str(total) if total <= most else f"超过 {most}"


def turning(
    path: str, values: Mapping[str, str | Sequence[str]], page: int, total: int, page_rows: int, name: str = "page"
) -> dict[str, str]:
    """What a pager is given of a list of so many rows: the addresses beside this page, empty where there is none, and which
    page it is. From behind the last page one comes back to the last."""
    pages = pages_of(total, page_rows)
    return {
        "before": address(path, values, **{name: min(page - 1, pages)}) if page > 1 else "",
        "after": address(path, values, **{name: page + 1}) if page < pages else "",
        "page": f"第 {page} 页，共 {pages} 页",
    }


def whole_in(text: str) -> int:
    """The whole number that `text` names, of at most nine digits; 0 for what is none."""
    return whole_number(text) or 0


def address(path: str, values: Mapping[str, str | Sequence[str]], **changed: str | int | None) -> str:
    """`path` with these values, some of them changed; empty ones are left out."""
    kept = {**values, **{name: "" if value is None else str(value) for name, value in changed.items()}}
    query = urlencode({name: value for name, value in kept.items() if value}, doseq=True)
    return f"{path}?{query}" if query else path
