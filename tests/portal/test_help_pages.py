"""The help pages: there for everybody, in plain words, with every number from the rules of the day and none in a template."""

from __future__ import annotations

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import portal as package
from claims.benefits import FORMULAS
from claims.formulas.items import KINDS
from claims.rules import load_rules
from portal.assets import FOLDER
from portal.help.figures import figure
from portal.help.money import items
from portal.help.texts import help_texts
from portal.help.topics import TOPICS
from portal.rider.letters import plain_words
from portal.wording import state_words
from tests.portal.test_wording import NEVER, SENTENCE_MAX
from tests.support.offices import said
from tests.support.statements import statements
from tests.support.world import World
from workflows.clock_rules import CLOCK_RULES
from workflows.machines import MACHINES

PAGE_MAX_BYTES = 30_000
TEMPLATES = sorted((Path(package.__file__).parent / "templates" / "help").glob("*.html"))
SPOKEN = re.compile(r"""_\((["'])(.*?)\1\)""")
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
KNOWN = ("近亲属", "120", "122", "12333", "WCAG 2.2", "约 1 分钟")
PLACES = [topic.place for topic in TOPICS]
LAW = load_rules("重庆")


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_there_for_everybody_and_light(place: str, passer_by: TestClient) -> None:
    answer = passer_by.get(f"/help/{place}")
    title = next(topic.title for topic in TOPICS if topic.place == place)
    assert (answer.status_code, answer.text.count("<h1>")) == (200, 1)
    assert title in said(answer)
    assert "set-cookie" not in answer.headers
    style = gzip.compress((FOLDER / "rider.css").read_bytes())
    assert len(gzip.compress(answer.content)) + len(style) <= PAGE_MAX_BYTES
    assert "<script" not in answer.text
    for linked in set(re.findall(r'href="(/help[^"]*)"', answer.text)):
        assert passer_by.get(linked).status_code == 200, linked


def test_the_list_and_the_foot_of_every_page_lead_to_them(passer_by: TestClient) -> None:
    listed = passer_by.get("/help").text
    assert [place for place in PLACES if f'href="/help/{place}"' not in listed] == []
    for page in ("/", "/help/words", "/r/login", "/verify", "/login"):
        foot = passer_by.get(page).text.partition("<footer")[2]
        wanted = ("/help/accessibility", "/help/privacy", *(() if page == "/login" else ("/help",)))
        assert [linked for linked in wanted if f'href="{linked}"' not in foot] == [], page


def test_what_is_no_help_page_is_not_found(passer_by: TestClient) -> None:
    assert passer_by.get("/help/nothing").status_code == 404
    assert passer_by.get("/help/page").status_code == 404


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_plain_words_and_no_number(path: Path) -> None:
    template = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not re.search("[\u4e00-\u9fff]", SPOKEN.sub("", template)), "what is said stands in _()"
    for _, text in SPOKEN.findall(template):
        for known in KNOWN:
            text = text.replace(known, "")
        assert not re.search(r"\d|(?<!第)[二三四五六七八九十百]+个?[天日月年]", text), text
        assert not [word for word in NEVER if word in text]
        for sentence in re.split("[。；：]", text):
            assert len(sentence) <= SENTENCE_MAX, sentence


def test_every_period_that_a_state_shows_to_the_person_is_explained() -> None:
    shown = {code for state in MACHINES["claim"].states for code in state_words("claim", state).clocks}
    told = {step.get("clock") for stage in help_texts()["stage"] for step in stage["steps"]}
    assert shown & set(CLOCK_RULES) <= told


def test_a_period_is_that_of_the_day_with_its_source_and_its_mark(passer_by: TestClient) -> None:
    text = said(passer_by.get("/help/steps"))
    for key in ("limits.acceptance_check", "limits.confirmation"):
        assert LAW.at(key, date(2024, 10, 1)).source in text
    assert "待核" in text
    before, after = (figure(LAW, "limits.confirmation_fast", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before.text != after.text
    assert after.text in before.otherwise[0]
    assert before.otherwise[0].startswith("2025年7月1日起受伤的")
    assert before.text in after.otherwise[0]
    assert (after.unconfirmed, figure(LAW, "limits.reappraisal_request", date(2025, 7, 1)).unconfirmed) == (True, False)


@pytest.mark.parametrize(
    "page", ["steps", "privacy", "other-ways", "disagree", "money", "papers", "covered?doing=waiting"]
)
def test_a_source_is_a_document_or_to_be_found_and_how_it_was_read_is_not_for_the_public(
    page: str, passer_by: TestClient
) -> None:
    asked = page + ("&platform=美团&province=重庆&when=today&contract=none" if "?" in page else "")
    text = said(passer_by.get(f"/help/{asked}"))
    assert not re.search("凭记忆|转引|本系统|没有读到|惯例|默认值|报道|出处：出处", text)


def test_what_rests_on_no_document_says_so(passer_by: TestClient) -> None:
    assert re.search("(?<!：)出处待核", said(passer_by.get("/help/steps")))


def test_every_item_has_its_formula_and_what_is_paid_an_example_that_is_worked_out(passer_by: TestClient) -> None:
    assert set(help_texts()["item"]) == set(FORMULAS)
    told = {item.label: item for item in items(LAW)}
    assert set(told) == {KINDS[code].label for code in FORMULAS}
    without = [label for label, item in told.items() if not item.examples]
    assert without == [
        "伤残津贴最低工资补差",
        "一次性职业伤害死亡补助金（预支）",
        "一次性伤残就业补助金",
        "一次性工伤医疗补助金",
    ]
    text = said(passer_by.get("/help/money"))
    (example,) = told["医疗费"].examples
    assert (example.sum, example.sum in text, "举例" in text) == ("¥1,239.00", True, True)
    assert [one.whose for one in told["供养亲属抚恤金"].examples] == ["妻子", "孩子"]
    assert all(item.articles or item.examples[0].sources for item in told.values())


def test_every_letter_and_every_paper_is_explained(passer_by: TestClient) -> None:
    letters, papers = said(passer_by.get("/help/letters")), said(passer_by.get("/help/papers"))
    assert all(told["says"] in letters for told in plain_words().values())
    lists = LAW.table("required_papers", date(2024, 10, 1)).values()
    wanted = {str(kind) for one in lists for kind in one.as_list()}
    assert wanted <= set(help_texts()["paper"])
    assert all(help_texts()["paper"][kind] in papers for kind in wanted)


def test_who_does_not_agree_reads_the_way_the_place_and_the_time(passer_by: TestClient) -> None:
    text = said(passer_by.get("/help/disagree"))
    assert "再次鉴定的结论是最终结论。" in text
    for key in ("letters.remedy.review_organ", "letters.remedy.redo_organ"):
        assert LAW.at(key, date(2024, 10, 1)).as_text() in text
    assert figure(LAW, "limits.administrative_review", date(2024, 10, 1)).text in text


def test_every_other_way_is_told_once(passer_by: TestClient) -> None:
    text = said(passer_by.get("/help/other-ways"))
    assert [text.count(way) for way in ("申请工伤认定", "申请劳动争议仲裁", "主张民事赔偿", "商业意外伤害保险")] == [
        1,
        1,
        1,
        1,
    ]


def test_help_asks_the_database_nothing(passer_by: TestClient, empty_world: World) -> None:
    for page in ("/help", "/help/steps", "/help/money", "/help/disagree"):
        with statements(empty_world.engine) as asked:
            assert passer_by.get(page).status_code == 200
        assert asked == [], page


def test_the_size_of_letters_can_be_changed_where_it_is_explained(passer_by: TestClient) -> None:
    passer_by.get("/size?big=1&back=/help/accessibility")
    assert 'class="wt-big"' in passer_by.get("/help/accessibility").text
