"""The file of a yearly adjustment: read whole or refused with the fault, rounded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.adjustments import Adjustment, read_adjustment, read_orders
from claims.errors import BadInput

HEAD = 'from = "2025-01"\nsource = "合成文件"\ndocument = "合成人社发〔2025〕1号"\n'
ENTRY = '[[adjust]]\ncode = "disability_allowance"\npercent = "4.5"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "adjust.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_and_the_first_entry_that_fits_counts(tmp_path: Path) -> None:
    text = HEAD + '[[adjust]]\ncode = "disability_allowance"\namount = "200.00"\ngrades = [1, 2]\n' + ENTRY
    orders = read_orders(written(tmp_path, text))
    first, second = (orders.for_item("disability_allowance", grade) for grade in (2, 3))
    assert first is not None
    assert second is not None
    assert (orders.from_month, first.kind, first.value, second.kind, second.value) == (
        "2025-01", "amount", 20_000, "percent", 450,
    )  # fmt: skip
    assert orders.for_item("survivor_pension", None) is None


@pytest.mark.parametrize(
    ("kind", "value", "before_fen", "after_fen"),
    [
        ("percent", 450, 452_965, 473_348),  # 452,965 × 1.045 = 473,348.425
        ("percent", 1, 5_000, 5_001),  # 5,000.5 goes up
        ("amount", 20_000, 452_965, 472_965),
        ("to", 300_000, 452_965, 300_000),
    ],
)
def test_a_sum_is_adjusted_to_the_fen(kind: str, value: int, before_fen: int, after_fen: int) -> None:
    assert Adjustment(kind, value, "文书", "").applied_to(before_fen) == after_fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEAD,
        ENTRY,
        HEAD + '[[adjust]]\ncode = "medical"\npercent = "4.5"\n',
        HEAD + '[[adjust]]\ncode = "allowance_top_up"\npercent = "4.5"\n',
        HEAD + '[[adjust]]\ncode = "survivor_pension"\npercent = 4.5\n',
        HEAD + '[[adjust]]\ncode = "survivor_pension"\npercent = "4.5%"\n',
        HEAD + '[[adjust]]\ncode = "survivor_pension"\npercent = "0"\n',
        HEAD + '[[adjust]]\ncode = "survivor_pension"\npercent = "4.5"\namount = "1.00"\n',
        HEAD + '[[adjust]]\ncode = "survivor_pension"\namount = "1.005"\n',
        HEAD + '[[adjust]]\ncode = "survivor_pension"\namount = "1.00"\ngrades = [11]\n',
        HEAD + ENTRY + "shoe_size = 43\n",
        HEAD.replace("2025-01", "2025-13") + ENTRY,
        "这不是 TOML",
    ],
)
def test_what_is_wrong_in_a_file_refuses_it_whole(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read_orders(written(tmp_path, text))


def test_a_file_in_another_encoding_or_none_at_all_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gbk.toml"
    path.write_bytes((HEAD + ENTRY).encode("gbk"))
    with pytest.raises(BadInput, match="调整办法读不懂"):
        read_orders(path)
    with pytest.raises(BadInput, match="调整办法读不懂"):
        read_orders(tmp_path / "nothing.toml")


@pytest.mark.parametrize(
    "raw", [{}, {"kind": "percent", "value": 0, "document": "文书"}, {"kind": "times", "value": 2, "document": "文书"},
            {"kind": "to", "value": True, "document": "文书"}, {"kind": "to", "value": 5, "document": ""}],
)  # fmt: skip
def test_an_adjustment_of_an_act_is_whole(raw: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="调整办法读不懂"):
        read_adjustment(raw)
