"""Published figures against awards, ledger and bank, on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from claims.money import yuan
from commands.bank import read_file
from commands.desks import desk
from commands.terminal import remark, say, say_error, say_json, say_table


def reconcile(published: str, bank_files: Sequence[Path], until: date | None, *, as_json: bool) -> None:
    """Compare the sides up to a day. Exit code 1 where anything differs."""
    from workflows.reconciling import in_yuan, read_published
    from workflows.reconciling import reconcile as compare

    wanted = read_published(published)
    contents = [read_file(path) for path in bank_files]
    with desk() as there:
        found = compare(there, wanted, until or there.today(), contents)
    if as_json:
        say_json(found.as_json())
    else:
        rows = [
            (
                one.name,
                *(in_yuan(one, side) for side in (one.published, one.awards, one.ledger, one.bank)),
                "相符" if one.agrees else "不符",
            )
            for one in found.figures
        ]
        headings = ("项目", "公布", "核定", "账上", "银行", "结果")
        say_table("对账", headings, rows, right=headings[1:5])
        if found.agrees:
            say("公布、核定、账上、银行四方相符。")
    for one in found.differences:
        say_error(
            f"{one.claim_no or '（不属于任何案件）'} {one.item}：核定 {yuan(one.awarded_fen)}，"
            f"账上 {yuan(one.ledger_fen)}，银行 {yuan(one.bank_fen)}"
        )
    if found.waiting and not as_json:
        remark(f"银行的行有{found.waiting}行等待认定，见 claims bank lines。")
    if not found.agrees:
        raise typer.Exit(1)
