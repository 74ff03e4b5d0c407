"""Payment batches on the screen: opened, filled, sealed, written as a file, released by another person."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import typer

from claims.errors import BadInput
from claims.money import parse_yuan, yuan
from commands.desks import desk
from commands.terminal import is_stdout, remark, say, say_error, say_json, say_table, write_output


def opened(username: str, at: date | None, *, as_json: bool) -> None:
    """Open a batch and print its number."""
    from workflows.batches import open_batch

    with desk(at) as there:
        batch_no = open_batch(there, username, there.today())
    if as_json:
        say_json({"batch": batch_no})
    else:
        say(batch_no)


def add(batch_no: str, username: str, payments: Sequence[str], at: date | None, *, whole: bool, as_json: bool) -> None:
    """Put payments into a batch. Exit code 1 where a named one did not go in, or none did."""
    from workflows.batches import add_payments

    if whole == bool(payments):
        raise BadInput("batch_add_what")
    with desk(at) as there:
        added = add_payments(there, username, batch_no, there.today(), None if whole else payments)
    within = [one for one in added if not one.reasons]
    sum_fen = sum(one.amount_fen for one in within)
    if as_json:
        told = [
            {
                "payment": one.payment_id,
                "amount_fen": one.amount_fen,
                "added": not one.reasons,
                "why": list(one.reasons),
            }
            for one in added
        ]
        say_json({"batch": batch_no, "count": len(within), "sum_fen": sum_fen, "payments": told})
    else:
        for one in within:
            say(f"{one.payment_id}　{yuan(one.amount_fen)}")
        say(f"编入 {len(within)} 笔，{yuan(sum_fen)}。")
    for one in added:
        if one.reasons:
            say_error(f"{one.payment_id} 没有编入：{''.join(one.reasons)}")
    if not within or (not whole and len(within) < len(added)):
        raise typer.Exit(1)


def listed(*, unreleased: bool, as_json: bool) -> None:
    """The batches as a table."""
    from workflows.batch_view import list_batches

    with desk() as there:
        batches = list_batches(there, unreleased=unreleased)
    if as_json:
        say_json([one.as_json() for one in batches])
        return
    rows = [
        (one.no, one.label, one.count, yuan(one.sum_fen), one.made_by, one.released_by, one.released_on)
        for one in batches
    ]
    say_table("支付批次", ("批次", "状态", "笔数", "金额", "制作", "放款", "放款日"), rows, right=("笔数", "金额"))
    if not rows:
        remark("没有批次。")


def shown(batch_no: str, *, as_json: bool) -> None:
    """One batch with its payments."""
    from workflows.batch_view import show_batch

    with desk() as there:
        one = show_batch(there, batch_no)
    if as_json:
        say_json(one.as_json())
        return
    say(
        f"{one.no}　{one.label}　{one.count} 笔，{yuan(one.sum_fen)}　制作 {one.made_by}　放款 {one.released_by or '—'}"
    )
    if one.sealed:
        say(f"摘要（SHA-256） {one.sha256}")
    rows = [(line.payment_id, yuan(line.amount_fen), line.label, line.sent_on, line.bank_ref) for line in one.lines]
    say_table("支付", ("支付", "金额", "状态", "放款日", "银行流水号"), rows, right=("金额",))


def sealed(batch_no: str, username: str, at: date | None, *, as_json: bool) -> None:
    """Seal a batch, and print what the releaser has to compare."""
    from workflows.batches import seal_batch

    with desk(at) as there:
        seen = seal_batch(there, username, batch_no)
    told: Mapping[str, object] = {
        "batch": batch_no,
        "sha256": seen.sha256,
        "count": seen.count,
        "sum_fen": seen.sum_fen,
    }
    if as_json:
        say_json(told)
        return
    say(f"{batch_no} 已封存：{seen.count} 笔，{yuan(seen.sum_fen)}")
    say(f"摘要（SHA-256） {seen.sha256}")
    remark("请由另一名支付岗人员核对后用 claims batch release 放款；文件用 claims batch file 写出。")


def written(batch_no: str, output: Path, *, as_json: bool) -> None:
    """Write the file of a batch; into a folder it goes under the number of the batch."""
    from claims.bank.formats import format_named
    from workflows.batches import batch_file

    with desk() as there:
        batch, content = batch_file(there, batch_no)
    name = f"{batch_no}{format_named(batch['format']).suffix}"
    target = output / name if output.is_dir() else output
    if is_stdout(target):
        sys.stdout.flush()
    to_file = write_output(target, content)
    if as_json and to_file:
        say_json({"file": str(target), "sha256": batch["sha256"], "bytes": len(content)})
    else:
        remark(f"{target if to_file else name}　SHA-256 {batch['sha256']}")


def released(batch_no: str, username: str, seen: tuple[str, int, str], at: date | None, *, as_json: bool) -> None:
    """Release a batch on what was seen of it. Exit code 1 where it is refused; then nothing of it has left."""
    from workflows.batch_view import show_batch
    from workflows.batches import Sealed, release_batch

    sha256, count, amount = seen
    with desk(at) as there:
        show_batch(there, batch_no)
        outcomes = release_batch(
            there, username, Sealed(batch_no, sha256.strip().lower(), count, parse_yuan(amount)), there.today()
        )
        now = show_batch(there, batch_no)
    reasons = sorted({f"{one.target}：{why.message()}" for one in outcomes for why in one.refusals})
    done = bool(outcomes) and all(one.done for one in outcomes)
    if as_json:
        say_json({"batch": batch_no, "released": done, "count": len(outcomes) if done else 0, "why": reasons})
    elif done:
        say(f"{batch_no} 已放款：{now.count} 笔，{yuan(now.sum_fen)}。")
    if not done:
        say_error("".join(reasons) or f"{batch_no} 没有可以放款的支付：已经放款，或者批次是空的。")
        raise typer.Exit(1)
