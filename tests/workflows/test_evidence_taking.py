"""A file is on its case once and whole, or not at all: twice, at once, killed half-way, on a full disk, by who may not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import BadInput, ClaimsError
from tests.support.at_once import at_once
from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.handed_in import HTML, pdf, photograph, picture
from tests.support.world import TODAY, World, sqlite_world
from workflows.evidence import NAME_MAX, Taken, shown_name, take_in_pieces
from workflows.evidence_integrity import check_evidence
from workflows.evidence_store import FOLDER, INCOMING, evidence_path

ROOT = Path(__file__).parent.parent.parent
MEGABYTE = 1024 * 1024
KIND = "diagnosis"
LIMITS = {"uploads.file_size": 15, "uploads.picture": 60, "uploads.files_of_one": 2}


def take(
    world: World,
    content: bytes | Iterable[bytes],
    who: str = "intake1",
    no: str = NUMBER,
    kind: str = KIND,
    name: str = "病历.jpg",
) -> Taken:
    pieces = (content,) if isinstance(content, bytes) else content
    return take_in_pieces(world.desk, who, no, kind, name, pieces)


def refused(world: World, content: bytes | Iterable[bytes], **more: str) -> str:
    with pytest.raises(ClaimsError) as fault:
        take(world, content, **more)
    assert "{" not in fault.value.message()
    return fault.value.code


def on_the_disk(world: World) -> list[Path]:
    return [path for path in (world.desk.var_dir / FOLDER).rglob("*") if path.is_file()]


@pytest.fixture
def case(bureau: World) -> World:
    """A bureau with a case that has been applied for, and another one."""
    Case(bureau, "applied").save()
    Case(bureau, "applied", OTHER_NUMBER).save()
    return bureau


@pytest.fixture
def applied(world: World) -> World:
    """The same on SQLite alone, for what has nothing to do with the database."""
    Case(world, "applied").save()
    Case(world, "applied", OTHER_NUMBER).save()
    period = {"begins_on": TODAY, "ends_on": world.desk.today()}
    world.insert("assignment", {"claim_no": NUMBER, "username": "investigator1", "assigned_by": "intake1",
                                "recorded_at": "", **period})  # fmt: skip
    return world


def test_a_file_is_kept_under_its_hash_for_us_alone(case: World) -> None:
    content = photograph()
    taken = take(case, content, name="我的病历.jpg")
    row = case.one("evidence_file")
    assert (taken.file_id, taken.is_new) == (row["id"], True)
    assert (row["claim_no"], row["kind"], row["uploaded_by"]) == (NUMBER, KIND, "intake1")
    assert (row["sha256"], row["size_bytes"]) == (sha256(content).hexdigest(), len(content))
    assert (row["media_type"], row["width"], row["height"], row["pages"]) == ("image/jpeg", 320, 240, None)
    assert case.one("evidence_file_private") == {"file_id": row["id"], "claim_no": NUMBER, "name": "我的病历.jpg"}
    path = evidence_path(case.desk.var_dir, row["sha256"])
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in (path.parent, path.parent.parent, case.desk.var_dir / FOLDER / INCOMING):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert on_the_disk(case) == [path]


def test_the_same_file_twice_is_one_file_and_says_so(case: World) -> None:
    first = take(case, picture("PNG"), name="a.png")
    again = take(case, picture("PNG"), who="rider1", name="b.png")
    assert again == Taken(first.file_id, is_new=False)
    assert case.one("evidence_file_private")["name"] == "a.png"
    assert len(on_the_disk(case)) == 1


def test_on_another_case_it_is_a_file_of_its_own_with_the_same_bytes(case: World) -> None:
    one, other = take(case, pdf()), take(case, pdf(), no=OTHER_NUMBER)
    assert one.file_id != other.file_id
    assert other.is_new
    assert len(on_the_disk(case)) == 1


def test_two_who_send_one_file_at_once_have_sent_one_file(case: World) -> None:
    content = photograph()
    sent = at_once([partial(take, case, content, who=who) for who in ("rider1", "intake1", "intake2", "legal1")])
    came = [one for one in sent if isinstance(one, Taken)]
    assert len(came) == 4, sent
    assert [one.is_new for one in came].count(True) == 1
    assert {one.file_id for one in came} == {case.one("evidence_file")["id"]}
    assert len(on_the_disk(case)) == 1


def test_what_is_refused_leaves_nothing(applied: World) -> None:
    assert refused(applied, HTML, name="病历.jpg") == "evidence_file_type"
    assert refused(applied, b"") == "evidence_empty"
    assert refused(applied, photograph(), kind="lottery_ticket") == "evidence_kind"
    assert refused(applied, photograph(), who="nobody") == "no_such_evidence"
    assert (applied.rows("evidence_file"), on_the_disk(applied)) == ([], [])


def test_a_picture_named_pdf_is_a_picture(applied: World) -> None:
    take(applied, picture("PNG"), name="票据.pdf")
    assert applied.one("evidence_file")["media_type"] == "image/png"


def test_a_file_that_is_too_large_is_not_read_to_its_end(applied: World) -> None:
    read = []

    def endless() -> Iterable[bytes]:
        for number in range(10_000):
            read.append(number)
            yield bytes(MEGABYTE)

    assert refused(applied, endless()) == "evidence_too_large"
    assert len(read) == 16
    assert on_the_disk(applied) == []


def test_fifteen_megabytes_are_taken_and_a_byte_more_is_not(applied: World) -> None:
    end = b"\nstartxref\n9\n%%EOF\n"
    body = pdf()[: -len(end)]
    full = body + b"%" * (15 * MEGABYTE - len(body) - len(end)) + end
    assert take(applied, full).is_new
    with pytest.raises(BadInput) as fault:
        take(applied, full + b"\n")
    assert fault.value.message().startswith("有 16 MB，最大 15 MB")


def test_one_account_has_so_many_files_on_a_case_and_takes_no_room_from_another(
    applied: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        type(applied.desk.rules.at("uploads.files_of_one", TODAY)), "as_int", lambda value: LIMITS[value.key]
    )
    assert take(applied, pdf(), who="platform1").is_new
    assert take(applied, pdf(pages=2), who="platform1").is_new
    kept = sorted(on_the_disk(applied))
    assert refused(applied, pdf(pages=3), who="platform1") == "evidence_too_many"
    assert sorted(on_the_disk(applied)) == kept
    assert not take(applied, pdf(), who="platform1").is_new
    assert take(applied, pdf(pages=3), who="rider1").is_new
    assert take(applied, pdf(pages=3), who="intake1", no=OTHER_NUMBER).is_new


WHO = {
    "rider1": "",
    "platform1": "",
    "intake1": "",
    "investigator1": "",
    "reviewer1": "",
    "approver1": "evidence_not_taken",
    "cashier1": "evidence_not_taken",
    "auditor1": "evidence_not_taken",
    "chief1": "evidence_not_taken",
    "admin1": "no_such_evidence",
    "rider3": "no_such_evidence",
    "platform2": "no_such_evidence",
    "nobody": "no_such_evidence",
    "system": "no_such_evidence",
}


@pytest.mark.parametrize("who", WHO)
def test_who_hands_in(applied: World, who: str) -> None:
    code = "" if not WHO[who] else refused(applied, pdf(), who=who)
    assert code == WHO[who]
    assert WHO[who] or take(applied, pdf(), who=who).is_new
    assert refused(applied, pdf(), who=who, no="TL-1999-000001") == "no_such_evidence"


def test_an_officer_who_stays_away_or_is_hurt_himself_hands_in_nothing(applied: World) -> None:
    applied.insert("recusal", {"claim_no": NUMBER, "username": "intake1", "reason": "亲属", "recorded_at": ""})
    applied.execute("UPDATE account SET id_index = 'index-P000001' WHERE username = 'reviewer1'")
    assert refused(applied, pdf(), who="intake1") == "no_such_evidence"
    assert refused(applied, pdf(), who="reviewer1") == "no_such_evidence"
    assert take(applied, pdf(), who="intake1", no=OTHER_NUMBER).is_new


@pytest.mark.parametrize("state", ["merged", "transferred_out"])
def test_a_case_that_went_elsewhere_takes_no_more(world: World, state: str) -> None:
    Case(world, state).save()
    assert refused(world, pdf()) == "evidence_not_taken"
    assert on_the_disk(world) == []


KILLED = """
import os, signal, sys
from pathlib import Path
import workflows.evidence as evidence
from tests.support.world import World
from tests.support.keys import keyed_engine

world = World(keyed_engine("sqlite:///" + sys.argv[1]), Path(sys.argv[2]))
def die(*_given):
    os.kill(os.getpid(), signal.SIGKILL)
{where}
evidence.take_in_pieces(world.desk, "intake1", "TL-2024-000901", "diagnosis", "a.jpg", [Path(sys.argv[3]).read_bytes()])
"""


def killed(world: World, content: bytes, where: str) -> None:
    source = world.desk.var_dir / "sent.jpg"
    source.write_bytes(content)
    arguments = (str(world.engine.url.database), str(world.desk.var_dir), str(source))
    ran = subprocess.run(
        [sys.executable, "-c", KILLED.format(where=where), *arguments], cwd=ROOT, capture_output=True, check=False
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()


def test_who_is_killed_between_file_and_row_leaves_an_orphan_that_the_next_one_uses(applied: World) -> None:
    content = photograph()
    killed(applied, content, "evidence._enter = die")
    assert applied.rows("evidence_file") == []
    found = check_evidence(applied.desk)
    path = evidence_path(applied.desk.var_dir, sha256(content).hexdigest())
    assert found.orphans == (str(path.relative_to(applied.desk.var_dir)),)
    assert found.is_whole
    inode = path.stat().st_ino
    assert take(applied, content).is_new
    assert path.stat().st_ino == inode
    assert check_evidence(applied.desk).orphans == ()


def test_who_is_killed_while_it_comes_leaves_what_is_cleared_up_when_it_is_old(applied: World) -> None:
    killed(applied, photograph(), "evidence.look = die")
    [left] = on_the_disk(applied)
    assert left.parent.name == INCOMING
    assert check_evidence(applied.desk).orphans == ()
    take(applied, pdf())
    assert left.exists()
    old = left.stat().st_mtime - 2 * 3600
    os.utime(left, (old, old))
    take(applied, picture())
    assert not left.exists()


def test_other_bytes_under_the_hash_are_told_and_not_taken_for_the_file(applied: World) -> None:
    content = photograph()
    path = evidence_path(applied.desk.var_dir, sha256(content).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(b"other")
    assert refused(applied, content) == "evidence_damaged"
    assert applied.rows("evidence_file") == []


FULL = """
import resource, sys
from pathlib import Path
from claims.errors import ClaimsError
from tests.support.keys import keyed_engine
from tests.support.world import World
from workflows.evidence import take_in_pieces

world = World(keyed_engine("sqlite:///" + sys.argv[1]), Path(sys.argv[2]))
content = Path(sys.argv[3]).read_bytes()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
try:
    take_in_pieces(world.desk, "intake1", "TL-2024-000901", "diagnosis", "a.jpg", [content])
except ClaimsError as fault:
    print(fault.code)
"""


def test_a_full_disk_leaves_nothing_half(applied: World) -> None:
    content = picture("PNG", (1000, 1000), compress_level=0)  # larger than the database, which the same limit spares
    source = applied.desk.var_dir / "sent.png"
    source.write_bytes(content)
    database = str(applied.engine.url.database)
    most = max(Path(database).stat().st_size, 800_000)
    assert most < len(content)
    arguments = (database, str(applied.desk.var_dir), str(source), str(most))
    ran = subprocess.run([sys.executable, "-c", FULL, *arguments], cwd=ROOT, capture_output=True, check=True)
    assert ran.stdout.decode().strip() == "evidence_not_kept", ran.stderr.decode()
    assert (applied.rows("evidence_file"), on_the_disk(applied)) == ([], [])
    assert take(applied, content).is_new


NAMES = {
    "../../x": "x",
    "..\\..\\x.jpg": "x.jpg",
    "/etc/passwd": "passwd",
    "a\r\nb": "ab",
    "a\0b.png": "ab.png",
    "病\u202e历gpj.exe": "病历gpj.exe",
    "a\u2028b": "a b",
    "..": "未命名",
    "": "未命名",
    "   ": "未命名",
    "诊断  证明.JPG": "诊断 证明.JPG",
    'a"; rm -rf.pdf': 'a"; rm -rf.pdf',
}


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_kept_for_reading_and_can_do_nothing(name: str) -> None:
    assert shown_name(name) == NAMES[name]


def test_a_name_of_three_hundred_characters_keeps_its_ending() -> None:
    assert shown_name("长" * 300 + ".pdf") == "长" * (NAME_MAX - 5) + "….pdf"
    assert len(shown_name("x" * 300)) == NAME_MAX


@given(st.text(max_size=400))
def test_every_name_becomes_a_short_one_in_one_line(name: str) -> None:
    kept = shown_name(name)
    assert 0 < len(kept) <= NAME_MAX
    assert "/" not in kept
    assert kept.isprintable()
    assert shown_name(kept) == kept


def test_nothing_of_a_file_s_name_is_anywhere_but_in_its_private_row(applied: World) -> None:
    take(applied, pdf(), name="合成人员01身份证.pdf")
    for table in ("evidence_file", "event", "outbox", "attempt", "command_key"):
        assert "合成人员01身份证" not in repr(applied.rows(table))


def test_a_world_of_its_own_has_no_evidence(tmp_path: Path) -> None:
    with sqlite_world(tmp_path) as made:
        found = check_evidence(made.desk)
    assert (found.files, found.size_bytes, found.is_whole, found.orphans) == (0, 0, True, ())


def test_what_was_sent_as_the_wrong_kind_is_sent_again_as_the_right_one(case: World) -> None:
    first, second = take(case, photograph(), kind="application_form"), take(case, photograph(), kind="diagnosis")
    again = take(case, photograph(), kind="diagnosis")
    assert (first.is_new, second.is_new, again) == (True, True, Taken(second.file_id, is_new=False))
    assert {row["kind"] for row in case.rows("evidence_file", claim_no=NUMBER)} == {"application_form", "diagnosis"}
    assert len(on_the_disk(case)) == 1
