"""The repository keeps its house rules, and each rule can be broken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.support import tidy
from tests.support.tidy import HOUSE_RULES, TEST_RULES, Module, Rule

ROOT = Path(__file__).parent.parent
HOUSE = ("claims", "workflows", "notifications", "pilot", "portal", "commands", "worker.py", "cli.py")
BESIDE = ("tests", "benchmarks")
NOT_OURS = {".git", ".venv", ".hypothesis", "var", "dist", "build", "__pycache__", "node_modules"}

# Names of this or that machine, and of the hosts that packages come from, are in no file; the brackets keep them out of this one.
FOREIGN_TEXT = {
    r"/[w]ork(?:/|\b)": "a path of one machine",
    r"/[r]oot\b": "a path of one machine",
    r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(?:org|com)|deb\.[d]ebian\.org": "the host of a package registry",
    r"(?i)\bissues? #?\d+\b": "an issue by its number: say what it is about",
}


def python_files(roots: Iterable[str]) -> Iterator[Module]:
    for root in roots:
        top = ROOT / root
        for path in [top] if top.is_file() else sorted(top.rglob("*.py")):
            yield Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def text_files() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if not path.is_file() or any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in parts):
            continue
        with path.open("rb") as file:
            is_binary = b"\0" in file.read(8192)
        if not is_binary:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def breaches(rules: Sequence[Rule], modules: Iterable[Module]) -> list[str]:
    return [breach for module in modules for rule in rules for breach in rule(module)]


def as_list(found: Sequence[str]) -> str:
    return f"{len(found)} breaches of the house rules:\n" + "\n".join(found)


def test_the_program_keeps_the_house_rules() -> None:
    found = breaches(HOUSE_RULES, python_files(HOUSE))
    assert found == [], as_list(found)


def test_the_tests_keep_their_rules() -> None:
    found = breaches(TEST_RULES, python_files(BESIDE))
    assert found == [], as_list(found)


def test_nineteen_functions_of_twenty_are_at_most_fifty_lines() -> None:
    lengths = sorted(
        (tidy.function_lines(function), f"{module.path}:{function.lineno} {function.name}")
        for module in python_files(HOUSE)
        for function in module.functions
    )
    lines, name = lengths[len(lengths) * 95 // 100]
    assert lines <= tidy.FUNCTION_LINES_P95_MAX, f"the 95th percentile is {lines} lines, at {name}; split the longest"


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]!r} holds {what}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern, what in FOREIGN_TEXT.items()
        if re.search(pattern, line)
    ]
    assert found == [], as_list(found)


GOOD = '"""A module."""\n\nfrom __future__ import annotations\n'
BROKEN: list[tuple[Rule, str, str]] = [
    (tidy.modules_are_short, "claims/a.py", GOOD + "\n" * 450),
    (tidy.functions_are_short, "claims/a.py", "def f() -> None:\n" + "    a = 1\n" * 70),
    (tidy.modules_say_what_they_are, "claims/a.py", "a = 1\n"),
    (tidy.modules_say_what_they_are, "claims/a.py", GOOD + "def f() -> None: ...\n"),
    (tidy.modules_say_what_they_are, "claims/a.py", GOOD + "class A: ...\n"),
    (tidy.names_say_the_idea, "claims/utils.py", GOOD),
    (tidy.names_say_the_idea, "claims/helpers/days.py", GOOD),
    (tidy.types_are_complete, "claims/a.py", GOOD + "def f(): ...\n"),
    (tidy.types_are_complete, "claims/a.py", "def f() -> None: ...\n"),
    (tidy.one_place_commits, "claims/store/cases.py", "connection.commit()"),
    (tidy.one_place_reads_the_clock, "workflows/a.py", "date.today()"),
    (tidy.one_place_reads_the_clock, "workflows/a.py", "datetime.datetime.now(UTC)"),
    (tidy.one_place_reads_the_clock, "workflows/a.py", "Field(default_factory=datetime.now)"),
    (tidy.one_place_reads_the_clock, "workflows/a.py", "time.time()"),
    (tidy.no_error_is_swallowed, "claims/a.py", "try: f()\nexcept Exception: g()\n"),
    (tidy.no_error_is_swallowed, "claims/a.py", "try: f()\nexcept: g()\n"),
    (tidy.no_error_is_swallowed, "claims/a.py", "try: f()\nexcept (ValueError, BaseException) as e: raise E from e\n"),
    (tidy.no_error_is_swallowed, "claims/a.py", "with suppress(Exception): f()\n"),
    (tidy.no_library_prints, "notifications/a.py", "print(1)"),
    (tidy.money_is_whole_fen, "claims/money.py", "rate = 0.5"),
    (tidy.money_is_whole_fen, "claims/formulas/death.py", "share = a / b"),
    (tidy.money_is_whole_fen, "workflows/effects/ledger.py", "total /= 2"),
    (tidy.money_is_whole_fen, "claims/store/ledger.py", "round(a)"),
    (tidy.words_are_ours, "claims/a.py", "# TO" + "DO later"),
    (tidy.words_are_ours, "claims/a.py", "amount_cents = 1"),
    (tidy.silenced_checks_have_a_reason, "claims/a.py", "a = f()  # type: ignore\n"),
    (tidy.silenced_checks_have_a_reason, "claims/a.py", "a = f()  # type: ignore[arg-type]\n"),
    (tidy.silenced_checks_have_a_reason, "claims/a.py", "a = f()  # noqa\n"),
    (tidy.silenced_checks_have_a_reason, "claims/a.py", "a = f()  # noqa: E501\n"),
    (tidy.tests_are_never_skipped, "tests/test_a.py", "pytest.skip('later')"),
    (tidy.tests_are_never_skipped, "tests/test_a.py", "@pytest.mark.xfail\ndef test_a() -> None: ...\n"),
]
KEPT: list[tuple[Rule, str, str]] = [
    (tidy.modules_are_short, "claims/a.py", GOOD + "\n" * 447),
    (tidy.functions_are_short, "claims/a.py", "def f() -> None:\n" + "    a = 1\n" * 69),
    (tidy.one_place_commits, "workflows/transaction.py", "connection.commit()"),
    (tidy.one_place_reads_the_clock, "claims/clock.py", "datetime.now(UTC)"),
    (tidy.one_place_reads_the_clock, "workflows/a.py", "desk.now()"),
    (tidy.no_error_is_swallowed, "claims/a.py", "try: f()\nexcept BaseException:\n    undo()\n    raise\n"),
    (tidy.no_library_prints, "cli.py", "print(1)"),
    (tidy.money_is_whole_fen, "claims/store/engine.py", "wait_seconds = 0.5"),
    (tidy.money_is_whole_fen, "claims/money.py", "half = (a + 1) // 2"),
    (tidy.words_are_ours, "claims/a.py", "allowance_percent = 75  # centre, accent"),
    (tidy.silenced_checks_have_a_reason, "claims/a.py", "a = f()  # type: ignore[arg-type]  # the stub is wrong\n"),
    (tidy.silenced_checks_have_a_reason, "claims/a.py", "a = f()  # noqa: BLE001 (the edge answers any fault)\n"),
]


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN, ids=[f"{r.__name__}-{s[-30:]!r}" for r, _, s in BROKEN])
def test_a_breach_is_found_and_located(rule: Rule, path: str, source: str) -> None:
    found = list(rule(Module(path, source)))
    assert len(found) == 1
    assert re.match(rf"{re.escape(path)}:\d+: ", found[0])


@pytest.mark.parametrize(("rule", "path", "source"), KEPT, ids=[f"{r.__name__}-{s[-30:]!r}" for r, _, s in KEPT])
def test_what_keeps_a_rule_is_left_alone(rule: Rule, path: str, source: str) -> None:
    assert list(rule(Module(path, source))) == []
