"""What is wrong with a letter text, said in Chinese: in which file, on which line, and why; never with the values filled in."""

from __future__ import annotations

import re
from pathlib import PurePath
from traceback import walk_tb

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from claims.errors import BadInput
from notifications.kinds import LetterKind

FAULTS = (TemplateError, TypeError, ValueError, LookupError, AttributeError)
_NAMELESS = "<template>"  # what Jinja calls a text that did not come from a file
_QUOTED = re.compile(r"'([^']+)'")
_OURS = re.compile(r"[\u4e00-\u9fff]")
_SYNTAX = (
    (re.compile(r"unknown tag '([^']+)'"), "不认识的语句 {}"),
    (re.compile(r"No (?:filter|test) named '([^']+)'"), "没有名为 {} 的过滤器"),
    (re.compile(r"(?i)unexpected end of template()"), "文件没有写完，少了结束的语句"),
)


def text_fault(kind: LetterKind, fault: Exception) -> BadInput:
    """A fault of the text of `kind` as an error: letter_text_unknown_variable with the variable, or letter_text_broken."""
    place = _place(kind, fault)
    if isinstance(fault, UndefinedError):
        names = _QUOTED.findall(str(fault))
        return unknown_variable(kind, place, names[-1] if names else "?")
    return BadInput("letter_text_broken", letter=kind.name, place=place, reason=_reason(fault))


def unknown_variable(kind: LetterKind, place: str, variable: str) -> BadInput:
    """The error of a text that uses a variable which its kind does not have."""
    return BadInput("letter_text_unknown_variable", letter=kind.name, place=place, variable=variable)


def at_line(name: str, line: int | None) -> str:
    """A place in a text: "confirmation.txt 第3行"."""
    return f"{name} 第{line}行" if line else name


def _place(kind: LetterKind, fault: Exception) -> str:
    if isinstance(fault, TemplateSyntaxError):
        return at_line(fault.name or kind.template, fault.lineno)
    texts = [
        (PurePath(frame.f_code.co_filename).name, line)
        for frame, line in walk_tb(fault.__traceback__)
        if frame.f_code.co_filename == _NAMELESS or frame.f_code.co_filename.endswith(".txt")
    ]
    name, line = texts[-1] if texts else (kind.template, None)
    return at_line(kind.template if name == _NAMELESS else name, line)


def _reason(fault: Exception) -> str:
    text = str(fault)
    found = ((form, pattern.search(text)) for pattern, form in _SYNTAX)
    known = next((form.format(match[1]) for form, match in found if match), None)
    if known is not None and isinstance(fault, TemplateError):
        return known
    if isinstance(fault, TemplateSyntaxError):
        return f"语法有误（{fault.message}）"
    if isinstance(fault, TemplateNotFound):
        return f"找不到所引用的文件 {fault.name}"
    if isinstance(fault, SecurityError):
        return f"用到了不允许的属性 {(_QUOTED.findall(text) or ['?'])[0]}"
    return text if _OURS.search(text) else f"取值的格式不对（{type(fault).__name__}）"
