"""Every file of a letter is written once: killed, doubled, on a full disk, beside a stranger's file, with and without a key."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from claims.settings import KeyFiles
from claims.store.rows import Row
from notifications import signing
from notifications.keys import make_demo_key, read_signer
from notifications.signing import read_signature
from tests.support.promised import MOMENT, check_full_disk, files_of_at_most, only, written
from tests.support.reporting import report
from tests.support.signing import demo_key, let_sign
from tests.support.work_done import check_effects, check_letters
from tests.support.world import INJURED, KIN, World
from workflows.health import health
from workflows.leasing import FAULTS_MAX, LEASE
from workflows.letter_files import letter_path
from workflows.outbox import FIRST_REST, LONGEST_REST, Drained, drain
from workflows.rendering import rendered
from workflows.signing_later import order_signing


@pytest.fixture
def world(world: World) -> World:
    return let_sign(world)


def one_letter(world: World) -> Row:
    report(world, INJURED)
    return world.one("letter")


def page_of(world: World, letter: Row) -> bytes:
    return rendered(letter, world.one("letter_private", letter_id=letter["id"])["snapshot"], "full")


def place(world: World, letter: Row, content: bytes) -> Path:
    """A file lies where the signed letter belongs."""
    path = letter_path(world.desk.var_dir, letter, signed=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_letter_is_signed_and_what_its_file_was_is_kept(world: World) -> None:
    letter = one_letter(world)
    unsigned = page_of(world, letter)
    assert drain(world.desk) == Drained(1, 0)
    content = letter_path(world.desk.var_dir, letter, signed=True).read_bytes()
    assert content.startswith(unsigned)
    row = world.one("letter_file")
    signer = read_signer(demo_key())
    assert row | {"template_sha256": "", "engine_sha256": ""} == {
        "id": f"{letter['id']}/full/signed",
        "letter_id": letter["id"],
        "variant": "full",
        "unsigned_sha256": sha256(unsigned).hexdigest(),
        "unsigned_size_bytes": len(unsigned),
        "signed_sha256": sha256(content).hexdigest(),
        "size_bytes": len(content),
        "signed_at": "2024-10-10T04:00:00.000000Z",
        "certificate_sha256": signer.certificate.sha256,
        "certificate_subject": signer.certificate.subject,
        "template_sha256": "",
        "engine_sha256": "",
    }
    assert world.one("letter")["state"] == "signed"
    check_letters(world)


def test_who_was_killed_after_the_file_was_there_is_followed_by_one_who_takes_it_over(world: World) -> None:
    letter = one_letter(world)
    signed = signing.sign(page_of(world, letter), read_signer(demo_key()), world.moment)
    path = place(world, letter, signed)
    os.link(path, path.with_name(f".{path.name}.{'ab' * 4}"))
    assert drain(world.desk) == Drained(1, 0)
    assert path.read_bytes() == signed
    assert world.one("letter_file")["signed_sha256"] == sha256(signed).hexdigest()
    check_letters(world)


def test_a_zombie_that_comes_late_overwrites_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While this worker signs, its lease runs out and another one makes the letter."""
    letter = one_letter(world)
    sign = signing.sign

    def slow(*given: Any) -> bytes:
        monkeypatch.setattr(signing, "sign", sign)
        world.moment += LEASE + MOMENT
        assert drain(world.desk) == Drained(1, 0)
        return sign(*given)

    monkeypatch.setattr(signing, "sign", slow)
    assert drain(world.desk) == Drained(0, 0)
    content = letter_path(world.desk.var_dir, letter, signed=True).read_bytes()
    assert sha256(content).hexdigest() == world.one("letter_file")["signed_sha256"]
    check_letters(world)


FOREIGN: dict[str, Callable[[bytes, World], bytes]] = {
    "not a letter": lambda _page, _world: b"%PDF-1.4 a stranger's",
    "nothing": lambda _page, _world: b"",
    "not signed": lambda page, _world: page,
    "one byte of the page is another": lambda page, world: _flipped(_signed(page, world), 200),
    "one byte of the signature is another": lambda page, world: _with_another_signature(_signed(page, world)),
    "something stands behind it": lambda page, world: _signed(page, world) + b"\n",
    "signed with somebody's key": lambda page, world: signing.sign(
        page, read_signer(make_demo_key(world.desk.var_dir / "stranger")), world.moment
    ),
}


def _signed(page: bytes, world: World) -> bytes:
    return signing.sign(page, read_signer(demo_key()), world.moment)


def _with_another_signature(content: bytes) -> bytes:
    """The last bytes of the container, before its padding, are the signature itself."""
    hole = content.rindex(b"/Contents <") + len(b"/Contents <")
    return _flipped(content, hole + len(content[hole:].split(b">")[0].rstrip(b"0")) - 20)


def _flipped(content: bytes, place: int) -> bytes:
    altered = bytearray(content)
    altered[place] ^= 1
    return bytes(altered)


@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_that_is_not_ours_is_never_overwritten_and_set_aside_for_a_human(what: str, world: World) -> None:
    letter = one_letter(world)
    content = FOREIGN[what](page_of(world, letter), world)
    path = place(world, letter, content)
    for _ in range(FAULTS_MAX):
        drain(world.desk)
        world.moment += LONGEST_REST + MOMENT
    effect = only(world, letter["claim_no"])
    assert (effect["state"], effect["last_error"]) == ("quarantined", "ClaimsError: letter_file_foreign")
    assert path.read_bytes() == content
    assert world.rows("letter_file") == []
    assert world.one("letter")["state"] == "issued"


def test_on_a_full_disk_no_half_file_is_left_and_the_letter_is_signed_later(pg_world: World) -> None:
    no = report(let_sign(pg_world), INJURED)
    with files_of_at_most(4096):
        assert drain(pg_world.desk) == Drained(0, 0)
    check_full_disk(pg_world, no)
    check_letters(pg_world)


# First the certificate is kept, then the letter is written: folders, the file, its name.
@pytest.mark.parametrize(
    ("act", "moment"), [("link", 1), ("link", 2), *((act, step) for act in ("fsync", "open") for step in range(1, 9))]
)
def test_killed_at_any_step_of_the_writing_the_letter_is_there_once(
    act: str, moment: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = report(world, INJURED)
    real, calls = getattr(os, act), [0]

    def die(*given: object, **named: object) -> object:
        calls[0] += 1
        if calls[0] == moment:
            raise SystemExit
        return real(*given, **named)

    with monkeypatch.context() as deadly:
        deadly.setattr(f"claims.files.os.{act}", die)
        with pytest.raises(SystemExit):
            drain(world.desk)
    world.moment += LEASE + MOMENT
    drain(world.desk)
    assert [path.name for path in written(world)] == [f"{world.one('letter', claim_no=no)['number']}.pdf"]
    check_letters(world)
    check_effects(world)


def test_without_a_key_letters_wait_and_are_signed_as_they_were_when_there_is_one(world: World) -> None:
    keyless = replace(world.desk, sign_key=None)
    for person in (INJURED, KIN):
        report(world, person)
    assert drain(keyless) == Drained(2, 0)
    assert {row["state"] for row in world.rows("letter")} == {"rendered"}
    assert health(keyless, world.moment).unsigned == 2
    pages = {path.name.replace("（未签名）", ""): path.read_bytes() for path in written(world)}
    assert drain(world.desk) == Drained(2, 0)
    assert drain(world.desk) == Drained(0, 0)
    assert {row["state"] for row in world.rows("letter")} == {"signed"}
    for letter in world.rows("letter"):
        path = letter_path(world.desk.var_dir, letter)
        assert path.read_bytes().startswith(pages[path.name])
    assert health(world.desk, world.moment).unsigned == 0
    check_effects(world)


def test_what_was_altered_while_it_waited_is_not_signed(world: World) -> None:
    report(world, INJURED)
    drain(replace(world.desk, sign_key=None))
    (path,) = written(world)
    path.write_bytes(path.read_bytes() + b" ")
    drain(world.desk)
    assert world.one("outbox", kind="sign_letter")["last_error"] == "ClaimsError: letter_file_changed"
    assert world.one("letter")["state"] == "rendered"


def test_two_drains_post_the_signing_once(pg_world: World) -> None:
    report(pg_world, INJURED)
    drain(pg_world.desk)
    let_sign(pg_world)
    assert drain(pg_world.desk, limit=0) == drain(pg_world.desk, limit=0) == Drained(0, 0)
    assert len(pg_world.rows("outbox", kind="sign_letter")) == 1
    assert drain(pg_world.desk) == Drained(1, 0)
    assert pg_world.one("letter")["state"] == "signed"


def test_a_key_that_is_away_lets_letters_rest_until_it_is_back(world: World, tmp_path: Path) -> None:
    report(world, INJURED)
    away = KeyFiles(tmp_path / "key.pem")
    desk = replace(world.desk, sign_key=away)
    assert drain(desk) == Drained(0, 0)
    effect = world.one("outbox")
    assert (effect["state"], effect["faults"], effect["last_error"]) == ("pending", 0, "Retryable: sign_key_missing")
    found = health(desk, world.moment)
    assert found.key_fault is not None
    assert (found.key_fault.code, found.needs_a_human) == ("sign_key_missing", True)
    away.key.write_bytes(demo_key().key.read_bytes())
    world.moment += FIRST_REST + MOMENT
    assert drain(desk) == Drained(1, 0)


def test_nothing_is_made_of_a_letter_that_is_void(world: World) -> None:
    report(world, INJURED)
    world.execute("UPDATE letter SET state = ?", "voided")
    assert drain(world.desk) == Drained(1, 0)
    assert written(world) == []
    assert world.one("letter")["state"] == "voided"


def test_a_production_installation_without_a_key_says_so(world: World) -> None:
    desk = replace(world.desk, sign_key=None, now=None, production=True)
    found = health(desk, world.moment)
    assert found.key_fault is not None
    assert found.key_fault.code == "sign_key_not_set"
    assert found.page_is_local


def test_the_signature_in_the_file_is_that_of_the_row(world: World) -> None:
    letter = one_letter(world)
    drain(world.desk)
    signature = read_signature(letter_path(world.desk.var_dir, letter, signed=True).read_bytes())
    assert signature is not None
    assert signature.holds
    assert signature.certificate.sha256 == world.one("letter_file")["certificate_sha256"]


def test_a_worker_without_a_key_that_takes_the_signing_does_not_end_it(world: World) -> None:
    report(world, INJURED)
    keyless = replace(world.desk, sign_key=None)
    drain(keyless)
    order_signing(world.desk)
    (posted,), case = world.rows("outbox", kind="sign_letter"), world.one("claim")
    assert posted["state"] == "pending"
    order_signing(world.desk)
    assert (world.rows("outbox", kind="sign_letter"), world.one("claim")) == ([posted], case), "it is under way"
    assert drain(keyless) == Drained(1, 0)
    assert world.one("letter")["state"] == "rendered"
    assert drain(world.desk) == Drained(1, 0)
    assert world.one("letter")["state"] == "signed"
    check_effects(world)


def test_a_page_that_was_lost_before_it_was_signed_is_rendered_again(world: World) -> None:
    report(world, INJURED)
    drain(replace(world.desk, sign_key=None))
    (path,) = written(world)
    page = path.read_bytes()
    path.unlink()
    drain(world.desk)
    assert letter_path(world.desk.var_dir, world.one("letter")).read_bytes().startswith(page)


def test_a_letter_is_not_made_with_another_text_than_it_was_decided_with(world: World) -> None:
    letter = one_letter(world)
    world.execute("UPDATE letter SET template_sha256 = ?", "another")
    drain(world.desk)
    assert world.one("outbox")["last_error"] == "ClaimsError: letter_text_changed"
    assert written(world) == []
    world.execute("UPDATE letter SET template_sha256 = ?", letter["template_sha256"])
    world.moment += FIRST_REST + MOMENT
    assert drain(world.desk) == Drained(1, 0)


def test_a_file_signed_before_the_key_was_renewed_is_taken_over(world: World) -> None:
    report(world, KIN)
    drain(world.desk)
    letter = world.one("letter", claim_no=report(world, INJURED))
    signed = _signed(page_of(world, letter), world)
    place(world, letter, signed)
    let_sign(world, make_demo_key(world.desk.var_dir / "renewed"))
    assert drain(world.desk) == Drained(1, 0)
    assert world.one("letter_file", letter_id=letter["id"])["signed_sha256"] == sha256(signed).hexdigest()


def test_the_file_of_a_letter_and_its_folder_are_for_the_account_that_runs_the_program_only(world: World) -> None:
    letter = one_letter(world)
    drain(world.desk)
    path = letter_path(world.desk.var_dir, letter, signed=True)
    assert [one.stat().st_mode & 0o777 for one in (path, *list(path.parents)[:3])] == [0o600, 0o700, 0o700, 0o700]
