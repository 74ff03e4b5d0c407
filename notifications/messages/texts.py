"""From a kind and its facts to the text of a message: filled in a sandbox where a missing variable is an error, and measured."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from claims.errors import BadInput
from notifications.facts import is_shaped
from notifications.messages.facts import MESSAGE_FACTS, SAMPLES
from notifications.messages.kinds import MESSAGE_KINDS, MessageKind
from notifications.texts import day

CHARACTERS_MAX = 140


def fits(text: str, characters: int) -> bool:
    """Whether a text has at most so many characters; what does not fit is not cut, the text says where it stands."""
    return len(text) <= characters


def month_day(value: str) -> str:
    """ISO day without its year, for a day within the year: "2025-06-06" -> "6月6日". Raises ValueError."""
    return day(value).partition("年")[2]


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The one environment of message texts. A text is no markup, so nothing is escaped."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    made.filters = {"day": day, "month_day": month_day, "fits": fits}
    return made


@cache
def _template(kind: MessageKind) -> Template:
    return environment().from_string(kind.text)


def message_text(kind: MessageKind, facts: Mapping[str, object]) -> str:
    """The text of `kind`: one line, at most CHARACTERS_MAX characters.

    Raises BadInput: message_facts_wrong (facts lack, are malformed or not declared), message_text_broken,
    message_too_long.
    """
    _check(kind, facts)
    context = {name: facts.get(name) for name in kind.facts}
    try:
        text = " ".join(_template(kind).render(context).split())
    except (TemplateError, TypeError, ValueError) as fault:
        raise BadInput("message_text_broken", kind=kind.name, reason=type(fault).__name__) from fault
    if len(text) > CHARACTERS_MAX:
        raise BadInput("message_too_long", kind=kind.name, length=len(text), limit=CHARACTERS_MAX)
    return text


def _check(kind: MessageKind, facts: Mapping[str, object]) -> None:
    given = {name for name, value in facts.items() if value is not None}
    wrong = sorted(
        {name for name in kind.facts - kind.may_lack if name not in given}
        | (given - kind.facts)
        | {name for name in given & kind.facts if not is_shaped(MESSAGE_FACTS[name], facts[name])}
    )
    if wrong:
        raise BadInput("message_facts_wrong", kind=kind.name, facts="、".join(wrong))


def sample_text(code: str) -> str:
    """The text of a kind with sample facts. Raises BadInput `message_kind_unknown`."""
    if code not in MESSAGE_KINDS:
        raise BadInput("message_kind_unknown", kind=code, known="、".join(sorted(MESSAGE_KINDS)))
    kind = MESSAGE_KINDS[code]
    return message_text(kind, {name: SAMPLES[name] for name in kind.facts})
