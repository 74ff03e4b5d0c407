"""Every code that the program can say has its Chinese words, once, and the facts they ask for."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from tests.support import api_errors
from tests.support.tidy import Module

ROOT = Path(__file__).parent.parent
WORDS = sorted((ROOT / "claims" / "words").glob("*.toml"))
PARTS = {"what", "why", "do"}
ENGLISH = "en"  # for the programs of platforms, whose developers read docs/api/errors.md
ERRORS = {"ClaimsError", "BadInput", "RuleMissing", "RuleFileError", "Refused", "Conflict", "Retryable"}
SAYING = ERRORS | {"words", "Refusal"}


@dataclass(frozen=True)
class Saying:
    """A place that says a code: the facts it gives, or None where they are not written out."""

    place: str
    by: str
    code: str
    facts: frozenset[str] | None


def entries() -> Iterator[tuple[str, str, dict[str, str]]]:
    """File, code and texts of every entry."""
    for path in WORDS:
        for code, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield path.name, code, texts


def sayings() -> Iterator[Saying]:
    """Every call of the program that names a code."""
    files = [*ROOT.glob("*.py"), *(path for name in ("claims", "workflows", "notifications", "pilot", "portal", "commands")
                                   for path in (ROOT / name).rglob("*.py"))]  # fmt: skip
    for path in files:
        module = Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for call in module.calls:
            by = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            first = call.args[0] if call.args else None
            if by in SAYING and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Saying(module.at(call.lineno, by), by, first.value, given(call))


def given(call: ast.Call) -> frozenset[str] | None:
    """The names of the facts in a call: its keywords, or the keys of a dict written out in it."""
    names: set[object] = {keyword.arg for keyword in call.keywords}
    for value in call.args[1:]:
        if not isinstance(value, ast.Dict) or not all(isinstance(key, ast.Constant) for key in value.keys):
            return None
        names |= {key.value for key in value.keys if isinstance(key, ast.Constant)}
    return None if None in names else frozenset(str(name) for name in names)


def asked(texts: dict[str, str]) -> set[str]:
    """The facts that an entry's texts ask for."""
    return {
        name.split(".")[0].split("[")[0] for text in texts.values() for _, name, _, _ in Formatter().parse(text) if name
    }


def test_every_code_has_words() -> None:
    known = {code for _, code, _ in entries()}
    lacking = [f"{said.place}: {said.code}" for said in sayings() if said.code not in known]
    assert lacking == [], "\n".join(["no words in claims/words for:", *lacking])


def test_every_code_has_words_in_one_file_only() -> None:
    assert [code for code, count in Counter(code for _, code, _ in entries()).items() if count > 1] == []


def test_words_say_what_and_an_error_also_why_and_what_to_do() -> None:
    raised = {said.code for said in sayings() if said.by in ERRORS}
    lacking = [
        f"{file}: {code} lacks {', '.join(sorted(must - set(texts)))}"
        for file, code, texts in entries()
        if (must := PARTS if code in raised else {"what"}) - set(texts)
    ]
    assert lacking == [], "\n".join(lacking)
    assert [f"{file}: {code}" for file, code, texts in entries() if not set(texts) <= PARTS | {ENGLISH}] == []


def test_whatever_a_program_can_be_answered_is_said_in_english_too() -> None:
    english = {code: texts[ENGLISH] for _, code, texts in entries() if ENGLISH in texts}
    answered = {code for code, _ in api_errors.codes()}
    assert sorted(answered ^ set(english)) == []
    wrong = [code for code, text in english.items() if not re.fullmatch(r"[ -z 知情同意…|~]{20,400}[.]", text)]
    assert wrong == [], "no plain English sentences without facts"


def test_who_says_a_code_gives_the_facts_of_its_words() -> None:
    wanted = {code: asked(texts) for _, code, texts in entries()}
    lacking = [
        f"{said.place}: {said.code} lacks {', '.join(sorted(wanted[said.code] - said.facts))}"
        for said in sayings()
        if said.facts is not None and said.code in wanted and not wanted[said.code] <= said.facts
    ]
    assert lacking == [], "\n".join(lacking)
