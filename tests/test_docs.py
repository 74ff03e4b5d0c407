"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.browsing import screen_list
from tests.support.glossary import GLOSSARY, MARK, from_the_program
from tests.support.question_pages import MARK as QUESTIONS
from tests.support.question_pages import written as questions

ROOT = Path(__file__).parent.parent
PICTURES_MAX_BYTES = 3_000_000
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
    named = {screen_list.picture(one, width) for one in screen_list.SCREENS for width in screen_list.WIDTHS}
    assert set(screen_list.FOLDER.glob("*.png")) == named
    assert sum(path.stat().st_size for path in named) < PICTURES_MAX_BYTES


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name for name in decisions if f"]({name})" not in index] == []
