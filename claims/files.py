"""Files that are there whole or not at all, also when the power fails; and files that are written once and for ever."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

READABLE = 0o666  # less what the mask of the process takes away
PRIVATE = 0o600
FOLDER, PRIVATE_FOLDER = 0o777, 0o700
LEFT_BEHIND_SECONDS: float = (
    20  # nobody writes a file that long; below the lease of a worker, so who takes over clears up
)
_REASONS = {
    errno.ENOENT: "文件或者文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "超过允许的文件大小",
    errno.EISDIR: "那是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EROFS: "磁盘是只读的",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.ECONNREFUSED: "对方拒绝连接",
}


def os_reason(fault: OSError) -> str:
    """Why the system refused, in Chinese; what is not known goes by its number."""
    return _REASONS.get(fault.errno or 0, f"系统错误 {fault.errno}")


def write_whole(path: Path, content: bytes, mode: int = READABLE) -> None:
    """Write a file, in the place of one that is there. Raises OSError."""
    with _beside(path, content, mode) as partial:
        partial.replace(path)


def write_once(path: Path, content: bytes, mode: int = READABLE) -> bool:
    """Write a file where there is none; returns False where one is there, which is left as it is. Raises OSError."""
    with _beside(path, content, mode) as partial:
        try:
            os.link(partial, path)
        except FileExistsError:
            return False
    return True


def place_once(written: Path, path: Path) -> bool:
    """Give a private file that is whole and on the disk (`fsync`) its lasting name too, where there is no such file yet.

    Both names lie on one disk; `written` stays for its owner to remove. Returns False where a file is there already, which
    is left as it is. Raises OSError.
    """
    make_private_folder(path.parent)
    try:
        os.link(written, path)
    except FileExistsError:
        return False
    _keep_names(path.parent)
    return True


def keep_one_name(path: Path) -> None:
    """Remove the other name of a file that is there, which stays where its writer was killed between naming and tidying."""
    for left in _beginnings(path):
        with suppress(FileNotFoundError):
            if left.samefile(path):
                left.unlink()


def make_private_folder(folder: Path) -> None:
    """A folder that only we can open, with those above it that are not there yet. Raises OSError."""
    _make_folder(folder, PRIVATE_FOLDER)


@contextmanager
def _beside(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    """The content on the disk under a name of its own, which goes afterwards."""
    _make_folder(path.parent, PRIVATE_FOLDER if mode == PRIVATE else FOLDER)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _clear_up(path, partial.stat().st_mtime - LEFT_BEHIND_SECONDS)
        yield partial
    finally:
        partial.unlink(missing_ok=True)
    _keep_names(path.parent)


def _clear_up(path: Path, before: float) -> None:
    """What processes that were killed here left behind goes too; a younger file is another's who is writing just now."""
    for left in _beginnings(path):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < before:
                left.unlink()


def _beginnings(path: Path) -> Iterator[Path]:
    return path.parent.glob(f".{escape(path.name)}.*")


def _make_folder(folder: Path, mode: int) -> None:
    """A folder that is made for a private file is private too; one that is there stays as it is."""
    if not folder.is_dir():
        _make_folder(folder.parent, mode)
        folder.mkdir(mode, exist_ok=True)
        _keep_names(folder.parent)


def _keep_names(folder: Path) -> None:
    """Names are on the disk only when their folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
