"""Letters on the phone: reading starts nothing, being served starts the law's periods, and nobody else's letter is there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal
from claims.canonical import canonical_json
from notifications.kinds import DISPUTANT, LETTER_KINDS
from notifications.samples import sample
from portal.days import day_text
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import standing
from tests.support.offices import said
from tests.support.riders import ringing_room, signed_in
from tests.support.staff_room import Room
from tests.support.world import INJURED, TODAY
from workflows.checks.paper import electronic_service_rests_on_consent
from workflows.checks.stored import Stored

PLAIN = tomllib.loads((Path(portal.__file__).parent / "letters.toml").read_text(encoding="utf-8"))
SENTENCE_MAX = 30


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ringing_room(tmp_path) as made:
        yield made


def award_waits(room: Room) -> tuple[Case, str]:
    """A case on which an award was written today and has reached nobody; its letter's place."""
    case = standing(room.world, "settling")
    letter = case.letter("award", TODAY)
    case.of("letter_private")[-1].update(snapshot=canonical_json(sample("award")))
    case.save()
    return case, str(letter["id"]).partition("/")[2]


def test_reading_is_no_service(room: Room) -> None:
    _, place = award_waits(room)
    web, page = signed_in(room), f"/r/cases/{NUMBER}/letters/{place}"
    closed, opened = said(web.get(page)), said(web.get(f"{page}?read=1"))
    assert "您还没同意电子送达。" in closed
    assert "寄纸质件，我先看看" in closed
    assert "您只同意这一封信电子送达" in closed
    assert "以后的信不算同意，照样送纸质的。" in closed
    assert "核定待遇如下" not in closed
    assert "核定待遇如下" in opened
    assert "这封信说的是" in opened
    assert room.world.one("service", letter_id=f"{NUMBER}/{place}")["state"] == "pending"
    assert [row["what"] for row in room.world.rows("access_log", claim_no=NUMBER)].count("letter") == 1


def test_who_agrees_at_the_letter_is_served_today(room: Room) -> None:
    _, place = award_waits(room)
    web, page = signed_in(room), f"/r/cases/{NUMBER}/letters/{place}"
    for _ in range(2):
        assert web.fill(page, {"x": ""}).headers["location"] == page
    service = room.world.one("service", letter_id=f"{NUMBER}/{place}")
    assert (service["state"], service["method"], service["served_on"]) == ("served", "electronic", TODAY)
    consent = room.world.one("consent", recipient=INJURED)
    assert (consent["state"], consent["id"]) == ("used", service["consent_id"])
    assert (consent["given_on"], consent["withdrawn_on"], "只对这一封信" in consent["document"]) == (TODAY, TODAY, True)
    clocks = {row["code"]: row for row in room.world.rows("clock", subject=service["id"]) if row["state"] == "running"}
    assert {"T23", "T28"} <= set(clocks)
    text = said(web.get(page))
    assert all(f"最晚 {day_text(clocks[code]['due_on'], TODAY)}" in text for code in ("T23", "T28"))
    assert "现在签收" not in text
    assert "还要一份纸质件" in text
    assert web.fill(page, {"do": "ask_paper"}).status_code == 303
    assert [row["code"] for row in room.world.rows("clock", subject=service["id"], code="paper_copy")] == ["paper_copy"]
    assert "还要一份纸质件" not in said(web.get(page))


def test_agreeing_to_one_letter_leaves_the_next_one_on_paper(room: Room) -> None:
    case = standing(room.world, "settling")
    places = [str(case.letter("award", TODAY)["id"]).partition("/")[2] for _ in range(2)]
    for row in case.of("letter_private")[-2:]:
        row.update(snapshot=canonical_json(sample("award")))
    case.save()
    web = signed_in(room)
    for place in places:
        page = f"/r/cases/{NUMBER}/letters/{place}"
        assert "您还没同意电子送达。" in said(web.get(page))
        assert web.fill(page, {"x": ""}).status_code == 303
    assert "您没有同意电子送达，信寄纸质的。" in said(web.get("/r/me/e-service"))
    consents = {row["id"]: row["state"] for row in room.world.rows("consent")}
    used = {row["consent_id"] for row in room.world.rows("service") if row["method"] == "electronic"}
    assert (set(consents), set(consents.values())) == (used, {"used"})
    assert list(electronic_service_rests_on_consent(Stored(room.world.desk))) == []


def test_a_letter_of_another_is_not_there(room: Room) -> None:
    case, place = award_waits(room)
    web = signed_in(room)
    strange = next(row["id"].partition("/")[2] for row in case.of("service") if row["recipient_kind"] == "platform")
    assert web.get(f"/r/cases/{NUMBER}/letters/{strange}").status_code == 404
    assert web.get(f"/r/cases/{NUMBER}/letters/nonsense").status_code == 404
    assert web.get(f"/r/cases/TL-2024-999999/letters/{place}").status_code == 404


def test_a_letter_without_a_file_says_so_and_one_erased_too(room: Room) -> None:
    _, place = award_waits(room)
    web, page = signed_in(room), f"/r/cases/{NUMBER}/letters/{place}"
    assert "PDF 正在制作" in said(web.get(f"{page}?read=1"))
    assert web.get(f"{page}/pdf").status_code == 404
    room.world.execute("DELETE FROM letter_private WHERE letter_id = ?", f"{NUMBER}/{place}")
    assert "已按规定删除" in said(web.get(f"{page}?read=1"))


def test_consent_is_given_and_taken_back_case_by_case(room: Room) -> None:
    standing(room.world, "confirmed").save()
    web, page = signed_in(room), "/r/me/e-service"
    assert "您没有同意电子送达" in said(web.get(page))
    assert "同意的是：这个案件以后的信都送到这里，送到那天就算送到，没看也算。" in said(web.get(page))
    assert web.fill(page, {"no": NUMBER, "do": "agree"}).status_code == 303
    assert "起同意电子送达" in said(web.get(page))
    assert web.fill(page, {"no": NUMBER, "do": "withdraw"}).status_code == 303
    assert web.fill(page, {"no": NUMBER, "do": "withdraw"}).status_code == 404
    assert room.world.one("consent", recipient=INJURED)["state"] == "withdrawn"
    assert web.fill(page, {"no": "TL-2024-999999", "do": "agree"}).status_code == 404
    assert web.web.post(page, data={"no": NUMBER, "do": "agree"}).status_code == 403


def test_every_letter_that_a_person_gets_is_said_in_plain_words() -> None:
    to_persons = {
        code for code, kind in LETTER_KINDS.items() if any(copy.to in ("person", DISPUTANT) for copy in kind.copies)
    }
    assert set(PLAIN) == to_persons
    for code, told in PLAIN.items():
        assert set(told) - {"says_to_kin"} == {"says", "do"}, code
        assert all(0 < len(sentence) <= SENTENCE_MAX for sentence in told.values()), code
