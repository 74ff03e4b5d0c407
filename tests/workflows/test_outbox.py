"""The outbox carries out what was promised: in order per case, once, and one that cannot be done does not stop the others."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from claims.store.rows import Row
from tests.support.world import INJURED, KIN, World
from workflows import outbox
from workflows.acting import act
from workflows.outbox import ATTEMPTS, FIRST_REST, LEASE, Drained, drain, letter_path
from workflows.transaction import Desk

REPORT = {
    "platform": "美团", "industry": "外卖", "channel": "phone", "accident_on": "2024-10-01", "order_state": "delivering",
    "accident_place": "铜梁区", "accident_course": "摔倒", "injury": "右手腕骨折",
}  # fmt: skip


def report(world: World, person: str) -> str:
    """A case with one letter to be rendered; returns its number."""
    done = act(world.desk, "intake1", "new", "report", date(2024, 10, 2), {**REPORT, "person_id": person})
    assert done.done
    return done.claim_no


def only(world: World, no: str) -> Row:
    return world.one("outbox", claim_no=no)


def blocked_folder(world: World, no: str) -> Path:
    """A file stands where the folder of the case's letters belongs: no letter of the case can be written."""
    (letter,) = world.rows("letter", claim_no=no)
    folder = letter_path(world.desk.var_dir, letter).parent
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way", encoding="utf-8")
    return folder


def test_a_letter_is_rendered_and_its_hash_kept(world: World) -> None:
    no = report(world, INJURED)
    assert drain(world.desk) == Drained(1, 0)
    (letter,) = world.rows("letter", claim_no=no)
    assert letter["state"] == "rendered"
    page = letter_path(world.desk.var_dir, letter).read_bytes()
    assert sha256(page).hexdigest() == letter["pdf_sha256"]
    assert drain(world.desk) == Drained(0, 0)


def test_an_effect_that_fails_rests_longer_each_time_and_is_set_aside_while_others_go_on(world: World) -> None:
    bad, good = report(world, INJURED), report(world, KIN)
    folder = blocked_folder(world, bad)
    assert drain(world.desk) == Drained(1, 0)
    assert only(world, good)["state"] == "done"
    for attempt in range(1, ATTEMPTS):
        failed = only(world, bad)
        assert (failed["state"], failed["attempts"]) == ("pending", attempt)
        assert failed["last_error"] in {"FileExistsError", "NotADirectoryError"}
        assert drain(world.desk) == Drained(0, 0)
        world.moment += FIRST_REST * 2 ** (attempt - 1) + timedelta(seconds=1)
        assert drain(world.desk) == Drained(0, attempt + 1 == ATTEMPTS)
    assert only(world, bad)["state"] == "quarantined"
    folder.unlink()
    world.moment += timedelta(days=1)
    assert drain(world.desk) == Drained(0, 0)


def test_a_fault_that_passes_leaves_no_trace_in_the_letter(world: World) -> None:
    no = report(world, INJURED)
    folder = blocked_folder(world, no)
    drain(world.desk)
    folder.unlink()
    world.moment += FIRST_REST + timedelta(seconds=1)
    assert drain(world.desk) == Drained(1, 0)
    assert (only(world, no)["state"], only(world, no)["last_error"]) == ("done", None)


def test_a_worker_that_lost_its_lease_marks_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    no = report(world, INJURED)
    render = outbox.EFFECTS["render_letter"]

    def slow(desk: Desk, payload: dict[str, str]) -> Row:
        """While this worker renders, its lease runs out and another one does the work."""
        monkeypatch.setitem(outbox.EFFECTS, "render_letter", render)
        world.moment += LEASE + timedelta(seconds=1)
        assert drain(world.desk) == Drained(1, 0)
        return {**render(desk, payload), "sha256": "of the slow worker"}

    monkeypatch.setitem(outbox.EFFECTS, "render_letter", slow)
    assert drain(world.desk) == Drained(0, 0)
    (letter,) = world.rows("letter", claim_no=no)
    assert letter["pdf_sha256"] != "of the slow worker"
    assert (only(world, no)["state"], only(world, no)["attempts"]) == ("done", 2)


def test_effects_of_one_case_keep_their_order_behind_one_that_cannot_be_done(world: World) -> None:
    no = report(world, INJURED)
    first = only(world, no)
    world.insert("outbox", {**first, "effect_key": "render_letter:later", "seq": first["seq"] + 1})
    blocked_folder(world, no)
    drain(world.desk)
    assert world.one("outbox", effect_key="render_letter:later")["attempts"] == 0


def test_no_half_written_file_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    no = report(world, INJURED)
    monkeypatch.setattr("os.fsync", _disk_full)
    drain(world.desk)
    assert only(world, no)["last_error"] == "OSError"
    assert [path for path in (world.desk.var_dir / "letters").rglob("*") if path.is_file()] == []


def _disk_full(_handle: int) -> None:
    raise OSError(28, "No space left on device")
