"""Payments that are with the bank, and the bank's lines on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.standing import ALLOWED_FEN, account, batch, item, payment, standing
from tests.support.world import TODAY, World
from workflows.acting import act
from workflows.bank_files import take_answers
from workflows.bank_report import Report, report_of
from workflows.bank_sorting import LeftOpen, sort_lines
from workflows.command import Outcome

BATCH = "PF-20241008-01"
NAME, ACCOUNT = "合成人员01", "6222000000000009"
CASHIER, SECOND, APPROVER = "cashier1", "cashier2", "approver1"


def number(place: int) -> str:
    """The number of a case that is there for its payment only."""
    return f"TL-2024-{500 + place:06d}"


def with_payments(world: World, states: Sequence[str], batch_no: str = BATCH) -> list[str]:
    """A case each with a payment in that state, those beyond `pending` in one batch; returns the payments' ids."""
    cases: list[tuple[Case, Row]] = []
    for place, state in enumerate(states):
        case = standing(world, "settling", number(place))
        account(case)
        award = item(case, "discharged" if state == "paid" else "effective")
        if state == "paid":
            award.update(paid_fen=ALLOWED_FEN)
        made = payment(case, state, award)
        if state == "paid":
            made.update(bank_ref=f"流水{place}", paid_on=TODAY, paid_fen=ALLOWED_FEN)
        if state in ("sent", "unknown"):
            case.clock("bank_answer" if state == "sent" else "payment_query", date(2024, 10, 9), subject=made["id"])
        cases.append((case, made))
    away = tuple(made for _, made in cases if made["state"] not in ("pending", "held"))
    if away:
        batch(cases[0][0], batch_no, of=away, sealed=True)
    for case, _ in cases:
        case.save()
    return [str(made["id"]) for _, made in cases]


def line(payment_id: str, result: Result = Result.PAID, **changes: Any) -> Answer:
    """The bank's line on a payment: paid in full under a reference of its own, unless something else is said."""
    ref = f"R-{payment_id[8:]}" if result in (Result.PAID, Result.REFUNDED) else ""
    usual = Answer(0, payment_id, ALLOWED_FEN, result, BATCH, ref, "", TODAY, NAME, ACCOUNT)
    return replace(usual, **changes)


def take(world: World, answers: Sequence[Answer], name: str = "回盘.csv") -> str:
    """The number under which a return file with these lines has been taken in; nothing is sorted yet."""
    return take_answers(world.desk, CASHIER, name, PLAIN_CSV.answers(answers), TODAY).file_no


def imported(world: World, answers: Sequence[Answer]) -> Report:
    """Take in a return file with these lines and sort them all."""
    file_no = take(world, answers)
    left: list[LeftOpen] = sort_lines(world.desk, file_no, TODAY)
    assert left == []
    return report_of(world.desk, file_no)


def buckets(report: Report) -> list[str]:
    """The bucket of every line, in the order of the file."""
    return [one.bucket for one in report.lines]


def drafted(world: World, payment: str, trigger: str = "resolve", **data: Any) -> Outcome:
    """A cashier drafts a finding; nothing happens yet."""
    return act(world.desk, CASHIER, payment, trigger, TODAY, {"document": "银行查询回单1号", **data})


def found(world: World, payment: str, trigger: str = "resolve", **data: Any) -> Outcome:
    """Two persons say what they found, each under his own sign-in."""
    return act(world.desk, APPROVER, done(drafted(world, payment, trigger, **data)).subject, "approve", TODAY)


def done(outcome: Outcome) -> Outcome:
    """The outcome, which is no refusal."""
    assert outcome.done, [refusal.message() for refusal in outcome.refusals]
    return outcome
