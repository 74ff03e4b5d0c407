"""Bank files as banks, Excel and hands make them: read to the last fen, or refused with every place that is wrong."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from claims.bank.cells import same_name
from claims.bank.formats import PLAIN_CSV, PLAIN_XLSX, format_named, format_of
from claims.bank.lines import Answer, Direction, Movement, Order, Query, Result
from claims.bank.plain import ANSWER_HEAD, ORDER_HEAD, Plain
from claims.errors import BadInput

DAY = date(2025, 6, 16)
ID = "TL-2025-000041/payment-14"
PAID = Answer(2, ID, 3_797_500, Result.PAID, "PF-20250615-01", "9001", "", DAY, "合成人员01", "6222000000000009")
BACK = Answer(3, "TL-2025-000042/payment-9", 100, Result.REJECTED, "PF-20250615-01", reason="账号不存在")
HEAD = ",".join(ANSWER_HEAD)
GOOD = f"PF-20250615-01,{ID},合成人员01,6222000000000009,37975.00,成功,9001,,2025-06-16,"


def text(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join((HEAD, *rows)).encode(encoding)


def read(*rows: str, encoding: str = "utf-8") -> list[Answer]:
    return PLAIN_CSV.read_answers(text(*rows, encoding=encoding))


def refused(content: bytes) -> BadInput:
    with pytest.raises(BadInput) as raised:
        format_of(content, "plain-csv").read_answers(content)
    assert raised.value.message()
    return raised.value


def sheet(rows: Sequence[Sequence[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        assert book.active is not None
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("format_", [PLAIN_CSV, PLAIN_XLSX], ids=lambda one: one.name)
def test_what_is_written_is_read_back(format_: Plain) -> None:
    assert format_.read_answers(format_.answers([PAID, BACK])) == [PAID, BACK]
    moves = [
        Movement(2, DAY, Direction.OUT, 500, "9001", -400, "合成人员01", "6222000000000009"),
        Movement(3, DAY, Direction.IN, 900, "9002", 500),
    ]
    assert format_.read_movements(format_.movements(moves)) == moves
    query = Query(Order("PF-20250615-01", ID, "合成人员01", "6222000000000009", "合成银行", 100), DAY)
    filled = format_.queries([query])
    assert refused(filled).code == "bank_lines_faulty"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_every_encoding_that_banks_and_excel_write_is_read(encoding: str) -> None:
    assert read(GOOD, encoding=encoding) == [PAID]


@pytest.mark.parametrize(
    "amount", ["37975.00", "37975", "３７９７５．００", '"37,975.00"', "¥37975.0", " 37975.00 ", "37975元"]
)
def test_a_sum_is_read_however_it_is_written(amount: str) -> None:
    assert [one.amount_fen for one in read(GOOD.replace("37975.00", amount))] == [3_797_500]


@pytest.mark.parametrize(
    "day", ["2025-06-16", "2025/6/16", "20250616", "2025年6月16日", "2025-06-16 10:20:30", "2025.06.16"]
)
def test_a_day_is_read_however_it_is_written(day: str) -> None:
    assert [one.told_on for one in read(GOOD.replace("2025-06-16", day))] == [DAY]


def test_blank_rows_titles_and_other_headings_are_no_hindrance() -> None:
    content = "\n".join(
        (
            "某银行 代发结果,,",
            ",,",
            "支付编号,交易金额,交易状态,银行流水号",
            f"{ID},37975.00,交易成功,9001",
            ",,,",
            "  ,　,,",
            "",
        )
    ).encode()
    assert [(one.payment_id, one.amount_fen, one.bank_ref) for one in PLAIN_CSV.read_answers(content)] == [
        (ID, 3_797_500, "9001")
    ]


def test_the_guard_that_keeps_excel_from_counting_is_taken_off() -> None:
    guarded = GOOD.replace("6222000000000009", '"=""6222000000000009"""')
    assert read(guarded) == [PAID]
    assert read(GOOD.replace("6222000000000009", "6222 0000-0000 0009")) == [PAID]


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("6222000000000009", "6.222E+15", "bank_cell_spoilt"),
        ("9001", "9.00123E+19", "bank_cell_spoilt"),
        ("37975.00", "37975.001", "bank_cell_amount"),
        ("37975.00", "-37975.00", "bank_cell_amount"),
        ("37975.00", "(37975.00)", "bank_cell_amount"),
        ("37975.00", "三万", "bank_cell_amount"),
        ("37975.00", "1" + "0" * 14, "bank_cell_amount"),
        ("合成人员01", "合成\u202e人员01", "bank_cell_control"),
        ("37975.00", "", "bank_cell_missing"),
        (ID, "", "bank_cell_missing"),
        ("2025-06-16", "45824", "bank_cell_day"),
        ("2025-06-16", "2025-02-30", "bank_cell_day"),
        ("成功", "OK", "bank_cell_result"),
    ],
)
def test_what_may_have_lost_something_is_refused_and_never_guessed(was: str, now: str, code: str) -> None:
    found = refused(text(GOOD, GOOD.replace(was, now)))
    assert found.code == "bank_lines_faulty"
    assert found.facts["count"] == 1
    assert "第3行" in str(found.facts["details"])
    assert "6222000000000009" not in found.message()


def test_all_faults_are_told_at_once() -> None:
    found = refused(text(GOOD.replace("成功", "OK").replace("37975.00", "x"), GOOD.replace("2025-06-16", "x")))
    assert found.facts["count"] == 3


def test_a_number_that_a_spreadsheet_rounded_is_refused_and_a_short_one_read() -> None:
    row = ["PF-20250615-01", ID, "合成人员01", 6222000000000009000, 37975.0, "成功", 9001, None, None, None]
    assert "末几位已经丢失" in refused(sheet([ANSWER_HEAD, row])).message()
    row[3] = "6222000000000009"
    assert PLAIN_XLSX.read_answers(sheet([ANSWER_HEAD, row])) == [replace(PAID, told_on=None)]
    row[4] = 37975.005
    assert refused(sheet([ANSWER_HEAD, row])).code == "bank_lines_faulty"


@pytest.mark.parametrize("total", ["合计,1笔,,,37975.00,,,,,", '合计：共 1 笔,,,,"37,975.00",,,,,', "总计,,,,,,,,,"])
def test_a_total_row_that_agrees_is_no_line(total: str) -> None:
    assert read(GOOD, total) == [PAID]


@pytest.mark.parametrize("total", ["合计,1笔,,,37975.01,,,,,", "合计,2笔,,,37975.00,,,,,", "合计,1笔,,,很多,,,,,"])
def test_a_total_row_that_differs_refuses_the_file(total: str) -> None:
    assert refused(text(GOOD, total)).code == "bank_lines_faulty"


def test_nothing_stands_after_the_total_row() -> None:
    assert refused(text(GOOD, "合计,1笔,,,37975.00,,,,,", GOOD)).code == "bank_lines_faulty"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bank_file_empty"),
        (b"\r\n \r\n", "bank_file_empty"),
        (text(), "bank_file_empty"),
        (text("合计,0笔,,,0.00,,,,,"), "bank_file_empty"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "bank_file_old_excel"),
        (b"PK\x03\x04 cut off", "bank_file_unreadable"),
        (b"\x81\xff\xff\x00\x01", "bank_file_unreadable"),
        ("姓名,金额\n甲,1".encode(), "bank_file_headings"),
        (f"{HEAD},金额\n".encode(), "bank_heading_twice"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_a_statement_may_be_newest_first_but_its_balances_must_follow() -> None:
    moves = [Movement(place, DAY, Direction.OUT, 100, f"90{place}", 1000 - 100 * place) for place in (2, 3, 4)]
    backwards = PLAIN_CSV.read_movements(PLAIN_CSV.movements(list(reversed(moves))))
    assert [one.bank_ref for one in backwards] == ["902", "903", "904"]
    with pytest.raises(BadInput) as raised:
        PLAIN_CSV.read_movements(PLAIN_CSV.movements([moves[0], moves[2]]))
    assert raised.value.code == "bank_balance_broken"


def test_the_batch_file_has_a_line_a_payment_and_its_total() -> None:
    order = Order("PF-20250615-01", ID, "合成人员01", "6222000000000009", "合成银行", 3_797_505)
    rows = PLAIN_CSV.orders([order, replace(order, amount_fen=5)]).decode("utf-8-sig").splitlines()
    assert rows[1] == f"PF-20250615-01,1,合成人员01,6222000000000009,合成银行,37975.05,职业伤害保障待遇,{ID}"
    assert rows[-1] == "合计,2笔,,,,37975.10,,"


def test_names_of_a_holder_are_compared_as_people_do() -> None:
    assert same_name("买买提·艾力", "买买提 •艾力")
    assert same_name("ＡＢ", "ab")
    assert not same_name("合成人员01", "合成人员02")


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(BadInput, match="plain-csv、plain-xlsx"):
        format_named("mt940")


def test_the_examples_of_the_handbook_are_files() -> None:
    handbook = (Path(__file__).parents[3] / "docs" / "bank.md").read_text(encoding="utf-8")
    blocks = [block.strip() for block in handbook.split("```") if block.strip().startswith("批次号,")]
    orders, answers = (block.splitlines() for block in blocks)
    assert tuple(orders[0].split(",")) == ORDER_HEAD
    assert [one.result for one in PLAIN_CSV.read_answers("\r\n".join(answers).encode())] == [
        Result.PAID,
        Result.REJECTED,
    ]
