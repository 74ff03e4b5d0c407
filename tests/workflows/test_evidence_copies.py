"""Who looks gets a copy: small, upright, with nothing of what a camera wrote; the original stays as it came."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from claims.errors import ClaimsError
from claims.store.rows import Row
from tests.support.casebook import NUMBER, Case
from tests.support.handed_in import PLACE, pdf, photograph, picture
from tests.support.world import World
from workflows.evidence import take_in_pieces
from workflows.evidence_copies import Size, copy_for_looking, copy_path, original_for_taking
from workflows.evidence_store import evidence_path


@pytest.fixture
def case(world: World) -> World:
    Case(world, "applied").save()
    return world


def taken(world: World, content: bytes) -> Row:
    take_in_pieces(world.desk, "rider1", NUMBER, "diagnosis", "a", [content])
    return world.one("evidence_file")


def copied(world: World, content: bytes, size: Size = Size.VIEW) -> Image.Image:
    return Image.open(BytesIO(copy_for_looking(world.desk.var_dir, taken(world, content), size).read_bytes()))


def test_place_and_telephone_are_in_the_original_and_gone_from_the_copy(case: World) -> None:
    content = photograph()
    assert PLACE.encode() in content
    assert b"Synthetic Telephone" in content
    file = taken(case, content)
    for size in Size:
        copy = copy_for_looking(case.desk.var_dir, file, size).read_bytes()
        assert PLACE.encode() not in copy
        assert b"Synthetic" not in copy
        assert b"Exif" not in copy
        with Image.open(BytesIO(copy)) as image:
            assert dict(image.getexif()) == {}
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert original_for_taking(case.desk.var_dir, file).read_bytes() == content
    assert sha256(content).hexdigest() == file["sha256"]


def test_a_picture_that_was_held_upright_stands_upright(case: World) -> None:
    assert copied(case, photograph()).size == (240, 320)


@pytest.mark.parametrize(("size", "sides"), [(Size.VIEW, (1600, 1200)), (Size.THUMBNAIL, (240, 180))])
def test_a_copy_is_at_most_so_large(case: World, size: Size, sides: tuple[int, int]) -> None:
    assert copied(case, picture(size=(3200, 2400)), size).size == sides


def test_a_small_picture_stays_as_small(case: World) -> None:
    assert copied(case, picture("PNG", (30, 20))).size == (30, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_scan_can_be_seen(case: World, mode: str) -> None:
    base = Image.new("L", (200, 200), 255)
    base.paste(0, (0, 0, 100, 200))
    deep = base.convert("I").point(lambda tone: tone * 257).convert("I;16") if mode == "I;16" else base.convert(mode)
    out = BytesIO()
    deep.save(out, "PNG")
    seen = copied(case, out.getvalue()).convert("L")
    assert max(seen.crop((10, 10, 90, 190)).tobytes()) < 40
    assert min(seen.crop((110, 10, 190, 190)).tobytes()) > 215


def test_what_can_be_seen_through_stands_on_white(case: World) -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert copied(case, out.getvalue()).getpixel((25, 25)) == (255, 255, 255)


def test_a_photograph_for_the_printer_can_be_seen(case: World) -> None:
    assert copied(case, picture(mode="CMYK")).mode == "RGB"


def test_a_copy_is_made_once_and_made_again_when_it_was_thrown_away(case: World) -> None:
    file = taken(case, photograph())
    path = copy_for_looking(case.desk.var_dir, file, Size.VIEW)
    assert path == copy_path(case.desk.var_dir, file, Size.VIEW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert case.desk.var_dir / "evidence" not in path.parents
    first, content = path.stat().st_mtime_ns, path.read_bytes()
    assert copy_for_looking(case.desk.var_dir, file, Size.VIEW).stat().st_mtime_ns == first
    path.unlink()
    assert copy_for_looking(case.desk.var_dir, file, Size.VIEW).read_bytes() == content


def test_of_an_original_that_was_changed_there_is_no_copy(case: World) -> None:
    file = taken(case, photograph())
    path = evidence_path(case.desk.var_dir, file["sha256"])
    path.chmod(0o600)
    path.write_bytes(picture())
    for look in (original_for_taking, lambda folder, row: copy_for_looking(folder, row, Size.VIEW)):
        with pytest.raises(ClaimsError) as fault:
            look(case.desk.var_dir, file)
        assert fault.value.code == "evidence_damaged"
        assert file["sha256"][:8] in fault.value.message()
    path.unlink()
    with pytest.raises(ClaimsError, match="不一样"):
        original_for_taking(case.desk.var_dir, file)


def test_of_a_pdf_there_is_no_copy(case: World) -> None:
    with pytest.raises(ClaimsError) as fault:
        copied(case, pdf())
    assert fault.value.code == "evidence_no_copy"


def test_a_copy_that_the_disk_does_not_take_says_so(case: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file = taken(case, photograph())

    def full(_path: Path, _content: bytes, _mode: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workflows.evidence_copies.write_whole", full)
    with pytest.raises(ClaimsError) as fault:
        copy_for_looking(case.desk.var_dir, file, Size.VIEW)
    assert "磁盘已满" in fault.value.message()
