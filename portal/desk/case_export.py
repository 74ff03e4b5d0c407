"""The list of cases as a file: what is shown and no more, names masked."""

from __future__ import annotations

from collections.abc import Iterator

from portal.desk.case_filters import STATES
from workflows.case_heads import Head
from workflows.case_list import Found
from workflows.exporting import harmless
from workflows.fact_words import fact_word, grade_word

HEADINGS = (
    "案号", "姓名（遮盖）", "状态", "绿色通道", "期限最后一天", "平台", "行业", "受伤日期", "报案日期", "收到申请", "受理日期",
    "等级",
)  # fmt: skip


def case_lines(found: Found) -> Iterator[list[str]]:
    """A line for each case, under `HEADINGS`."""
    return ([harmless(cell) for cell in _cells(found, head)] for head in found.heads)


def _cells(found: Found, head: Head) -> tuple[str, ...]:
    due_on, _ = found.due.get(head.no, (None, ""))
    days = (head.accident_on, head.reported_on, head.received_on, head.accepted_on)
    return (
        head.no,
        head.name,
        STATES[head.state],
        "是" if head.fast else "",
        str(due_on or ""),
        head.platform,
        fact_word("industry", head.industry),
        *(str(day or "") for day in days),
        grade_word(head.grade),
    )
