"""A snapshot that passes the check can be set: the engine numbers a letter on the strength of the check alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.compose import compose, require_facts
from notifications.facts import Fact, Shape
from notifications.kinds import LETTER_KINDS, LetterKind, Variant

TEXT = st.text(alphabet="王小合成区县路号一二三、；。（）“”ABCxyz0189 <>&#|-{}%\n\t", min_size=1, max_size=12).filter(
    str.strip
)
DAY = st.dates().map(lambda day: day.isoformat())
CARE = st.sampled_from(["full", "most", "part", "none"])
SHAPES: dict[Shape, st.SearchStrategy[Any]] = {
    Shape.TEXT: TEXT,
    Shape.DAY: DAY,
    Shape.COUNT: st.integers(0, 10),
    Shape.FEN: st.integers(0, 10_000_000_00),
    Shape.FLAG: st.booleans(),
    Shape.LINES: st.lists(TEXT, min_size=1, max_size=3),
}


def values(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.name == "care_level":
        return CARE
    if fact.shape is not Shape.ROWS:
        return SHAPES[fact.shape]
    must = {field.name: values(field) for field in fact.fields if field.name not in fact.may_lack}
    may = {field.name: values(field) for field in fact.fields if field.name in fact.may_lack}
    return st.lists(st.fixed_dictionaries(must, optional=may), min_size=1, max_size=3)


def snapshots(kind: LetterKind) -> st.SearchStrategy[dict[str, Any]]:
    must = {fact.name: values(fact) for fact in kind.facts}
    may = {fact.name: values(fact) for fact in kind.optional}
    drawn = st.fixed_dictionaries(must, optional=may)
    return drawn.filter(lambda facts: not kind.one_of or any(name in facts for name in kind.one_of))


@pytest.mark.parametrize("code", LETTER_KINDS)
@settings(max_examples=settings().max_examples // 4, deadline=None)
@given(data=st.data())
def test_a_text_can_be_filled_from_every_snapshot_that_passes_the_check(code: str, data: st.DataObject) -> None:
    facts = data.draw(snapshots(LETTER_KINDS[code]))
    require_facts(code, facts)
    for variant in Variant:
        assert compose(code, facts, variant).blocks
