"""`claims people`: acts on the sign-ins of others, under an administrator's name; and handing a case to an investigator."""

from __future__ import annotations

import pytest

from tests.support.terminal import NO, Terminal

CLERK = ("people", "open", "clerk9", "--name", "合成专员", "--post", "PF", "--org", "platform:美团", "--as", "admin1")


def test_a_new_password_is_told_once_and_who_gave_it_is_logged(terminal: Terminal) -> None:
    terminal.done(*CLERK, given="500000199001020003\n")
    said = terminal.done("people", "password", "clerk9", "--as", "admin1")
    assert len(said.out.strip()) == 24
    assert "第一次登录必须改掉" in said.err
    other = terminal.done("people", "password", "clerk9", "--json").json
    assert (other["username"], other["waits"]) == ("clerk9", False)
    assert other["password"] != said.out.strip()
    assert "重新启用" in terminal.done("people", "totp", "clerk9").out


def test_what_concerns_the_house_waits_for_a_second_person(terminal: Terminal) -> None:
    asked = terminal.done("people", "password", "intake1", "--json").json
    assert asked == {"username": "intake1", "password": None, "waits": True}
    assert "同意以后办" in terminal.done("people", "totp", "intake1").out
    assert "已在等第二个人同意" in terminal.run("people", "totp", "intake1").err


def test_locks(terminal: Terminal) -> None:
    assert "没有锁定" in terminal.done("people", "unlock", "intake1").out
    assert terminal.done("people", "unlock", "intake1", "--json").json == {"username": "intake1", "was_locked": False}


def test_an_account_is_signed_out_everywhere(terminal: Terminal) -> None:
    assert "0 个登录已退出" in terminal.done("people", "sign-out", "intake1").out
    assert terminal.run("people", "sign-out", "intake1", "--as", "intake1").code == 1


def test_who_is_no_administrator_is_refused_in_words(terminal: Terminal) -> None:
    said = terminal.run("people", "password", "intake2", "--as", "intake1")
    assert (said.code, said.out) == (1, "")
    assert "不能办理别人的登录" in said.err
    assert terminal.run("people", "unlock", "nobody").code == 1


def test_a_case_is_handed_to_an_investigator_and_taken_back(terminal: Terminal) -> None:
    assert (
        "可以查看"
        in terminal.done("people", "assign", NO, "investigator1", "--until", "2099-01-01", "--from", "2098-12-30").out
    )
    assert terminal.run("people", "assign", NO, "intake1", "--until", "2099-01-01", "--from", "2098-12-30").code == 1
    assert terminal.run("people", "assign", NO, "investigator1", "--until", "tomorrow").code == 2
    assert "为止" in terminal.done("people", "release", NO, "investigator1").out
    assert "没有这个案件的调查任务" in terminal.run("people", "release", NO, "investigator1").err


def test_without_a_provider_nobody_is_linked(terminal: Terminal) -> None:
    said = terminal.run("people", "link", "intake1", "staff-0001")
    assert (said.code, "CLAIMS_OIDC_ISSUER" in said.err) == (1, True)


def test_with_a_provider_a_person_is_linked_once(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_OIDC_ISSUER", "https://id.example/")
    assert "同意以后办" in terminal.done("people", "link", "intake1", "staff-0001").out
    terminal.done(*CLERK, given="500000199001020003\n")
    assert "https://id.example " in terminal.done("people", "link", "clerk9", "staff-0001").out
    assert terminal.run("people", "link", "clerk9", "staff-0001").code == 1


def test_an_account_is_opened_and_its_password_told_once(terminal: Terminal) -> None:
    opened = terminal.done(*CLERK, given="500000199001020003\n")
    assert len(opened.out.strip()) == 24
    assert "第一次登录必须改掉" in opened.err
    assert terminal.run(*CLERK, given="500000199001020003\n").code == 2
    new = ("people", "open", "intake9", "--name", "合成受理", "--post", "IN")
    assert "已经有管理员" in terminal.run(*new, given="500000199001010008\n").err
    waits = terminal.done(*new, "--as", "admin1", given="500000199001010008\n").out
    assert "同意以后办" in waits
    assert terminal.done("people", "post", "intake1", "--post", "CK", "--as", "admin1", "--json").json["waits"]
    assert "不认识岗位" in terminal.run("people", "post", "clerk9", "--post", "XX", "--as", "admin1").err
    assert "已停用" in terminal.done("people", "close", "clerk9").out
    assert "不能停用自己的账号" in terminal.run("people", "close", "admin1").err
