"""The data that moves need, named once: several rows ask for the same thing."""

from __future__ import annotations

from claims.service import Method
from workflows.table import Field, Kind

T = Kind.TEXT


def text(name: str, label: str, *, private: bool = False, optional: bool = False) -> Field:
    """A text."""
    return Field(name, T, label, private=private, optional=optional)


def choice(name: str, label: str, choices: tuple[str, ...], *, optional: bool = False) -> Field:
    """One of a closed list."""
    return Field(name, Kind.CHOICE, label, choices=choices, optional=optional)


def day(name: str, label: str, *, optional: bool = False) -> Field:
    """A legal day."""
    return Field(name, Kind.DATE, label, optional=optional)


def number(name: str, label: str, *, optional: bool = False) -> Field:
    """A count."""
    return Field(name, Kind.INT, label, optional=optional)


def fen(name: str, label: str, *, optional: bool = False) -> Field:
    """A sum of money."""
    return Field(name, Kind.FEN, label, optional=optional)


def flag(name: str, label: str, *, optional: bool = False) -> Field:
    """Yes or no."""
    return Field(name, Kind.FLAG, label, optional=optional)


def many(name: str, label: str, *, optional: bool = False, private: bool = False) -> Field:
    """A list of texts."""
    return Field(name, Kind.LIST, label, optional=optional, private=private)


def records(name: str, label: str, *, optional: bool = False, private: bool = False) -> Field:
    """A list of records."""
    return Field(name, Kind.RECORDS, label, optional=optional, private=private)


def instant(name: str, label: str, *, optional: bool = False) -> Field:
    """An instant with its zone."""
    return Field(name, Kind.INSTANT, label, optional=optional)


REASON = text("reason", "理由", private=True)
DOCUMENT = text("document", "依据文书文号")
FORUM = text("organ", "受理的复议机关或者法院的名称", optional=True)
SUBJECT_HASH = text("subject_hash", "所见内容的摘要")
EVIDENCE = text("evidence", "送达凭证", private=True)
EXCUSE = text("excuse", "逾期理由", private=True, optional=True)
SUSPEND_REASONS = ("司法机关结论未作出", "有关行政主管部门结论未作出", "劳动关系争议正在处理", "权利承继人待定")
REENTER_REASONS = ("新增费用报销", "旧伤复发确认", "待遇补差", "年度调整")
DEATH_CAUSES = ("injury", "sudden_illness", "after_period")
CARE_LEVELS = ("full", "most", "part", "none")
CHANNELS = ("app", "phone", "counter", "platform", "transfer")
RELATIONS = ("self", "kin", "platform", "representative")
KINSHIPS = (
    "spouse", "child", "parent", "grandparent", "maternal_grandparent", "grandchild", "daughters_child", "sibling", "other",
)  # fmt: skip
APPLICATION_KINDS = ("injury", "death", "missing", "relapse")
CALL_ABOUT = ("进度", "材料", "钱", "信看不懂", "其他")
CHECKING_THE_REPORT = "核对报案"  # what the bureau rings about after a report; nobody asks for that
ANY_TIME, GOT_THROUGH = "都可以", "接通"
CALL_SUITS = ("上午", "下午", ANY_TIME)
CALL_RESULTS = (GOT_THROUGH, "没接通")
ORDER_STATES = ("none", "accepted", "picked_up", "delivering", "completed", "waiting", "commuting", "unknown")
METHODS = tuple(method.value for method in Method)
SIGNERS = ("self", "co_resident", "representative", "receiver", "clerk")  # 民事诉讼法第八十八条
