"""The ledger in the language of Beancount, so that a program that is not ours can add it up.

Account names are ASCII and end in the code of the chart; one transaction an event; at the end the balance of every
account is asserted for the day after the last, to the fen. Amounts are written from whole fen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from claims.ledger import ACCOUNT_NAMES, Account
from workflows.exporting.columns import PLACE, RawRow, label_of, yuan_number
from workflows.exporting.extract import AT_A_TIME, Extract, raw_rows
from workflows.exporting.heading import TITLE, Heading
from workflows.exporting.sink import Sink
from workflows.exporting.statements import BY_EVENT

CURRENCY = "CNY"
KINDS = {"1": "Assets", "2": "Liabilities", "3": "Equity", "5": "Expenses", "9": "Equity:Memo"}
OTHER = "Equity:Unknown"
POSTING_FACTS = {
    "entry": "id",
    "item": "item_id",
    "payment": "payment_id",
    "beneficiary": "beneficiary",
    "document": "document",
}
INDENT = "  "


def write_beancount(heading: Heading, sink: Sink) -> None:
    """Write the pull as a Beancount file that stands by itself: no plugin, no other file."""
    source = heading.source
    sink.write(_text(_head(heading)))
    part: list[str] = []
    with raw_rows(source, BY_EVENT) as rows:
        for _, of_event in groupby(rows, key=lambda row: (row[PLACE["value_on"]], row[PLACE["event_id"]])):
            part.extend(_transaction(list(of_event)))
            if len(part) >= AT_A_TIME:
                sink.write(_text(part))
                part = []
    sink.write(_text([*part, *_balances(source)]))


def account_name(code: str) -> str:
    """The name of an account: `Assets:InTransit:1003`."""
    kind = KINDS.get(code[:1], OTHER)
    if code not in {str(account) for account in ACCOUNT_NAMES}:
        return f"{OTHER}:{code}"
    return f"{kind}:{Account(code).name.title().replace('_', '')}:{code}"


def quoted(text: str) -> str:
    """A Beancount string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _head(heading: Heading) -> Iterator[str]:
    totals = heading.source.totals
    yield f'option "title" {quoted(f"{heading.organ} {TITLE}")}'
    yield f'option "operating_currency" "{CURRENCY}"'
    yield f"; {heading.period}；{heading.basis}；{totals.rows} 笔"
    yield ""
    for code in totals.balances_fen:
        yield f"{totals.first_on} open {account_name(code)} {CURRENCY}"
        yield f"{INDENT}name: {quoted(label_of('debit', code))}"
    yield ""


def _transaction(rows: list[RawRow]) -> Iterator[str]:
    first = rows[0]
    labels = dict.fromkeys(label_of("entry", row[PLACE["entry"]]) for row in rows)
    yield f"{first[PLACE['value_on']]} * {quoted('；'.join(labels))}"
    claim_no = first[PLACE["claim_no"]]
    if claim_no is not None:
        yield f"{INDENT}claim: {quoted(claim_no)}"
    yield f"{INDENT}event: {quoted(first[PLACE['event_id']])}"
    yield f"{INDENT}recorded: {quoted(first[PLACE['recorded_at']])}"
    for row in rows:
        amount = yuan_number(row[PLACE["amount_fen"]])
        yield f"{INDENT}{account_name(row[PLACE['debit']])}  {amount} {CURRENCY}"
        yield from _facts(row)
        yield f"{INDENT}{account_name(row[PLACE['credit']])}  -{amount} {CURRENCY}"
    yield ""


def _facts(row: RawRow) -> Iterator[str]:
    for name, stored in POSTING_FACTS.items():
        value = row[PLACE[stored]]
        if value is not None:
            yield f"{INDENT * 2}{name}: {quoted(str(value))}"


def _balances(source: Extract) -> Iterator[str]:
    """Asserted without any tolerance: Beancount's own would let a fen pass."""
    if source.totals.last_on is None:
        return
    day: date = source.totals.last_on + timedelta(days=1)
    for code, fen in source.totals.balances_fen.items():
        yield f"{day.isoformat()} balance {account_name(code)}  {yuan_number(fen)} ~ 0 {CURRENCY}"


def _text(lines: list[str] | Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
