"""The plain format of this program, documented in docs/bank.md: its rows are the same in CSV and in XLSX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.bank import cells, sheets
from claims.bank.columns import Column, read_rows
from claims.bank.lines import Answer, Direction, Movement, Order, Query
from claims.errors import BadInput
from claims.money import FEN_PER_YUAN

ORDER_HEAD = ("批次号", "序号", "户名", "账号", "开户银行", "金额（元）", "用途", "明细号")
ANSWER_HEAD = ("批次号", "明细号", "户名", "账号", "金额（元）", "结果", "流水号", "原流水号", "日期", "原因")
QUERY_HEAD = (*ANSWER_HEAD, "发送日期")
MOVEMENT_HEAD = ("日期", "收支", "金额（元）", "流水号", "对方户名", "对方账号", "余额（元）", "摘要")
PURPOSE = "职业伤害保障待遇"
ANSWERS = (
    Column("payment_id", ("明细号", "支付编号", "业务编号"), cells.number),
    Column("amount_fen", ("金额", "交易金额", "支付金额"), cells.amount),
    Column("result", ("结果", "处理结果", "交易状态", "状态"), cells.result),
    Column("batch_no", ("批次号", "批次"), cells.number, required=False),
    Column("bank_ref", ("流水号", "银行流水号", "交易流水号"), cells.number, required=False),
    Column("original_ref", ("原流水号", "原交易流水号"), cells.number, required=False),
    Column("told_on", ("日期", "交易日期", "处理日期"), cells.day, required=False),
    Column("account_name", ("户名", "收款人户名", "收款户名"), cells.text, required=False),
    Column("account", ("账号", "收款账号", "收款人账号"), cells.account, required=False),
    Column("reason", ("原因", "失败原因", "退汇原因", "备注"), cells.text, required=False),
)
MOVEMENTS = (
    Column("day", ("日期", "交易日期", "记账日期"), cells.day),
    Column("direction", ("收支", "借贷标志", "收支标志"), cells.direction),
    Column("amount_fen", ("金额", "交易金额", "发生额"), cells.amount),
    Column("bank_ref", ("流水号", "银行流水号", "交易流水号"), cells.number),
    Column("balance_fen", ("余额", "账户余额"), cells.balance),
    Column("counterpart_name", ("对方户名", "对方名称"), cells.text, required=False),
    Column("counterpart_account", ("对方账号",), cells.account, required=False),
    Column("remark", ("摘要", "附言", "备注"), cells.text, required=False),
)


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain format in one kind of file: its name, the ending of its files, how rows become bytes and come from them."""

    name: str
    suffix: str
    write: Callable[[Iterable[sheets.Row]], bytes]
    rows: Callable[[bytes], Iterator[tuple[int, sheets.Row]]]

    def orders(self, orders: Sequence[Order]) -> bytes:
        """The file of a batch: a line a payment, and the total row."""
        return self.write(_order_rows(orders))

    def queries(self, queries: Sequence[Query]) -> bytes:
        """The list of payments whose outcome the bank is asked for; filled in, it is a return file."""
        return self.write(_query_rows(queries))

    def answers(self, answers: Sequence[Answer]) -> bytes:
        """A return file, as a bank would write it."""
        return self.write(_answer_rows(answers))

    def movements(self, movements: Sequence[Movement]) -> bytes:
        """A statement, as a bank would write it."""
        return self.write(_movement_rows(movements))

    def read_answers(self, content: bytes) -> list[Answer]:
        """The lines of a return file. Raises BadInput, with everything that is wrong, for one that is not whole."""
        sheets.check_size(content)
        return [Answer(line.line_no, **line.cells) for line in read_rows(self.rows(content), ANSWERS)]

    def read_movements(self, content: bytes) -> list[Movement]:
        """The lines of a statement, oldest first, each balance following from the one before. Raises BadInput."""
        sheets.check_size(content)
        lines = [Movement(line.line_no, **line.cells) for line in read_rows(self.rows(content), MOVEMENTS)]
        return _in_order(lines)


def plain_yuan(amount_fen: int) -> str:
    """A sum as a bank reads it: no sign of currency and no separators."""
    sign, whole_fen = ("-", -amount_fen) if amount_fen < 0 else ("", amount_fen)
    return f"{sign}{whole_fen // FEN_PER_YUAN}.{whole_fen % FEN_PER_YUAN:02d}"


def _order_rows(orders: Sequence[Order]) -> Iterator[sheets.Row]:
    yield ORDER_HEAD
    for place, one in enumerate(orders, start=1):
        amount = plain_yuan(one.amount_fen)
        yield one.batch_no, place, one.account_name, one.account, one.bank, amount, PURPOSE, one.payment_id
    total = plain_yuan(sum(one.amount_fen for one in orders))
    yield "合计", f"{len(orders)}笔", "", "", "", total, "", ""


def _query_rows(queries: Sequence[Query]) -> Iterator[sheets.Row]:
    yield QUERY_HEAD
    for one in queries:
        order = one.order
        amount = plain_yuan(order.amount_fen)
        known = order.batch_no, order.payment_id, order.account_name, order.account, amount
        yield *known, "", "", "", "", "", one.sent_on.isoformat()


def _answer_rows(answers: Sequence[Answer]) -> Iterator[sheets.Row]:
    yield ANSWER_HEAD
    for one in answers:
        known = one.batch_no, one.payment_id, one.account_name, one.account, plain_yuan(one.amount_fen)
        told_on = one.told_on.isoformat() if one.told_on else ""
        yield *known, cells.RESULTS[one.result][0], one.bank_ref, one.original_ref, told_on, one.reason
    total = plain_yuan(sum(one.amount_fen for one in answers))
    yield "合计", f"{len(answers)}笔", "", "", total, "", "", "", "", ""


def _movement_rows(movements: Sequence[Movement]) -> Iterator[sheets.Row]:
    yield MOVEMENT_HEAD
    for one in movements:
        amount, balance = plain_yuan(one.amount_fen), plain_yuan(one.balance_fen)
        way = cells.DIRECTIONS[one.direction][0]
        other = one.counterpart_name, one.counterpart_account
        yield one.day.isoformat(), way, amount, one.bank_ref, *other, balance, one.remark


def _in_order(lines: Sequence[Movement]) -> list[Movement]:
    """A statement may be written newest first. Raises BadInput where a balance does not follow from the one before."""
    broken = _break(lines)
    if broken is None:
        return list(lines)
    backwards = list(reversed(lines))
    if _break(backwards) is None:
        return backwards
    raise BadInput("bank_balance_broken", line=broken)


def _break(lines: Sequence[Movement]) -> int | None:
    """The row in which the balance is not that of the row before, more or less the amount."""
    for before, line in pairwise(lines):
        moved = line.amount_fen if line.direction is Direction.IN else -line.amount_fen
        if before.balance_fen + moved != line.balance_fen:
            return line.line_no
    return None
