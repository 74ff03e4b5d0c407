"""The letter texts: Jinja2 files under `templates/letters/`, filled in a sandbox where a missing variable is an error."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from claims.money import capitals, grouped
from claims.period_words import chinese_day
from notifications.kinds import LetterKind
from notifications.markup import hide
from notifications.text_faults import FAULTS, text_fault

FOLDER = "templates/letters"
SKELETON = "_letter.txt"
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_CODE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_INCLUDED = re.compile(r'\{% (?:include|extends) "([^"]+)" %\}')
_GRADES = ("未达到伤残等级", "一级", "二级", "三级", "四级", "五级", "六级", "七级", "八级", "九级", "十级")
# The title of a law at the head of a source: up to 法, 条例, 办法 …, where an article, a year in brackets or the end follows.
_TITLE = re.compile(r"^(?P<title>[\u4e00-\u9fff]+?(?:法|条例|办法|规定|规程|解释))(?=第|（|$)")
_CARE = {
    "full": "生活完全不能自理",
    "most": "生活大部分不能自理",
    "part": "生活部分不能自理",
    "none": "未达到生活自理障碍等级",
}


def day(value: str) -> str:
    """ISO day as letters write it: "2025-06-06" -> "2025年6月6日". Raises ValueError, without the value, for anything else."""
    try:
        on = date.fromisoformat(value)
    except (TypeError, ValueError) as fault:
        raise ValueError("写成日期的值不是日期") from fault
    return chinese_day(on)


def grade_name(grade: int) -> str:
    """伤残等级 in words, 0 for none reached. Raises ValueError beyond 10."""
    if grade >= len(_GRADES):
        raise ValueError(f"没有{grade}级伤残")
    return _GRADES[grade]


def care_name(level: str) -> str:
    """生活自理障碍程度 in words. Raises ValueError for a level that does not exist."""
    if level not in _CARE:
        raise ValueError(f"生活自理障碍“{level}”不在 {'、'.join(_CARE)} 之内")
    return _CARE[level]


def total_fen(rows: list[Mapping[str, int]]) -> int:
    """The sum of `amount_fen` over the rows, so that a letter's total is always that of its table."""
    return sum(row["amount_fen"] for row in rows)


def clause(text: str) -> str:
    """A value as part of a sentence: without the full stop or comma it may end with."""
    return text.strip().rstrip("。；，、.;, ")


def law(text: str) -> str:
    """A source of law as a letter cites it, its title in 书名号: "工伤保险条例第三十条" -> "《工伤保险条例》第三十条".

    What has them already, and what does not begin with the title of a law, stays as it is.
    """
    return _TITLE.sub(r"《\g<title>》", clause(text))


def laws(sources: Sequence[str], between: str = "、") -> str:
    """Several sources as one phrase, each once."""
    return between.join(dict.fromkeys(law(source) for source in sources))


def rise_fen(rows: Sequence[Mapping[str, int]]) -> int:
    """What the changes of an award add, without those that take away."""
    return sum(max(0, row["new_fen"] - row["earlier_fen"]) for row in rows)


def fall_fen(rows: Sequence[Mapping[str, int]]) -> int:
    """What the changes of an award take away, without those that add."""
    return sum(max(0, row["earlier_fen"] - row["new_fen"]) for row in rows)


def _shown(value: object) -> object:
    if value is None:
        raise ValueError("写出了一个没有提供的可选事实，请先用 {% if %} 判断")
    return hide(str(value)) if isinstance(value, str | int) else value


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day,
    "clause": clause,
    "law": law,
    "laws": laws,
    "rise": rise_fen,
    "fall": fall_fen,
    "money": grouped,
    "capitals": capitals,
    "total": total_fen,
    "grade": grade_name,
    "care": care_name,
}


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The one environment of letter texts. Texts are not markup of the page, so nothing is escaped for it."""
    made = ImmutableSandboxedEnvironment(
        loader=PackageLoader("notifications", FOLDER),
        undefined=StrictUndefined,
        finalize=_shown,
        autoescape=False,
        auto_reload=False,
    )
    made.filters = {**made.filters, **FILTERS}
    return made


def fill(kind: LetterKind, context: Mapping[str, object]) -> str:
    """The text of `kind` with `context` put in.

    Raises BadInput: letter_text_unknown_variable (named) or letter_text_broken, when the file cannot be used.
    """
    try:
        return environment().get_template(kind.template).render(context)
    except FAULTS as fault:
        raise text_fault(kind, fault) from fault


@cache
def template_characters(name: str) -> str:
    """The characters that stand in a text file and in those it includes, sorted; what it is filled with is not among them."""
    source = _COMMENT.sub("", text_source(name))
    others = (template_characters(other) for other in _INCLUDED.findall(source))
    return "".join(sorted({*_CODE.sub("", source), *"".join(others)} - {"\n"}))


def text_source(name: str) -> str:
    """What stands in a text file. Raises TemplateNotFound."""
    env = environment()
    return env.loader.get_source(env, name)[0] if env.loader else ""


@cache
def template_sha256(kind: LetterKind) -> str:
    """SHA-256 over the text of `kind` and the shared texts, kept with an issued letter to pin its wording."""
    env = environment()
    names = [*(name for name in sorted(env.list_templates()) if name.startswith("_")), kind.template]
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\n{text_source(name)}\n".encode())
    return digest.hexdigest()
