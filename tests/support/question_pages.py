"""Writes the lists of docs/reports.md and docs/audit.md from the heads: `python -m tests.support.question_pages` (make docs)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claims.errors import wording
from claims.queries import AUDIT, POPULATIONS, REPORTS, Query, queries
from workflows.checks.daily import CHECKS
from workflows.reporting import NOT_PRODUCED

DOCS = Path(__file__).parent.parent.parent / "docs"
MARK = "<!-- from the heads of the questions: `make docs` writes what follows -->\n"


def written() -> dict[Path, str]:
    """The generated part of each page, by its file."""
    return {
        DOCS / "reports.md": "\n".join(_reports()) + "\n",
        DOCS / "audit.md": "\n".join(_audit()) + "\n",
    }


def _reports() -> Iterator[str]:
    for one in queries(REPORTS):
        yield from ("", f"### `{one.name}` {one.title}", "", f"问：{one.said('问题')}？")
        yield from (f"计入：{one.said('计入')}。", f"日期：{one.said('日期')}。", "")
        yield from ("| 列 | 名称 | 单位 | 各期可以相加 |", "|---|---|---|---|")
        yield from (_column(one, place) for place in range(len(one.columns)))
    yield from ("", "## 不能产生的指标", "")
    yield from (f"- {line}" for line in NOT_PRODUCED)


def _column(one: Query, place: int) -> str:
    column = one.columns[place]
    adds = "" if column.is_key else "是" if column.additive else "否"
    return f"| `{column.name}` | {column.label} | {column.unit} | {adds} |"


def _audit() -> Iterator[str]:
    yield from ("", "## 疑点", "", "| 名称 | 轻重 | 疑点 | 为什么要看 | 什么情况属正常 |", "|---|---|---|---|---|")
    for one in queries(AUDIT):
        table = f"（有 `{one.said('表')}` 表时）" if one.said("表") else ""
        compared = f"{one.said('再比')}。" if one.said("再比") else ""
        why = f"{one.said('为什么')}。{compared}"
        yield f"| `{one.name}` | {one.said('轻重')} | {one.title}{table} | {why} | {one.said('误报')}。 |"
    yield from ("", "## 抽样的总体", "", "| 名称 | 总体 | 计入 | 日期 |", "|---|---|---|---|")
    yield from (
        f"| `{one.name}` | {one.title} | {one.said('计入')} | {one.said('日期')} |" for one in queries(POPULATIONS)
    )
    yield from ("", "## 完整性核对", "", "| 名称 | 不符 | 为什么 | 怎么办 |", "|---|---|---|---|")
    for name in CHECKS:
        parts = (wording(f"check_{name}", part) for part in ("what", "why", "do"))
        yield f"| `{name}` | {' | '.join(parts)} |"


if __name__ == "__main__":
    for path, text in written().items():
        by_hand, mark, _ = path.read_text(encoding="utf-8").partition(MARK)
        path.write_text(by_hand + mark + text, encoding="utf-8")
