"""Evidence files at a terminal: taken in, listed, marked, and compared with what came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import BadInput, ClaimsError
from claims.files import os_reason
from commands.desks import desk
from commands.terminal import progress, say, say_error, say_json, say_table

if TYPE_CHECKING:
    from workflows.evidence_list import Line

HEADINGS = ("材料", "状态", "说明", "依据", "文件", "SHA-256", "收到", "核对")
READING = "核对原件"


def add(no: str, kind: str, files: Sequence[Path], username: str, *, as_json: bool) -> bool:
    """Take in files one by one; returns whether all are on the case now. One that is refused keeps no other out."""
    from workflows.evidence import require_may_hand_in_kind, shown_name, take_in_pieces

    told = []
    with desk() as opened:
        require_may_hand_in_kind(opened, username, no, kind)
        for path in files:
            name = shown_name(path.name)
            try:
                taken = take_in_pieces(opened, username, no, kind, path.name, _pieces(path))
            except ClaimsError as fault:
                told.append({"name": name, "taken": False, "code": fault.code, "message": fault.message()})
            else:
                told.append({"name": name, "taken": True, "id": taken.file_id, "is_new": taken.is_new})
    if as_json:
        say_json(told)
    for one in told if not as_json else ():
        _say_one(one)
    return all(one["taken"] for one in told)


def _say_one(one: dict[str, object]) -> None:
    from claims.errors import words

    if not one["taken"]:
        say_error(f"“{one['name']}”{one['message']}")
    elif one["is_new"]:
        say(f"“{one['name']}”已收到：{one['id']}")
    else:
        say(f"“{one['name']}”{words('evidence_came_before')}{one['id']}")


def _pieces(path: Path) -> Iterator[bytes]:
    from workflows.evidence_store import CHUNK_BYTES

    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece
    except OSError as fault:
        raise BadInput("evidence_file_unopened", file=path.name, reason=os_reason(fault)) from fault


def listed(no: str, username: str, *, as_json: bool) -> None:
    """The checklist of a case."""
    from workflows.evidence_list import evidence_list

    with desk() as opened:
        lines = evidence_list(opened, username, no).lines
    if as_json:
        say_json([{**asdict(line), "may_be_asked_for": line.may_be_asked_for} for line in lines])
        return
    say_table(f"{no} 的材料", HEADINGS, [row for line in lines for row in _rows(line)])


def _rows(line: Line) -> Iterator[tuple[str, ...]]:
    from workflows.evidence_list import STANDING_NAMES

    basis = line.basis + ("（待核）" if line.is_unconfirmed else "")
    head = (line.name, STANDING_NAMES[line.standing], line.reason, basis)
    if not line.files:
        yield (*head, "", "", "", "")
    for place, file in enumerate(line.files):
        marked = f"{file.mark} {file.note}".strip()
        yield (*(head if place == 0 else ("", "", "", "")), f"{file.name}\n{file.id}", file.sha, file.at, marked)


def mark(file_id: str, found: str, username: str, note: str | None) -> None:
    """Write down what was found on looking at a file."""
    from workflows.evidence_marks import MARK_NAMES, Mark, mark_file

    with desk() as opened:
        mark_file(opened, username, file_id, Mark(found), note)
    say(f"{file_id}：{MARK_NAMES[Mark(found)]}")


def check(*, as_json: bool) -> bool:
    """Every original read through and every file on the disk asked where it belongs; returns whether nothing is amiss."""
    from workflows.evidence_integrity import check_evidence

    with desk() as opened, progress() as tell:
        found = check_evidence(opened, lambda done, total: tell(READING, done, total))
    if as_json:
        say_json(asdict(found))
        return found.is_whole
    say(
        f"核对原件 {found.files} 个，{found.size_bytes:,} 字节："
        + ("全部与收到时一致。" if found.is_whole else "有不符。")
    )
    for label, names in (("不在", found.gone), ("与收到时不一样", found.altered)):
        for name in names:
            say_error(f"{label}：{name}")
    for path in found.orphans:
        say(f"没有登记（收到一半，或者正在收）：{path}")
    return found.is_whole
