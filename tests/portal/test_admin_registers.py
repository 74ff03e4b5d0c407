"""What administrators look up: number series that count by themselves, the platforms by date, the texts with their hashes."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifications.forms import KNOWN_KINDS
from notifications.kinds import LETTER_KINDS
from notifications.texts import template_sha256
from tests.support.handed_in import pdf
from tests.support.offices import HIDDEN, Office, Visitor, office, said
from workflows.backups import make_backup
from workflows.restore_checks import check_backup

NUMBERS, PLATFORMS, TEMPLATES, BACKUPS = (
    "/admin/numbers", "/admin/platforms", "/admin/templates", "/admin/backups",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("registers"), 20) as made:
        yield made


@pytest.fixture(scope="module")
def admin(desk: Office) -> Visitor:
    return desk.person("admin1")


@pytest.mark.parametrize("username", ["intake1", "chief1", "approver3", "auditor1"])
def test_the_pages_are_for_administrators(desk: Office, username: str) -> None:
    visitor = desk.person(username)
    pages = (NUMBERS, PLATFORMS, f"{TEMPLATES}/confirmation", TEMPLATES, BACKUPS)
    assert [visitor.get(page).status_code for page in pages] == [403] * 5


def test_every_series_tells_its_last_and_its_next_number(desk: Office, admin: Visitor) -> None:
    text = admin.text(NUMBERS)
    case = desk.replayed.case_of(20)["no"]
    assert case in text
    (letter,) = desk.replayed.rows("letter", kind="confirmation")
    following = f"{letter['number'].rpartition('〕')[0]}〕{letter['serial'] + 1}号"
    assert (letter["number"] in text, following in text) == (True, True)
    assert "wt-tag-bad" not in admin.get(NUMBERS).text
    assert "<form" not in admin.get(NUMBERS).text.partition("<main")[2]


def test_an_administrator_proposes_platforms_and_a_leader_applies_them(desk: Office, admin: Visitor) -> None:
    page = f"{PLATFORMS}?act=value"
    shown = admin.text(page)
    assert all(name in shown for name in ("滴滴出行", "快狗打车", "在用"))
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(admin.get(page).text)}
    names = "美团\n饿了么\n合成平台"
    filled = {**hidden, "value": names, "from": "2025-09-01", "source": "渝人社发〔2025〕9号（合成）"}
    paper = {"file": ("名单.pdf", pdf(), "application/pdf")}
    hides = admin.web.post(PLATFORMS, data=filled, files=paper)
    assert (hides.status_code, "2026-07-01至今" in said(hides), "合成平台" in hides.text) == (422, True, True)
    assert admin.web.post(PLATFORMS, data={**filled, "csrf": "x"}, files=paper).status_code == 403
    answer = admin.web.post(PLATFORMS, data={**filled, "to": "2026-06-30"}, files=paper)
    assert answer.status_code == 303, said(answer)
    assert "待应用" in admin.text(answer.headers["location"])
    leader = desk.person("approver3")
    leader.step_up()
    number = answer.headers["location"].partition("done=")[2]
    assert leader.fill(f"/desk/rules/changes/{number}", {"act": "apply"}).status_code == 303
    text = admin.text(PLATFORMS)
    assert ("美团、饿了么、合成平台" in text, "已应用" in text) == (True, True)
    assert admin.get(f"/desk/rules/changes/{number}").status_code == 403


def test_every_letter_has_a_sample_and_the_hash_of_its_text(admin: Visitor) -> None:
    listed = admin.get(TEMPLATES).text
    for code, kind in LETTER_KINDS.items():
        assert f'href="{TEMPLATES}/{code}"' in listed
        assert template_sha256(kind)[:16] in listed
    text = admin.text(f"{TEMPLATES}/confirmation")
    assert ("草稿 不具效力" in text, template_sha256(KNOWN_KINDS["confirmation"]) in text) == (True, True)
    assert admin.get(f"{TEMPLATES}/none").status_code == 404
    assert admin.get(f"{TEMPLATES}/confirmation?variant=none").status_code == 404


@pytest.mark.parametrize("code", sorted(KNOWN_KINDS))
def test_every_kind_can_be_looked_at(admin: Visitor, code: str) -> None:
    for variant in KNOWN_KINDS[code].variants:
        assert admin.get(f"{TEMPLATES}/{code}?variant={variant.value}").status_code == 200


def test_the_last_backup_and_the_last_look_at_one_are_shown(desk: Office, admin: Visitor, tmp_path: Path) -> None:
    text = admin.text(BACKUPS)
    assert ("超过一天没有备份。" in text, "从来没有" in text, "还没有备份过。" in text) == (True, True, True)
    made = make_backup(desk.desk, tmp_path / "备份")
    assert "超过一个季度没有检验过备份能不能恢复。" in admin.text(BACKUPS)
    check_backup(desk.desk, made.folder)
    text = admin.text(BACKUPS)
    assert ("合格" in text, made.manifest_sha256[:16] in text, "超过" in text) == (True, True, False)
    (made.folder / "files" / "strange").write_bytes(b"x")
    check_backup(desk.desk, made.folder)
    text = admin.text(BACKUPS)
    assert ("不能用来恢复" in text, "not in the manifest: files/strange" in text) == (True, True)
