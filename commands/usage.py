"""A command line that was typed wrong, said in Chinese."""

from __future__ import annotations

import re

from typer._click.exceptions import BadParameter, MissingParameter, NoSuchOption, UsageError
from typer.core import TyperGroup

from claims.errors import words

_REASONS = (
    (re.compile(r"'([^']*)' is not one of (.+?)\.?$"), "“{0}”不在可以选的值之内：{1}"),
    (re.compile(r"valid integer"), "要写整数"),
    (re.compile(r"less than or equal to (\d+)"), "不能大于 {0}"),
    (re.compile(r"greater than or equal to (\d+)"), "不能小于 {0}"),
    (re.compile(r"Option '?(--?[\w-]+)'? requires (?:an argument|\d+ arguments)"), "选项 {0} 后面要写值"),
    (re.compile(r"Option '?(--?[\w-]+)'? does not take a value"), "选项 {0} 后面不写值"),
    (re.compile(r"unexpected extra argument(?:s|\(s\))? \((.+)\)"), "多写了 {0}"),
)


def usage_words(fault: UsageError) -> str:
    """What was wrong with a command line, and where its usage can be read."""
    command = fault.ctx.command_path if fault.ctx else "claims"
    match fault:
        case NoSuchOption():
            return words("usage_no_such_option", option=fault.option_name, command=command)
        case MissingParameter():
            return words("usage_missing", parameter=_name(fault), command=command)
        case BadParameter():
            return words("usage_bad_value", parameter=_name(fault), reason=_reason(fault.message), command=command)
        case _ if isinstance(getattr(fault.ctx, "command", None), TyperGroup):
            return words("usage_no_such_command", command=command)
        case _:
            return words("usage_other", reason=_reason(fault.message), command=command)


def _reason(message: str) -> str:
    for pattern, form in _REASONS:
        found = pattern.search(message)
        if found:
            return form.format(*(part.replace("', '", "、").strip("'") for part in found.groups()))
    return message


def _name(fault: BadParameter) -> str:
    if fault.param is None:
        return str(fault.param_hint or "")
    return "/".join(fault.param.opts) if fault.param.param_type_name == "option" else str(fault.param.metavar)
