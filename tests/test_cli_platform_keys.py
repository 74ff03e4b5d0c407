"""`claims platform-keys`: a key is told once, listed without its secret, and revoked."""

from __future__ import annotations

from tests.support.terminal import Terminal


def test_a_key_is_told_once_listed_and_revoked(terminal: Terminal) -> None:
    made = terminal.done(
        "platform-keys", "new", "meituan", "--scope", "read", "--network", "203.0.113.7", "--json"
    ).json
    listed = terminal.done("platform-keys", "list", "--platform", "美团", "--json").json
    assert [(one["id"], one["scopes"], one["networks"], one["revoked_at"]) for one in listed] == [
        (made["id"], ["read"], ["203.0.113.7/32"], None)
    ]
    shown = terminal.done("platform-keys", "list").out
    assert "有效" in shown
    assert made["secret"] not in shown
    assert made["id"] in terminal.done("platform-keys", "revoke", made["id"]).out
    assert terminal.run("platform-keys", "revoke", made["id"]).code == 1
    assert "吊销" in terminal.done("platform-keys", "list").out


def test_a_third_key_an_officers_key_and_a_wrong_scope_are_refused_in_words(terminal: Terminal) -> None:
    for _ in range(2):
        assert "只显示这一次" in terminal.done("platform-keys", "new", "eleme").err
    third = terminal.run("platform-keys", "new", "eleme")
    assert (third.code, "已有两把有效的密钥" in third.err) == (1, True)
    assert "不是平台企业的" in terminal.run("platform-keys", "new", "intake1").err
    assert terminal.run("platform-keys", "new", "dada", "--scope", "everything").code == 2
