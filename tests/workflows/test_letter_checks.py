"""What differs from what was issued is found and named: one byte, another letter's file, a copy, a snapshot, a row."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from claims.canonical import canonical_json
from claims.errors import Refused
from claims.settings import KeyFiles
from claims.store.rows import Row, insert_rows, select_rows
from notifications.keys import make_demo_key, read_signer
from notifications.signing import sign
from pilot.replay import replay
from tests.support.keys import keyed_like, rewrite
from tests.support.pilots import FIRST, Replayed, demo_desk, only
from tests.support.signing import demo_key
from tests.support.spoiling import spoil
from workflows.certificates import FOLDER
from workflows.letter_checks import FileFound, FileIs, check_files, compare_file, first_difference, identify_file
from workflows.letter_files import letter_path
from workflows.letter_lookup import by_code, by_number_and_code, letter_numbered, read_number
from workflows.letter_standing import Standing, standing
from workflows.overtaking import Worth
from workflows.rendering import rendered
from workflows.transaction import Desk, reading, transaction
from workflows.verifying import verify

FLIPS, SEED = 1000, 41
CASES = (3, 42)


@pytest.fixture(scope="module")
def original(quick_folder: Path) -> Iterator[Replayed]:
    """Cases with a rectification among them, signed."""
    folder = quick_folder / "checked"
    with demo_desk(folder) as desk:
        signing = replace(desk, sign_key=demo_key())
        data = only(FIRST, *CASES)
        yield Replayed(signing, replay(signing, data), data)


@pytest.fixture
def copy(original: Replayed, world_folder: Path) -> Iterator[Desk]:
    """A copy of database and files, which may be spoilt."""
    path = world_folder / "copy.sqlite"
    for folder in ("letters", FOLDER):
        shutil.copytree(original.desk.var_dir / folder, world_folder / folder)
    with (
        closing(sqlite3.connect(str(original.desk.engine.url.database))) as source,
        closing(sqlite3.connect(path)) as to,
    ):
        source.backup(to)
    engine = keyed_like(original.desk.engine, f"sqlite:///{path}")
    yield replace(original.desk, engine=engine, var_dir=world_folder)
    engine.dispose()


def letter_of(desk: Desk, kind: str) -> Row:
    with reading(desk) as connection:
        return select_rows(connection, "letter", kind=kind)[0]


def path_of(desk: Desk, letter: Row, variant: str = "full") -> Path:
    return letter_path(desk.var_dir, letter, variant)


def codes(desk: Desk, letter: Row) -> list[str]:
    findings = check_files(desk, letter)
    assert all(one.message() for one in findings)
    return [one.code for one in findings]


@pytest.mark.parametrize("variant", ["full", "party"])
def test_the_file_that_was_issued_is_known(variant: str, original: Replayed) -> None:
    letter = letter_of(original.desk, "confirmation")
    content = path_of(original.desk, letter, variant).read_bytes()
    for found in (identify_file(original.desk, content), compare_file(original.desk, letter, content)):
        assert found == FileFound(FileIs.ISSUED, letter, variant)


def test_a_byte_flipped_anywhere_is_found_and_its_place_named(original: Replayed) -> None:
    letter = letter_of(original.desk, "confirmation")
    content = path_of(original.desk, letter).read_bytes()
    chance = Random(SEED)
    places = {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(FLIPS - 2))}
    for place in places:
        altered = bytearray(content)
        altered[place] ^= 1 << chance.randrange(8)
        found = compare_file(original.desk, letter, bytes(altered))
        assert found == FileFound(FileIs.ALTERED, letter, "full", place), f"byte {place}, seed {SEED}"


def test_an_altered_file_is_traced_to_its_letter_without_being_told_which(original: Replayed) -> None:
    letter = letter_of(original.desk, "confirmation")
    altered = bytearray(path_of(original.desk, letter).read_bytes())
    altered[len(altered) // 2] ^= 1
    found = identify_file(original.desk, bytes(altered))
    assert (found.what, found.letter, found.differs_at) == (FileIs.ALTERED, letter, len(altered) // 2)


def test_the_page_without_its_signature_is_no_issued_file(original: Replayed) -> None:
    letter = letter_of(original.desk, "confirmation")
    row = original.rows("letter_file", letter_id=letter["id"], variant="full")[0]
    page = path_of(original.desk, letter).read_bytes()[: row["unsigned_size_bytes"]]
    assert identify_file(original.desk, page) == FileFound(FileIs.UNSIGNED, letter, "full")


def test_another_letters_file_and_a_strangers_are_told_apart(original: Replayed) -> None:
    letter, other = letter_of(original.desk, "confirmation"), letter_of(original.desk, "acceptance")
    found = compare_file(original.desk, letter, path_of(original.desk, other).read_bytes())
    assert (found.what, found.letter) == (FileIs.ISSUED, other)
    for strange in (b"", b"%PDF-1.7 something", b"x" * 90_000):
        assert identify_file(original.desk, strange).what is FileIs.UNKNOWN
        assert compare_file(original.desk, letter, strange).what is FileIs.UNKNOWN


@pytest.mark.parametrize(("one", "other", "at"), [(b"abc", b"abc", None), (b"abc", b"abd", 2), (b"ab", b"abc", 2),
                                                  (b"", b"a", 0), (b"xbc", b"abc", 0)])  # fmt: skip
def test_the_first_difference(one: bytes, other: bytes, at: int | None) -> None:
    assert first_difference(one, other) == first_difference(other, one) == at


def test_nothing_is_found_where_nothing_was_touched(original: Replayed) -> None:
    for kind in ("confirmation", "acceptance", "award"):
        assert codes(original.desk, letter_of(original.desk, kind)) == []
    assert verify(original.desk, letters=True).flaws == ()


def test_a_file_on_the_disk_that_was_altered_or_is_gone_is_named(copy: Desk) -> None:
    letter = letter_of(copy, "confirmation")
    path = path_of(copy, letter)
    path.write_bytes(path.read_bytes() + b" ")
    assert codes(copy, letter) == ["letter_check_altered"]
    path_of(copy, letter, "party").unlink()
    assert sorted(codes(copy, letter)) == ["letter_check_altered", "letter_check_gone"]
    (flaw,) = verify(copy, letters=True).flaws
    assert (flaw.code, flaw.where) == ("flaw_of_letter_file", letter["number"])
    assert verify(copy).flaws == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE letter_private SET snapshot = replace(snapshot, 'v1', 'v2')", "letter_check_snapshot"),
        (rewrite("letter_private", "snapshot", "replace({}, '合成人员', '某某')"), "letter_check_snapshot"),
        ("UPDATE letter SET snapshot_commitment = 'x'", "letter_check_snapshot"),
        ("UPDATE letter_file SET unsigned_size_bytes = unsigned_size_bytes - 1", "letter_check_rows"),
        ("UPDATE letter_file SET certificate_sha256 = 'x'", "letter_check_signature"),
        ("UPDATE letter_file SET signed_sha256 = 'x'", "letter_check_altered"),
        ("UPDATE letter_file SET template_sha256 = 'x'", "letter_check_text"),
        ("UPDATE letter SET template_sha256 = 'x'", "letter_check_text"),
        ("DELETE FROM letter_private", "letter_check_erased"),
        ("DELETE FROM letter_file", "letter_check_no_file"),
    ],
)
def test_rows_that_no_longer_fit_are_named(change: str, code: str, copy: Desk) -> None:
    spoil(copy, change)
    assert set(codes(copy, letter_of(copy, "confirmation"))) == {code}


def page_of(desk: Desk, letter: Row, **changed: object) -> bytes:
    """The page of a letter, with other facts where these are given."""
    with reading(desk) as connection:
        facts = json.loads(select_rows(connection, "letter_private", letter_id=letter["id"])[0]["snapshot"])
    return rendered(letter, canonical_json({**facts, **changed}), "full")


def row_of(content: bytes, page: bytes, key: KeyFiles) -> str:
    """What makes the row of the full copy say what is true of a forged file."""
    return (
        f"unsigned_sha256 = '{sha256(page).hexdigest()}', unsigned_size_bytes = {len(page)}, "
        f"signed_sha256 = '{sha256(content).hexdigest()}', size_bytes = {len(content)}, engine_sha256 = '{'0' * 64}', "
        f"certificate_sha256 = '{read_signer(key).certificate.sha256}'"
    )


def test_a_letter_forged_with_a_strangers_key_is_genuine_nowhere(copy: Desk, world_folder: Path) -> None:
    letter, key = letter_of(copy, "confirmation"), make_demo_key(world_folder / "stranger")
    page = page_of(copy, letter, facts_found="伪造的事实。")
    content = sign(page, read_signer(key), copy.instant())
    path_of(copy, letter).write_bytes(content)
    spoil(copy, f"UPDATE letter_file SET {row_of(content, page, key)} WHERE id = '{letter['id']}/full/signed'")
    assert "letter_check_signature" in codes(copy, letter)
    assert identify_file(copy, content).what is FileIs.UNKNOWN
    assert compare_file(copy, letter, content).what is not FileIs.ISSUED
    assert [flaw.code for flaw in verify(copy, letters=True).flaws] == ["flaw_of_letter_file"]


def test_the_database_takes_no_second_row_of_a_file(copy: Desk) -> None:
    letter = letter_of(copy, "confirmation")
    with reading(copy) as connection:
        row = select_rows(connection, "letter_file", id=f"{letter['id']}/full/signed")[0]
    with pytest.raises(sqlite3.IntegrityError, match="one_of_each"), transaction(copy) as connection:
        insert_rows(connection, "letter_file", [{**row, "id": f"{row['id']}2"}])


def test_a_row_of_a_copy_that_is_not_made_is_named_and_its_file_unknown(copy: Desk, world_folder: Path) -> None:
    letter = letter_of(copy, "application_receipt")
    stranger = make_demo_key(world_folder / "stranger")
    content = sign(page_of(copy, letter), read_signer(stranger), copy.instant())
    with reading(copy) as connection:
        row = select_rows(connection, "letter_file", letter_id=letter["id"])[0]
    with transaction(copy) as connection:
        added = {"id": f"{letter['id']}/party/signed", "variant": "party", "signed_sha256": sha256(content).hexdigest()}
        insert_rows(connection, "letter_file", [{**row, **added}])
    assert codes(copy, letter) == ["letter_check_rows"]
    assert identify_file(copy, content).what is not FileIs.ISSUED
    assert [flaw.where for flaw in verify(copy, letters=True).flaws] == [letter["number"]]


@pytest.mark.parametrize(
    "typed",
    ["铜人社职认〔2024〕3号", "铜人社职认(2024)3号", "铜人社职认（2024）第3号", "铜人社职认[2024] 003号",
     " 铜人社职认【2024】3", "铜人社职认〔２０２４〕３号"],
)  # fmt: skip
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert read_number(typed) == "铜人社职认〔2024〕3号"


def test_a_letter_is_found_by_code_or_by_number_with_the_beginning_of_the_code(original: Replayed) -> None:
    letter = letter_of(original.desk, "confirmation")
    code, number = letter["verify_code"], letter["number"]
    with reading(original.desk) as connection:
        assert by_code(connection, code.lower()) == letter
        assert by_number_and_code(connection, number, f"{code[:5]}-{code[5:10]}") == letter
        assert by_number_and_code(connection, number, code) == letter
        assert by_code(connection, code[:10]) is None
        for wrong in ("", code[:9], code[1:11], "0" * 10, "0" * 26):
            assert by_number_and_code(connection, number, wrong) is None
        assert by_number_and_code(connection, "铜人社职认〔1999〕1号", "0" * 10) is None
    with pytest.raises(Refused, match="没有文号为"):
        letter_numbered(original.desk, "铜人社职认〔1999〕1号")


LATER = {
    "revocation": Worth.REVOKED,
    "set_aside_notice": Worth.QUASHED,
    "award_change": Worth.SUPERSEDED,
    "rectification": Worth.RECTIFIED,
}


def overtake(desk: Desk, kind: str, state: str = "signed") -> tuple[Row, Row]:
    """The case's acceptance becomes a letter of `kind` that overtakes the confirmation; its snapshot has been erased."""
    letter = letter_of(desk, "confirmation")
    with reading(desk) as connection:
        later = select_rows(connection, "letter", claim_no=letter["claim_no"], kind="acceptance")[0]
    spoil(
        desk,
        f"UPDATE letter SET kind = '{kind}', state = '{state}', overtakes = '{letter['id']}' WHERE id = '{later['id']}'",
        f"DELETE FROM letter_private WHERE letter_id = '{later['id']}'",
    )
    return letter, later


@pytest.mark.parametrize("kind", LATER)
def test_a_letter_that_was_overtaken_says_by_which(kind: str, copy: Desk) -> None:
    letter, later = overtake(copy, kind)
    with reading(copy) as connection:
        assert standing(connection, letter) == Standing(LATER[kind], later["number"], later["dated_on"])


def test_a_later_letter_that_was_voided_counts_for_nothing(copy: Desk) -> None:
    letter, later = overtake(copy, "revocation", "voided")
    with reading(copy) as connection:
        assert standing(connection, letter) == Standing(Worth.VALID)
        assert standing(connection, {**later, "state": "voided"}) == Standing(Worth.VOIDED)
        assert standing(connection, {**letter, "state": "issued"}) == Standing(Worth.PRODUCING)


def test_a_revocation_that_was_itself_revoked_revokes_nothing(copy: Desk) -> None:
    letter, later = overtake(copy, "revocation")
    with reading(copy) as connection:
        last = select_rows(connection, "letter", claim_no=letter["claim_no"], kind="application_receipt")[0]
    spoil(copy, f"UPDATE letter SET kind = 'revocation', overtakes = '{later['id']}' WHERE id = '{last['id']}'")
    with reading(copy) as connection:
        assert standing(connection, later).worth is Worth.REVOKED
        assert standing(connection, letter) == Standing(Worth.VALID)


def test_a_letter_of_a_kind_that_has_come_to_need_more_is_still_checked(copy: Desk) -> None:
    letter = letter_of(copy, "confirmation")
    with reading(copy) as connection:
        private = select_rows(connection, "letter_private", letter_id=letter["id"])[0]
    facts = canonical_json({k: v for k, v in json.loads(private["snapshot"]).items() if k != "accepted_on"})
    committed = sha256((private["salt"] + facts).encode()).hexdigest()
    quoted = f"'{facts}'".replace("{", "{{").replace("}", "}}")
    spoil(
        copy,
        f"{rewrite('letter_private', 'snapshot', quoted)} WHERE letter_id = '{letter['id']}'",
        f"UPDATE letter SET snapshot_commitment = '{committed}' WHERE id = '{letter['id']}'",
    )
    assert set(codes(copy, letter_of(copy, "confirmation"))) == {"letter_check_other_program"}
