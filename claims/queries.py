"""The questions that reports and auditors ask, one SQL file each, named as the question.

A file runs unchanged on SQLite and PostgreSQL. It begins with remarks that say what is asked, what counts and by which
date, and what its columns are; a remark is `-- 标题：…`, a column `-- 列：name | 名称 | 单位`, with `可加` where the sums of
parts are the sum of the whole, and `译 vocabulary` where its values are codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claims.errors import BadInput

REPORTS, AUDIT, POPULATIONS = "reports", "audit", "populations"
REMARK, COLUMN = "-- ", "列"
ADDITIVE, TRANSLATED = "可加", "译 "
YUAN, TEXT = "元", "文"


@dataclass(frozen=True, slots=True)
class QueryColumn:
    """A column of an answer: `unit` is 元 for a sum in fen, 文 for a text that names the row, else what is counted."""

    name: str
    label: str
    unit: str
    additive: bool = False
    vocabulary: str = ""

    @property
    def is_key(self) -> bool:
        """Whether it names the row and is no figure."""
        return self.unit == TEXT


@dataclass(frozen=True, slots=True)
class Query:
    """One question: its name, what its head says, its columns, and its text in SQL."""

    name: str
    head: tuple[tuple[str, str], ...]
    columns: tuple[QueryColumn, ...]
    sql: str

    def said(self, what: str) -> str:
        """What the head says under a heading (标题, 问题, 计入 …); empty where it says nothing."""
        return "；".join(text for heading, text in self.head if heading == what)

    @property
    def title(self) -> str:
        """Its Chinese title."""
        return self.said("标题")

    @property
    def keys(self) -> tuple[QueryColumn, ...]:
        """The columns that name a row."""
        return tuple(column for column in self.columns if column.is_key)

    @property
    def figures(self) -> tuple[QueryColumn, ...]:
        """The columns that hold figures."""
        return tuple(column for column in self.columns if not column.is_key)


@cache
def queries(folder: str) -> tuple[Query, ...]:
    """All questions of `claims/<folder>`, by name."""
    paths = sorted(files("claims").joinpath(folder).iterdir(), key=lambda path: path.name)
    return tuple(
        _read(path.name.removesuffix(".sql"), path.read_text(encoding="utf-8"))
        for path in paths
        if path.name.endswith(".sql")
    )


def query(folder: str, name: str) -> Query:
    """The question called `name`. Raises BadInput `no_such_question`, which names those that are there."""
    known = {one.name: one for one in queries(folder)}
    if name not in known:
        raise BadInput("no_such_question", name=name, known="、".join(known))
    return known[name]


def _read(name: str, text: str) -> Query:
    head, columns = [], []
    for heading, said in _remarks(text):
        if heading == COLUMN:
            columns.append(_column(said))
        else:
            head.append((heading, said))
    return Query(name, tuple(head), tuple(columns), text)


def _remarks(text: str) -> Iterator[tuple[str, str]]:
    """The remarks at the top of a file; a line without a heading goes on with the one before it."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if not line.startswith(REMARK):
            break
        heading, colon, said = line.removeprefix(REMARK).partition("：")
        if colon and len(heading) <= len("为什么"):
            found.append([heading, said])
        else:
            found[-1][1] += line.removeprefix(REMARK)
    yield from ((heading, said) for heading, said in found)


def _column(said: str) -> QueryColumn:
    name, label, unit, *marks = (part.strip() for part in said.split("|"))
    vocabulary = next((mark.removeprefix(TRANSLATED) for mark in marks if mark.startswith(TRANSLATED)), "")
    return QueryColumn(name, label, unit, ADDITIVE in marks, vocabulary)
