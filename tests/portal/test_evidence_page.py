"""The page of evidence: files by a form, each on its own; files to look at and to take out; and nobody else's, ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.exceptions import HTTPException
from starlette.requests import Request

from portal.app import make_app
from portal.pages import SANDBOX
from portal.shell import desk_of
from portal.signed_in import SignedIn
from tests.support.casebook import NUMBER, OTHER_NUMBER, Case
from tests.support.handed_in import HEIC, HTML, PLACE, pdf, photograph, picture
from tests.support.web_client import WebClient
from tests.support.world import STRANGER, World, sqlite_world
from workflows.evidence_store import FOLDER, evidence_path
from workflows.locking import open_actor
from workflows.roles import Actor
from workflows.transaction import reading

CSRF = "a token of this session"
PAGE = f"/desk/cases/{NUMBER}/evidence"
Part = tuple[str, tuple[str, bytes, str]]


def by_header(request: Request) -> SignedIn:
    """Signs in whoever the test says."""
    who, desk = request.headers.get("x-test-account"), desk_of(request)
    if who is None:
        raise HTTPException(401)
    with reading(desk) as connection:
        actor, _ = open_actor(connection, who, desk.today())
    return SignedIn(
        "",
        actor or Actor(who, "", "", None, frozenset()),
        "合成工作人员",
        request.headers.get("x-test-csrf", CSRF),
        stepped_up=False,
    )


class Browser:
    """A browser in which somebody is signed in."""

    def __init__(self, web: WebClient, who: str) -> None:
        self._web, self._headers = web, {"x-test-account": who, "sec-fetch-site": "same-origin"}

    def get(self, address: str) -> Any:
        """An address."""
        return self._web.get(address, headers=self._headers)

    def upload(
        self, *files: tuple[str, bytes], kind: str = "diagnosis", csrf: str = CSRF, no: str = NUMBER, **head: str
    ) -> Any:
        """The form of a case with files."""
        parts: list[Part] = [("files", (name, content, "application/octet-stream")) for name, content in files]
        data = {"kind": kind, "csrf": csrf}
        address = f"/desk/cases/{no}/evidence"
        none = [("files", ("", b"", "application/octet-stream"))]
        return self._web.post(
            address, data=data, files=parts or none, headers={**self._headers, **head}, follow_redirects=False
        )

    def mark(self, file_id: str, mark: str, note: str = "", csrf: str = CSRF) -> Any:
        """The form of a file."""
        fields = {"mark": mark, "note": note, "csrf": csrf}
        return self._web.post(f"/files/{file_id}/mark", data=fields, headers=self._headers, follow_redirects=False)

    def raw(self, body: bytes, kind: str = "multipart/form-data; boundary=b") -> Any:
        """A body that no browser would send."""
        return self._web.post(PAGE, content=body, headers={**self._headers, "content-type": kind})


@dataclass(frozen=True)
class House:
    """A bureau with two cases and a portal."""

    world: World
    web: WebClient

    def __call__(self, who: str = "intake1") -> Browser:
        return Browser(self.web, who)

    def file_id(self, who: str = "rider1", content: bytes = b"", **more: str) -> str:
        """A file that somebody sent."""
        assert self(who).upload(("病历.jpg", content or photograph()), **more).status_code == 303
        return str(self.world.rows("evidence_file")[-1]["id"])


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("portal.signed_in._signed_in", lambda request: (by_header(request), False))
    with sqlite_world(tmp_path) as world:
        Case(world, "applied").save()
        Case(world, "applied", OTHER_NUMBER, person_id=STRANGER, claimant_id=STRANGER).save()
        with WebClient(make_app(world.desk), raise_server_exceptions=False) as web:
            yield House(world, web)


def left_over(house: House) -> list[Path]:
    return list((house.world.desk.var_dir / FOLDER / "incoming").glob("*"))


def test_the_list_says_what_is_missing_and_on_what_ground(house: House) -> None:
    page = house().get(PAGE)
    assert page.status_code == 200
    for said in ("医疗诊断证明或病历", "工伤保险条例第十八条", "待核", "缺", "不需要", "一次最多 9 个"):
        assert said in page.text
    assert 'enctype="multipart/form-data"' in page.text
    assert re.findall("<script[^>]*>", page.text) == re.findall('<script src="/static/[^"]+" defer>', page.text)


def test_files_come_by_a_form_and_stand_on_the_list(house: House) -> None:
    answer = house("rider1").upload(("正面.jpg", photograph()), ("反面.png", picture("PNG")))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?came=2")
    page = house("rider1").get(answer.headers["location"]).text
    assert "已收到 2 个文件" in page
    assert "正面.jpg" in page
    assert "反面.png" in page
    assert left_over(house) == []


def test_the_good_ones_stay_when_one_is_bad_and_the_bad_one_is_named(house: House) -> None:
    large = b"\xff\xd8\xff" + bytes(16 * 1024 * 1024)
    answer = house("rider1").upload(
        ("病历.heic", HEIC), ("好的.jpg", photograph()), ("IMG_0231.jpg", large), ("空的.pdf", b""), ("票据.pdf", pdf())
    )
    assert answer.status_code == 422
    assert "<title>错误：" in answer.text
    assert "“病历.heic”打不开，请用照片（JPG、PNG）或 PDF。" in answer.text
    assert "“IMG_0231.jpg”有 17 MB，最大 15 MB。请拍小一点或分开传。" in answer.text
    assert "“空的.pdf”是空的" in answer.text
    assert "已收到 2 个文件" in answer.text
    assert {row["name"] for row in house.world.rows("evidence_file_private")} == {"好的.jpg", "票据.pdf"}
    assert left_over(house) == []


def test_the_same_file_again_is_said_and_not_kept_twice(house: House) -> None:
    content = photograph()
    house("rider1").upload(("a.jpg", content))
    answer = house("rider1").upload(("b.jpg", content))
    assert "“b.jpg”以前已经收到过，没有重复保存。" in answer.text
    assert len(house.world.rows("evidence_file")) == 1


def test_ten_at_once_are_one_too_many(house: House) -> None:
    files = [(f"{number}.png", picture("PNG", (20 + number, 20))) for number in range(10)]
    answer = house("rider1").upload(*files)
    assert "一次最多传 9 个文件" in answer.text
    assert "“9.png”" in answer.text
    assert len(house.world.rows("evidence_file")) == 9


def test_a_form_without_a_file_or_with_a_wrong_kind_says_so(house: House) -> None:
    assert "没有选择文件" in house("rider1").upload().text
    wrong = house("rider1").upload(("a.jpg", photograph()), kind="<b>")
    assert wrong.status_code == 422
    assert "没有这种材料" in wrong.text
    assert house.world.rows("evidence_file") == []


@pytest.mark.parametrize(
    "name", ["../../x.jpg", "a\r\nb.jpg", "x" * 300 + ".jpg", '"><script>.jpg', "病历\u202egpj.jpg"]
)
def test_a_name_can_do_nothing(house: House, name: str) -> None:
    content = picture(size=(30, 30))
    body = b"".join([
        b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\ndiagnosis\r\n',
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + CSRF.encode() + b"\r\n",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="'
        + name.replace('"', "%22").replace("\r\n", "%0D%0A").encode() + b'"\r\n\r\n' + content + b"\r\n--b--\r\n",
    ])  # fmt: skip
    assert house("rider1").raw(body).status_code == 200
    [row] = house.world.rows("evidence_file")
    page = house("rider1").get(PAGE).text
    assert "<script>" not in page
    assert "\u202e" not in page
    for way in ("view", "thumb"):
        answer = house("rider1").get(f"/files/{row['id']}/{way}")
        assert re.fullmatch(r'inline; filename="[A-Z0-9-]+-[0-9a-f]{8}\.jpg"', answer.headers["content-disposition"])
    [kept] = [path for path in (house.world.desk.var_dir / FOLDER).rglob("*") if path.is_file()]
    assert kept == evidence_path(house.world.desk.var_dir, row["sha256"])


def test_who_looks_gets_a_copy_in_a_sandbox(house: House) -> None:
    file_id = house.file_id()
    for way, longer in (("view", 320), ("thumb", 240)):
        answer = house().get(f"/files/{file_id}/{way}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-security-policy"] == SANDBOX
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert PLACE.encode() not in answer.content
        with Image.open(BytesIO(answer.content)) as image:
            assert max(image.size) == longer
            assert dict(image.getexif()) == {}


def test_a_pdf_is_taken_out_and_never_shown(house: House) -> None:
    answer = house().get(f"/files/{house.file_id(content=pdf())}/view")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-security-policy"] == SANDBOX
    assert answer.content == pdf()
    assert house().get(f"/files/{house.world.one('evidence_file')['id']}/thumb").status_code == 500


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("intake1", 200),
        ("reviewer1", 200),
        ("auditor1", 200),
        ("cashier1", 404),
        ("rider1", 404),
        ("investigator1", 404),
    ],
)
def test_the_original_is_for_those_who_need_it(house: House, who: str, status: int) -> None:
    content = photograph()
    answer = house(who).get(f"/files/{house.file_id(content=content)}/original")
    assert answer.status_code == status
    if status == 200:
        assert answer.content == content
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; ")


def test_what_is_another_s_answers_like_nonsense(house: House) -> None:
    file_id = house.file_id()
    nonsense = house("rider3").get("/files/Fnonsense/view")
    assert nonsense.status_code == 404
    for who in ("rider3", "platform1", "platform2", "admin1", "nobody"):
        for way in ("view", "thumb", "original"):
            answer = house(who).get(f"/files/{file_id}/{way}")
            assert (answer.status_code, answer.text) == (404, nonsense.text), (who, way)
    for who in ("rider3", "platform2", "admin1", "nobody"):
        answers = [
            house(who).get(PAGE),
            house(who).get("/desk/cases/TL-1999-000001/evidence"),
            house(who).upload(("a.jpg", photograph())),
        ]
        assert [(one.status_code, one.text) for one in answers] == [(404, nonsense.text)] * 3
    assert house("rider3").get(f"/desk/cases/{OTHER_NUMBER}/evidence").status_code == 200
    assert house.web.get(f"/files/{file_id}/view").status_code == 401


def test_the_page_of_a_platform_shows_nothing_of_the_person_s(house: House) -> None:
    house.file_id()
    page = house("platform1").get(PAGE).text
    assert "病历.jpg" not in page
    assert house.world.one("evidence_file")["sha256"][:8] not in page


def test_an_officer_marks_and_comes_back_to_the_file(house: House) -> None:
    file_id = house.file_id()
    answer = house().mark(file_id, "unreadable", "blurred")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#{file_id}")
    assert "看不清（模糊）" in house().get(PAGE).text
    assert house("rider1").mark(file_id, "checked").status_code == 422
    assert house("rider3").mark(file_id, "checked").status_code == 404
    assert house().mark(file_id, "approved").status_code == 400
    assert len(house.world.rows("evidence_mark")) == 1


def test_a_form_of_another_page_or_session_does_nothing(house: House) -> None:
    file_id = house.file_id()
    assert house("rider1").upload(("a.png", picture("PNG")), csrf="another").status_code == 403
    assert house("rider1").upload(("a.png", picture("PNG")), **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert house("rider1").upload(("a.png", picture("PNG")), **{"x-test-csrf": ""}).status_code == 403
    assert house().mark(file_id, "checked", csrf="").status_code == 403
    assert len(house.world.rows("evidence_file")) == 1
    assert house.world.rows("evidence_mark") == []
    assert left_over(house) == []


BODIES = {
    "no form": (b"kind=diagnosis", "application/x-www-form-urlencoded"),
    "no boundary": (b"", "multipart/form-data"),
    "a body that breaks off": (b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n\xff\xd8', ""),
    "a head without an end": (b"--b\r\nContent-Disposition: " + b"x" * 9000, ""),
    "a long field": (b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\n' + b"x" * 5000 + b"\r\n--b--\r\n", ""),
    "many fields": (b'--b\r\nContent-Disposition: form-data; name="k"\r\n\r\nx\r\n' * 1 + b"".join(
        b'--b\r\nContent-Disposition: form-data; name="k%d"\r\n\r\nx\r\n' % number for number in range(30)) + b"--b--\r\n", ""),
    "a field of no letters": (b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\n\xff\xfe\r\n--b--\r\n', ""),
    "noise": (bytes(range(256)) * 4, ""),
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_what_is_no_form_is_answered_and_leaves_nothing(house: House, what: str) -> None:
    body, kind = BODIES[what]
    answer = house("rider1").raw(body, kind or "multipart/form-data; boundary=b")
    assert answer.status_code == 400
    assert house.world.rows("evidence_file") == []
    assert left_over(house) == []


def test_a_body_without_end_is_not_read_to_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.evidence.most_bytes", lambda _desk: 1000)
    answer = house("rider1").upload(("a.jpg", bytes(20_000)))
    assert answer.status_code == 413
    assert left_over(house) == []


def test_a_full_disk_is_said_for_each_file_and_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workflows.evidence_store.os.fsync", full)
    answer = house("rider1").upload(("a.jpg", photograph()), ("b.pdf", pdf()))
    assert answer.status_code == 422
    assert answer.text.count("磁盘已满") == 2
    assert house.world.rows("evidence_file") == []
    assert left_over(house) == []


def test_an_original_that_was_changed_is_said_and_not_sent(house: House) -> None:
    file_id = house.file_id()
    path = evidence_path(house.world.desk.var_dir, house.world.one("evidence_file")["sha256"])
    path.write_bytes(HTML)
    for way in ("view", "original"):
        answer = house().get(f"/files/{file_id}/{way}")
        assert answer.status_code == 500
        assert "与收到时不一样" in answer.text
        assert "alert(1)" not in answer.text


def test_only_a_file_may_ask_for_the_sandbox(house: House) -> None:
    assert "default-src 'self'" in house().get(PAGE).headers["content-security-policy"]
