"""English pages: whole where the catalogue is, Chinese marked as Chinese elsewhere, and letters left alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest

from claims.periods import Unit
from portal.app import make_app
from portal.catalogue import CHINESE, PLACE, english, entries
from portal.english import in_english
from portal.lights import Term, light_of
from portal.wording import state_words
from tests.support.limitless import Limitless
from tests.support.offices import PASSWORD, Office, Visitor, hidden_of, office
from tests.support.riders import HARM, WHEN, WHO
from tests.support.web_client import WebClient

OPEN = 48
CATALOGUE = files("portal").joinpath("locale/en.po").read_text(encoding="utf-8")
MARKED = re.compile(r'<(\w+)[^>]* lang="zh-CN"[^>]*>(.*?)</\1>', re.DOTALL)
UNSPOKEN = re.compile(r'<(script|style)\b.*?</\1>|\b(?:value|href|content|id)="[^"]*"', re.DOTALL)
TODAY = date(2025, 7, 1)
HANDS = {"parts": "手"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("english"), OPEN) as made:
        yield made


@pytest.fixture
def reader(house: Office) -> Visitor:
    """Somebody who has asked for English."""
    visitor = Visitor(
        WebClient(make_app(house.desk, Limitless()), base_url="https://testserver", follow_redirects=False)
    )
    answer = visitor.get("/language?english=1&back=/login")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    return visitor


def chinese_of(page: str) -> list[str]:
    """What a page says in Chinese, after making sure that all of it is marked as Chinese."""
    assert '<html lang="en"' in page
    assert not CHINESE.search(MARKED.sub("", UNSPOKEN.sub("", page))), MARKED.sub("", UNSPOKEN.sub("", page))
    return [re.sub("<[^>]*>", "", inner).strip() for _, inner in MARKED.findall(page)]


def test_the_first_pages_and_a_report_are_whole_in_english(reader: Visitor) -> None:
    for path in ("/", "/r/login", "/login", "/r/report/1"):
        assert chinese_of(reader.get(path).text) == ["中文"], path
    assert "Hurt while delivering or driving?" in reader.get("/").text
    for number, answers in enumerate((WHO, WHEN, HARM), start=1):
        wrong = reader.fill(f"/r/report/{number}", {})
        assert chinese_of(wrong.text) == ["中文"]
        assert "<title>Error: " in wrong.text
        assert (
            reader.fill(f"/r/report/{number}", {name: str(one) for name, one in answers.items()} | HANDS).status_code
            == 303
        )
    check = reader.get("/r/report/4").text
    assert set(chinese_of(check)) == {"王一鸣", "巴川街道 龙门街口", "避让行人摔倒", "中文"}, "only what was typed"
    assert "Step 4 of 4" in check
    sent = reader.fill("/r/report/4", {"true": "1"})
    receipt = reader.get(sent.headers["location"]).text
    assert chinese_of(receipt) == ["中文"]
    assert "Ele.me must apply for you by 31 July at the latest." in receipt


def test_the_desk_and_the_head_of_a_case_are_whole_in_english(house: Office, reader: Visitor) -> None:
    assert reader.fill("/login", {"username": "intake1", "password": PASSWORD}).status_code == 303
    names = {"陈受理", "中文", house.replayed.case_of(OPEN)["no"]}
    desk = reader.get("/desk").text
    assert "Today · Tue 1 July" in desk
    assert all(one in names or "*" in one for one in chinese_of(desk))
    page = reader.get(f"/desk/cases/{house.replayed.case_of(OPEN)['no']}").text
    head = page[page.index('id="live-snapshot"') - 5 : page.index("</dl></div>")]
    rule = head[head.index("<dl>") : head.index("</dl>")]  # how the law counts is told in the law's language
    assert not CHINESE.search(MARKED.sub("", head))
    told = [inner for _, inner in MARKED.findall(head.replace(rule, ""))]
    assert all("*" in one for one in told), told
    assert "Applied (acceptance review)" in head


def test_a_page_that_nobody_asked_for_in_english_is_as_it_was(house: Office) -> None:
    plain = house.person("intake1")
    page = plain.get("/desk")
    assert ('<html lang="zh-CN"' in page.text, "content-language" in page.headers) == (True, False)
    assert 'lang="en">English</a>' in page.text
    assert plain.get("/language?english=1&back=//elsewhere.example").headers["location"] == "/"
    assert hidden_of(plain.get("/desk"))["csrf"], "forms carry what they did"


def test_a_letter_stays_chinese_and_so_does_what_the_catalogue_has_not() -> None:
    letter = '<div class="wt-letter" lang="zh-CN"><div><p>2025年6月30日</p></div><p>受理</p></div>'
    page = (
        f'<html lang="zh-CN"><p title="姓名">姓名</p>{letter}<p>没有</p><option>没有</option><textarea>姓名</textarea>'
    )
    assert in_english(page) == (
        f'<html lang="en"><p title="Name">Name</p>{letter}<p><span lang="zh-CN">没有</span></p>'
        "<option>没有</option><textarea>姓名</textarea>"
    )
    assert english().say("剩 3 个工作日 · 7月4日（周五）截止") == "3 working days left · due Fri 4 July"
    assert in_english("<p>案号 &lt;b&gt;</p>") == "<p>Case number &lt;b&gt;</p>"


def test_every_sentence_has_its_places_and_is_there_once() -> None:
    found = list(entries(CATALOGUE))
    assert len(found) == CATALOGUE.count('\nmsgid "') - 1, "every entry can be read and has its English"
    assert len(found) == len(dict(found))
    assert [source for source, said in found if set(PLACE.findall(source)) != set(PLACE.findall(said))] == []


def test_every_state_and_every_light_has_its_english(house: Office) -> None:
    texts = tomllib.loads(files("portal").joinpath("words.toml").read_text(encoding="utf-8"))
    spoken = [one.get(name, "") for one in texts["claim"].values() for name in ("officer", "now", "next", "who", "you")]
    for state in texts["claim"]:
        spoken += [state_words("claim", state).next_here, state_words("claim", state).who_here]
    spoken += texts["overlay"].values()
    terms = [
        Term(date(2025, month, day), unit) for month, day in ((6, 2), (7, 1), (7, 2), (7, 4), (9, 30)) for unit in Unit
    ]
    terms += [
        Term(date(2025, 7, 4), Unit.WORKING, "paused", left_days=3),
        Term(date(2025, 7, 4), Unit.WORKING, provisional=True),
    ]
    terms += [Term(date(2025, 7, 4), Unit.WORKING, "met", closed_on=date(2025, *on)) for on in ((7, 1), (7, 4), (7, 9))]
    lights = [light_of(term, house.desk.calendar, TODAY) for term in terms]
    spoken += [text for light in lights for text in (light.text, light.spoken)]
    said = {text: english().say(text) for text in spoken}
    assert [text for text, one in said.items() if one is None or CHINESE.search(one)] == []
