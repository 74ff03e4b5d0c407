"""The columns of an import file, a row a reported case: heading, meaning, and how a cell is read.

A cell is read from what Excel, CSV or JSON give; what cannot be read is a fault that names the column, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from claims.clock import SHANGHAI
from claims.errors import BadInput
from claims.faults import Fault
from workflows.identity import read_id_number

LONGEST_TEXT = 500
SHOWN = 20  # characters of a wrong cell that a fault repeats
EXACT_DIGITS = 15  # Excel keeps no more digits of a number: an ID number in a numeric cell is spoilt
MOBILE = re.compile(r"1[3-9]\d{9}")
UNREADABLE = re.compile("[\0-\x09\x0b-\x1f\ud800-\udfff]")  # no characters, or halves of one, which JSON can hold
DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")

Reader = Callable[["Column", object, date], object]


class Unreadable(ValueError):
    """A cell that cannot be read; `fault` says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the name of the datum, its Chinese heading, how it is read, what it means and an example.

    `words` are the answers of a closed list as people write them, with their codes.
    """

    name: str
    heading: str
    read: Reader
    meaning: str
    example: str
    required: bool = True
    words: Mapping[str, str] = field(default_factory=dict)

    def value(self, cell: object, today: date, faults: list[Fault]) -> object:
        """What a cell says; None for an empty one and for one that cannot be read, with the fault added."""
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if self.required:
                faults.append(Fault(self.heading, "import_missing"))
            return None
        try:
            return self.read(self, cell, today)
        except Unreadable as unreadable:
            faults.append(Fault(self.heading, unreadable.code, unreadable.facts))
        except BadInput as reason:
            faults.append(Fault(self.heading, "import_reason", {"reason": reason.message()}))
        return None


def as_text(cell: object) -> str:
    """A cell as the text that a person sees in it; whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_text(_column: Column, cell: object, _today: date) -> str:
    """A text in one line. Raises Unreadable, as do the other readers."""
    text = as_text(cell)
    if UNREADABLE.search(text):
        raise Unreadable("import_control_character")
    if len(text) > LONGEST_TEXT:
        raise Unreadable("import_too_long", length=len(text), longest=LONGEST_TEXT)
    return " ".join(text.split())


def _id_number(_column: Column, cell: object, today: date) -> str:
    if isinstance(cell, int | float) and len(as_text(cell)) > EXACT_DIGITS:
        raise Unreadable("import_number_spoilt")
    return read_id_number(as_text(cell), today).text


def _mobile(_column: Column, cell: object, _today: date) -> str:
    digits = as_text(cell).replace(" ", "").replace("-", "")
    if not MOBILE.fullmatch(digits):
        raise Unreadable("import_mobile", length=len(digits))
    return digits


def _day(_column: Column, cell: object, _today: date) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = as_text(cell)
    found = DAY.fullmatch(text)
    if found is None:
        raise Unreadable("import_day", value=text[:SHOWN])
    try:
        return date(*map(int, found.groups()))
    except ValueError as fault:
        raise Unreadable("import_day", value=text[:SHOWN]) from fault


def _time(_column: Column, cell: object, _today: date) -> str:
    return _clock_time(cell).strftime("%H:%M")


def _clock_time(cell: object) -> time:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    text = as_text(cell)
    found = TIME.fullmatch(text)
    if found is None:
        raise Unreadable("import_time", value=text[:SHOWN])
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError as fault:
        raise Unreadable("import_time", value=text[:SHOWN]) from fault


def read_instant(column: Column, cell: object, today: date) -> str:
    """A day and a time in Shanghai as ISO text with its zone."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or SHANGHAI).isoformat()
    day, _, rest = as_text(cell).replace("T", " ").partition(" ")
    if not rest:
        raise Unreadable("import_instant", value=as_text(cell)[:SHOWN])
    moment = datetime.combine(_day(column, day, today), _clock_time(rest.strip()), SHANGHAI)
    return moment.isoformat()


def read_choice(column: Column, cell: object, _today: date) -> str:
    """The code of one of the column's words."""
    text = as_text(cell)
    if text in column.words.values():
        return text
    if text not in column.words:
        raise Unreadable("import_choice", value=text[:SHOWN], known="、".join(column.words))
    return column.words[text]


CHANNELS = {"小程序或APP": "app", "电话": "phone", "窗口": "counter", "平台企业": "platform", "移送": "transfer"}
ORDER_STATES = {
    "没有订单": "none",
    "等单": "waiting",
    "已接单": "accepted",
    "已取货或接到乘客": "picked_up",
    "配送或运送中": "delivering",
    "已完成": "completed",
    "首单末单途中": "commuting",
    "不清楚": "unknown",
}
COLUMNS: tuple[Column, ...] = (
    Column("person_name", "姓名", read_text, "受伤人员的姓名，与身份证一致", "合成人员01"),
    Column("id_number", "身份证号码", _id_number, "18位；Excel 中请把这一列设为文本", "500151199001010003"),
    Column("phone", "手机号码", _mobile, "11位", "13800000000", required=False),
    Column("platform", "平台企业", read_text, "所执行订单的平台；不在试点名单的也可以报案，受理时再审查", "美团"),
    Column("industry", "行业", read_text, "外卖、即时配送、出行、同城货运；快递员写“快递”", "外卖"),
    Column("channel", "报案渠道", read_choice, "怎样报案的", "电话", words=CHANNELS),
    Column("reported_on", "报案日期", _day, "收到报案的那一天，不晚于今天", "2025-03-03"),
    Column("accident_on", "受伤日期", _day, "不晚于报案日期", "2025-03-02"),
    Column("accident_time", "受伤时间", _time, "几点几分", "12:40", required=False),
    Column("accident_place", "受伤地点", read_text, "到路名和附近的标志", "铜梁区巴川街道中兴路口"),
    Column("accident_course", "受伤经过", read_text, "在做什么、怎样受伤", "送餐途中避让行人摔倒"),
    Column("injury", "受伤部位与程度", read_text, "伤在哪里、初步伤情", "右手腕骨折"),
    Column("order_state", "受伤时订单状态", read_choice, "受伤那一刻订单到哪一步", "配送或运送中", words=ORDER_STATES),
    Column("order_no", "订单号", read_text, "平台的订单编号", "MT20250302001", required=False),
    Column("order_accepted_at", "接单时间", read_instant, "日期和时间", "2025-03-02 12:20", required=False),
    Column("order_completed_at", "完成时间", read_instant, "日期和时间；没有完成的不填", "", required=False),
)
