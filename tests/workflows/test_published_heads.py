"""After a restore nothing is released and nothing sealed until the heads outside are matched, or known to be lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from claims.errors import BadInput, Refused, Retryable
from claims.sealing import head_of
from tests.support.fixtures.making import make_ready
from tests.support.ledgers import fund, sealed_ledger
from tests.support.signing import let_sign
from tests.support.world import World
from workflows.machines import MACHINES
from workflows.published_heads import heads_folder, note_head, publish_heads, require_matched_heads
from workflows.roles import Role
from workflows.seal_checks import verify_ledger
from workflows.sealing import seal

RELEASE = MACHINES["payment"].rows("release", "batched")[0]


def database(world: World) -> Path:
    return Path(str(world.engine.url.database))


def copied(world: World) -> Path:
    """A backup of the database as it is now."""
    path = database(world).with_suffix(".backup")
    with closing(sqlite3.connect(database(world))) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def restore(world: World, backup: Path) -> None:
    """Put the backup in the place of the database."""
    world.engine.dispose()
    for ending in ("-wal", "-shm"):
        database(world).with_name(database(world).name + ending).unlink(missing_ok=True)
    shutil.copyfile(backup, database(world))


def release(world: World) -> list[str]:
    """A release in order in all other ways: the messages of its refusals, none where it was made."""
    fund(world, f"for a release after {len(world.rows('book_event'))}", 100_000_000)
    fired = make_ready(world, "payment", RELEASE, "batched", Role.CASHIER).fire()
    assert fired.done == (not fired.codes)
    assert set(fired.codes) <= {"database_not_older"}
    return [str(facts["reason"]) for _, facts in fired.refusals]


def one_more(world: World, key: str) -> None:
    """A funding, sealed."""
    fund(world, key, 77)
    world.moment += timedelta(minutes=5)
    assert seal(world.desk) is not None


def heads(world: World) -> list[str]:
    """The heads in the folder, in their order."""
    return [json.loads(path.read_text(encoding="ascii"))["head"] for path in sorted(heads_folder(world.desk).iterdir())]


def refused_code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def test_each_seal_has_its_head_outside_written_once(world: World) -> None:
    let_sign(world)
    sealed_ledger(world, 3, 1)
    assert heads(world) == [head_of(row).line() for row in world.rows("seal")]
    first = sorted(heads_folder(world.desk).iterdir())[0]
    told = json.loads(first.read_text(encoding="ascii"))
    assert told["root"] == world.rows("seal")[0]["root"]
    assert told["signature"] == world.rows("seal")[0]["signature"] != ""
    before = first.stat().st_mtime_ns
    publish_heads(world.desk)
    assert first.stat().st_mtime_ns == before


def test_a_head_that_was_not_written_before_the_process_died_is_written_later(world: World) -> None:
    sealed_ledger(world, 3, 1)
    names = sorted(heads_folder(world.desk).iterdir())
    for path in names[1:]:
        path.unlink()
    require_matched_heads(world.desk)
    publish_heads(world.desk)
    assert sorted(heads_folder(world.desk).iterdir()) == names


def test_the_heads_lie_where_the_setting_says(world: World, tmp_path: Path) -> None:
    world.desk = replace(world.desk, heads_dir=tmp_path / "elsewhere")
    sealed_ledger(world, 1, 1)
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1
    assert not (world.desk.var_dir / "heads").exists()


def test_a_folder_that_takes_no_file_is_told_and_the_seal_stands(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    world.desk = replace(world.desk, heads_dir=tmp_path / "file" / "heads")
    fund(world, "plan", 100)
    with pytest.raises(Retryable, match="头部写不进"):
        seal(world.desk)
    assert len(world.rows("seal")) == 1
    world.desk = replace(world.desk, heads_dir=tmp_path / "heads")
    assert seal(world.desk) is None
    assert heads(world) == [head_of(world.one("seal")).line()]


def test_without_a_seal_nothing_stands_in_the_way(world: World) -> None:
    assert release(world) == []


def test_after_a_restore_from_before_nothing_is_released_or_sealed(world: World) -> None:
    sealed_ledger(world, 2, 1)
    backup = copied(world)
    one_more(world, "lost")
    assert release(world) == []
    restore(world, backup)
    fund(world, "after the restore", 5)
    assert refused_code(lambda: seal(world.desk)) == "head_newer_than_database"
    (reason,) = release(world)
    assert "库外有第3批的封存头部" in reason
    flaw = verify_ledger(world.desk).flaw
    assert flaw is not None
    assert (flaw.code, flaw.place) == ("ledger_cut_off", 5)
    assert len(world.rows("seal")) == 2


def test_the_newer_copy_clears_it_up(world: World) -> None:
    sealed_ledger(world, 2, 1)
    old = copied(world)
    kept = old.rename(old.with_suffix(".old"))
    one_more(world, "kept")
    newer = copied(world)
    restore(world, kept)
    assert refused_code(lambda: require_matched_heads(world.desk)) == "head_newer_than_database"
    restore(world, newer)
    require_matched_heads(world.desk)


def test_what_is_lost_is_named_with_its_reason_and_the_ledger_goes_on(world: World) -> None:
    sealed_ledger(world, 2, 1)
    backup = copied(world)
    one_more(world, "lost 1")
    one_more(world, "lost 2")
    newest = heads(world)[-1]
    restore(world, backup)
    with pytest.raises(BadInput, match="没有写明"):
        note_head(world.desk, "auditor1", newest, lost=" ")
    assert refused_code(lambda: note_head(world.desk, "cashier2", newest, lost="查过")) == "not_an_auditor"
    assert refused_code(lambda: note_head(world.desk, "auditor1", heads(world)[0], lost="查过")) == "head_is_here"
    assert note_head(world.desk, "auditor1", newest, lost="备份到当日中午，已逐笔与银行核对") is None
    require_matched_heads(world.desk)
    one_more(world, "again")
    one_more(world, "and on")
    assert len(heads(world)) == 6, "the heads that were lost stay where they are"
    assert verify_ledger(world.desk).flaw is None
    assert {row["noted_by"] for row in world.rows("noted_head")} == {"auditor1"}
    restore(world, backup)
    assert refused_code(lambda: require_matched_heads(world.desk)) == "head_newer_than_database"


def test_a_ledger_sealed_anew_is_another_one(world: World) -> None:
    """Whoever restores and seals with the folder out of the way is found when it is back."""
    sealed_ledger(world, 2, 1)
    backup = copied(world)
    one_more(world, "lost")
    restore(world, backup)
    there = heads_folder(world.desk)
    away = there.rename(there.with_name("away"))
    world.desk = replace(world.desk, heads_dir=there.with_name("fresh"))
    assert note_head(world.desk, "auditor1", heads_of(away)[1]) is None
    one_more(world, "forged")
    world.desk = replace(world.desk, heads_dir=away)
    assert refused_code(lambda: require_matched_heads(world.desk)) == "head_of_another_ledger"
    flaw = verify_ledger(world.desk).flaw
    assert flaw is not None
    assert flaw.code == "ledger_of_another_head"


def heads_of(folder: Path) -> list[str]:
    return [json.loads(path.read_text(encoding="ascii"))["head"] for path in sorted(folder.iterdir())]


def test_an_empty_folder_is_no_proof_and_a_noted_head_is(world: World) -> None:
    sealed_ledger(world, 3, 1)
    lines = heads(world)
    shutil.rmtree(heads_folder(world.desk))
    assert refused_code(lambda: require_matched_heads(world.desk)) == "heads_gone"
    publish_heads(world.desk)
    assert not heads_folder(world.desk).exists(), "the database does not vouch for itself"
    assert note_head(world.desk, "auditor1", lines[1]) is None
    require_matched_heads(world.desk)
    publish_heads(world.desk)
    assert heads(world) == lines[2:]


def test_a_head_brought_back_from_paper_counts_like_a_file(world: World) -> None:
    sealed_ledger(world, 2, 1)
    backup = copied(world)
    one_more(world, "lost")
    newest, folder = heads(world)[-1], heads_folder(world.desk)
    restore(world, backup)
    sorted(folder.iterdir())[-1].unlink()
    require_matched_heads(world.desk)
    unmatched = note_head(world.desk, "auditor1", newest)
    assert unmatched is not None
    assert unmatched.code == "head_newer_than_database"
    (reason,) = release(world)
    assert "数据库只到第2批" in reason


def test_other_files_in_the_folder_are_no_heads(world: World) -> None:
    sealed_ledger(world, 1, 1)
    for name in ("head-00000009.json", "notes.txt", ".head-00000002-" + "0" * 40 + ".json.ab12"):
        (heads_folder(world.desk) / name).write_text("", encoding="ascii")
    require_matched_heads(world.desk)
