"""Errors carry a code and the facts; the Chinese words for every code live in `claims/words/*.toml`.

An error text says what is wrong, why it is so, and what to do next.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _words() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(files("claims").joinpath("words").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            texts.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return texts


def words(code: str, /, **facts: object) -> str:
    """The Chinese sentences of `code`, with the facts put in: what; why; what to do."""
    return _said(code, ("what", "why", "do"), facts)


def grounds(code: str, /, **facts: object) -> str:
    """What and why only, for a reader for whom what to do about it is not meant."""
    return _said(code, ("what", "why"), facts)


def _said(code: str, wanted: tuple[str, ...], facts: Mapping[str, object]) -> str:
    entry = _words()[code]
    return "".join(entry[part] for part in wanted if entry.get(part)).format(**facts)


def wording(code: str, part: str = "what") -> str:
    """One sentence of `code` as it is written, with the places for its facts; empty where it has none."""
    return _words()[code].get(part, "")


def known_code(code: str) -> bool:
    """Whether the code has words."""
    return code in _words()


class ClaimsError(Exception):
    """Something the program refuses, known by `code`; `facts` fill the words of that code."""

    exit_code = 1

    def __init__(self, code: str, /, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code, facts)

    def message(self) -> str:
        """The text for a person: what is wrong, why, and what to do."""
        return words(self.code, **self.facts)

    def __str__(self) -> str:
        return self.message()


class BadInput(ClaimsError):
    """What was given cannot be read or makes no sense."""

    exit_code = 2


class RuleMissing(ClaimsError):
    """A value of the law that the question needs is not loaded; the facts name it and what to load."""

    exit_code = 2


class RuleFileError(ClaimsError):
    """A file of rule values is malformed; the facts name file, key and reason."""

    exit_code = 2


class Refused(ClaimsError):
    """A lawful no: the table, a guard or a right does not allow the act."""


class Conflict(ClaimsError):
    """Somebody else was first: the page is stale or the key was used for another body."""


class Retryable(ClaimsError):
    """A passing fault; the whole unit of work may be tried again."""
