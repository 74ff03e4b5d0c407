"""The outbox carries out what was promised: in order per case, once, and one that cannot be done does not stop the others."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Thread

import pytest

from claims.clock import parse_instant
from claims.store.rows import Row
from tests.support.promised import MOMENT, check_full_disk, files_of_at_most, only
from tests.support.reporting import report
from tests.support.world import INJURED, KIN, STRANGER, World
from workflows.leasing import FAULTS_MAX, LEASE, lease
from workflows.letter_files import letter_path
from workflows.outbox import FIRST_REST, LEASED_AT_A_TIME, LONGEST_REST, Drained, drain
from workflows.promised import EFFECTS, EffectKind
from workflows.transaction import Desk


def blocked_folder(world: World, no: str) -> Path:
    """A file stands where the folder of the case's letters belongs: no letter of the case can be written."""
    (letter,) = world.rows("letter", claim_no=no)
    folder = letter_path(world.desk.var_dir, letter).parent
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way", encoding="utf-8")
    return folder


def without_a_snapshot(world: World, no: str) -> None:
    """The snapshot of the case's letter is gone: it can never be rendered."""
    (letter,) = world.rows("letter", claim_no=no)
    world.execute("DELETE FROM letter_private WHERE letter_id = ?", letter["id"])


def test_a_letter_is_rendered_and_its_hash_kept(world: World) -> None:
    no = report(world, INJURED)
    assert drain(world.desk) == Drained(1, 0)
    (letter,) = world.rows("letter", claim_no=no)
    assert letter["state"] == "rendered"
    page = letter_path(world.desk.var_dir, letter).read_bytes()
    file = world.one("letter_file", letter_id=letter["id"])
    assert (file["unsigned_sha256"], file["size_bytes"]) == (sha256(page).hexdigest(), len(page))
    assert file["signed_sha256"] is None
    assert drain(world.desk) == Drained(0, 0)


def test_an_effect_that_can_never_be_done_is_set_aside_by_name_while_others_go_on(world: World) -> None:
    bad, good = report(world, INJURED), report(world, KIN)
    without_a_snapshot(world, bad)
    assert drain(world.desk) == Drained(1, 0)
    assert only(world, good)["state"] == "done"
    for fault in range(1, FAULTS_MAX):
        failed = only(world, bad)
        assert (failed["state"], failed["attempts"], failed["faults"]) == ("pending", fault, fault)
        assert failed["last_error"] == "ClaimsError: no_such_letter"
        assert drain(world.desk) == Drained(0, 0)
        world.moment += FIRST_REST * 2 ** (fault - 1) + MOMENT
        assert drain(world.desk) == Drained(0, fault + 1 == FAULTS_MAX)
    assert only(world, bad)["state"] == "quarantined"
    world.moment += timedelta(days=1)
    assert drain(world.desk) == Drained(0, 0)


def test_an_effect_of_a_kind_that_nobody_knows_is_set_aside_by_name(world: World) -> None:
    no = report(world, INJURED)
    world.execute("UPDATE outbox SET kind = ?", "of_tomorrow")
    for _ in range(FAULTS_MAX):
        drain(world.desk)
        world.moment += LONGEST_REST + MOMENT
    assert (only(world, no)["state"], only(world, no)["last_error"]) == ("quarantined", "ClaimsError: no_such_effect")


def rest(world: World, no: str) -> timedelta:
    """How long the effect of the case rests from now on."""
    return parse_instant(only(world, no)["leased_until"]) - world.moment


def test_a_fault_that_passes_is_tried_again_for_ever_with_a_rest_of_an_hour_at_most(world: World) -> None:
    no = report(world, INJURED)
    folder = blocked_folder(world, no)
    rests = []
    for attempts in (0, 1, 2, 3, 5, 6, 7, 10_000):
        world.execute("UPDATE outbox SET attempts = ?", attempts)
        assert drain(world.desk) == Drained(0, 0)
        rests.append(rest(world, no) // timedelta(minutes=1))
        world.moment += rest(world, no) + MOMENT
    assert rests == [1, 2, 4, 8, 32, 60, 60, 60]
    failed = only(world, no)
    assert (failed["state"], failed["attempts"], failed["faults"]) == ("pending", 10_001, 0)
    assert failed["last_error"] in {"FileExistsError", "NotADirectoryError"}
    folder.unlink()
    assert drain(world.desk) == Drained(1, 0)
    assert (only(world, no)["state"], only(world, no)["last_error"]) == ("done", None)


def test_a_worker_that_lost_its_lease_marks_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    no = report(world, INJURED)
    render = EFFECTS["render_letter"]

    def slow(desk: Desk, payload: dict[str, str]) -> Row:
        """While this worker renders, its lease runs out and another one does the work."""
        monkeypatch.setitem(EFFECTS, "render_letter", render)
        world.moment += LEASE + MOMENT
        assert drain(world.desk) == Drained(1, 0)
        return {**render.run(desk, payload), "state": "of the slow worker"}

    monkeypatch.setitem(EFFECTS, "render_letter", EffectKind(slow, render.keep))
    assert drain(world.desk) == Drained(0, 0)
    (letter,) = world.rows("letter", claim_no=no)
    assert letter["state"] != "of the slow worker"
    assert (only(world, no)["state"], only(world, no)["attempts"]) == ("done", 2)


def test_a_worker_that_failed_after_its_lease_was_lost_reports_no_failure(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    no = report(world, INJURED)
    render = EFFECTS["render_letter"]

    def slow(desk: Desk, payload: dict[str, str]) -> Row:
        """While this worker renders, another one does the work; then this one fails."""
        monkeypatch.setitem(EFFECTS, "render_letter", render)
        world.moment += LEASE + MOMENT
        assert drain(world.desk) == Drained(1, 0)
        raise OSError("the disk is gone")

    monkeypatch.setitem(EFFECTS, "render_letter", EffectKind(slow, render.keep))
    caplog.set_level(logging.WARNING)
    drained = drain(world.desk)
    assert (drained, drained.failed) == (Drained(0, 0), ())
    assert "OSError, now lost" in caplog.text
    assert (only(world, no)["state"], only(world, no)["last_error"]) == ("done", None)


def test_a_worker_whose_lease_was_taken_before_it_began_does_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (INJURED, KIN):
        report(world, person)
    render = EFFECTS["render_letter"]
    rendered: list[str] = []

    def first_is_slow(desk: Desk, payload: dict[str, str]) -> Row:
        rendered.append(payload["letter"])
        if len(rendered) == 1:
            world.moment += LEASE + MOMENT
            assert drain(world.desk) == Drained(2, 0)
        return render.run(desk, payload)

    monkeypatch.setitem(EFFECTS, "render_letter", EffectKind(first_is_slow, render.keep))
    assert drain(world.desk) == Drained(0, 0)
    assert sorted(rendered) == sorted([rendered[0], *(row["id"] for row in world.rows("letter"))])


def test_what_kills_every_worker_is_set_aside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    no, good = report(world, INJURED), report(world, KIN)
    deadly = only(world, no)["payload"]
    render = EFFECTS["render_letter"]

    def die(desk: Desk, payload: dict[str, str]) -> Row:
        if json.loads(deadly) == payload:
            raise SystemExit
        return render.run(desk, payload)

    monkeypatch.setitem(EFFECTS, "render_letter", EffectKind(die, render.keep))
    for _ in range(FAULTS_MAX):
        with pytest.raises(SystemExit):
            drain(world.desk)
        world.moment += LEASE + MOMENT
    assert drain(world.desk) == Drained(0, 1)
    assert (only(world, no)["state"], only(world, no)["last_error"]) == ("quarantined", "WorkerLost")
    assert only(world, good)["state"] == "done"


def test_effects_of_one_case_keep_their_order_behind_one_that_cannot_be_done(world: World) -> None:
    no = report(world, INJURED)
    first = only(world, no)
    world.insert("outbox", {**first, "effect_key": "render_letter:later", "seq": first["seq"] + 1})
    blocked_folder(world, no)
    drain(world.desk)
    assert world.one("outbox", effect_key="render_letter:later")["attempts"] == 0


def test_a_drain_ends_when_it_is_told_and_leaves_the_rest_free(world: World) -> None:
    for person in (INJURED, KIN, STRANGER):
        report(world, person)
    answers = iter([True, True, False, False])
    assert drain(world.desk, go_on=lambda: next(answers)) == Drained(1, 0)
    assert (
        sorted((row["state"], row["leased_until"]) for row in world.rows("outbox") if row["state"] != "done")
        == [("pending", None)] * 2
    )


def full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_on_a_full_disk_no_half_file_is_left_and_the_letter_is_made_later(
    pg_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    no = report(pg_world, INJURED)
    with caplog.at_level(logging.WARNING), files_of_at_most(4096):
        assert drain(pg_world.desk) == Drained(0, 0)
    assert "OSError, now pending" in caplog.text
    check_full_disk(pg_world, no)


def test_where_the_disk_refuses_at_the_very_end_no_half_file_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = report(world, INJURED)
    with monkeypatch.context() as away:
        away.setattr("os.fsync", full)
        drain(world.desk)
    check_full_disk(world, no)


def test_in_a_folder_that_may_not_be_written_the_letter_waits(world: World) -> None:
    no = report(world, INJURED)
    folder = blocked_folder(world, no)
    drain(world.desk)
    assert only(world, no)["state"] == "pending"
    folder.unlink()
    world.moment += FIRST_REST + MOMENT
    assert drain(world.desk) == Drained(1, 0)


def test_several_workers_take_different_effects_at_the_same_instant(
    pg_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two leases that are held open at once have nothing in common and neither waits for the other."""
    for place in range(2 * LEASED_AT_A_TIME + 3):
        report(pg_world, INJURED, order_no=str(place))
    both = Barrier(2, timeout=20)
    taken: list[set[str]] = []

    def hold() -> None:
        with pg_world.engine.begin() as connection:
            effects = lease(pg_world.desk, connection, LEASED_AT_A_TIME).effects
            both.wait()
            taken.append({effect["effect_key"] for effect in effects})

    threads = [Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(keys) for keys in taken] == [LEASED_AT_A_TIME] * 2
    assert taken[0].isdisjoint(taken[1])
