"""Reading one cell of a bank file: what Excel, a bank's program or a person's hand made of a sum, a day or a number.

Full-width digits, thousands separators and blanks are read; what may have lost a digit is refused and never guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from unicodedata import category, normalize

from claims.bank.lines import Direction, Result
from claims.errors import BadInput
from claims.money import parse_yuan

EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number
UNSEEN = ("Cc", "Cs", "Cf")  # controls, halves of characters, and what turns the direction of text
SHOWN = 12  # characters of a wrong cell that a fault repeats: too few for an account
LONGEST = 200
LARGEST_FEN = 10**15  # ten billion yuan: no payment and no balance is larger
SPOILT = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+")
GUARDED = re.compile(r'="(.*)"|\'(.*)', re.DOTALL)
DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")
RESULTS = {
    Result.PAID: ("成功", "交易成功", "支付成功", "已支付", "已入账"),
    Result.REJECTED: ("失败", "退回", "交易失败", "支付失败", "未扣款"),
    Result.REFUNDED: ("退汇", "已退汇", "付后退汇"),
    Result.PENDING: ("处理中", "待处理", "银行处理中", "可疑", "未知"),
}
DIRECTIONS = {Direction.OUT: ("支出", "支", "借", "借方"), Direction.IN: ("收入", "收", "贷", "贷方")}


class Unreadable(ValueError):
    """A cell that cannot be read; `code` and `facts` say why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def is_blank(cell: object) -> bool:
    """Whether nothing stands in a cell, or only what nobody sees."""
    return cell is None or (isinstance(cell, str) and not _clean(cell))


def text(cell: object) -> str:
    """A cell as a person sees it, in one form of every character."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    read = _clean(str(cell))
    if len(read) > LONGEST:
        raise Unreadable("bank_cell_long", length=len(read), longest=LONGEST)
    if any(category(character) in UNSEEN for character in read):
        raise Unreadable("bank_cell_control")
    return read


def number(cell: object) -> str:
    """An account, a reference or an id: digits and letters, each of them certain."""
    if isinstance(cell, bool | datetime | date):
        raise Unreadable("bank_cell_number", value=str(cell)[:SHOWN])
    if isinstance(cell, int | float) and len(text(cell)) > EXACT_DIGITS:
        raise Unreadable("bank_cell_spoilt")
    read = text(cell)
    if SPOILT.fullmatch(read):
        raise Unreadable("bank_cell_spoilt")
    return read


def account(cell: object) -> str:
    """An account number without the blanks and hyphens in which it is written."""
    return re.sub(r"[\s-]", "", number(cell))


def amount(cell: object) -> int:
    """A sum of yuan as fen; more than two decimals, a sign and anything that is no sum are refused."""
    if isinstance(cell, bool | datetime | date):
        raise Unreadable("bank_cell_amount", value=str(cell)[:SHOWN])
    read = text(cell).replace(" ", "")
    try:
        fen = parse_yuan(read)
    except BadInput as reason:
        raise Unreadable("bank_cell_amount", value=read[:SHOWN]) from reason
    if fen > LARGEST_FEN:
        raise Unreadable("bank_cell_amount", value=read[:SHOWN])
    return fen


def balance(cell: object) -> int:
    """The balance of an account, which may be overdrawn."""
    read = text(cell).replace(" ", "")
    return -amount(read[1:]) if read.startswith("-") else amount(cell)


def day(cell: object) -> date:
    """A day, however it is written; a bare serial number of a spreadsheet is refused."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    read = text(cell)
    found = DAY.fullmatch(read)
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else _no_day(read)
    except ValueError as fault:
        raise Unreadable("bank_cell_day", value=read[:SHOWN]) from fault


def _no_day(read: str) -> date:
    raise ValueError(read)


def result(cell: object) -> Result:
    """The bank's word for what became of a payment."""
    read = text(cell)
    for known, words in RESULTS.items():
        if read in words:
            return known
    raise Unreadable("bank_cell_result", value=read[:SHOWN], known="、".join(words[0] for words in RESULTS.values()))


def direction(cell: object) -> Direction:
    """The bank's word for which way money went."""
    read = text(cell)
    for known, words in DIRECTIONS.items():
        if read in words:
            return known
    raise Unreadable("bank_cell_direction", value=read[:SHOWN])


def same_name(one: str, other: str) -> bool:
    """Whether two names of a holder are one, but for width, blanks, case and the dots inside names."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return re.sub(r"[\s·•・‧∙⋅.]", "", normalize("NFKC", name)).casefold()


def _clean(cell: str) -> str:
    guarded = GUARDED.fullmatch(cell.strip())
    bare = next((part for part in guarded.groups() if part is not None), "") if guarded else cell
    return " ".join(normalize("NFKC", bare).replace("\ufeff", "").split())
