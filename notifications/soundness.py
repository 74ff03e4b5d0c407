"""Whether the text of a kind can be used at all: found out before a number is spent on it, once a process and kind.

A branch that the sample does not walk is read as well, for the variables it names.
"""

from __future__ import annotations

from functools import cache

from jinja2 import TemplateError, meta, nodes

from notifications.compose import GIVEN, compose
from notifications.kinds import LetterKind, letter_kind
from notifications.samples import sample
from notifications.text_faults import at_line, text_fault, unknown_variable
from notifications.texts import environment, text_source


@cache
def require_sound(code: str) -> None:
    """Compose the sample of the kind in every variant it is served in.

    Raises BadInput letter_text_unknown_variable or letter_text_broken, with file and line. A fault is not remembered.
    """
    kind = letter_kind(code)
    _require_known_variables(kind)
    for variant in kind.variants:
        compose(code, sample(code), variant)


def _require_known_variables(kind: LetterKind) -> None:
    trees = _trees(kind, kind.template, {})
    names = [node for tree in trees.values() for node in tree.find_all(nodes.Name)]
    made_here = {node.name for node in names if node.ctx != "load"}
    known = kind.fact_names | GIVEN | made_here
    for name, tree in trees.items():
        for variable in sorted(meta.find_undeclared_variables(tree) - known):
            line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == variable), None)
            raise unknown_variable(kind, at_line(name, line), variable)


def _trees(kind: LetterKind, name: str, read: dict[str, nodes.Template]) -> dict[str, nodes.Template]:
    """The text `name` and those it builds on, each read once."""
    if name not in read:
        try:
            read[name] = environment().parse(text_source(name), name)
        except TemplateError as fault:
            raise text_fault(kind, fault) from fault
        for other in meta.find_referenced_templates(read[name]):
            if other is not None:
                _trees(kind, other, read)
    return read
