"""The frame of the pages: columns by post, and components that hold their ground in a page of all of them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from portal.navigation import COLUMNS, area_of, areas_for, columns_for, home_of
from portal.pages import UNLESS_SAID
from tests.portal.conftest import Portal
from workflows.roles import Role

PAIRS = (  # text on ground, as measured: WCAG asks for 4.5
    ("#0e3d73", "#e2edf9"), ("#0a4f57", "#dff2f3"), ("#6b4700", "#fff1cc"), ("#3a444e", "#e8ecf0"), ("#0b5d3b", "#e3f4ea"),
    ("#8c1a14", "#fce6e4"), ("#4b2a85", "#eee8f8"), ("#5a3a00", "#ffe8a3"), ("#ffffff", "#8c1a14"), ("#14539a", "#ffffff"),
    ("#4a5560", "#f4f6f8"), ("#b4231c", "#ffffff"),
)  # fmt: skip
VOID = {"meta", "link", "input", "br", "path", "circle"}


class Outline(HTMLParser):
    """The headings, ids and open elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def brightness(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str, portal: Portal) -> None:
    light, dark = sorted((brightness(text), brightness(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    css = portal.web.get("/static/portal.css").text
    assert {text, ground} - {"#ffffff"} <= set(re.findall("#[0-9a-f]{6}", css))


def test_the_page_of_all_components_is_well_formed(portal: Portal) -> None:
    answer = portal.web.get("/gallery")
    outline = Outline()
    outline.feed(answer.text)
    assert answer.status_code == 200
    assert (outline.faults, outline.open) == ([], [])
    assert outline.headings.count(1) >= 1
    assert len(outline.ids) == len(set(outline.ids))
    assert answer.headers["cache-control"] == UNLESS_SAID["cache-control"]
    assert "测试环境" in answer.text


def test_what_is_not_there_is_said_inside_under_a_title_of_inside(portal: Portal) -> None:
    for path, title, home in (
        ("/desk/nonsense", "没有办理", "/home"), ("/kept/nonsense/x", "没有办理", "/home"), ("/nonsense", "没有办理", "/"),
        ("/help/nonsense", "没有办理", "/"), ("/verify/x/y", "核验文书", "/verify"),
    ):  # fmt: skip
        answer = portal.web.get(path)
        assert answer.status_code == 404
        assert f"<title>{title}</title>" in answer.text, path
        assert f'<a href="{home}">' in answer.text, path
        assert ("核验结果以本局存档为准" in answer.text) == (home == "/verify"), path


def test_a_post_has_the_columns_that_are_its_own() -> None:
    assert [one.path for one in columns_for("desk", {Role.INVESTIGATOR}, "/desk")] == ["/desk", "/desk/cases"]
    assert columns_for("audit", {Role.INTAKE}, "/audit") == []
    assert columns_for("admin", {Role.AUDITOR, Role.INTAKE}, "/admin") == []
    assert {area: home_of({role}) for area, role in (("d", Role.CASHIER), ("u", Role.AUDITOR), ("m", Role.ADMINISTRATOR))} == {
        "d": "/desk", "u": "/audit", "m": "/admin"
    }  # fmt: skip
    assert areas_for({Role.RIDER}) == []
    assert home_of(()) == "/login"


def test_the_column_of_a_page_is_the_nearest_one() -> None:
    for path, here in (
        ("/desk", "/desk"),
        ("/desk/cases/TL-1", "/desk/cases"),
        ("/desk/search", "/desk"),
        ("/deskx", ""),
    ):
        shown = [one.path for one in columns_for("desk", set(Role), path) if one.here]
        assert shown == ([here] if here else []), path
    for area, path, here in (
        ("audit", "/audit/entries/158", "/audit/ledger"),
        ("audit", "/audit/notes", "/audit/exceptions"),
        ("audit", "/audit", "/audit"),
        ("p", "/p/requests/TL-1", "/p/reports"),
    ):
        assert [one.path for one in columns_for(area, set(Role), path) if one.here] == [here]
    assert [area_of(path) for path in ("/desk/x", "/audit", "/", "/verify", "/adminx")] == ["desk", "audit", "", "", ""]
    assert {column.path.split("/")[1] for columns in COLUMNS.values() for column in columns} == set(COLUMNS)
