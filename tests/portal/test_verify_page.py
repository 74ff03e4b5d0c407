"""The page says whether a letter is the bureau's and what it is worth, and of a person the ends of the name it was written to."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claims.masking import masked_name
from notifications.codes import short_code
from portal.app import make_app
from portal.forms import UPLOAD_MAX_BYTES
from portal.limits import VERIFYING
from portal.pages import HEADERS, SECURE
from tests.portal.conftest import Portal
from tests.support.web_client import WebClient

KINDS = ("confirmation", "award", "acceptance", "payment")


def ask(portal: Portal, number: str = "", code: str = "", file: bytes | None = None, at: str = "/verify") -> Response:
    files = {"file": ("x.pdf", file if file is not None else b"", "application/pdf")}
    return portal.web.post(at, data={"number": number, "code": code}, files=files)


def said(answer: Response) -> str:
    """The text of a page, without its marks and without hashes, whose digits say nothing."""
    return " ".join(re.sub(r"<[^>]+>|\b[0-9a-f]{64}\b", " ", answer.text).split())


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_of_the_qr_and_the_typed_one_show_the_letter(kind: str, portal: Portal) -> None:
    letter = portal.letter(kind)
    scanned = portal.web.get(f"/verify/{letter['verify_code']}")
    typed = ask(portal, letter["number"], short_code(letter["verify_code"]).lower())
    assert (scanned.status_code, typed.status_code) == (200, 200)
    assert said(scanned) == said(typed)
    on = letter["dated_on"]
    day = f"{on.year}年{on.month}月{on.day}日"
    (private,) = portal.replayed.rows("letter_private", letter_id=letter["id"])
    to = masked_name(json.loads(private["snapshot"])["addressee"])
    assert to.count("*") == 4
    file = portal.replayed.rows("letter_file", letter_id=letter["id"], variant="full")[-1]
    told = f"这封信是真的：{letter['number']}，{day}，发给 {to}，内容指纹 {file['signed_sha256'][:8].upper()}…。"
    for part in (told, "现在的效力：有效。", "演示签名，不受信任", "重庆市铜梁区"):
        assert part in said(scanned)


def personal(portal: Portal) -> set[str]:
    """Everything in the snapshots that concerns a person or a case: names, numbers, sums, places, injuries."""
    found = {row["no"] for row in portal.replayed.rows("claim")}
    for row in portal.replayed.rows("person_private"):
        found |= {str(value) for value in json.loads(row["body"]).values()}
    names = (
        "person_name",
        "diagnosis",
        "facts_found",
        "opinion",
        "payee_account",
        "person_id",
        "accident_place",
        "claim_no",
    )
    for row in portal.replayed.rows("letter_private"):
        facts = json.loads(row["snapshot"])
        found |= {str(facts[name]) for name in names if name in facts}
        for item in facts.get("items", []):
            found |= {f"{item['amount_fen'] // 100:,}", str(item["amount_fen"])}
    return {text for text in found if len(text) > 2}


def test_no_answer_holds_anything_personal(portal: Portal) -> None:
    secrets = personal(portal)
    assert len(secrets) > 8
    answers = [portal.web.get("/verify")]
    for letter in portal.replayed.rows("letter"):
        answers.append(portal.web.get(f"/verify/{letter['verify_code']}"))
        answers.append(ask(portal, file=portal.file(letter)))
        answers.append(ask(portal, file=portal.file(letter), at=f"/verify/{letter['verify_code']}"))
    for answer in answers:
        assert answer.status_code == 200
        assert [secret for secret in secrets if secret in said(answer)] == []


def test_a_wrong_code_and_a_letter_that_is_not_there_get_the_same_answer(portal: Portal) -> None:
    letter = portal.letter("confirmation")
    code = letter["verify_code"]
    wrong = [
        ask(portal, letter["number"], "0000000000"),
        ask(portal, letter["number"], code[:9] + ("1" if code[9] != "1" else "2")),
        ask(portal, "铜人社职认〔1999〕1号", code[:10]),
        portal.web.get("/verify/00000000000000000000000000"),
        portal.web.get(f"/verify/{code[:10]}"),
        ask(portal, letter["number"], "0000000000", portal.file(letter)),
        ask(portal, at="/verify/00000000000000000000000000"),
    ]
    echoed = re.compile(' value="[^"]*"')  # what was typed stands in its field again
    assert {(answer.status_code, echoed.sub("", answer.text)) for answer in wrong} == {
        (404, echoed.sub("", wrong[0].text))
    }
    for half in (ask(portal, letter["number"], ""), ask(portal, "", code)):
        assert (half.status_code, letter["kind"] in half.text) == (422, False)
    assert "没有这封信，请小心。可拨 023-45646728。" in said(wrong[0])


def test_a_file_is_told_for_what_it_is(portal: Portal) -> None:
    letter, other = portal.letter("confirmation"), portal.letter("acceptance")
    content = portal.file(letter)
    row = portal.replayed.rows("letter_file", letter_id=letter["id"], variant="full")[0]
    at = f"/verify/{letter['verify_code']}"
    altered = content[:500] + bytes([content[500] ^ 1]) + content[501:]
    for file, words in (
        (content, "上传的文件是发出的原件（正本）"),
        (portal.file(letter, "party"), "上传的文件是发出的原件（单位副本）"),
        (content[: row["unsigned_size_bytes"]], "没有签名，不是发出的原件"),
        (altered, "制成以后被改动过"),
        (portal.file(other), "是另一份文书的文件"),
        (b"%PDF-1.7 strange", "不是这一份文书的原件"),
    ):
        answer = ask(portal, file=file, at=at)
        assert answer.status_code == 200
        assert words in said(answer)
    assert "发出的原件（正本）" in said(ask(portal, file=content))
    assert letter["number"] in said(ask(portal, file=content))
    assert letter["number"] not in said(ask(portal, file=altered))
    assert "不是本局发出的任何一份原件" in said(ask(portal, file=altered))


def test_what_is_too_large_or_no_pdf_is_refused(portal: Portal) -> None:
    for file, status, words in (
        (b"%PDF-" + bytes(UPLOAD_MAX_BYTES), 413, "文件超过 5 MB"),
        (b"%PDF-" + bytes(2 * UPLOAD_MAX_BYTES), 413, "文件超过 5 MB"),
        (b"<svg onload=alert(1)>", 415, "不是 PDF"),
        (b"MZ", 415, "不是 PDF"),
    ):
        answer = ask(portal, file=file)
        assert (answer.status_code, words in said(answer)) == (status, True)


def test_what_is_not_filled_in_is_said_at_its_field_by_the_page_and_not_by_the_browser(portal: Portal) -> None:
    form = portal.web.get("/verify").text
    assert ("required" in form, form.count("novalidate")) == (False, 2)
    number = portal.letter("confirmation")["number"]
    for typed, fields in (({}, ("number", "code")), ({"number": number}, ("code",)), ({"by": "file"}, ("file",))):
        answer = portal.web.post("/verify", data={"number": "", "code": "", **typed}, files={"file": ("", b"")})
        assert answer.status_code == 422
        assert re.findall('href="#f-([a-z]+)"', answer.text) == list(fields)
        assert all(f'id="f-{name}-error"' in answer.text for name in fields)
        assert "<title>错误：" in answer.text
    kept = ask(portal, number, "wrong")
    assert (kept.status_code, f'value="{number}"' in kept.text, 'value="wrong"' in kept.text) == (404, True, True)
    letter = portal.letter("confirmation")
    none = portal.web.post(f"/verify/{letter['verify_code']}", data={"by": "file"}, files={"file": ("", b"")})
    assert (none.status_code, "请先选一个 PDF 文件" in said(none)) == (200, True)


def test_state_shows_when_a_letter_was_voided_or_is_being_made(portal: Portal) -> None:
    letter = portal.letter("report_receipt")
    desk = portal.replayed.desk
    for state, words in (("voided", "已作废"), ("issued", "文件正在制作"), ("signed", "有效")):
        with desk.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE letter SET state = ? WHERE id = ?", (state, letter["id"]))
        assert words in said(portal.web.get(f"/verify/{letter['verify_code']}"))


ADDRESSES = (
    "/verify",
    "/",
    "/nowhere",
    "/static/rider.css",
    "/verify/x",
    "/static/../app.py",
    "/docs",
    "/openapi.json",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD"])
def test_every_answer_has_the_headers(address: str, method: str, portal: Portal) -> None:
    answer = portal.web.request(method, address, follow_redirects=False)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "strict-transport-security" not in answer.headers
    assert answer.status_code < 500


def test_over_https_a_browser_is_told_to_stay_there(portal: Portal) -> None:
    with WebClient(portal.web.app, base_url="https://testserver") as web:
        assert "max-age" in web.get("/verify").headers["strict-transport-security"]


def test_the_page_needs_no_script_and_nothing_from_elsewhere(portal: Portal) -> None:
    for address in ("/verify", f"/verify/{portal.letter('award')['verify_code']}"):
        text = portal.web.get(address).text
        assert '<html lang="zh-CN">' in text
        assert "<script" not in text
        assert "style=" not in text
        assert re.findall(r'(?:src|href|action)="(?!/|tel:)([^"#]*)"', text) == []
    assert "url(" not in portal.web.get("/static/rider.css").text


def test_who_asks_too_often_waits_and_others_do_not(portal: Portal) -> None:
    moment = [datetime(2025, 7, 1, 1, 0, tzinfo=UTC)]
    desk = replace(portal.replayed.desk, now=lambda: moment[0])
    app = make_app(desk)
    one, other = (WebClient(app, client=(address, 1)) for address in ("192.0.2.1", "192.0.2.2"))
    answers = [one.get("/verify/0").status_code for _ in range(VERIFYING.burst + 1)]
    assert answers == [404] * VERIFYING.burst + [429]
    assert other.get("/verify/0").status_code == 404
    assert one.get("/verify").status_code == 200
    moment[0] += timedelta(seconds=3)
    assert [one.get("/verify/0").status_code for _ in range(2)] == [404, 429]


def test_a_database_that_is_away_is_no_riddle(portal: Portal, tmp_path: Any) -> None:
    from claims.store.engine import open_engine

    desk = replace(portal.replayed.desk, engine=open_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    with WebClient(make_app(desk), raise_server_exceptions=False) as web:
        answer = web.get("/verify/0")
    assert (answer.status_code, "系统正忙" in answer.text) == (503, True)


def test_what_nobody_thought_of_is_said_in_words_under_the_same_headers(portal: Portal) -> None:
    desk = replace(portal.replayed.desk, now=lambda: datetime.fromisoformat("no instant"))
    app = make_app(desk)
    with WebClient(app, base_url="https://testserver", raise_server_exceptions=False) as web:
        answer = web.get("/verify/0")
    assert (answer.status_code, "系统出错了" in answer.text) == (500, True)
    wanted = HEADERS | SECURE
    assert {name: answer.headers.get(name) for name in wanted} == wanted


def test_in_production_no_page_speaks_of_a_demonstration(portal: Portal) -> None:
    desk = replace(portal.replayed.desk, production=True, now=None)
    with WebClient(make_app(desk)) as web:
        assert "数据为模拟" not in web.get("/verify").text
    assert "数据为模拟" in portal.web.get("/verify").text


@settings(max_examples=settings().max_examples * 3 // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80), st.text(max_size=80), st.binary(max_size=300), st.booleans())
@example("\x00", "\x00", b"%PDF-\x00", True)
@example("〔〕号", "ſ" * 26, b"", False)
@example("'; DROP TABLE letter; --", "{{7*7}}", b"%PDF-1.4", True)
def test_whatever_is_typed_or_sent_is_answered(portal: Portal, number: str, code: str, file: bytes, pdf: bool) -> None:
    sent = b"%PDF-" + file if pdf else file
    for answer in (
        ask(portal, number, code),
        ask(portal, number, code, sent),
        ask(portal, file=sent),
        ask(portal, file=sent, at=f"/verify/{portal.letter('award')['verify_code']}"),
    ):
        assert answer.status_code in (200, 400, 404, 413, 415, 422)


FORM = "multipart/form-data"
BODY_KINDS = (f"{FORM}; boundary=x", FORM, "", "text/plain", f"{FORM}; boundary=", "application/x-www-form-urlencoded")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(BODY_KINDS))
@example(
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF-\r\n--x--\r\n',
    "multipart/form-data; boundary=x",
)
@example(
    b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n\xff\xfe\r\n--x--\r\n',
    "multipart/form-data; boundary=x; charset=nope",
)
def test_whatever_body_is_sent_is_answered(portal: Portal, body: bytes, kind: str) -> None:
    answer = portal.web.post("/verify", content=body, headers={"content-type": kind})
    assert answer.status_code in (200, 400, 404, 413, 415, 422)


def one_field(value: bytes) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n' + value + b"\r\n--x--\r\n"


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-16", "utf-7", "rot13", "undefined"])
def test_the_sender_does_not_say_in_which_characters_a_form_is_read(portal: Portal, charset: str) -> None:
    kind = f"{FORM}; boundary=x; charset={charset}"
    answer = portal.web.post("/verify", content=one_field(rb"\ud800"), headers={"content-type": kind})
    assert answer.status_code == 422
    assert 'value="\\ud800"' in answer.text


def test_a_number_that_no_database_looks_for_is_not_looked_for(portal: Portal) -> None:
    kind = f"{FORM}; boundary=x"
    assert portal.web.post("/verify", content=one_field(b"a\0b"), headers={"content-type": kind}).status_code == 400


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_whatever_address_is_opened_is_answered(portal: Portal, code: str) -> None:
    from urllib.parse import quote

    assert portal.web.get(f"/verify/{quote(code, safe='')}").status_code in (200, 404)
