"""A letter says what is decided; the bureau's own note that a value must still be compared stays on the file."""

from __future__ import annotations

import pytest

from workflows.citations import unmarked


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("见分进元取5,329元（待核）", "见分进元取5,329元"),
        ("2,100.00元 ÷ 30天（待核） × 153天", "2,100.00元 ÷ 30天 × 153天"),
        ("按各人比例分配（尾差归余数最大者，待核），得1.00元/月", "按各人比例分配（尾差归余数最大者），得1.00元/月"),
        ("目击者的陈述待核实", "目击者的陈述待核实"),
    ],
)
def test_the_mark_goes_and_nothing_else(line: str, written: str) -> None:
    assert unmarked(line) == written
