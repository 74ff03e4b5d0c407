"""The ledger: the chart of accounts, and what each business event posts.

A posting is a transfer: one sum goes from one account (credit) to another (debit), so the books balance by
construction. Class 9 is memo only (money of platforms and third parties, which never is the fund's) and posts only
within class 9. Corrections are new transfers; nothing is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from claims.errors import ClaimsError


class Account(StrEnum):
    """Chart of accounts; the expense accounts are chosen by item code with `expense_of`."""

    BANK = "1001"
    TREASURY = "1002"
    IN_TRANSIT = "1003"
    RECOURSE = "1101"
    RECOVERABLE = "1102"
    OVERPAID = "1104"
    PAYABLE = "2001"
    RETURNED = "2002"
    RECOURSE_PENDING = "2301"
    FUNDING = "3001"
    MEDICAL = "5101"
    DISABILITY_LUMP_SUM = "5102"
    ALLOWANCES = "5103"
    DEATH = "5104"
    SURVIVORS = "5105"
    APPRAISAL_AND_TRAVEL = "5106"
    WRITTEN_OFF = "5909"
    PLATFORM_DUE = "9101"
    PLATFORM_CONTRA = "9199"
    THIRD_PARTY_PAID = "9201"
    THIRD_PARTY_CONTRA = "9299"
    FINES = "9301"
    FINES_CONTRA = "9399"


ACCOUNT_NAMES = {
    Account.BANK: "支出户银行存款",
    Account.TREASURY: "财政专户",
    Account.IN_TRANSIT: "在途付款",
    Account.RECOURSE: "应收第三人追偿",
    Account.RECOVERABLE: "应收追回",
    Account.OVERPAID: "多付待处理",
    Account.PAYABLE: "应付待遇",
    Account.RETURNED: "退汇待处理",
    Account.RECOURSE_PENDING: "待确认追偿",
    Account.FUNDING: "上级或财政拨入",
    Account.MEDICAL: "医疗（康复、器具）费支出",
    Account.DISABILITY_LUMP_SUM: "一次性伤残补助金支出",
    Account.ALLOWANCES: "伤残津贴、护理费支出",
    Account.DEATH: "丧葬、一次性死亡补助支出",
    Account.SURVIVORS: "供养亲属抚恤金支出",
    Account.APPRAISAL_AND_TRAVEL: "鉴定费、伙食交通支出",
    Account.WRITTEN_OFF: "核销损失",
    Account.PLATFORM_DUE: "平台生活保障费应付",
    Account.PLATFORM_CONTRA: "平台生活保障费对方",
    Account.THIRD_PARTY_PAID: "第三人已付医疗费",
    Account.THIRD_PARTY_CONTRA: "第三人已付医疗费对方",
    Account.FINES: "罚款",
    Account.FINES_CONTRA: "罚款入国库",
}
EXPENSE_OF = {
    "medical": Account.MEDICAL,
    "rehabilitation": Account.MEDICAL,
    "devices": Account.MEDICAL,
    "hospital_meals": Account.APPRAISAL_AND_TRAVEL,
    "travel": Account.APPRAISAL_AND_TRAVEL,
    "appraisal_fee": Account.APPRAISAL_AND_TRAVEL,
    "disability_lump_sum": Account.DISABILITY_LUMP_SUM,
    "disability_allowance": Account.ALLOWANCES,
    "allowance_top_up": Account.ALLOWANCES,
    "nursing_allowance": Account.ALLOWANCES,
    "funeral_grant": Account.DEATH,
    "death_lump_sum": Account.DEATH,
    "death_advance": Account.DEATH,
    "survivor_pension": Account.SURVIVORS,
}
EXPENSE = "51xx"


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of posting: debit and credit account (`51xx`: the expense account of the item), and whether cash moves."""

    code: str
    label: str
    debit: str
    credit: str
    cash: bool = False


def _entry(code: str, label: str, debit: str, credit: str, *, cash: bool = False) -> Entry:
    return Entry(code, label, debit, credit, cash)


ENTRIES: dict[str, Entry] = {
    entry.code: entry
    for entry in (
        _entry("treasury_filled", "财政专户收到拨款", Account.TREASURY, Account.FUNDING),
        _entry("funding", "拨款到支出户", Account.BANK, Account.TREASURY, cash=True),
        _entry("award_effective", "待遇生效", EXPENSE, Account.PAYABLE),
        _entry("released", "批次放款", Account.PAYABLE, Account.IN_TRANSIT),
        _entry("paid", "银行确认支付", Account.IN_TRANSIT, Account.BANK, cash=True),
        _entry("rejected", "扣款前退回", Account.IN_TRANSIT, Account.RETURNED),
        _entry("refunded", "付后退汇", Account.BANK, Account.RETURNED, cash=True),
        _entry("reissued", "重新支付", Account.RETURNED, Account.IN_TRANSIT),
        _entry("return_cancelled", "退汇取消，转回应付", Account.RETURNED, Account.PAYABLE),
        _entry("award_cancelled", "取消未付待遇", Account.PAYABLE, EXPENSE),
        _entry("overpaid", "多付待处理", Account.OVERPAID, Account.PAYABLE),
        _entry("overpaid_refunded", "多付部分退汇冲回", Account.RETURNED, Account.OVERPAID),
        _entry("bank_overpaid", "银行重复或超额付款", Account.OVERPAID, Account.BANK, cash=True),
        _entry("bank_overpaid_returned", "银行多付的款退回", Account.BANK, Account.OVERPAID, cash=True),
        _entry("recovery_decided", "追回决定生效", Account.RECOVERABLE, Account.OVERPAID),
        _entry("recovery_withdrawn", "追回决定撤销", Account.OVERPAID, Account.RECOVERABLE),
        _entry("overpaid_netted", "以应付待遇抵还多付", Account.PAYABLE, Account.OVERPAID),
        _entry("recovery_received", "收到追回款", Account.BANK, Account.RECOVERABLE, cash=True),
        _entry("overpaid_counted", "重新核定，多付计为已付", Account.PAYABLE, Account.OVERPAID),
        _entry("recovery_counted", "重新核定，应收追回计为已付", Account.PAYABLE, Account.RECOVERABLE),
        _entry("recovery_refunded", "追回的款由银行退回", Account.RETURNED, Account.RECOVERABLE),
        _entry("set_off", "从后续待遇抵扣", Account.PAYABLE, Account.RECOVERABLE),
        _entry("written_off", "核销", Account.WRITTEN_OFF, Account.RECOVERABLE),
        _entry("written_off_counted", "重新核定，已核销的计为已付", Account.PAYABLE, Account.WRITTEN_OFF),
        _entry("written_off_returned", "核销后由银行退回，冲减损失", Account.RETURNED, Account.WRITTEN_OFF),
        _entry("succession", "权利承继", Account.PAYABLE, Account.PAYABLE),
        _entry("third_party_paid", "第三人已付医疗费", Account.THIRD_PARTY_PAID, Account.THIRD_PARTY_CONTRA),
        _entry("recourse_arises", "先行支付，取得追偿权", Account.RECOURSE, Account.RECOURSE_PENDING),
        _entry("recourse_received", "第三人偿还", Account.BANK, Account.RECOURSE, cash=True),
        _entry("recourse_credited", "追偿到账，冲减支出", Account.RECOURSE_PENDING, EXPENSE),
        _entry("recourse_given_up", "放弃追偿", Account.RECOURSE_PENDING, Account.RECOURSE),
        _entry("returned_alive", "失踪人生还", Account.RECOVERABLE, Account.DEATH),
        _entry("returned_alive_withdrawn", "失踪人生还的追回决定撤销", Account.DEATH, Account.RECOVERABLE),
        _entry("platform_assessed", "核定平台生活保障费", Account.PLATFORM_DUE, Account.PLATFORM_CONTRA),
        _entry("platform_cancelled", "取消平台生活保障费", Account.PLATFORM_CONTRA, Account.PLATFORM_DUE),
        _entry("platform_paid", "平台报告已付生活保障费", Account.PLATFORM_CONTRA, Account.PLATFORM_DUE),
        _entry("fine", "罚款入国库", Account.FINES, Account.FINES_CONTRA),
        _entry("year_end", "年末结转", Account.FUNDING, EXPENSE),
        _entry("year_end_loss", "年末结转核销损失", Account.FUNDING, Account.WRITTEN_OFF),
    )
}


@dataclass(frozen=True, slots=True)
class Transfer:
    """`amount_fen` from account `credit` to account `debit`, by entry `entry`."""

    entry: str
    debit: str
    credit: str
    amount_fen: int
    cash: bool


def transfer(entry_code: str, amount_fen: int, item_code: str | None = None) -> Transfer:
    """The transfer that an event of kind `entry_code` posts for an item of `item_code`.

    Raises ClaimsError for a sum that is not positive, an item without an expense account, and for a transfer that
    would carry memo money into the fund's books.
    """
    entry = ENTRIES[entry_code]
    if amount_fen <= 0:
        raise ClaimsError("transfer_not_positive", entry=entry.label, amount=amount_fen)
    debit, credit = _account(entry.debit, item_code), _account(entry.credit, item_code)
    if debit.startswith("9") != credit.startswith("9"):
        raise ClaimsError("memo_money_in_fund", entry=entry.label)
    return Transfer(entry.code, debit, credit, amount_fen, entry.cash)


def mirror(posted: Transfer) -> Transfer:
    """The same sum the other way round: what takes a transfer back."""
    return replace(posted, debit=posted.credit, credit=posted.debit)


def item_code_of(account: str) -> str | None:
    """An item code that is booked on the expense account `account`; None where it is none."""
    return next((code for code, expense in EXPENSE_OF.items() if expense == account), None)


def _account(name: str, item_code: str | None) -> str:
    if name != EXPENSE:
        return str(name)
    if item_code not in EXPENSE_OF:
        raise ClaimsError("item_has_no_account", item=item_code)
    return str(EXPENSE_OF[item_code])


def balances(transfers: Iterable[Mapping[str, object]]) -> dict[str, int]:
    """Balance of every account that was used, in fen: debits less credits; credit balances are negative."""
    found: dict[str, int] = {}
    for row in transfers:
        amount = int(str(row["amount_fen"]))
        debit, credit = str(row["debit"]), str(row["credit"])
        found[debit] = found.get(debit, 0) + amount
        found[credit] = found.get(credit, 0) - amount
    return found
