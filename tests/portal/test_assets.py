"""Files may be kept by a browser for a year under the name that holds their hash, and only under that one."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import portal as package
from portal.assets import FOLDER, KINDS, asset
from tests.portal.conftest import Portal

NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
# What an in-app browser of 2018 does not know, so that it would drop the rule or the sheet.
RIDER_FORBIDDEN = (
    ":is(", ":where(", ":has(", ":focus-visible", "aspect-ratio", "inset:", "@container", "@layer", "dialog", "var(",
    " gap:", "{gap:",
)  # fmt: skip
RIDER_GZIP_MAX_BYTES = 10_240
RIDER_SCRIPT_GZIP_MAX_BYTES = 6_144
YOUNGER_THAN_2017 = ("=>", "`", "const ", "let ", "?.", "??", "async ", "await ", "...", "innerHTML", "eval(")
TEMPLATES = sorted((Path(package.__file__).parent / "templates").rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_sent_whole_under_its_hash(name: str, portal: Portal) -> None:
    answer = portal.web.get(asset(name))
    assert answer.status_code == 200
    assert answer.content == (FOLDER / name).read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == KINDS[Path(name).suffix]
    plain = portal.web.get(f"/static/{name}", headers={"accept-encoding": "identity"})
    assert plain.headers["cache-control"] == "no-cache"
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    "name", ["x", "../app.py", "000000000000/portal.css", "vendor", "", "%2e%2e/app.py", "portal.css%00"]
)
def test_what_is_no_file_of_ours_is_not_found(name: str, portal: Portal) -> None:
    assert portal.web.get(f"/static/{name}").status_code == 404


def test_the_style_sheets_keep_to_their_weight_and_fetch_nothing() -> None:
    assert (FOLDER / "portal.css").stat().st_size <= 12_288
    assert (FOLDER / "portal.js").stat().st_size <= 8_192
    for name in ("portal.css", "rider.css"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert "url(" not in text
        assert "@import" not in text


def test_the_riders_script_is_light_and_old_browsers_can_read_it() -> None:
    content = (FOLDER / "rider.js").read_bytes()
    assert len(gzip.compress(content)) <= RIDER_SCRIPT_GZIP_MAX_BYTES
    text = content.decode()
    assert text.index("!window.fetch") < text.index("function made")  # what the browser lacks is asked first
    assert not [word for word in YOUNGER_THAN_2017 if word in text]


def test_the_riders_sheet_is_light_and_says_nothing_new() -> None:
    content = (FOLDER / "rider.css").read_bytes()
    assert len(gzip.compress(content)) <= RIDER_GZIP_MAX_BYTES
    assert not [word for word in RIDER_FORBIDDEN if word in content.decode()]


def test_what_a_rider_touches_is_as_high_and_wide_as_a_finger_wants() -> None:
    """The browser measures each page (tests/support/browsing/looking.py); this says where the sheet promises it."""
    rules = dict(
        re.findall(r"^([^@{}]+?) \{([^}]*)\}", (FOLDER / "rider.css").read_text(encoding="utf-8"), re.MULTILINE)
    )
    links = next(names for names in rules if "main p a" in names)
    assert {"main h2 a", "main li a", "main dd a", "footer a", ".organ a", ".wt-size"} <= set(links.split(", "))
    for names in (links, "button, .wt-button", "input, select, textarea", ".wt-links a", "details summary"):
        assert "min-height: 3rem" in rules[names], names


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_or_style_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?! src=)", text)
    assert not re.search(r"https?://", text)
