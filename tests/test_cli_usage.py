"""What is typed wrong is told in Chinese, and nothing that is not there is an empty answer."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, install_with_a_report

ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("usage")
    install_with_a_report(folder)
    return folder


@pytest.fixture
def terminal(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(monkeypatch)
    made.at(installed)
    return made


SERVE = ("letter", "serve", "铜人社职受〔2024〕1号", "--as", "intake1", "--evidence", "回证1号")


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ((*SERVE, "--method", "pigeon"), 2, "“pigeon”不在可以选的值之内：direct、post、electronic"),
        (("letter", "list", "--year", "abc"), 2, "--year 的值不对（要写整数）"),
        (("serve", "--port", "99999"), 2, "--port 的值不对（不能大于 65535）"),
        (("serve", "--port", "-1"), 2, "--port 的值不对（不能小于 0）"),
        (("letter", "list", "--series"), 2, "选项 --series 后面要写值"),
        (("health", "now"), 2, "多写了 now"),
        (("import", "nowhere.csv"), 2, "文件或者文件夹不存在"),
        (("letter", "verify", "nowhere.pdf"), 2, "文件或者文件夹不存在"),
        (("letter", "preview", "award", "-o", "/proc/nowhere/award.pdf"), 1, "文件或者文件夹不存在"),
        (("letter", "list", "TL-9999-000001"), 1, "没有找到案件“TL-9999-000001”"),
        (("letter", "list", "--series", "nosuch"), 2, "没有名为“nosuch”的字号系列"),
        (("letter", "register", "--series", "nosuch"), 2, "没有名为“nosuch”的字号系列"),
    ],
)
def test_what_is_typed_wrong_is_told_in_chinese(
    typed: tuple[str, ...], code: int, told: str, terminal: Terminal
) -> None:
    said = terminal.run(*typed)
    assert (said.code, told in said.err, said.out) == (code, True, ""), said.err
    assert not ENGLISH.search(said.err.partition("用法：")[0]), said.err


def test_a_port_that_is_taken_is_told_before_the_pages_are_served(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = terminal.run("serve", "--port", taken.getsockname()[1])
    assert (said.code, "端口已被占用" in said.err, said.out) == (1, True, "")


def test_an_empty_register_says_that_it_is_empty(terminal: Terminal) -> None:
    assert "没有这样的文书" in terminal.done("letter", "list", "--year", 1999).out
    assert "没有这样的文号" in terminal.done("letter", "register", "--year", 1999).out
