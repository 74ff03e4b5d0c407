"""A database is made once, for a demonstration or for production, and stays what it is."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from claims.errors import BadInput, ClaimsError, Refused
from claims.store import installing
from claims.store.engine import open_engine
from claims.store.installing import install, installation, is_installed
from tests.claims.store.conftest import INSTANT
from tests.claims.store.plain_rows import count


def test_an_empty_database_is_made(empty_engine: Engine) -> None:
    done = install(empty_engine, "production", "重庆", INSTANT)
    assert (done.is_new, done.schema_before, done.schema) == (True, None, "0001")
    assert done.row == installation(empty_engine)
    assert done.row["mode"] == "production"
    assert done.row["jurisdiction"] == "重庆"
    assert done.row["created_at"] == "2025-07-01T01:00:00.000000Z"


def test_a_second_run_changes_nothing(empty_engine: Engine) -> None:
    first = install(empty_engine, "demo", "重庆", INSTANT)
    again = install(empty_engine, "demo", "重庆", INSTANT + timedelta(days=1))
    assert (again.is_new, again.schema_before, again.row) == (False, "0001", first.row)
    with empty_engine.connect() as connection:
        assert count(connection, "installation") == 1


@pytest.mark.parametrize(("made", "wanted"), [("demo", "production"), ("production", "demo")])
def test_the_mode_is_never_changed(empty_engine: Engine, made: str, wanted: str) -> None:
    row = install(empty_engine, made, "重庆", INSTANT).row
    with pytest.raises(Refused, match="演示库") as refused:
        install(empty_engine, wanted, "重庆", INSTANT)
    assert refused.value.code == "installation_mode_fixed"
    assert installation(empty_engine) == row


def test_the_province_is_never_changed(empty_engine: Engine) -> None:
    install(empty_engine, "demo", "重庆", INSTANT)
    with pytest.raises(Refused, match=r"重庆.*上海"):
        install(empty_engine, "demo", "上海", INSTANT)


def test_an_unknown_mode_is_bad_input_and_makes_nothing(empty_engine: Engine) -> None:
    with pytest.raises(BadInput, match="demo、production"):
        install(empty_engine, "test", "重庆", INSTANT)
    assert not is_installed(empty_engine)


def test_a_database_that_was_never_made_says_what_to_do(empty_engine: Engine) -> None:
    assert not is_installed(empty_engine)
    with pytest.raises(ClaimsError, match="请先运行 claims init") as missing:
        installation(empty_engine)
    assert missing.value.code == "not_installed"


def test_asking_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "claims.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(ClaimsError):
        installation(engine)
    assert not is_installed(engine)
    assert not path.exists()


def test_tables_without_an_installation_are_told_apart_from_no_tables(empty_engine: Engine) -> None:
    install(empty_engine, "demo", "重庆", INSTANT)
    with empty_engine.begin() as connection:
        connection.execute(text("DELETE FROM installation"))
    assert installation(empty_engine) is None
    assert not is_installed(empty_engine)


def test_an_old_schema_is_named(empty_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    install(empty_engine, "demo", "重庆", INSTANT)
    monkeypatch.setattr(installing, "HEAD", "0002")
    with pytest.raises(ClaimsError, match="0001版，本程序要0002版"):
        installation(empty_engine)
    assert is_installed(empty_engine)


def test_the_database_of_a_newer_program_is_left_alone(empty_engine: Engine) -> None:
    install(empty_engine, "demo", "重庆", INSTANT)
    with empty_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for ask in (installation, lambda engine: install(engine, "demo", "重庆", INSTANT)):
        with pytest.raises(ClaimsError, match="9999") as unknown:
            ask(empty_engine)
        assert unknown.value.code == "schema_unknown"


def test_tables_of_another_system_are_left_alone(empty_engine: Engine) -> None:
    with empty_engine.begin() as connection:
        connection.execute(text("CREATE TABLE claim (a int)"))
    with pytest.raises(ClaimsError, match="claim") as foreign:
        install(empty_engine, "demo", "重庆", INSTANT)
    assert foreign.value.code == "tables_not_ours"
    with empty_engine.connect() as connection:
        assert count(connection, "claim") == 0


def test_tables_that_are_not_in_the_way_do_no_harm(empty_engine: Engine) -> None:
    with empty_engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_another_system (a int)"))
    assert install(empty_engine, "demo", "重庆", INSTANT).is_new


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    engine = open_engine("postgresql+psycopg://clerk:secret@127.0.0.1:1/claims")
    for ask in (installation, is_installed, lambda engine: install(engine, "demo", "重庆", INSTANT)):
        with pytest.raises(ClaimsError, match="CLAIMS_DATABASE_URL") as unreachable:
            ask(engine)
        assert "127.0.0.1" in unreachable.value.message()
        assert "secret" not in unreachable.value.message()


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "claims.sqlite"
    path.write_text("synthetic minutes of a meeting, not a database\n" * 99, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(ClaimsError, match="打不开"):
        install(open_engine(f"sqlite:///{path}"), "demo", "重庆", INSTANT)
    assert path.read_bytes() == before


def test_only_its_owner_reads_a_sqlite_file(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'claims.sqlite'}")
    install(engine, "demo", "重庆", INSTANT)
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == ["claims.sqlite", "claims.sqlite-shm", "claims.sqlite-wal"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600] * 3
    engine.dispose()


def test_a_sqlite_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "claims.sqlite"
    path.touch(mode=0o644)
    install(open_engine(f"sqlite:///{path}"), "demo", "重庆", INSTANT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'claims.sqlite'}")
    (tmp_path / "var").rmdir()
    (tmp_path / "var").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ClaimsError, match="打不开数据库"):
        install(engine, "demo", "重庆", INSTANT)
