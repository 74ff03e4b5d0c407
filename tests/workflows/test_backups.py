"""A backup holds all that is needed and no key; a look at it finds a byte that changed, a row that is gone, an old schema."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from claims.errors import BadInput, ClaimsError
from tests.support.kept_replays import copied
from tests.support.pilots import FIRST, Replayed, only
from tests.support.servers import Postgres
from tests.support.world import World
from workflows.backup_log import BACKUP, CHECK, last_run
from workflows.backups import MANIFEST, Backup, make_backup
from workflows.database_copies import SQLITE_FILE
from workflows.restore_checks import check_backup
from workflows.transaction import reading


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    with copied(tmp_path_factory.mktemp("backed") / "var", only(FIRST, 20)) as made:
        yield made


@pytest.fixture
def backup(case: Replayed, tmp_path: Path) -> Backup:
    return make_backup(case.desk, tmp_path / "备份")


def listed(backup: Backup) -> list[str]:
    manifest = json.loads((backup.folder / MANIFEST).read_text("utf-8"))
    return [one["path"] for one in manifest["files"]]


def test_it_has_the_database_the_letters_and_the_evidence_and_no_key(case: Replayed, backup: Backup) -> None:
    files = listed(backup)
    assert files[0] == SQLITE_FILE
    for folder in ("letters", "evidence"):
        there = [path for path in (case.desk.var_dir / folder).rglob("*") if path.is_file()]
        assert len([name for name in files if name.startswith(f"files/{folder}/")]) == len(there) > 0
    assert [name for name in files if "key" in name or name.endswith((".sqlite-wal", ".partial"))] == []
    assert {path.stat().st_mode & 0o077 for path in backup.folder.rglob("*")} == {0}
    with reading(case.desk) as connection:
        run = last_run(connection, BACKUP)
    assert run is not None
    assert (run.manifest_sha256, run.files, run.size_bytes) == (backup.manifest_sha256, backup.files, backup.size_bytes)


def test_a_good_one_can_be_restored_and_that_is_written_down(case: Replayed, backup: Backup) -> None:
    before = {path: path.read_bytes() for path in backup.folder.rglob("*") if path.is_file()}
    looked = check_backup(case.desk, backup.folder)
    assert (looked.findings, looked.cases, looked.files) == ((), len(case.rows("claim")), backup.files)
    assert looked.events == len(case.rows("event"))
    assert {path: path.read_bytes() for path in backup.folder.rglob("*") if path.is_file()} == before
    with reading(case.desk) as connection:
        run = last_run(connection, CHECK)
    assert run is not None
    assert (run.findings, run.manifest_sha256) == ((), backup.manifest_sha256)


def test_a_byte_a_file_too_few_and_one_too_many_are_named(case: Replayed, backup: Backup) -> None:
    letters = sorted(backup.folder.glob("files/letters/**/*.pdf"))
    letters[0].write_bytes(letters[0].read_bytes() + b" ")
    letters[1].unlink()
    (backup.folder / "files" / "strange").write_bytes(b"x")
    found = check_backup(case.desk, backup.folder).findings
    assert {one.partition(":")[0] for one in found} == {"other bytes", "gone", "not in the manifest"}
    assert len(found) == 3
    with reading(case.desk) as connection:
        run = last_run(connection, CHECK)
    assert run is not None
    assert run.findings == found


def altered(backup: Backup, statement: str) -> None:
    """Change the copied database, and its hash in the manifest too: whoever can do that is found by the chains."""
    path = backup.folder / SQLITE_FILE
    with sqlite3.connect(path) as copy:
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f'DROP TRIGGER "{name}"')
        copy.execute(statement)
    manifest = json.loads((backup.folder / MANIFEST).read_text("utf-8"))
    content = path.read_bytes()
    manifest["files"][0].update(size=len(content), sha256=sha256(content).hexdigest())
    (backup.folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM rung WHERE id = (SELECT min(id) FROM rung)", "rung: "),
        ("UPDATE transfer SET amount_fen = amount_fen + 1 WHERE id = (SELECT min(id) FROM transfer)", "flaw"),
        ("UPDATE evidence_file SET size_bytes = size_bytes + 1", "evidence_is_what_came"),
        ("UPDATE alembic_version SET version_num = '0000'", "schema 0000"),
    ],
)
def test_a_database_that_is_not_what_was_is_found(case: Replayed, backup: Backup, statement: str, told: str) -> None:
    altered(backup, statement)
    found = check_backup(case.desk, backup.folder).findings
    assert [one for one in found if told in one], found


def test_a_folder_that_is_there_or_inside_or_no_backup_is_refused(case: Replayed, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "there", case.desk.var_dir / "backup"):
        with pytest.raises(BadInput):
            make_backup(case.desk, folder)
    with pytest.raises(BadInput, match="不是一份备份"):
        check_backup(case.desk, tmp_path / "there")


def test_what_breaks_off_leaves_nothing(case: Replayed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("workflows.backups._copied", full)
    with pytest.raises(ClaimsError, match="备份写不到"):
        make_backup(case.desk, tmp_path / "full")
    assert list(tmp_path.iterdir()) == []


def test_postgresql_is_dumped_and_put_back_elsewhere(
    pg_world: World, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.program('pg_dump').parent}:{os.environ['PATH']}")
    desk = replace(pg_world.desk, var_dir=tmp_path / "var")
    made = make_backup(desk, tmp_path / "备份")
    with pytest.raises(BadInput, match="--into"):
        check_backup(desk, made.folder)
    scratch = postgres.create_database()
    try:
        looked = check_backup(desk, made.folder, postgres.url(scratch))
        assert looked.findings == ()
    finally:
        postgres.drop_database(scratch)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClaimsError, match="pg_dump"):
        make_backup(desk, tmp_path / "again")
