"""No page shows people what the program calls things: ids of items and drafts, sign-ins, states, kinds, values of lists."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator

import pytest

from claims.rules import load_rules
from tests.support.every_page import acts_of, kind_of
from tests.support.offices import Office, Visitor, office
from workflows.case_choices import reports_of_accident

BUSY = ("chief1", "intake1")  # between them they have most acts
PERSONS = (3, 20, 27, 48)  # paid, with a recovery, appraised, and one whose case has only been received
# The administrator's pages of accounts and templates, everybody's of his own sign-in, and those for programs are about these
# very names.
OF_NAMES = ("/admin/people", "/admin/acts", "/admin/templates", "/me/security", "/api", "/p/api")
ENGLISH = "/language"
# What is no word for people: marks, scripts, drawings, and what is set as a machine's text to be copied or pressed.
UNSEEN = re.compile(
    r"<(script|style|title|svg|code|kbd)\b.*?</\1>|<(\w+)[^>]*wt-hash[^>]*>.*?</\2>|<!--.*?-->", re.DOTALL
)
ADDRESS = re.compile(r'href="(/[^"#]*)')
WORD = re.compile(r"(?<![\w{./%@-])[a-z][a-z_]*[a-z](?:-\d+|\d+)?(?![\w}./:])")
NAMES_OF_THINGS = frozenset({"claims", "worker", "bean-check", "bean", "kB", "testclient"})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("codes"), *PERSONS) as made:
        yield made


def raw_codes(page: str) -> list[str]:
    """The words of a page that are no Chinese and no name."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", UNSEEN.sub(" ", page)))
    return [word for word in WORD.findall(text) if word not in NAMES_OF_THINGS]


def pages(house: Office, username: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """The pages that somebody comes to, each kind once, whoever saw it first."""
    visitor: Visitor = house.person(username)
    waiting = deque(["/desk", "/audit", "/admin", "/p", *(acts_of(house, username) if username in BUSY else ())])
    closed: set[str] = set()
    while waiting:
        address = html.unescape(waiting.popleft())
        kind = kind_of(address)
        if kind in seen | closed or address.startswith(("/static", ENGLISH, *OF_NAMES)):
            continue
        path = address.partition("?")[0]
        answer = visitor.get(path if kind == kind_of(path) else address)  # all of a list, not what a link leaves of it
        if answer.status_code != 200:
            answer = visitor.get(address)
        (seen if answer.status_code == 200 else closed).add(kind)
        if answer.status_code == 200 and "html" in answer.headers["content-type"]:
            yield address, answer.text
            waiting.extend(ADDRESS.findall(answer.text))


def test_no_page_shows_a_code(house: Office) -> None:
    seen: set[str] = set()
    found = [
        f"{username} {address}: {codes}"
        for username in ("chief1", "intake1", "cashier1", "legal1", "auditor1", "admin1", "meituan")
        for address, page in pages(house, username, seen)
        if (codes := raw_codes(page))
    ]
    assert not found, "\n".join(found)
    assert {"/desk/cases/~/awards", "/desk/letters/~/letter-~", "/audit/entries/~", "/admin/jobs", "/p"} <= seen


STAFF = (
    "intake1", "reviewer1", "approver1", "approver3", "cashier1", "appraisal1", "legal1", "chief1", "auditor1", "admin1",
    "investigator1",
)  # fmt: skip
LINK = re.compile(r'<a\b[^>]*href="(/[^"#]*)')


@pytest.mark.parametrize("username", STAFF)
def test_no_page_leads_where_its_reader_may_not_go(house: Office, username: str) -> None:
    visitor, cases = (
        house.person(username),
        [house.replayed.case_of(person)["no"] for person in (PERSONS[0], PERSONS[2])],
    )
    first = ["/desk", "/audit", "/admin", *(f"/{area}/cases/{no}" for area in ("desk", "audit") for no in cases)]
    if username == "auditor1":
        for no in cases:
            visitor.fill(f"/audit/cases/{no}", {"purpose": "抽查办案质量"}, f"/audit/cases/{no}/purpose")
    known: dict[str, int] = {}
    wrong = []
    waiting = deque((one, 0) for one in first)
    while waiting:
        address, depth = waiting.popleft()
        if (kind := kind_of(address)) in known or not address.startswith(
            ("/desk", "/audit", "/admin", "/me", "/files")
        ):
            continue
        answer = visitor.get(address)
        known[kind] = answer.status_code
        if depth and answer.status_code in (403, 404):
            wrong.append(address)
        if depth < 2 and answer.status_code == 200 and "html" in answer.headers["content-type"]:
            waiting.extend((html.unescape(one), depth + 1) for one in LINK.findall(answer.text))
    assert wrong == []
    assert sum(status == 200 for status in known.values()) > 5


def test_who_and_what_is_known_here_is_chosen_and_not_typed(house: Office) -> None:
    visitor, no = house.person("chief1"), house.replayed.case_of(48)["no"]
    person = house.replayed.rows("claim", no=no)[0]["person_id"]
    recused = visitor.get(f"/desk/cases/{no}/act?on={no}&do=recuse").text
    assert '<option value="intake1">陈受理</option>' in recused
    assert 'value="auditor1"' not in recused
    consent = house.person("intake1").get(f"/desk/cases/{no}/act?on={no}%2Fconsent&do=grant").text
    assert re.search(rf'<option value="{person}">合\*', consent)
    with house.desk.engine.connect() as connection:
        claim = house.replayed.rows("claim", no=no)[0]
        assert reports_of_accident(connection, claim) == {}
        same = reports_of_accident(connection, {**claim, "no": "TL-2099-000001"})
    assert list(same) == [no], "a report of the same accident"


def test_every_value_of_the_rules_is_shown_in_words() -> None:
    rules = load_rules("重庆")
    assert {value.key: codes for value in rules.values() if (codes := raw_codes(value.shown))} == {}
    papers = {value.key.partition(".")[2]: value.label for value in rules.values() if value.key.startswith("papers.")}
    for value in rules.values():
        if value.key.startswith("required_papers."):
            assert value.shown == "、".join(papers[str(one)] for one in value.as_list())


def test_a_code_would_be_found() -> None:
    page = '<p>项目 item-38，由 cashier1 办理，取整 up，依据 <code>claims show</code>，BK-{day:%Y}</p><b class="wt-hash">ab</b>'
    assert raw_codes(page) == ["item-38", "cashier1", "up"]
