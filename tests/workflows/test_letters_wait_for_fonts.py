"""No report is lost to a font: it is taken, its receipt waits where the administrator sees it, and is made with the font."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from notifications import glyphs
from portal.admin.jobs import jobs_of
from tests.support.offices import said
from tests.support.riders import report, reporting_room
from tests.support.staff_room import Room
from workflows.health import health
from workflows.outbox import drain
from workflows.rendering import FONT_ASKED_EVERY

NAME = "བཀྲ་ཤིས"
SOURCE = Path(__file__).parents[2] / "notifications" / "fonts" / "cut" / "LetterKaiRegular.ttf"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with reporting_room(tmp_path_factory.mktemp("fonts")) as made:
        yield made


def give_font(folder: Path) -> None:
    """A font that has these characters, whatever they look like."""
    font = TTFont(SOURCE)
    for cmap in font["cmap"].tables:
        cmap.cmap.update({ord(one): cmap.cmap[ord("一")] for one in NAME if ord("一") in cmap.cmap})
    font.save(folder / "kaiti.ttf")


def test_a_report_is_taken_and_its_receipt_waits_for_the_font(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web, world = room.browser(), room.world
    receipt = report(web, person_name=NAME)
    assert "报案已收到" in said(web.get(receipt))
    world.moment = world.desk.instant()
    drain(world.desk)
    (waits,) = jobs_of(health(world.desk, world.desk.instant()))
    assert (waits.state, "letter_waits_for_font" in waits.why) == ("pending", True)
    assert {row["state"] for row in world.rows("outbox") if row["kind"] == "send_message"} <= {"done"}
    assert [row["state"] for row in world.rows("letter")] == ["issued"]
    give_font(tmp_path)
    monkeypatch.setattr(glyphs, "font_dir", lambda: str(tmp_path))
    world.moment += FONT_ASKED_EVERY
    drain(world.desk)
    assert jobs_of(health(world.desk, world.desk.instant())) == []
    assert [row["state"] for row in world.rows("letter")] != ["issued"]
