"""A backup of the installation, and a look at one as if it were restored."""

from __future__ import annotations

from pathlib import Path

import typer

from claims.errors import BadInput
from commands.desks import desk
from commands.terminal import remark, say, say_error, say_json

MEGABYTE = 1_000_000


def backup(folder: Path, *, as_json: bool) -> None:
    """Copy the database and all files beside it into a new folder."""
    from workflows.backups import make_backup

    with desk() as opened:
        made = make_backup(opened, folder)
    if as_json:
        say_json({"folder": str(folder), "manifest_sha256": made.manifest_sha256, "files": made.files,
                  "size_bytes": made.size_bytes})  # fmt: skip
        return
    say(f"已备份到 {folder}：{made.files} 个文件，{made.size_bytes // MEGABYTE} MB。清单摘要 {made.manifest_sha256}")
    remark("密钥不在里面，另外保管。请搬到另一台机器，并检验：claims restore --check 文件夹")


def restore(folder: Path, into: str | None, *, check: bool, as_json: bool) -> None:
    """Look at a backup as if it were restored. Exit code 1 where anything is wrong."""
    from workflows.restore_checks import check_backup

    if not check:
        raise BadInput("restore_by_hand")
    with desk() as opened:
        looked = check_backup(opened, folder, into)
    if as_json:
        say_json({"manifest_sha256": looked.manifest_sha256, "made_at": looked.made_at, "files": looked.files,
                  "cases": looked.cases, "events": looked.events, "findings": list(looked.findings)})  # fmt: skip
    else:
        say(f"备份 {looked.made_at}：{looked.files} 个文件，{looked.cases} 个案件，{looked.events} 个事件。")
        say("检验合格，可以恢复。" if not looked.findings else f"有 {len(looked.findings)} 处不符，不能用来恢复。")
    for finding in looked.findings:
        say_error(finding)
    if looked.findings:
        raise typer.Exit(1)
