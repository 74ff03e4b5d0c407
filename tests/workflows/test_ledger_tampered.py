"""One byte, one row, an exchange, a cut: given the head that was kept outside, the first bad entry is named every time.

The places are drawn from seeds. A thousand of them are in the export, as the program that is handed out reads it; some
hundreds are in the database, past the engine and its triggers.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Date, Integer, text

from claims.sealing import Head, head_of
from claims.standalone import verify_ledger
from claims.standalone.verify_ledger import Fault, Ledger, read_head
from claims.store.tables import table
from tests.support.ledgers import fund
from tests.support.many_cases import report_many
from tests.support.signing import let_sign
from tests.support.world import World, sqlite_world
from workflows.seal_checks import verify_ledger as verify_in_database
from workflows.sealed_export import write_bundle
from workflows.sealing import seal

SEEDS = 1_000
DATABASE_SEEDS = 400
CASES, FUNDINGS, BATCH_MAX = 20, 30, 30


@dataclass
class Kept:
    """A sealed ledger, its export as it was, and the head that was kept outside."""

    world: World
    folder: Path
    files: dict[str, bytes]
    head: Head


@pytest.fixture(scope="module")
def kept(quick_folder: Path) -> Iterator[Kept]:
    """Twenty cases and thirty fundings in four signed batches."""
    folder = quick_folder / "tampered"
    folder.mkdir()
    with sqlite_world(folder) as world:
        let_sign(world)
        report_many(world, CASES, 5)
        for place in range(FUNDINGS):
            fund(world, f"plan-{place}", 10_000 + place)
        while seal(world.desk, BATCH_MAX) is not None:
            pass
        bundle = write_bundle(world.desk, folder / "bundle")
        assert bundle.fault == ""
        files = {path.name: path.read_bytes() for path in (folder / "bundle").iterdir()}
        yield Kept(world, folder / "bundle", files, bundle.head)


def lines_of(kept: Kept, name: str) -> list[bytes]:
    return kept.files[name].splitlines(keepends=True)


def joined(lines: list[bytes]) -> dict[str, bytes]:
    return {"entries.jsonl": b"".join(lines)}


Tampered = tuple[dict[str, bytes], int]


def one_byte(kept: Kept, chance: random.Random) -> Tampered:
    """Any byte of the entries becomes another one."""
    content = bytearray(kept.files["entries.jsonl"])
    spot = chance.randrange(len(content) - 1)  # the last line break stands for nothing
    content[spot] = chance.choice([byte for byte in range(256) if byte != content[spot]])
    return {"entries.jsonl": bytes(content)}, kept.files["entries.jsonl"][:spot].count(b"\n") + 1


def one_row_dropped(kept: Kept, chance: random.Random) -> Tampered:
    lines = lines_of(kept, "entries.jsonl")
    spot = chance.randrange(len(lines))
    return joined(lines[:spot] + lines[spot + 1 :]), spot + 1


def two_swapped(kept: Kept, chance: random.Random) -> Tampered:
    lines = lines_of(kept, "entries.jsonl")
    first, second = sorted(chance.sample(range(len(lines)), 2))
    lines[first], lines[second] = lines[second], lines[first]
    return joined(lines), first + 1


def tail_cut(kept: Kept, chance: random.Random) -> Tampered:
    lines = lines_of(kept, "entries.jsonl")
    spot = chance.randrange(len(lines))
    return joined(lines[:spot]), spot + 1


def tail_cut_with_its_seals(kept: Kept, chance: random.Random) -> Tampered:
    """A ledger of yesterday, whole and well signed: only the head tells."""
    seals = json.loads(kept.files["seals.json"])["seals"]
    left = chance.randrange(1, len(seals))
    count = seals[left - 1]["cumulative_count"]
    told = json.dumps({"schema_v": 1, "seals": seals[:left]}).encode()
    entries, leaves = (b"".join(lines_of(kept, name)[:count]) for name in ("entries.jsonl", "leaves.txt"))
    return {"entries.jsonl": entries, "leaves.txt": leaves, "seals.json": told}, count + 1


WAYS: tuple[Callable[[Kept, random.Random], Tampered], ...] = (
    one_byte, one_byte, one_row_dropped, two_swapped, tail_cut, tail_cut_with_its_seals,
)  # fmt: skip


def first_fault(kept: Kept, changed: dict[str, bytes]) -> str:
    """What the program says of an export with these files changed; the files are as they were afterwards."""
    for name, content in changed.items():
        (kept.folder / name).write_bytes(content)
    try:
        ledger = Ledger(kept.folder)
        ledger.check()
        ledger.require(read_head(kept.head.line()))
    except Fault as fault:
        return str(fault)
    finally:
        for name in changed:
            (kept.folder / name).write_bytes(kept.files[name])
    return ""


def test_a_thousand_changes_of_the_export_are_each_named(kept: Kept) -> None:
    assert first_fault(kept, {}) == ""
    names = [line.split(b"\t")[:2] for line in lines_of(kept, "leaves.txt")]
    missed = []
    for seed in range(SEEDS):
        way = WAYS[seed % len(WAYS)]
        changed, place = way(kept, random.Random(seed))
        told = first_fault(kept, changed)
        kind, row_id = (part.decode() for part in names[place - 1])
        entry = "" if way is tail_cut_with_its_seals else f" {kind}/{row_id}"
        if not told.startswith(f"第 {place} 条{entry}："):
            missed.append((seed, way.__name__, place, told))
    assert missed == []


@pytest.mark.parametrize("name", ["seals.json", "certificates.pem"])
def test_a_byte_of_the_other_files_is_found(kept: Kept, name: str) -> None:
    """But for what stands for nothing: spaces between the parts of the seals, the frame around a certificate."""
    chance, frame = random.Random(name), 40 if name == "certificates.pem" else 0
    for _ in range(60):
        content = bytearray(kept.files[name])
        spot = chance.choice(
            [at for at, byte in enumerate(content) if chr(byte).isalnum() and frame <= at < len(content) - frame]
        )
        content[spot] ^= 1
        (kept.folder / name).write_bytes(bytes(content))
        code = verify_ledger.main([str(kept.folder), "--head", kept.head.line()])
        (kept.folder / name).write_bytes(kept.files[name])
        assert code == 1, (name, spot, content[spot - 20 : spot + 20])


def test_the_list_of_leaves_only_serves_to_name_the_bad_one(kept: Kept) -> None:
    lines = lines_of(kept, "entries.jsonl")
    assert first_fault(kept, {"leaves.txt": b""}) == ""
    told = first_fault(kept, {"leaves.txt": b"", **joined(lines[:1] + lines[2:])})
    assert told == "第 1 批：第 1 条起的条目与封存的根不符"


def test_a_forged_ledger_with_seals_of_its_own_is_found(kept: Kept, tmp_path: Path) -> None:
    """Whoever changes an entry and seals all anew with another key has good roots and good signatures, and another head."""
    with sqlite_world(tmp_path) as forger:
        let_sign(forger)
        report_many(forger, CASES, 5)
        for place in range(FUNDINGS):
            fund(forger, f"plan-{place}", 10_001 + place)
        while seal(forger.desk, BATCH_MAX) is not None:
            pass
        write_bundle(forger.desk, tmp_path / "forged")
    ledger = Ledger(tmp_path / "forged")
    ledger.check()
    with pytest.raises(Fault, match="不是公布头部时的那本账"):
        ledger.require(read_head(kept.head.line()))


def run(kept: Kept, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script of the bundle as a process of its own that finds nothing of ours."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(kept.folder / "verify_ledger.py"), *arguments],
        cwd=kept.folder, env={"PYTHONIOENCODING": "utf-8"}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_script_runs_by_itself(kept: Kept) -> None:
    said = run(kept, "--head", kept.head.line())
    assert (said.returncode, said.stderr) == (0, "")
    assert "每一批的签名都相符" in said.stdout
    assert "看不出末尾" in run(kept).stdout
    first = json.loads(kept.files["seals.json"])["seals"][0]
    old = head_of(first).line()
    assert f"与第 1 批的旧头部相符：那时的 {first['count']} 条都在" in run(kept, "--consistent-with", old).stdout
    assert "transfer/3 是第" in run(kept, "--inclusion", "transfer/3").stdout
    assert "不在这份账里" in run(kept, "--inclusion", "transfer/300").stdout
    assert run(kept, "--head", "h1.x").returncode == 1
    assert run(kept, "--nonsense").returncode == 2
    (kept.folder / "entries.jsonl").write_bytes(
        kept.files["entries.jsonl"].replace(b'"amount_fen":10007', b'"amount_fen":20007')
    )
    said = run(kept)
    (kept.folder / "entries.jsonl").write_bytes(kept.files["entries.jsonl"])
    assert said.returncode == 1
    assert "transfer/8：与封存时不同" in said.stdout


# ── the database ──


@pytest.fixture(scope="module")
def bare(kept: Kept) -> Kept:
    """The same ledger without the triggers, for somebody who can do anything with the file."""
    with kept.world.engine.begin() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return kept


def places(kept: Kept) -> dict[tuple[str, str], int]:
    """Every entry's place, by kind and id."""
    return {(row["kind"], row["row_id"]): row["leaf_no"] for row in kept.world.rows("seal_leaf")}


Steps = list[tuple[str, Mapping[str, object]]]
Done = tuple[Steps, int]


def a_column(kept: Kept, chance: random.Random) -> Done:
    """Some column of some entry holds something else."""
    (kind, row_id), place = chance.choice(sorted(places(kept).items()))
    stored = table(kind)
    column = chance.choice([column for column in stored.columns if not (column.name == "id" and kind == "transfer")])
    row = kept.world.one(kind, id=int(row_id) if kind == "transfer" else row_id)
    value = altered(row[column.name], column.type, chance)
    return [(f'UPDATE {kind} SET "{column.name}" = :value WHERE id = :id', {"value": value, "id": row["id"]})], place


def altered(value: object, kind: object, chance: random.Random) -> object:
    """Another value, by as little as it can be."""
    if value is None:
        return 7 if isinstance(kind, Integer) else "x"
    if isinstance(kind, Boolean):
        return chance.choice([1 - int(bool(value)), 2])
    if isinstance(kind, Date):
        return chance.choice(["2024-10-11", f"{value} "])
    if isinstance(value, int):
        return value + chance.choice([1, 1000])
    content = str(value) or " "
    spot = chance.randrange(len(content))
    return content[:spot] + chr(ord(content[spot]) ^ 0x40) + content[spot + 1 :]


def a_row_gone(kept: Kept, chance: random.Random) -> Done:
    (kind, row_id), place = chance.choice(sorted(places(kept).items()))
    return [(f"DELETE FROM {kind} WHERE id = :id", {"id": row_id})], place


def a_leaf_gone(kept: Kept, chance: random.Random) -> Done:
    place = chance.randrange(1, kept.head.cumulative_count + 1)
    return [("DELETE FROM seal_leaf WHERE leaf_no = :place", {"place": place})], place


def a_leaf_altered(kept: Kept, chance: random.Random) -> Done:
    place = chance.randrange(1, kept.head.cumulative_count + 1)
    change = chance.choice(
        ["leaf_hash = leaf_hash || '0'", "leaf_no = leaf_no + 1000", "row_id = row_id || '9'",
         "batch_no = batch_no % 3 + 1"]
    )  # fmt: skip
    return [(f"UPDATE seal_leaf SET {change} WHERE leaf_no = :place", {"place": place})], place


def two_rows_swapped(kept: Kept, chance: random.Random) -> Done:
    """Two transfers have each other's number."""
    first, second = chance.sample(range(1, FUNDINGS + 1), 2)
    found = places(kept)
    swap = ((first, -1), (second, first), (-1, second))
    steps: Steps = [("UPDATE transfer SET id = :new WHERE id = :old", {"old": old, "new": new}) for old, new in swap]
    return steps, min(found["transfer", str(first)], found["transfer", str(second)])


def two_leaves_swapped(kept: Kept, chance: random.Random) -> Done:
    """Two entries have each other's place."""
    first, second = sorted(chance.sample(range(1, kept.head.cumulative_count + 1), 2))
    swap = ((first, 100_000), (second, first), (100_000, second))
    steps: Steps = [
        ("UPDATE seal_leaf SET leaf_no = :new WHERE leaf_no = :old", {"old": old, "new": new}) for old, new in swap
    ]
    return steps, first


def cut_off(kept: Kept, chance: random.Random) -> Done:
    """The newest batches are gone with all that they sealed."""
    left = chance.randrange(1, kept.head.batch_no)
    count = kept.world.one("seal", batch_no=left)["cumulative_count"]
    sealed = "SELECT row_id FROM seal_leaf WHERE kind = :kind AND leaf_no > :count"
    steps: Steps = [
        (f"DELETE FROM {kind} WHERE CAST(id AS TEXT) IN ({sealed})", {"kind": kind, "count": count})
        for kind in ("transfer", "event", "book_event")
    ]
    steps.append(("DELETE FROM seal_leaf WHERE leaf_no > :count", {"count": count}))
    steps.append(("DELETE FROM seal WHERE batch_no > :left", {"left": left}))
    return steps, count + 1


DEEDS: tuple[Callable[[Kept, random.Random], Done], ...] = (
    a_column, a_column, a_column, a_row_gone, a_leaf_gone, a_leaf_altered, two_rows_swapped, two_leaves_swapped, cut_off,
)  # fmt: skip


def test_hundreds_of_changes_of_the_database_are_each_named(bare: Kept) -> None:
    world, desk = bare.world, replace(bare.world.desk, heads_dir=bare.folder)  # no head but the one that is given
    assert verify_in_database(desk, bare.head).flaw is None
    path = Path(str(world.engine.url.database))
    world.engine.dispose()
    before = path.with_suffix(".before")
    shutil.copyfile(path, before)
    missed = []
    for seed in range(DATABASE_SEEDS):
        deed = DEEDS[seed % len(DEEDS)]
        steps, place = deed(bare, random.Random(seed))
        with world.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            for statement, values in steps:
                connection.execute(text(statement), values)
            connection.commit()
        flaw = verify_in_database(desk, bare.head).flaw
        if flaw is None or flaw.place != place or not flaw.message():
            missed.append((seed, deed.__name__, place, flaw))
        world.engine.dispose()
        shutil.copyfile(before, path)
    assert missed == []


@pytest.mark.parametrize("column", [column.name for column in table("seal").columns])
def test_every_column_of_a_seal_is_under_the_check(bare: Kept, column: str) -> None:
    desk = replace(bare.world.desk, heads_dir=bare.folder)
    before = bare.world.rows("seal")[1][column]
    value = before + 100 if isinstance(before, int) else before[:-1] + ("0" if before[-1] != "0" else "1")
    statement = text(f'UPDATE seal SET "{column}" = :value WHERE batch_no = :batch_no')
    number = value if column == "batch_no" else 2
    change, undo = {"value": value, "batch_no": 2}, {"value": before, "batch_no": number}
    with bare.world.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement, change)
        if column == "batch_no":
            connection.execute(text("UPDATE seal_leaf SET batch_no = :value WHERE batch_no = :batch_no"), change)
    flaw = verify_in_database(desk, bare.head).flaw
    with bare.world.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(statement, undo)
        if column == "batch_no":
            connection.execute(text("UPDATE seal_leaf SET batch_no = :value WHERE batch_no = :batch_no"), undo)
    assert flaw is not None
    assert flaw.code.startswith("ledger_")
    if column not in ("key_id", "signature"):
        assert (flaw.where, flaw.place) == ("2", BATCH_MAX + 1) or flaw.code == "ledger_seal_altered"
