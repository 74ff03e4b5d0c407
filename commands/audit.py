"""The auditor's lists: exceptions and samples, on the screen and as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.clock import minute_text
from claims.queries import AUDIT, query
from commands.desks import desk
from commands.reports import XLSX, kind_of, span_of
from commands.terminal import remark, say, say_json, say_table, write_output

if TYPE_CHECKING:
    from datetime import date

    from workflows.exceptions import Found

HEADINGS = ("轻重", "疑点", "案号", "对象", "日期", "依据")
Days = tuple[str | None, str | None]


def say_list(*, as_json: bool) -> None:
    """Which exceptions are looked for, why, and when each is harmless."""
    from workflows.exceptions import askable

    heads = [(one.name, one.said("轻重"), one.title, one.said("为什么"), one.said("误报")) for one in askable()]
    if as_json:
        say_json([dict(zip(("name", "weight", "title", "why", "harmless"), head, strict=True)) for head in heads])
    else:
        say_table("疑点", ("名称", "轻重", "疑点", "为什么", "误报"), heads)


def exceptions(days: Days, *, output: Path | None, as_json: bool) -> None:
    """Whatever somebody should look at in these days."""
    from workflows.exception_book import exception_book
    from workflows.exception_words import detail_words
    from workflows.exceptions import exceptions as find

    if output is not None:
        kind_of(output, (XLSX,))
    with desk() as opened:
        from_on, to_on = span_of(opened, days)
        found = find(opened, from_on, to_on)
        if output is not None:
            if write_output(output, exception_book(opened, (from_on, to_on), found)):
                say(f"疑点 {len(found)} 项：{output}")
            return
        spoken = [detail_words(opened.rules, one.detail) for one in found]
    if as_json:
        say_json({"from": from_on.isoformat(), "to": to_on.isoformat(), "exceptions": [_as_json(one) for one in found]})
        return
    _say_found(found, spoken, from_on, to_on)


def _say_found(found: Sequence[Found], spoken: Sequence[str], from_on: date, to_on: date) -> None:
    say(f"{from_on} 至 {to_on}：疑点 {len(found)} 项。疑点不等于违规，请逐项核实。")
    rows = [
        (one.weight, query(AUDIT, one.code).title, one.claim_no, one.subject, one.found_on, detail)
        for one, detail in zip(found, spoken, strict=True)
    ]
    say_table("疑点", HEADINGS, rows)
    for code in dict.fromkeys(one.code for one in found):
        head = query(AUDIT, code)
        remark(f"{head.title}：{head.said('为什么')}。误报：{head.said('误报')}。")


def _as_json(one: Found) -> dict[str, str]:
    return {
        "code": one.code,
        "title": query(AUDIT, one.code).title,
        "weight": one.weight,
        "claim_no": one.claim_no,
        "subject": one.subject,
        "found_on": one.found_on.isoformat(),
        "detail": one.detail,
    }


def sample(
    username: str, population: str, days: Days, *, size: int, seed: str | None, weighted: bool, as_json: bool
) -> None:
    """Draw a sample and write it down."""
    from workflows.sampling import Asked, draw_sample

    with desk() as opened:
        from_on, to_on = span_of(opened, days)
        drawn = draw_sample(opened, username, Asked(population, from_on, to_on, size, seed, weighted))
    if as_json:
        say_json(_sample_json(drawn))
        return
    say(f"总体 {drawn['population_count']} 个，抽出 {len(drawn['drawn'])} 个，种子 {drawn['seed']}。")
    for name in drawn["drawn"]:
        say(name)
    remark("任何人用同一种子、同一期间都抽出同一样本；算法见 docs/audit.md。")


def say_samples(*, as_json: bool) -> None:
    """Every sample that was drawn."""
    from workflows.sampling import samples

    with desk() as opened:
        known = samples(opened)
    if as_json:
        say_json([_sample_json(row) for row in known])
        return
    rows = [
        (row["id"], row["drawn_by"], minute_text(row["drawn_at"]), row["population"], f"{row['from_on']} 至 {row['to_on']}",
         f"{len(row['drawn'])}/{row['population_count']}", "按金额" if row["weighted"] else "", row["seed"])
        for row in known
    ]  # fmt: skip
    say_table("抽样", ("序号", "抽样人", "时间", "总体", "期间", "抽出", "加权", "种子"), rows)


def _sample_json(row: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in ("from_on", "to_on")}
    return {**plain, "from": row["from_on"].isoformat(), "to": row["to_on"].isoformat()}
