"""Files that are written once: many writers at one path, and what a writer who was killed has left beside it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from claims.files import LEFT_BEHIND_SECONDS, write_once, write_whole

WRITERS = 8


def left_beside(path: Path, age_seconds: float) -> Path:
    """A half file of somebody else, so old."""
    left = path.with_name(f".{path.name}.{'ab' * 4}")
    left.write_bytes(b"half")
    instant = left.stat().st_mtime - age_seconds
    os.utime(left, (instant, instant))
    return left


def test_of_many_who_write_one_file_at_once_one_does_and_no_half_file_stays(tmp_path: Path) -> None:
    for number in range(30):
        path, gate = tmp_path / str(number) / "letter.pdf", Barrier(WRITERS)

        def write(content: bytes, path: Path = path, gate: Barrier = gate) -> bool:
            gate.wait()
            return write_once(path, content)

        contents = [bytes([letter]) * 5000 for letter in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            done = list(pool.map(write, contents))
        assert done.count(True) == 1
        assert path.read_bytes() == contents[done.index(True)]
        assert list(path.parent.iterdir()) == [path]


def test_who_writes_clears_up_what_a_killed_writer_left(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    left = left_beside(path, LEFT_BEHIND_SECONDS + 5)
    assert write_once(path, b"whole")
    assert not left.exists()


def test_the_half_file_of_one_who_is_writing_just_now_stays(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    young, of_another = left_beside(path, 1), left_beside(tmp_path / "letter", LEFT_BEHIND_SECONDS + 5)
    write_whole(path, b"whole")
    assert (young.read_bytes(), of_another.read_bytes()) == (b"half", b"half")
