"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import api_errors
from tests.support.browsing import screen_list
from tests.support.glossary import GLOSSARY, MARK, from_the_program
from tests.support.question_pages import MARK as QUESTIONS
from tests.support.question_pages import written as questions

ROOT = Path(__file__).parent.parent
PICTURES_MAX_BYTES = 4_500_000
HOUSES = {"claims", "commands", "docs", "notifications", "portal", "tests", "workflows"}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def test_the_glossary_has_every_state_move_role_benefit_and_letter() -> None:
    _, _, written = GLOSSARY.read_text(encoding="utf-8").partition(MARK)
    assert written == from_the_program(), "docs/glossary.md is old: run `make docs`"


def test_the_pages_of_reports_and_audit_have_every_question() -> None:
    for page, text in questions().items():
        _, _, kept = page.read_text(encoding="utf-8").partition(QUESTIONS)
        assert kept == text, f"{page.name} is old: run `make docs`"


def test_every_main_page_has_its_pictures_and_no_other_is_kept() -> None:
    assert (screen_list.FOLDER / "README.md").read_text(encoding="utf-8") == screen_list.written()
    every = (*screen_list.SCREENS, *screen_list.OF_KIN)
    named = {screen_list.picture(one, width) for one in every for width in screen_list.WIDTHS}
    assert set(screen_list.FOLDER.glob("*.png")) == named
    assert sum(path.stat().st_size for path in named) < PICTURES_MAX_BYTES


def test_the_catalogue_of_the_platforms_interface_has_every_error() -> None:
    assert api_errors.PAGE.read_text(encoding="utf-8") == api_errors.page(), (
        "docs/api/errors.md is old: run `make docs`"
    )


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*PAGES, ROOT / "CHANGELOG.md"]
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_page_on_security_answers_every_point_and_names_what_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\d+)\. ", text, re.MULTILINE) == [str(number) for number in range(1, 21)]
    parts = re.split(r"^## \d+\. ", text, flags=re.MULTILINE)[1:]
    assert [part.partition("\n")[0] for part in parts if not re.search(r"`tests/[^`]+\.py`", part)] == []
    named = set(re.findall(r"`([^`\s]+)`", text))
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in named if name.startswith("test_") and f"def {name}(" not in tests] == []
    assert len(paths_in(text)) > 100


def paths_in(text: str) -> list[str]:
    """The files and folders of ours that a text names."""
    named = re.findall(r"`([a-z]+/[\w./-]*\.\w+|[a-z]+(?:/\w+)+/)`", text)
    return [name for name in named if name.split("/")[0] in HOUSES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_document_names_is_there(page: Path) -> None:
    assert [name for name in paths_in(page.read_text(encoding="utf-8")) if not (ROOT / name).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name for name in decisions if f"]({name})" not in index] == []
