"""`claims ledger trace`: what an entry of the ledger rests on, on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims.money import yuan
from commands.desks import desk
from commands.terminal import say, say_json

Plain = dict[str, Any]
VERDICTS = {"agree": "同意", "return": "退回", "reject": "不同意"}
CUT = {"allowed": "核准", "cut": "核减", "refused": "不予"}
UNCONFIRMED = "（待核）"
NONE = "（没有）"
NO_FILE = "没有登记文件"


def trace(entry_id: int, *, as_json: bool) -> None:
    """Print the trace of an entry. Raises BadInput where there is none of this number."""
    from workflows.tracing import trace as traced

    with desk() as opened:
        found = traced(opened, entry_id)
    if as_json:
        say_json(found)
        return
    for line in _lines(found):
        say(line)


def _lines(found: Plain) -> Iterator[str]:
    yield from _entry(found["entry"])
    yield from _acts(found["acts"])
    if found["item"] is not None:
        yield from _item(found["item"])
    yield from _rule_values(found["rule_values"])
    yield from _approvals(found["approvals"])
    yield from _letters(found["letters"])
    yield from _papers(found["papers"])
    if found["payment"] is not None:
        yield from _payment(found["payment"])


def _entry(entry: Plain) -> Iterator[str]:
    yield f"分录 {entry['id']}　{entry['value_on']}　{entry['label']}　{yuan(entry['amount_fen'])}"
    yield f"　　借 {entry['debit']} {entry['debit_name']}　贷 {entry['credit']} {entry['credit_name']}" + (
        "　现金" if entry["cash"] else ""
    )
    whose = f"案件 {entry['claim_no'] or NONE}　权利人 {entry['beneficiary'] or NONE}"
    yield f"　　{whose}　记录于 {entry['recorded_at']}"
    for one in entry["recovers"]:
        of_month = f"，抵扣{one['month']}" if one["month"] else ""
        yield f"　　结清追回 {one['recovery']}：多付的待遇项目 {one['item_id']}{of_month}"
    if entry["reverses"] is not None:
        yield f"　　冲销分录 {entry['reverses']}"
    if entry["reversed_by"]:
        yield f"　　已被分录 {'、'.join(str(one) for one in entry['reversed_by'])} 冲销"


def _acts(acts: list[Plain]) -> Iterator[str]:
    yield "事项"
    for place, act in enumerate(acts):
        why = "" if place == 0 else "由此引起："
        yield f"　　{why}{act['id']}　{act['occurred_on']}　{act['act']}　{act['role']} {act['actor']}"
        yield f"　　　　哈希 {act['hash']}"


def _item(item: Plain) -> Iterator[str]:
    yield f"待遇项目 {item['id']}　{item['label']}　第 {item['version']} 版　{item['state']}"
    sums = (("申报", "claimed_fen"), ("核准", "allowed_fen"), ("核定", "awarded_fen"), ("已付", "paid_fen"))
    yield "　　" + "　".join(f"{label} {yuan(item[name])}" for label, name in sums)
    for line in item["lines"]:
        yield f"　　{line}"
    if item["sources"]:
        yield f"　　依据：{'；'.join(item['sources'])}"
    for one in item["invoices"]:
        verdict = CUT.get(one["verdict"], one["verdict"])
        amounts = f"申报 {yuan(one['claimed_fen'])}　核准 {yuan(one['allowed_fen'])}　{verdict}"
        yield f"　　票据 {one['invoice_code']} {one['invoice_number']} 第 {one['line_no']} 行　{amounts}"


def _rule_values(values: list[Plain]) -> Iterator[str]:
    if values:
        yield "规则值"
    for one in values:
        if one["label"] is None:
            yield f"　　{one['version']}　现在的规则库里没有这一版"
            continue
        mark = f"可信度 {one['confidence']}" + (UNCONFIRMED if one["unconfirmed"] else "")
        yield f"　　{one['label']}：{one['value']}　{mark}　{one['version']}"
        yield f"　　　　出处：{one['source']}"


def _approvals(approvals: list[Plain]) -> Iterator[str]:
    for one in approvals:
        yield f"审批 {one['id']}　{one['label']}　{one['state']}　{yuan(one['amount_fen'])}"
        signed = (
            f"{sign['label']} {sign['username']} {sign['signed_on']} {VERDICTS.get(sign['verdict'], sign['verdict'])}"
            + ("" if sign["valid"] else "（已失效）")
            for sign in one["signatures"]
        )
        yield "　　" + "；".join(signed)
        yield f"　　　　所签内容 {one['subject_hash']}"


def _letters(letters: list[Plain]) -> Iterator[str]:
    for one in letters:
        served = "、".join(f"{service['served_on']} 送达" for service in one["served"]) or "没有送达"
        yield f"文书 {one['number']}　{one['name']}　{one['dated_on']}　{served}"
        for file in one["files"]:
            yield f"　　　　文件 {file['sha256']}"


def _papers(papers: list[Plain]) -> Iterator[str]:
    """One line a kind: who wants a paper asks for the case."""
    if papers:
        yield "材料"
    with_file = [one for one in papers if one["sha256"]]
    kinds = dict.fromkeys(f"{one['label']}（{one['received_on']}）" for one in papers if not one["sha256"])
    for one in with_file:
        yield f"　　{one['label']}（{one['received_on']}）　{one['sha256']}"
    if kinds:
        yield f"　　{'、'.join(kinds)}：{NO_FILE}"


def _payment(payment: Plain) -> Iterator[str]:
    paid = payment["paid_on"] or NONE
    yield f"支付 {payment['id']}　第 {payment['generation']} 次　{payment['state']}　{yuan(payment['amount_fen'])}"
    yield f"　　银行流水 {payment['bank_ref'] or NONE}　支付日 {paid}"
    batch = payment["batch"]
    if batch is not None:
        released = f"{batch['released_by']} {batch['released_on']}" if batch["released_by"] else NONE
        people = f"制单 {batch['made_by']} {batch['made_on']}　放款 {released}"
        yield f"　　批次 {batch['no']}　{batch['count']} 笔 {yuan(batch['sum_fen'])}　{people}"
        yield f"　　　　银行文件 {batch['sha256'] or NONE}"
