"""The integrity checks on the screen: made now, or as the daily run left them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from claims.errors import wording
from commands.desks import desk
from commands.terminal import remark, say, say_json, say_table

if TYPE_CHECKING:
    from workflows.checks.daily import Finding, Run

ROWS_SHOWN = 20


def check(*, as_json: bool) -> None:
    """Make every integrity check now; exit code 1 where one finds something."""
    from workflows.checks.daily import CHECKS, find

    with desk() as opened:
        found = find(opened)
    if as_json:
        say_json({"checks": len(CHECKS), "findings": _findings(found)})
    else:
        say(f"核对 {len(CHECKS)} 项：" + (f"发现 {len(found)} 处不符。" if found else "没有发现不符。"))
        _say_findings(found)
    if found:
        raise typer.Exit(1)


def as_json(run: Run) -> Mapping[str, Any]:
    """A daily run as JSON."""
    return {"day": run.day.isoformat(), "checks": run.checks, "findings": _findings(run.findings)}


def say_run(run: Run) -> None:
    """A daily run on the screen."""
    what = f"发现 {len(run.findings)} 处不符" if run.findings else "没有发现不符"
    say(f"每日完整性核对：{run.day}，{run.checks} 项，{what}。")
    _say_findings(run.findings)


def _findings(found: Sequence[Finding]) -> list[Mapping[str, str]]:
    return [{"check": one.check, "message": _what(one.check), "text": one.text} for one in found]


def _say_findings(found: Sequence[Finding]) -> None:
    shown = [(_what(one.check), one.text) for one in found[:ROWS_SHOWN]]
    say_table("完整性核对发现的不符", ("不符", "何处"), shown)
    for name in Counter(one.check for one in found):
        remark(f"{_what(name)}{wording(f'check_{name}', 'why')}{wording(f'check_{name}', 'do')}")


def _what(name: str) -> str:
    return wording(f"check_{name}")
