"""The sealed ledger from a terminal: seal, head, note a head, check, prove, and the bundle for an auditor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from claims.errors import BadInput
from claims.files import os_reason
from claims.money import yuan
from commands.desks import desk
from commands.terminal import progress, remark, say, say_error, say_json, write_output, writing

if TYPE_CHECKING:
    from claims.sealing import Head
    from workflows.seal_checks import LedgerVerified


def seal(*, as_json: bool) -> None:
    """Seal everything that waits."""
    from workflows import heartbeat
    from workflows.published_heads import newest_head
    from workflows.sealing import seal_all
    from workflows.transaction import reading

    with desk() as opened:
        count = seal_all(opened)
        heartbeat.beat(opened, heartbeat.SEAL, count)
        with reading(opened) as connection:
            newest = newest_head(connection)
    if as_json:
        say_json({"sealed": count, "head": newest.line() if newest else None})
        return
    say(f"封存了 {count} 条。" if count else "没有新的条目要封存。")
    if newest:
        say(newest.line())


def head(*, as_json: bool) -> None:
    """The newest head, on one line."""
    from claims.errors import Refused
    from workflows.published_heads import heads_folder, newest_head
    from workflows.transaction import reading

    with desk() as opened, reading(opened) as connection:
        newest, folder = newest_head(connection), heads_folder(opened)
    if newest is None:
        raise Refused("nothing_sealed")
    if as_json:
        say_json({**_head_facts(newest), "folder": str(folder)})
        return
    say(newest.line())
    remark(
        f"第 {newest.batch_no} 批，{newest.cumulative_count} 条，借方累计 {yuan(newest.cumulative_fen)}。请抄下或者寄出上面整行。"
    )


def note(text: str, username: str, lost: str | None, *, as_json: bool) -> None:
    """Note a head that was kept outside. Exit code 1 where something does not match afterwards."""
    from claims.errors import words
    from workflows.published_heads import note_head

    with desk() as opened:
        unmatched = note_head(opened, username, text, lost)
    if as_json:
        say_json({"matched": unmatched is None, "code": unmatched.code if unmatched else None})
    elif unmatched is None:
        say("已登记，数据库与库外的头部相符，可以放款。")
    if unmatched is not None:
        say_error(words(unmatched.code, **unmatched.facts()))
        raise typer.Exit(1)


def verify(head_text: str | None, proof: Path | None, *, as_json: bool) -> None:
    """Check the sealed ledger, or a proof. Exit code 1 where something does not hold."""
    from claims.sealing import read_head

    expected = read_head(head_text) if head_text else None
    if proof is not None:
        _verify_proof(proof, expected)
        return
    from workflows.seal_checks import verify_ledger

    with desk() as opened, progress() as tell:
        found = verify_ledger(opened, expected, lambda done, total: tell("核验分类账", done, total))
    if as_json:
        say_json(_verified_facts(found))
    else:
        _say_verified(found)
    if found.flaw is not None:
        say_error(found.flaw.message())
        raise typer.Exit(1)


def _say_verified(found: LedgerVerified) -> None:
    if found.flaw is None:
        say(
            f"{found.batches} 批 {found.entries} 条，借方合计 {yuan(found.sum_fen)}：条目、叶子、根、次序、条数、合计都相符。"
        )
    else:
        say(f"前 {found.batches} 批 {found.entries} 条相符，之后发现改动。")
    if found.unsigned:
        say(f"有 {found.unsigned} 批没有签名。")
    if found.head is not None and found.flaw is None:
        say(found.head.line())
    if found.flaw is None:
        heads = (
            f"与库外的 {found.heads_matched} 个头部相符。"
            if found.heads_matched
            else "没有库外的头部可比，看不出末尾有没有被截掉。"
        )
        say(heads)
    if found.waiting.count:
        remark(f"还有 {found.waiting.count} 条等待封存，最早的记于 {found.waiting.oldest}。")
    remark("案件的事件链、状态和文书用 claims verify 校验。")


def _verified_facts(found: LedgerVerified) -> dict[str, object]:
    flaw = found.flaw
    return {
        "batches": found.batches, "entries": found.entries, "sum_fen": found.sum_fen, "unsigned": found.unsigned,
        "head": found.head.line() if found.head else None, "heads_matched": found.heads_matched,
        "waiting": {"count": found.waiting.count, "oldest": found.waiting.oldest or None},
        "flaw": None if flaw is None else {
            "code": flaw.code, "where": flaw.where, "place": flaw.place, "message": flaw.message(),
        },
    }  # fmt: skip


def _head_facts(newest: Head) -> dict[str, object]:
    return {
        "head": newest.line(), "batch_no": newest.batch_no, "cumulative_count": newest.cumulative_count,
        "cumulative_fen": newest.cumulative_fen, "root": newest.root, "key": newest.key or None,
    }  # fmt: skip


def _verify_proof(path: Path, expected: Head | None) -> None:
    """The same few lines that the auditor has: the program that is handed out."""
    from claims.standalone import verify_ledger

    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        given = verify_ledger.read_head(expected.line()) if expected else None
        shown = verify_ledger.check_proof(told, given)
    except OSError as fault:
        raise BadInput("proof_unreadable", file=f"{path}（{os_reason(fault)}）") from fault
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise BadInput("proof_unreadable", file=path) from fault
    except verify_ledger.Fault as fault:
        say_error(f"不符：{fault}")
        raise typer.Exit(1) from fault
    say(shown)
    if expected is None:
        remark("没有给出头部（--head）：只知道证明与它自己所带的封存相符。")


def prove(entry: str | None, since: str | None, output: Path) -> None:
    """A proof as a file: that an entry is in, or that the ledger goes on from an older head."""
    from claims.sealing import read_head
    from workflows.seal_proofs import prove_continuation, prove_entry

    if (entry is None) == (since is None):
        raise BadInput("proof_of_one_thing")
    with desk() as opened:
        proof = prove_entry(opened, entry) if entry is not None else prove_continuation(opened, read_head(since or ""))
    text = json.dumps(proof, ensure_ascii=True, sort_keys=True, indent=1) + "\n"
    if write_output(output, text.encode("ascii")):
        say(f"证明：{output}")
        remark(f"核验：claims ledger verify --proof {output} --head 头部；或者用审计包里的 verify_ledger.py。")


def bundle(output: Path) -> None:
    """The bundle for an auditor, checked by the program in it. Exit code 1 where it does not hold."""
    from workflows.sealed_export import write_bundle
    from workflows.transaction import reading
    from workflows.unsealed import waiting

    with desk() as opened, progress() as tell, writing(output):
        written = write_bundle(opened, output, lambda done, total: tell("导出审计包", done, total))
        with reading(opened) as connection:
            left = waiting(connection).count
    say(f"审计包：{output}，到第 {written.head.batch_no} 批为止，{written.head.cumulative_count} 条。")
    say(written.head.line())
    if left:
        remark(f"另有 {left} 条还没有封存，不在包里；要一并导出，请先 claims ledger seal。")
    if written.fault:
        say_error(f"包里的账与封存的不符：{written.fault}")
        raise typer.Exit(1)
    remark("核验：在包里运行 python3 verify_ledger.py --head 头部（另外保存的）。")
