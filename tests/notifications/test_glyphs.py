"""No character of a name is lost: what no font can draw is named before a number is spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claims.errors import BadInput
from notifications import glyphs, typefaces
from notifications.compose import compose
from notifications.glyphs import missing_glyphs, require_glyphs, runs, width
from notifications.typefaces import VENDORED, FontRole, font_paths, font_sha256
from tests.notifications.samples import first_set

RARE = "䶮𬭎㛃㬎㼆堃喆玥珺犇𫖯䲟𫚉䓣"


def test_rare_characters_of_names_can_be_drawn() -> None:
    assert missing_glyphs(RARE) == []


def test_every_character_of_a_letters_own_wording_can_be_drawn() -> None:
    texts = Path(typefaces.VENDORED.parent, "templates", "letters").glob("*.txt")
    assert missing_glyphs("".join(path.read_text(encoding="utf-8") for path in texts)) == []


def test_what_no_font_has_is_named_in_order_and_once() -> None:
    assert missing_glyphs("张𠀀三☑𠀀\n") == ["𠀀", "☑"]


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\ue000", "\x07", "\ufdd0"])
def test_what_nobody_can_see_is_not_taken_for_drawn(unseen: str) -> None:
    assert missing_glyphs(f"张{unseen}三") == [unseen]


def test_a_letter_with_such_a_name_is_refused_and_the_character_named() -> None:
    letter = compose("acceptance", first_set("acceptance") | {"applicant": "张𠀀\u200b"})
    with pytest.raises(BadInput, match=r"有字打不出来：“𠀀”U\+20000、U\+200B。") as caught:
        require_glyphs(letter)
    assert caught.value.code == "letter_glyph_missing"


def test_a_letter_with_a_rare_name_passes() -> None:
    require_glyphs(compose("acceptance", first_set("acceptance") | {"applicant": f"张{RARE}"}))


def test_text_is_cut_where_the_font_changes() -> None:
    assert [(run.face.path.name, run.text) for run in runs("张䶮𫚉三", FontRole.BODY)] == [
        ("LetterSongRegular.ttf", "张"),
        ("NotoSerifSC_400Regular.ttf", "䶮"),
        ("LXGWWenKai-Regular.ttf", "𫚉"),
        ("LetterSongRegular.ttf", "三"),
    ]


def test_a_han_character_is_as_wide_as_its_size() -> None:
    assert width("职业伤害", FontRole.BODY, 16.0) == 64.0


def test_the_fonts_are_those_the_readme_vouches_for() -> None:
    readme = (VENDORED / "README.md").read_text(encoding="utf-8")
    assert all(f"{digest}  {name}" in readme for name, digest in font_sha256().items())


@pytest.fixture
def own_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Sets CLAIMS_FONT_DIR and makes this process read it again."""

    def forget() -> None:
        for memory in (typefaces.font_dir, glyphs._face_for, glyphs._faces, glyphs._advances):
            memory.cache_clear()

    def use(folder: Path) -> None:
        monkeypatch.setenv("CLAIMS_FONT_DIR", str(folder))
        forget()

    yield use
    monkeypatch.undo()
    forget()


def test_the_bureaus_own_font_is_preferred_and_the_others_fill_its_gaps(
    tmp_path: Path, own_fonts: Callable[[Path], None]
) -> None:
    (tmp_path / "fangsong.ttf").symlink_to(VENDORED / "NotoSerifSC_700Bold.ttf")
    own_fonts(tmp_path)
    assert [(run.face.path.name, run.text) for run in runs("张𫚉", FontRole.BODY)] == [
        ("fangsong.ttf", "张"),
        ("LXGWWenKai-Regular.ttf", "𫚉"),
    ]
    assert runs("张", FontRole.NOTE)[0].face.path.name == "LetterKaiRegular.ttf"
    assert "fangsong.ttf" in font_sha256()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, own_fonts: Callable[[Path], None]) -> None:
    own_fonts(tmp_path / "gone")
    with pytest.raises(BadInput, match="CLAIMS_FONT_DIR 指定的目录不存在"):
        missing_glyphs("张")


@pytest.mark.parametrize("content", [b"OTTO" + bytes(200), b"not a font"])
def test_a_file_that_cannot_be_embedded_is_told_by_name(
    content: bytes, tmp_path: Path, own_fonts: Callable[[Path], None]
) -> None:
    (tmp_path / "fangsong.ttf").write_bytes(content)
    own_fonts(tmp_path)
    with pytest.raises(BadInput, match=r"fangsong\.ttf 不能嵌入") as caught:
        missing_glyphs("张")
    assert caught.value.code == "letter_font_unusable"


def test_a_character_that_one_of_the_bureaus_fonts_has_can_be_drawn_in_every_role(
    tmp_path: Path, own_fonts: Callable[[Path], None]
) -> None:
    (tmp_path / "kaiti.ttf").symlink_to(VENDORED / "LXGWWenKai-Regular.ttf")
    own_fonts(tmp_path)
    assert missing_glyphs("𫚉") == []
    assert {runs("𫚉", role)[0].text for role in FontRole} == {"𫚉"}
    assert font_paths(FontRole.BODY, str(tmp_path))[-1].name == "kaiti.ttf"
